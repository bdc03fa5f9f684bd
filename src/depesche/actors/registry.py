"""What the dossier knows of its actors: found through the stage's index, changed in memory, written at the end.

Postings: ``p:<skeleton>`` persons by family name, ``d:<skeleton>`` by the name before it, ``r:<role>|<state or owner>``
persons by office, ``o:<stem>`` outlets and organisations by a word of their name. The value of an actor is its `Known`
as JSON. What stands under a key is kept in pieces of `MAX_CANDIDATES`: the first under the key itself, the next under
``<key>#1`` and so on, with the number of the last as a value, so that a look-up reads two pieces at most however many
actors there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from depesche.actors.names import given_names_agree, plain, similar, skeleton
from depesche.records import Actor, ActorKind, Evidence, Membership, stable_id
from depesche.stages import StageIndex

MEMBER_OF_SOURCE = "member of the source"  # the role of "einer von ihnen" in the group he was introduced with
MAX_NAMES = 24  # spellings kept of one actor; more are noise
MAX_CANDIDATES = 64  # actors looked at under one key, the latest, and kept in one piece; families of one name are small
MAX_EVIDENCE = 3  # places kept that prove an actor or a membership


@dataclass(slots=True)
class Known:
    """One actor as the stage knows it; JSON-able. ``roles`` are lower-case role nouns; ``seen`` counts statements; an
    unnamed source is of ``count`` people, where a text tells how many ("fünf Beamte").
    """

    id: str
    kind: str
    name: str
    names: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    family: str = ""
    roles: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    gender: str = ""
    party: str | None = None
    outlet: str | None = None
    group: str | None = None
    plural: bool = False
    count: int | None = None
    seen: int = 0
    memberships: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    evidence: list[tuple[str, int, int]] = field(default_factory=list)

    def record(self) -> Actor:
        """The actor's record."""
        evidence = tuple(Evidence(*place) for place in self.evidence)
        memberships = tuple(
            Membership(party, role, since, until, evidence[:1]) for party, role, since, until in self.memberships
        )
        if self.group is not None:
            memberships += (Membership(self.group, MEMBER_OF_SOURCE),)
        return Actor(
            id=self.id,
            name=self.name,
            kind=ActorKind(self.kind),
            party=self.party,
            names=tuple(dict.fromkeys((self.name, *self.names))),
            memberships=memberships,
            outlet=self.outlet,
            evidence=evidence,
        )


@dataclass(slots=True)
class Shelf:
    """What stands under a key: the latest actors, oldest first; the last piece, and how many of them are in it."""

    items: list[str]
    piece: int
    filled: int

    def add(self, item: str) -> None:
        """Put one more on the shelf."""
        if self.filled >= MAX_CANDIDATES:
            self.piece, self.filled = self.piece + 1, 0
        self.items.append(item)
        self.filled += 1


class Registry:
    """The actors that a batch touches."""

    def __init__(self, index: StageIndex) -> None:
        self._index = index
        self._known: dict[str, Known] = {}
        self._changed: dict[str, None] = {}
        self._short_forms: dict[str, str | None] = {}  # looked up in this batch
        self._shelves: dict[str, Shelf] = {}  # the same
        self._postings: list[tuple[str, str]] = []  # to be written
        self._begun: dict[str, int] = {}  # keys of which a further piece was begun, with its number; to be written
        self.only_looking = False  # while set, nobody is added or changed

    @contextmanager
    def looking(self) -> Iterator[None]:
        """While it lasts, actors asked for are made for the caller alone and nothing is kept."""
        before, self.only_looking = self.only_looking, True
        try:
            yield
        finally:
            self.only_looking = before

    def get(self, actor: str) -> Known | None:
        """An actor by id."""
        self._load([actor])
        return self._known.get(actor)

    def has(self, actor: str) -> bool:
        """Whether the dossier has an actor of that id."""
        return self.get(actor) is not None

    def find(self, key: str) -> list[Known]:
        """The actors posted under a key, oldest first."""
        items = self._shelf(key).items[-MAX_CANDIDATES:]
        self._load(items)
        return [self._known[item] for item in items if item in self._known]

    def _shelf(self, key: str) -> Shelf:
        """What stands under a key, with what this batch has posted there."""
        if key not in self._shelves:
            last = self._index.get([_last(key)]).get(_last(key))
            piece = int(last) if last is not None else 0
            pieces = [_piece(key, number) for number in range(max(0, piece - 1), piece + 1)]
            found = self._index.find(pieces)
            items = [item for one in pieces for item in found.get(one, ())]
            self._shelves[key] = Shelf(items, piece, len(found.get(pieces[-1], ())))
        return self._shelves[key]

    def _post(self, key: str, actor: str) -> None:
        """Post an actor under a key, unless he is among the latest there."""
        shelf = self._shelf(key)
        if actor in shelf.items:
            return
        before = shelf.piece
        shelf.add(actor)
        self._postings.append((_piece(key, shelf.piece), actor))
        if shelf.piece != before:
            self._begun[key] = shelf.piece

    def _load(self, items: Iterable[str]) -> None:
        missing = [item for item in items if item not in self._known]
        if missing:
            for item, value in self._index.get(missing).items():
                self._known[item] = Known(**json.loads(value))

    def touch(self, known: Known, keys: Iterable[str] = ()) -> None:
        """Note that an actor is new or has changed, and post it under more keys."""
        if self.only_looking:
            return
        self._known[known.id] = known
        self._changed[known.id] = None
        for key in keys:
            self._post(key, known.id)

    def keyed(self, key: str, kind: ActorKind, name: str, posts: Iterable[str] = ()) -> Known:
        """The one actor of a key (a state, an institution, an unnamed source), made on first use."""
        actor = stable_id("a", key)
        known = self.get(actor)
        if known is None:
            known = Known(actor, str(kind), name)
            self.touch(known, posts)
        return known

    def keep_short_forms(self, forms: Mapping[str, str]) -> None:
        """Keep which name a short form stands for, and the other way round (stem keys)."""
        keys = [f"short:{one}" for one in forms]
        known = self._index.get(keys) if keys else {}
        new = {f"short:{one}": other.encode() for one, other in forms.items() if f"short:{one}" not in known}
        if new:
            self._index.put(new)
            self._short_forms.update((key[len("short:") :], value.decode()) for key, value in new.items())

    def short_form(self, key: str) -> str | None:
        """The short form of a name, or the name of a short form, that some text has told."""
        if key not in self._short_forms:
            value = self._index.get([f"short:{key}"]).get(f"short:{key}")
            self._short_forms[key] = value.decode() if value is not None else None
        return self._short_forms[key]

    def persons(self, family: str) -> list[Known]:
        """Persons whose family name may be a spelling of this one."""
        return [known for known in self.find(f"p:{skeleton(family)}") if similar(known.family, family)]

    def new_person(self, given: tuple[str, ...], family: str) -> Known:
        """A person not met before; its id is made of the name as first met, numbered if that is taken."""
        number = 0
        while True:
            parts = ("person", plain(" ".join(given)), plain(family), *([number] if number else []))
            actor = stable_id("a", *parts)
            if self.get(actor) is None:
                break
            number += 1
        name = " ".join((*given, family)).strip()
        known = Known(actor, str(ActorKind.PERSON), name, given=list(given), family=family)
        surnames = [f"d:{skeleton(given[-1])}"] if len(given) > 1 else []
        self.touch(known, [f"p:{skeleton(family)}", *surnames])
        return known

    def add_name(self, known: Known, name: str) -> None:
        """Keep a spelling."""
        name = name.strip()
        if self.only_looking:
            return
        if name and name != known.name and name not in known.names and len(known.names) < MAX_NAMES:
            known.names.append(name)
            self.touch(known)

    def changes(self) -> list[Actor]:
        """Write the changed actors and all postings to the index; the actors' records."""
        values = {actor: json.dumps(asdict(self._known[actor]), ensure_ascii=False).encode() for actor in self._changed}
        values |= {_last(key): str(piece).encode() for key, piece in self._begun.items()}
        self._index.put(values)
        if self._postings:
            self._index.add(self._postings)
        self._postings, self._begun = [], {}
        return [self._known[actor].record() for actor in self._changed]


def _piece(key: str, number: int) -> str:
    return f"{key}#{number}" if number else key


def _last(key: str) -> str:
    """Where the number of a key's last piece is kept."""
    return f"#:{key}"


def agrees(known: Known, given: tuple[str, ...], roles: set[str], states: set[str]) -> bool:
    """Whether a person may bear this name: given names agree, or role and state excuse a wrong one."""
    verdict = given_names_agree(tuple(known.given), given)
    if verdict is not False:
        return True
    same_office = bool(roles & set(known.roles))
    if (
        not same_office
        and states & set(known.states)
        and any(one[:1].lower() == two[:1].lower() for one in given for two in known.given)
    ):
        return True  # a slip of the pen in the given name: "US-Sprecher Peter Salinger"
    other_state = bool(states) and bool(known.states) and not states & set(known.states)
    return same_office and not other_state
