"""Depesche reads news dispatches about a negotiation and keeps its state.

    import depesche

    with depesche.open("talks.depesche") as dossier:
        dossier.read("reports/")
        for statement in dossier.statements():
            print(statement.act, statement.confidence)

What stands here is the public interface; everything else may move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["DepescheError", "Dossier", "ReadReport", "__version__", "open"]

if TYPE_CHECKING:
    from depesche.application import Dossier, ReadReport
    from depesche.application import open_dossier as open
    from depesche.errors import DepescheError

_HOMES = {
    "Dossier": ("depesche.application", "Dossier"),
    "ReadReport": ("depesche.application", "ReadReport"),
    "open": ("depesche.application", "open_dossier"),
    "DepescheError": ("depesche.errors", "DepescheError"),
}


def __getattr__(name: str) -> Any:
    """Names load when first used, so that `import depesche` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'depesche' has no attribute {name!r}")
    import importlib

    module, attribute = _HOMES[name]
    value = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value
