"""Take from a training what is about answers alone, and leave the other scores as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ANSWERING = ("answers", "ties", "relation_")  # what scores of answers are called, or begin with
SETTINGS = ("promising", "tie", "tie_open", "tie_more")


def answering_only(made: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """New scores and thresholds of answers, the rest as it was.

    Args:
        made: the models of a training.
        before: those whose other scores stay.
    """
    scores = {name: made["scores"][name] for name in made["scores"] if name.startswith(ANSWERING)}
    settings = {name: made["settings"][name] for name in SETTINGS}
    return {"scores": {**before["scores"], **scores}, "settings": {**before["settings"], **settings}}
