"""What a dossier teaches of its issues: words, parties and sentences beside the names in the codebook."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from depesche.evaluation.positions_gold import GoldDossier, codebook_mapping
from depesche.evaluation.truth import load_truth
from depesche.positions import Codebook, derive, traces
from depesche.positions.codebook_file import codebook_of
from depesche.positions.features import ACTS, Seen, pair_names, statement_names
from depesche.positions.models import evidence_features, load_models
from depesche.positions.passages import Place
from depesche.positions.traces import Trace, traces_in
from depesche.positions.usage import USAGE, Told, Usage, coarse, telling_stems
from depesche.records import Act, Kind, Mention, Span, Statement
from depesche.stages import MemoryIndex

WORDS, PARTY, NEAR, BEFORE = (USAGE.index(name) for name in ("words", "party", "near", "before"))


def told(share: float, *stems: str, party: str = "", seed: int = 0) -> Told:
    """A statement on the first of two issues with this share."""
    vector = coarse(np.random.default_rng(seed).normal(size=(1, 512)).astype(np.float32))[0]
    return Told(party, stems, vector, np.array([share, 1 - share]))


def test_a_word_beside_a_named_issue_speaks_for_it() -> None:
    """A place that stands where one issue is named speaks for that issue where it is not."""
    usage = Usage(2, [told(0.95, "morfas", "abzug"), told(0.95, "morfas", "abzug"), told(0.05, "preis")])
    first, second = usage.rows([told(0.5, "morfas")], 0)[0, :, WORDS]
    assert first > 0.2 > 0 > second


def test_a_party_that_speaks_of_one_issue_is_expected_to() -> None:
    """Who has spoken of nothing else speaks of it again; who belongs to no party is not expected to do anything."""
    usage = Usage(2, [told(0.95, party="fischer") for _ in range(4)] + [told(0.05, party="werft") for _ in range(4)])
    rows = usage.rows([told(0.5, party="fischer"), told(0.5)], 0)[:, :, PARTY]
    assert rows[0, 0] > 0 > rows[0, 1]
    assert not rows[1].any()


def test_a_statement_teaches_nothing_about_itself() -> None:
    """Within the sample, a word that stands nowhere else says nothing, nor does the statement's own vector."""
    group = [told(0.9, "morfas", seed=1), told(0.5, "preis", seed=2)]
    usage = Usage(2, group)
    assert not usage.rows(group, 2)[:, :, WORDS].any()
    assert usage.rows(group, 0)[0, 0, NEAR] > usage.rows(group, 2)[0, 0, NEAR]


def test_an_empty_dossier_teaches_nothing() -> None:
    """Without a sample the document alone speaks: what was said before, and what else it says."""
    rows = Usage(2, []).rows([told(0.9, "morfas", party="x"), told(0.5)], 0)
    assert not rows[:, :, :BEFORE].any()
    assert rows[1, :, BEFORE].tolist() == pytest.approx([0.9, 0.1])
    assert Usage(2, []).rows([], 0).shape == (0, 2, len(USAGE))


def test_common_words_are_not_counted() -> None:
    """Rare words and numbers tell something; the small words of every sentence do not."""
    assert telling_stems([("nicht", "nicht"), ("Stellwerk", "stellwerk"), ("360", "360")]) == ("360", "stellwerk")


def test_a_second_look_is_reckoned_from_what_is_kept() -> None:
    """Kept numbers and the dossier's together come to what the model says of all features at once."""
    second = load_models().second
    assert second is not None
    draw = np.random.default_rng(3)
    own = np.zeros(len(statement_names()))
    own[2] = own[-1] = 1.0
    speech = Statement("s1", "d1", Kind.INDIRECT, Act(ACTS[2]), (Span(0, 5),), Mention())
    seen = Seen(speech, Place(0, 0, False), own, draw.random((4, len(pair_names()))))
    rows = draw.random((4, len(USAGE)))
    shares, chances = second.judge(second.issue_base(seen), second.evidence_base(seen), 2, True, rows)
    wide = replace(seen, pairs=np.hstack([seen.pairs, rows]))
    scores = second.issue_scores(wide.pairs)
    mean, deviation, weights, bias = second.evidence
    direct = np.exp(scores - scores.max())
    direct /= direct.sum()
    odds = ((evidence_features(wide, scores, direct) - mean) / deviation) @ weights + bias
    assert shares == pytest.approx(direct)
    assert chances == pytest.approx(1 / (1 + np.exp(-odds)))


@pytest.fixture(scope="module")
def dossier(examples: Path) -> tuple[GoldDossier, Codebook]:
    """The example dossier and its codebook."""
    truth = load_truth(examples / "cuba-1962")
    return GoldDossier(truth), codebook_of(codebook_mapping(truth), "cuba")


def test_a_trace_comes_back_whole(dossier: tuple[GoldDossier, Codebook]) -> None:
    """What is packed of a statement is what is unpacked."""
    view, codebook = dossier
    index = MemoryIndex()
    derive(view.batch[:1], view, index, codebook)
    found = traces_in(index)[view.batch[0].document.id]
    assert {one.statement for one in found} >= {statement.id for statement in view.batch[0].statements}
    assert all(Trace.unpack(one.pack()).pack() == one.pack() for one in found)
    assert all(abs(float(one.told.shares.sum()) - 1.0) < 1e-5 for one in found)


def test_the_oldest_documents_teach(dossier: tuple[GoldDossier, Codebook], monkeypatch: pytest.MonkeyPatch) -> None:
    """With more documents than teach, positions are the same whether the teaching ones are read first or last."""
    monkeypatch.setattr(traces, "MOST_DOCUMENTS", 6)
    view, codebook = dossier
    batch = sorted(view.batch[:24], key=lambda read: (read.document.published or "", read.document.id))
    found = []
    for order in (batch, batch[::-1]):
        index = MemoryIndex()
        kept: dict[str, object] = {}
        for begin in range(0, len(order), 12):
            changes = derive(order[begin : begin + 12], view, index, codebook)
            for old in changes.dropped.get("position", ()):
                kept.pop(old, None)
            kept.update({position.id: position for position in changes.positions})
        found.append(kept)
    assert found[0]
    assert found[0].keys() == found[1].keys()


def test_in_a_settled_dossier_an_older_document_costs_itself_alone(
    dossier: tuple[GoldDossier, Codebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the dossier is large, what is taught stays: only the late document is looked at."""
    monkeypatch.setattr(traces, "SETTLED", 5)
    asked: list[set[str]] = []
    derivation = import_module("depesche.positions.derive")  # the package's name of it is the function
    look = derivation.look_again

    def watched(documents: dict[str, list[Trace]], *rest: object) -> list[object]:
        asked.append(set(documents))
        return list(look(documents, *rest))

    monkeypatch.setattr(derivation, "look_again", watched)
    view, codebook = dossier
    batch = sorted(view.batch[:13], key=lambda read: (read.document.published or "", read.document.id), reverse=True)
    index = MemoryIndex()
    for read in (batch[:6], batch[6:12], batch[12:]):
        derive(read, view, index, codebook)
    assert [len(one) for one in asked] == [6, 6, 1]
    assert asked[-1] == {batch[-1].document.id}
