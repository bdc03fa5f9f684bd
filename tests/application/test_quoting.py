"""How dispatches and their sentences are shown: by whom, where a sentence begins and ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import depesche
from depesche.application.pages.common import sentence_around, source_of
from depesche.cli.root import depesche as command
from depesche.records import Strength
from tests import making

SAID = "Die Regierung werde keine Inspektoren ins Land lassen, sagte der Minister am Abend."
WRAPPED = """WIEN (dpa)
Die Regierung hat am Freitag in Wien erklärt, sie werde keine Inspektoren ins
Land lassen, solange die Blockade nicht vollständig aufgehoben sei, die seit dem
Frühjahr gilt. Ein Sprecher sagte, es bleibe dabei.
"""


def sentence(text: str, words: str) -> str:
    """The sentence that is shown around words."""
    start = text.index(words)
    left, right = sentence_around(text, start, start + len(words))
    return text[left:right]


@pytest.mark.parametrize(
    "text",
    [
        f"Minister bleibt hart\n{SAID} Das war alles.",
        f"Minister bleibt hart\nBERLIN, 20. Oktober (dpa)\n{SAID}\nWeitere Gespräche sind nicht geplant.",
        f"Gespräche gescheitert\n{SAID}\nKeine Einigung in Sicht\nEin anderer sagte nichts.",
        f"{SAID}\n\nEin anderer sagte nichts.",
    ],
)
def test_a_sentence_begins_after_headline_and_dateline(text: str) -> None:
    """Lines of their own, with a blank line or without, are none of the sentence."""
    assert sentence(text, "keine Inspektoren ins Land lassen").strip() == SAID


def test_a_sentence_wrapped_into_lines_stays_whole() -> None:
    """A line break in mid-sentence, where the next word had no room, does not end it; the dateline's does."""
    shown = " ".join(sentence(WRAPPED, "keine Inspektoren").split())
    assert shown.startswith("Die Regierung hat am Freitag")
    assert shown.endswith("Frühjahr gilt.")


@pytest.mark.parametrize(
    ("outlet", "agencies", "shown"),
    [("Bote", ("dpa",), "Bote"), (None, ("dpa",), "dpa"), (None, ("dpa", "afp"), "dpa/afp"), (None, (), "")],
)
def test_who_has_no_outlet_is_shown_by_his_agencies(outlet: str | None, agencies: tuple[str, ...], shown: str) -> None:
    """Wherever dispatches are listed or quoted."""
    assert source_of(making.document("d", outlet=outlet, agencies=agencies)).outlet == shown


@pytest.mark.parametrize(("agencies", "by"), [(("dpa",), "dpa"), ((), "")])
def test_the_command_line_names_agencies_and_leaves_out_what_is_not_there(
    tmp_path: Path, agencies: tuple[str, ...], by: str
) -> None:
    """No "0 outlets", no "?" for an outlet, no comma before nothing."""
    place = str(tmp_path / "a.depesche")
    document = making.document("d1", SAID, agencies=agencies, published="1999-03-01")
    line = making.position(
        "p1", "n", "inspections", "allowed", [("s1", 14, 53)], strength=Strength.RED_LINE, refuses=True,
        since="1999-03-01",
    )  # fmt: skip
    wants = making.position("p2", "s", "inspections", "allowed", [("s1", 14, 53)], since="1999-03-01")
    with depesche.open(place) as opened:
        making.keep(
            opened.ledger, [document], {"d1": [making.statement("s1", "d1", 14, 53, "n")]},
            actors=[making.actor("n", "Nordland"), making.actor("s", "Südland")],
            claims=[making.claim("c1", SAID, ["s1"], day="1999-03-01")], positions=[line, wants],
        )  # fmt: skip

    def shown(*words: str) -> str:
        return CliRunner().invoke(command, [*words, "--dossier", place]).output

    assert f"Nordland, {by} 1999-03-01".replace("  ", " ") in shown("deal")
    assert "outlet" not in shown("status").splitlines()[0]
    assert (f"{by} ← Nordland" if by else "─ Nordland  1999-03-01") in shown("claim", "c1")
    assert "?" not in shown("claim", "c1")
