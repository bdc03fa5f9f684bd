"""What speaks for and against somebody as the one whom words mean: the named features of `antecedents`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from depesche.actors import targets
from depesche.actors.discourse import Cast
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed
from depesche.actors.names import plain
from depesche.actors.registry import Known
from depesche.actors.scene import Spot, bears, core, overlap, stems
from depesche.records import ActorKind, Kind, Statement

# pronouns that mean whoever was named last, not whoever the text speaks of
_THIS = frozenset(["der", "die", "dieser", "diese", "jener", "letzterer", "letztere"])
_BACK = 6  # statements back whose speakers are looked at
_WORD = re.compile(r"[A-ZÄÖÜ][\wäöüßÄÖÜ-]+")
# what somebody else told of him: "habe der Minister gesagt", "soll der Minister gesagt haben"
_RELAYED = re.compile(r"\b(?:habe|hätten?|solle?n?|sei|wolle)\b")
_ASIDE = re.compile(r", (?:d(?:er|ie|as)|ein|eine)\b[^.,;!?\n]{3,80}")
_PLAIN_KINDS = {
    ActorKind.PERSON: "person",
    ActorKind.UNNAMED: "unnamed",
    ActorKind.OUTLET: "outlet",
    ActorKind.STATE: "state",
    ActorKind.OFFICE: "office",
    ActorKind.ORGANISATION: "body",
}


@dataclass(frozen=True, slots=True)
class Naming:
    """The words that mean somebody.

    They are taken apart and stand at ``start`` to ``end``; ``statement`` is the one whose speaker they name, ``why``
    the rule that read them.
    """

    part: Parsed
    start: int
    end: int
    statement: Statement
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom words may mean.

    ``way`` says how he came in: "ruled" (what the rules choose), "near", "ahead", "office", "name", "source" (a new
    unnamed source), "body" (a new organisation). ``spot`` is where he was named last before the words, if he was.
    """

    known: Known
    way: str
    spot: Spot | None = None


@dataclass(slots=True)
class _Facts:
    """What a candidate's features are put together from.

    Args:
        kind: what sort of actor he is.
        way: how he came in; "ruled new" where the rules would make him up.
        far: sentences since he was named last.
        gap: paragraphs since then.
        gender: whether words and actor agree in it.
        noun: how the description's noun fits what is known of him.
        owner: whether the words beside that noun do.
        state: whether he is of the state that the words name.
        last: which of the last statements he said, and how near it is.
        place: how the text put him when it named him last.
        order: his rank among those who may be meant, the last named first.
        nouns: his rank among those whom the noun fits as well.
        more: facts that stand alone.
    """

    kind: str
    way: str
    far: str
    gap: str
    gender: str
    noun: str
    owner: str
    state: str
    last: str
    place: str
    order: str = "-"
    nouns: str = "-"
    more: list[str] = field(default_factory=list)


def sort_of(part: Parsed, day: str | None) -> str:
    """What kind of words a mention is: a pronoun, an office, an institution, a name ..."""
    words = lexicon()
    if part.pronoun:
        return "this" if part.text.lower() in _THIS else "pronoun"
    if not part.text:
        return "nothing"
    if part.family or (part.quoted and not part.heads):
        return "name"
    if part.head[:1].isdigit():
        return "age"
    sorts = (
        ("spokesman", words.spokesman),
        ("circle", words.circle),
        ("document", words.documents),
        ("outlet", words.outlets),
        ("government", words.government),
    )
    for name, endings in sorts:
        if part.is_a(endings):
            return name
    if targets.ministry(part.head) is not None:
        return "ministry"
    if words.states.by_people(part.head, day):
        return "people"
    if part.is_a(words.source):
        return "source"
    if part.is_a(words.institutions):
        return "body"
    return "role" if part.is_a(words.roles) else "noun"


class Clues:
    """The features of a document's candidates.

    Args:
        cast: the document's people.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.said: list[tuple[Statement, Known]] = []
        self._beside: dict[str, set[str]] = {}
        self._seen_spots = 0

    def of(self, naming: Naming, candidates: Sequence[Candidate]) -> list[tuple[str, ...]]:
        """The features of each candidate."""
        sort = sort_of(naming.part, self.cast.setting.day)
        facts = [self._facts(naming, one) for one in candidates]
        self._rank(candidates, facts)
        holders = Counter(one.way for one in candidates)["office"]
        for one in facts:
            if one.way == "office":
                one.more.append(f"office of {min(holders, 4)} {one.noun} {one.owner}")
        full = f"{sort} {naming.part.determiner or '-'}{' plural' if naming.part.plural else ''}"
        about = self._about(naming)
        return [tuple(self._features(sort, full, naming, one, about)) for one in facts]

    def _features(self, sort: str, full: str, naming: Naming, one: _Facts, about: str) -> Iterator[str]:
        """A candidate's facts and their combinations.

        Args:
            sort: of the words ("role").
            full: the same with article and number ("role definite plural").
            naming: the words.
            one: the candidate's facts.
            about: how the statement is put.
        """
        way, kind = one.way, one.kind
        yield f"{full} {way}"
        yield f"{full} {way} {kind}"
        yield f"{full} {kind} {one.gender}"
        yield f"{sort} {way} noun {one.noun}"
        yield f"{full} noun {one.noun} {one.nouns}"
        yield f"{sort} {way} far {one.far}"
        yield f"{sort} {kind} far {one.far} noun {one.noun}"
        yield f"{sort} gap {one.gap}"
        yield f"{full} order {one.order}"
        yield f"{sort} order {one.order} far {one.far}"
        yield f"{sort} gender {one.gender} order {one.order}"
        yield f"owner {one.owner} noun {one.noun}"
        yield f"{sort} owner {one.owner} {way}"
        yield f"{sort} state {one.state}"
        yield f"state {one.state} owner {one.owner} noun {one.noun}"
        yield f"{full} last {one.last}"
        yield f"{sort} last {one.last} {about}"
        yield f"{sort} last {one.last} order {one.order}"
        yield f"{about} order {one.order} noun {one.noun}"
        yield f"{sort} place {one.place} far {one.far}"
        yield f"place {one.place}"
        if not naming.part.heads:
            yield f"word {naming.part.text.lower()[:12]} {kind} last {one.last}"
        if way == "ruled":
            yield f"ruled {full} {kind} {one.far} noun {one.noun}"
            yield f"ruled {kind} last {one.last}"
            yield f"ruled {naming.why} {kind}"
            yield f"ruled {naming.why} {full}"
            yield f"ruled {naming.why} {sort} far {one.far}"
            yield f"ruled {naming.why} noun {one.noun}"
            yield f"ruled {naming.why} gender {one.gender}"
        yield from one.more
        yield from (f"{sort} {note}" for note in one.more)

    def _about(self, naming: Naming) -> str:
        """How the statement is put: before or behind the words that name who says it, and quoted or not."""
        side = "behind" if naming.statement.start >= naming.end else "before"
        beside = self.cast.text[max(0, naming.start - 10) : naming.start], self.cast.text[naming.end : naming.end + 10]
        if any(_RELAYED.search(words) for words in beside):
            return f"{side} relayed"
        return f"{side} {'quote' if naming.statement.kind == Kind.DIRECT else 'told'}"

    def _facts(self, naming: Naming, one: Candidate) -> _Facts:
        cast, known, spot = self.cast, one.known, one.spot
        number, paragraph = cast.sentence_of(naming.start), cast.paragraph_of(naming.start)
        far, gap = "-", "-"
        if spot is not None:
            far = _bucket(number - cast.sentence_of(spot.start), (0, 1, 2, 4, 8))
            gap = _bucket(paragraph - cast.paragraph_of(spot.start), (0, 1, 3))
        facts = _Facts(
            kind=self._kind(known),
            way=one.way if known.seen or one.way != "ruled" or spot is not None else "ruled new",
            far=far,
            gap=gap,
            gender=_gender(naming.part, known),
            noun=self._noun(naming.part, known),
            owner=self._owner(naming.part, known),
            state=self._state(naming.part, known),
            last=self._last(naming, known),
            place=self._place(spot),
        )
        facts.more = list(self._more(naming, one))
        return facts

    def _kind(self, known: Known) -> str:
        if known.kind == ActorKind.OUTLET:
            own = self.cast.setting.outlet
            if own is not None and own.id == known.id:
                return "own outlet"
            return "agency" if plain(known.name) in lexicon().agencies else "outlet"
        if known.kind == ActorKind.UNNAMED:
            return "group" if known.plural else "unnamed"
        return _PLAIN_KINDS.get(ActorKind(known.kind), str(known.kind))

    def _more(self, naming: Naming, one: Candidate) -> Iterator[str]:
        known, spot = one.known, one.spot
        if known.kind != ActorKind.PERSON and naming.part.text:
            words = plain(core(naming.part))
            if any(plain(name) == words for name in (known.name, *known.names)):
                yield "exact"
        yield f"seen {_bucket(known.seen, (0, 1, 4, 16))}"
        yield f"said {_bucket(sum(speaker.id == known.id for _, speaker in self.said[-40:]), (0, 1, 2, 5))}"
        if self._is_said(known, naming.statement):
            yield "in what is said"
        if spot is not None and spot.inside:
            yield "inside"
        if known.kind == ActorKind.PERSON and any(known is person for person in self.cast.persons):
            yield "on the list"

    def _is_said(self, known: Known, statement: Statement) -> bool:
        """Whether somebody is named in what is said."""
        for span in statement.content:
            if any(spot.known.id == known.id for spot in self.cast.spots_between(span.start, span.end)):
                return True
        return False

    def _noun(self, part: Parsed, known: Known) -> str:
        """How the noun of a description fits what is known of somebody."""
        head = part.head.lower().rsplit("-", 1)[-1]
        if not head:
            return "-"
        if known.kind in (ActorKind.PERSON, ActorKind.UNNAMED, ActorKind.OFFICE):
            if head in known.roles:
                return "same"
            if any(overlap(role, head) for role in known.roles):
                return "alike"
            if targets.stem_key(head) in known.owners:
                return "owner"
            if targets.stem_key(head) in self._beside_of(known):
                return "beside"
            return "other" if known.roles else "none"
        if bears(known, head):
            return "same"
        ending = lexicon().ends_in(head, lexicon().institutions)
        if ending and bears(known, ending):
            return "alike"
        return "beside" if targets.stem_key(head) in self._beside_of(known) else "other"

    def _owner(self, part: Parsed, known: Known) -> str:
        """Whether the words beside a description's noun are known of somebody."""
        words = stems(part)
        if not words:
            return "-"
        theirs = {*known.owners, *self._beside_of(known)}
        if known.kind != ActorKind.PERSON:
            theirs.update(targets.stem_key(" ".join((known.name, *known.names[:4]))).split())
        if known.party and (party := self.cast.registry.get(known.party)) is not None:
            theirs.update(targets.stem_key(" ".join((party.name, *party.names[:4]))).split())
        shared = len(words & theirs)
        return "all" if shared == len(words) else "some" if shared else "no"

    def _state(self, part: Parsed, known: Known) -> str:
        """Whether somebody is of the state that the words name; without one, whether he is of the dateline's."""
        day = self.cast.setting.day
        if part.pronoun or not part.text:
            return "-"
        code = targets.state_of(part, day) or (lexicon().states.by_people(part.head, day) if part.head else None)
        for prefix in part.prefixes:  # "Kremlchef"
            if code is None and (seat := targets.seat(self.cast.setting, prefix)) is not None and seat.states:
                code = seat.states[0]
        if code is None:
            return "home" if self.cast.setting.home in known.states else "-"
        return "same" if code in known.states else "other" if known.states else "open"

    def _last(self, naming: Naming, known: Known) -> str:
        """Of the statements before, the last one that somebody said, and how near it is."""
        for back, (statement, speaker) in enumerate(reversed(self.said[-_BACK:])):
            if speaker.id != known.id:
                continue
            cast = self.cast
            gap = cast.paragraph_of(naming.start) - cast.paragraph_of(statement.start)
            far = cast.sentence_of(naming.statement.start) - cast.sentence_of(statement.start)
            return f"{min(back, 2)} {_bucket(gap, (0, 1))} {_bucket(far, (0, 1, 2))}"
        return "never"

    def _place(self, spot: Spot | None) -> str:
        """How the text puts somebody where it named him last."""
        if spot is None:
            return "-"
        start, _ = self.cast.sentences()[self.cast.sentence_of(spot.start)]
        before = self.cast.text[max(start, spot.start - 40) : spot.start].lower().split()
        if not before:
            return "first"
        words = lexicon()
        for word in reversed(before[-3:]):
            if word.strip(",") in words.prepositions:
                return f"behind {word}" if word in ("von", "mit", "an", "zu", "gegen", "bei") else "behind another"
            if word in ("dem", "den", "des", "der"):
                return f"article {word}"
        return "speaker" if spot.speaker else "plain"

    def _beside_of(self, known: Known) -> set[str]:
        """The stems of nouns that the text has beside somebody's names, in the same clause."""
        for spot in self.cast.spotted[self._seen_spots :]:
            self._beside.setdefault(spot.known.id, set()).update(self._around(spot))
        self._seen_spots = len(self.cast.spotted)
        return self._beside.get(known.id, set())

    def _around(self, spot: Spot) -> set[str]:
        text = self.cast.text
        before = re.split(r"[.,;:!?\n„“”»«\"]", text[max(0, spot.start - 60) : spot.start])[-1]
        aside = _ASIDE.match(text, spot.end, spot.end + 90)
        words = [*_WORD.findall(before)[-3:], *(_WORD.findall(aside.group()) if aside else ())]
        return {targets.stem_key(part) for word in words for part in (word, word.rsplit("-", 1)[-1])}

    def _rank(self, candidates: Sequence[Candidate], facts: Sequence[_Facts]) -> None:
        """Number those who may be meant by how lately they were named."""
        fitting = [
            (one.spot.start, number)
            for number, one in enumerate(candidates)
            if one.spot is not None and facts[number].gender != "clash"
        ]
        for order, (_, number) in enumerate(sorted(fitting, reverse=True)):
            facts[number].order = str(min(order, 4))
        good = Counter(one.noun for one in facts if one.noun in ("same", "alike", "owner", "beside"))
        seen: Counter[str] = Counter()
        for _, number in sorted(fitting, reverse=True):
            noun = facts[number].noun
            if noun in good:
                facts[number].nouns = f"{min(seen[noun], 2)} of {min(good[noun], 3)}"
                seen[noun] += 1


def _gender(part: Parsed, known: Known) -> str:
    """Whether words and actor agree in gender and number."""
    single = known.kind in (ActorKind.PERSON, ActorKind.UNNAMED, ActorKind.OFFICE)
    genders = part.pronoun or ("p" if part.plural else part.gender if part.heads else "")
    if not genders or genders == "x":
        return "-"
    if known.plural:
        return "fits" if "p" in genders else "clash"
    if not single:
        return "body fits" if "f" in genders or "n" in genders else "body"
    if known.gender:
        return "fits" if known.gender in genders else "clash"
    return "open" if set(genders) & {"m", "f"} else "clash"


def _bucket(value: int, limits: Sequence[int]) -> str:
    """The first limit that holds a value, as a word."""
    for limit in limits:
        if value <= limit:
            return str(limit)
    return "more"
