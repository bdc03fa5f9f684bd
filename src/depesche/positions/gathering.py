"""Contacts as groups of sightings in the stage's index, of which only those that a batch touches are looked at.

A document's sightings are grouped by themselves; its groups then join the likeliest known ones that have two sides in
common with them. What this costs is bounded: a document's groups are compared with the `MOST_GROUPS` nearest in time
for each pair of its sides, of at most `MONTHS` months before and after, by six sightings each; a group keeps
`MOST_SIGHTINGS` sightings, the first and the latest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from depesche.positions.alike import LONG_AGO, Likeness
from depesche.positions.cells import mark_of
from depesche.positions.contacts import Sighting
from depesche.positions.days import day_number, months
from depesche.positions.hearings import Answers
from depesche.positions.meetings import Group, contact, groups_of, order_of, sampled
from depesche.positions.models import ContactModels
from depesche.records import Contact, stable_id
from depesche.stages import MemoryIndex, StageIndex

MOST_GROUPS = 50  # known contacts of one pair of sides that a document's are compared with, the nearest in time
MOST_SIGHTINGS = 60  # of one contact that are kept
MONTHS = 24  # before and after a document in which known contacts are looked for
NEAR_MONTHS = 1  # in which they are looked for first: more are looked at only where there are too few
AnswersOf = Callable[[Sequence[str]], Answers]
Pair = tuple[str, str]
Rank = tuple[float, int, str]


@dataclass
class Held:
    """A group in the index.

    ``first`` is the order of its first sighting (`order_of`), ``members`` the sightings' ids in their order, ``rank``
    how sure its surest sighting is, ``rivals`` the surer groups that share a document and two sides with it,
    ``contact`` the id under which it stands in the dossier, if it does, and ``mark`` the record's digest (`mark_of`).
    """

    id: str
    first: tuple[str, str, int, str]
    members: list[str]
    rank: Rank
    rivals: set[str] = field(default_factory=set)
    contact: str | None = None
    mark: str = ""

    @property
    def sides(self) -> set[str]:
        """The keys of its first sighting."""
        return set(self.first[3].split("|"))

    def pack(self) -> bytes:
        """As bytes for a stage index."""
        values = [self.id, self.first, self.members, self.rank, sorted(self.rivals), self.contact, self.mark]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def unpack(packed: bytes) -> Held:
        """From `pack`."""
        key, first, members, rank, rivals, known, mark = json.loads(packed)
        return Held(key, tuple(first), members, tuple(rank), set(rivals), known, mark)


class Gathering:
    """The groups as they stand in an index, while one batch is read.

    Args:
        index: the stage's own index.
        judge: the models.
    """

    def __init__(self, index: StageIndex, judge: ContactModels) -> None:
        self._index, self._judge = index, judge
        self.likeness = Likeness(judge)
        self._held: dict[str, Held] = {}
        self._seen: dict[str, Sighting] = {}
        self._touched: dict[str, None] = {}  # groups that gained or lost sightings
        self._changed: dict[str, None] = {}  # groups whose record in the index is no longer right
        self._lost: set[str] = set()  # groups that lost sightings
        self._ended: list[str] = []  # contacts of groups that are no more

    # --- taking sightings in and out ---------------------------------------------------------------------------------

    def forget(self, sighting_ids: Sequence[str]) -> None:
        """Take sightings out of their groups and out of the index."""
        places = self._index.get(f"of:{key}" for key in sighting_ids)
        by_group: dict[str, set[str]] = {}
        for key, group in places.items():
            by_group.setdefault(group.decode(), set()).add(key.removeprefix("of:"))
        self._load(by_group)
        for group_id, gone in by_group.items():
            if group_id in self._held:
                self._take_out(self._held[group_id], gone)
        self._index.discard([*sighting_ids, *places])
        for key in sighting_ids:
            self._seen.pop(key, None)

    def _take_out(self, held: Held, gone: Collection[str]) -> None:
        members = self._members(held)
        left = [seen for seen in members if seen.id not in gone]
        for other in self._beside(members):  # those that it still is a rival of are found again in the end
            self._set_rivals(other, other.rivals - {held.id})
        lost = {seen.document for seen in members} - {seen.document for seen in left}
        self._index.discard({_within(held.id, document) for document in lost})
        if left:
            self._set_members(held, left)
            self._lost.add(held.id)
            return
        self._index.discard([held.id])
        self._held.pop(held.id)
        self._touched.pop(held.id, None)
        self._changed.pop(held.id, None)
        if held.contact is not None:
            self._ended.append(held.contact)

    def take(self, sightings: Iterable[Sighting]) -> None:
        """Let new sightings join the groups, document by document, the oldest first."""
        documents: dict[tuple[str, str], list[Sighting]] = {}
        for seen in {seen.id: seen for seen in sightings}.values():
            documents.setdefault((seen.day, seen.document), []).append(seen)
            self._seen[seen.id] = seen
        self._index.put({seen.id: seen.pack() for found in documents.values() for seen in found})
        self._index.add(
            pair
            for (_, document), found in documents.items()
            for seen in found
            for pair in ((f"doc:{document}", seen.id), *((f"told:{told}", seen.id) for told in seen.told))
        )
        for _, found in sorted(documents.items()):
            self._join(found)

    def _join(self, found: Sequence[Sighting]) -> None:
        """Let a document's groups join known ones; those that are left are new."""
        known = self._nearest(found)
        self._load_sightings(key for held in known for key in sampled(held.members))
        samples = [[self._seen[key] for key in sampled(held.members)] for held in known]
        for group in groups_of(found, self._judge.same_threshold, self.likeness):
            scored = [(self.likeness.between(sample, group.sample()), -n) for n, sample in enumerate(samples)]
            best = max(scored, default=(0.0, 0))
            if scored and best[0] >= self._judge.join_threshold:
                held = known[-best[1]]
                self._set_members(held, [*self._members(held), *group.sightings], group.sightings)
                samples[-best[1]] = [self._seen[key] for key in sampled(held.members)]
            else:
                first = group.sightings[0]
                held = Held(f"m{first.day}.{stable_id('m', first.id)}", order_of(first), [], group.rank())
                self._held[held.id] = held
                self._set_members(held, group.sightings, group.sightings)

    def _set_members(self, held: Held, members: Sequence[Sighting], fresh: Sequence[Sighting] = ()) -> None:
        ordered = sorted(members, key=order_of)
        if len(ordered) > MOST_SIGHTINGS:
            half = MOST_SIGHTINGS // 2
            ordered = ordered[:half] + ordered[-half:]
        held.members = [seen.id for seen in ordered]
        held.first, held.rank = order_of(ordered[0]), Group(ordered).rank()
        self._touched[held.id] = self._changed[held.id] = None
        self._index.put({f"of:{seen.id}": held.id.encode() for seen in fresh})
        self._index.add(
            pair
            for seen in fresh
            for pair in (
                (f"within:{seen.document}", _within(held.id, seen.document)),
                *((_pair_key(sides, seen.day[:7]), held.id) for sides in combinations(seen.keys, 2)),
            )
        )

    # --- finding groups ----------------------------------------------------------------------------------------------

    def _nearest(self, found: Sequence[Sighting]) -> list[Held]:
        """The known groups that a document's may join, in the order of their first sightings."""
        pairs = sorted({pair for seen in found for pair in combinations(seen.keys, 2)})
        near = self._by_pair(pairs, found[0].day, range(-NEAR_MONTHS, NEAR_MONTHS + 1))
        few = [pair for pair in pairs if len(near[pair]) < MOST_GROUPS]
        wider = [month for month in range(-MONTHS, MONTHS + 1) if abs(month) > NEAR_MONTHS]
        for pair, more in self._by_pair(few, found[0].day, wider).items():
            near[pair] += [key for key in more if key not in near[pair]][: MOST_GROUPS - len(near[pair])]
        chosen = dict.fromkeys(key for keys in near.values() for key in keys[:MOST_GROUPS])
        self._load(chosen)
        return sorted((self._held[key] for key in chosen if key in self._held), key=lambda held: (held.first, held.id))

    def _by_pair(self, pairs: Sequence[Pair], day: str, around: Iterable[int]) -> dict[Pair, list[str]]:
        """The groups of each pair of sides that are told of in these months around a day, the nearest first."""
        wanted = {_pair_key(pair, month): pair for pair in pairs for month in months(day, around)}
        found: dict[Pair, list[str]] = {pair: [] for pair in pairs}
        for key, groups in self._index.find(wanted).items():
            found[wanted[key]] += groups
        number = day_number(day)
        return {pair: sorted(set(keys), key=lambda key: _far(key, number)) for pair, keys in found.items()}

    def _beside(self, members: Iterable[Sighting]) -> list[Held]:
        """The groups that share a document with these sightings."""
        postings = self._index.find(dict.fromkeys(f"within:{seen.document}" for seen in members))
        keys = dict.fromkeys(item.rpartition("@")[0] for items in postings.values() for item in items)
        self._load(keys)
        return [self._held[key] for key in keys if key in self._held]

    def _load(self, keys: Iterable[str]) -> None:
        packed = self._index.get(key for key in keys if key not in self._held)
        self._held.update((key, Held.unpack(value)) for key, value in packed.items())

    def _load_sightings(self, keys: Iterable[str]) -> None:
        packed = self._index.get(key for key in keys if key not in self._seen)
        self._seen.update((key, Sighting.unpack(value)) for key, value in packed.items())

    def _members(self, held: Held) -> list[Sighting]:
        self._load_sightings(held.members)
        return [self._seen[key] for key in held.members]

    # --- what became of them -----------------------------------------------------------------------------------------

    def reopen(self, statements: Iterable[str]) -> set[str]:
        """The groups that statements tell of."""
        found = self._index.find(f"told:{statement}" for statement in statements)
        places = self._index.get(f"of:{key}" for keys in found.values() for key in keys)
        return {group.decode() for group in places.values()}

    def contacts(self, reopened: Collection[str], answers_of: AnswersOf) -> tuple[list[Contact], list[str]]:
        """The contacts that are new or other than before, and the ids of those that are no more; all is written back.

        Args:
            reopened: further groups that may have changed.
            answers_of: who denies and confirms what statements claim.
        """
        self.settle_rivals()
        due = dict.fromkeys((*self._touched, *sorted(reopened), *self._changed))
        self._load(due)
        held = [self._held[key] for key in due if key in self._held]
        self._load_sightings(key for one in held for key in one.members)
        groups = [Group(self._members(one), bool(one.rivals)) for one in held]
        answers = answers_of(sorted({told for group in groups for seen in group.sightings for told in seen.told}))
        found: list[Contact] = []
        kept: set[str] = set()
        for one, group in zip(held, groups, strict=True):
            record = self._record(group, answers)
            known, mark = (record.id, mark_of(record)) if record is not None else (None, "")
            if one.contact not in (None, known):
                self._ended.append(one.contact or "")
            if record is not None:
                kept.add(record.id)
                found += [record] if mark != one.mark or one.id in self._lost else []
            if (one.contact, one.mark) != (known, mark):
                one.contact, one.mark = known, mark
                self._changed[one.id] = None
        self._index.put({key: self._held[key].pack() for key in self._changed})
        ended = [key for key in dict.fromkeys(self._ended) if key not in kept]
        self._touched, self._changed, self._ended, self._lost = {}, {}, [], set()
        return found, ended

    def _record(self, group: Group, answers: Answers) -> Contact | None:
        kept = self._judge.kept(group.keeping(answers)) >= self._judge.keep_threshold
        return contact(group, self._judge, answers) if kept else None

    def settle_rivals(self) -> None:
        """Set which surer groups rival those that gained or lost sightings."""
        for key in self._touched:
            self._find_rivals(self._held[key])

    def _find_rivals(self, held: Held) -> None:
        """Set which surer groups share a document and two sides with a group, and whose rival it is itself."""
        surer = set()
        for other in self._beside(self._members(held)):
            if other.id != held.id and len(other.sides & held.sides) > 1:
                if other.rank > held.rank:
                    surer.add(other.id)
                mine = {held.id} if held.rank > other.rank else set()
                self._set_rivals(other, (other.rivals - {held.id}) | mine)
        self._set_rivals(held, surer)

    def _set_rivals(self, held: Held, rivals: set[str]) -> None:
        if rivals != held.rivals:
            held.rivals = rivals
            self._changed[held.id] = None

    def groups(self) -> dict[str, Group]:
        """The groups looked at so far, by id, in the order of their first sightings."""
        held = sorted(self._held.values(), key=lambda one: (one.first, one.id))
        return {one.id: Group(self._members(one), bool(one.rivals)) for one in held}


def _within(group: str, document: str) -> str:
    return f"{group}@{document}"


def _pair_key(pair: Sequence[str], month: str) -> str:
    return f"pair:{pair[0]}|{pair[1]}|{month}"


def _far(group: str, number: int | None) -> tuple[int, str]:
    """How many days a group's first sighting, as it was founded, is from a day."""
    founded = day_number(group[1:].partition(".")[0])
    return (abs(founded - number) if founded is not None and number is not None else LONG_AGO), group


def gathered(by_key: Mapping[str, Sequence[Sighting]], judge: ContactModels) -> dict[str, list[Group]]:
    """Sightings as groups, by the sides of each group's first sighting."""
    gathering = Gathering(MemoryIndex(), judge)
    gathering.take(seen for found in by_key.values() for seen in found)
    gathering.settle_rivals()
    result: dict[str, list[Group]] = {}
    for group in gathering.groups().values():
        result.setdefault(group.sightings[0].key, []).append(group)
    return result
