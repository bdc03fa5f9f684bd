"""Who met, wrote to or phoned whom: people on a circle, grouped by party, contacts as arcs through it."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.exchange.pictures.svg import Drawn, element, fit, group, link, picture

_RADIUS, _LABEL, _STEP, _WIDER = 210.0, 200.0, 19.0, 1.15
MOST_NODES = 40
"""People on the circle at most; the best connected are kept, since more could not be read."""


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody: key, name, the party (a number for its colour, None: none), where it leads."""

    key: str
    label: str
    party: int | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Contacts between two: how many, the surest status among them (confirmed, reported, denied), all in words."""

    one: str
    other: str
    times: int
    status: str
    about: str
    href: str | None = None


def draw_network(nodes: tuple[Node, ...], edges: tuple[Edge, ...], label: str) -> Drawn:
    """The picture; nodes stand in the order given, clockwise from the top."""
    shown = nodes[:MOST_NODES]
    radius = max(_RADIUS, _STEP * (len(shown) + 2) / 4)
    width, height = 2 * (radius * _WIDER + _LABEL), 2 * radius + 30
    middle = (width / 2, height / 2)
    points = {node.key: point for node, point in zip(shown, _places(len(shown), radius, middle), strict=True)}
    arcs = [
        link(
            edge.href,
            element("title", edge.about),
            element(
                "path",
                d="M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(
                    *points[edge.one], *_bend(points[edge.one], points[edge.other], middle, radius), *points[edge.other]
                ),
                class_=f"arc {edge.status}",
                stroke_width=min(7.0, 1.2 + edge.times * 0.9),
            ),
        )
        for edge in edges
        if edge.one in points and edge.other in points and edge.one != edge.other
    ]
    return picture(
        group(*arcs, class_="arcs"),
        *(_person(node, points[node.key], middle) for node in shown),
        width=width,
        height=height,
        label=label,
        class_="network",
    )


def _places(number: int, radius: float, middle: tuple[float, float]) -> list[tuple[float, float]]:
    """Places on an ellipse, clockwise from the top, each side's evenly spaced in height so that no two labels meet."""
    right = -(-number // 2)
    found = []
    for place in range(number):
        on_right = place < right
        count, rank = (right, place) if on_right else (number - right, number - 1 - place)
        y = -radius + 2 * radius * (rank + 0.5) / max(1, count)
        x = _WIDER * (radius**2 - y**2) ** 0.5
        found.append((middle[0] + (x if on_right else -x), middle[1] + y))
    return found


def _bend(
    one: tuple[float, float], other: tuple[float, float], middle: tuple[float, float], radius: float
) -> tuple[float, float]:
    """Towards the middle, the less the nearer the two stand to each other."""
    apart = ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5 / (2 * radius)
    pull = 0.35 + 0.55 * min(1.0, apart)
    half = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    return half[0] + (middle[0] - half[0]) * pull, half[1] + (middle[1] - half[1]) * pull


def _person(node: Node, at: tuple[float, float], middle: tuple[float, float]) -> Drawn:
    right = at[0] >= middle[0]
    colour = "none" if node.party is None else str(node.party % 8)
    return link(
        node.href,
        element("title", node.label),
        element("circle", cx=at[0], cy=at[1], r=6.5, class_=f"node party{colour}"),
        element(
            "text",
            fit(node.label, _LABEL - 16, 13),
            x=at[0] + (12 if right else -12),
            y=at[1] + 4.5,
            text_anchor="start" if right else "end",
            class_="label",
        ),
        class_="person",
    )
