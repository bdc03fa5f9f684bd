"""Words of denial that a negation undoes: who "does not dispute" a report grants it, who "rules nothing out" rejects
nothing.

The acts' model sees words, not which word a "nicht" belongs to, and takes "dementierte das Treffen nicht" for a denial.
Which words these are is data (``acts.yaml``, ``undone``), and what is left of the statement is what writers of the
dispatches for training call it (`docs/attribution.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from depesche.attribution.cues import BREAKS, fits, load_data
from depesche.records import Act, ActShare

_REFUSALS = (Act.DENY, Act.REJECT, Act.DECLINE)
_REACH = 30  # tokens of a clause that are looked at on either side of its verb

Patterns = tuple[tuple[str, ...], ...]


def undone(
    acts: tuple[ActShare, ...], words: Sequence[str], content: Sequence[int], cue: Sequence[int], language: str
) -> tuple[ActShare, ...]:
    """What a statement does, after what a negation undoes.

    Args:
        acts: what it may do by the model, the likeliest first.
        words: the words of the text around it.
        content: the numbers of its content's words there, in order, one at least.
        cue: those of its cue's words; behind a semicolon or colon they deny or grant something else.
        language: an ISO 639-1 code.

    Returns:
        The acts as they came where no negation stands with a word of denial or exclusion, or where both "neither
        confirm nor deny"; one sure act where a denial is undone; those that refuse nothing where an exclusion is.
    """
    if acts[0].act not in _REFUSALS:
        return acts
    rules = _rules(language)
    for clause in _clauses(words, [*content, *(place for place in cue if not _parted(words, place, content))]):
        if not rules.negations.isdisjoint(clause) and rules.neither.isdisjoint(clause):
            for name, patterns in rules.verbs:
                if any(_is_undone(clause, pattern, rules) for pattern in patterns):
                    return _without(acts) if name == "open" else (ActShare(Act(name), 1.0),)
    return acts


class _Rules:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        data = load_data(language, "acts.yaml").get("undone") or {}
        self.negations = frozenset(str(data.get("negations", "")).split())
        self.neither = frozenset(str(data.get("neither", "")).split())
        self.between = frozenset(str(data.get("between", "")).split())
        verbs = data.get("verbs") or {}
        self.verbs: tuple[tuple[str, Patterns], ...] = tuple(
            (str(name), tuple(tuple(str(one).split()) for one in patterns)) for name, patterns in verbs.items()
        )


@lru_cache(maxsize=4)
def _rules(language: str) -> _Rules:
    return _Rules(language)


def _parted(words: Sequence[str], place: int, content: Sequence[int]) -> bool:
    """Whether a semicolon or a colon stands between a word and a content."""
    between = words[place : content[0]] if place < content[0] else words[content[-1] : place]
    return ";" in between or ":" in between


def _clauses(words: Sequence[str], places: Sequence[int]) -> list[tuple[str, ...]]:
    """The clauses, in lower case, in which some words stand."""
    found: dict[int, tuple[str, ...]] = {}
    for place in places:
        first, last = place, place
        while first > 0 and place - first < _REACH and words[first - 1] not in BREAKS:
            first -= 1
        while last + 1 < len(words) and last - place < _REACH and words[last + 1] not in BREAKS:
            last += 1
        if first not in found:
            found[first] = tuple(word.lower() for word in words[first : last + 1])
    return list(found.values())


def _is_undone(clause: Sequence[str], pattern: Sequence[str], rules: _Rules) -> bool:
    """Whether a clause has a verb (and what belongs to it: "schloss ... aus") under a negation.

    The negation stands right before the verb, its prefix or the clause's end, but for words like "mehr": in "wies die
    nicht genehmigte Reise zurück" it belongs to another word.
    """
    own = [[place for place, word in enumerate(clause) if fits(word, part)] for part in pattern]
    if not all(own):
        return False
    after = {len(clause), *(place for part in own for place in part)}
    for place, word in enumerate(clause):
        if word in rules.negations:
            follows = place + 1
            while follows < len(clause) and clause[follows] in rules.between:
                follows += 1
            if follows in after:
                return True
    return False


def _without(acts: tuple[ActShare, ...]) -> tuple[ActShare, ...]:
    """The acts that refuse nothing, their shares made one again; an assessment where none is left."""
    left = [one for one in acts if one.act not in _REFUSALS]
    total = sum(one.share for one in left)
    if not left:
        return (ActShare(Act.ASSESS, 1.0),)
    return tuple(ActShare(one.act, round(one.share / total, 3)) for one in left)
