"""Preferences by ranked statements (option prioritisation): what matters most first, each true or false of a state.

A state is preferred to another if the first statement that tells them apart is true of it (Hipel, Fang & Kilgour
1997; Peng, Hipel & Fang 1997). Statements are made of options with ``not``, ``and``, ``or``, ``if``, ``iff`` and
brackets: ``not strike``, ``withdraw if abandon``, ``(a or b) and not c``. A name with a bracket or a keyword in it is
put in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depesche.bargaining.stability.concepts import States
from depesche.bargaining.stability.game import Ranks

MAX_LETTERS = 1_000
_TOKEN = re.compile(r"""\s*(?:([()])|"([^"]*)"|'([^']*)'|([^\s()"']+))""")
_KEYWORDS = ("not", "and", "or", "if", "iff")


class BadStatement(ValueError):
    """A statement that cannot be understood; the text says why."""


def ranks_of(statements: Sequence[str], options: Mapping[str, States]) -> Ranks:
    """One rank a state from statements, the most important first. Raises BadStatement."""
    truth = np.stack([truth_of(statement, options) for statement in statements], axis=1)
    _, ranks = np.unique(truth, axis=0, return_inverse=True)
    return ranks.reshape(-1).astype(np.int64)


def truth_of(statement: str, options: Mapping[str, States]) -> States:
    """Of which states a statement is true. Raises BadStatement."""
    if len(statement) > MAX_LETTERS:
        raise BadStatement(f"longer than {MAX_LETTERS} letters")
    parser = _Parser(_tokens(statement), options)
    value = parser.condition()
    if parser.at < len(parser.tokens):
        raise BadStatement(f"{parser.tokens[parser.at].text!r} is not expected there")
    return value


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    quoted: bool = False

    @property
    def keyword(self) -> str:
        return self.text.lower() if not self.quoted and self.text.lower() in _KEYWORDS else ""


def _tokens(statement: str) -> list[_Word]:
    found, at = [], 0
    text = statement.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadStatement("a quotation mark is not closed")
        bracket, double, single, bare = match.groups()
        quoted = double if double is not None else single
        found.append(_Word(quoted, True) if quoted is not None else _Word(bracket or bare or ""))
        at = match.end()
    return found


class _Parser:
    """condition: either (if|iff either)*; either: both (or both)*; both: single (and single)*; single: not, (...)."""

    def __init__(self, tokens: list[_Word], options: Mapping[str, States]) -> None:
        self.tokens, self.at, self._options, self._depth = tokens, 0, options, 0

    def condition(self) -> States:
        left = self._either()
        while (word := self._next_keyword()) in ("if", "iff"):
            self.at += 1
            right = self._either()
            left = left | ~right if word == "if" else left == right
        return left

    def _either(self) -> States:
        left = self._both()
        while self._next_keyword() == "or":
            self.at += 1
            left = left | self._both()
        return left

    def _both(self) -> States:
        left = self._single()
        while self._next_keyword() == "and":
            self.at += 1
            left = left & self._single()
        return left

    def _single(self) -> States:
        self._depth += 1
        if self._depth > 100:
            raise BadStatement("is nested too deeply")
        try:
            if self._next_keyword() == "not":
                self.at += 1
                return ~self._single()
            if self._is("("):
                self.at += 1
                inner = self.condition()
                if not self._is(")"):
                    raise BadStatement("a bracket is not closed")
                self.at += 1
                return inner
            return self._option()
        finally:
            self._depth -= 1

    def _option(self) -> States:
        first = self.at
        if first < len(self.tokens) and self.tokens[first].quoted:
            self.at += 1
            return self._named(self.tokens[first].text)
        while self.at < len(self.tokens) and not self.tokens[self.at].quoted and not self._ends_name():
            self.at += 1
        name = " ".join(word.text for word in self.tokens[first : self.at])
        if not name:
            raise BadStatement("an option is missing")
        return self._named(name)

    def _ends_name(self) -> bool:
        return bool(self._next_keyword()) or self._is("(") or self._is(")")

    def _named(self, name: str) -> States:
        if name not in self._options:
            from depesche.bargaining.yaml_file import nearest

            raise BadStatement(f"unknown option {name!r}{nearest(name, self._options)}")
        return self._options[name]

    def _next_keyword(self) -> str:
        return self.tokens[self.at].keyword if self.at < len(self.tokens) else ""

    def _is(self, text: str) -> bool:
        return self.at < len(self.tokens) and not self.tokens[self.at].quoted and self.tokens[self.at].text == text
