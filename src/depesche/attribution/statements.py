"""Candidate quotes -> Statement records, with everything that can be told from their tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from depesche.attribution.acts import Floats, classify, rules_out, statement_features
from depesche.attribution.chains import via_mentions
from depesche.attribution.decoding import Candidate, Settings, role_tokens
from depesche.attribution.hedges import find_hedges, rules
from depesche.attribution.network import KINDS as KIND_COLUMNS
from depesche.attribution.network import MEDIA as MEDIUM_COLUMNS
from depesche.attribution.network import Ints
from depesche.attribution.nominal import refused_by_verb
from depesche.attribution.reading import Model, Section
from depesche.attribution.speakers import put_right
from depesche.attribution.undenied import undone
from depesche.records import Act, ActShare, Analysis, Document, Kind, Medium, Mention, Span, Statement, stable_id

KINDS = tuple(Kind)
MEDIA = tuple(Medium)
_NEAR = 5  # tokens between a negation and the cue that it negates


@dataclass(frozen=True, slots=True)
class Found:
    """A chosen candidate with its statement; token numbers count from the document's first token."""

    candidate: Candidate
    offset: int
    statement: Statement
    unowned: bool = False  # speech of whoever spoke last, if its own words name nobody

    @property
    def tokens(self) -> frozenset[int]:
        """The content's tokens."""
        return frozenset((self.candidate.content + self.offset).tolist())


def make(
    document: Document,
    analysis: Analysis,
    candidate: Candidate,
    offset: int,
    acts: tuple[ActShare, ...],
    sure: float,
    using: Model,
) -> Found:
    """One candidate as a statement, without its ties to others."""
    roles = {name: places + offset for name, places in role_tokens(candidate, using.settings).items()}
    content = candidate.content + offset
    roles["speaker"] = put_right(document, analysis, roles["speaker"], content)
    kind = KINDS[int(np.argmax(candidate.labels[KIND_COLUMNS]))]
    spans = {name: as_spans(document, analysis, places) for name, places in roles.items()}
    content_spans = as_spans(document, analysis, content)
    carried = _carried(analysis, content, roles["speaker"], roles["cue"])
    language = analysis.language or "de"
    around = np.union1d(content, np.union1d(roles["frame"], roles["cue"]))
    raw, right = zip(*using.calibration, strict=True)
    statement = Statement(
        id=stable_id("s", document.id, content_spans, spans["speaker"], kind, candidate.level),
        document=document.id,
        kind=kind,
        act=acts[0].act,
        acts=acts,
        content=content_spans,
        speaker=Mention(spans["speaker"], carried=carried),
        cue=spans["cue"],
        frame=spans["frame"],
        addressee=Mention(spans["addressee"]) if spans["addressee"] else None,
        medium=MEDIA[int(np.argmax(candidate.labels[MEDIUM_COLUMNS]))],
        via_mentions=via_mentions(
            document, analysis, content_spans, spans["speaker"], spans["addressee"], frozenset(roles["cue"].tolist())
        ),
        hedges=find_hedges(document.text, analysis.tokens, around.tolist(), language, frozenset(roles["cue"].tolist())),
        negated=_negated(document, analysis, content, roles),
        confidence=round(float(np.interp(sure, raw, right)), 4),
    )
    return Found(candidate, offset, statement)


def acts_of(
    document: Document, analysis: Analysis, section: Section, candidates: Sequence[Candidate], settings: Settings
) -> list[tuple[ActShare, ...]]:
    """The acts that each of the candidates chosen in a section may be, the likeliest first."""
    if not candidates:
        return []
    words = [document.text[t.start : t.end] for t in analysis.tokens[section.first : section.first + section.count]]
    tags = [token.pos for token in analysis.tokens[section.first : section.first + section.count]]
    taken = np.zeros(len(words), dtype=bool)
    for candidate in candidates:
        taken[candidate.content] = True
    found = []
    for candidate in candidates:
        kind = int(np.argmax(candidate.labels[KIND_COLUMNS]))
        language = analysis.language or "de"
        cue = role_tokens(candidate, settings)["cue"].tolist()
        told = judged(words, section.vectors, section.sentences, candidate.content, taken, kind, cue, language)
        refused = refused_by_verb(words, tags, candidate.content.tolist(), language)
        kept = refused is None or told[0].act == refused or (told[0].act, refused) == (Act.DECLINE, Act.REJECT)
        found.append(told if kept or refused is None else (ActShare(refused, 1.0),))
    return found


def judged(
    words: Sequence[str],
    vectors: Floats,
    sentences: Sequence[tuple[int, int]],
    content: Ints,
    taken: npt.NDArray[np.bool_],
    kind: int,
    cue: Sequence[int],
    language: str,
) -> tuple[ActShare, ...]:
    """The acts that one statement may be, the likeliest first: by the model, then by what rules know better.

    Args:
        words: the words of the text around it.
        vectors: theirs.
        sentences: the word numbers of each of their sentences, as half-open ranges.
        content: the numbers of its content's words.
        taken: which words are in any content.
        kind: its kind's number.
        cue: the numbers of its cue's words.
        language: an ISO 639-1 code.
    """
    acts = classify(statement_features(words, vectors, sentences, content, taken, kind, language))
    if acts[0].act in (Act.ASSESS, Act.ASSERT) and rules_out([words[one] for one in content], language):
        return (ActShare(Act.REJECT, 1.0),)
    return undone(acts, words, content.tolist(), cue, language)


def as_spans(document: Document, analysis: Analysis, places: Ints) -> tuple[Span, ...]:
    """Runs of neighbouring tokens as ranges of the text; no range reaches over a blank line."""
    if not len(places):
        return ()
    tokens, text = analysis.tokens, document.text
    apart = [
        after - before > 1 or "\n\n" in text[tokens[before].end : tokens[after].start]
        for before, after in pairwise(places.tolist())
    ]
    runs = np.split(places, np.flatnonzero(apart) + 1)
    return tuple(Span(tokens[int(run[0])].start, tokens[int(run[-1])].end) for run in runs)


def _carried(analysis: Analysis, content: Ints, speaker: Ints, cue: Ints) -> bool:
    """Whether the speaker's words stand in an earlier sentence and no cue names them anew."""
    if not len(speaker) or len(cue):
        return False
    start = analysis.tokens[int(content[0])].start
    end = analysis.tokens[int(speaker[-1])].end
    after = bisect_left(analysis.sentences, end, key=lambda sentence: sentence.start)
    return after < len(analysis.sentences) and analysis.sentences[after].start <= start


def _negated(document: Document, analysis: Analysis, content: Ints, roles: dict[str, Ints]) -> bool:
    """Whether the report itself is denied ("sagte nicht, ob ..."): the content is then left open."""
    using = rules(analysis.language or "de")
    cue = roles["cue"]
    first = document.text[slice(*analysis.tokens[int(content[0])][:2])].lower()
    if not len(cue) or first not in using.questions:
        return False
    inside = set(content.tolist())
    for place in range(max(0, int(cue[0]) - _NEAR), min(len(analysis.tokens), int(cue[-1]) + _NEAR + 1)):
        token = analysis.tokens[place]
        if place not in inside and document.text[token.start : token.end].lower() in using.negations:
            return True
    return False


def tie(found: Sequence[Found]) -> tuple[Statement, ...]:
    """Add what ties statements to each other: the one a statement is nested in, and the one it carries on."""
    out: list[Statement] = []
    outer = [one for one in found if one.candidate.level == 0]
    last_by_speaker: dict[tuple[Span, ...], str] = {}
    seen: set[str] = set()
    for one in found:
        statement = one.statement
        if statement.id in seen:
            continue
        seen.add(statement.id)
        parent = None
        if one.candidate.level:
            hull = one.tokens
            around = [other for other in outer if hull <= other.tokens]
            parent = min(around, key=lambda other: len(other.tokens)).statement.id if around else None
        continues = None
        if statement.speaker.carried:
            continues = last_by_speaker.get(statement.speaker.spans)
        if statement.speaker.spans:
            last_by_speaker[statement.speaker.spans] = statement.id
        out.append(replace(statement, parent=parent, continues=continues))
    return tuple(sorted(out, key=lambda one: (one.start, -one.end, one.parent is not None)))
