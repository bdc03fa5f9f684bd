"""Actors as pages and commands name them."""

from __future__ import annotations

from dataclasses import replace

from depesche.application.pages.common import person_of
from depesche.records import Actor, ActorKind


def test_an_unnamed_source_is_shown_with_the_name_of_its_outlet() -> None:
    """Not with the outlet's id, and not twice where the source's own name has it."""
    source = Actor("a1", "zwei Beamte", ActorKind.UNNAMED, outlet="a2")
    assert person_of(source, "Donau-Zeitung").outlet == "Donau-Zeitung"
    assert person_of(replace(source, name="zwei Beamte (Donau-Zeitung)"), "Donau-Zeitung").outlet is None
    assert person_of(source).outlet is None
