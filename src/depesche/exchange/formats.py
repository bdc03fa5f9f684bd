"""The register of export formats, and how each is written to a file or a stream."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from depesche.errors import OutputFailed, UnknownName
from depesche.exchange.source import ExportSource

Writer = Callable[[ExportSource, IO[bytes], str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """An export format.

    Args:
        name: as the command line names it.
        about: one line for help texts.
        load: imports and returns the function that writes ``(source, stream, table)``; late, so that a format's
            library is loaded only when it is asked for.
        suffix: the usual end of a file's name.
        media_type: for the web face.
        tabular: writes one table (the third argument), not the whole dossier.
        binary: must not be written to a terminal.
    """

    name: str
    about: str
    load: Callable[[], Writer]
    suffix: str
    media_type: str
    tabular: bool = False
    binary: bool = False


def _jsonl() -> Writer:
    from depesche.exchange.jsonl import write_jsonl

    return write_jsonl


def _csv() -> Writer:
    from depesche.exchange.csv import write_csv

    return write_csv


def _parquet() -> Writer:
    from depesche.exchange.parquet import write_parquet

    return write_parquet


def _html() -> Writer:
    from depesche.exchange.html import write_html

    return write_html


def _markdown() -> Writer:
    from depesche.exchange.markdown import write_markdown

    return write_markdown


def _ftm() -> Writer:
    from depesche.exchange.ftm import write_ftm

    return write_ftm


def _jsonld() -> Writer:
    from depesche.exchange.jsonld import write_jsonld

    return write_jsonld


def _annotation() -> Writer:
    from depesche.exchange.annotation import write_annotations

    return write_annotations


def _plover() -> Writer:
    from depesche.exchange.plover import write_plover

    return write_plover


def _xmi() -> Writer:
    from depesche.exchange.xmi import write_xmi

    return write_xmi


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("jsonl", "every record as one JSON object a line", _jsonl, ".jsonl", "application/x-ndjson"),
        Format("csv", "one table, for spreadsheets", _csv, ".csv", "text/csv", tabular=True),
        Format("parquet", "one table, for data frames", _parquet, ".parquet", "application/vnd.apache.parquet",
               tabular=True, binary=True),
        Format("ftm", "FollowTheMoney entities, for Aleph", _ftm, ".ftm.json", "application/x-ndjson"),
        Format("jsonld", "schema.org and PROV-O, for linked data", _jsonld, ".jsonld", "application/ld+json"),
        Format("w3c-annotation", "Web Annotations, one a statement", _annotation, ".annotations.jsonld",
               "application/ld+json"),
        Format("plover", "PLOVER events, one a line", _plover, ".plover.jsonl", "application/x-ndjson"),
        Format("xmi", "a zip of UIMA CAS XMI files and their type system", _xmi, ".xmi.zip", "application/zip",
               binary=True),
        Format("html", "a briefing with pictures, one page that stands alone", _html, ".html", "text/html"),
        Format("md", "the briefing as text", _markdown, ".md", "text/markdown"),
    )
}  # fmt: skip


def write(source: ExportSource, name: str, to: Path | IO[bytes], table: str = "statements") -> None:
    """Write an export.

    Args:
        source: where the records come from.
        name: one of `FORMATS`.
        to: a file (replaced only once the export is whole) or an open binary stream.
        table: which table, for formats that write one.

    Raises:
        UnknownName: no such format or table.
        OutputFailed: the file cannot be written.
    """
    if name not in FORMATS:
        raise UnknownName("there is no such export format", name, f"Formats are: {', '.join(FORMATS)}.")
    writer = FORMATS[name].load()
    if not isinstance(to, Path):
        writer(source, to, table)
        return
    partial = to.with_name(to.name + ".part")
    try:
        with partial.open("wb") as stream:
            writer(source, stream, table)
        partial.replace(to)
    except OSError as error:
        raise OutputFailed(
            f"cannot be written ({error.strerror})", str(to), "Make room there, or name another file with --to."
        ) from error
    finally:
        with contextlib.suppress(OSError):  # in a folder that cannot be written there is none to take away
            partial.unlink(missing_ok=True)


def text_stream(stream: IO[bytes]) -> io.TextIOWrapper:
    """UTF-8 text over a binary stream, with line ends left alone; detach it when done, or the stream closes."""
    return io.TextIOWrapper(stream, encoding="utf-8", errors="surrogatepass", newline="", write_through=False)
