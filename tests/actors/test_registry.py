"""What the dossier knows of its actors, kept in the stage's index."""

from __future__ import annotations

from collections.abc import Iterable

from depesche.actors.copies import find_copies
from depesche.actors.registry import MAX_CANDIDATES, Registry
from depesche.claims.alone import MemoryView
from depesche.records import ActorKind, Analysis, Document, ReadDocument
from depesche.stages import MemoryIndex


class Counting(MemoryIndex):
    """An index that counts what is read and how often it is written to."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.writes = 0, 0

    def find(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """See `StageIndex.find`."""
        found = super().find(keys)
        self.read += sum(len(items) for items in found.values())
        return found

    def add(self, postings: Iterable[tuple[str, str]]) -> None:
        """See `StageIndex.add`."""
        self.writes += 1
        super().add(postings)


def test_the_latest_actors_under_a_key_are_found_however_many_there_are() -> None:
    """Of hundreds of people of one office, added batch by batch, the latest are found; two pieces are read at most."""
    index = Counting()
    names = [f"Sprecher {number}" for number in range(500)]
    for start in range(0, 500, 10):
        registry = Registry(index)
        for name in names[start : start + 10]:
            registry.keyed(name, ActorKind.PERSON, name, ["r:sprecher|XX"])
            assert registry.find("r:sprecher|XX")[-1].name == name
        registry.changes()
    index.read = 0
    found = [known.name for known in Registry(index).find("r:sprecher|XX")]
    assert found == names[-MAX_CANDIDATES:]
    assert index.read <= 2 * MAX_CANDIDATES


def test_an_actor_touched_again_is_posted_once_and_written_at_the_end() -> None:
    """The index is written to once a batch; an actor keeps his place under a key."""
    index = Counting()
    registry = Registry(index)
    first = registry.keyed("eins", ActorKind.PERSON, "Eins", ["p:x"])
    registry.keyed("zwei", ActorKind.PERSON, "Zwei", ["p:x"])
    for _ in range(5):
        registry.touch(first, ["p:x"])
    assert index.writes == 0
    registry.changes()
    assert index.writes == 1
    assert [known.name for known in Registry(index).find("p:x")] == ["Eins", "Zwei"]


def test_a_further_copy_changes_only_itself() -> None:
    """Of a group of many prints only the original is looked at; a print that is more original takes all over."""
    text = " ".join(f"Der Sprecher der Behörde {number} erklärte vor {number * 7} Gästen viel." for number in range(9))

    def read(name: str, outlet: str, day: str) -> ReadDocument:
        return ReadDocument(Document(name, text, outlet=outlet, published=day), Analysis(name, "de"))

    view, index = MemoryView(), MemoryIndex()
    prints = [read(f"d{number}", "Kreisblatt", f"2001-05-{number + 2:02}") for number in range(6)]
    view.store(prints)
    found = [find_copies([one], view, index) for one in prints]
    assert found[0] == {}
    assert found[1] == {"d0": None, "d1": "d0"}
    assert found[5] == {"d0": None, "d5": "d0"}
    original = read("agency", "dpa", "2001-05-04")
    view.store([original])
    assert find_copies([original], view, index) == {
        "agency": None,
        **{f"d{number}": "agency" for number in range(6)},
    }
