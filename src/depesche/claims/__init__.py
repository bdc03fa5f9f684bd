"""Claims (stub while the actors are built)."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.records import ReadDocument
from depesche.stages import Changes, DossierView, StageIndex


def link(batch: Sequence[ReadDocument], view: DossierView, index: StageIndex) -> Changes:
    """Nothing yet."""
    return Changes()
