"""What one more document costs does not grow with the dossier, and batches come to what reading in one go comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping
from depesche.evaluation.truth import load_truth
from depesche.positions import Codebook, derive
from depesche.positions.cast import Cast
from depesche.positions.codebook_file import codebook_of
from depesche.positions.contacts import STATUS_FEATURES, Sighting
from depesche.positions.derive import gather_actors, learn_names
from depesche.positions.gathering import MOST_GROUPS, MOST_SIGHTINGS, Gathering, gathered
from depesche.positions.meetings import MOST_COMPARED
from depesche.positions.models import FORMATS, load_models
from depesche.positions.weighed import Weighed, key_of
from depesche.records import ReadDocument
from depesche.stages import Changes, MemoryIndex


class Watched(GoldDossier):
    """A dossier that counts which documents are asked for."""

    asked: list[str]

    def read_documents(self, ids: Iterable[str]) -> dict[str, ReadDocument]:
        """See `DossierView.read_documents`."""
        wanted = list(ids)
        self.asked += wanted
        return super().read_documents(wanted)


@pytest.fixture(scope="module")
def dossier(examples: Path) -> tuple[Watched, Codebook, list[ReadDocument]]:
    """The example dossier, its codebook and its documents, the oldest first."""
    truth = load_truth(examples / "cuba-1962")
    found = Watched(truth)
    found.asked = []
    batch = sorted(found.batch, key=lambda read: (read.document.published or "", read.document.id))
    return found, codebook_of(codebook_mapping(truth), "cuba"), batch


def take(kept: dict[str, dict[str, Any]], changes: Changes) -> None:
    """Store changes as the application does."""
    for name, ids in changes.dropped.items():
        for old in ids:
            kept[name].pop(old, None)
    for name, items in (
        ("position", changes.positions), ("proposal", changes.proposals), ("contact", changes.contacts),
    ):  # fmt: skip
        kept[name].update({item.id: item for item in items})


def read(
    dossier: GoldDossier, codebook: Codebook, batches: Iterable[Sequence[ReadDocument]], index: MemoryIndex
) -> dict[str, dict[str, Any]]:
    """What a dossier holds after some batches."""
    kept: dict[str, dict[str, Any]] = {"position": {}, "proposal": {}, "contact": {}}
    for batch in batches:
        take(kept, derive(batch, dossier, index, codebook))
    return kept


def test_no_document_is_read_again(dossier: tuple[Watched, Codebook, list[ReadDocument]]) -> None:
    """Claims that a batch denies are judged by what was kept of the statements that they were made by."""
    view, codebook, batch = dossier
    view.asked.clear()
    kept = read(view, codebook, (batch[:20], batch[20:]), MemoryIndex())
    assert any(position.rejected_by_party for position in kept["position"].values())
    assert view.asked == []


def test_batches_are_like_one_go(dossier: tuple[Watched, Codebook, list[ReadDocument]]) -> None:
    """Oldest first, twenty at a time, the same is found as in one go, whenever the names are known from the start.

    A name that only a later document teaches is not looked for in earlier ones; contacts may differ by that alone.
    """
    view, codebook, batch = dossier

    def named() -> MemoryIndex:
        index = MemoryIndex()
        learn_names(Cast(codebook.grown, gather_actors(batch, view)), index)
        return index

    whole = read(view, codebook, [batch], named())
    for size in (20, 7):
        assert read(view, codebook, [batch[at : at + size] for at in range(0, len(batch), size)], named()) == whole


def test_what_a_document_told_goes_with_it(dossier: tuple[Watched, Codebook, list[ReadDocument]]) -> None:
    """A document that is read again without its statements leaves no position by them and no contact told by them."""
    view, codebook, batch = dossier
    index = MemoryIndex()
    kept = read(view, codebook, [batch], index)
    gone = {statement.id for statement in batch[3].statements}
    assert any(gone & set(contact.statements) for contact in kept["contact"].values())
    take(kept, derive([replace(batch[3], statements=())], view, index, codebook))
    for position in kept["position"].values():
        assert not gone & {span.statement for span in position.evidence}
    for contact in kept["contact"].values():
        assert not gone & set(contact.statements)


def test_only_what_changed_is_given(dossier: tuple[Watched, Codebook, list[ReadDocument]]) -> None:
    """One more document of an old dossier brings few of its positions, though more stand in the cells it touches."""
    view, codebook, batch = dossier
    index = MemoryIndex()
    kept = read(view, codebook, [batch[:-1]], index)
    changes = derive(batch[-1:], view, index, codebook)
    assert 0 < len(changes.positions) < len(kept["position"])
    assert all(kept["position"].get(position.id) != position for position in changes.positions)
    assert all(kept["contact"].get(contact.id) != contact for contact in changes.contacts)


def test_a_kept_statement_comes_back_whole(dossier: tuple[Watched, Codebook, list[ReadDocument]]) -> None:
    """What is packed of a statement is what is unpacked, its numbers in single precision."""
    view, codebook, batch = dossier
    index = MemoryIndex()
    derive(batch[:1], view, index, codebook)
    key = key_of(batch[0].statements[0].id)
    found = Weighed.unpack(index.get([key])[key])
    assert found.statement == batch[0].statements[0].id
    assert len(found.shares) == len(codebook.issues)
    assert abs(float(found.shares.sum()) - 1.0) < 1e-5
    assert Weighed.unpack(found.pack()).pack() == found.pack()


def seen(document: int, day: str, form: str = "phone", word: str = "wort") -> Sighting:
    """A sighting of a contact of two sides."""
    formats = tuple(0.0 if name == form else -6.0 for name in FORMATS)
    marks = tuple(float(name == "narrated") for name in STATUS_FEATURES)
    return Sighting(
        ("a", "b"), ("a", "b"), (), formats, marks, (word,), f"d{document:04d}", 0, 20, day, None, None, "", None, None,
        None, (), 0.8, (0.8, 0.8),
    )  # fmt: skip


def days(count: int) -> list[str]:
    """So many days within a year, several the same."""
    return [f"2001-{1 + n * 11 // count:02d}-{1 + n % 28:02d}" for n in range(count)]


def one_more(count: int) -> int:
    """How many pairs of sightings one more document compares in a dossier of so many."""
    index, judge = MemoryIndex(), load_models().contacts
    first = Gathering(index, replace(judge, join_threshold=1.1))  # everything a contact of its own
    first.take(seen(n, day) for n, day in enumerate(days(count)))
    first.contacts((), lambda _: {})
    gathering = Gathering(index, judge)
    gathering.take([seen(count, "2001-06-15")])
    return gathering.likeness.compared


def test_few_contacts_are_compared() -> None:
    """Of hundreds of contacts between the same two, a new sighting is compared with the nearest in time alone."""
    assert one_more(400) == one_more(200) <= MOST_GROUPS * MOST_COMPARED


def test_a_contact_told_of_for_ever_stays_small() -> None:
    """Of what hundreds of documents tell alike, the first and the latest sightings are kept."""
    index, judge = MemoryIndex(), load_models().contacts
    gathering = Gathering(index, judge)
    gathering.take(seen(n, "2001-06-15") for n in range(300))
    found, _ = gathering.contacts((), lambda _: {})
    assert len(found) == 1
    assert len(found[0].evidence) == MOST_SIGHTINGS
    assert {"d0000", "d0299"} <= {one.document for one in found[0].evidence}


def test_forgotten_sightings_leave_their_contact() -> None:
    """A contact whose sightings are all forgotten ends; one that keeps some stays."""
    index, judge = MemoryIndex(), load_models().contacts
    gathering = Gathering(index, judge)
    told = [seen(0, "2001-06-15"), seen(1, "2001-06-15"), seen(2, "2001-06-16", "letter", "anderes")]
    gathering.take(told)
    before, _ = gathering.contacts((), lambda _: {})
    assert sorted(len(contact.evidence) for contact in before) == [1, 2]
    later = Gathering(index, judge)
    later.forget([told[1].id, told[2].id])
    after, ended = later.contacts((), lambda _: {})
    assert [len(contact.evidence) for contact in after] == [1]
    assert ended == [contact.id for contact in before if len(contact.evidence) == 1]


def test_sightings_are_grouped_before_contacts_are_learned() -> None:
    """Training groups sightings with models that cannot yet say what is a contact."""
    judge = replace(load_models().contacts, keep=(np.zeros(1), 0.0))
    groups = gathered({"a|b": [seen(0, "2001-06-15"), seen(1, "2001-06-15")]}, judge)
    assert [len(group.sightings) for group in groups["a|b"]] == [2]
