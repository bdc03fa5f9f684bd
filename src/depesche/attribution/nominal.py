"""Reports by a verb and its object: "Husseini bestritt einen Rücktritt", "Netanjahu fordert Neuwahlen".

News is full of them, the network finds two thirds. What it leaves out is offered to its reader once more: the phrases
that grammar lets be the object of a verb of reporting (``nominal.yaml``). The reader says how much each looks like a
content and who speaks; grammar has said what is done. So less is asked of the reader than of contents that only it
knows (`docs/attribution.md`).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, takewhile

import numpy as np

from depesche.attribution.cues import BREAKS, fits, load_data
from depesche.attribution.decoding import Candidate, Content, Settings, content_odds, probability, role_tokens
from depesche.attribution.network import KINDS, ROLES
from depesche.attribution.reading import Model, Section, look_at
from depesche.records import Act, ActShare, Analysis, Document, Kind

# Least probability, by the rank, of being a quote. Of the objects found so in 33 sets of dispatches the truth has 0.82
# (0.83 from 0.15, 0.74 from 0.1), and the verb's act is that of nine in ten of these; below it, quotes-de dev loses.
LEAST = 0.2
CONFIDENCE = 0.82
SPEAKER = ROLES.index("speaker")
_LEAST_SPEAKER = 0.02  # probability of a speaker's likeliest word, where grammar knows that somebody speaks
_NEARLY = 2.0  # in log odds, how much less likely the other words of that speaker may be
ACT_SHARE = 0.9
_SPELT_OUT = (Act.OFFER, Act.PROMISE, Act.ASSERT)  # behind a colon stands what: that is the statement, not "a trade"
_LONGEST = 14  # tokens of an object
_MOST = 24  # phrases of a clause that are looked at
_OPENS = frozenset({"DET", "ADP", "ADJ", "NOUN", "NUM", "PROPN", "PRON"})
_CLOSES = frozenset({"NOUN", "PROPN", "NUM"})
_WITHIN = frozenset({"DET", "ADP", "ADJ", "NUM", "PROPN"})  # before which no phrase begins anew
_OUTSIDE = frozenset({"", "VERB", "AUX", "PUNCT", "SCONJ", "CCONJ"})
_DETERMINERS = frozenset({"DET", "PRON"})
_GOES_ON = frozenset({"ADJ", "NOUN", "PROPN", "NUM", "ADV", "DET"})  # behind a determiner that is no pronoun
_VERBS = frozenset({"VERB", "AUX", "ADJ"})  # "einverstanden" is an adjective
_SHORTEST = 3  # tokens of a clause with speaker, verb and object
_WIDEST = 60  # tokens of a clause that is looked at; a list without marks is none


@dataclass(frozen=True, slots=True)
class Report:
    """What grammar says is reported: as a candidate, how sure the reader is, the acts that the verb may be."""

    candidate: Candidate
    sure: float
    acts: tuple[Act, ...]
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class _Object:
    """A phrase (token numbers, half-open) that may be the object of a verb in a clause."""

    first: int
    last: int
    clause: tuple[int, int]
    sentence: tuple[int, int]
    acts: tuple[Act, ...]
    least: float


def nominal_reports(
    document: Document, analysis: Analysis, section: Section, chosen: Sequence[Candidate], using: Model
) -> list[Report]:
    """The objects that report something and that no content chosen touches, at most one a clause, in text order.

    Args:
        document: the document, and
        analysis: its tokens, with parts of speech.
        section: a stretch of it that the network has read.
        chosen: the contents kept there.
        using: the model.
    """
    tokens = analysis.tokens[section.first : section.first + section.count]
    words = [document.text[token.start : token.end] for token in tokens]
    said = {int(place) for one in chosen for place in one.content}
    cues = {int(place) for one in chosen for place in role_tokens(one, using.settings)["cue"]}
    known = _words(analysis.language or "de")
    objects = [
        one
        for clause in _clauses(words, _tags(analysis, section), section.sentences)
        for one in _objects(clause, said if clause.opens else said | cues, known)
        if said.isdisjoint(range(one.first, one.last))
    ]
    contents = [np.arange(one.first, one.last) for one in objects]
    found = [Content(0, content, 1, content_odds(section.scores, 0, content)) for content in contents]
    best: dict[tuple[int, int], Report] = {}
    for one, candidate in zip(objects, look_at(section, found, [had.found for had in chosen], using), strict=True):
        sure, other = probability(candidate, using.settings), best.get(one.clause)
        if sure < one.least or (other is not None and sure <= other.sure):
            continue
        spoken: Candidate | None = candidate
        if not one.least:
            places = (spoken_there(candidate, where, using.settings) for where in (one.clause, one.sentence))
            spoken = next((there for there in places if there is not None), None)
        if spoken is not None and _is_said(spoken, one, using.settings):
            best[one.clause] = Report(of_kind(spoken, Kind.REPORTED), sure, one.acts)
    return [best[clause] for clause in sorted(best)]


def _tags(analysis: Analysis, section: Section) -> list[str]:
    """The parts of speech of a section's tokens, none for times: a day is no part of an object."""
    tokens = analysis.tokens[section.first : section.first + section.count]
    tags = [token.pos for token in tokens]
    starts = [token.start for token in tokens]
    begin, stop = tokens[0].start, tokens[-1].end
    first = bisect_left(analysis.times, begin, key=lambda time: time.start)
    for time in takewhile(lambda one: one.start < stop, islice(analysis.times, first, None)):
        for place in range(bisect_left(starts, time.start), bisect_left(starts, time.end)):
            tags[place] = ""
            if place and tags[place - 1] == "ADP":
                tags[place - 1] = ""
    return tags


def spoken_there(candidate: Candidate, where: tuple[int, int], settings: Settings) -> Candidate | None:
    """With the speaker that the reader names in a sentence, be he less sure there; None where he names nobody.

    Args:
        candidate: what was said.
        where: the sentence, as a half-open range of tokens.
        settings: of decoding.
    """
    inside = (candidate.look >= where[0]) & (candidate.look < where[1]) & ~np.isin(candidate.look, candidate.content)
    best = float(candidate.roles[inside, SPEAKER].max(initial=-np.inf))
    if best < _logit(_LEAST_SPEAKER):
        return None
    lifted = max(0.0, _logit(settings.cut[SPEAKER]) + _NEARLY - best)
    roles = candidate.roles.copy()
    roles[:, SPEAKER] = np.where(inside, roles[:, SPEAKER] + lifted, -np.inf)
    return replace(candidate, roles=roles)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def acts_by_verb(told: Sequence[ActShare], allowed: Sequence[Act]) -> tuple[ActShare, ...]:
    """What such a report does: the likeliest of the acts that its verb allows, by what the model told; all that the
    model told where no verb says anything.
    """
    if not allowed:
        return tuple(told)
    likeliest = next((one.act for one in told if one.act in allowed), allowed[0])
    return (ActShare(likeliest, ACT_SHARE),)


def refused_by_verb(words: Sequence[str], tags: Sequence[str], content: Sequence[int], language: str) -> Act | None:
    """What a verb of refusal does to a content that is its object: a report is denied, a plan rejected.

    "Wies Berichte zurück, dass ...", "stellte in Abrede, dass ...", "wies den Plan der Nachbarn zurück".

    Args:
        words: of the text around it.
        tags: their parts of speech.
        content: the numbers of its words, in order, one at least.
        language: an ISO 639-1 code.
    """
    known = _words(language)
    mark = _where_it_follows(words, content, known)
    end = content[-1] if mark is None else mark
    first = content[0] if mark is None else mark
    while first and end - first < _WIDEST and words[first - 1] not in BREAKS:
        first -= 1
    while mark is None and end < len(words) and end - first < _WIDEST and words[end] not in BREAKS:
        end += 1
    lower = tuple(word.lower() for word in words[first:end])
    if not (known.negations | known.modals | known.neither | known.conditions).isdisjoint(lower):
        return None
    clause = _Clause(first, end, (first, end), lower, tuple(tags[first:end]), opens=False)
    said = set(content)
    verbs = {
        verb
        for word in lower
        for verb in known.begun_by(word)
        if (places := _places(clause, verb.words))
        and (mark is not None or said.isdisjoint(first + one for one in places))
    }
    either = any(verb.acts == (Act.DENY, Act.REJECT) for verb in verbs)
    if mark is None:
        phrase = [words[place].lower() for place in content]
        plain = any(verb.acts == (Act.REJECT,) for verb in verbs)
        return Act.REJECT if plain or (either and known.is_of("proposals", phrase)) else None
    plain = any(verb.acts == (Act.DENY,) and not verb.of for verb in verbs)
    return Act.DENY if plain or (either and known.is_of("things", lower)) else None


def _where_it_follows(words: Sequence[str], content: Sequence[int], known: _Words) -> int | None:
    """The comma, before a content or in it, behind which stands what its verb is about; None where there is none."""
    for place in range(max(0, content[0] - 2), content[-1]):
        if words[place] == "," and words[place + 1].lower() in known.that:
            return place
        if words[place] in BREAKS and place >= content[0]:
            return None
    return None


def of_kind(candidate: Candidate, kind: Kind) -> Candidate:
    """With the kind that grammar tells, whatever the reader makes of a content that it would not have chosen."""
    labels = candidate.labels.copy()
    labels[KINDS] = -1.0
    labels[KINDS.start + tuple(Kind).index(kind)] = 1.0
    return replace(candidate, labels=labels)


def _is_said(candidate: Candidate, one: _Object, settings: Settings) -> bool:
    """Whether the reader names a speaker in the sentence, beside the object."""
    speaker = role_tokens(candidate, settings)["speaker"].tolist()
    inside = [place for place in speaker if one.sentence[0] <= place < one.sentence[1]]
    return bool(inside) and all(not one.first <= place < one.last for place in speaker)


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb of reporting: its words in order, the case or preposition of its object, the acts that it may be."""

    words: tuple[str, ...]
    case: str
    acts: tuple[Act, ...]
    of: str  # only of what this list names: "zog die Meldung zurück", not "zog die Truppen zurück"
    least: float  # from which probability on its objects are reports


class _Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        data = load_data(language, "nominal.yaml")
        self.verbs = [
            _Verb(
                tuple(str(verb).split()),
                str(case),
                tuple(Act(act) for act in str(line["acts"]).split()),
                str(line.get("of", "")),
                float(line.get("least", LEAST)),
            )
            for line in data.get("reports") or ()
            for case, verbs in line.items()
            if case not in ("acts", "of", "least")
            for verb in verbs
        ]
        self._whole: dict[str, list[_Verb]] = {}
        for verb in self.verbs:
            self._whole.setdefault(verb.words[0], []).append(verb)
        self._stems = tuple(verb.words[0][:-1] for verb in self.verbs if verb.words[0].endswith("*"))
        self.not_in = {str(case): frozenset(str(words).split()) for case, words in (data.get("not_in") or {}).items()}
        self.lists = {name: tuple(str(data.get(name, "")).split()) for name in ("things", "held", "proposals")}
        (
            self.pronouns,
            self.conditions,
            self.modals,
            self.infinitive,
            self.neither,
            self.negations,
            self.that,
            self.joins,
        ) = (
            frozenset(str(data.get(name, "")).split())
            for name in ("pronouns", "conditions", "modals", "infinitive", "neither", "negations", "that", "joins")
        )

    def is_of(self, name: str, phrase: Sequence[str]) -> bool:
        """Whether a phrase has a word that begins like one of a list."""
        return any(word.startswith(self.lists[name]) for word in phrase)

    def begun_by(self, word: str) -> list[_Verb]:
        """The verbs whose first word this may be."""
        exact = self._whole.get(word, [])
        if not word.startswith(self._stems):
            return exact
        return exact + [verb for verb in self.verbs if "*" in verb.words[0] and fits(word, verb.words[0])]


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    return _Words(language)


@dataclass(frozen=True, slots=True)
class _Clause:
    """Tokens between two marks: numbers (half-open), words, parts of speech."""

    first: int
    last: int
    sentence: tuple[int, int]
    words: tuple[str, ...]
    tags: tuple[str, ...]
    opens: bool  # a colon follows


def _clauses(words: Sequence[str], tags: Sequence[str], sentences: Sequence[tuple[int, int]]) -> Iterator[_Clause]:
    for first, last in sentences:
        if last > first and words[last - 1] == "?":
            continue
        begin = first
        for place in range(first, last + 1):
            if place == last or words[place] in BREAKS:
                if _SHORTEST <= place - begin <= _WIDEST:
                    lower = tuple(word.lower() for word in words[begin:place])
                    opens = place < last and words[place] == ":"
                    yield _Clause(begin, place, (first, last), lower, tuple(tags[begin:place]), opens)
                begin = place + 1


def _objects(clause: _Clause, taken: Collection[int], known: _Words) -> Iterator[_Object]:
    """Every phrase of a clause that may be the object of a verb of reporting that is not taken."""
    verbs = dict.fromkeys(verb for word in clause.words for verb in known.begun_by(word))
    if not verbs or not known.conditions.isdisjoint(clause.words[:2]):
        return
    seen: set[tuple[int, int]] = set()
    for verb in verbs:
        places = _places(clause, verb.words)
        if not places or any(clause.first + place in taken for place in places):
            continue
        acts = verb.acts
        if clause.opens and acts[0] in _SPELT_OUT:
            continue
        if acts != (Act.DENY,) and not known.negations.isdisjoint(clause.words):
            continue  # a negation undoes denials; of what else is left says too little
        before = clause.words[places[0] - 1] if places[0] else ""
        if before in known.infinitive or not known.modals.isdisjoint(clause.words):
            if known.neither.isdisjoint(clause.words):
                continue
            acts = (Act.DECLINE,)
        for start, shorter in _phrases(clause, places):
            end = _with_joined(clause, shorter, places, known)
            if (start, end) not in seen and _fits(clause, start, end, verb, known) and _is_its(clause, start, places):
                seen.add((start, end))
                where = clause.first + start, clause.first + end, (clause.first, clause.last)
                yield _Object(*where, clause.sentence, _by_object(acts, clause.words[start:end], known), verb.least)


def _with_joined(clause: _Clause, end: int, verb: Sequence[int], known: _Words) -> int:
    """Where a phrase ends with what is joined to it: "lehnt einen Beitritt wie auch fremde Truppen strikt ab"."""
    if clause.words[end : end + 1] == () or clause.words[end] not in known.joins:
        return end
    limit = next((place for place in verb if place > end), len(clause.words))
    rest = range(end, limit)
    if any(clause.tags[place] in ("VERB", "AUX") for place in rest):
        return end
    return next((place + 1 for place in reversed(rest) if clause.tags[place] in _CLOSES), end)


def _is_its(clause: _Clause, start: int, verb: Sequence[int]) -> bool:
    """Whether a phrase belongs to a verb and not to another one behind "and" ("wies ihn zurück und übergab einen")."""
    nearest = min(verb, key=lambda place: abs(place - start))
    between = range(min(nearest, start), max(nearest, start))
    joint = [place for place in between if clause.tags[place] == "CCONJ"]
    side = range(joint[-1], len(clause.tags)) if joint and start > nearest else range(joint[0] if joint else 0)
    return not joint or not any(clause.tags[place] == "VERB" and place not in verb for place in side)


def _by_object(acts: tuple[Act, ...], phrase: Sequence[str], known: _Words) -> tuple[Act, ...]:
    """Of a verb's acts those that its object leaves: a report is denied, a plan rejected."""
    if acts == (Act.DENY, Act.REJECT):
        if known.is_of("things", phrase):
            return (Act.DENY,)
        if known.is_of("proposals", phrase):
            return (Act.REJECT,)
    return acts


def _places(clause: _Clause, verb: Sequence[str]) -> list[int]:
    """Where a verb's words stand in a clause, each behind the one before; none where one is missing."""
    places: list[int] = []
    for number, part in enumerate(verb):
        begin = places[-1] + 1 if places else 0
        here = [
            place
            for place in range(begin, len(clause.words))
            if fits(clause.words[place], part) and (len(verb) > 1 or clause.tags[place] in _VERBS)
        ]
        if not here:
            return []
        places.append(here[-1] if number else here[0])
    return places


def _phrases(clause: _Clause, verb: Collection[int]) -> Iterator[tuple[int, int]]:
    """Ranges of neighbouring tokens, without verbs, that begin and end as a noun phrase does."""
    tags = clause.tags
    runs: list[list[int]] = [[]]
    for place, tag in enumerate(tags):
        if place in verb or tag in _OUTSIDE:
            runs.append([])
        else:
            runs[-1].append(place)
    count = 0
    for run in runs:
        starts = [
            place
            for number, place in enumerate(run)
            if tags[place] in _OPENS
            and not (number and tags[run[number - 1]] in _WITHIN)
            and not (tags[place] == "ADJ" and number + 1 < len(run) and tags[run[number + 1]] in _DETERMINERS)
        ]
        ends = [
            place
            for number, place in enumerate(run)
            if tags[place] in _CLOSES | _DETERMINERS
            and not (number + 1 < len(run) and tags[run[number + 1]] in _CLOSES)
        ]
        for start in starts:
            for end in ends:
                if start <= end < start + _LONGEST:
                    yield start, end + 1
                    count += 1
                    if count == _MOST:
                        return


def _fits(clause: _Clause, start: int, end: int, verb: _Verb, known: _Words) -> bool:
    """Whether a phrase may be a verb's object: by its case or preposition, and by what it is about."""
    opening, tags = clause.words[start], clause.tags
    case = verb.case in known.not_in
    if (case and (tags[start] == "ADP" or opening in known.not_in[verb.case])) or (not case and opening != verb.case):
        return False
    if case and tags[start] in _DETERMINERS and (end == start + 1 or tags[start + 1] not in _GOES_ON):
        return end == start + 1 and opening in known.pronouns and not verb.of
    if tags[end - 1] not in _CLOSES or (case and tags[start] == "PRON"):
        return False
    return not verb.of or known.is_of(verb.of, clause.words[start:end])
