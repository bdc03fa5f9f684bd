"""The state of a dossier at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from depesche.ledger import readings, schema
from depesche.stages import Stage

COUNTED = ("document", "statement", "actor", "claim", "position", "proposal", "contact", "decision")


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts and bounds.

    ``counts`` are the rows of each record (of decisions the living ones); ``first`` and ``last`` the first and last
    day of publication; ``outlets`` the outlets with their documents, most first (None: unknown); ``pending`` how many
    documents each of the stages asked about still has to read.
    """

    counts: Mapping[str, int]
    first: str | None
    last: str | None
    outlets: tuple[tuple[str | None, int], ...]
    languages: tuple[tuple[str | None, int], ...] = ()
    pending: Mapping[str, int] = field(default_factory=dict)


def overview(connection: Connection, stages: Iterable[Stage]) -> Overview:
    """See `depesche.ledger.Ledger.overview`."""
    document, decision = schema.document, schema.decision
    counts = {
        name: int(connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one())
        for name in COUNTED
        if name != "decision"
    }
    living = select(func.count()).where(decision.c.undone_by.is_(None), decision.c.undoes.is_(None))
    counts["decision"] = int(connection.execute(living).scalar_one())
    dated = document.c.order_day != ""
    first = connection.execute(select(func.min(document.c.order_day)).where(dated)).scalar()
    last = connection.execute(select(func.max(document.c.order_day)).where(dated)).scalar()
    return Overview(
        counts,
        first[:10] if first else None,
        last[:10] if last else None,
        _grouped(connection, "outlet"),
        _grouped(connection, "language"),
        {stage.name: readings.pending_count(connection, stage) for stage in stages},
    )


def _grouped(connection: Connection, name: str) -> tuple[tuple[str | None, int], ...]:
    column = schema.document.c[name]
    query = select(column, func.count()).group_by(column)
    found = [(value, int(count)) for value, count in connection.execute(query)]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0] or "")))
