"""A claim's chain: origins on the left, whom it went through, outlets, and the dispatches on the right.

Every way from an origin to a dispatch is a line in its origin's colour, so that seven reports that fan out from one
origin are seen as one before anything is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from depesche.exchange.pictures.svg import Drawn, curve, element, fit, group, link, picture

COLOURS = 8
"""Origins that get a colour of their own; further ones start again."""

# Pixels. The widest picture fits a window of 1280 with its margins and a scroll bar.
_WIDE, _NARROW, _GAP, _ROW, _TOP, _BOX = 1220.0, 300.0, 72.0, 34.0, 34.0, 26.0


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A box: its key, what it says, a second line in small type, the long text on hovering, where it leads."""

    key: str
    label: str
    note: str = ""
    about: str = ""
    href: str | None = None
    marked: bool = False  # an unnamed origin, or a copied dispatch


@dataclass(frozen=True, slots=True)
class ChainPath:
    """One way: keys of origin, of those it went through (nearest to the origin first), outlet and dispatch."""

    origin: str
    via: tuple[str, ...]
    outlet: str
    document: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Chain:
    """All of it. Keys are unique within their column; ``heads`` are the columns' titles: origins, via, outlets,
    dispatches; ``label`` says the picture in words.
    """

    origins: tuple[ChainNode, ...]
    via: tuple[ChainNode, ...]
    outlets: tuple[ChainNode, ...]
    documents: tuple[ChainNode, ...]
    paths: tuple[ChainPath, ...]
    heads: tuple[str, str, str, str]
    label: str


def _columns(chain: Chain) -> list[dict[str, ChainNode]]:
    """Boxes by key, column by column; those it went through stand as near to the outlets as their place allows."""
    depth = max((len(path.via) for path in chain.paths), default=0)
    known = {node.key: node for node in chain.via}
    between: list[dict[str, ChainNode]] = [{} for _ in range(depth)]
    for path in chain.paths:
        for place, key in enumerate(path.via):
            between[depth - len(path.via) + place][key] = known[key]
    sides = [{node.key: node for node in nodes} for nodes in (chain.origins, chain.outlets, chain.documents)]
    return [sides[0], *between, sides[1], sides[2]]


def _stations(path: ChainPath, depth: int) -> list[tuple[int, str]]:
    """The path's boxes as (column, key)."""
    through = [(1 + depth - len(path.via) + place, key) for place, key in enumerate(path.via)]
    return [(0, path.origin), *through, (1 + depth, path.outlet), (2 + depth, path.document)]


def _places(
    columns: Sequence[dict[str, ChainNode]], ways: Sequence[list[tuple[int, str]]]
) -> dict[tuple[int, str], float]:
    """The height of each box: at the mean of the dispatches it leads to, then pushed apart."""
    last = len(columns) - 1
    order = {key: float(place) for place, key in enumerate(columns[last])}
    for _ in range(2):  # once to order the outlets by their dispatches, once the dispatches by their outlets
        outlets = _means(ways, last - 1, order)
        ranked = sorted(order, key=lambda key: (outlets[_before(ways, key)], order[key]))
        order = {key: float(place) for place, key in enumerate(ranked)}
    rows = max(len(column) for column in columns)
    spread = rows / max(1, len(order))
    found: dict[tuple[int, str], float] = {}
    for column, boxes in enumerate(columns):
        wanted = order if column == last else _means(ways, column, order)
        ranked = sorted(boxes, key=lambda key: wanted.get(key, 0.0))
        heights = _apart([(wanted.get(key, 0.0) + 0.5) * spread - 0.5 for key in ranked], rows)
        found |= {(column, key): height for key, height in zip(ranked, heights, strict=True)}
    return found


def _before(ways: Sequence[list[tuple[int, str]]], document: str) -> str:
    return next(way[-2][1] for way in ways if way[-1][1] == document)


def _means(ways: Sequence[list[tuple[int, str]]], column: int, order: dict[str, float]) -> dict[str, float]:
    heights: dict[str, list[float]] = {}
    for way in ways:
        for place, key in way:
            if place == column:
                heights.setdefault(key, []).append(order[way[-1][1]])
    return {key: fmean(values) for key, values in heights.items()}


def _apart(wanted: Iterable[float], rows: int) -> list[float]:
    """The heights in order, at least one row apart and within the picture."""
    placed: list[float] = []
    for height in wanted:
        placed.append(max(height, placed[-1] + 1 if placed else 0.0))
    limit = float(rows - 1)
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - 1
    return placed


def draw_chain(chain: Chain) -> Drawn:
    """The picture. Boxes that lead somewhere are links; every box tells its whole text on hovering."""
    columns = _columns(chain)
    depth = len(columns) - 3
    ways = [_stations(path, depth) for path in chain.paths]
    heights = _places(columns, ways) if ways else {}
    room = min(_NARROW, (_WIDE - (len(columns) - 1) * _GAP) / len(columns))
    width = len(columns) * room + (len(columns) - 1) * _GAP
    height = _TOP + max(len(column) for column in columns) * _ROW + 6
    hues = {key: place % COLOURS for place, key in enumerate(columns[0])}
    heads = [chain.heads[0], *[chain.heads[1]] * depth, chain.heads[2], chain.heads[3]]
    titles = [
        element("text", title, x=place * (room + _GAP), y=14.0, class_="head") for place, title in enumerate(heads)
    ]
    return picture(
        group(*titles),
        group(*_lines(chain, ways, heights, hues, room), class_="ways"),
        *(_box(column, node, heights[column, key], columns, hues, room) for column, boxes in enumerate(columns)
          for key, node in boxes.items() if (column, key) in heights),
        width=width,
        height=height,
        label=chain.label,
        class_="chain",
    )  # fmt: skip


def _lines(
    chain: Chain,
    ways: Sequence[list[tuple[int, str]]],
    heights: dict[tuple[int, str], float],
    hues: dict[str, int],
    room: float,
) -> list[Drawn]:
    used: dict[tuple[int, str], int] = {}
    for way in ways:
        for station in way:
            used[station] = used.get(station, 0) + 1
    seen: dict[tuple[int, str], int] = {}
    drawn = []
    for path, way in sorted(zip(chain.paths, ways, strict=True), key=lambda pair: heights[pair[1][-1]]):
        points = []
        for station in way:
            place = seen.get(station, 0)
            seen[station] = place + 1
            step = min(3.0, (_BOX - 6) / max(1, used[station]))
            points.append(_middle(heights[station]) + (place - (used[station] - 1) / 2) * step)
        for (start, end), (y0, y1) in zip(pairwise(way), pairwise(points), strict=True):
            x0 = start[0] * (room + _GAP) + room
            drawn.append(
                element(
                    "path",
                    d=curve(x0, y0, end[0] * (room + _GAP), y1),
                    class_=f"way o{hues[path.origin]}",
                    stroke_width=min(5.0, 1.2 + 0.6 * path.times),
                )
            )
    return drawn


def _middle(height: float) -> float:
    return _TOP + height * _ROW + _BOX / 2


def _box(
    column: int,
    node: ChainNode,
    height: float,
    columns: Sequence[dict[str, ChainNode]],
    hues: dict[str, int],
    room: float,
) -> Drawn:
    x, y = column * (room + _GAP), _TOP + height * _ROW
    kind = "origin" if column == 0 else "dispatch" if column == len(columns) - 1 else "station"
    classes = [f"box {kind}", *(["marked"] if node.marked else []), *([f"o{hues[node.key]}"] if column == 0 else [])]
    free = room - 18 - (len(node.note) * 6.2 + 6 if node.note else 0)
    return link(
        node.href,
        element("title", node.about or node.label),
        element("rect", x=x, y=y, width=room, height=_BOX, rx=3, class_="frame"),
        element("rect", x=x, y=y, width=4, height=_BOX, rx=1, class_="edge") if column == 0 else None,
        element("text", fit(node.label, free), x=x + 10, y=y + 17.5, class_="label"),
        element("text", node.note, x=x + room - 8, y=y + 17, class_="note", text_anchor="end") if node.note else None,
        class_=" ".join(classes),
    )
