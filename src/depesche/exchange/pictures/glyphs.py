"""Small signs that stand in tables: a position, and how many origins a claim's reports come from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from depesche.exchange.pictures.svg import Drawn, element

DIRECTIONS = ("for", "between", "against")
STRENGTHS = ("red_line", "demand", "preference", "open", "concession")
_SIZE = 28
_MOST_DOTS = 24


@cache
def draw_defs() -> Drawn:
    """The shapes and hatchings that glyphs and steps refer to; stands once in every page that shows them."""
    shapes = [
        _symbol(_name(direction, strength, attributed), _shape(direction, strength, attributed))
        for direction in DIRECTIONS
        for strength in (*STRENGTHS, "")
        for attributed in (False, True)
    ]
    badge = _symbol(
        "g-denied",
        element("circle", cx=22, cy=6, r=5.5, class_="glyph-badge"),
        element("path", d="M22 2.6v3.8M22 8v1.2", class_="glyph-bang"),
    )
    bar = _symbol("g-bar", element("path", d="M5 23 23 5", class_="glyph-bar"))
    defs = element("defs", *map(_hatch, DIRECTIONS), *shapes, badge, bar)
    return element("svg", defs, class_="defs glyph", aria_hidden="true", width=0, height=0)


def _symbol(identity: str, *shapes: Drawn) -> Drawn:
    return element("symbol", *shapes, id=identity, view_box=f"0 0 {_SIZE} {_SIZE}")


def _name(direction: str, strength: str, attributed: bool) -> str:
    return f"g-{direction}-{strength or 'other'}{'-told' if attributed else ''}"


def _hatch(direction: str) -> Drawn:
    line = element("path", d="M-1 1l2-2M0 6l6-6M5 7l2-2", class_=f"hatch {direction}")
    return element("pattern", line, id=f"hatch-{direction}", width=6, height=6, patternUnits="userSpaceOnUse")


def _shape(direction: str, strength: str, attributed: bool) -> Drawn:
    fill = {"fill": f"url(#hatch-{direction})"} if attributed and strength != "open" else {}
    drawn = {"class_": f"sign {direction} {strength}".strip(), **fill}
    if strength == "red_line":
        return element("rect", x=4.5, y=4.5, width=19, height=19, **drawn)
    if strength == "open":  # a ring has nothing to hatch: on others' word it is broken
        broken = {"stroke_dasharray": "4 3"} if attributed else {}
        return element("circle", cx=14, cy=14, r=8, **drawn, **broken)
    paths = {"demand": "M14 4 25 23H3z", "preference": "M14 8 22 21.5H6z", "concession": "M3 6h22L14 25z"}
    return element("path", d=paths.get(strength, "M11 11h6v6h-6z"), **drawn)


@cache
def draw_glyph(
    direction: str, strength: str, *, attributed: bool = False, contested: bool = False, refuses: bool = False
) -> Drawn:
    """A position as a sign that words stand beside: colour is its direction, shape and size its strength.

    It refers to the shapes of `draw_defs` and has its size from the style sheet, so that a table of a thousand signs
    stays small.

    Args:
        direction: "for", "between" or "against".
        strength: red_line (square), demand (full triangle), preference (pale small triangle), open (ring), concession
            (pale triangle that points down); the command line's signs are the same.
        attributed: only others say so: hatched instead of filled, a ring broken.
        contested: an exclamation mark in the corner.
        refuses: the party rules the outcome out: a bar across.
    """
    direction = direction if direction in DIRECTIONS else "between"
    strength = strength if strength in STRENGTHS else ""
    return element(
        "svg",
        element("use", href=f"#{_name(direction, strength, attributed)}"),
        element("use", href="#g-bar") if refuses else None,
        element("use", href="#g-denied") if contested else None,
        class_="glyph",
        aria_hidden="true",
    )


def draw_origins(sizes: Sequence[int]) -> Drawn:
    """A claim's reports as dots, those of one origin under one bar: ``sizes`` are the reports of each origin."""
    x, left, shapes = 1.0, _MOST_DOTS, []
    for place, size in enumerate(sizes):
        shown = min(max(size, 1), left)
        if shown <= 0:
            break
        left -= shown
        width = shown * 7.0 - 2
        shapes.append(element("rect", x=x, y=2, width=width, height=3, rx=1, class_=f"edge o{place % 8}"))
        shapes += [
            element("circle", cx=x + 2.5 + dot * 7, cy=10.5, r=2.5, class_=f"dot o{place % 8}") for dot in range(shown)
        ]
        x += width + 6
    if sum(sizes) > _MOST_DOTS:
        shapes.append(element("text", "+", x=x - 3, y=14, class_="note"))
        x += 8
    width = max(x - 4, 10)
    return element(
        "svg", *shapes, class_="origins", view_box=f"0 0 {width:.0f} 15", width=width, height=15, aria_hidden="true"
    )  # fmt: skip
