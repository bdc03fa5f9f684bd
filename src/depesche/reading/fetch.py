"""placeholder"""

from __future__ import annotations

from collections.abc import Iterator

from depesche.errors import FetchRefused, InputError
from depesche.reading.source import Blob, Budget, Limits, Piece


def read_address(url: str, limits: Limits) -> Iterator[Piece | Blob | InputError]:
    """Not yet."""
    raise FetchRefused("fetching is not built yet", url)


def follow(link: str, base: str, number: int, budget: Budget) -> Iterator[Piece | InputError]:
    """Not yet."""
    raise FetchRefused("fetching is not built yet", link)
