"""The signs of the matrix."""

from __future__ import annotations

import re
from importlib.resources import files

from depesche.exchange.pictures import draw_defs


def test_shapes_that_are_used_by_reference_are_styled_by_selectors_that_reach_them() -> None:
    """A browser matches what <use> shows within the shape alone, so "ancestor shape" would leave it black."""
    style = (files("depesche.exchange.pictures") / "pictures.css").read_text(encoding="utf-8")
    names = {name for names in re.findall(r'class="([^"]+)"', str(draw_defs())) for name in names.split()}
    shapes = names - {"defs", "glyph"}
    assert {"sign", "glyph-bar", "glyph-badge", "glyph-bang"} <= shapes
    for name in shapes:
        assert not re.search(rf"[\w)\]]\s+[.\w-]*\.{re.escape(name)}\b", re.sub(r"\{[^}]*\}", "{}", style)), name
