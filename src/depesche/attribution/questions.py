"""Questions put to somebody: "gefragt, ob er reise, schwieg der Minister" is no word of the minister's.

A question that somebody asks ("der Minister fragte, ob ...") is a statement of his. In the passive the one who is asked
stands where a speaker stands, and reads like one. Words: ``hedges.yaml``, ``asked``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from depesche.attribution.cues import load_data
from depesche.attribution.hedges import rules

_NEAR = 4  # words between "gefragt" and the question ("befragt und insbesondere, ob")
_BEFORE = 4  # words between "auf" and "Frage"
_BREAKS = frozenset(':;„“”«»"')  # behind which something else is said


def is_put_to_him(
    words: Sequence[str], sentences: Sequence[tuple[int, int]], content: Sequence[int], language: str
) -> bool:
    """Whether a content is an indirect question that is put to the one whom the sentence speaks of.

    Args:
        words: the words of the text around it.
        sentences: the word numbers of each of its sentences, as half-open ranges.
        content: the numbers of the content's words, in order, one at least.
        language: an ISO 639-1 code.
    """
    if words[content[0]].lower() not in rules(language).questions:
        return False
    asked = _asked(language)
    first, last = next(((a, b) for a, b in sentences if a <= content[0] < b), (content[0], content[-1] + 1))
    before, after = _words(words[first : content[0]]), _words(words[content[-1] + 1 : last])
    if asked["nouns"].intersection(before[-1:]):  # "auf die Frage, ob": no asker behind the noun
        return not asked["on"].isdisjoint(before[-_BEFORE:])
    near = [*_beside(before[::-1]), *_beside(after)]
    return not asked["passive"].isdisjoint(near) and asked["active"].isdisjoint([*before, *after])


def _words(words: Sequence[str]) -> list[str]:
    """In lower case, without commas."""
    return [word.lower() for word in words if word != ","]


def _beside(words: Sequence[str]) -> Iterator[str]:
    """The first few words, up to where something else begins."""
    return takewhile(lambda word: word not in _BREAKS, words[: _NEAR + 1])


@lru_cache(maxsize=4)
def _asked(language: str) -> dict[str, frozenset[str]]:
    """The words of a language: participles of asking, verbs that make them active, nouns, what stands before those."""
    data = load_data(language, "hedges.yaml").get("asked") or {}
    return {name: frozenset(str(data.get(name, "")).split()) for name in ("passive", "active", "nouns", "on")}
