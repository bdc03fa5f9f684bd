"""Who told the sentence before: "Der Minister saß mit dem Botschafter zusammen. Das verriet uns ein Kellner."

News opens so, with what it has heard, and names its source in a sentence of its own; there stands no cue beside the
content, and the network leaves some of these out. What it left out is offered to its reader, who says who speaks; that
something is told, grammar has said (words in ``referring.yaml``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

import numpy as np

from depesche.attribution.cues import BREAKS, fits, load_data
from depesche.attribution.decoding import Candidate, Content, content_odds, probability
from depesche.attribution.network import Ints
from depesche.attribution.nominal import Report, spoken_there
from depesche.attribution.reading import Model, Section, look_at
from depesche.records import Act, Analysis, Document

LEAST = 0.05  # probability, by the rank, of being a quote
# Of 26 in 33 sets of dispatches the truth has 23, and parts of the other three (`training.attribution.nominal`).
CONFIDENCE = 0.85
_SHORTEST = 5  # tokens of a sentence that was told
_DATELINE = 16  # tokens at a sentence's beginning that may be a dateline, and end with one of these
_DATELINE_ENDS = frozenset({"–", "—", "-", ":", ".", ")"})
_STOPS = frozenset(".!…")
_VERBS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class _Tells:
    """A verb that tells: its words in order, and the acts that it may be."""

    words: tuple[str, ...]
    acts: tuple[Act, ...]


class _Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        data = load_data(language, "referring.yaml")
        self.opens, self.between, self.it, self.not_with = (
            frozenset(str(data.get(name, "")).split()) for name in ("opens", "between", "it", "not_with")
        )
        self.tells = [
            _Tells(tuple(str(verb).split()), tuple(Act(act) for act in str(line["acts"]).split()))
            for line in data.get("tells") or ()
            for verb in line["verbs"]
        ]


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    return _Words(language)


def told_before(
    document: Document, analysis: Analysis, section: Section, chosen: Sequence[Candidate], using: Model
) -> list[Report]:
    """The sentences that the next one says were told, and that no content chosen touches, in text order.

    Args:
        document: the document, and
        analysis: its tokens, with parts of speech.
        section: a stretch of it that the network has read.
        chosen: the contents kept there.
        using: the model.
    """
    tokens = analysis.tokens[section.first : section.first + section.count]
    words = [document.text[token.start : token.end] for token in tokens]
    tags = [token.pos for token in tokens]
    said = {int(place) for one in chosen for place in one.content}
    title = document.title_span
    title_end = bisect_right([token.start for token in tokens], title.end) if title else 0
    known = _words(analysis.language or "de")
    opens = known.opens
    asked = [
        (content, acts, (first, last))
        for (start, end), (first, last), acts in _referring(words, tags, section, known)
        if start >= title_end
        and said.isdisjoint(range(start, end))
        and (words[first].lower() in opens or said.isdisjoint(range(first, last)))
        and (content := _content(words, section, start, end)) is not None
    ]
    contents = [Content(0, content, 1, content_odds(section.scores, 0, content)) for content, _, _ in asked]
    looked = look_at(section, contents, [one.found for one in chosen], using)
    found = []
    for (_, acts, where), candidate in zip(asked, looked, strict=True):
        sure = probability(candidate, using.settings)
        spoken = spoken_there(candidate, (where[0] + (words[where[0]].lower() in opens), where[1]), using.settings)
        if sure >= LEAST and spoken is not None:
            found.append(Report(spoken, sure, acts, CONFIDENCE))
    return found


def _referring(
    words: Sequence[str], tags: Sequence[str], section: Section, known: _Words
) -> Iterator[tuple[tuple[int, int], tuple[int, int], tuple[Act, ...]]]:
    """Each sentence that tells who told the one before it: both, as half-open ranges of words, and the acts."""
    for before, (first, last) in zip(section.sentences, section.sentences[1:], strict=False):
        if words[last - 1] == "?":
            continue
        verb = first + 1
        if words[first].lower() in known.opens:
            while verb < last and words[verb].lower() in known.between:
                verb += 1
        else:
            verb = next((at - 1 for at in range(first + 2, last) if words[at].lower() in known.it), last)
        clause = [word.lower() for word in takewhile(lambda word: word not in BREAKS, words[verb:last])]
        if not clause or tags[verb] not in _VERBS or not known.not_with.isdisjoint(clause):
            continue
        acts = next((one.acts for one in known.tells if _begins_with(clause, one.words)), None)
        if acts:
            yield before, (first, last), acts


def _begins_with(clause: Sequence[str], verb: Sequence[str]) -> bool:
    """Whether a clause's verb is this one: its first word opens the clause, or it is a participle behind "hat"."""
    places: list[int] = []
    for part in verb:
        begin = places[-1] + 1 if places else 0
        place = next((at for at in range(begin, len(clause)) if fits(clause[at], part)), None)
        if place is None:
            return False
        places.append(place)
    return places[0] == 0 or places[-1] == len(clause) - 1


def _content(words: Sequence[str], section: Section, start: int, end: int) -> Ints | None:
    """What was told of a sentence: without its stop and its dateline; None where too little is left."""
    while end > start and words[end - 1] in _STOPS:
        end -= 1
    begins = [start] + [
        place + 1 for place in range(start, min(end, start + _DATELINE)) if words[place] in _DATELINE_ENDS
    ]
    parts = [np.arange(begin, end) for begin in begins if end - begin >= _SHORTEST]
    return max(parts, key=lambda part: content_odds(section.scores, 0, part), default=None)
