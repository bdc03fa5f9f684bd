"""Names as texts write them when they do not write them out: after particles, as handles, in lines of credits.

Pure string work; whose name it is, is decided by those who know the persons of a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed, parse
from depesche.actors.names import gender_of_name, plain
from depesche.records import Span

# Particles that can open a family name without a given name before them
ALONE = frozenset(["abu", "ibn", "bin", "ben", "de", "di", "da", "van"])
_CUT = 4  # letters of a family name at least, where a handle cuts it
_LONGEST = 24  # characters of particles before a name
_LAST = re.compile(r"([A-ZÄÖÜ][\w-]*) $")
_CREDITS = re.compile(r"[(\[]([^()\[\]\n]{4,400})[)\]]")
_HANDLE = re.compile(r"@([A-Za-z_]\w{3,30})")


@lru_cache(maxsize=1)
def _particles() -> re.Pattern[str]:
    options = "|".join(sorted(map(re.escape, lexicon().particles)))
    return re.compile(rf"(?:(?<!\w)(?:{options}) ){{1,2}}$", re.IGNORECASE)


def particled(text: str, span: Span) -> Span | None:
    """Where the family name with particles stands that a mention ends in: "Von der Leyen", "Ministerin von der Leyen".

    The particles may stand before the mention ("von der" before "Leyen"); before them only an office may stand. None
    where the mention is anything else ("Von der Leyens Plan").
    """
    words = text[span.start : span.end].rstrip(" ,;:")
    _, _, last = words.rpartition(" ")
    start = span.start + len(words) - len(last)
    if not last[:1].isupper() or re.match(r"\w", text[span.start + len(words) :][:1]):
        return None
    before = _particles().search(text[max(0, start - _LONGEST) : start])
    if before is None:
        return None
    opening = max(0, start - _LONGEST) + before.start()
    lists = lexicon()
    titles = text[span.start : opening].split()
    if opening < span.start and (one := _LAST.search(text, max(0, opening - 40), opening)) is not None:
        titles = [one[1]]  # "Thorvik von Alcott": of whom only "Alcott" was taken
    if any(word.lower() not in lists.determiners and not lists.ends_in(word, lists.roles) for word in titles):
        return None
    return Span(opening, start + len(last))


def foreign_particles(text: str, start: int) -> int | None:
    """Where a name begins of which the particles were left out: at "bin" for the "Salman" of "Bin Salman".

    Where it stands if there are none; None if a name stands before them, of which this is only a piece.
    """
    before = _particles().search(text[max(0, start - _LONGEST) : start])
    if before is None or before[0].split()[0].lower() not in ALONE:
        return start
    opening = max(0, start - _LONGEST) + before.start()
    one = _LAST.search(text, max(0, opening - 40), opening)
    return None if one is not None and not lexicon().ends_in(one[1], lexicon().roles) else opening


def parsed_names(mentions: Mapping[Span, str]) -> list[tuple[Span, Parsed]]:
    """Mentions taken apart, without a "Von" that is no part of a name: the preposition of a sentence ("Von Hadley sei
    nichts gekommen", where the text has a Hadley, too) or of a byline ("Von Ines Rautenberg").
    """
    parsed = [(span, parse(words)) for span, words in mentions.items()]
    particles = lexicon().particles & lexicon().prepositions
    families = {plain(part.family) for _, part in parsed if part.given and part.given[0].lower() not in particles}
    families |= {plain(words) for words in mentions.values()}
    found = []
    for span, part in parsed:
        first, _, rest = mentions[span].partition(" ")
        byline = " " in rest and bool(gender_of_name(rest.split()[0]))
        if first[:1].isupper() and first.lower() in particles and rest and (byline or plain(rest) in families):
            span, part = Span(span.end - len(rest), span.end), parse(rest)
        found.append((span, part))
    return found


def credits(text: str) -> list[tuple[int, int]]:
    """The ranges of brackets that only say who wrote and edited: "(Reporter: Jan Au; redigiert von Eva Kamp)"."""
    marks = lexicon().phrases["credits"]
    found = []
    for match in _CREDITS.finditer(text):
        inner = match[1].lower()
        if any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", inner) for mark in marks):
            found.append((match.start(), match.end()))
    return found


def handle(words: str) -> str | None:
    """What a mention that is a handle ("@IsoldeMarquardt") calls itself, in plain letters."""
    match = _HANDLE.fullmatch(words.strip(' :,„“"»«('))
    return plain(match[1].replace("_", "")) if match else None


def bears_handle(given: tuple[str, ...], family: str, called: str) -> bool:
    """Whether a handle can be a person's: it ends in the family name, before it letters of the given names, or none."""
    end = plain(family).replace(" ", "")
    if given and called.startswith(first := plain(given[0])) and len(called) >= len(first) + _CUT:
        return end.startswith(called.removeprefix(first))  # handles are short: "@WitoldWaszcz"
    if len(end) < 3 or end not in called:
        return False
    names = [plain(one) for one in given]
    rest = called.replace(end, "", 1)
    return not rest or any(name and (name in rest or rest[0] == name[0]) for name in names)
