"""The one way in: command line, web face and Python API all call what stands here.

`open` gives a `Dossier`; a dossier reads, answers, decides and exports. This is the only part that knows all stages.
"""

from __future__ import annotations

from depesche.application.dossier import Dossier, open_dossier
from depesche.application.pipeline import Progress, ReadReport

__all__ = ["Dossier", "Progress", "ReadReport", "open_dossier"]
