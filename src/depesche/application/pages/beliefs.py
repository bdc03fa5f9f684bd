"""A belief's conditions one by one, as a form and its labels show them."""

from __future__ import annotations

from depesche.errors import BadExpression
from depesche.positions.belief import Belief


def terms_of(belief: str) -> list[str]:
    """The conditions as they are written; of a belief that cannot be understood whatever semicolons part, for the
    reader to mend.
    """
    try:
        return [str(term) for term in Belief.parse(belief).terms]
    except BadExpression:
        return [part.strip() for part in belief.split(";") if part.strip()]
