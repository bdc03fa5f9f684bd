"""The tables of a dossier, once for SQLite and Postgres. Names are those of the vocabulary (docs/ledger.md).

A table holds either what was read (``document``, ``raw``, ``source``), what a machine found in it (``analysis``,
``statement``, ``actor``, ``claim``, ``position``, ``proposal``, ``contact`` and their parts), what a person decided
(``decision``), or what makes finding fast (``word``, ``posting``, ``index_value``; the full-text index is made in
`depesche.ledger.fulltext`, since each database has its own kind).

Foreign keys bind the parts of a thing to the thing and readings to their document. What one stage says about the
findings of another (a statement's speaker, a claim's statements) is not bound: either side may be read again alone.

Text is compared by code point in both databases (SQLite's BINARY, Postgres's "C"), so that both sort alike.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import REAL

VERSION = 4
"""The number of the newest migration; a file's ``user_version``."""

APPLICATION_ID = 0x44504553
"""SQLite's ``application_id`` of a dossier: "DPES" in ASCII, so that ``file`` and others can tell what it is."""

metadata = MetaData()

TEXT = Text(collation="C").with_variant(Text(), "sqlite")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
REALNUMBER = Float(53).with_variant(REAL(), "sqlite")


def _table(name: str, *parts: Any, rowid: bool = True) -> Table:
    """A strict table; without rowid where the primary key is the order in which it is read."""
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


def _text(name: str, *more: Any, optional: bool = False) -> Column[str]:
    return Column(name, TEXT, *more, nullable=optional)


def _number(name: str, *more: Any, optional: bool = False) -> Column[int]:
    return Column(name, NUMBER, *more, nullable=optional)


def _confidence() -> Column[float]:
    return Column("confidence", REALNUMBER, nullable=False)


def _document() -> Column[str]:
    return _text("document", ForeignKey("document.id", ondelete="CASCADE"))


def _owner(name: str) -> Column[str]:
    """The thing that a part belongs to."""
    return _text(name, ForeignKey(f"{name}.id", ondelete="CASCADE"))


migration = _table(
    "migration",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    _text("name"),
    _text("performed_at"),
)

setting = _table("setting", Column("name", TEXT, primary_key=True), _text("value"))

# --- what was read ------------------------------------------------------------------------------------------------

document = _table(
    "document",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    _text("id"),
    _text("outlet", optional=True),
    _text("published", optional=True),
    _text("title", optional=True),
    _text("title_span", optional=True),
    _text("author", optional=True),
    _text("agencies", optional=True),
    _text("place", optional=True),
    _text("language", optional=True),
    _text("path", optional=True),
    _text("url", optional=True),
    _text("format"),
    _text("source_id", optional=True),
    _text("copies_of", optional=True),
    _text("junk", optional=True),
    _text("order_day"),  # published, "" where unknown: what documents are sorted by
    UniqueConstraint("id"),
)
Index("document_by_day", document.c.order_day, document.c.id)
Index("document_by_outlet", document.c.outlet)
Index("document_by_language", document.c.language)
Index(
    "document_copies", document.c.copies_of,
    sqlite_where=document.c.copies_of.is_not(None), postgresql_where=document.c.copies_of.is_not(None),
)  # fmt: skip

document_text = _table(
    "document_text",
    Column("number", NUMBER, ForeignKey("document.number", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _text("text"),
)

raw = _table(
    "raw",
    Column("number", NUMBER, ForeignKey("document.number", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    _text("packing"),  # "text": the bytes are the text in UTF-8; "plain": as they are; "zlib": deflated
    Column("content", LargeBinary, nullable=True),
)

source = _table(
    "source",
    Column("path", TEXT, primary_key=True),
    _number("size"),
    _number("mtime_ns"),
    _text("documents", optional=True),
    _text("read_at"),
    rowid=False,
)

reading = _table(
    "reading",
    _document(),
    _text("stage"),
    _text("version"),
    _text("made_at"),
    PrimaryKeyConstraint("document", "stage"),
    rowid=False,
)
Index("reading_by_stage", reading.c.stage, reading.c.version)

# --- what a machine found -----------------------------------------------------------------------------------------

analysis = _table(
    "analysis",
    Column("document", TEXT, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    _text("language"),
    Column("content", LargeBinary, nullable=False),
)

statement = _table(
    "statement",
    Column("id", TEXT, primary_key=True),
    _document(),
    _number("start"),  # of the content as a whole
    _number("end"),
    _text("kind"),
    _text("act"),
    _text("content"),
    _text("speaker", optional=True),
    _text("speaker_spans", optional=True),
    _text("cue", optional=True),
    _text("frame", optional=True),
    _text("addressee", optional=True),
    _text("addressee_spans", optional=True),
    _text("medium"),
    _text("via", optional=True),
    _text("via_mentions", optional=True),
    _text("hedges", optional=True),
    _number("negated"),
    _text("parent", optional=True),
    _text("continues", optional=True),
    _confidence(),
    _text("acts", optional=True),
)
Index("statement_by_document", statement.c.document, statement.c.start)
Index("statement_by_speaker", statement.c.speaker)
Index("statement_by_addressee", statement.c.addressee)

actor = _table(
    "actor",
    Column("id", TEXT, primary_key=True),
    _text("name"),
    _text("kind"),
    _text("party", optional=True),
    _text("outlet", optional=True),
    _text("names", optional=True),
    _text("same_as", optional=True),
    _text("evidence", optional=True),
    _confidence(),
)
Index("actor_by_name", actor.c.name)
Index("actor_by_party", actor.c.party)

membership = _table(
    "membership",
    _owner("actor"),
    _number("place"),
    _text("party"),
    _text("role"),
    _text("since", optional=True),
    _text("until", optional=True),
    _text("evidence", optional=True),
    PrimaryKeyConstraint("actor", "place"),
    rowid=False,
)

claim = _table(
    "claim",
    Column("id", TEXT, primary_key=True),
    _text("gist"),
    _text("status"),
    _number("independent_origins"),
    _text("first", optional=True),
    _text("last", optional=True),
    _number("credibility"),
    _confidence(),
)
Index("claim_by_day", claim.c.first, claim.c.id)

claim_statement = _table(
    "claim_statement",
    _owner("claim"),
    _number("place"),
    _text("statement"),
    PrimaryKeyConstraint("claim", "place"),
    rowid=False,
)
Index("claim_statement_by_statement", claim_statement.c.statement)

response = _table(
    "response",
    _owner("claim"),
    _number("place"),
    _text("statement"),
    _text("relation"),
    _text("form"),
    _text("denied", optional=True),
    _text("why"),
    _confidence(),
    PrimaryKeyConstraint("claim", "place"),
    rowid=False,
)
Index("response_by_statement", response.c.statement)

origin = _table(
    "origin",
    _owner("claim"),
    _number("place"),
    _text("id"),
    _text("actor", optional=True),
    _text("statements", optional=True),
    _text("why"),
    PrimaryKeyConstraint("claim", "place"),
    rowid=False,
)
Index("origin_by_actor", origin.c.actor)

position = _table(
    "position",
    Column("id", TEXT, primary_key=True),
    _text("party"),
    _text("issue"),
    _text("outcome"),
    _text("strength"),
    _text("since", optional=True),
    _text("until", optional=True),
    _text("asserted_by", optional=True),
    _number("self_declared"),
    _number("rejected_by_party"),
    _number("refuses"),
    _text("condition"),
    _confidence(),
)
Index("position_by_issue", position.c.issue, position.c.party)

position_evidence = _table(
    "position_evidence",
    _owner("position"),
    _number("place"),
    _text("statement"),
    _number("start"),
    _number("end"),
    PrimaryKeyConstraint("position", "place"),
    rowid=False,
)
Index("position_evidence_by_statement", position_evidence.c.statement)

proposal = _table(
    "proposal",
    Column("id", TEXT, primary_key=True),
    _text("status"),
    _text("condition"),
    _text("evidence", optional=True),  # statement ids
    _confidence(),
)

proposal_party = _table(
    "proposal_party",
    _owner("proposal"),
    _text("side"),  # "from" or "to"
    _number("place"),
    _text("actor"),
    PrimaryKeyConstraint("proposal", "side", "place"),
    rowid=False,
)
Index("proposal_party_by_actor", proposal_party.c.actor)

proposal_term = _table(
    "proposal_term",
    _owner("proposal"),
    _number("place"),
    _text("issue"),
    _text("outcome"),
    _text("document"),
    _number("start"),
    _number("end"),
    _text("given_by", optional=True),
    PrimaryKeyConstraint("proposal", "place"),
    rowid=False,
)
Index("proposal_term_by_document", proposal_term.c.document)

contact = _table(
    "contact",
    Column("id", TEXT, primary_key=True),
    _text("format"),
    _text("status"),
    _text("when_start", optional=True),
    _text("when_end", optional=True),
    _text("when_text"),
    _text("location", optional=True),
    _text("reported_by", optional=True),
    _text("statements", optional=True),
    _number("sides"),  # how many parties, since a party may be empty
    _confidence(),
)
Index("contact_by_day", contact.c.when_start, contact.c.id)

contact_party = _table(
    "contact_party",
    _owner("contact"),
    _number("side"),
    _number("place"),
    _text("actor"),
    PrimaryKeyConstraint("contact", "side", "place"),
    rowid=False,
)
Index("contact_party_by_actor", contact_party.c.actor)

contact_evidence = _table(
    "contact_evidence",
    _owner("contact"),
    _number("place"),
    _text("document"),
    _number("start"),
    _number("end"),
    PrimaryKeyConstraint("contact", "place"),
    rowid=False,
)
Index("contact_evidence_by_document", contact_evidence.c.document)

# --- what a person decided ----------------------------------------------------------------------------------------

decision = _table(
    "decision",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    _text("id"),
    _text("verb"),
    _text("record"),
    _text("target"),
    _text("slot"),  # what it settles: two living decisions never settle the same of one thing
    _text("author"),
    _text("made_at"),
    _text("change"),  # JSON
    _text("evidence", optional=True),
    _text("undoes", optional=True),
    _text("undone_by", optional=True),
    UniqueConstraint("id"),
)
_LIVING = text("undone_by IS NULL AND undoes IS NULL")
Index(
    "decision_living", decision.c.record, decision.c.target, decision.c.slot,
    unique=True, sqlite_where=_LIVING, postgresql_where=_LIVING,
)  # fmt: skip

# --- what makes finding fast --------------------------------------------------------------------------------------

posting = _table(
    "posting",
    _text("stage"),
    _text("key"),
    _text("item"),
    _number("number"),  # the order in which it was added
    PrimaryKeyConstraint("stage", "key", "item"),
    rowid=False,
)
Index("posting_by_item", posting.c.stage, posting.c.item)

index_value = _table(
    "index_value",
    _text("stage"),
    _text("item"),
    Column("value", LargeBinary, nullable=False),
    PrimaryKeyConstraint("stage", "item"),
    rowid=False,
)

word = _table(
    "word",
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    _text("word"),  # every word of any text, in small letters without accents
    UniqueConstraint("word"),
)
