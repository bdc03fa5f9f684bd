"""Dates, times, durations and repetitions (TIMEX3, ISO-TimeML: Pustejovsky et al. 2010), by rules that are data.

A language's ``times.yaml`` says what single words mean (classes) and which sequences of classes are expressions of
time (rules). Every token is written as one character that stands for the set of its classes; a rule is a regular
expression over these characters, so that finding is a few scans over a short string, in linear time. What an
expression is worth, relative to the day of publication and to the dates before it, is computed in
`depesche.language.timevalues`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from depesche.errors import ModelError
from depesche.language.resources import load_yaml
from depesche.language.timevalues import FAR, Found, Resolver, Tense
from depesche.records import Sentence, TimeExpression, Token

_FIRST_CHAR = 0xE000  # private use area: one character for each set of classes
_NOTHING = "\ue000"
_BREAK = "\n"  # between sentences: no rule crosses it
_KNOWN_WORDS = 100_000
# A text tells history that names so many past years, and so many for each weekday: the wars of WikiWarsDE name 12 to
# 116 and no weekday, all articles of KRAUTS but one fewer than ten.
_PAST_YEARS, _YEARS_TO_A_WEEKDAY = 10, 8
_ITEM = re.compile(
    r"(?:(?P<name>[a-z]+2?)=)?(?P<classes>(?:[A-Z_]+|'[^']+')(?:\|(?:[A-Z_]+|'[^']+'))*)(?P<optional>\?)?"
)

Meaning = dict[str, Any]  # class -> value
TenseOf = Callable[[Sentence, int], Tense]


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule: what it makes, and the expression over class characters that finds it."""

    kind: str
    constants: Mapping[str, str]
    pattern: re.Pattern[str]


@dataclass(slots=True)
class Grammar:
    """A language's expressions of time."""

    words: dict[str, Meaning]
    exact: dict[str, Meaning]
    patterns: list[tuple[str, re.Pattern[str]]]
    parts: dict[str, Any]
    rules: list[Rule] = field(default_factory=list)
    reach: dict[str, str] = field(default_factory=dict)  # word before an expression -> since, from, until, ago, ahead
    chars: dict[frozenset[str], str] = field(default_factory=dict)
    _known: dict[str, tuple[str, Meaning]] = field(default_factory=dict)

    def read(self, word: str) -> tuple[str, Meaning]:
        """The character of a word's set of classes, and what the word means in each."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _KNOWN_WORDS:
                self._known.clear()
            meaning = self._meaning(word)
            char = self.chars.get(frozenset(meaning), _NOTHING) if meaning else _NOTHING
            found = self._known[word] = (char, meaning)
        return found

    def _meaning(self, word: str) -> Meaning:
        lower = word.lower()
        meaning = dict(self.words.get(lower, ()))
        meaning.update(self.exact.get(word, ()))
        if len(word) > 24:
            return meaning
        for name, pattern in self.patterns:
            match = pattern.fullmatch(lower)
            if match is not None:
                meaning[name] = self._groups(match) if match.groupdict() else lower
        return meaning

    def _groups(self, match: re.Match[str]) -> Meaning:
        """The named groups of a pattern, as numbers or as what the words' own classes say."""
        values: Meaning = {}
        for name, text in match.groupdict().items():
            if text is None:
                continue
            key = name.rstrip("_")
            if text.isdecimal():
                values[key] = int(text)
            elif text in self.parts:
                values[key] = self.parts[text]
            else:
                values[key] = self.words[text][key]
        return values


@lru_cache(maxsize=8)
def grammar(language: str) -> Grammar | None:
    """The compiled grammar of a language, None where it has none.

    Raises:
        ModelError: the data contradict themselves.
    """
    data = load_yaml(language, "times.yaml")
    if data is None:
        return None
    try:
        return _compile(data)
    except (KeyError, TypeError, re.error) as error:
        raise ModelError("the rules for dates cannot be understood", f"{language}/times.yaml: {error}") from error


def _compile(data: Mapping[str, Any]) -> Grammar:
    words: dict[str, Meaning] = {}
    for name, members in data["classes"].items():
        for word, value in members.items():
            stem = str(word).removeprefix("~")
            forms = [stem + ending for ending in data["endings"]] if str(word).startswith("~") else [str(word)]
            for form in forms:
                words.setdefault(form, {})[name] = value
    result = Grammar(
        words=words,
        exact={str(word): dict(meaning) for word, meaning in data["exact"].items()},
        patterns=[(entry["class"], re.compile(entry["pattern"])) for entry in data["patterns"]],
        parts=dict(data["parts"]),
        reach={word: kind for kind, members in data["reach"].items() for word in members},
    )
    for literal in {word for rule in data["rules"] for word in re.findall(r"'([^']+)'", rule["pattern"])}:
        words.setdefault(literal, {})[f"'{literal}'"] = literal
    sets = {frozenset(meaning) for meaning in words.values()}
    sets |= {frozenset({**words.get(word.lower(), {}), **meaning}) for word, meaning in result.exact.items()}
    sets |= _pattern_sets(result)
    result.chars = {one: chr(_FIRST_CHAR + 1 + place) for place, one in enumerate(sorted(sets, key=sorted))}
    for rule in data["rules"]:
        constants = {key: str(value) for key, value in rule.items() if key not in ("kind", "pattern")}
        result.rules.append(Rule(rule["kind"], constants, re.compile(_expression(rule["pattern"], result.chars))))
    return result


def _pattern_sets(result: Grammar) -> set[frozenset[str]]:
    """All sets of classes that the open patterns can give together: asked of sample words of every shape."""
    samples = [str(number) for number in (1, 5, 9, 10, 12, 24, 25, 31, 45, 59, 60, 99, 100, 150, 999, 1000, 1899, 1900)]
    samples += [
        "1985",
        "2022",
        "2099",
        "2500",
        "9999",
        "1.",
        "12.",
        "21.",
        "29.",
        "31.",
        "1.5",
        "19.10",
        "09.45",
        "14:45",
    ]
    samples += [
        "12.30",
        "24.12",
        "31.12",
        "24:00",
        "0,5",
        "2,25",
        "1.000",
        "12.500",
        "1.000.000",
        "19.10.2005",
        "1.1.05",
    ]
    samples += [
        "90er",
        "1990er",
        "90er-jahre",
        "10er",
        "3.15",
        "4.59",
        "19.00",
        "25.5",
        "1.50",
        "13.05",
        "20.15",
        "39.19",
    ]
    samples += ["montagmorgen", "dienstagabend", "zweitägig", "30-tägige", "einwöchigen", "30tägig", "07", "00"]
    samples += ["0", "01.", "30.10", "5.55", "23.59", "1.13", "12.00", "2.19", "2.9"]
    found = set()
    for sample in samples:
        meaning = frozenset(result._meaning(sample))
        found.add(meaning)
    return found


def _expression(pattern: str, chars: Mapping[frozenset[str], str]) -> str:
    """The regular expression over class characters of a rule's pattern."""
    out = []
    bounded = "<" in pattern
    if not bounded:
        out.append("(?P<x>")
    for item in pattern.split():
        if item in ("(", "|", ")", ")?"):
            out.append("(?:" if item == "(" else item)
        elif item in "<>":
            # What follows is looked at, not consumed: it may be the next expression ("am 3., 4. und 5. Mai").
            out.append("(?P<x>" if item == "<" else ")(?=")
        else:
            match = _ITEM.fullmatch(item)
            if match is None:
                raise KeyError(item)
            wanted = set(match["classes"].split("|"))
            members = "".join(char for classes, char in chars.items() if classes & wanted)
            one = f"[{members}]"
            if match["name"]:
                one = f"(?P<{match['name']}>{one})"
            out.append(one + (match["optional"] or ""))
    out.append(")")
    return "".join(out)


def times(
    text: str,
    tokens: Sequence[Token] | Sequence[tuple[int, int]],
    sentences: Sequence[Sentence],
    published: date | None = None,
    language: str = "de",
    tense_of: TenseOf | None = None,
    days: Sequence[tuple[int, date]] = (),
) -> list[TimeExpression]:
    """Find all expressions of time in a text and compute their values.

    Args:
        text: the text.
        tokens: its tokens.
        sentences: its sentences.
        published: the day of publication; without it only dates that the text itself gives can be computed, the
            others get values with X in them ("XXXX-10-19").
        language: an ISO 639-1 code; a language without ``times.yaml`` has no expressions.
        tense_of: tells the tense around a token of a sentence; it decides whether "Freitag" is the last or
            the next one.
        days: from which offsets on the text was written on other days (entries of a ticker or chronology).

    Returns:
        Non-overlapping expressions in text order.
    """
    rules = grammar(language)
    if rules is None or not tokens:
        return []
    chars, meanings, places = _characters(text, tokens, sentences, rules)
    hits = _hits(chars, rules)
    daily = any(meaning.get("DAYREF", 0) for meaning in meanings.values())
    resolver = Resolver(published, daily, published is not None and _history(meanings.values(), published))
    found: list[TimeExpression] = []
    number, entry = 0, 0
    for match, rule in hits:
        first, last = match.span("x")
        while sentences[number].last <= places[first]:
            number += 1
            resolver.next_sentence()
        values = _values(match, rule, meanings, places)
        start, end = tokens[places[first]][0], tokens[places[last - 1]][1]
        while entry < len(days) and days[entry][0] <= start:
            resolver.move_to(days[entry][1])
            entry += 1
        before = _reach(text, tokens, places[first], sentences[number], rules)
        tense = tense_of(sentences[number], places[first]) if tense_of else ""
        found_here = Found(rule.kind, rule.constants, values, before, tense, text[start:end], text[end : end + 2])
        value = resolver.resolve(found_here)
        if value is not None:
            found.append(TimeExpression(start, end, value.type, value.value, value.since, value.until))
    return found


def _history(meanings: Iterable[Meaning], published: date) -> bool:
    """Whether a text tells history: it dates by years that are long past, and not by days of the week."""
    years = weekdays = 0
    for meaning in meanings:
        if "YEAR" in meaning:
            years += int(meaning["YEAR"]) < published.year - FAR
        elif "WEEKDAY" in meaning:
            weekdays += 1
    return years >= _PAST_YEARS and years > _YEARS_TO_A_WEEKDAY * weekdays


def _characters(
    text: str, tokens: Sequence[Token] | Sequence[tuple[int, int]], sentences: Sequence[Sentence], rules: Grammar
) -> tuple[str, dict[int, Meaning], list[int]]:
    """The class characters with breaks between sentences, meanings by place, and the token of each place."""
    chars: list[str] = []
    places: list[int] = []
    meanings: dict[int, Meaning] = {}
    read = rules.read
    for sentence in sentences:
        for place in range(sentence.first, sentence.last):
            token = tokens[place]
            char, meaning = read(text[token[0] : token[1]])
            if char != _NOTHING:
                meanings[len(chars)] = meaning
            chars.append(char)
            places.append(place)
        chars.append(_BREAK)
        places.append(sentence.last - 1)
    return "".join(chars), meanings, places


def _hits(chars: str, rules: Grammar) -> list[tuple[re.Match[str], Rule]]:
    """The matches to keep: the longest from left to right, among equals the first rule's."""
    hits = []
    for priority, rule in enumerate(rules.rules):
        for match in rule.pattern.finditer(chars):
            first, last = match.span("x")
            hits.append((first, -last, priority, match, rule))
    hits.sort(key=lambda hit: hit[:3])
    kept = []
    end = 0
    for first, last, _, match, rule in hits:
        if first >= end:
            kept.append((match, rule))
            end = -last
    return kept


def _values(match: re.Match[str], rule: Rule, meanings: Mapping[int, Meaning], places: Sequence[int]) -> Meaning:
    """What the bound words of a match mean."""
    values: Meaning = {}
    for name, bounds in rule.pattern.groupindex.items():
        if name == "x" or match.start(bounds) < 0:
            continue
        meaning = meanings[match.start(bounds)]
        for wanted in _WANTED.get(name, ()):
            if wanted in meaning:
                values[name] = meaning[wanted]
                break
        else:
            values[name] = next(iter(meaning.values()))
    for name, value in list(values.items()):
        if isinstance(value, dict):  # a pattern's groups
            del values[name]
            values.update({key.lower(): part for key, part in value.items()})
    return values


# Which classes a name can be bound to, for words of several classes.
_WANTED = {
    "date": ("FULLDATE", "DAYMONTH"),
    "weekday": ("WEEKDAY", "WEEKLY"),
    "before": ("WEEKDAY",),
    "day": ("DAY", "ORDINALWORD", "HOLIDAY"),
    "month": ("MONTH",),
    "year": ("YEAR",),
    "rel": ("REL",),
    "yearrel": ("REL",),
    "reach": ("LASTING",),
    "part": ("MORNING", "DAYPART", "DAILY", "PART"),
    "ref": ("DAYREF", "NOUNREF"),
    "both": ("DAYOFWEEK", "PARTNOUN", "LENGTH"),
    "way": ("BEFORE", "AFTER"),
    "time": ("CLOCK",),
    "hour": ("HOUR", "NUMBER"),
    "minute": ("MINUTE",),
    "unit": ("UNIT", "SINGULAR", "PLURAL", "JAHR"),
    "season": ("SEASON",),
    "number2": ("NUMBER", "DIGITS", "ONE"),
    "unit2": ("UNIT",),
    "number": ("NUMBER", "DIGITS", "ORDINALWORD", "DAY", "ONE", "HALF", "SOME"),
    "decade": ("DECADE", "DECADEYEARS", "DECADEWORD"),
    "value": ("LONG", "FREQUENCY"),
}


def _reach(
    text: str, tokens: Sequence[Token] | Sequence[tuple[int, int]], place: int, sentence: Sentence, rules: Grammar
) -> str:
    """What the words right before an expression say about its reach (up to three words: "seit mehr als")."""
    for back in range(1, 3):
        if place - back < sentence.first:
            break
        token = tokens[place - back]
        kind = rules.reach.get(text[token[0] : token[1]].lower())
        if kind:
            return kind
    return ""
