"""What somebody does by saying that he does it: "Wir lehnen das ab" refuses, "ich schlage vor" offers.

In reported speech such a verb is the cue, and the acts' model reads cues. In somebody's own words it stands inside the
content, where the model was never taught to look for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from depesche.attribution.acts import groups, rules_out
from depesche.attribution.cues import ACTS, BREAKS, STEM, cues
from depesche.attribution.layout import words_of_layouts
from depesche.records import Act

_PLAIN = (Act.ASSERT, Act.ASSESS)
# What is done by not doing it: who does not accept refuses. Of other acts a negation says too little.
_NEGATED = {Act.ACCEPT: Act.REJECT, Act.CONFIRM: Act.REJECT}


def performed(words: Sequence[str], language: str) -> Act | None:
    """The act that a speaker names as his own in his own words; None where he names none.

    Args:
        words: the words of a sentence.
        language: an ISO 639-1 code.
    """
    known = words_of_layouts(language)
    negations = _negations(language)
    for clause in _clauses(words):
        lower = [word.lower() for word in clause]
        if not any(known.has("i", word) for word in lower):
            continue
        act = next(_acts(clause, language), None)
        if act is None:
            continue
        if negations.isdisjoint(lower):
            return act
        left_open = any(known.has("leaves_open", word) for word in lower)
        return Act.DECLINE if left_open else _NEGATED.get(act)
    return Act.REJECT if rules_out(words, language) else None


@lru_cache(maxsize=4)
def _negations(language: str) -> frozenset[str]:
    return frozenset(groups(language).whole_of("negation"))


def _clauses(words: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for word in words:
        if word in BREAKS:
            yield clause
            clause = []
        else:
            clause.append(word)
    yield clause


def _acts(clause: Sequence[str], language: str) -> Iterator[Act]:
    """The acts of a clause's verbs of speech acts, those of plain telling and judging left out."""
    lexical = cues(language)
    for place, word in enumerate(clause):
        if not word[:1].islower() and place:
            continue
        kind = lexical.word(word[:64])[0]
        last = clause[-1] if len(clause) > place + 1 else ""
        separated = lexical.prefixed(word, last) if last.islower() else 0
        number = separated or (0 if kind == STEM else kind)
        if 1 <= number <= len(ACTS) and ACTS[number - 1] not in _PLAIN:
            yield ACTS[number - 1]
