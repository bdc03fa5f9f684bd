"""The scorers of names, times and mood on cases computed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from depesche.errors import Damaged, NotFound
from depesche.evaluation import mood, names, times
from depesche.records import Document, Name, NameKind, TimeExpression, Token

GERMEVAL = [
    "#\tsource",
    "1\tDer\tO\tO",
    "2\tKreml\tB-ORG\tB-LOC",
    "3\tin\tO\tO",
    "4\tSt.\tB-LOC\tO",
    "5\tPetersburg\tI-LOC\tO",
    "6\tlobt\tO\tO",
    "7\tdeutsche\tB-LOCderiv\tO",
    "8\tUS-Truppen\tB-LOCpart\tO",
    "",
    "1\tAnna\tB-PER\tO",
    "2\tBert\tB-PER\tO",
    "",
]

TIMEML = """<TimeML><DCT><TIMEX3 value="2014-02-18">x</TIMEX3></DCT><TEXT>Am <TIMEX3 tid="t1" type="DATE"
value="2014-02-17">Montag</TIMEX3> &amp; <TIMEX3 value="P2D" type="DURATION">zwei Tage</TIMEX3><TIMEX3 value="2014"
type="DATE"/> lang</TEXT></TimeML>"""

CONLLU = [
    "# text = Er sei zum Amt gekommen.",
    "1\tEr\ter\tPRON\t_\tCase=Nom\t0\t_\t_\t_",
    "2\tsei\tsein\tAUX\t_\tMood=Sub|Tense=Pres\t0\t_\t_\t_",
    "3-4\tzum\t_\t_\t_\t_\t_\t_\t_\t_",
    "3\tzu\tzu\tADP\t_\t_\t0\t_\t_\t_",
    "4\tdem\tder\tDET\t_\t_\t0\t_\t_\t_",
    "5\tAmt\tAmt\tNOUN\t_\t_\t0\t_\t_\t_",
    "6\tgekommen\tkommen\tVERB\t_\tVerbForm=Part\t0\t_\t_\tSpaceAfter=No",
    "7\t.\t.\tPUNCT\t_\t_\t0\t_\t_\t_",
    "",
]


def test_germeval_is_read_as_outer_names_of_four_kinds() -> None:
    """Derived words and compounds are no names, inner names are not read, names side by side stay apart."""
    first, second = names.read_germeval(GERMEVAL)
    assert first.document.text == "Der Kreml in St. Petersburg lobt deutsche US-Truppen"
    assert first.gold == ((4, 9, "organisation"), (13, 27, "place"))
    assert second.gold == ((0, 4, "person"), (5, 9, "person"))


def test_names_by_hand() -> None:
    """Two of four gold names found by three guesses: precision 2/3, recall 1/2, F1 4/7; a wrong kind is wrong."""
    gold = [[(0, 4, "person"), (5, 9, "person")], [(0, 3, "place"), (4, 9, "organisation")]]
    found = [[(0, 4, "person")], [(0, 3, "place"), (4, 9, "place")]]
    figures = names.score(gold, found)
    assert figures["precision"] == pytest.approx(2 / 3)
    assert figures["recall"] == pytest.approx(1 / 2)
    assert figures["f1"] == pytest.approx(4 / 7)
    assert figures["place_f1"] == pytest.approx(2 / 3)
    assert names.score([[]], [[]])["f1"] == 0.0


def test_timeml_is_read_with_offsets() -> None:
    """Tags vanish, entities are one character, empty expressions are left out, the day of creation is kept."""
    marked = times.read_timeml(TIMEML, "x.tml")
    assert marked.document.text == "Am Montag & zwei Tage lang"
    assert marked.document.published == "2014-02-18"
    assert marked.gold == ((3, 9, "2014-02-17"), (12, 21, "P2D"))
    with pytest.raises(Damaged):
        times.read_timeml("<TimeML></TimeML>", "y.tml")


def test_times_by_hand() -> None:
    """One span with its value, one with a wrong value, one wrong span."""
    figures = times.score([[(0, 5, "2014"), (6, 9, "P2D")]], [[(0, 5, "2014"), (6, 9, "P3D"), (10, 12, "2015")]])
    assert figures["span_f1"] == pytest.approx(2 * (2 / 3) * 1 / (2 / 3 + 1))
    assert figures["value_precision"] == pytest.approx(1 / 3)
    assert figures["value_recall"] == pytest.approx(1 / 2)


def test_moods_by_hand() -> None:
    """A multi-word token is no gold token; a subjunctive found at the right place counts whichever of the two it is."""
    (marked,) = mood.read_conllu(CONLLU)
    assert [marked.document.text[start:end] for start, end, _, _ in marked.gold] == [
        "Er",
        "sei",
        "Amt",
        "gekommen",
        ".",
    ]
    found = [Token(0, 2, pos="PRON"), Token(3, 6, pos="VERB", mood="sub2"), Token(15, 23, pos="VERB", mood="sub1")]
    figures = mood.score([marked.gold], [found])
    assert figures["subjunctive_precision"] == pytest.approx(1 / 2)
    assert figures["subjunctive_recall"] == 1.0
    assert figures["pos_accuracy"] == pytest.approx(2 / 5)
    assert figures["token_recall"] == pytest.approx(3 / 5)


def test_evaluate_reads_files(tmp_path: Path) -> None:
    """`evaluate` gives the documents to the reader and scores what it returns."""
    file = tmp_path / "a.tsv"
    file.write_text("\n".join(GERMEVAL), encoding="utf-8")

    def read_names(documents: object) -> list[list[Name]]:
        return [[Name(4, 9, NameKind.ORGANISATION, 1.0)], []]

    assert names.evaluate(file, read_names)["recall"] == pytest.approx(1 / 4)
    (tmp_path / "a.tml").write_text(TIMEML, encoding="utf-8")

    def read_times(documents: object) -> list[list[TimeExpression]]:
        return [[TimeExpression(3, 9, "DATE", "2014-02-17")]]

    assert times.evaluate(tmp_path, read_times)["value_recall"] == pytest.approx(1 / 2)
    treebank = tmp_path / "a.conllu"
    treebank.write_text("\n".join(CONLLU), encoding="utf-8")

    def read_tokens(documents: list[Document]) -> list[list[Token]]:
        assert documents[0].text.startswith("Er sei")
        return [[]]

    assert mood.evaluate(treebank, read_tokens)["subjunctive_f1"] == 0.0  # type: ignore[arg-type]


@pytest.mark.parametrize("evaluate", [names.evaluate, times.evaluate, mood.evaluate])
def test_missing_files_are_named(evaluate: object, tmp_path: Path) -> None:
    """A path with nothing there is an error of ours."""
    with pytest.raises(NotFound):
        evaluate(tmp_path / "none", lambda documents: [])  # type: ignore[operator]
