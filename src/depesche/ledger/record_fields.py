"""A record's fields from plain data: what a person typed or a decision kept as JSON, checked against the record."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Hashable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, cast

from depesche.errors import UnknownName, UsageError
from depesche.records import Actor, Claim, Contact, Position, Proposal, Response, Statement

RECORDS: dict[str, type[Any]] = {
    "statement": Statement,
    "actor": Actor,
    "claim": Claim,
    "response": Response,
    "position": Position,
    "proposal": Proposal,
    "contact": Contact,
}
"""What decisions can speak of."""

PREFIXES = {"statement": "s", "actor": "a", "claim": "c", "position": "p", "proposal": "r", "contact": "k"}
"""The letters that ids of each record begin with."""

EXPORTED = {
    "position": {"from": "since"},
    "proposal": {"from": "by"},
    "actor": {},
}
"""Names of fields in exports that differ from those in records."""


@lru_cache(maxsize=64)
def _hints_of(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _hints(kind: type[Any]) -> dict[str, Any]:
    return _hints_of(cast(Hashable, kind))


def values(record: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values for some of a record's fields.

    Raises:
        UnknownName: no such record or field.
        UsageError: a value that the field cannot hold.
    """
    if record not in RECORDS:
        raise UnknownName("no such record", record, f"There are: {', '.join(RECORDS)}.")
    hints = _hints(RECORDS[record])
    found = {}
    for name, value in given.items():
        field = EXPORTED.get(record, {}).get(name, name)
        if field not in hints or field == "id":
            allowed = ", ".join(sorted(set(hints) - {"id"}))
            raise UnknownName(f"a {record} has no such field", name, f"There are: {allowed}.")
        try:
            found[field] = coerced(hints[field], value)
        except (TypeError, ValueError, KeyError) as error:
            raise UsageError(f"not a value for {record}.{field}: {error}", str(value)[:80]) from error
    return found


def is_text(record: str, name: str) -> bool:
    """Whether a field (as records or exports call it) holds a text."""
    field = EXPORTED.get(record, {}).get(name, name)
    hint = _hints(RECORDS[record]).get(field) if record in RECORDS else None
    optional = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return hint is str or (optional and str in typing.get_args(hint))


def made(record: str, id_: str, given: Mapping[str, Any]) -> Any:
    """A whole record from plain data.

    Raises:
        UnknownName: no such record or field.
        UsageError: a value that a field cannot hold, or a field that is missing.
    """
    try:
        return RECORDS[record](id=id_, **values(record, given))
    except TypeError as error:
        raise UsageError(f"not a whole {record}: {error}", id_, "Give the missing fields.") from error


def coerced(hint: Any, value: Any) -> Any:
    """The value as the type hint says; raises TypeError or ValueError where it cannot be."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return coerced(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        return _coerced_tuple(arguments, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or hasattr(hint, "_fields")):
        return _coerced_record(hint, value)
    return _coerced_plain(hint, value)


def _coerced_tuple(arguments: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise TypeError("a list is needed")
    return tuple(coerced(arguments[0], one) for one in value)


def _coerced_record(hint: type[Any], value: Any) -> Any:
    if isinstance(value, hint):
        return value
    hints = _hints(hint)
    if isinstance(value, Mapping):
        return hint(**{name: coerced(hints[name], one) for name, one in value.items()})
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise TypeError(f"fields of {hint.__name__} are needed")
    if len(value) > len(hints):
        raise TypeError(f"a {hint.__name__} has {len(hints)} fields")
    return hint(*(coerced(one_hint, one) for one_hint, one in zip(hints.values(), value, strict=False)))


def _coerced_plain(hint: Any, value: Any) -> Any:
    if hint is bool:
        if isinstance(value, str):
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[value.lower()]
        return bool(value)
    if hint is str and not isinstance(value, str):
        raise TypeError("a text is needed")
    return hint(value)


def plain(value: Any) -> Any:
    """A record or field value as JSON takes it; `coerced` is its inverse."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    return value
