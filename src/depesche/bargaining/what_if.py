"""What if a line were gone, or another one drawn: the same model with lines left out and things added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from depesche.bargaining.model import Issue, Model
from depesche.bargaining.yaml_file import nearest
from depesche.errors import UnknownName, UsageError


def what_if(model: Model, drop: Iterable[str] = (), add: Model | None = None) -> Model:
    """A model less some red lines, and with all that another model holds.

    An issue of both models has the outcomes of both. Nothing of the given models is changed.

    Raises:
        UnknownName: a red line to drop is not there.
        UsageError: both models have a red line of the same id.
    """
    gone = set(drop)
    known = {line.id for line in model.red_lines}
    for name in sorted(gone - known):
        hint = nearest(name, known).strip(" ()").capitalize() or "`depesche deal --json` lists them under red_lines."
        raise UnknownName("no such red line", name, hint)
    kept = tuple(line for line in model.red_lines if line.id not in gone)
    if add is None:
        return replace(model, red_lines=kept)
    twice = sorted({line.id for line in kept} & {line.id for line in add.red_lines})
    if twice:
        raise UsageError("the id is taken by a red line that is there already", twice[0], "Give it another id.")
    return Model(
        issues=_joined(model.issues, add.issues),
        parties=tuple(dict.fromkeys((*model.parties, *add.parties))),
        red_lines=(*kept, *add.red_lines),
        dependencies=(*model.dependencies, *add.dependencies),
        wishes=(*model.wishes, *add.wishes),
        notes=(*model.notes, *add.notes),
        party_names={**add.party_names, **model.party_names},
    )


def _joined(first: Iterable[Issue], second: Iterable[Issue]) -> tuple[Issue, ...]:
    issues = {issue.id: issue for issue in first}
    for issue in second:
        known = issues.get(issue.id)
        if known is None:
            issues[issue.id] = issue
        else:
            outcomes = tuple(dict.fromkeys((*known.outcomes, *issue.outcomes)))
            open_too = known.may_stay_open or issue.may_stay_open
            issues[issue.id] = replace(known, outcomes=outcomes, may_stay_open=open_too)
    return tuple(issues.values())
