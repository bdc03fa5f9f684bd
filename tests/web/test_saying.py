"""Messages that a page shows are in the reader's language, with the words that they are about."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import depesche
from depesche.application.pages.common import day_of
from depesche.errors import DepescheError
from depesche.positions.belief import Belief
from depesche.web.saying import said
from depesche.web.texts import texts
from tests.web.conftest import Server

ERRORS = {
    *("UnknownName", "BadExpression", "UsageError", "BadToken"),
    *("InputError", "NotFound", "NotReadable", "EmptyInput", "UnknownFormat", "Damaged", "TooLarge"),
    *("FetchRefused", "FetchFailed"),
}
SOURCE = Path(depesche.__file__).parent
SHOWN = (
    *(SOURCE / "application" / name for name in ("checking.py", "deciding.py", "dossier.py", "naming.py")),
    *sorted((SOURCE / "application" / "pages").glob("*.py")),
    *(SOURCE / "application" / "pipeline.py", *sorted((SOURCE / "reading").rglob("*.py"))),
    *(SOURCE / "ledger" / name for name in ("decision_store.py", "documents.py", "query.py", "record_fields.py")),
    *(SOURCE / "exchange" / "tables.py", SOURCE / "exchange" / "formats.py", SOURCE / "positions" / "codebook.py"),
    *(SOURCE / "bargaining" / "what_if.py", SOURCE / "web" / "site.py"),
    *sorted((SOURCE / "web" / "routes").glob("*.py")),
)
NEVER_SHOWN = {
    *("Pipe it in and read - instead", "standard input broke off (X)", "Save it to a file and read that"),
    *("cannot be written (X)", "Name another file with --to."),
    *("reads nothing anew where dispatches are only stored", "Leave one of the two out."),
    *("the id is taken by a red line that is there already", "Give it another id."),
}
"""What only the command line can bring about."""


def _text(node: ast.expr) -> str | None:
    """A literal as it may read, with X for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    return None


def messages() -> Iterator[tuple[str, str]]:
    """What the modules behind the pages say is wrong and what to do, with the module's name."""
    for path in SHOWN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                for part in (node.args[0:1] + node.args[2:3]) if node.args else ():
                    text = _text(part)
                    if text and "`" not in text and "depesche " not in text and text not in NEVER_SHOWN:
                        yield path.name, text


def test_every_message_behind_a_page_is_there_in_german() -> None:
    """A new message needs a line in the texts; else a German page could only say that something is wrong."""
    found = list(messages())
    assert len(found) > 120
    assert [one for one in found if said(one[1], texts("de")) is None] == []


@pytest.mark.parametrize(
    ("belief", "told", "hint"),
    [
        ("namd", "„namd“ ist keine Bedingung, die Depesche kennt (bei Zeichen 1)", "Vielleicht named? Bedingungen"),
        ("named; until 2024-13", "„2024-13“ ist kein Tag (bei Zeichen 8; bis dahin verstanden: named)", "2024-11-20"),
        ("origins>=x", "„x“ ist keine Zahl (bei Zeichen 1)", "Schreiben Sie zum Beispiel origins>=2."),
        ("origins>=", "Hinter origins steht keine Zahl (bei Zeichen 1)", "Schreiben Sie zum Beispiel"),
        ("outlet:", "Hinter outlet: steht nichts (bei Zeichen 1)", "Schreiben Sie zum Beispiel outlet:dpa."),
        ("since", "Hinter since steht nichts (bei Zeichen 1)", "Schreiben Sie zum Beispiel until 2024-11-20."),
        ("kind:x", "„x“ ist keine Art (kind) von Aussage (bei Zeichen 1)", "Arten (kind) sind direct"),
        ("act:x", "„x“ ist keine Handlung (act) (bei Zeichen 1)", "Handlungen (act) sind assert"),
        ('outlet:"dpa', "Ein Anführungszeichen ist nicht geschlossen (bei Zeichen 8)", ""),
        ("; ".join(["named"] * 51), "51 Bedingungen; höchstens 50 sind möglich", ""),
        ("n" * 2001, "Länger als 2000 Zeichen", ""),
        ("qqqqqq", "„qqqqqq“ ist keine Bedingung, die Depesche kennt (bei Zeichen 1)", "Bedingungen sind named"),
    ],
)
def test_a_wrong_filter_is_explained_with_its_word(belief: str, told: str, hint: str) -> None:
    """Which word, where, what was understood before it, what may be meant."""
    with pytest.raises(DepescheError) as caught:
        Belief.parse(belief)
    assert said(caught.value.what, texts("de")) == told
    assert said(caught.value.what, texts("en")) == caught.value.what
    if hint:
        assert hint in (said(caught.value.hint or "", texts("de")) or "")


def test_a_wrong_day_is_explained() -> None:
    """The address's day is named beside the message."""
    with pytest.raises(DepescheError) as caught:
        day_of("2024-13-01")
    assert caught.value.where == "2024-13-01"
    assert said(caught.value.what, texts("de")) == "Das ist kein Tag"
    assert said(caught.value.hint or "", texts("de")) == "Schreiben Sie ihn wie 1962-10-27."


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("needs the ids to merge", "Es fehlt, wen oder was das betrifft (vereint)"),
        ("cannot be split with itself", "Das lässt sich nicht durch sich selbst teilen"),
        ("do not belong to the claim c1", "Diese gehören nicht dazu (Behauptung c1)"),
        ("2 dispatches are called so", "So heißen 2 Meldungen"),
        ("Did you mean sanctions or 'x'?", "Meinten Sie sanctions oder „x“?"),
        ("there is no such table", "Diese Tabelle gibt es nicht"),
        ("'2024-02-31' is no date; it was left out", "„2024-02-31“ ist kein Datum; es wurde weggelassen"),
        ("12,000 members", None),
        ("more than 12,000 members", "Mehr als 12,000 Dateien darin"),
        ("3 characters were", None),
        ("XML that is no feed and no news item (its root is <a>)", "XML, das weder Feed noch Meldung ist (Wurzel <a>)"),
    ],
)
def test_blanks_are_filled_in_the_readers_language(message: str, told: str | None) -> None:
    """Kinds of records and decisions are named as everywhere, quotation marks are ours, what fits whole goes first."""
    assert said(message, texts("de")) == told


def test_a_message_that_is_not_known_is_not_made_up() -> None:
    """Nothing is said for it."""
    assert said("something new about x", texts("de")) is None


@pytest.mark.parametrize(
    ("path", "status", "parts"),
    [
        ("/?believe=namd", 400, ("„namd“ ist keine Bedingung", "Was zählt", "Vielleicht named?")),
        ("/claims?since=gestern", 400, ("<b>gestern</b>: Das ist kein Tag", "wie 1962-10-27")),
        ("/claims/c0", 404, ("<b>c0</b>: Behauptung nicht gefunden",)),
        ("/documents/d0", 404, ("<b>d0</b>: Diese Meldung gibt es hier nicht",)),
        ("/review?record=x", 404, ("<b>x</b>: Unter diesem Namen wird nichts geprüft", "Möglich sind: ")),
        ("/add/nowhere", 404, ("Diesen Lauf gibt es nicht", "neu gestartet")),
        ("/positions/x/y", 404, ("<b>y</b>: Diesen Streitpunkt gibt es nicht im Codebuch", "Bekannt: ")),
    ],
)
def test_the_german_page_tells_the_word_and_the_next_step(
    server: Server, path: str, status: int, parts: tuple[str, ...]
) -> None:
    """No English sentence, and what was wrong beside its word."""
    answer = server.ask(path, Accept_Language="de")
    assert answer.status == status
    for part in parts:
        assert part in answer.text, answer.text[answer.text.find('class="problem"') :][:900]
    assert "is not understood" not in answer.text
    assert "Write it" not in answer.text


def test_errors_of_a_run_are_told_in_german(own_server: Server) -> None:
    """What could not be read is listed with the reason and the next step in the reader's language."""
    started = own_server.post("/add", address="http://127.0.0.1:9/x")
    assert started.status == 303
    deadline = time.monotonic() + 60
    while "hx-trigger" in (german := own_server.ask(started.headers["location"], Accept_Language="de").text):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "und das liegt nicht im öffentlichen Netz. Speichern Sie die Seite und lesen Sie die Datei." in german
    english = own_server.ask(started.headers["location"], Accept_Language="en").text
    assert "which is not on the public network. Save the page and read the file instead." in english
