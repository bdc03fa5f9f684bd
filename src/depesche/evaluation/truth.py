"""Load a truth folder (``docs/*.json`` and ``truth.json``, the form of ``cuba-1962``) for scoring.

The truth names speakers by label ("Andrej Gromyko", "unnamed: hoher US-Beamter (AP)"), not by actor id; scorers map
resolved actors to these labels. A label is taken as unnamed when it begins with ``unnamed:``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depesche.errors import BadFile, NotFound, TooLarge
from depesche.records import (
    Act,
    Analysis,
    Document,
    Kind,
    Mention,
    ReadDocument,
    Span,
    Statement,
    stable_id,
)

MAX_BYTES = 64 * 1024 * 1024  # bytes of one file; the largest truth known is 0.3 MB
UNNAMED = "unnamed:"


@dataclass(frozen=True, slots=True)
class TrueStatement:
    """One statement of the truth: what is said, by which label, through which labels."""

    id: str
    document: str
    span: Span
    mention: Span | None
    carried: bool
    speaker: str | None
    via: tuple[str, ...]
    act: str
    kind: str

    @property
    def unnamed(self) -> bool:
        """Whether the speaker is an unnamed source."""
        return (self.speaker or "").startswith(UNNAMED)


@dataclass(frozen=True, slots=True)
class TrueClaim:
    """One claim of the truth. ``responses`` maps (statement, relation) to the response's form, "" where untold."""

    id: str
    gist: str
    statements: tuple[str, ...]
    responses: Mapping[tuple[str, str], str]
    origins: tuple[tuple[str, ...], ...]
    status: str


@dataclass(frozen=True, slots=True)
class Truth:
    """A whole truth folder. ``documents`` are keyed by the truth's own document id."""

    name: str
    documents: Mapping[str, Document]
    statements: tuple[TrueStatement, ...]
    claims: tuple[TrueClaim, ...]
    copies: tuple[frozenset[str], ...]
    raw: Mapping[str, Any] = field(default_factory=dict)

    def read_documents(self, analyses: Mapping[str, Analysis] | None = None) -> list[ReadDocument]:
        """The documents with the truth's statements (no actors resolved), in order of publication.

        Args:
            analyses: analyses of the documents by document id (the record's, not the truth's); empty ones are put in
                for documents that have none.
        """
        grouped: dict[str, list[Statement]] = {}
        for statement in self.statements:
            grouped.setdefault(statement.document, []).append(as_statement(statement, self.documents))
        found = []
        for key, document in self.documents.items():
            analysis = (analyses or {}).get(document.id) or Analysis(document.id, document.language or "de")
            ordered = sorted(grouped.get(key, ()), key=lambda item: (item.start, item.end))
            found.append(ReadDocument(document, analysis, tuple(ordered)))
        return sorted(found, key=lambda item: (item.document.published or "", item.document.source_id or ""))


def as_statement(statement: TrueStatement, documents: Mapping[str, Document]) -> Statement:
    """A truth statement as a record with its speaker's words, but without actor; its id is the truth's."""
    speaker = Mention()
    if statement.mention is not None:
        speaker = Mention((statement.mention,), carried=statement.carried)
    return Statement(
        id=statement.id,
        document=documents[statement.document].id,
        kind=Kind(statement.kind),
        act=Act(statement.act),
        content=(statement.span,),
        speaker=speaker,
    )


def truth_file(path: Path) -> Path:
    """The truth that a path names: the file itself, or the ``truth.json`` of a folder."""
    return path / "truth.json" if path.is_dir() else path


def docs_folder(path: Path) -> Path:
    """The folder with the documents that a truth is about, beside its file."""
    return truth_file(path).parent / "docs"


def load_truth(path: Path) -> Truth:
    """Read a truth folder.

    Args:
        path: the folder, or the truth's file in it.

    Raises:
        NotFound: there is no ``truth.json`` or no ``docs`` folder in it.
        BadFile: a file is no JSON or lacks what scoring needs.
        TooLarge: a file is over `MAX_BYTES`.
    """
    raw, docs = _load(truth_file(path)), docs_folder(path)
    if not docs.is_dir():
        raise NotFound("no folder with the documents", str(docs), "A truth folder holds docs/*.json")
    try:
        documents = {str(item["id"]): _document(item) for item in map(_load, sorted(docs.glob("*.json")))}
        statements = tuple(_statement(item) for item in raw["statements"] if str(item["doc"]) in documents)
        claims = tuple(_claim(item) for item in raw.get("claims", ()))
        copies = tuple(frozenset(map(str, group)) for group in raw.get("duplicates", ()))
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(f"not a truth as in cuba-1962 ({error!r})", str(path)) from error
    return Truth(docs.resolve().parent.name, documents, statements, claims, copies, raw)


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TooLarge("larger than a truth can be", str(path))
        loaded = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound("no such file", str(path), "A truth folder holds truth.json and docs/*.json") from error
    except (OSError, ValueError, RecursionError) as error:
        raise BadFile("cannot be read as JSON", str(path)) from error
    if not isinstance(loaded, dict):
        raise BadFile("not a JSON object", str(path))
    return loaded


def _document(item: Mapping[str, Any]) -> Document:
    text = str(item["text"])
    return Document(
        id=stable_id("d", item.get("outlet"), item.get("published"), text),
        text=text,
        outlet=item.get("outlet"),
        title=item.get("title"),
        title_span=_title_span(text, item.get("title")),
        published=item.get("published"),
        language=str(item.get("language") or "de"),
        source_id=str(item["id"]),
        format="json",
    )


def _title_span(text: str, title: str | None) -> Span | None:
    start = text.find(title) if title else -1
    return Span(start, start + len(title)) if title and start >= 0 else None


def _statement(item: Mapping[str, Any]) -> TrueStatement:
    mention = None
    if item.get("mention_start") is not None and item.get("mention_end") is not None:
        mention = Span(int(item["mention_start"]), int(item["mention_end"]))
    return TrueStatement(
        id=str(item["id"]),
        document=str(item["doc"]),
        span=Span(int(item["start"]), int(item["end"])),
        mention=mention,
        carried=bool(item.get("mention_carried")),
        speaker=item.get("speaker"),
        via=tuple(map(str, item.get("via") or ())),
        act=str(item.get("act") or "assert"),
        kind=str(item.get("kind") or "indirect"),
    )


def _claim(item: Mapping[str, Any]) -> TrueClaim:
    responses = {
        (str(response["statement"]), str(response["relation"])): _form(response)
        for response in item.get("responses", ())
    }
    return TrueClaim(
        id=str(item["id"]),
        gist=str(item.get("gist", "")),
        statements=tuple(map(str, item["statements"])),
        responses=responses,
        origins=tuple(tuple(map(str, _strings(origin))) for origin in item.get("origins", ())),
        status=str(item.get("status_at_end", "")),
    )


def _form(response: Mapping[str, Any]) -> str:
    return str(response.get("type") or response.get("denial_kind") or "")


def _strings(origin: object) -> Iterable[object]:
    if isinstance(origin, Mapping):
        return tuple(origin.get("statements", ()))
    return tuple(origin) if isinstance(origin, list) else (origin,)
