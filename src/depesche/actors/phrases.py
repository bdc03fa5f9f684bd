"""A speaker's words as the text has them, brought to the phrase that names somebody.

What attribution takes for a speaker may begin or end too far ("Bei der GDL", "er dem Sender MDR", "ein Sprecher am
Montag") or be a noun of saying whose owner speaks ("Angaben der GDL", "Schells öffentlicher Satz"). Pure string work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from depesche.actors.lexicon import lexicon
from depesche.actors.names import gender_of_name, plain

_SENTENCE_END = re.compile(r"(?<=[a-zäöüß]{5}[.!?])[“”\"»«]*\s+(?=[A-ZÄÖÜ„»])")
_LEADING = re.compile(r"^[\s+*•·,;:–—-]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words that name somebody.

    Args:
        text: they; "" where nobody is named.
        start: where they begin in the words given.
        speaks_self: whether the words only point to whoever speaks ("eigenen Angaben").
    """

    text: str
    start: int
    speaks_self: bool = False


def naming(words: str) -> Phrase:
    """The naming part of a speaker's words."""
    match = _LEADING.match(words)
    start = match.end() if match else 0
    end = len(words)
    if (cut := _SENTENCE_END.search(words, start)) is not None:
        end = start + len(words[start : cut.start()].rstrip(".!?"))
    start = _after_passing_on(words, _after_preposition(words, start, end), end)
    if words[start:end].strip().lower() in (*lexicon().prepositions, *lexicon().phrases["leading"]):
        return Phrase("", start)
    end = _before_tail(words, start, end)
    found = _of_saying(words, start, end)
    return found if found is not None else Phrase(words[start:end].rstrip(" ,;:–-"), start)


def _tokens(words: str, start: int, end: int) -> list[tuple[str, int, int]]:
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(words, start, end)]


def _after_preposition(words: str, start: int, end: int) -> int:
    """Past a preposition before the name ("Bei der GDL"), unless it is part of one ("von Hase" said so in the text)."""
    tokens = _tokens(words, start, end)
    table = lexicon().phrases
    while len(tokens) > 1 and tokens[0][0].lower() in table["leading"]:
        tokens = tokens[1:]
    if len(tokens) > 1 and tokens[0][0].lower() in table["objects"] and tokens[1][0].lower() in lexicon().determiners:
        tokens = tokens[1:]  # "ihr ein Teilnehmer": who tells her, not hers
    return tokens[0][1] if tokens else start


def _after_passing_on(words: str, start: int, end: int) -> int:
    """Past who only passed it on: "eine von der Agentur verbreitete Erklärung des Ministeriums"."""
    tokens = _tokens(words, start, end)
    if not {"von", "vom", "durch"}.intersection(word.lower() for word, _, _ in tokens[:2]):
        return start  # "ihrem am Samstag verbreiteten Bericht": her own
    for (word, _, _), (_, place, _) in pairwise(tokens[2:]):
        if word.rstrip("nrsm") in lexicon().phrases["passed_on"]:
            return place
    return start


def _before_tail(words: str, start: int, end: int) -> int:
    """Before what no longer names: what follows a pronoun, another's dative, days and adverbs at the end."""
    tokens = _tokens(words, start, end)
    if not tokens:
        return end
    table, lists = lexicon().phrases, lexicon()
    first = tokens[0][0].lower()
    if len(tokens) > 1 and first in table["pronouns"]:
        return tokens[0][2]
    named = False
    for number, (word, place, _) in enumerate(tokens):
        lower = word.lower().strip(",;:")
        before = tokens[number - 1][0].lower() if number else ""
        if (
            named
            and word in ("dem", "den")
            and before not in (*lists.prepositions, *lists.particles)
            and words[place - 2 : place - 1] != ","
        ):
            return tokens[number - 1][2]
        named |= word[:1].isupper()
        last = number == len(tokens) - 1 and plain(lower) in lists.agencies
        bears = gender_of_name(tokens[number - 1][0])  # "Ernst Reuter"
        if last and number > 1 and named and not bears and not lists.ends_in(before, lists.outlets):
            return tokens[number - 1][2]  # "Kreml-Sprecher Dmitri Peskow Reuters": whom he told it
        if number and (lower in table["days"] or lower in table["trailing"]):
            back = number
            while back and tokens[back - 1][0].lower() in ("am", "an", "diesem", "vom", "seit", "noch", "auf"):
                back -= 1
            if back:
                return tokens[back - 1][2]
    return end


def _of_saying(words: str, start: int, end: int) -> Phrase | None:
    """The owner of a noun of saying; None where the words are no such noun."""
    tokens = _tokens(words, start, end)
    lists = lexicon()
    table = lists.phrases
    for number, (word, _, stop) in enumerate(tokens[:5]):
        if not word[:1].isupper() or (number == 0 and word.lower() in lists.determiners):
            continue
        noun = word.strip('„“”"«»,.;:').lower()
        head, dash, tail = noun.rpartition("-")
        saying = (tail if dash else noun) in table["saying"]
        if not saying and noun in lists.documents and (owner := _issuer(words, tokens[number + 1 :], end)):
            return owner
        if not saying:
            owned = number == 0 and len(tokens) > 1 and noun.endswith(("s", "’", "'"))
            if owned and any(one.strip(",.").lower() in table["saying"] for one, _, _ in tokens[1:3]):
                name = word.rstrip("’'")
                return Phrase(name[:-1] if name.endswith("s") else name, tokens[0][1])
            return None
        if dash:  # "Bloomberg-Bericht"
            at = tokens[number][1]
            return Phrase(words[at : at + len(head)], at)
        return _complement(words, tokens[number + 1 :], end) or Phrase("", stop, _own(tokens[:number]))
    return None


def _complement(words: str, rest: list[tuple[str, int, int]], end: int) -> Phrase | None:
    """Whose saying it is: "der GDL", "von Suckale", "Aschrawis", "aus dem Umfeld Geißlers"."""
    if not rest:
        return None
    lists = lexicon()
    first = rest[0][0].lower()
    if first in ("von", "vom", "aus") and len(rest) > 1:
        return Phrase(words[rest[1][1] : end].rstrip(" ,;:"), rest[1][1])
    if first in lists.determiners and len(rest) > 1:
        return Phrase(words[rest[0][1] : end].rstrip(" ,;:"), rest[0][1])
    if rest[0][0][:1].isupper() or rest[0][0][:1] in '„»"':
        return Phrase(words[rest[0][1] : end].rstrip(" ,;:"), rest[0][1])
    return None


def _issuer(words: str, rest: list[tuple[str, int, int]], end: int) -> Phrase | None:
    """Whose paper it is, told in the genitive: "eine Erklärung der Regierung", "Mitteilung des Ministeriums"."""
    if len(rest) > 1 and rest[0][0].lower() in ("der", "des", "eines", "einer"):
        return Phrase(words[rest[0][1] : end].rstrip(" ,;:"), rest[0][1])
    return None


def _own(before: list[tuple[str, int, int]]) -> bool:
    """Whether the words before the noun say that it is the speaker's own."""
    lists = lexicon()
    return any(
        word.lower() in lists.phrases["own"] or lists.determiners.get(word.lower()) == "possessive"
        for word, _, _ in before
    )


def names_nobody(head: str) -> bool:
    """Whether a noun can be no speaker: an abstract ("Niederlage", "Möglichkeit") that is no institution or office."""
    lists = lexicon()
    lower = head.lower().strip('„“”"«»,.;:')
    known = (
        lists.institutions,
        lists.government,
        lists.circle,
        lists.outlets,
        lists.documents,
        lists.roles,
        lists.source,
    )
    if any(lists.ends_in(lower, endings) for endings in known):
        return False
    return lower.endswith(tuple(lists.phrases["abstract"])) or lower in lists.phrases["saying"]
