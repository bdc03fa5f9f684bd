"""Records under a belief: what rests on evidence that it does not admit is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depesche.ledger import Ledger


class Believer:
    """A belief, ready to be asked about records of a dossier."""

    def __init__(self, ledger: Ledger, belief: str) -> None:
        self.ledger, self.belief = ledger, belief

    def kept(self, record: str, found: Iterator[Any]) -> Iterator[Any]:
        """The records that the belief admits."""
        return found
