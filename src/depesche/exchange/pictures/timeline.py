"""Pictures over time: marks in lanes, and how many dispatches came on each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from depesche.exchange.pictures.svg import Drawn, element, fit, group, link, picture

_MONTHS = {
    "de": ("Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_LANE, _LABEL, _WIDTH = 34.0, 150.0, 960.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to places between ``left`` and ``right``."""

    first: date
    last: date
    left: float
    right: float

    def __call__(self, day: date) -> float:
        """Where a day stands; days outside are moved to the nearer end."""
        span = max(1, (self.last - self.first).days)
        share = (min(max(day, self.first), self.last) - self.first).days / span
        return self.left + share * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: its lane, first and last day, a class for its look, what it is in words."""

    lane: int
    start: date
    end: date
    look: str
    about: str
    href: str | None = None


def ticks(scale: Scale, most: int = 10) -> list[date]:
    """Days, months or years at which an axis is marked: at most about so many."""
    days = max(1, (scale.last - scale.first).days)
    if days <= 120:
        step = next(step for step in (1, 2, 5, 7, 14, 28) if days / step <= most or step == 28)
        return [scale.first + timedelta(days=place) for place in range(0, days + 1, step)]
    months = days / 30.4
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120, 240) if months / step <= most), 240)
    start = scale.first.year * 12 + scale.first.month - 1
    end = scale.last.year * 12 + scale.last.month - 1
    numbers = range(-(-start // step) * step, end + 1, step)
    found = [date(number // 12, number % 12 + 1, 1) for number in numbers if number // 12 >= 1]
    return [day for day in found if day >= scale.first]


def day_name(day: date, language: str, span: int = 0) -> str:
    """A day as an axis names it: the shorter the longer the span (days)."""
    months = _MONTHS.get(language, _MONTHS["en"])
    if span > 3650:
        return str(day.year)
    if span > 120:
        return f"{months[day.month - 1]} {day.year}"
    dot = "." if language == "de" else ""
    return f"{day.day}{dot} {months[day.month - 1]}"


def axis(scale: Scale, y: float, language: str) -> Drawn:
    """The line with its days."""
    span = (scale.last - scale.first).days
    marks = []
    for day in ticks(scale):
        x = scale(day)
        marks.append(element("line", x1=x, x2=x, y1=y, y2=y + 5, class_="tick"))
        marks.append(element("text", day_name(day, language, span), x=x, y=y + 18, class_="note", text_anchor="middle"))
    return group(element("line", x1=scale.left, x2=scale.right, y1=y, y2=y, class_="axis"), *marks, class_="axis-group")


def draw_timeline(lanes: Sequence[str], marks: Sequence[Mark], label: str, language: str = "en") -> Drawn:
    """Marks in named lanes over time; marks that would hide each other are set below each other."""
    first = min((mark.start for mark in marks), default=date(2000, 1, 1))
    last = max((mark.end for mark in marks), default=first)
    scale = Scale(first, last, _LABEL + 16, _WIDTH - 30)
    tops, rows = [], 0.0
    placed: list[tuple[Mark, float]] = []
    for lane in range(len(lanes)):
        tops.append(rows)
        ends: list[float] = []
        for mark in sorted((one for one in marks if one.lane == lane), key=lambda one: (one.start, one.end)):
            x = scale(mark.start)
            row = next((row for row, end in enumerate(ends) if end < x), len(ends))
            ends[row : row + 1] = [max(scale(mark.end), x + 15)]
            placed.append((mark, rows + row * 18))
        rows += max(_LANE, len(ends) * 18 + 12)
    height = rows + 34
    return picture(
        *(
            group(
                element("line", x1=0, x2=_WIDTH, y1=top, y2=top, class_="rule"),
                element("text", fit(name, _LABEL, 13), x=0, y=top + 21, class_="label"),
            )
            for name, top in zip(lanes, tops, strict=True)
        ),
        *(_mark(mark, top + 17, scale) for mark, top in placed),
        axis(scale, rows + 4, language),
        width=_WIDTH,
        height=height,
        label=label,
        class_="timeline",
    )


def _mark(mark: Mark, y: float, scale: Scale) -> Drawn:
    start, end = scale(mark.start), scale(mark.end)
    return link(
        mark.href,
        element("title", mark.about),
        element(
            "rect", x=start - 6, y=y - 6, width=max(12.0, end - start + 12), height=12, rx=6, class_=f"mark {mark.look}"
        ),
    )


def draw_days(counts: Mapping[date, int], first: date, last: date, label: str, bars: int = 120) -> Drawn:
    """How many dispatches came when, as bars: days, or equal parts of the time where there are more than ``bars``."""
    span = (last - first).days + 1
    number = min(span, bars)
    sums = [0] * number
    for day, count in counts.items():
        if first <= day <= last:
            sums[min(number - 1, (day - first).days * number // span)] += count
    most = max(sums, default=0) or 1
    step = 1000.0 / max(1, number)
    shapes = [
        element(
            "rect",
            x=place * step + step * 0.1,
            y=40 - 38 * count / most,
            width=step * 0.8,
            height=38 * count / most + 0.01,
        )
        for place, count in enumerate(sums)
        if count
    ]
    return element(
        "svg", element("title", label), *shapes, class_="days", view_box="0 0 1000 40", preserveAspectRatio="none",
        role="img", aria_label=label, width=1000, height=40,
    )  # fmt: skip
