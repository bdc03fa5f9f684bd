"""The one way in: command line, web face and Python API all call what stands here.

`open_dossier` gives a `Dossier`; a dossier reads, answers, decides and exports. This is the only part that knows all
stages.
"""

from __future__ import annotations

from depesche.application.codebooks import text_of as codebook_yaml
from depesche.application.dossier import Dossier, open_dossier
from depesche.application.pipeline import Progress, ReadReport
from depesche.exchange import FORMATS, Format
from depesche.exchange.csv import safe_cell
from depesche.positions.suggest import as_yaml as suggestions_yaml


def export_formats() -> dict[str, Format]:
    """The export formats by name."""
    return FORMATS


__all__ = [
    "Dossier",
    "Progress",
    "ReadReport",
    "codebook_yaml",
    "export_formats",
    "open_dossier",
    "safe_cell",
    "suggestions_yaml",
]
