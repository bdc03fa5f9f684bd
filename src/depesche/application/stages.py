"""Which stages a dossier goes through, in which versions.

A stage's effective version holds those of the stages before it: when attribution gets better, claims have to be made
anew as well. The positions' holds the codebook's digest: another codebook, other positions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from depesche.application.codebooks import Chosen, built_in
from depesche.records import ReadDocument, Statement
from depesche.stages import Changes, DossierView, Stage, StageIndex

Predict = Callable[[Sequence[ReadDocument], DossierView, StageIndex], Changes]


@dataclass(frozen=True, slots=True)
class WideStage:
    """A stage that looks at the whole dossier.

    Args:
        stage: its declaration, in its effective version.
        predict: what it does with new documents.
        writes: the kinds of records that it alone writes: dropped when a new version starts anew.
    """

    stage: Stage
    predict: Predict
    writes: tuple[str, ...]


def _nothing(_: Statement) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Plan:
    """All stages after reading, in order.

    Args:
        language, attribution: the stages that read each document by itself.
        wide: those that look at the whole dossier.
        added: which statements one of the wide stages added; they are its findings, found anew whenever it reads anew.
    """

    language: Stage
    attribution: Stage
    wide: tuple[WideStage, ...]
    added: Callable[[Statement], bool] = _nothing

    def all(self) -> tuple[Stage, ...]:
        """Every stage's declaration."""
        return (self.language, self.attribution, *(entry.stage for entry in self.wide))


def _after(stage: Stage, *before: str) -> Stage:
    return replace(stage, version=" < ".join((stage.version, *before)))


def _derive(chosen: Chosen) -> Predict:
    """The positions stage with its codebook, parsed only if the stage has something to do."""

    def derive(batch: Sequence[ReadDocument], view: DossierView, index: StageIndex) -> Changes:
        from depesche import positions

        return positions.derive(batch, view, index, chosen.codebook)

    return derive


def plan(chosen: Chosen) -> Plan:
    """The stages as they stand in this version of the program, with this codebook."""
    from depesche import actors, attribution, claims, language, positions

    attributed = _after(attribution.STAGE, language.STAGE.version)
    resolved = _after(actors.STAGE, attributed.version)
    linked = _after(claims.STAGE, resolved.version)
    placed = _after(positions.STAGE, chosen.digest, linked.version)
    return Plan(
        language.STAGE,
        attributed,
        (
            WideStage(resolved, actors.resolve, ("actor",)),
            WideStage(linked, claims.link, ("claim",)),
            WideStage(placed, _derive(chosen), ("position", "proposal", "contact")),
        ),
        positions.is_stance,
    )


def plan_of_defaults() -> Plan:
    """The stages with the built-in codebook."""
    return plan(built_in())
