"""The answer in one sentence, in the reader's language. The words are data: one file a language under ``words/``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from depesche.bargaining.analysis import Deal
from depesche.bargaining.export import number
from depesche.bargaining.model import RedLine
from depesche.errors import UnknownName

MOST_NAMED = 4
"""How many lines of a blocker or opening the sentence names; beyond that it says how many more there are."""


def verdict(deal: Deal, names: Mapping[str, str] | None = None, lang: str = "en") -> str:
    """One sentence: possible or not, and why.

    Args:
        deal: the analysis.
        names: what to call parties and issues (by id); the model's own names where not given.
        lang: "en" or "de".

    Raises:
        UnknownName: no words for that language.
    """
    words = vocabulary(lang)
    if deal.contradiction:
        return str(words["contradiction"]).format(rules=_rules(deal, words))
    if deal.possible:
        return _possible(deal, words)
    blocker = min(deal.blockers, key=lambda ids: (len(ids), ids), default=())
    text = words["impossible" if len(blocker) > 1 else "impossible_alone"]
    return str(text).format(
        blocker=_lines(deal, blocker, names or {}, words, words["line"]), opening=_opening(deal, names or {}, words)
    )


@cache
def vocabulary(lang: str) -> dict[str, Any]:
    """The words of a language. Raises UnknownName if there are none."""
    file = files("depesche.bargaining") / "words" / f"{lang}.json"
    if not lang.isalpha() or not file.is_file():
        raise UnknownName("no words for this language", lang, "There are: de, en.")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def described(deal: Deal, line: RedLine, names: Mapping[str, str], forms: Mapping[str, str]) -> str:
    """A red line in words: whose, on what."""
    issue = deal.model.issue(line.issue)
    party = names.get(line.party) or deal.model.party_names.get(line.party) or line.party
    return forms[line.strength].format(party=party, issue=names.get(line.issue) or issue.name or issue.id)


def _possible(deal: Deal, words: Mapping[str, Any]) -> str:
    if not deal.model.red_lines and deal.packages is not None:
        return str(words["no_lines"][deal.packages != 1]).format(packages=_counted(deal.packages, words))
    if deal.deals is None:
        return str(words["possible_uncounted"])
    return str(words["possible"][deal.deals != 1]).format(deals=_counted(deal.deals, words))


def _counted(value: int, words: Mapping[str, Any]) -> str:
    return f"{value:,}".replace(",", words["thousands"])


def _rules(deal: Deal, words: Mapping[str, Any]) -> str:
    numbers = [str(number + 1) for number in deal.contradiction]
    return str(words["rule"][len(numbers) > 1]).format(numbers=_joined(numbers, words))


def _opening(deal: Deal, names: Mapping[str, str], words: Mapping[str, Any]) -> str:
    cheapest = deal.cheapest
    assert cheapest is not None, "a deal that is blocked by red lines can be opened by softening them"
    lines = _lines(deal, cheapest.red_lines, names, words, words.get("line_given", words["line"]))
    return str(words["soften"]).format(lines=lines, cost=number(cheapest.cost))


def _lines(
    deal: Deal, ids: Sequence[str], names: Mapping[str, str], words: Mapping[str, Any], forms: Mapping[str, str]
) -> str:
    found = list(dict.fromkeys(described(deal, deal.model.line(name), names, forms) for name in ids))
    if len(found) > MOST_NAMED:
        found = [*found[: MOST_NAMED - 1], f"+{len(found) - MOST_NAMED + 1}"]
    return _joined(found, words)


def _joined(parts: Sequence[str], words: Mapping[str, Any]) -> str:
    return str(words["and"]).join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
