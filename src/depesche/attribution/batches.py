"""Documents through the network, and their statements out.

Each section is computed by itself: the 8-bit layers scale their inputs by what stands side by side, and a document must
read the same whatever it is read with.

The network's arrays come and go between small objects that stay, and glibc keeps the holes: a text of 228,000 words
took 1,034 MB, and takes 469 where they are given back every section (`benchmarks/attribution.py`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from depesche.attribution.decoding import Candidate, choose
from depesche.attribution.finding import find_turns
from depesche.attribution.headlines import with_headlines
from depesche.attribution.nominal import acts_by_verb, nominal_reports
from depesche.attribution.questions import is_put_to_him
from depesche.attribution.reading import Section, model, read, sections
from depesche.attribution.referring import told_before
from depesche.attribution.speakers import carried_back
from depesche.attribution.statements import Found, acts_of, make, tie
from depesche.attribution.subjunctive import carried_on, unowned_speech
from depesche.attribution.turned import with_turns
from depesche.attribution.turns import Part
from depesche.records import Analysis, Document, Statement

_GIVEN_BACK = 2_000  # tokens read after which unused memory is given back: a section of a long text, some dispatches


def read_all(pairs: Sequence[tuple[Document, Analysis]]) -> list[tuple[Statement, ...]]:
    """The statements of each document, in order. Memory grows with the longest section, not with the documents."""
    kept = _Kept()
    return [_finished(document, analysis, _tied(document, analysis, kept)) for document, analysis in pairs]


def _tied(document: Document, analysis: Analysis, kept: _Kept) -> tuple[Statement, ...]:
    """The statements of a document, in text order, with what ties them."""
    found = _read(document, analysis, kept)
    unowned = frozenset(one.statement.id for one in found if one.unowned)
    return carried_on(analysis, tie(found), unowned)


def _finished(document: Document, analysis: Analysis, found: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Statements with what the page tells: whose turn it is, and whose words its title holds."""
    turns = find_turns(document, analysis)
    told = with_turns(document, analysis, turns, carried_back(document, analysis, found))
    title = document.title_span
    if title is not None and any(turn.part is Part.ASKS and turn.start < title.end for turn in turns):
        return told  # a talk without a title, which begins with a question
    return with_headlines(document, analysis, told)


class _Kept:
    """Counts the tokens that were read since unused memory was given back, and gives it back."""

    def __init__(self) -> None:
        self.tokens = 0

    def more(self, tokens: int) -> None:
        """So many tokens more were read."""
        self.tokens += tokens
        if self.tokens >= _GIVEN_BACK:
            self.tokens = 0
            _trim()(0)


@lru_cache(maxsize=1)
def _trim() -> Callable[[int], object]:
    """The C library's `malloc_trim`; nothing where it has none (only glibc does)."""
    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return lambda _: None
    return found


def _said(
    document: Document, analysis: Analysis, section: Section, chosen: list[tuple[Candidate, float]]
) -> list[tuple[Candidate, float]]:
    """The candidates without questions that are put to the one who is taken for their speaker."""
    words = [document.text[t.start : t.end] for t in analysis.tokens[section.first : section.first + section.count]]
    language = analysis.language or "de"
    return [one for one in chosen if not is_put_to_him(words, section.sentences, one[0].content.tolist(), language)]


def _read(document: Document, analysis: Analysis, kept: _Kept) -> list[Found]:
    found: list[Found] = []
    for section in sections(document, analysis):
        using = model()
        chosen = _said(document, analysis, section, choose(read([section], using)[0], using.settings))
        candidates = [candidate for candidate, _ in chosen]
        more = nominal_reports(document, analysis, section, candidates, using)
        known = [*candidates, *(one.candidate for one in more)]
        more += told_before(document, analysis, section, known, using)
        known = [*candidates, *(one.candidate for one in more)]
        owned = len(more)
        more += unowned_speech(document, analysis, section, known, using)
        acts = acts_of(document, analysis, section, [*candidates, *(one.candidate for one in more)], using.settings)
        for (candidate, sure), told in zip(chosen, acts, strict=False):
            found.append(make(document, analysis, candidate, section.first, told, sure, using))
        for number, (report, told) in enumerate(zip(more, acts[len(chosen) :], strict=True)):
            by_verb = acts_by_verb(told, report.acts)
            made = make(document, analysis, report.candidate, section.first, by_verb, report.sure, using)
            statement = replace(made.statement, confidence=report.confidence)
            found.append(replace(made, statement=statement, unowned=number >= owned))
        kept.more(section.count)
    return found
