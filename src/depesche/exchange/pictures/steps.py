"""The history of a position: a lane for each outcome, bars while it holds, thicker the harder it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from depesche.exchange.pictures.svg import Drawn, element, fit, group, link, picture
from depesche.exchange.pictures.timeline import Scale, axis

_THICKNESS = {"red_line": 20.0, "demand": 15.0, "preference": 10.0, "open": 6.0, "concession": 10.0}
_LANE, _LABEL, _WIDTH = 34.0, 250.0, 960.0


@dataclass(frozen=True, slots=True)
class Step:
    """A position while it holds: lane (the outcome's place), days, how hard, whether only attributed, in words."""

    lane: int
    since: date
    until: date | None
    direction: str
    strength: str
    attributed: bool
    about: str
    href: str | None = None


def draw_steps(lanes: tuple[str, ...], steps: tuple[Step, ...], last: date, label: str, language: str = "en") -> Drawn:
    """The picture. ``last`` is the last day of the dossier: what still holds reaches to it."""
    first = min((step.since for step in steps), default=last)
    scale = Scale(first, max(last, *(step.since for step in steps)) if steps else last, _LABEL + 10, _WIDTH - 20)
    height = len(lanes) * _LANE + 34
    lines = [
        group(
            element("line", x1=0, x2=_WIDTH, y1=(lane + 1) * _LANE, y2=(lane + 1) * _LANE, class_="rule"),
            element("title", name),
            element("text", fit(name, _LABEL - 8, 13), x=0, y=lane * _LANE + 21, class_="label"),
        )
        for lane, name in enumerate(lanes)
    ]
    ordered = sorted(steps, key=lambda step: (step.since, step.lane))
    risers = [
        element(
            "path",
            d=f"M{scale(step.since):.1f} {_middle(before.lane):.1f}V{_middle(step.lane):.1f}",
            class_="riser",
        )
        for before, step in pairwise(ordered)
        if before.lane != step.lane
    ]
    bars = [_bar(step, scale) for step in ordered]
    return picture(
        *lines,
        *risers,
        *bars,
        axis(scale, height - 24, language),
        width=_WIDTH,
        height=height,
        label=label,
        class_="steps",
    )


def _middle(lane: int) -> float:
    return lane * _LANE + _LANE / 2


def _bar(step: Step, scale: Scale) -> Drawn:
    start = scale(step.since)
    end = scale(step.until) if step.until else scale.right
    thick = _THICKNESS.get(step.strength, 8.0)
    filled = {"fill": f"url(#hatch-{step.direction})"} if step.attributed else {}
    return link(
        step.href,
        element("title", step.about),
        element(
            "rect",
            x=start,
            y=_middle(step.lane) - thick / 2,
            width=max(7.0, end - start),
            height=thick,
            rx=2,
            class_=f"sign {step.direction} {step.strength}",
            **filled,
        ),
    )
