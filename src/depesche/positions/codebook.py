"""The codebook: the issues of a negotiation, their possible outcomes, and the words that speak of them.

An analyst edits it as YAML (``docs/positions.md`` describes every field). A codebook may be as short as one name per
issue: the name's own words, compounds of them and sentence vectors then have to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from depesche.errors import UnknownName
from depesche.positions.patterns import Hit, PatternSet, Word, words

Direction = Literal["for", "against", "between"]

BUILT_IN = ("general", "labour")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that speak of an issue or an outcome (the notation of `patterns`), and how surely (0 to 1)."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way to settle an issue.

    ``direction`` says whether it grants the matter that the issue is named after ("for": sanctions are lifted),
    refuses it ("against") or lies between. ``excludes`` and ``implies`` name outcomes, of this issue as ``outcome`` or
    of another as ``issue.outcome``. Outcomes of one issue exclude each other anyway.
    """

    id: str
    name: str
    direction: Direction = "for"
    words: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    excludes: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """A matter to be settled.

    ``never`` are words that look like the issue's and are not. ``pax`` is the nearest provision code of PA-X,
    ``plover`` the nearest event type of PLOVER, where one exists.
    """

    id: str
    name: str
    description: str = ""
    outcomes: tuple[Outcome, ...] = ()
    words: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    never: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pax: str | None = None
    plover: str | None = None

    def outcome(self, direction: Direction) -> Outcome | None:
        """The first outcome of a direction."""
        return next((outcome for outcome in self.outcomes if outcome.direction == direction), None)


@dataclass(frozen=True, slots=True)
class PartySpec:
    """A party as the analyst names it: its id, name, further names, and the people and offices that speak for it."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """Issues and, where the analyst knows them, parties. Immutable; compiled matchers are made once, when needed."""

    id: str
    name: str
    issues: tuple[Issue, ...]
    parties: tuple[PartySpec, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Issue]:
        """Issues by id."""
        return {issue.id: issue for issue in self.issues}

    def issue(self, issue_id: str) -> Issue:
        """The issue of this id.

        Raises:
            UnknownName: there is none; the hint names the nearest.
        """
        try:
            return self.by_id[issue_id]
        except KeyError:
            raise UnknownName("no such issue in the codebook", issue_id, _nearest(issue_id, self.by_id)) from None

    @cached_property
    def grown(self) -> Codebook:
        """This codebook with issues of bare names made recognisable (see `expand`); made once."""
        from depesche.positions.expand import expand

        return expand(self)

    @cached_property
    def _matchers(self) -> dict[str, tuple[PatternSet, PatternSet, dict[str, PatternSet]]]:
        return {}

    def matcher(self, language: str) -> tuple[PatternSet, PatternSet, dict[str, PatternSet]]:
        """The compiled patterns of a language: issues, outcomes ("issue.outcome"), and words never meant, by issue."""
        if language not in self._matchers:
            self._matchers[language] = (
                PatternSet(_issue_patterns(self, language), language),
                PatternSet(_outcome_patterns(self, language), language),
                {
                    issue.id: PatternSet(((issue.id, word, 1.0) for word in issue.never[language]), language)
                    for issue in self.issues
                    if issue.never.get(language)
                },
            )
        return self._matchers[language]

    def issues_in(self, found: list[Word], language: str = "de") -> list[Hit]:
        """Where the words speak of an issue; hits inside a word that the issue's ``never`` names are left out.

        A single word of an outcome ("schrittweise", "Abbau") speaks of the issue where a word of its own does: alone it
        may be about anything.
        """
        issues, outcomes, never = self.matcher(language)
        hits = issues.hits(found)
        if hits:
            named = {hit.label for hit in hits}
            settled = (hit._replace(label=hit.label.partition(".")[0]) for hit in outcomes.hits(found))
            hits = sorted((*hits, *(hit for hit in settled if hit.label in named)), key=lambda hit: hit.end)
        if not hits or not never:
            return hits
        barred = {name: never[name].hits(found) for name in {hit.label for hit in hits} if name in never}
        return [
            hit for hit in hits if not any(wrong.start <= hit.start < wrong.end for wrong in barred.get(hit.label, ()))
        ]

    def outcomes_in(self, found: list[Word], language: str = "de") -> list[Hit]:
        """Where the words speak of an outcome; labels are "issue.outcome"."""
        return self.matcher(language)[1].hits(found)


def _issue_patterns(codebook: Codebook, language: str) -> list[tuple[str, str, float]]:
    found = []
    for issue in codebook.issues:
        telling = [*issue.words.get(language, ())]
        telling += [p for o in issue.outcomes for p in o.words.get(language, ()) if len(words(p.text, language)) > 1]
        found += [(issue.id, pattern.text, pattern.weight) for pattern in telling]
    return found


def _outcome_patterns(codebook: Codebook, language: str) -> list[tuple[str, str, float]]:
    return [
        (f"{issue.id}.{outcome.id}", pattern.text, pattern.weight)
        for issue in codebook.issues
        for outcome in issue.outcomes
        for pattern in outcome.words.get(language, ())
    ]


def _nearest(wanted: str, known: Mapping[str, object]) -> str:
    import difflib

    close = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(close)}?" if close else f"Known: {', '.join(sorted(known)[:40])}"


def load_codebook(path: str | Path | None = None) -> Codebook:
    """The codebook in a YAML file; without a path the built-in general one. "general" and "labour" name built-in ones.

    Raises:
        NotFound: no such file.
        BadFile: the file is no codebook; the message names issue and field.
    """
    from depesche.positions.codebook_file import read_codebook

    if path is None or str(path) in BUILT_IN:
        return _built_in(str(path or BUILT_IN[0]))
    return read_codebook(Path(path))


@lru_cache(maxsize=4)
def _built_in(name: str) -> Codebook:
    from depesche.positions.codebook_file import parse_codebook

    text = (files("depesche.positions") / "codebooks" / f"{name}.yaml").read_text(encoding="utf-8")
    return parse_codebook(text, f"built-in codebook {name}")


def codebook_issues_for_bargaining(
    codebook: Codebook,
) -> tuple[dict[str, list[str]], list[dict[str, dict[str, dict[str, str]]]]]:
    """The codebook as a bargaining model wants it.

    Returns:
        issue id -> outcome ids, and the hard dependencies between issues, each ``{"if": {issue: outcome}, "not":
        {issue: outcome}}`` (excludes) or ``{"if": ..., "then": ...}`` (implies). That outcomes of one issue exclude
        each other is understood and not listed.
    """
    issues = {issue.id: [outcome.id for outcome in issue.outcomes] for issue in codebook.issues}
    dependencies: list[dict[str, dict[str, dict[str, str]]]] = []
    for issue in codebook.issues:
        for outcome in issue.outcomes:
            for kind, others in (("not", outcome.excludes), ("then", outcome.implies)):
                for other in others:
                    target, _, wanted = other.rpartition(".")
                    if target and target != issue.id:
                        dependencies.append({"if": {issue.id: outcome.id}, kind: {target: wanted}})  # type: ignore[dict-item]
    return issues, dependencies
