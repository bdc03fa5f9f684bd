"""What adding a document costs: how many look-ups, however large the dossier is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from depesche.application.pipeline import silent, update_stages
from depesche.application.stages import plan_of_defaults
from depesche.evaluation.truth import load_truth
from depesche.ledger import Ledger, open_ledger
from depesche.records import ReadDocument

EXAMPLE = Path(__file__).parents[2] / "examples" / "cuba-1962"
# Look-ups: 83 and 34 measured. Actors ask for each name that they meet, so theirs vary with the document; claims ask
# for what 16 statements need at once. Before, there were some 330 statements in all, storing included.
MOST = {"actors": 120, "claims": 50}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty dossier."""
    return open_ledger(tmp_path / "cost.depesche")


def _add(ledger: Ledger, batch: Sequence[ReadDocument]) -> dict[str, int]:
    """Add documents, bring actors and claims up to date; how many look-ups either needed."""
    whole = plan_of_defaults()
    with ledger.transaction():
        ledger.add_documents([(read.document, read.document.text.encode()) for read in batch])
        ledger.store_language(whole.language, [read.analysis for read in batch])
        ledger.store_attribution(whole.attribution, {read.document.id: read.statements for read in batch})
    asked: dict[str, int] = {}
    seen: list[str] = []

    def listen(connection: Any, *_: object) -> None:
        connection.set_trace_callback(seen.append)  # SQLite's own: also what goes past SQLAlchemy

    event.listen(ledger._engine, "checkout", listen)
    for upto, wide in enumerate(whole.wide[:2], 1):
        seen.clear()
        update_stages(ledger, replace(whole, wide=whole.wide[:upto]), silent)
        asked[wide.stage.name] = sum(one.startswith("SELECT") for one in seen)
    event.remove(ledger._engine, "checkout", listen)
    return asked


def test_one_more_document_needs_few_look_ups(ledger: Ledger) -> None:
    """A document added alone needs a bounded number of look-ups, also in a dossier three times as large."""
    reads = load_truth(EXAMPLE).read_documents()[:33]
    seen: list[dict[str, int]] = []
    with ledger:
        for before in (reads[:10], reads[11:32]):
            _add(ledger, before)
            seen.append(_add(ledger, [reads[10 if before[0] is reads[0] else 32]]))
    for asked in seen:
        assert all(0 < count <= MOST[name] for name, count in asked.items()), asked
