"""Text -> tokens with exact offsets, in one pass and in linear time.

A token is a half-open range of code points. A single regular expression, whose every repetition is bounded by what
it can match, cuts the text into words, numbers and marks; a full stop is then joined to the word before it where the
language's data call that an abbreviation, an initial or an ordinal. Nothing is ever dropped except white space and
invisible characters, and no token reaches into a junk span.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from depesche.language.resources import load_yaml
from depesche.records import Junk, Span

Range = tuple[int, int]

# Combining marks and the soft hyphen stand inside words; format characters that show nothing count as white space.
_LETTER = r"[^\W\d_]"
_WORD = r"[\w\u0300-\u036f\u00ad]"
_INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff\ufe0f\ufe0e"
# Possessive quantifiers ("++") never give back what they took, so a pattern that fails has read its input once. They
# stand on single characters only: Python before 3.11.5 (Debian 12 has 3.11.2) forgets to step back when the last round
# of a possessive group fails half-way (python/cpython#106052). Rounds of a group begin with a mark, so there is one way
# to match them, and nothing to go through again.
_URL = r"(?:https?://|www\.)[^\s<>\"„“”«»]{1,2000}(?<![.,;:!?)\]])"
_MAIL = r"[\w.+-]{1,64}+@[\w-]{1,64}+(?:\.[\w-]{1,64}+){1,8}"
_DOTTED = rf"{_LETTER}{{1,2}}\.(?:{_LETTER}{{1,3}}\.){{1,11}}(?!\w)"  # "z.B.", "D.C.", "e.V.", "v.Chr."
_NUMBER = rf"\d++(?:[.,:]\d++)*[^\W_]*+(?:-(?={_LETTER}){_WORD}++)*"  # "1.000", "14:45", "2:1-Sieg", "90er-Jahre"
_DOMAIN = rf"{_LETTER}{{2,63}}+(?:\.[a-z]{{2,15}}+){{1,3}}(?!\w)"  # "ndr.de", "ver.di"
_MARKS = r"\.{2,}|-{2,}|''|``|,,(?=\w)|<<|>>|[!?]+"


@dataclass(frozen=True, slots=True)
class TokenRules:
    """A language's spelling habits (``tokens.yaml``); all empty for a language without data."""

    pattern: re.Pattern[str]
    abbreviations: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    may_end: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    ordinal_after: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    ordinal_before: frozenset[str] = frozenset()


def _pattern(joined_endings: Sequence[str]) -> re.Pattern[str]:
    endings = "|".join(map(re.escape, joined_endings))
    joined = rf"(?:[*:/](?:{endings})(?!\w))?" if endings else ""
    word = rf"{_WORD}++(?:[-'’‑]{_WORD}++)*(?:-(?=[\s,;)/]))?{joined}"
    # A leading hyphen belongs to a word only after a quotation mark or, with a small letter, after a space.
    word = rf"(?:(?<=[“”\"»«'’])-(?=\w)|(?<!\S)-(?=[a-zäöüß\d]))?{word}"
    parts = (_URL, _MAIL, _DOTTED, _NUMBER, _DOMAIN, word, _MARKS, rf"[^\s{_INVISIBLE}]")
    return re.compile("|".join(f"(?:{part})" for part in parts))


@lru_cache(maxsize=16)
def token_rules(language: str) -> TokenRules:
    """The rules of a language; a language without a ``tokens.yaml`` gets those that hold everywhere."""
    data = load_yaml(language, "tokens.yaml") or {}

    def words(key: str) -> frozenset[str]:
        return frozenset(str(data.get(key, "")).split())

    return TokenRules(
        _pattern(str(data.get("joined_endings", "")).split()),
        words("abbreviations"),
        words("abbreviations_before_number"),
        words("abbreviations_that_may_end"),
        words("months"),
        words("ordinal_after"),
        words("starters"),
        words("ordinal_before"),
    )


def tokenize(text: str, junk: Iterable[Range | Span | Junk] = (), language: str = "de") -> list[Range]:
    """Cut a text into tokens.

    Args:
        text: any text.
        junk: spans (start, end, ...) that no token may reach into.
        language: an ISO 639-1 code; decides on abbreviations and ordinals.

    Returns:
        Half-open ranges, in text order, not overlapping, none empty.
    """
    rules = token_rules(language)
    tokens: list[Range] = []
    for start, end in kept_ranges(len(text), junk):
        _tokenize_range(text, start, end, rules, tokens)
    return tokens


def kept_ranges(length: int, junk: Iterable[Range | Span | Junk]) -> list[Range]:
    """What the junk spans leave of ``[0, length)``; spans may overlap, be unsorted or out of range."""
    kept: list[Range] = []
    position = 0
    for start, end in sorted((span[0], span[1]) for span in junk):
        if start > position:
            kept.append((position, min(start, length)))
        position = max(position, end)
        if position >= length:
            return kept
    if position < length:
        kept.append((position, length))
    return kept


def _tokenize_range(text: str, start: int, end: int, rules: TokenRules, tokens: list[Range]) -> None:
    first = len(tokens)
    for match in rules.pattern.finditer(text, start, end):
        span = match.span()
        if span[1] - span[0] == 1 and text[span[0]] == "." and len(tokens) > first:
            before = tokens[-1]
            if before[1] == span[0] and _takes_dot(text, tokens, first, span[1], end, rules):
                tokens[-1] = (before[0], span[1])
                continue
        tokens.append(span)


def _takes_dot(text: str, tokens: list[Range], first: int, after: int, end: int, rules: TokenRules) -> bool:
    """Whether the full stop right after the last token is part of it."""
    start, stop = tokens[-1]
    word = text[start:stop]
    if word.isdecimal():
        return len(word) <= 3 and _is_ordinal(text, tokens, first, after, end, rules)
    if word in rules.abbreviations or word in rules.may_end:
        return True
    if word in rules.before_number:
        return _next_visible(text, after, end).isdecimal()
    if len(word) == 1 and word.isalpha():  # an initial; a single letter hardly ever ends a sentence
        return True
    # Roman ordinals "Ludwig XIV."
    return bool(_ROMAN.fullmatch(word)) and _next_visible(text, after, end).islower()


_ROMAN = re.compile(r"[IVX]{1,6}")
_NEXT_WORD = re.compile(r"\s{0,8}([^\W\d_]{1,20})")


def _next_visible(text: str, position: int, end: int) -> str:
    for index in range(position, min(position + 8, end)):
        if not text[index].isspace():
            return text[index]
    return ""


def _is_ordinal(text: str, tokens: list[Range], first: int, after: int, end: int, rules: TokenRules) -> bool:
    following = _next_visible(text, after, end)
    if not following:
        return False
    if following.islower() or (following.isdecimal() and "\n\n" not in text[after : after + 4]):
        return True
    if following in "/-–—,;)" and after < end and text[after] == following:  # "24./25. Oktober", "am 3., 4. und 5. Mai"
        return True
    match = _NEXT_WORD.match(text, after, end)
    if match is None or "\n\n" in text[after : match.start(1)]:
        return False
    if match[1] in rules.months or match[1] in rules.ordinal_before:
        return True
    if len(tokens) - first < 2:
        return text[max(0, tokens[-1][0] - 1) : tokens[-1][0]] in ("", "\n")  # "1. FC Köln" opens a line
    start, stop = tokens[-2]
    if text[start:stop].lower() not in rules.ordinal_after:
        return False
    return match[1].lower() not in rules.starters
