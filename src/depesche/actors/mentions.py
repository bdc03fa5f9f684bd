"""Take a mention apart: "Kubas neuer UN-Botschafter Carlos Lechuga" into role, state, given and family name.

Pure string work on the words of one mention; what it refers to is decided in `discourse`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from depesche.actors.lexicon import lexicon
from depesche.actors.names import gender_of_name, is_common_noun, plain

MAX_MENTION = 400  # characters of a mention that are looked at; the longest of cuba-1962 has 84
_WORD = re.compile(r"[„“”\"«»‚‘›‹]|[(),;:–]|[^\s„“”\"«»‚‘›‹(),;:–]+")
# Ends of family names that are trades or titles too (Naumann, Neubauer, Burgmeister)
_IN_NAMES = frozenset(["mann", "bauer", "meister", "richter", "kaiser", "könig", "prinz", "dreher", "papa", "rat"])
_OPENS_NAME = frozenset(["abu", "ibn", "bin", "al", "el", "de", "di", "da", "van"])
_ALONE = frozenset(["abu", "ibn", "bin", "de", "di", "da", "van"])
_QUOTES = frozenset('„“”"«»‚‘›‹')
_ACRONYM = re.compile(r"^[A-ZÄÖÜ][A-ZÄÖÜ&/-]+s?$")


@dataclass(slots=True)
class Parsed:
    """A mention in parts. ``heads`` are its role or common nouns as written, the main one last.

    ``determiner`` is "", "definite", "indefinite", "demonstrative", "possessive" or "own"; ``owner`` the name before a
    role ("Rabins" in "Rabins Sprecher"); ``prefixes`` what compounds begin with ("PLO" in "PLO-Chef"); ``rest`` the
    words after the head ("des Weißen Hauses"); ``aside`` what stands between commas or brackets.
    """

    text: str
    determiner: str = ""
    first: str = ""
    count: int | None = None
    heads: list[str] = field(default_factory=list)
    given: tuple[str, ...] = ()
    family: str = ""
    quoted: str = ""
    owner: str = ""
    prefixes: list[str] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    rest: str = ""
    aside: list[str] = field(default_factory=list)
    plural: bool = False
    former: bool = False
    unnamed: bool = False

    @property
    def head(self) -> str:
        """The main noun, or ""."""
        return self.heads[-1] if self.heads else ""

    @property
    def pronoun(self) -> str:
        """The genders that a mere pronoun leaves open ("m", "fp", ...), or ""."""
        words = self.text.split()
        return lexicon().pronouns.get(self.text.lower(), "") if len(words) == 1 else ""

    @property
    def name(self) -> str:
        """Given and family name."""
        return " ".join((*self.given, self.family)).strip()

    @property
    def gender(self) -> str:
        """Of one person described without a name: "m", "f" or, where the words leave it open, "mf"."""
        head = self.head.lower()
        if head.endswith("in"):
            return "f"
        if not head.endswith(("e", "en")):
            return "m"
        # Nouns declined like adjectives: "der Vorsitzende" is a man, "die Vorsitzende" a woman, as "der Vorsitzenden".
        if self.first in ("dem", "den", "dieser") or (self.first == "der" and head.endswith("e")):
            return "m"
        return "f" if self.first in ("die", "der", "diese") else "mf"

    def is_a(self, endings: frozenset[str]) -> bool:
        """Whether the main noun ends in one of the endings."""
        return bool(self.heads) and lexicon().ends_in(self.head, endings) is not None

    @property
    def is_private(self) -> bool:
        """Whether the main noun is a trade in which nobody speaks for his state; "Unterhändler" is no "Händler"."""
        words = lexicon()
        trade = words.ends_in(self.head, words.private) if self.heads else None
        return trade is not None and len(words.ends_in(self.head, words.roles) or "") <= len(trade)


def parse(text: str) -> Parsed:
    """The parts of a mention."""
    text = " ".join(text[:MAX_MENTION].split()).strip(" ,;:–-")
    parsed = Parsed(text)
    words = _WORD.findall(lexicon().title_mark.sub("", text))
    segments = _segments(words, parsed)
    if not segments:
        return parsed
    parsed.unnamed = any(mark in text.lower() for mark in lexicon().unnamed_marks)
    _main(segments[0], parsed)
    for segment in segments[1:]:
        if not parsed.family and not parsed.quoted and _looks_like_name(segment):
            inner = Parsed(text)
            _main(segment, inner)
            parsed.given, parsed.family = inner.given, inner.family
            parsed.heads = inner.heads + parsed.heads if inner.heads else parsed.heads
        else:
            parsed.aside.append(" ".join(segment))
            _role_aside(segment, parsed)
    return parsed


def _segments(words: list[str], parsed: Parsed) -> list[list[str]]:
    """Split at commas and brackets; quoted words are taken out into ``quoted``."""
    segments: list[list[str]] = [[]]
    quoted: list[str] | None = None
    for word in words:
        if word in _QUOTES:
            if quoted is None:
                quoted = []
            else:
                if quoted and not parsed.quoted:
                    parsed.quoted = " ".join(quoted)
                quoted = None
        elif quoted is not None:
            quoted.append(word)
        elif word in "(),;:–":
            segments.append([])
        else:
            segments[-1].append(word)
    if quoted and not parsed.quoted:
        parsed.quoted = " ".join(quoted)
    found = [segment for segment in segments if segment]
    if not found and parsed.quoted:
        return [[]]
    return found


def _looks_like_name(segment: list[str]) -> bool:
    words = lexicon()
    if segment[0].lower() in words.determiners or not segment[0][:1].isupper():
        return False
    if len(segment) == 1 and _ACRONYM.match(segment[0]):
        return False  # "(GDL)" after an organisation's name
    return len(segment) <= 4 and not any(words.ends_in(word, words.institutions) for word in segment[-1:])


def _role_aside(segment: list[str], parsed: Parsed) -> None:
    """Roles from an apposition: "Leif Brekke, Kapitän des Frachters", "Abdel Schafi, der Arzt aus Gaza"."""
    words = lexicon()
    for place, word in enumerate(segment[:4]):
        if words.ends_in(word, words.roles) and word[:1].isupper() and parsed.family:
            parsed.heads.append(word)
            _prefix(word, parsed)
            parsed.rest = parsed.rest or " ".join(segment[place + 1 :])
            parsed.former |= any(_is_former(other) for other in segment[:place])
            return


def _is_former(word: str) -> bool:
    first = word.lower().split("-", 1)[0]
    return first in lexicon().former


def _main(segment: list[str], parsed: Parsed) -> None:
    words = lexicon()
    place = _opening(segment, parsed)
    if place == 0 and len(segment) > 1 and _is_demonym(segment[0], segment[1]):
        parsed.adjectives.append(segment[0])  # "Russischer Botschafter"
        place = 1
    run: list[str] = []
    if opening := _particles(segment[place:]):
        name, following = " ".join(segment[place : place + opening]), segment[place + opening : place + opening + 1]
        place += opening
        if not following or not words.ends_in(following[0], words.roles):
            parsed.family, parsed.rest = name, " ".join(segment[place:])
            return
        parsed.owner = name  # "Van den Broeks Sprecher"
    while place < len(segment):
        word = segment[place]
        lower = word.lower()
        goes_on = lower in words.particles and run and _continues_name(segment, place, run)
        if _capital(word) or goes_on or (lower in _ALONE and _opens_name(segment, place)):
            run.append(word)
        elif not run and lower not in words.prepositions:
            parsed.adjectives.append(word)
            parsed.former |= _is_former(word)
        elif len(run) == 1 and run[0].endswith(("s", "’", "'")) and lower not in words.prepositions:
            parsed.owner = run.pop()  # "Kubas neuer UN-Botschafter"
            parsed.adjectives.append(word)
        else:
            break
        place += 1
    parsed.rest = " ".join(segment[place:])
    _split_run(run, parsed)
    _number(parsed)


def _is_demonym(word: str, following: str) -> bool:
    """Whether a capitalised word is a state's adjective before an office or institution."""
    words = lexicon()
    if not words.states.by_adjective(word) or not word.endswith(("e", "er", "es", "en")):
        return False
    return bool(words.ends_in(following, words.roles)) or _institution(following)


def _opening(segment: list[str], parsed: Parsed) -> int:
    """Read determiner and number words; the index of what follows them."""
    words = lexicon()
    place = 0
    while place < len(segment):
        lower = segment[place].lower()
        if lower in words.determiners and not parsed.determiner and place == 0:
            parsed.determiner, parsed.first = words.determiners[lower], lower
        elif lower in words.plural_words:
            parsed.plural = True
            parsed.count = words.numbers.get(lower)
        elif lower in words.numbers:
            parsed.count = words.numbers[lower]
            parsed.plural = True
        elif lower.isdecimal() and len(lower) <= 6:
            parsed.count, parsed.plural = int(lower), True
        else:
            break
        place += 1
    return place


def _capital(word: str) -> bool:
    if word[:1].isupper() or word[:1].isdigit():
        return True
    head, _, tail = word.partition("-")  # al-Schara, ar-Rahman
    return bool(tail) and tail[:1].isupper() and head.lower() in lexicon().particles


def _continues_name(segment: list[str], place: int, run: list[str]) -> bool:
    """Whether a particle belongs to a name: "Karl-Günther von Hase", but not "Mahmud al-Sahar von der Hamas"."""
    words = lexicon()
    following = segment[place + 1] if place + 1 < len(segment) else ""
    if following.lower() in ("der", "den", "la", "las", "los") and place + 2 < len(segment):
        following = segment[place + 2]  # "Gisbert von der Rehde", "Miguel de la Cruz", not "Ammun von der Regierung"
        if _institution(following) or _ACRONYM.match(following) or len(segment) > place + 3:
            return False
    if segment[place].lower() == "von" and (_institution(run[-1]) or is_common_noun(run[-1])):
        return False  # "die Regierung von General Stroessner"
    if run[-1].lower() in words.particles and segment[place - 1].lower() in words.particles:
        return _capital(following)
    if not _capital(following) or words.states.named(following) or following.lower() in words.determiners:
        return False
    bare = [word for word in run if not words.ends_in(word, words.roles)]
    return len(bare) == 1 and segment[place].lower() not in ("der", "den", "u", "zu")


def _particles(segment: list[str]) -> int:
    """How many words a family name with two particles has that stands alone: "Van den Broek"; 0 if there is none."""
    if len(segment) < 3 or segment[0].lower() not in _ALONE:
        return 0
    article = segment[1].lower() in lexicon().particles and not segment[1][:1].isupper()
    return 3 if article and segment[2][:1].isupper() else 0


def _opens_name(segment: list[str], place: int) -> bool:
    """Whether a foreign particle begins a family name: "General de Lassus"."""
    return bool(_particles(segment[place:])) or (place + 1 < len(segment) and segment[place + 1][:1].isupper())


def _split_run(run: list[str], parsed: Parsed) -> None:
    """Part the capitalised words into roles and name."""
    words = lexicon()
    if len(run) > 1 and not parsed.owner and not parsed.determiner and _owns(run):
        parsed.owner = run.pop(0)
    if not parsed.owner and not parsed.determiner and (owned := _fully_owned(run)):
        parsed.owner, run[:] = " ".join(run[:owned]), run[owned:]  # "Uwe Langs Sprecher (Max Abel)"
    titles = [place for place, word in enumerate(run[:-1]) if words.ends_in(word, words.roles) and "-" in word]
    if titles and titles[-1] > 0:
        del run[: titles[-1]]  # "Moscow Times Kreml-Sprecher Dmitri Peskow": a mention that began too early
    outlet = len(run) > 1 and not parsed.quoted and run[0].lower() in words.outlets
    if outlet and (parsed.determiner or plain(run[1]) in words.agencies):
        parsed.heads, parsed.quoted = [run[0]], " ".join(run[1:])  # "dem Sender MDR": as if the name stood in quotes
        return
    if len(run) == 2 and parsed.determiner and words.ends_in(run[0], words.movements) and not is_common_noun(run[1]):
        run.pop(0)  # "die Widerstandsbewegung Renamo"
    while run and _is_role(run, parsed) and not _is_bearer(run, parsed):
        word = run.pop(0)
        if word.endswith("er") and run and _institution(run[0]) and words.states.by_people(word):
            parsed.adjectives.append(word)  # "das Schweizer Außenministerium", "die Luxemburger Regierung"
            continue
        if not (
            word.endswith("er") and run and not words.ends_in(word, words.roles) and not words.states.by_people(word)
        ):
            parsed.heads.append(word)
            parsed.former |= _is_former(word)
        _prefix(word, parsed)
    if not run:
        return
    adjective = len(run) > 2 and run[0].endswith(("e", "en", "er")) and words.ends_in(run[1], words.roles)
    if adjective and not parsed.heads:
        parsed.adjectives.append(run.pop(0))  # "der Nationale Sicherheitsberater Henrik Landerholm"
        _split_run(run, parsed)
        return
    unknown_title = (
        run[-1].lower() not in words.phrases["press"]
        and parsed.determiner
        and not parsed.heads
        and len(run) in (2, 3)
        and not _institution(run[-1])
    )
    if unknown_title and not parsed.adjectives and not _ACRONYM.match(run[0]) and not _ACRONYM.match(run[-1]):
        parsed.heads.append(run.pop(0))
    if (parsed.determiner or parsed.count or parsed.adjectives) and not parsed.heads and len(run) == 1:
        parsed.heads.append(run[0])
        _prefix(run[0], parsed)
        return
    if _institution(run[-1]) and (not parsed.heads or len(run) > 1):
        parsed.heads.append(run[-1])
        parsed.adjectives.extend(run[:-1])
        return
    name = [word for word in run if not word.isdigit()]
    if parsed.determiner and name and not parsed.heads and words.ends_in(name[-1], words.roles):
        parsed.heads.append(name[-1])  # "der New Yorker Politiker"
    elif len(name) == 1 and _belongs(name[0], parsed):
        parsed.rest = f"{name[0]} {parsed.rest}".strip()
    elif name:
        inner = all(word.lower() in words.particles for word in name[1:-1])
        cut = 0 if len(name) > 1 and name[0].lower() in _OPENS_NAME and inner else len(name) - 1
        while cut > 1 and (name[cut - 1].lower() in words.particles):
            cut -= 1
        parsed.given, parsed.family = tuple(name[:cut]), " ".join(name[cut:])


def _owns(run: list[str]) -> bool:
    words = lexicon()
    first, second = run[0], run[1]
    if not first.endswith(("s", "’", "'")) or len(first) < 4:
        return False
    noun = words.ends_in(second, words.roles) or _institution(second) or words.ends_in(second, words.circle)
    return bool(noun) and words.ends_in(first, words.roles) is None


def _fully_owned(run: list[str]) -> int:
    """How many words of a run are a full name in the genitive before an office; 0 if none."""
    words = lexicon()
    for place, word in enumerate(run[1:3], 1):
        if not word.endswith(("s", "’", "'")) or len(word) < 4 or place + 1 >= len(run):
            continue
        if gender_of_name(word) or any(words.ends_in(one, words.roles) for one in run[: place + 1]):
            return 0  # "Karl Andreas Bauer"
        sorts = words.spokesman if place + 2 == len(run) else words.relational
        if words.ends_in(run[place + 1], sorts):
            return place + 1
    return 0


def _belongs(name: str, parsed: Parsed) -> bool:
    """Whether the one name after a role is its owner in the genitive: "ein Mitarbeiter Christophers"."""
    words = lexicon()
    if not name.endswith("s") or not parsed.heads or not words.ends_in(parsed.heads[-1], words.relational):
        return False
    return parsed.determiner == "indefinite" or bool(words.states.named(name)) or parsed.first == "der"


def _institution(word: str) -> bool:
    words = lexicon()
    sorts = (words.institutions, words.outlets, words.government, words.documents, words.circle)
    return any(words.ends_in(word, endings) for endings in sorts) or word.lower().startswith("ministeri")


def _is_role(run: list[str], parsed: Parsed) -> bool:
    """Whether the first word of the run is a title or a place adjective before one, not a name."""
    words = lexicon()
    word = run[0]
    if word.endswith("er") and len(run) > 1 and parsed.determiner and not parsed.heads:
        following = run[1]
        if words.ends_in(following, words.roles) or _institution(following) or words.states.by_people(following):
            return True
    if words.ends_in(word, words.roles):
        return True
    if len(run) == 1 and not parsed.heads and words.ends_in(word, words.informants):
        return True  # "laut Insidern"
    if len(run) > 1 and _institution(run[1]):
        return False  # "die Deutsche Bahn"
    return bool(words.states.by_people(word)) and (len(run) > 1 or bool(parsed.determiner or parsed.count))


def _is_bearer(run: list[str], parsed: Parsed) -> bool:
    """Whether the last word after a title only sounds like another: "Verbandschef Naumann" is no "Mann"."""
    words = lexicon()
    if not parsed.heads or len(run) > 1 or "-" in run[0]:
        return False
    return run[0].lower() not in words.roles and words.ends_in(run[0], words.roles) in _IN_NAMES


def _prefix(word: str, parsed: Parsed) -> None:
    """What a compound title begins with: "PLO-Chef" the PLO, "Pentagonsprecher" the Pentagon."""
    words = lexicon()
    head, dash, _ = word.rpartition("-")
    if dash:
        parsed.prefixes.append(head)
        return
    ending = words.ends_in(word, words.roles)
    if ending:
        at = word.lower().rfind(ending)
        if at > 2:
            parsed.prefixes.append(word[:at])


def _number(parsed: Parsed) -> None:
    """Whether several are meant, as far as the words say."""
    words = lexicon()
    if parsed.plural or not parsed.heads or parsed.family:
        return
    lower = parsed.head.lower()
    if words.ends_in(lower, words.circle) or (not parsed.determiner and words.ends_in(lower, words.informants)):
        parsed.plural = True
    elif parsed.first in ("die", "den", "der") or not parsed.determiner:
        base = words.ends_in(lower, words.roles) or words.ends_in(lower, words.source)
        if lower.endswith("leute") or lower.endswith("leuten"):
            parsed.plural = True
        elif base is not None and parsed.first != "der":
            parsed.plural = lower.rsplit("-", 1)[-1][-len(base) :] != base and not base.endswith("in")
        elif not parsed.determiner and parsed.adjectives:
            parsed.plural = lower.endswith(("en", "er", "e"))
