"""Days and months, as what is near in time is looked for by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def day_number(day: str) -> int | None:
    """A day (ISO) as a number; None for what is no day."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def months(day: str, around: Iterable[int]) -> list[str]:
    """The months (YYYY-MM) so far from a day's, and "" for what has no day, which is near to everything.

    Args:
        day: a day (ISO), a month (YYYY-MM), or "".
        around: how many months before (negative) or after.
    """
    if day_number(f"{day[:7]}-01") is None:
        return [""]
    count = int(day[:4]) * 12 + int(day[5:7]) - 1
    return ["", *(f"{(count + more) // 12:04d}-{(count + more) % 12 + 1:02d}" for more in around)]
