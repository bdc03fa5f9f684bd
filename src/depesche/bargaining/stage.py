"""The stage's declaration. Its predict function is `analyse`, on what `model_from_positions` makes."""

from depesche.stages import Stage

STAGE = Stage(
    name="bargaining",
    version="1",
    reads=("position.party", "position.issue", "position.outcome", "position.strength", "position.evidence"),
    writes=(),
)
