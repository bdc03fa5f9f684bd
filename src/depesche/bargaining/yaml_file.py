"""YAML written by hand, read with bounds and with every mistake named by line and field, all of them at once.

Scalars stay text (an outcome called "no" or "1" is a name, not a truth value or a number). Nothing is constructed from
tags. Aliases are followed, but what they expand to is counted, so that a small file cannot become a large one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from depesche.errors import BadFile

MAX_BYTES = 64 << 20
"""A ranking of 2^16 states for four decision makers is some 6 MB."""

MAX_NODES = 3_000_000
"""Values looked at, aliases counted as often as they are used."""

MAX_SHOWN = 8
"""How many mistakes one message names."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Complaints:
    """The mistakes found in one file so far, and what is worth a remark."""

    where: str
    mistakes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    looked_at: int = 0

    def stop_if_any(self, hint: str) -> None:
        """Raise BadFile if anything is wrong."""
        if not self.mistakes:
            return
        shown = "; ".join(self.mistakes[:MAX_SHOWN])
        more = len(self.mistakes) - MAX_SHOWN
        raise BadFile(shown + (f"; and {more} more" if more > 0 else ""), self.where, hint)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the file: where it stands and what it is called."""

    node: yaml.Node
    path: str
    complaints: Complaints

    def wrong(self, what: str) -> None:
        """Note a mistake at this place."""
        line = self.node.start_mark.line + 1
        place = f"line {line}, {self.path}" if self.path else f"line {line}"
        self.complaints.mistakes.append(f"{place}: {what}")

    def remark(self, what: str) -> None:
        """Note something that is not wrong but may not be meant; the first hundred are kept."""
        if len(self.complaints.notes) >= 100:
            return
        self.complaints.notes.append(f"line {self.node.start_mark.line + 1}, {self.path}: {what}")

    @property
    def empty(self) -> bool:
        """Whether nothing is written here (or null)."""
        node = self.node
        return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("", "~", "null")

    def text(self) -> str:
        """A name: a scalar that is not empty; "" and a complaint otherwise."""
        self._count()
        if isinstance(self.node, yaml.ScalarNode) and not self.empty:
            return str(self.node.value)
        self.wrong("a name is expected here")
        return ""

    def number(self) -> float | None:
        """A finite number of at least 0; None and a complaint otherwise."""
        text = self.text()
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and 0 <= value <= 1e9:
            return value
        self.wrong(f"a number from 0 to 1,000,000,000 is expected, not {text[:40]!r}")
        return None

    def truth(self) -> bool:
        """True or false, in any of YAML's spellings."""
        text = self.text().lower()
        if text not in ("true", "yes", "on", "false", "no", "off"):
            self.wrong(f"true or false is expected, not {text[:40]!r}")
        return text in ("true", "yes", "on")

    def items(self) -> list[Value]:
        """The entries of a list; a single name is a list of one; [] and a complaint for anything else."""
        self._count()
        if isinstance(self.node, yaml.SequenceNode):
            return [Value(node, f"{self.path}[{k}]", self.complaints) for k, node in enumerate(self.node.value, 1)]
        if self.empty:
            return []
        if isinstance(self.node, yaml.ScalarNode):
            return [self]
        self.wrong("a list is expected here")
        return []

    def texts(self) -> list[str]:
        """A list of names."""
        return [item.text() for item in self.items()]

    def is_mapping(self) -> bool:
        """Whether names with values stand here."""
        return isinstance(self.node, yaml.MappingNode)

    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.node, yaml.SequenceNode)

    def fields(self) -> Iterator[tuple[str, Value]]:
        """The names and values of a mapping, each name once; nothing and a complaint for anything else."""
        self._count()
        if not isinstance(self.node, yaml.MappingNode):
            if not self.empty:
                self.wrong("names with values are expected here (name: value)")
            return
        seen: set[str] = set()
        for key, node in self.node.value:
            name = Value(key, self.path, self.complaints).text()
            value = Value(node, f"{self.path}.{name}" if self.path else name, self.complaints)
            if name in seen:
                value.wrong("stands here a second time")
            elif name:
                seen.add(name)
                yield name, value

    def known_fields(self, known: Iterable[str], silent: Iterable[str] = ()) -> dict[str, Value]:
        """The fields of a mapping that are known; for others a remark, with the nearest known name."""
        names = tuple(known)
        found = {}
        for name, value in self.fields():
            if name in names:
                found[name] = value
            elif name not in silent:
                value.remark(f"unknown field {name!r} is ignored{nearest(name, names)}")
        return found

    def known_name(self, known: Iterable[str], kind: str) -> str | None:
        """A name that must be one of those; None and a complaint with the nearest one otherwise."""
        name = self.text()
        if not name:
            return None
        names = known if isinstance(known, (dict, set, frozenset)) else tuple(known)
        if name in names:
            return name
        self.wrong(f"unknown {kind} {name[:60]!r}{nearest(name, names)}")
        return None

    def _count(self) -> None:
        self.complaints.looked_at += 1
        if self.complaints.looked_at > MAX_NODES:
            raise BadFile(f"holds more than {MAX_NODES:,} values, aliases expanded", self.complaints.where)
        if self.path.count("[") + self.path.count(".") > 40:
            raise BadFile("is nested too deeply", self.complaints.where)


def nearest(name: str, known: Iterable[str]) -> str:
    """A suggestion in brackets, "" if nothing known comes near."""
    close = get_close_matches(name[:100], list(known)[:2000], n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def read_yaml(source: str | Path) -> Value:
    """The root of a YAML file, or of a text: a string with a line break is taken as the text itself.

    Raises:
        BadFile: not there, not readable, not YAML, empty, or over a limit.
    """
    if isinstance(source, str) and "\n" in source:
        text, where = source, "the given text"
    else:
        text, where = _file_text(Path(source)), str(source)
    if len(text) > MAX_BYTES:
        raise BadFile(f"is larger than {MAX_BYTES >> 20} MB", where)
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}: " if mark else ""
        problem = error.problem or error.context or "not YAML"
        raise BadFile(f"{line}{problem}", where, "It must be a YAML file.") from None
    except (yaml.YAMLError, RecursionError, ValueError, UnicodeError) as error:
        raise BadFile(f"is not YAML: {str(error)[:100]}", where) from None
    if node is None:
        raise BadFile("is empty", where)
    return Value(node, "", Complaints(where))


def _file_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadFile(f"is larger than {MAX_BYTES >> 20} MB", str(path))
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("is not UTF-8 text", str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadFile(f"cannot be read ({reason})", str(path), "Name another file.") from None
