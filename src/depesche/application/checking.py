"""Whether what a person typed fits the dossier: who and what it names is there, spans lie in their text, days are days.

`depesche.ledger.record_fields` sees to types; here what the outside contract promises of values is kept: exact offsets,
no finding without evidence, outcomes of the codebook's issues.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from depesche.application import codebooks, naming
from depesche.errors import BadExpression, UnknownName, UsageError
from depesche.ledger import Ledger, record_fields
from depesche.positions.belief import days_of
from depesche.positions.codebook import Codebook
from depesche.records import Evidence, EvidenceSpan, Hedge, Span, Statement, Term

ACTORS = frozenset({"party", "asserted_by", "by", "to", "reported_by", "via", "parties", "actor", "given_by"})
STATEMENTS = frozenset({"parent", "continues", "statements", "statement", "evidence"})
DAYS = frozenset({"since", "until", "first", "last", "start", "end"})
NAMES = frozenset({"name", "gist", "names"})
"""What texts in fields of these names mean, wherever they stand; in others they are just texts."""

RANGES = {"confidence": (0.0, 1.0), "share": (0.0, 1.0), "credibility": (1, 6)}
"""The least and the greatest number in fields of these names."""

NEEDED = {
    "statement": {"content"},
    "claim": {"statements", "origins"},
    "position": {"evidence"},
    "proposal": {"terms", "evidence"},
    "contact": {"parties", "evidence"},
}
"""Lists that are never empty: nothing without evidence, no package without terms."""

PERIODS = (("since", "until"), ("first", "last"), ("start", "end"))

_SPANNED = ("content", "speaker", "cue", "frame", "addressee", "via_mentions", "hedges")

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")


class Checker:
    """Checks values for fields of one thing.

    Args:
        ledger: the dossier.
        record: the kind of thing.
        thing: what is edited, as decisions left it; None where it is added.
    """

    def __init__(self, ledger: Ledger, record: str, thing: Any | None = None) -> None:
        self._ledger, self._record, self._thing = ledger, record, thing
        self._home = thing.document if isinstance(thing, Statement) else ""
        self._lengths: dict[str, int] = {}

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values as plain data, names and beginnings of ids as whole ids.

        Raises:
            UnknownName: no such field, or somebody or something that is not in the dossier.
            BadExpression: a day that is none.
            UsageError: a value that the field cannot hold.
        """
        values = record_fields.values(self._record, given)
        if isinstance(values.get("document"), str) and self._record == "statement":
            self._home = values["document"] = self._document(values["document"])
            if isinstance(self._thing, Statement):  # what stays as it was has to lie in the other text
                self._within({name: getattr(self._thing, name) for name in _SPANNED if name not in values})
        found = self._within(values)
        self._together(found)
        return {name: record_fields.plain(value) for name, value in found.items()}

    def _within(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._value(f"{self._record}.{name}", name, value) for name, value in values.items()}

    def _value(self, where: str, name: str, value: Any) -> Any:
        """A value, or each in a list or record."""
        if isinstance(value, str) and type(value) is str:
            return self._text(where, name, value)
        if isinstance(value, Span | Hedge):
            return self._span(where, self._home, value)
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            values = {one: self._value(f"{where}.{one}", one, part) for one, part in value._asdict().items()}  # type: ignore[attr-defined]
            return self._placed(where, type(value)(**values))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            values = {one.name: self._value(f"{where}.{one.name}", one.name, getattr(value, one.name))
                      for one in dataclasses.fields(value)}  # fmt: skip
            self._ordered(values)
            return self._placed(where, dataclasses.replace(value, **values))
        if isinstance(value, tuple):
            return self._list(where, name, value)
        low, high = RANGES.get(name, (None, None))
        if low is not None and high is not None and not low <= value <= high:
            raise UsageError(f"{where} lies between {low:g} and {high:g}", str(value), "Give such a number.")
        return value

    def _list(self, where: str, name: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        owner, _, field = where.rpartition(".")
        if not values and (field in NEEDED.get(owner, ()) or where.endswith("origins.statements")):
            hint = "Name what it rests on, or reject the whole."
            raise UsageError(f"{where} cannot be empty", "[]", hint)
        if values and all(isinstance(one, str) for one in values) and name in STATEMENTS:
            return tuple(self._statements(values))
        # A side of a contact may be unknown; that there are sides is needed.
        found = tuple(self._value(f"{where}, side" if type(one) is tuple else where, name, one) for one in values)
        return tuple(sorted(set(found))) if where == "statement.content" else found

    # --- texts --------------------------------------------------------------------------------------------------------

    def _text(self, where: str, name: str, value: str) -> str:
        if name in NAMES and not value.strip():
            raise UsageError(f"{where} cannot be empty", value or "''", "Give a name.")
        for names, check in self._meanings.items():
            if name in names:
                return check(value)
        return value

    @cached_property
    def _meanings(self) -> dict[frozenset[str], Callable[[str], str]]:
        return {
            self._sides: lambda value: naming.of_actor(self._ledger, value, self._codebook.parties),
            ACTORS: self._actor,
            STATEMENTS: lambda value: next(iter(self._statements([value]))),
            DAYS: _day,
            frozenset({"document"}): self._document,
        }

    @cached_property
    def _codebook(self) -> Codebook:
        return codebooks.in_use(self._ledger).codebook

    @property
    def _sides(self) -> frozenset[str]:
        """Fields in which a party that only the codebook knows may stand as well."""
        return frozenset({"party", "given_by"}) if self._record in ("position", "proposal") else frozenset()

    def _actor(self, value: str) -> str:
        found = naming.of_actor(self._ledger, value)
        if self._thing is not None and found == self._thing.id:
            raise UsageError("cannot be its own party", value, "Name another actor, or null for none.")
        return found

    def _statements(self, values: Iterable[str]) -> Iterable[str]:
        wanted = list(values)
        known = self._ledger.statements(wanted)
        found = [one if one in known else naming.identified(self._ledger, "statement", one) for one in wanted]
        if isinstance(self._thing, Statement) and self._thing.id in found:
            raise UsageError("a statement cannot refer to itself", self._thing.id, "Name another, or null for none.")
        return dict.fromkeys(found)

    def _document(self, value: str) -> str:
        found = [value] if self._ledger.documents([value]) else []
        if not found and len(value) >= naming.SHORTEST:
            found = self._ledger.beginning("document", value)
        if len(found) != 1:
            what = "several dispatches begin so" if found else "there is no such dispatch"
            raise UnknownName(what, value, f"{', '.join(found)}." if found else "`depesche search` shows ids.")
        return found[0]

    # --- places in texts ----------------------------------------------------------------------------------------------

    def _placed(self, where: str, value: Any) -> Any:
        """What stands in a text, checked against it."""
        if isinstance(value, Evidence):
            return self._span(where, value.document, value)
        if isinstance(value, EvidenceSpan):
            said = self._ledger.one("statement", value.statement, rewritten=False)
            return self._span(where, said.document if said is not None else "", value)
        if isinstance(value, Term):
            self._outcome(value.issue, value.outcome)
            return self._span(where, value.document, value)
        return value

    def _span(self, where: str, document: str, value: Any) -> Any:
        length = self._length(document)
        if not 0 <= value.start < value.end <= length:
            what = f"{where}: no range of the dispatch's text, which has {length} characters"
            raise UsageError(what, f"{value.start}-{value.end}", "Give first and last + 1, counted from 0.")
        return value

    def _length(self, document: str) -> int:
        if document not in self._lengths:
            found = self._ledger.documents([document]).get(document)
            self._lengths[document] = len(found.text) if found is not None else 0
        return self._lengths[document]

    # --- what has to fit together -------------------------------------------------------------------------------------

    def _together(self, values: Mapping[str, Any]) -> None:
        """Fields that depend on one another, with those that stay."""
        now = {name: getattr(self._thing, name, None) for name in _dependent(values)} | dict(values)
        if self._record == "position" and "issue" in now and "outcome" in now:
            self._outcome(str(now["issue"]), str(now["outcome"]))
        self._ordered(now)
        for name in ("parent", "continues"):
            said = self._ledger.one("statement", values[name], rewritten=False) if values.get(name) else None
            if said is not None and said.document != self._home:
                raise UsageError("stands in another dispatch", str(values[name]), "Name a statement of the same one.")

    def _ordered(self, values: Mapping[str, Any]) -> None:
        for first, last in PERIODS:
            begin, end = values.get(first), values.get(last)
            if isinstance(begin, str) and isinstance(end, str):
                common = min(len(begin), len(end))
                if begin[:common] > end[:common]:
                    raise UsageError(f"{first} is later than {last}", f"{begin}, {end}", "Give both.")

    def _outcome(self, issue: str, outcome: str) -> None:
        outcomes = [one.id for one in self._codebook.issue(issue).outcomes]
        if outcome not in outcomes:
            raise UnknownName(f"the issue {issue} has no such outcome", outcome, f"There are: {', '.join(outcomes)}.")


def _dependent(values: Mapping[str, Any]) -> set[str]:
    """The fields that have to be seen together with those given."""
    groups = ({"issue", "outcome"}, *(set(period) for period in PERIODS))
    return {name for group in groups if group & set(values) for name in group}


def _day(value: str) -> str:
    time = _TIME.fullmatch(value)
    if days_of(time[1] if time else value) is None:
        raise BadExpression("no day", value, "Write 1962-10-19, or 1962-10 or 1962 where no more is known.")
    return value


def needed(record: str, given: Mapping[str, Any]) -> None:
    """Refuse to add what rests on nothing.

    Raises:
        UsageError: the field that is missing.
    """
    proofs = {"position": "evidence", "proposal": "terms", "contact": "evidence", "claim": "statements"}
    name = proofs.get(record)
    if name is not None and not given.get(name):
        raise UsageError(f"a {record} needs {name}", record, "Nothing is added without what it rests on.")
