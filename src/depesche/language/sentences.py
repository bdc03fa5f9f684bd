"""Tokens -> sentences, in one pass.

A sentence ends after a full stop, question or exclamation mark (with the quotation marks and brackets that close
after it) unless the next word goes on in lower case or a comma or dash follows ("„Was nun?“, fragte er"); at a blank
line; at the end of a line that is not merely wrapped; at a scrap of junk that stands on lines of its own; and, so
that nothing that follows ever meets an endless one, after `LONGEST` tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from depesche.language.tokens import Range, TokenRules, token_rules
from depesche.records import Junk, Sentence, Span, Token

LONGEST = 300  # tokens; the longest sentence in quotes-de has 178
_ENDS = frozenset(".!?…")
_CLOSING = frozenset("“”»«)]’‘›‹\"'") | {"''"}
_OPENING = frozenset("„»«‚(›‹[") | {"``", ",,"}
_AMBIGUOUS = frozenset("\"'»«“”›‹’‘") | {"''"}
_GOES_ON = frozenset(",;–—-:") | {"--"}
_LINE_ENDS = re.compile(r"[^\S\n]*\n")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def sentences(
    text: str,
    tokens: Sequence[Range | Token],
    junk: Iterable[Range | Span | Junk] = (),
    language: str = "de",
    title: Span | None = None,
) -> list[Sentence]:
    """Group tokens into sentences.

    Args:
        text: the text the tokens stand in.
        tokens: ranges as `tokenize` gives them (records with start and end first will do).
        junk: the same spans as given to `tokenize`.
        language: an ISO 639-1 code.
        title: where the title stands: no sentence runs across its ends, even where the line below begins with a
            writer's mark in lower case, or the title is as wide as the wrapped lines below.

    Returns:
        Sentences in text order that together hold every token exactly once.
    """
    breaks = sorted((*_junk_breaks(text, junk), *_title_breaks(text, title)))
    return _Splitter(text, tokens, breaks, token_rules(language)).split()


def _junk_breaks(text: str, junk: Iterable[Range | Span | Junk]) -> list[int]:
    """Where junk that touches a line's edge begins: no sentence runs across it."""
    found = []
    for span in junk:
        start, end = span[0], span[1]
        around = text[max(0, start - 2) : start] + text[start:end][:200] + text[max(start, end - 200) : end + 2]
        if "\n" in around or start <= 0 or end >= len(text):
            found.append(start)
    return found


def _title_breaks(text: str, title: Span | None) -> list[int]:
    """The ends of a title that stands in lines of its own; one that is the head of a longer line ends no sentence."""
    if title is None:
        return []
    before = text[max(0, title.start - 8) : title.start]
    found = [title.start] if "\n" in before and not before.strip() else []
    return [*found, title.end] if _LINE_ENDS.match(text, title.end) else found


@dataclass(slots=True)
class _Splitter:
    text: str
    tokens: Sequence[Range | Token]
    breaks: list[int]  # offsets at which a sentence ends at the latest
    rules: TokenRules

    def split(self) -> list[Sentence]:
        found: list[Sentence] = []
        first = 0
        width = _wrap_width(self.text)
        count = len(self.tokens)
        next_break = 0
        for index in range(count):
            end = self.tokens[index][1]
            if index + 1 == count:
                break
            following = self.tokens[index + 1][0]
            while next_break < len(self.breaks) and self.breaks[next_break] < end:
                next_break += 1
            cut = (
                index + 1 - first >= LONGEST
                or (next_break < len(self.breaks) and self.breaks[next_break] < following)
                or (following - end > 0 and "\n" in self.text[end:following] and self._line_ends(end, following, width))
                or (self.text[end - 1] in _ENDS_OR_CLOSES and self._mark_ends(first, index))
            )
            if cut:
                found.append(Sentence(self.tokens[first][0], end, first, index + 1))
                first = index + 1
        if first < count:
            found.append(Sentence(self.tokens[first][0], self.tokens[-1][1], first, count))
        return found

    def _word(self, index: int) -> str:
        start, end = self.tokens[index][:2]
        return self.text[start:end]

    def _line_ends(self, end: int, following: int, width: int) -> bool:
        """Whether the line break between two tokens is more than a wrap."""
        gap = self.text[end:following]
        if _BLANK_LINE.search(gap):
            return True
        if self.text[following].islower():
            return False
        if not width:
            return True
        # In wrapped text a break is a wrap where the next word would not have fitted on the line.
        line = end - (self.text.rfind("\n", max(0, end - 2 * width), end) + 1)
        word = re.compile(r"\S{0,40}").match(self.text, following)
        return line + 1 + (len(word[0]) if word else 0) <= width

    def _mark_ends(self, first: int, index: int) -> bool:
        """Whether a sentence ends with this token, judged by its marks and the next words."""
        last = index
        word = self._word(last)
        while word in _CLOSING and last > first and last > index - 3:
            last -= 1
            word = self._word(last)
        if last < index and self.tokens[last][1] != self.tokens[last + 1][0]:
            return False  # "... sagt. „Und": the mark opens what follows
        if not self._is_end(word, index):
            return False
        return self._starts(first, index + 1, index)

    def _is_end(self, word: str, index: int) -> bool:
        if word[0] in _ENDS:
            return True
        if not word.endswith("."):
            return False
        # The full stop of an abbreviation or ordinal ends a sentence only before a typical first word.
        if word[:-1] in self.rules.abbreviations or word[:-1] in self.rules.before_number or len(word) == 2:
            return False
        if index + 1 >= len(self.tokens):
            return True
        following = self._word(index + 1)
        return following[:1].isupper() and following.lower() in self.rules.starters

    def _starts(self, first: int, following: int, index: int) -> bool:
        """Whether the token at `following` can be the first of a sentence."""
        word = self._word(following)
        glued = self.tokens[following][0] == self.tokens[index][1]
        if word in _GOES_ON:
            after = self.text[self.tokens[following][1] : self.tokens[following][1] + 1]
            return after not in (" ", "", ",") and not glued
        if word in _CLOSING and glued and not self._opens(following):
            return False  # it closes this sentence, which ends after it
        if word[0] in _ENDS or word in (")", "]"):
            return False
        probe = following
        while probe + 1 < len(self.tokens) and self._word(probe) in _OPENING | _AMBIGUOUS and probe < following + 3:
            probe += 1
        head = self._word(probe)
        return not head[0].islower() and head not in _GOES_ON

    def _opens(self, index: int) -> bool:
        """Whether an ambiguous quotation mark, glued to both sides, opens: only if a space stands before it."""
        start, end = self.tokens[index][:2]
        before = self.text[start - 1 : start]
        after = self.text[end : end + 1]
        return before.isspace() and not after.isspace()


_ENDS_OR_CLOSES = _ENDS | {mark[0] for mark in _CLOSING}


def _wrap_width(text: str) -> int:
    """The width at which a text's lines were wrapped, or 0 where single line breaks end paragraphs.

    A text counts as wrapped if at least three of its lines, and a third of those followed by another line, go on in
    lower case, and no line is longer than 120 characters.
    """
    lines = text.split("\n")
    if len(lines) < 4 or max(map(len, lines)) > 120:
        return 0
    followed = [(line, after) for line, after in pairwise(lines) if line.strip() and after.strip()]
    lower = sum(after.lstrip()[0].islower() for _, after in followed)
    if lower < 3 or lower * 3 < len(followed):
        return 0
    return max(len(line) for line, _ in followed)
