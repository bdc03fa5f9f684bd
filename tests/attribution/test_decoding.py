"""Tags, windows, features and decoding: pure functions under the network."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.attribution.decoding import Candidate, Content, Settings, choose, role_tokens, searches
from depesche.attribution.features import SIZES, features, quoted
from depesche.attribution.network import layout
from depesche.attribution.tags import BARRED, BARRED_START, best_path, decode, encode
from depesche.attribution.windows import CONTENT, MARKS, marks, positions, window
from depesche.language import sentences, tokenize
from depesche.records import Token


def numbers(*values: int) -> np.ndarray:
    """Token numbers as an array."""
    return np.array(values, dtype=np.int64)


def test_contents_become_tags_and_come_back() -> None:
    """Neighbouring, interrupted and nested contents survive the way through tags."""
    contents = [numbers(0, 1, 2), numbers(3, 4), numbers(6, 7, 9, 10), numbers(9, 10)]
    tags, levels = encode(contents, 12)
    assert levels == [0, 0, 0, 1]
    assert [c.tolist() for c in decode(tags[0])] == [[0, 1, 2], [3, 4], [6, 7, 9, 10]]
    assert [c.tolist() for c in decode(tags[1])] == [[9, 10]]


def test_a_content_in_the_gap_of_another_goes_to_the_second_level() -> None:
    """On one level it would cut the other in two."""
    tags, levels = encode([numbers(0, 1, 5, 6), numbers(2, 3)], 8)
    assert levels == [0, 1]
    assert decode(tags[0])[0].tolist() == [0, 1, 5, 6]


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(-5, 5, width=32), min_size=4, max_size=4), min_size=1, max_size=7))
def test_the_best_path_is_the_best_of_all_paths(rows: list[list[float]]) -> None:
    """Viterbi against trying every sequence of tags."""
    scores = np.array(rows, dtype=np.float32)
    steps = np.linspace(-1, 1, 16, dtype=np.float32).reshape(4, 4)

    def value(path: tuple[int, ...]) -> float:
        total = float(BARRED_START[path[0]]) + float(scores[0, path[0]])
        for index in range(1, len(path)):
            total += float(steps[path[index - 1], path[index]] + BARRED[path[index - 1], path[index]])
            total += float(scores[index, path[index]])
        return total

    everything = np.stack(np.meshgrid(*[range(4)] * len(rows), indexing="ij"), -1).reshape(-1, len(rows))
    if len(everything) <= 4096:
        best = max(value(tuple(path)) for path in everything.tolist())
        assert abs(value(tuple(best_path(scores, steps).tolist())) - best) < 1e-3


def test_no_tags_for_no_tokens() -> None:
    """An empty text has an empty best path."""
    assert len(best_path(np.zeros((0, 4), dtype=np.float32), np.zeros((4, 4), dtype=np.float32))) == 0


def test_quotation_state_follows_the_marks() -> None:
    """Inside and outside, nested marks, and marks without partner."""
    places = np.zeros(9, dtype=np.int32)
    assert quoted(list("„ab“cd“ef"), places).tolist() == [1, 3, 4, 2, 0, 0, 8, 9, 9]
    state = quoted(["„", "a", "‚", "b", "‘", "c", "“", "d", "e"], places)
    assert state.tolist() == [1, 3, 1, 7, 2, 4, 2, 0, 0]


def test_a_stray_mark_ends_with_its_paragraph() -> None:
    """What follows a blank line is not taken for quoted."""
    places = np.zeros(6, dtype=np.int32)
    places[3] = 7
    assert quoted(["„", "a", "b", "c", "d", "."], places).tolist() == [8, 9, 9, 0, 0, 0]


@settings(deadline=None)
@given(st.text(alphabet="abÄß„“\"'»«.,!? \n-1🙂", max_size=80))
def test_features_stay_inside_their_tables(text: str) -> None:
    """Every feature of every token is a row of its table, whatever the text."""
    ranges = tokenize(text)
    tokens = [Token(*one) for one in ranges]
    found, bits = features(text, tokens, sentences(text, ranges))
    assert found.shape == (len(tokens), len(SIZES))
    assert (found >= 0).all()
    assert (found < np.array(SIZES)).all()
    assert set(np.unique(bits)) <= {0, 1}


@settings(deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.data())
def test_windows_hold_the_content_and_marks_stay_inside_their_tables(lengths: list[int], data: st.DataObject) -> None:
    """A window is bounded, in order, and holds the content's ends; marks are rows of their tables."""
    ends = np.cumsum(lengths).tolist()
    parts = list(zip([0, *ends[:-1]], ends, strict=True))
    count = ends[-1]
    start = data.draw(st.integers(0, count - 1))
    end = data.draw(st.integers(start, count - 1))
    content = np.unique(np.array([start, end, *range(start, end, 2)]))
    places = np.zeros(count, dtype=np.int64)
    sentence_of, firsts, paragraph_of = positions(parts, places)
    look = window(content, sentence_of, firsts)
    assert len(look) <= CONTENT + 90 + 45
    assert (np.diff(look) > 0).all()
    assert start in look
    assert end in look
    found = marks(look, content, sentence_of, paragraph_of, np.zeros(count, dtype=np.int64), places)
    assert (found >= 0).all()
    assert (found < np.array(MARKS)).all()


def candidate(content: np.ndarray, logit: float, level: int = 0) -> Candidate:
    """A candidate that is a quote with this logit."""
    labels = np.zeros(24, dtype=np.float32)
    labels[22] = logit
    return Candidate(Content(level, content), content, np.zeros((len(content), 7), dtype=np.float32), labels)


def test_of_overlapping_candidates_the_surest_stays() -> None:
    """On one level contents do not overlap; on different levels they may; the unsure go."""
    found = [
        candidate(numbers(0, 1, 2), 1),
        candidate(numbers(2, 3), 2),
        candidate(numbers(2), 1, 1),
        candidate(numbers(9), -3),
    ]
    chosen = choose(found, Settings(keep=0.5))
    assert [one.content.tolist() for one, _ in chosen] == [[2, 3], [2]]


def test_the_same_words_on_both_levels_are_one_quote() -> None:
    """A content that outer and inner search both find is kept once, the surer time."""
    kept = choose([candidate(numbers(3, 4), 1, 0), candidate(numbers(3, 4), 2, 1)], Settings(keep=0.1))
    assert [one.level for one, _ in kept] == [1]


def test_a_bonus_finds_what_the_plain_search_is_too_shy_for() -> None:
    """A content a little worse than none is found by a search with a bonus, and marked as such."""
    scores = np.full((5, 8), -9, dtype=np.float32)
    scores[:, [0, 4]] = 0
    scores[1, 1] = -0.5
    scores[2, 2] = 0.0
    steps = [np.zeros((4, 4), dtype=np.float32)] * 2
    assert searches([scores], steps, ())[0] == []
    found = searches([scores], steps, (1.0,))[0]
    assert [(one.tokens.tolist(), one.level, one.search) for one in found] in ([([1], 0, 1)], [([1, 2], 0, 1)])
    assert found[0].odds < 0


def test_roles_are_tokens_over_their_cut() -> None:
    """A weak second speaker goes, a strong one stays; kinds without cue by definition get none."""
    one = candidate(numbers(0, 1, 2, 3, 4, 5), 1)
    one.roles[:] = -5
    one.roles[[0, 2], 0] = 3
    one.roles[5, 0] = -0.7  # 0.33: over the cut, but much less likely than the best
    one.roles[1, 1] = 2
    one.labels[1] = 3
    found = role_tokens(one, Settings())
    assert found["speaker"].tolist() == [0, 2]
    assert found["cue"].tolist() == [1]
    one.labels[2] = 9
    assert role_tokens(one, Settings())["cue"].tolist() == []


def test_an_indirect_quote_gets_its_likeliest_cue() -> None:
    """A cue under the cut is better than none where the kind needs one."""
    one = candidate(numbers(0, 1, 2), 1)
    one.roles[:] = -5
    one.roles[1, 1] = -1.5
    one.labels[1] = 3
    assert role_tokens(one, Settings())["cue"].tolist() == [1]


def test_a_layout_lays_sequences_side_by_side_and_back() -> None:
    """Rows taken by the layout stand at their step and sequence; the way back restores them."""
    how = layout([3, 1, 2])
    rows = np.arange(6)
    laid = rows[how.layout]
    assert laid[:, 0].tolist() == [0, 1, 2]
    assert laid[0].tolist() == [0, 3, 4]
    assert how.real[..., 0].tolist() == [[1, 1, 1], [1, 0, 1], [1, 0, 0]]
    assert laid.reshape(-1)[how.back].tolist() == rows.tolist()
