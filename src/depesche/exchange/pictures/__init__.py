"""Pictures as SVG text: drawn here once, shown by the web face and put into the briefing that `export html` writes.

Pure functions from plain data to `Drawn` text. Whatever comes from outside (names, titles, outlets) goes through
`svg.element`, which escapes it. Colours and fonts are classes of ``pictures.css``: a picture carries no style of its
own, so that a strict Content-Security-Policy holds and print, dark and light differ by style sheet alone.
"""

from __future__ import annotations

from importlib.resources import files

from depesche.exchange.pictures.chain import Chain, ChainNode, ChainPath, draw_chain
from depesche.exchange.pictures.glyphs import draw_defs, draw_glyph, draw_origins
from depesche.exchange.pictures.network import Edge, Node, draw_network
from depesche.exchange.pictures.steps import Step, draw_steps
from depesche.exchange.pictures.svg import Drawn
from depesche.exchange.pictures.timeline import Mark, draw_days, draw_timeline

__all__ = [
    "Chain",
    "ChainNode",
    "ChainPath",
    "Drawn",
    "Edge",
    "Mark",
    "Node",
    "Step",
    "draw_chain",
    "draw_days",
    "draw_defs",
    "draw_glyph",
    "draw_network",
    "draw_origins",
    "draw_steps",
    "draw_timeline",
    "style_sheet",
]


def style_sheet() -> str:
    """The CSS that the pictures' classes need."""
    return files("depesche.exchange.pictures").joinpath("pictures.css").read_text(encoding="utf-8")
