"""Stability of a conflict: who would move from where, and what deters them (the graph model, GMCR)."""

from depesche.bargaining.stability.coalitions import CoalitionStability, coalition_stability
from depesche.bargaining.stability.concepts import CONCEPTS, Stability, stability
from depesche.bargaining.stability.export import stability_as_json
from depesche.bargaining.stability.game import DecisionMaker, Game, ListedMoves, OptionMoves
from depesche.bargaining.stability.loading import load_game

__all__ = [
    "CONCEPTS",
    "CoalitionStability",
    "DecisionMaker",
    "Game",
    "ListedMoves",
    "OptionMoves",
    "Stability",
    "coalition_stability",
    "load_game",
    "stability",
    "stability_as_json",
]
