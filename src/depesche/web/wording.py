"""What is said of a position and of a reading in the reader's language: the same words on every page."""

from __future__ import annotations

from depesche.application.pages.review import Title
from depesche.web.texts import Texts


def wanted(outcome: str, refused: bool, words: Texts) -> str:
    """What a position wants: an outcome, or that it be ruled out. Never the outcome alone where it is ruled out."""
    return words("position.rules_out", outcome=outcome) if refused else outcome


def titled(title: Title, words: Texts) -> str:
    """What a reading is called."""
    return f"{title.text}: {wanted(title.outcome, title.refused, words)}" if title.outcome else title.text
