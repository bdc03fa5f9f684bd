"""Is there a package that crosses nobody's red line: the bargaining analysis of a dossier's positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.application.restating import as_of
from depesche.bargaining import (
    Deal,
    Model,
    analyse,
    deal_as_json,
    explain_svg,
    explain_text,
    load_model,
    model_from_positions,
    verdict,
    what_if,
)
from depesche.records import quoted

if TYPE_CHECKING:
    from depesche.application.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that proves a red line: who said it, in which words, where."""

    statement: str
    document: str
    speaker: str
    words: str
    outlet: str
    day: str


@dataclass(frozen=True, slots=True)
class Bargain:
    """The answer with everything a face needs to show it.

    Args:
        deal: the analysis.
        names: parties' and issues' names by id.
        evidence: the sentences behind each red line, by its id.
    """

    deal: Deal
    names: Mapping[str, str]
    evidence: Mapping[str, tuple[Evidence, ...]]

    def sentence(self, lang: str = "en") -> str:
        """The verdict in one sentence."""
        return verdict(self.deal, self.names, lang)

    def outcome(self, issue: str, outcome: str) -> str:
        """An outcome's name for people."""
        return self.deal.model.issue(issue).labels.get(outcome, outcome)

    def as_json(self) -> dict[str, Any]:
        """The answer as the outside contract writes it."""
        return deal_as_json(self.deal)

    def graph(self, lang: str = "en") -> str:
        """The conflict drawn for a terminal."""
        return explain_text(self.deal, self.names, lang)

    def svg(self, lang: str = "en") -> str:
        """The conflict drawn as an SVG document."""
        return explain_svg(self.deal, self.names, lang)


def model_of(dossier: Dossier, belief: str = "", at: str | None = None) -> Model:
    """The model that the dossier's positions make, under a belief and as of a day: what was published later counts
    neither for a line nor for its end.
    """
    positions = list(dossier.positions(as_of(belief, at)))
    said = {shown.statement for position in positions for shown in position.evidence}
    homes = {statement.id: statement.document for statement in dossier.statements(ids=said)}
    texts = {document.id: document.text for document in dossier.documents(ids=set(homes.values()))}
    words = {}
    for position in positions:
        shown = next((one for one in position.evidence if one.statement in homes), None)
        if shown is not None:
            words[position.id] = texts[homes[shown.statement]][shown.start : shown.end]
    parties = dossier.actors(ids={position.party for position in positions})
    return model_from_positions(positions, dossier.codebook().issues, parties, at=at, documents=homes, words=words)


def bargain(
    dossier: Dossier,
    belief: str = "",
    *,
    at: str | None = None,
    drop: Iterable[str] = (),
    add: str | Path | None = None,
    limit: int = 20,
    every: bool = False,
) -> Bargain:
    """Ask whether a deal is possible.

    Args:
        dossier: where the positions stand.
        belief: which evidence counts.
        at: an ISO day: the positions held then.
        drop: red lines left out (their ids).
        add: a model by hand whose issues and red lines are added (what if?).
        limit: how many blockers and openings to list.
        every: list all of them.

    Raises:
        UnknownName: a red line to drop that is not there.
        BadFile: mistakes in the model to add.
        BadExpression: the belief cannot be understood.
    """
    model = what_if(model_of(dossier, belief, at), drop)
    if add is not None:
        model = load_model(Path(add), onto=model)
    deal = analyse(model, limit=limit, all=every, belief={"filter": belief, "at": at})
    names = {issue.id: issue.name for issue in dossier.codebook().issues} | dossier.actor_names(model.parties)
    return Bargain(deal, names, _evidence(dossier, model))


def bargain_alone(
    path: str | Path,
    *,
    drop: Iterable[str] = (),
    add: str | Path | None = None,
    limit: int = 20,
    every: bool = False,
) -> Bargain:
    """The same for a model written by hand, without a dossier.

    Raises:
        BadFile: the model, or the one to add, cannot be read.
        UnknownName: a red line to drop that is not there.
    """
    model = what_if(load_model(Path(path)), drop)
    if add is not None:
        model = load_model(Path(add), onto=model)
    return Bargain(analyse(model, limit=limit, all=every), {}, {})


def stability_of(path: str | Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Which states of a conflict model are stable, as the outside contract writes it, and remarks on the model.

    Raises:
        BadFile: the model cannot be read.
    """
    from depesche.bargaining.stability import load_game, stability, stability_as_json

    game = load_game(Path(path))
    return stability_as_json(stability(game)), tuple(game.notes)


def _evidence(dossier: Dossier, model: Model) -> dict[str, tuple[Evidence, ...]]:
    wanted = {ground.statement for line in model.red_lines for ground in line.evidence if ground.statement}
    said = {statement.id: statement for statement in dossier.statements(ids=wanted)}
    documents = {one.id: one for one in dossier.documents(ids={statement.document for statement in said.values()})}
    names = dossier.actor_names({statement.speaker.actor for statement in said.values() if statement.speaker.actor})
    found: dict[str, tuple[Evidence, ...]] = {}
    for line in model.red_lines:
        shown = []
        for ground in line.evidence:
            statement = said.get(ground.statement or "")
            if statement is None:
                continue
            document = documents[statement.document]
            speaker = names.get(statement.speaker.actor or "") or quoted(document.text, statement.speaker.spans)
            words = quoted(document.text, statement.content)
            day = (document.published or "")[:10]
            shown.append(Evidence(statement.id, document.id, speaker, words, document.publisher, day))
        found[line.id] = tuple(shown)
    return found
