"""What is said in common, who answers it, and on how many independent origins it rests.

`link` is pure: it reads the dossier's new statements (with actors resolved), looks for known claims through its own
index and returns the claims that are new or changed. Order effect: a claim is named after its first statement, and a
statement joins the claim that fits best when it comes; later statements do not split or merge older claims.
"""

from __future__ import annotations

from collections.abc import Sequence

from depesche.claims.linking import Linker
from depesche.claims.memory import Memory
from depesche.claims.model import Models
from depesche.records import ReadDocument
from depesche.stages import Changes, DossierView, Stage, StageIndex

__all__ = ["STAGE", "link"]

STAGE = Stage(
    name="claims",
    version="13",
    reads=("statement.content", "statement.act", "statement.speaker.actor", "statement.via", "document.copies_of"),
    writes=("claim",),
    scored_by=("claims", "responses", "origins", "status"),
)


def link(batch: Sequence[ReadDocument], view: DossierView, index: StageIndex, models: Models | None = None) -> Changes:
    """Link the batch's statements to claims.

    Args:
        batch: documents with statements, actors resolved, best in order of publication.
        view: the dossier, which holds the batch's actors.
        index: this stage's index; written to.
        models: the trained scores; the shipped ones where None.

    Returns:
        Changes with ``claims`` (new or changed) and ``dropped["claim"]``.
    """
    linker = Linker(view, Memory(index), models)
    linker.take(batch)
    claims, dropped = linker.results()
    return Changes(claims=claims, dropped={"claim": dropped} if dropped else {})
