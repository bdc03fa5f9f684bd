"""Stability as the JSON of the outside contract (`depesche stability --json`)."""

from __future__ import annotations

from typing import Any

from depesche.bargaining.stability.coalitions import CoalitionStability
from depesche.bargaining.stability.concepts import CONCEPTS, Stability


def stability_as_json(result: Stability, coalitions: CoalitionStability | None = None) -> dict[str, Any]:
    """The contract's fields; with an analysis of coalitions also "coalitions".

    At 2^16 states the moves are some four million names; the names themselves are shared.
    """
    states = result.game.states
    output: dict[str, Any] = {
        "states": list(states),
        "moves": {
            mover.name: {
                states[state]: [states[other] for other in reached]
                for state, reached in enumerate(mover.moves.reachable())
            }
            for mover in result.game.decision_makers
        },
        "stable": {
            concept: {name: result.names(stable) for name, stable in result.stable[concept].items()}
            for concept in CONCEPTS
        },
        "equilibria": {concept: result.names(result.equilibria[concept]) for concept in CONCEPTS},
    }
    if coalitions is not None:
        output["coalitions"] = {
            "nash": {"+".join(names): result.names(stable) for names, stable in coalitions.nash.items()},
            "equilibria": result.names(coalitions.equilibria),
        }
    return output
