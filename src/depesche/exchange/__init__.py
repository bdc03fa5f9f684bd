"""Exports: one module a format, all writing from the same `ExportSource`.

`FORMATS` names every format with the function that writes it, so that command line, web face and documentation list
the same ones.
"""

from __future__ import annotations

from depesche.exchange.formats import FORMATS, Format, write

__all__ = ["FORMATS", "Format", "write"]
