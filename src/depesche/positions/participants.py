"""Who a sentence names that may have taken part in a contact: parties, their people, and people of no party.

A side is a party's id, else an actor's, else the name itself ("William Knox"): people who speak nowhere are no actors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from depesche.actors.lexicon import lexicon
from depesche.positions.cast import Cast
from depesche.positions.happening import is_matter
from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.positions.words import Word, fold
from depesche.records import ActorKind, Analysis, NameKind, Span, Statement, Token

MOST_SIDES = 8  # of one sentence that are looked at; an article's lists of states name more
ENOUGH = 2  # sides that a sentence needs
FAR = 12  # words; from there on one word is as far from another as can be
UNTELLING = 3  # letters: a shorter word before a name is an article, not what somebody is
MOST_SALIENT = 0.3  # share of sentences from which more say no more: a report on two states names both all the time
BACK = 4  # sentences before in which those are looked for whom a sentence does not name again ("die beiden")
LEADING = 3  # words before a name in which its state stands ("der sowjetische Außenminister Gromyko")

SIDE_FEATURES = (
    "name", "adjective", "person", "partyless", "state", "speaker", "speaker_outside", "inferred", "before", "first",
    "near", "after_with", "after_between", "after_and", "after_to", "after_of", "after_place", "same_side", "ahead",
    "genitive", "speaker_named", "link", "compound", "topic", "joined", "subject", "office", "crowd",
    "long_before", "both_before", "salience", "pronoun_before",
)  # fmt: skip
_TOPIC = SIDE_FEATURES.index("topic")
_JOINTS = ("und", "-", "–", "/", ",", "sowie", "mit", "und der", "und die", "und dem", "und den")
_PREPOSITIONS = ("with", "between", "and", "to", "of", "place")


@dataclass(frozen=True, slots=True)
class Side:
    """One who may have taken part.

    ``key`` is the same for the same one ("knox" for "William Knox"); ``features`` are `SIDE_FEATURES`.
    """

    id: str
    key: str
    features: tuple[float, ...]
    people: tuple[str, ...]  # the last words of the people's and institutions' names by which it is named


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    first: int  # word of the sentence; -1 where it is not named in it
    last: int
    kind: str  # "name", "adjective", "person", "state", "speaker"
    partyless: bool = False
    who: str = ""  # last word of a person's or institution's name, "" for states


def key_of(name: str) -> str:
    """What the name of somebody of no party is compared by: its last word."""
    words_ = name.split()
    return fold(words_[-1]) if words_ else ""


class Roll:
    """The participants of one document's sentences.

    Args:
        every: whether onlookers and the adjectives of things count too, as the models learn from all that is named.
    """

    def __init__(
        self, passages: Passages, analysis: Analysis, cast: Cast, mentions: Mentions, every: bool = False
    ) -> None:
        self._passages, self._cast, self._mentions, self._every = passages, cast, mentions, every
        self._names = [n for n in analysis.names if n.kind is NameKind.PERSON]
        self._parties = {spec.id for spec in cast.codebook.parties}
        self._known: dict[int, list[_Found]] = {}
        self._shares: dict[str, float] | None = None
        self._full: dict[str, str] = {}  # last word of a person's name -> the fullest form in this document
        self._private: set[str] = set()  # last words of the names of those who speak for no side: scholars, reporters
        for name in self._names:
            text = " ".join(passages.text[name.start : name.end].split())
            key = key_of(text)
            if len(text) > len(self._full.get(key, "")):
                self._full[key] = text
            before = passages.text[: name.start].rsplit(maxsplit=1)[-1:]
            if before and before[0][:1].isupper() and lexicon().ends_in(before[0], lexicon().private):
                self._private.add(key)

    def key(self, side: str) -> str:
        """What a side is compared by: a party's id, the last word of anybody else's name."""
        actor = self._cast.actors.get(side)
        if actor is not None and self._cast.party(side) != side:
            return key_of(actor.name)
        return side if actor is not None or side in self._parties else key_of(side)

    def mediates(self, side: Side) -> bool:
        """Whether a side is of a kind that mediates: a mediator by name, the United Nations, a church."""
        actor = self._cast.actors.get(side.id)
        names = (side.id, actor.name, *actor.names) if actor is not None else (side.id,)
        classes = word_classes(self._passages.language, "participants")
        return any(hit.label == "mediator" for name in names for hit in classes.find(name))

    def named(self, index: int) -> list[_Found]:
        """Everybody named in a sentence, in order."""
        if index not in self._known:
            self._known[index] = self._find(index)
        return self._known[index]

    def places(self, index: int) -> list[int]:
        """The places in the text of a sentence's words that name somebody."""
        words_ = self._passages.words[index]
        return [
            words_[place].start
            for item in self.named(index)
            if item.first >= 0
            for place in range(item.first, item.last + 1)
        ]

    def _find(self, index: int) -> list[_Found]:
        passages, words_ = self._passages, self._passages.words[index]
        start, end = passages.sentences[index]
        found: list[_Found] = []
        for item in self._mentions.find(words_, passages.text, passages.day):
            side = item.party or item.actor
            actor = self._cast.actors.get(item.actor or "")
            if side is not None and not (actor and actor.kind is ActorKind.OUTLET):
                if not item.name and self._is_of_a_thing(words_, item.last):
                    continue
                kind = "name" if item.name else "adjective"
                who = self._who(words_[item.last]) if item.name else ""
                found.append(_Found(side, item.first, item.last, kind, item.party is None, who))
        taken = {place for item in found for place in range(item.first, item.last + 1)}
        for name in self._names:
            if start <= name.start < end:
                places = [i for i, word in enumerate(words_) if name.start <= word.start < name.end]
                if places and taken.isdisjoint(places) and self._is_person(places, words_):
                    found.append(self._person(places, words_, found))
                    taken.update(places)
        found += self._states(words_, taken)
        for statement in passages.statements:
            found += self._speaker(statement, words_, start, end, taken)
        onlookers = self._onlookers(index)
        found = [item for item in found if item.id not in onlookers]
        return sorted(found, key=lambda item: item.first)

    def _is_of_a_thing(self, words_: Sequence[Word], place: int) -> bool:
        """Whether an adjective says but where a thing is or whence it comes ("russisches Territorium")."""
        text = self._passages.text
        if self._every or not text[words_[place].start].islower():
            return False
        nouns = (text[word.start : word.end] for word in words_[place + 1 : place + 1 + LEADING])
        noun = next((surface for surface in nouns if surface[:1].isupper()), None)
        return noun is not None and is_matter(noun, self._passages.language)

    def _onlookers(self, index: int) -> set[str]:
        """Scholars and reporters of no party who say the sentence, if nobody in it is spoken to."""
        start, end = self._passages.sentences[index]
        if self._every or {"pronoun", "self"} & self._words(index):
            return set()
        around = (s for s in self._passages.statements if s.start < end and s.end > start)
        actors = (self._cast.actors.get(statement.speaker.actor or "") for statement in around)
        return {
            actor.id
            for actor in actors
            if actor is not None and self._cast.party(actor.id) is None and key_of(actor.name) in self._private
        }

    def _is_person(self, places: Sequence[int], words_: Sequence[Word]) -> bool:
        """Whether what looks like a person's name may be one: no outlet, and no single word without a full name.

        A single word counts after another noun ("Premierminister Macmillan") or where the document names it in full.
        """
        text = self._passages.text
        surface = [text[words_[place].start : words_[place].end] for place in places]
        if lexicon().ends_in(surface[-1], lexicon().outlets):
            return False
        before = text[words_[places[0] - 1].start : words_[places[0] - 1].end] if places[0] else ""
        full = self._full.get(key_of(surface[-1]), "")
        return len(surface) > 1 or " " in full or (len(before) > UNTELLING and before[:1].isupper())

    def _person(self, places: Sequence[int], words_: Sequence[Word], found: Sequence[_Found]) -> _Found:
        """A person of no known actor: of the state whose adjective or name leads to the name, else alone."""
        text = self._passages.text
        surface = " ".join(text[words_[places[0]].start : words_[places[-1]].end].split())
        name = self._full.get(key_of(surface), surface)
        leading = [item for item in found if 0 < places[0] - item.last <= LEADING and self._leads(item, words_)]
        who = words_[places[-1]].stem
        if leading:
            return _Found(leading[-1].id, places[0], places[-1], "person", False, who)
        return _Found(name, places[0], places[-1], "person", True, who)

    def _leads(self, item: _Found, words_: Sequence[Word]) -> bool:
        """Whether a name says of the person after it whose he is: an adjective, or the first part of a compound."""
        compound = item.first >= 0 and self._passages.text[words_[item.last].end : words_[item.last].end + 1] == "-"
        return item.kind == "adjective" or (item.kind == "name" and compound)

    def _who(self, word: Word) -> str:
        surface, states = self._passages.text[word.start : word.end], lexicon().states
        return "" if states.named(surface) or states.by_capital(surface) or states.by_people(surface) else word.stem

    def _states(self, words_: Sequence[Word], taken: set[int]) -> list[_Found]:
        text, found = self._passages.text, []
        states = lexicon().states
        for place, word in enumerate(words_):
            surface = text[word.start : word.end]
            if place not in taken and surface[:1].isupper():
                code = states.named(surface)
                if code is not None:
                    found.append(_Found(states.display.get(code, surface), place, place, "state", True))
        return found

    def _speaker(
        self, statement: Statement, words_: Sequence[Word], start: int, end: int, taken: set[int]
    ) -> list[_Found]:
        """The speaker of a statement that the sentence holds a part of, and those through whom it came."""
        if not (statement.start < end and statement.end > start):
            return []
        links = [_Found(side, -1, -1, "link") for link in statement.via if (side := self._side(link))]
        side = self._side(statement.speaker.actor)
        if side is None:
            return links
        spans = [span for span in statement.speaker.spans if start <= span.start < end]
        places = [i for i, word in enumerate(words_) if any(s.start <= word.start < s.end for s in spans)]
        if places and taken.isdisjoint(places):
            partyless = self._cast.party(statement.speaker.actor) is None
            return [_Found(side, places[0], places[-1], "speaker", partyless), *links]
        return links if places else [_Found(side, -1, -1, "speaker"), *links]

    def _side(self, actor_id: str | None) -> str | None:
        """Whom an actor stands for as a side: its party, else itself; nobody for unnamed sources and outlets."""
        actor = self._cast.actors.get(actor_id or "")
        if actor is None or actor.kind is ActorKind.OUTLET:
            return None
        if (party := self._cast.party(actor.id)) is not None:
            return party
        return None if actor.kind is ActorKind.UNNAMED else actor.id

    def sides(self, index: int, contact: Sequence[int], absent: Set[int] = frozenset()) -> list[Side]:
        """The sides of a sentence; of the sentence before where it names fewer than two.

        Args:
            contact: places in the text of the sentence's contact words.
            absent: places of names that are not looked at.
        """
        words_ = self._passages.words[index]
        named = [item for item in self.named(index) if item.first < 0 or words_[item.first].start not in absent]
        back = self._back(index, named)
        merged: dict[str, Side] = {}
        both, pronoun = (mark in self._words(index) for mark in ("both", "pronoun"))
        for item, far in [*((item, 0) for item in named), *back]:
            key = self.key(item.id)
            features = (
                *self._features(item, index, contact, far > 0), float(far > 1), float(far > 0 and both),
                self._salience(key), float(far > 0 and pronoun),
            )  # fmt: skip
            old = merged.get(key)
            if old is not None:
                topic = min(old.features[_TOPIC], features[_TOPIC])  # who is named otherwise too is more than a topic
                features = tuple(map(max, old.features, features))
                features = (*features[:_TOPIC], topic, *features[_TOPIC + 1 :])
            full = item.id if old is None or len(item.id) > len(old.id) else old.id
            who = item.who if far or not self._is_behind(item, index) else ""
            people = dict.fromkeys((*(old.people if old else ()), *((who,) if who else ())))
            merged[key] = Side(full, key, features, tuple(people))
        return list(merged.values())[:MOST_SIDES]

    def _is_behind(self, item: _Found, index: int) -> bool:
        """Whether a name is no person's, or that of whose people took part ("mit Mitarbeitern von Hansen")."""
        words_, text = self._passages.words[index], self._passages.text
        if item.first < 0:
            return False
        name = text[words_[item.first].start : words_[item.last].end]
        if lexicon().states.named(name) or words_[item.last].form in lexicon().seats:
            return True
        before = [text[word.start : word.end] for word in words_[max(0, item.first - 2) : item.first]]
        of = bool(before) and before[-1].lower() in ("von", "vom", "des", "der")
        owner = before[0] if of and len(before) > 1 else before[-1] if before and name.endswith("s") else ""
        return owner[:1].isupper() and lexicon().ends_in(owner, lexicon().relational) is not None

    def _back(self, index: int, named: Sequence[_Found]) -> list[tuple[_Found, int]]:
        """Whom the sentences before name, and how many sentences before; nobody where the sentence names enough."""
        known = {self.key(item.id) for item in named}
        enough = ENOUGH + ("both" in self._words(index))
        found: list[tuple[_Found, int]] = []
        for far in range(1, min(BACK, index) + 1):
            if len(known) >= enough:
                break
            new = [item for item in self.named(index - far) if self.key(item.id) not in known and item.first >= 0]
            found += [(item, far) for item in new]
            known.update(self.key(item.id) for item in new)
        return found

    def _words(self, index: int) -> set[str]:
        """The kinds of words in a sentence that stand for somebody named before."""
        classes = word_classes(self._passages.language, "participants")
        return {hit.label for hit in classes.hits(self._passages.words[index])}

    def _salience(self, key: str) -> float:
        """The share of the document's sentences that name somebody."""
        if self._shares is None:
            sentences = range(len(self._passages.sentences))
            named = [{self.key(item.id) for item in self.named(i) if item.first >= 0} for i in sentences]
            counts = Counter(side for every in named for side in every)
            self._shares = {side: count / len(named) for side, count in counts.items()}
        return min(self._shares.get(key, 0.0), MOST_SALIENT) / MOST_SALIENT

    def _features(self, item: _Found, index: int, contact: Sequence[int], before: bool) -> tuple[float, ...]:
        passages = self._passages
        words_ = passages.words[index]
        inferred = item.first < 0 or before
        place = -1 if inferred else item.first
        near = 0.0
        ahead = 0.0
        if contact and not inferred:
            at = min(
                (abs(i - place), i)
                for i, word in enumerate(words_)
                if any(word.start <= c < word.end for c in contact) or word.start == contact[0]
            )
            near, ahead = max(0.0, 1.0 - at[0] / FAR), float(place < at[1])
        marks = self._marks(words_, place) if place >= 0 else set()
        start, end = passages.sentences[index]
        around = [s for s in passages.statements if s.start < end and s.end > start]
        speaking = [s for s in around if self._is(s, item.id)]  # statements of this sentence that this side makes
        inside = [any(span.start <= c < span.end for span in s.content) for s in speaking for c in contact]
        own = words_[place].start if place >= 0 else -1
        same = place >= 0 and any(
            any(span.start <= own < span.end for span in s.content)
            == any(span.start <= c < span.end for span in s.content)
            for s in around
            for c in contact
        )
        surface = passages.text[words_[item.last].start : words_[item.last].end] if place >= 0 else ""
        return (
            float(item.kind == "name"), float(item.kind == "adjective"), float(item.kind == "person"),
            float(item.partyless), float(item.kind == "state"), float(bool(speaking) and any(inside)),
            float(bool(speaking) and not any(inside)), float(item.first < 0), float(before), float(place == 0), near,
            *(float(name in marks) for name in _PREPOSITIONS), float(same or not around), ahead,
            float(surface.endswith("s")), float(item.kind == "speaker"), float(item.kind == "link"),
            *self._standing(item, index, place),
        )  # fmt: skip

    def _standing(self, item: _Found, index: int, place: int) -> tuple[float, ...]:
        """How a name stands among the others: in a compound ("Ukraine-Krieg"), as what it is about ("Krieg in der
        Ukraine"), beside another side, before the first verb, as a person or institution; how many are named.
        """
        words_, text = self._passages.words[index], self._passages.text
        others = [other for other in self.named(index) if other.first >= 0]
        crowd = min(len({self.key(other.id) for other in others}), 6) / 6
        if place < 0:
            return 0.0, 0.0, 0.0, 0.0, float(bool(item.who)), crowd
        end = words_[item.last].end
        compound = text[end : end + 1] == "-" or text[words_[place].start - 1 : words_[place].start] == "-"
        classes = word_classes(self._passages.language, "participants", compounds=True)
        before = {hit.label for hit in classes.hits(words_[max(0, place - LEADING) : place])}
        joined = any(
            0 < place - other.last <= 1 + LEADING
            and text[words_[other.last].end : words_[place].start].strip() in _JOINTS
            for other in others
        ) or any(
            0 < other.first - item.last <= 1 + LEADING and text[end : words_[other.first].start].strip() in _JOINTS
            for other in others
        )
        finite = next((t.start for t in self._sentence_tokens(index) if t.mood), end)
        about = "topic" in before and before.isdisjoint(("between", "with"))
        follows = words_[item.last + 1 : item.last + 2]
        if compound and follows and any(hit.label == "topic" for hit in classes.hits(follows)):
            compound, about = False, True
        return (
            float(compound), float(about), float(joined),
            float(words_[place].start < finite), float(bool(item.who)), crowd,
        )  # fmt: skip

    def _sentence_tokens(self, index: int) -> Sequence[Token]:
        start, end = self._passages.sentences[index]
        return self._passages.tokens_in(Span(start, end))

    def _is(self, statement: Statement, side: str) -> bool:
        actor = statement.speaker.actor
        return side in (self._cast.party(actor), actor)

    def _marks(self, words_: Sequence[Word], place: int) -> set[str]:
        """The kinds of small words right before a name, articles and titles in between left out."""
        classes = word_classes(self._passages.language, "participants")
        near = words_[max(0, place - LEADING) : place]
        return {hit.label for hit in classes.hits(near)}
