"""Where things stand in a document: sentences, paragraphs, and the places where somebody is named."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from depesche.actors import targets
from depesche.actors.callings import credits
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed
from depesche.actors.names import plain
from depesche.actors.registry import Known, Registry
from depesche.attribution.finding import find_turns
from depesche.records import ActorKind, ReadDocument, Span, Statement

_SENTENCE = re.compile(r"(?<=[.!?…])[“”\"«»‘’)]*\s+(?=[\"„»«(A-ZÄÖÜ+])|\n\s*\n|(?<=\+\+\+)\s|\n(?=\+\+\+)")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\+\+\+)")
_WORDS = re.compile(r"[^\W\d_]{3,40}")
_BRACKETS = re.compile(r"(?<=\w) \([^()]*\)")
_ASIDE = re.compile(r",|(?<=\w) \(")  # "Internationales Komitee vom Roten Kreuz (IKRK)"
CAPITAL = re.compile(r"[A-ZÄÖÜ][\wäöüßÄÖÜ-]+")
_LINE = re.compile(r"[^\n]+")
_TOP = 1_000  # characters at the top among which a byline is
_LONGEST_BYLINE = 90  # characters
MAX_STATEMENTS = 2_000  # statements of one document that are resolved; a day's press review has under 300
MAX_SPOTS = 20_000  # places of one document where somebody is named

# What makes an antecedent of a pronoun or description likely (in sentences' worth; set by hand on cuba-1962)
_PER_SENTENCE = 0.6
_PER_PARAGRAPH = 0.8
_SPEAKER_BONUS = 0.5
_CONTENT_PENALTY = 1.2
_FIRST_BONUS = 0.3
_REACH = 12  # sentences back


_MAX_LOOK = 400  # places looked back at, so that a text that is one sentence stays cheap


@dataclass(slots=True)
class Spot:
    """A place where somebody is named."""

    start: int
    end: int
    known: Known
    speaker: bool = False
    inside: bool = False


def _bylines(text: str, author: str | None) -> Iterator[tuple[int, int]]:
    """The lines at the top of a text that tell who wrote it: "Von Klaus Reimann, Rostock", "Klaus Reimann"."""
    words = tuple(lexicon().phrases["byline"])
    for match in _LINE.finditer(text, 0, _TOP):
        line = match.group().strip()
        told = line.lower().startswith(words) or line == author
        if told and len(line) <= _LONGEST_BYLINE and not line.endswith((".", "!", "?", ":")):
            yield match.start(), match.end()


class Scene:
    """The people of one document.

    Args:
        read: the document.
        registry: the dossier's actors.
        origin: the id under which its unnamed sources are kept: the document it is a copy of, or its own.
        outlet: the actor of its outlet, if it has one.
    """

    def __init__(self, read: ReadDocument, registry: Registry, origin: str, outlet: Known | None) -> None:
        self.read = read
        self.text = read.document.text
        self.registry = registry
        self.origin = origin
        day = read.document.published
        self.setting = targets.Setting(registry, day[:10] if day else None, outlet)
        registry.keep_short_forms(targets.short_forms(self.text))
        self.persons: list[Known] = []
        self.unnamed: list[Known] = []
        self.spots: list[Spot] = []  # in text order
        self.spotted: list[Spot] = []  # the same in the order in which they were found
        self.cited: list[tuple[int, Known]] = []
        self._resolved: dict[tuple[Span, ...], Known | None] = {}
        self._word_kinds: dict[str, dict[str, int]] | None = None
        self.turns = find_turns(read.document, read.analysis)
        self._bylines = list(_bylines(self.text, read.document.author))
        self._sentences = self._split()
        self._starts = [start for start, _ in self.sentences()]
        self._paragraphs = [0, *(match.end() for match in _PARAGRAPH.finditer(self.text))]
        self._content = sorted(
            (span.start, span.end) for statement in read.statements[:MAX_STATEMENTS] for span in statement.content
        )
        self._credits = credits(self.text) + self._bylines
        self.setting.hosts = self._hosts()
        self.setting.home = self._dateline()

    def sentences(self) -> list[tuple[int, int]]:
        """The sentences' ranges, from the analysis or, without one, by punctuation."""
        return self._sentences

    def _split(self) -> list[tuple[int, int]]:
        if self.read.analysis.sentences:
            return [(sentence.start, sentence.end) for sentence in self.read.analysis.sentences]
        found, start = [], 0
        for match in _SENTENCE.finditer(self.text):
            found.append((start, match.start()))
            start = match.end()
        return [*found, (start, len(self.text))]

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds the place."""
        return max(0, bisect.bisect_right(self._starts, place) - 1)

    def paragraph_of(self, place: int) -> int:
        """The number of the paragraph that holds the place."""
        return bisect.bisect_right(self._paragraphs, place) - 1

    def _signs(self, place: int) -> bool:
        """Whether a place is in brackets or a line that only say who wrote the text."""
        return any(start <= place < end for start, end in self._credits)

    def in_content(self, place: int) -> bool:
        """Whether a place is inside something said."""
        number = bisect.bisect_right(self._content, (place, len(self.text) + 1))
        return any(start <= place < end for start, end in self._content[max(0, number - 4) : number])

    def contents_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The ranges of what is said that reach into a range, in text order."""
        last = bisect.bisect_left(self._content, (end, 0))
        return [(first, stop) for first, stop in self._content[max(0, last - 24) : last] if stop > start]

    def _hosts(self) -> dict[str, str]:
        """Places that here mean a body ("Brüssel" the EU): the text names it, and nowhere the state they are in."""
        day, states, found = self.setting.day or "9999", lexicon().states, {}
        for host in lexicon().hosts:
            if not (host.since <= day and (not host.until or day <= host.until)) or host.place in found:
                continue
            if not host.words.search(self.text):
                continue
            own = {word for code in states.seated(host.place) for word in states.words_of(code)}
            if not any(plain(word) in own for word in set(_WORDS.findall(self.text))):
                found[host.place] = host.body
        return found

    def _dateline(self) -> str | None:
        states = lexicon().states
        place = self.read.document.place
        words = [place] if place else re.findall(r"[A-ZÄÖÜ][\wäöüß-]+(?: [A-ZÄÖÜ][\wäöüß-]+)?", self.text[:400])[:24]
        for word in words:
            if plain(word) in self.setting.hosts:
                return None
            if code := states.by_capital(word, self.setting.day) or states.by_capital(word.title(), self.setting.day):
                return code
        return None

    def _spot(self, start: int, end: int, known: Known, speaker: bool = False) -> None:
        if not speaker and any(first <= start < stop for first, stop in self._bylines):
            return  # who writes is not spoken of
        if len(self.spots) < MAX_SPOTS:
            spot = Spot(start, end, known, speaker, self.in_content(start))
            bisect.insort_right(self.spots, spot, key=lambda one: one.start)
            self.spotted.append(spot)

    def spots_before(self, place: int, most: int) -> list[Spot]:
        """The last places before this one where somebody is named, in text order."""
        last = bisect.bisect_left(self.spots, place, key=lambda spot: spot.start)
        return self.spots[max(0, last - most) : last]

    def spots_between(self, start: int, end: int) -> list[Spot]:
        """The places in a range where somebody is named, in text order."""
        first, last = (bisect.bisect_left(self.spots, place, key=lambda spot: spot.start) for place in (start, end))
        return self.spots[first:last]

    def _antecedent(
        self,
        place: int,
        fits: Callable[[Known], bool],
        speakers_only: bool = False,
        statement: Statement | None = None,
    ) -> Spot | None:
        """The likeliest place before this one where somebody fitting was named."""
        number, paragraph = self.sentence_of(place), self.paragraph_of(place)
        own = statement.content if statement is not None else ()
        last = bisect.bisect_left(self.spots, place, key=lambda spot: spot.start)
        near: list[Spot] = []
        for spot in reversed(self.spots[max(0, last - _MAX_LOOK) : last]):
            if number - self.sentence_of(spot.start) > _REACH:
                break
            near.append(spot)
        firsts = {self.sentence_of(spot.start): spot.start for spot in near}
        best: Spot | None = None
        best_score = float("-inf")
        for spot in reversed(near):
            if (speakers_only and not spot.speaker) or not fits(spot.known):
                continue
            if any(span.start <= spot.start < span.end for span in own):
                continue
            sentence = self.sentence_of(spot.start)
            score = -_PER_SENTENCE * (number - sentence) - _PER_PARAGRAPH * (paragraph - self.paragraph_of(spot.start))
            score += _SPEAKER_BONUS * spot.speaker - _CONTENT_PENALTY * spot.inside
            score += _FIRST_BONUS * (firsts[sentence] == spot.start)
            if score >= best_score:
                best, best_score = spot, score
        return best

    def _last(self, fits: Callable[[Known], bool], place: int) -> Known | None:
        found = self._antecedent(place, fits)
        return found.known if found else None

    def _last_speaker(self, place: int) -> Known | None:
        found = self._antecedent(place, lambda known: True, speakers_only=True)
        return found.known if found else None

    def _cite(self, outlet: Known, place: int) -> Known:
        self.cited.append((place, outlet))
        return outlet

    def _cited_before(self, place: int) -> Known | None:
        """The outlet other than the document's own that was cited last."""
        own = self.setting.outlet
        before = [
            known
            for start, known in sorted(self.cited, key=lambda pair: pair[0])
            if start <= place and known is not own
        ]
        return before[-1] if before else None

    def _context_state(self, place: int) -> str | None:
        """The state that the text speaks of: one named shortly before, else the dateline's."""
        states = lexicon().states
        start = self._starts[self.sentence_of(place)]
        window = self.text[max(0, start - 300) : place]
        for word in reversed(re.findall(r"[\wäöüßÄÖÜ-]+", window)):
            if plain(word) in self.setting.hosts:
                continue
            code = states.by_adjective(word, self.setting.day) or states.by_capital(word, self.setting.day)
            if code := code or states.named(word):
                return code
        return self.setting.home

    def _bears_outlets_name(self, part: Parsed) -> bool:
        """Whether a bare name is a person's of this text as well as an agency's: "Reuter" after "Ernst Reuter"."""
        return bool(part.family) and any(known.family == part.family for known in self.persons)

    def _plain_target(self, part: Parsed, words: str) -> Known | None:
        """A seat, state, agency or the like named by just these words."""
        words = words.strip()
        if not words:
            return None
        found = targets.seat(self.setting, words)
        if found is None and part.heads and part.family:
            return None  # a title and a name; "Vereinten Nationen" looks like one too, but is a seat
        for ending in ("s", "es"):
            if found is None and words.endswith(ending) and (ending == "s" or " " in words):
                found = targets.seat(self.setting, words.removesuffix(ending))  # "des Auswärtigen Amtes"
        if found is not None and found.kind == ActorKind.OUTLET and self._bears_outlets_name(part):
            return None
        plural = (
            part.first in ("die", "den") or not part.determiner
        )  # "die Israelis" are Israel, "der Israeli" is a man
        if found is None and plural and not part.heads[1:] and words.lower().endswith(("n", "r", "s", "i")):
            code = lexicon().states.by_people(words, self.setting.day)
            return targets.state(self.setting, code, words) if code else None
        return found


def core(part: Parsed) -> str:
    """A mention without its determiner and asides."""
    text = _ASIDE.split(_BRACKETS.sub("", part.text))[0]
    words = text.split()
    while words and (words[0].lower() in lexicon().determiners):
        words = words[1:]
    while len(words) > 1 and (
        words[-1].lower() in lexicon().determiners or words[-1].lower() in lexicon().prepositions
    ):
        words = words[:-1]  # "der Mann über das"
    return " ".join(words).strip('„“”"«»() ')


def stems(part: Parsed) -> set[str]:
    """The stems of the words that say whose an office is: "Chef der Nationalen Partei" {"national", "partei"}."""
    words = [*part.prefixes, *part.adjectives, part.owner, *CAPITAL.findall(part.rest)]
    return {stem for word in words if word for stem in targets.stem_key(word.rstrip("’'")).split() if len(stem) >= 3}


def overlap(role: str, head: str) -> bool:
    """Whether one role noun is the other's tail ("beamter": "pentagonbeamter"), endings aside."""
    one, two = role.rstrip("nesr") or role, head.rsplit("-", 1)[-1].rstrip("nesr") or head
    return min(len(one), len(two)) >= 4 and (one.endswith(two) or two.endswith(one))


def bears(known: Known, word: str) -> bool:
    """Whether an institution has a name with a word that ends so."""
    if known.kind == ActorKind.PERSON or known.kind == ActorKind.UNNAMED:
        return False
    return any(
        part.endswith(word)
        for name in (known.name, *known.names[:8])
        for part in name.lower().replace("-", " ").split()
    )


def fits(known: Known, genders: str) -> bool:
    """Whether a pronoun of these genders can mean the actor."""
    if known.kind in (ActorKind.PERSON, ActorKind.UNNAMED, ActorKind.OFFICE):
        if known.plural:
            return "p" in genders
        if known.gender:
            return known.gender in genders
        return "m" in genders or "f" in genders
    return "f" in genders and not genders.startswith("m")
