"""Exports: golden files, exact offsets, and nothing that a reader of the format would choke on or run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.errors import OutputFailed, UnknownName
from depesche.exchange import FORMATS, write
from depesche.exchange.csv import safe_cell
from depesche.exchange.source import Issue, Verdict, VerdictLine
from depesche.records import (
    Act,
    Actor,
    ActShare,
    Claim,
    ClaimStatus,
    Contact,
    ContactStatus,
    Document,
    Hedge,
    HedgeKind,
    Junk,
    Medium,
    Membership,
    Origin,
    Position,
    Proposal,
    Span,
    Statement,
    Strength,
    Term,
)
from tests import making

TEXT = "WIEN (dpa) – Minister Kern sagte, es gebe keine Waffenruhe.\nAnzeige"


class Made:
    """One record of every kind."""

    text = TEXT

    def documents(self) -> Iterable[Document]:
        """One document, with every field filled."""
        yield making.document(
            "d1",
            self.text,
            path="in/1.txt",
            url="https://example.org/1",
            outlet="Bote",
            author="pz",
            agencies=("dpa",),
            place="WIEN",
            title="=SUM(A1)",
            published="1962-10-19",
            junk=(Junk(60, 67, "advertisement"),),
            source_id="01",
        )

    def actors(self) -> Iterable[Actor]:
        """A person of a state."""
        yield making.actor("a0", "Österreich", names=("Wien",))
        membership = Membership("a0", "Minister", since="1960-01-01")
        yield making.actor("a1", "Alois Kern", "a0", names=("Minister Kern",), memberships=(membership,))

    def statements(self) -> Iterable[Statement]:
        """A denial, hedged by the subjunctive."""
        yield making.statement(
            "s1",
            "d1",
            34,
            58,
            "a1",
            (13, 26),
            act=Act.DENY,
            cue=(Span(27, 32),),
            frame=(Span(13, 33),),
            medium=Medium.SPEECH,
            via=("a2",),
            hedges=(Hedge(37, 41, HedgeKind.SUBJUNCTIVE),),
            confidence=0.9,
            acts=(ActShare(Act.DENY, 0.7), ActShare(Act.ASSESS, 0.3)),
        )

    def claims(self) -> Iterable[Claim]:
        """A claim with an origin and a denial."""
        origin = Origin("o1", "a1", ("s0",), "one speaker on one occasion")
        denied = making.answer("s1", form="flat")
        yield making.claim(
            "c1", "Es gibt eine Waffenruhe.", ("s0",), (denied,), (origin,),
            status=ClaimStatus.DENIED, day="1962-10-19", credibility=5,
        )  # fmt: skip

    def positions(self) -> Iterable[Position]:
        """A red line."""
        yield making.position(
            "p1", "a0", "ceasefire", "none", [("s1", 34, 58)],
            strength=Strength.RED_LINE, since="1962-10-19", asserted_by="a1",
        )  # fmt: skip

    def proposals(self) -> Iterable[Proposal]:
        """An offer of one term."""
        yield making.proposal("r1", "a0", "a2", [Term("ceasefire", "full", "d1", 48, 58, "a0")], ("s1",))

    def contacts(self) -> Iterable[Contact]:
        """A call."""
        days = ("1962-10-18", "1962-10-18")
        yield making.contact(
            "k1", (("a0",), ("a2",)), ("d1", 0, 10), days, "am Donnerstag", status=ContactStatus.REPORTED
        )

    def verdict(self) -> Verdict | None:
        """The line stands in the way."""
        line = VerdictLine("a0", "ceasefire", "red_line", ("s1",))
        return Verdict({"de": "So geht es <nicht>.", "en": "No <deal>."}, (line,))

    def issues(self) -> Iterable[Issue]:
        """One issue."""
        yield Issue("ceasefire", "Waffenruhe", ("full", "none"))


def exported(name: str, table: str = "statements", source: Made | None = None) -> bytes:
    """An export as bytes."""
    stream = io.BytesIO()
    write(source or Made(), name, stream, table)
    return stream.getvalue()


def test_jsonl_is_the_golden_file() -> None:
    """The contract's keys and their order never change by accident; a wanted change is a new golden file."""
    golden = Path(__file__).with_name("golden.jsonl")
    assert exported("jsonl").decode() == golden.read_text(encoding="utf-8")


def test_every_span_of_the_export_points_at_its_words() -> None:
    """``text[start:end]`` is what each record says."""
    records = [json.loads(line) for line in exported("jsonl").splitlines()]
    text = next(record["text"] for record in records if record["record"] == "document")
    said = next(record for record in records if record["record"] == "statement")
    assert [text[span["start"] : span["end"]] for span in said["content"]] == ["es gebe keine Waffenruhe"]
    assert [text[span["start"] : span["end"]] for span in said["speaker"]["spans"]] == ["Minister Kern"]
    assert [text[span["start"] : span["end"]] for span in said["hedges"]] == ["gebe"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_jsonl_on_exactly_one_line(text: str) -> None:
    """Line separators of every kind inside a text do not break the lines of the export."""
    source = Made()
    source.text = text
    lines = exported("jsonl", source=source).decode().splitlines()
    assert len(lines) == 9
    assert json.loads(lines[0])["text"] == text


@pytest.mark.parametrize("table", ["documents", "actors", "statements", "claims", "positions", "proposals", "contacts"])
def test_csv_and_parquet_hold_the_same_rows(table: str, tmp_path: Path) -> None:
    """Both tables have the same columns and one row; csv differs only in what spreadsheets would run."""
    sheet = list(csv.DictReader(io.StringIO(exported("csv", table).decode("utf-8-sig"))))
    path = tmp_path / "table.parquet"
    path.write_bytes(exported("parquet", table))
    frame = duckdb.sql(f"SELECT * FROM '{path}'")
    assert frame.columns == list(sheet[0])
    assert len(frame.fetchall()) == len(sheet) >= 1


@pytest.mark.parametrize("name", ["md", "html"])
def test_a_briefing_says_whether_a_deal_is_possible(name: str) -> None:
    """The sentence, and each line that it speaks of with the words that prove it; markup in it is text."""
    text = exported(name).decode()
    assert "Ist eine Einigung möglich?" in text
    assert "nicht" in text
    assert "<nicht>" not in text
    assert "es gebe keine Waffenruhe" in text
    assert "Österreich" in text

    class Silent(Made):
        def verdict(self) -> Verdict | None:
            return None

    assert "Ist eine Einigung möglich?" not in exported(name, source=Silent()).decode()


class Undated(Made):
    """A dispatch of which nobody knows outlet and day, with two positions of one party on one issue."""

    def documents(self) -> Iterable[Document]:
        """The title is all that it can be called by."""
        yield making.document("d1", TEXT, title="Kern weiss von nichts", outlet=None, published=None)

    def positions(self) -> Iterable[Position]:
        """One is proved better; the other is firmer, and rules its outcome out."""
        proved = [("s1", 34, 58), ("s1", 48, 58)]
        yield making.position("p1", "a0", "ceasefire", "none", [("s1", 34, 58)], strength=Strength.RED_LINE)
        yield making.position("p2", "a0", "ceasefire", "full", proved, strength=Strength.OPEN, refuses=True)


@pytest.mark.parametrize("name", ["md", "html"])
def test_a_briefing_of_undated_dispatches_leaves_no_gaps(name: str) -> None:
    """It says that they have no date, names the dispatch by its title, and shows what the matrix shows."""
    text = exported(name, source=Undated()).decode()
    assert "1 Meldungen ohne Datum" in text
    assert "bis" not in text.partition("Ist eine Einigung")[0].partition("Depesche;")[2]
    assert "()" not in text
    assert text.count("Kern weiss von nichts") >= 2
    assert "schließt aus: full" in text
    assert "rote Linie" not in text.partition("Wer was will")[2].partition("Behauptungen")[0]


def test_an_empty_table_still_has_its_columns() -> None:
    """A dossier without claims exports a claims table with a header and no rows."""

    class Empty(Made):
        def claims(self) -> Iterable[Claim]:
            return []

    assert exported("csv", "claims", Empty()).decode("utf-8-sig").splitlines()[0].startswith("id,gist,status")
    assert exported("parquet", "claims", Empty()).startswith(b"PAR1")


@pytest.mark.parametrize("cell", ["=SUM(A1)", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_a_csv_is_a_formula(cell: str) -> None:
    """What a spreadsheet would run gets an apostrophe in front; everything else stays as it is."""
    assert safe_cell(cell) == "'" + cell
    assert safe_cell("a" + cell) == "a" + cell


def test_an_unknown_format_or_table_is_named_with_those_there_are() -> None:
    """The message lists what can be asked for, and nothing is written."""
    with pytest.raises(UnknownName, match="jsonl"):
        exported("xlsx")
    stream = io.BytesIO()
    with pytest.raises(UnknownName, match="claims"):
        write(Made(), "csv", stream, "nonsense")
    assert stream.getvalue() == b""


def test_a_file_is_replaced_only_by_a_whole_export(tmp_path: Path) -> None:
    """An export that fails half-way leaves the file that was there."""

    class Failing(Made):
        def contacts(self) -> Iterable[Contact]:
            raise OSError(28, "No space left on device")

    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with pytest.raises(OutputFailed, match="No space left"):
        write(Failing(), "jsonl", target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_every_format_says_what_it_is() -> None:
    """Help texts and the web face list formats from the register."""
    assert all(entry.about and entry.suffix.startswith(".") and "/" in entry.media_type for entry in FORMATS.values())
