"""What Depesche says in its messages, in the reader's language.

Messages are made in English where something goes wrong, with the words that it went wrong about in them. The texts hold
each message as a pattern with blanks (`said.*`); a message is found by the English pattern that it fits, and said by
the pattern of the same key in the reader's language, with the same words in its blanks.
"""

from __future__ import annotations

import re
import string
from functools import cache

from depesche.web.texts import Texts, texts

_GROUP = "said."
_ENGLISH = "en"
_QUOTED = re.compile(r"(['\"])(.+)\1", re.DOTALL)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every English message as a pattern: those without blanks first, then in the order of the file."""
    english = [(key, text) for key, text in texts(_ENGLISH).words.items() if key.startswith(_GROUP)]
    return tuple((key, _pattern(text)) for key, text in sorted(english, key=lambda one: "{" in one[1]))


def _pattern(text: str) -> re.Pattern[str]:
    parts = []
    for literal, name, _, _ in string.Formatter().parse(text):
        parts.append(re.escape(literal) + (f"(?P<{name}>.+?)" if name else ""))
    return re.compile("".join(parts), re.DOTALL)


def said(message: str, words: Texts) -> str | None:
    """A message in the reader's language; None where the texts do not have it.

    Args:
        message: as an error has it (``what`` or ``hint``).
        words: the words of the language.
    """
    if words.language == _ENGLISH:
        return message
    for key, pattern in _patterns():
        if (found := pattern.fullmatch(message)) is not None:
            blanks = {name: _filled(name, value, words) for name, value in found.groupdict().items()}
            return words(key, **blanks)
    return None


def _filled(name: str, value: str, words: Texts) -> str:
    """What stands in a blank: a message within a message, a kind of record or decision, or words, in our quotes."""
    if name == "problem":
        return said(value, words) or value
    if name in {"record", "verb"}:
        return words.label("record_one" if name == "record" else "verb", value)
    quoted = _QUOTED.fullmatch(value)
    return words("format.quoted", word=quoted[2]) if quoted else value
