"""Analysis -> Statements: who says what, in which words, marked by which cue.

A trained network finds contents and, for each, its speaker, cue, frame, addressee, kind, medium and act. See
``docs/attribution.md`` for how, and ``model/CARD.md`` for what it was trained on and how well it does.
"""

from __future__ import annotations

from collections.abc import Sequence

from depesche.records import Analysis, Document, Statement
from depesche.stages import Stage

__all__ = ["STAGE", "attribute"]

STAGE = Stage(
    name="attribution",
    version="13",
    reads=("document.text", "analysis.tokens", "analysis.sentences", "analysis.names"),
    writes=("statement",),
    scored_by=("quotes",),
)


def attribute(pairs: Sequence[tuple[Document, Analysis]]) -> list[tuple[Statement, ...]]:
    """The statements of each document.

    Args:
        pairs: documents with what the language stage found in them.

    Returns:
        For each pair its statements in text order. Speakers, addressees and transmitters are named by the text's own
        words; no actor is resolved.

    Raises:
        ModelError: the model that ships with the package is missing or damaged.
    """
    from depesche.attribution.batches import read_all  # the model's machinery is loaded when first needed

    return read_all(pairs)
