"""The scorer of quotes against cases computed by hand."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from depesche.errors import BadFile, NotFound
from depesche.evaluation.quotes import (
    PARTS,
    Quote,
    as_quote,
    covered,
    evaluate,
    pair,
    parse_gold,
    read_gold,
    score,
    table,
)
from depesche.records import Act, Kind, Mention, Span, Statement

TEXT = "Er sagte, es sei aus. Sie schwieg."
ENTRY = {
    "documentName": "x",
    "text": TEXT,
    "sentences": [
        {"charBegin": 0, "charEnd": 21, "tokens": ["Er", "sagte", ",", "es", "sei", "aus", "."]},
        {"charBegin": 22, "charEnd": 34, "tokens": ["Sie", "schwieg", "."]},
    ],
    "annotations": [
        {
            "type": "Indirect",
            "medium": "Speech",
            "quote": {"tokenIds": [3, 4, 5], "spans": [[10, 20]]},
            "speaker": {"tokenIds": [0], "spans": [[0, 2]]},
            "cue": {"tokenIds": [1], "spans": [[3, 8]]},
            "frame": {"tokenIds": [0, 1, 2], "spans": [[0, 9]]},
            "addressee": {"tokenIds": [], "spans": []},
        }
    ],
}


def quote(content: set[int], kind: str = "indirect", medium: str = "speech", **roles: set[int]) -> Quote:
    """A quote with these token numbers."""
    parts = {part: frozenset(roles.get(part, ())) for part in PARTS} | {"quote": frozenset(content)}
    return Quote(parts, kind, medium)


def statement(*spans: Span, speaker: tuple[Span, ...] = (), cue: tuple[Span, ...] = ()) -> Statement:
    """A statement with these ranges."""
    return Statement("s", "d", Kind.INDIRECT, Act.ASSERT, spans, speaker=Mention(speaker), cue=cue)


def test_gold_tokens_get_their_ranges_and_quotes_their_labels() -> None:
    """Tokens are found in their sentence; kinds and media take the records' values."""
    gold = parse_gold(ENTRY)
    assert [TEXT[a:b] for a, b in gold.tokens] == [w for s in ENTRY["sentences"] for w in s["tokens"]]
    assert gold.sentences == ((0, 7), (7, 10))
    assert (gold.quotes[0].kind, gold.quotes[0].medium) == ("indirect", "speech")


def test_a_perfect_reading_scores_one() -> None:
    """Gold against itself is 1 in every measure that the gold has."""
    gold = parse_gold(ENTRY)
    figures = score([(gold.quotes, gold.quotes)])
    for name in ("joint", "quote", "roles", "speaker", "cue", "frame", "kinds", "exact_joint", "tokens_joint"):
        assert figures[f"{name}_f1"] == 1.0


def test_macro_figures_by_hand() -> None:
    """Two gold quotes, two predicted, one of them paired: each part's precision and recall is a mean over quotes.

    Paired: content 2 of 3 predicted right, 2 of 4 gold found; speaker right; a cue where gold has none.
    Unpaired predicted: content and speaker at precision 0. Unpaired gold: content and cue at recall 0.
    """
    gold = [quote({0, 1, 2, 3}, speaker={9}), quote({20, 21}, cue={22})]
    found = [quote({2, 3, 4}, speaker={9}, cue={8}), quote({30}, kind="direct", speaker={31})]
    figures = score([(found, gold)])
    assert figures["quote_precision"] == pytest.approx((2 / 3 + 0) / 2)
    assert figures["quote_recall"] == pytest.approx((2 / 4 + 0) / 2)
    assert figures["speaker_precision"] == pytest.approx((1 + 0) / 2)
    assert figures["speaker_recall"] == 1.0
    assert (figures["cue_precision"], figures["cue_recall"]) == (0.0, 0.0)
    assert figures["roles_precision"] == pytest.approx((1 + 0 + 0) / 3)
    assert figures["joint_precision"] == pytest.approx((2 / 3 + 0 + 1 + 0 + 0) / 5)
    assert figures["joint_recall"] == pytest.approx((2 / 4 + 0 + 1 + 0) / 4)
    assert figures["kinds_f1"] == pytest.approx(0.5)  # one of two predicted, one of two gold
    assert figures["tokens_quote_precision"] == pytest.approx(2 / 4)
    assert figures["exact_speaker_f1"] == pytest.approx(2 * 0.5 * 1 / 1.5)


def test_pairing_is_best_in_sum_and_one_to_one() -> None:
    """A greedy pairing would give the first predicted quote its best gold and leave the other without."""
    gold = [quote({0, 1, 2, 3}), quote({4, 5})]
    found = [quote({0, 1, 2, 3, 4, 5}), quote({0, 1, 2})]
    assert pair(found, gold) == {0: 1, 1: 0}
    assert pair([quote({50})], gold) == {}


def test_the_kind_breaks_ties() -> None:
    """Of two gold quotes with the same tokens, the one of the same kind is paired."""
    gold = [quote({1, 2}, kind="direct"), quote({1, 2}, kind="indirect")]
    assert pair([quote({1, 2}, kind="indirect")], gold) == {0: 1}


def test_a_span_covers_a_token_that_it_holds_half_of() -> None:
    """Other tokenisations than the gold's are judged by characters."""
    tokens = [(0, 4), (5, 9)]
    assert covered([Span(0, 2)], tokens) == {0}
    assert covered([Span(0, 1), Span(8, 9)], tokens) == frozenset()
    assert covered([Span(0, 1), Span(2, 3)], tokens) == {0}


def test_what_is_stored_is_scored(tmp_path: Path) -> None:
    """`evaluate` gives the reader the gold's text and scores the records that come back."""
    path = tmp_path / "gold.jsonl.xz"
    path.write_bytes(lzma.compress(json.dumps(ENTRY).encode()))
    asked = []

    def read(text: str) -> list[Statement]:
        asked.append(text)
        return [statement(Span(10, 20), speaker=(Span(0, 2),), cue=(Span(3, 8),))]

    figures = evaluate(path, read)
    assert asked == [TEXT]
    assert figures["quote_f1"] == figures["speaker_f1"] == figures["cue_f1"] == 1.0
    assert figures["frame_recall"] == 0.0
    assert "joint" in table(figures)


def test_the_original_files_hold_one_object_or_a_list(tmp_path: Path) -> None:
    """A .json file with one document, one with a list, and a folder of both are read alike."""
    (tmp_path / "one.json").write_text(json.dumps(ENTRY, indent=2))
    (tmp_path / "two.json").write_text(json.dumps([ENTRY, ENTRY]))
    assert len(list(read_gold(tmp_path / "one.json"))) == 1
    assert len(list(read_gold(tmp_path / "two.json"))) == 2
    assert len(list(read_gold(tmp_path))) == 3


def test_wrong_files_are_named(tmp_path: Path) -> None:
    """A missing file, one that is no JSON and one without the fields are reported as such."""
    with pytest.raises(NotFound):
        list(read_gold(tmp_path / "none.jsonl"))
    for content in (b"{", b'{"text": "x"}', b"\xff\xfe", b"[1]"):
        (tmp_path / "bad.jsonl").write_bytes(content)
        with pytest.raises(BadFile):
            list(read_gold(tmp_path / "bad.jsonl"))


def test_no_statements_and_no_gold() -> None:
    """Nothing predicted, or nothing to predict, gives zeros, not errors."""
    gold = parse_gold(ENTRY)
    assert score([([], gold.quotes)])["joint_f1"] == 0.0
    assert score([([], [])])["joint_f1"] == 0.0
    assert as_quote(statement(Span(0, 1)), []).parts["quote"] == frozenset()
