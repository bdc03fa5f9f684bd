"""A model written by hand: the YAML of the outside contract, every mistake named by line and field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from depesche.bargaining.model import COST_OF_STRENGTH, Dependency, Ground, Issue, Model, RedLine, Wish
from depesche.bargaining.what_if import what_if
from depesche.bargaining.yaml_file import Value, nearest, read_yaml

MAX_ISSUES, MAX_OUTCOMES, MAX_LINES, MAX_DEPENDENCIES = 2_000, 200, 20_000, 20_000
"""Far above what people negotiate about, and low enough that a file cannot occupy the machine for long."""

_REMARKS = ("title", "name", "source", "note", "notes", "description", "about")
_HINT = "See docs/bargaining.md for the form of a model."


def load_model(source: str | Path, onto: Model | None = None) -> Model:
    """Read a model from a YAML file, or from YAML text (a string with a line break in it).

    Args:
        source: the file or the text.
        onto: a model that the file adds to (what-if): the file may then use its issues and parties without naming
            them, may list ids of red lines to ``drop``, and what comes back is both together.

    Raises:
        BadFile: it is not there, cannot be read, or has mistakes in it; the message names up to eight, each with line
            and field.
    """
    root = read_yaml(source)
    reader = _Reader(root, onto)
    root.complaints.stop_if_any(_HINT)
    return reader.model() if onto is None else what_if(onto, reader.dropped, reader.model())


class _Reader:
    """One pass over one file; later parts are checked against the names that earlier parts introduced."""

    def __init__(self, root: Value, onto: Model | None) -> None:
        self._root = root
        known = ("issues", "parties", "red_lines", "dependencies", "wishes")
        parts = root.known_fields(known if onto is None else (*known, "drop"), _REMARKS)
        self._issues: dict[str, Issue] = {issue.id: issue for issue in onto.issues} if onto else {}
        if onto is None or "issues" in parts:
            self._issues |= self._read_issues(parts.get("issues"))
        self._parties = dict.fromkeys(onto.parties if onto else ()) | self._read_parties(parts.get("parties"))
        self._open_parties = "parties" not in parts
        self.dropped = parts["drop"].texts() if "drop" in parts else []
        self._lines = self._read_lines(parts.get("red_lines"))
        self._dependencies = self._read_dependencies(parts.get("dependencies"))
        self._wishes = self._read_wishes(parts.get("wishes"))

    def model(self) -> Model:
        """What was read, mistakes left out."""
        return Model(
            issues=tuple(self._issues.values()),
            parties=tuple(self._parties),
            red_lines=tuple(self._lines),
            dependencies=tuple(self._dependencies),
            wishes=tuple(self._wishes),
            notes=tuple(self._root.complaints.notes),
        )

    def _bounded(self, items: list[Value], most: int, what: str) -> list[Value]:
        if len(items) > most:
            items[0].wrong(f"more than {most:,} {what}")
        return items[:most]

    def _read_issues(self, value: Value | None) -> dict[str, Issue]:
        if value is None or value.empty:
            self._root.wrong("no issues: write them as 'issues: {territory: [keep, withdraw]}'")
            return {}
        named = list(value.fields()) if not value.is_list() else self._listed_issues(value)
        if len(named) > MAX_ISSUES:
            value.wrong(f"more than {MAX_ISSUES:,} issues")
        issues = {}
        for name, entry in named[:MAX_ISSUES]:
            if name in issues:
                entry.wrong(f"the issue {name!r} stands here a second time")
            issues[name] = self._issue(name, entry)
        if not issues and not self._root.complaints.mistakes:
            value.wrong("no issues")
        return issues

    def _listed_issues(self, value: Value) -> list[tuple[str, Value]]:
        named = []
        for entry in value.items():
            ids = [field for name, field in entry.fields() if name == "id"]
            if ids:
                named.append((ids[0].text(), entry))
            else:
                entry.wrong("an issue needs an id and outcomes")
        return named

    def _issue(self, name: str, entry: Value) -> Issue:
        fields: dict[str, Value] = {"outcomes": entry}
        if entry.is_mapping():
            fields = entry.known_fields(("id", "outcomes", "may_stay_open", "name"), _REMARKS)
        outcomes: list[str] = []
        for item in self._bounded(fields["outcomes"].items() if "outcomes" in fields else [], MAX_OUTCOMES, "outcomes"):
            outcome = item.text()
            if outcome in outcomes:
                item.wrong(f"the outcome {outcome!r} stands here a second time")
            elif outcome:
                outcomes.append(outcome)
        if not outcomes:
            entry.wrong(f"the issue {name!r} needs at least one outcome")
        open_too = fields["may_stay_open"].truth() if "may_stay_open" in fields else False
        return Issue(name, tuple(outcomes), open_too, fields["name"].text() if "name" in fields else "")

    def _read_parties(self, value: Value | None) -> dict[str, None]:
        parties: dict[str, None] = {}
        if value is None:
            return parties
        for item in value.items():
            name = item.text()
            if name in parties:
                item.wrong(f"the party {name!r} stands here a second time")
            parties[name] = None
        return parties

    def _read_lines(self, value: Value | None) -> list[RedLine]:
        lines: dict[str, RedLine] = {}
        for item in self._bounded(value.items() if value else [], MAX_LINES, "red lines"):
            line = self._line(item)
            if line is None:
                continue
            if line.id in lines:
                item.wrong(f"the id {line.id!r} is taken by an earlier red line")
            lines[line.id] = line
        return list(lines.values())

    def _line(self, item: Value) -> RedLine | None:
        known = ("id", "party", "issue", "rules_out", "strength", "cost", "evidence", "words")
        fields = item.known_fields(known, _REMARKS)
        missing = [name for name in known[:4] if name not in fields]
        if missing:
            if item.is_mapping():
                item.wrong("a red line needs " + ", ".join(missing))
            return None
        name = fields["id"].text()
        party = self._party(fields["party"])
        issue = fields["issue"].known_name(self._issues, "issue")
        strength = "red_line"
        if "strength" in fields:
            strength = self._strength(fields["strength"])
        cost = fields["cost"].number() if "cost" in fields else None
        if not name or party is None or issue is None:
            return None
        rules_out = self._outcomes(fields["rules_out"], issue)
        evidence = tuple(_ground(entry) for entry in fields["evidence"].items()) if "evidence" in fields else ()
        words = fields["words"].text() if "words" in fields else ""
        return RedLine(name, party, issue, rules_out, strength, cost, evidence, words)

    def _strength(self, value: Value) -> str:
        strength = value.text()
        if strength in ("open", "concession"):
            value.wrong(f"{strength!r} rules nothing out; a red line is red_line, demand or preference")
        elif strength not in COST_OF_STRENGTH:
            value.known_name(COST_OF_STRENGTH, "strength")
        return strength if strength in COST_OF_STRENGTH else "red_line"

    def _party(self, value: Value) -> str | None:
        if not self._open_parties:
            return value.known_name(self._parties, "party")
        name = value.text()
        self._parties[name] = None
        return name

    def _outcomes(self, value: Value, issue: str) -> tuple[str, ...]:
        known = self._issues[issue].all_outcomes
        found = [item.known_name(known, f"outcome of {issue}") for item in value.items()]
        return tuple(dict.fromkeys(outcome for outcome in found if outcome is not None))

    def _read_dependencies(self, value: Value | None) -> list[Dependency]:
        found = []
        for item in self._bounded(value.items() if value else [], MAX_DEPENDENCIES, "dependencies"):
            fields = item.known_fields(("if", "then", "not"), _REMARKS)
            if not item.is_mapping():
                continue
            if "if" not in fields or not ("then" in fields or "not" in fields):
                item.wrong("a dependency needs 'if' and 'then' or 'not'")
                continue
            given = self._terms(fields["if"])
            then = self._terms(fields["then"]) if "then" in fields else {}
            never = self._terms(fields["not"]) if "not" in fields else {}
            found.append(Dependency(given, then, never))
        return found

    def _terms(self, value: Value) -> Mapping[str, tuple[str, ...]]:
        terms = {}
        for name, entry in value.fields():
            if name in self._issues:
                terms[name] = self._outcomes(entry, name)
            else:
                entry.wrong(f"unknown issue {name[:60]!r}{nearest(name, self._issues)}")
        return terms

    def _read_wishes(self, value: Value | None) -> list[Wish]:
        wishes = []
        for item in self._bounded(value.items() if value else [], MAX_LINES, "wishes"):
            fields = item.known_fields(("party", "issue", "outcome", "weight"), _REMARKS)
            if not {"party", "issue", "outcome"} <= set(fields):
                item.wrong("a wish needs party, issue and outcome")
                continue
            party = self._party(fields["party"])
            issue = fields["issue"].known_name(self._issues, "issue")
            outcomes = self._outcomes(fields["outcome"], issue) if issue is not None else ()
            weight = fields["weight"].number() if "weight" in fields else 1
            if party is not None and issue is not None and outcomes and weight:
                wishes.append(Wish(party, issue, outcomes[0], max(1, round(weight))))
        return wishes


def _ground(value: Value) -> Ground:
    """A report by name, or a statement with its place in a document."""
    if not value.is_mapping():
        return Ground(value.text())
    fields = value.known_fields(("document", "report", "statement", "start", "end"), _REMARKS)
    texts = {name: fields[name].text() for name in ("document", "report", "statement") if name in fields}
    report = texts.get("document") or texts.get("report") or texts.get("statement") or ""
    if not report:
        value.wrong("a piece of evidence needs a document or a statement")
    start, end = (int(fields[name].number() or 0) if name in fields else None for name in ("start", "end"))
    return Ground(report, texts.get("statement"), start, end)
