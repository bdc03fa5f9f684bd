"""Small signs that stand in tables: a position, and how many origins a claim's reports come from."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.exchange.pictures.svg import Drawn, element, group

DIRECTIONS = ("for", "between", "against")
_SIZE = 28
_MOST_DOTS = 24


def draw_defs() -> Drawn:
    """The hatchings that glyphs and steps refer to; stands once in every page that shows them."""
    return element(
        "svg", element("defs", *map(_hatch, DIRECTIONS)), class_="defs", aria_hidden="true", width=0, height=0
    )


def _hatch(direction: str) -> Drawn:
    line = element("path", d="M-1 1l2-2M0 6l6-6M5 7l2-2", class_=f"hatch {direction}")
    return element(
        "pattern", line, id=f"hatch-{direction}", width=6, height=6, patternUnits="userSpaceOnUse"
    )  # fmt: skip


def draw_glyph(
    direction: str, strength: str, *, attributed: bool = False, contested: bool = False, refuses: bool = False
) -> Drawn:
    """A position as a sign that words stand beside: colour is the outcome's direction, shape and size its strength.

    Args:
        direction: "for", "between" or "against".
        strength: red_line (square), demand (full triangle), preference (pale small triangle), open (ring), concession
            (pale triangle that points down); the command line's signs are the same.
        attributed: only others say so: hatched instead of filled.
        contested: an exclamation mark in the corner.
        refuses: the party rules the outcome out: a bar across.
    """
    direction = direction if direction in DIRECTIONS else "between"
    fill = {"fill": f"url(#hatch-{direction})"} if attributed and strength != "open" else {}
    shape = {"class_": f"sign {direction} {strength}", **fill}
    drawn = {
        "red_line": lambda: element("rect", x=4.5, y=4.5, width=19, height=19, **shape),
        "demand": lambda: element("path", d="M14 4 25 23H3z", **shape),
        "preference": lambda: element("path", d="M14 8 22 21.5H6z", **shape),
        "open": lambda: element("circle", cx=14, cy=14, r=8, **shape),
        "concession": lambda: element("path", d="M3 6h22L14 25z", **shape),
    }.get(strength, lambda: element("circle", cx=14, cy=14, r=3, **shape))()
    return element(
        "svg",
        drawn,
        element("path", d="M5 23 23 5", class_="bar") if refuses else None,
        group(
            element("circle", cx=22, cy=6, r=5.5, class_="badge"),
            element("path", d="M22 2.6v3.8M22 8v1.2", class_="bang"),
        )
        if contested
        else None,
        class_="glyph",
        view_box=f"0 0 {_SIZE} {_SIZE}",
        width=_SIZE,
        height=_SIZE,
        aria_hidden="true",
        focusable="false",
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
