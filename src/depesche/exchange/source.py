"""What an export is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from depesche.records import Actor, Claim, Contact, Document, Position, Proposal, Statement


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter to be settled, with the outcomes that the codebook knows for it.

    ``labels`` and ``directions`` ("for", "between", "against") tell what each outcome is called and which way it goes.
    """

    id: str
    name: str
    outcomes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A line that the verdict speaks of: whose, on which issue, how hard, and the statements that prove it."""

    party: str
    issue: str
    strength: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a deal is possible: one sentence by language ("de", "en"), and the lines that it speaks of."""

    sentences: Mapping[str, str]
    lines: tuple[VerdictLine, ...]


class ExportSource(Protocol):
    """Streams of records in a fixed order, decisions and belief already applied.

    `statements` come document by document, in the order of `documents`.
    """

    def documents(self) -> Iterable[Document]:
        """All documents, with their text."""

    def actors(self) -> Iterable[Actor]:
        """All actors."""

    def statements(self) -> Iterable[Statement]:
        """All statements."""

    def claims(self) -> Iterable[Claim]:
        """All claims."""

    def positions(self) -> Iterable[Position]:
        """All positions."""

    def proposals(self) -> Iterable[Proposal]:
        """All proposals."""

    def contacts(self) -> Iterable[Contact]:
        """All contacts."""

    def issues(self) -> Iterable[Issue]:
        """The issues of the codebook in use."""

    def verdict(self) -> Verdict | None:
        """Whether a deal is possible; None where nobody has drawn a line."""
