"""Who met, wrote to or phoned whom: people on a circle, grouped by party, contacts as arcs through it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from depesche.exchange.pictures.svg import Drawn, element, fit, group, link, picture

_RADIUS, _LABEL = 210.0, 190.0
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
    turn = {node.key: 2 * pi * place / max(1, len(shown)) - pi / 2 for place, node in enumerate(shown)}
    width, height = 2 * (_RADIUS + _LABEL), 2 * _RADIUS + 60
    x0, y0 = width / 2, height / 2
    points = {key: (x0 + _RADIUS * cos(angle), y0 + _RADIUS * sin(angle)) for key, angle in turn.items()}
    arcs = [
        link(
            edge.href,
            element("title", edge.about),
            element(
                "path",
                d="M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(
                    *points[edge.one], *_bend(points[edge.one], points[edge.other], (x0, y0)), *points[edge.other]
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
        *(_person(node, turn[node.key], points[node.key], (x0, y0)) for node in shown),
        width=width,
        height=height,
        label=label,
        class_="network",
    )


def _bend(one: tuple[float, float], other: tuple[float, float], middle: tuple[float, float]) -> tuple[float, float]:
    """Towards the middle of the circle, the less the nearer the two stand to each other."""
    apart = ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5 / (2 * _RADIUS)
    pull = 0.35 + 0.55 * min(1.0, apart)
    half = ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
    return half[0] + (middle[0] - half[0]) * pull, half[1] + (middle[1] - half[1]) * pull


def _person(node: Node, angle: float, at: tuple[float, float], middle: tuple[float, float]) -> Drawn:
    reach = _RADIUS + 13
    x, y = middle[0] + reach * cos(angle), middle[1] + reach * sin(angle)
    side = "middle" if abs(cos(angle)) < 0.12 else "start" if cos(angle) > 0 else "end"
    lift = -4.0 if side == "middle" and sin(angle) < 0 else 12.0 if side == "middle" else 4.0
    colour = "none" if node.party is None else str(node.party % 8)
    return link(
        node.href,
        element("title", node.label),
        element("circle", cx=at[0], cy=at[1], r=6.5, class_=f"node party{colour}"),
        element("text", fit(node.label, _LABEL - 20, 13), x=x, y=y + lift, text_anchor=side, class_="label"),
        class_="person",
    )
