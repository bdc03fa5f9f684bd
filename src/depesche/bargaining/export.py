"""A deal as the JSON of the outside contract (`depesche deal --json`)."""

from __future__ import annotations

from typing import Any

from depesche.bargaining.analysis import Deal, Opening
from depesche.bargaining.evidence import Robustness
from depesche.bargaining.model import Issue, RedLine


def deal_as_json(deal: Deal) -> dict[str, Any]:
    """The contract's fields, and beside them what else is known.

    Beyond the contract: ``complete`` (always), ``packages`` (how many the dependencies allow), ``cheapest`` (an
    opening), ``in_all`` (how many blockers and openings there are, null where not known), ``blocks`` (in how many of
    the listed blockers each issue and party has a part), ``contradiction`` (numbers of dependencies, from 1, that
    exclude every package) and ``robustness``.
    """
    return {
        "belief": dict(deal.belief),
        "issues": [_issue(issue) for issue in deal.model.issues],
        "red_lines": [_line(line) for line in sorted(deal.model.red_lines, key=lambda line: line.id)],
        "possible": deal.possible,
        "deals": deal.deals,
        "examples": [dict(example) for example in deal.examples],
        "blockers": [list(blocker) for blocker in deal.blockers],
        "openings": [_opening(opening) for opening in deal.openings],
        "complete": deal.complete,
        "packages": deal.packages,
        "cheapest": None if deal.cheapest is None else _opening(deal.cheapest),
        "in_all": {"blockers": deal.blockers_in_all, "openings": deal.openings_in_all},
        "blocks": {"issues": dict(deal.by_issue), "parties": dict(deal.by_party)},
        "contradiction": [number + 1 for number in deal.contradiction],
        "robustness": None if deal.robustness is None else _robustness(deal.robustness),
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {"id": issue.id, "name": issue.name or issue.id, "outcomes": list(issue.all_outcomes)}


def _line(line: RedLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "party": line.party,
        "issue": line.issue,
        "rules_out": list(line.rules_out),
        "strength": line.strength,
        "cost": number(line.weight),
        "evidence": [ground.as_json() for ground in line.evidence],
    }


def _opening(opening: Opening) -> dict[str, Any]:
    return {"red_lines": list(opening.red_lines), "cost": number(opening.cost)}


def _robustness(answer: Robustness) -> dict[str, Any]:
    return {
        "possible_without": dict(answer.possible_without),
        "deciding": list(answer.deciding),
        "rests_on": None if answer.rests_on is None else list(answer.rests_on),
        "falls_without": None if answer.falls_without is None else list(answer.falls_without),
    }


def number(value: float) -> int | float:
    """A whole number where it is one; costs are told apart to a millionth."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
