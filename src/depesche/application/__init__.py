"""The one way in: command line, web face and Python API all call what stands here.

`open_dossier` gives a `Dossier`; a dossier reads, answers, decides and exports. This is the only part that knows all
stages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from depesche.application.codebooks import text_of as codebook_yaml
from depesche.application.dossier import Dossier, open_dossier
from depesche.application.pipeline import Progress, ReadReport, none_there
from depesche.exchange import FORMATS, Format
from depesche.exchange.contract import as_json
from depesche.exchange.csv import safe_cell
from depesche.positions.belief import days_of
from depesche.positions.suggest import as_yaml as suggestions_yaml
from depesche.records import Position, Strength


def evaluation_tasks() -> dict[str, str]:
    """What can be evaluated, and what each evaluation takes."""
    from depesche.application.evaluating import TASKS

    return {name: about for name, (about, _) in TASKS.items()}


def evaluate(task: str, gold: str | Path, *, jobs: int = 1, gold_statements: bool = False) -> dict[str, Any]:
    """Score what `read` stores against a gold standard: see `depesche.application.evaluating.evaluate`."""
    from depesche.application.evaluating import evaluate as run

    return run(task, gold, jobs=jobs, gold_statements=gold_statements)


def export_formats() -> dict[str, Format]:
    """The export formats by name."""
    return FORMATS


def position_columns() -> list[str]:
    """The fields of a position in the outside contract, in its order."""
    return list(as_json(Position("", "", "", "", Strength.OPEN)))


__all__ = [
    "Dossier",
    "Progress",
    "ReadReport",
    "codebook_yaml",
    "days_of",
    "evaluate",
    "evaluation_tasks",
    "export_formats",
    "none_there",
    "open_dossier",
    "position_columns",
    "safe_cell",
    "suggestions_yaml",
]
