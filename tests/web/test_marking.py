"""A document's text cut into blocks and pieces: nothing lost, nesting right, bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from depesche.application.pages.common import sentence_around
from depesche.application.pages.marking import PART, Block, blocks, parts_of
from depesche.records import Act, Document, Junk, Kind, Mention, Span, Statement

TEXT = st.text(alphabet="aäß😀 .\n„“", max_size=200)


def said(identity: str, start: int, end: int, **more: object) -> Statement:
    """A statement."""
    return Statement(identity, "d", Kind.INDIRECT, Act.ASSERT, (Span(start, end),), **more)  # type: ignore[arg-type]


def laid(document: Document, statements: list[Statement], part: int = 1) -> tuple[Block, ...]:
    """One part of a text laid out."""
    return blocks(document, parts_of(document)[part - 1], statements)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, list[Statement]]:
    """A text with statements anywhere in it, crossing each other as they like, and junk."""
    text = draw(TEXT)
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place), max_size=6))
    statements = [said(f"s{n}", min(a, b), max(a, b)) for n, (a, b) in enumerate(spans) if a != b]
    cuts = sorted(draw(st.lists(place, max_size=4, unique=True)))
    junk = tuple(Junk(a, b, "x") for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    return Document("d", text, junk=junk), statements


@given(documents())
def test_no_visible_character_is_lost_or_doubled(case: tuple[Document, list[Statement]]) -> None:
    """All blocks together hold the text, but for white space around blocks."""
    document, statements = case
    found = laid(document, statements)
    assert "".join("".join(block.text for block in found).split()) == "".join(document.text.split())


@given(documents())
def test_each_piece_knows_exactly_the_statements_that_cover_it(case: tuple[Document, list[Statement]]) -> None:
    """Piece by piece, outside junk, the covering statements are those whose content covers the characters."""
    document, statements = case
    found = laid(Document("d", document.text), statements)
    covered = {one.id: "" for one in statements}
    for block in found:
        for piece in block.pieces:
            for one in piece.statements:
                covered[one] += piece.text
    for one in statements:
        words = document.text[one.start : one.end]
        assert "".join(covered[one.id].split()) == "".join(words.split())


@given(documents())
def test_every_statement_begins_somewhere(case: tuple[Document, list[Statement]]) -> None:
    """A link to a statement finds it: also where several begin at one character, and where it was set aside as junk."""
    document, statements = case
    begins = [one for block in laid(document, statements) for piece in block.pieces for one in piece.begins]
    visible = [one.id for one in statements if document.text[one.start].strip()]
    assert len(begins) == len(set(begins))
    assert set(visible) <= set(begins)


def test_every_character_stands_in_one_part() -> None:
    """Of a long text with paragraphs, each place belongs to exactly one part."""
    document = Document("d", ("Ein Satz. " * 500 + "\n\n") * 40)
    parts = parts_of(document)
    assert len(parts) > 2
    for place in range(0, len(document.text), 977):
        assert sum(part.holds(place) for part in parts) == 1


def test_nested_statements_are_told_outermost_first() -> None:
    """The longest content stands first, the innermost last."""
    document = Document("d", "Er sagte, sie habe gesagt, es regne.")
    found = laid(document, [said("in", 27, 35), said("out", 10, 35)])
    assert found[0].pieces[-2].statements == ("out", "in")


def test_title_and_junk_are_blocks_of_their_own() -> None:
    """The title becomes the headline, junk is folded away."""
    text = "Titel\nAnzeige\nEin Satz."
    document = Document("d", text, title="Titel", title_span=Span(0, 5), junk=(Junk(6, 13, "advert"),))
    found = laid(document, [])
    assert [(block.kind, block.text.strip()) for block in found] == [
        ("title", "Titel"), ("junk", "Anzeige"), ("paragraph", "Ein Satz."),
    ]  # fmt: skip


def test_wrapped_lines_are_joined_and_long_lines_are_paragraphs() -> None:
    """A text wrapped at a column has paragraphs at blank lines; one with long lines at every line."""
    assert len(laid(Document("d", "eins\nzwei\n\ndrei"), [])) == 2
    assert len(laid(Document("d", "x " * 100 + "\nzwei\ndrei"), [])) == 3


def test_a_huge_text_comes_in_parts() -> None:
    """No page holds more than one part, also of a text without any break."""
    document = Document("d", "x" * (3 * PART))
    found = laid(document, [], part=2)
    assert len(parts_of(document)) == 3
    assert sum(len(block.text) for block in found) == PART


def test_cue_speaker_and_hedge_are_marked() -> None:
    """The words that introduce, name and weaken are told apart."""
    statement = said("s", 14, 24, cue=(Span(7, 12),), speaker=Mention((Span(0, 6),)))
    found = laid(Document("d", "Müller sagte, es sei gut."), [statement])
    assert [(piece.text, piece.who, piece.cue) for piece in found[0].pieces[:3]] == [
        ("Müller", True, False), (" ", False, False), ("sagte", False, True),
    ]  # fmt: skip


@given(TEXT, st.data())
def test_the_sentence_around_holds_the_words(text: str, data: st.DataObject) -> None:
    """Wherever the words stand, their sentence begins before and ends after them."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = sentence_around(text, start, end)
    assert 0 <= left <= start <= end <= right <= len(text)
