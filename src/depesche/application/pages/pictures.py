"""The pictures that pages show (`depesche.exchange.pictures`), for faces, which see only the application."""

from __future__ import annotations

from depesche.exchange.pictures import (
    Chain,
    ChainNode,
    Drawn,
    Edge,
    Mark,
    Node,
    Step,
    draw_chain,
    draw_days,
    draw_defs,
    draw_glyph,
    draw_network,
    draw_origins,
    draw_steps,
    draw_timeline,
    style_sheet,
)

__all__ = [
    "Chain",
    "ChainNode",
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
