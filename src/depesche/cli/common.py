"""What the commands share: opening the dossier, printing tables and JSON, progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from depesche.application import Dossier, days_of, open_dossier
from depesche.application.naming import SHORTEST
from depesche.errors import DossierReadOnly, UnknownName

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_DOSSIER = "dossier.depesche"

# Width of tables where standard output is no terminal, in columns, unless COLUMNS says otherwise.
_PLAIN_WIDTH = 120


# Columns below which nothing can be told; COLUMNS that asks for fewer, or for no number, is passed over.
_NARROWEST = 20


class _Screen(Console):
    """A console that leaves a reader who has seen enough (`| head`) to the one place that ends quietly then."""

    def on_broken_pipe(self) -> None:
        """Instead of ending with status 1."""
        raise BrokenPipeError


def console() -> Console:
    """Standard output as rich draws on it: the terminal's width, no colour where it would not help."""
    return _Screen(width=_width(), highlight=False, markup=False, emoji=False, soft_wrap=False)


def _width() -> int:
    """Columns of standard output: what COLUMNS says, else the terminal's, else those of a plain table."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and len(asked) < 6 and int(asked) >= _NARROWEST:
        return int(asked)
    if sys.stdout.isatty():
        try:
            return max(_NARROWEST, os.get_terminal_size(sys.stdout.fileno()).columns)
        except OSError:
            pass
    return _PLAIN_WIDTH


def dossier_option(command: Command) -> Command:
    """The --dossier option."""
    return click.option(
        "--dossier",
        "location",
        envvar="DEPESCHE_DOSSIER",
        default=DEFAULT_DOSSIER,
        show_default=True,
        metavar="FILE",
        help="The dossier: a file, or a Postgres URL. Also from DEPESCHE_DOSSIER.",
    )(command)


def json_option(command: Command) -> Command:
    """The --json option."""
    return click.option(
        "--json", "as_json", is_flag=True, is_eager=True, help="Print JSON for other programs instead."
    )(command)


def believe_option(command: Command) -> Command:
    """The --believe option."""
    return click.option(
        "--believe",
        "belief",
        default="",
        metavar="FILTER",
        help='Which evidence counts, e.g. "named; not denied; origins>=2; not outlet:TASS; until 2024-11-20".',
    )(command)


def limit_option(default: int, *, json_too: bool = False) -> Callable[[Command], Command]:
    """The --limit option.

    Args:
        default: how many lines a person is shown unless told.
        json_too: whether JSON stops there as well; else another program gets all, unless it names a limit.
    """

    def chosen(context: click.Context, _: click.Parameter, value: int | None) -> int:
        if value is not None:
            return value
        return sys.maxsize if context.params.get("as_json") and not json_too else default

    def add(command: Command) -> Command:
        return click.option(
            "--limit",
            callback=chosen,
            type=click.IntRange(1),
            help=f"At most so many lines. [default: {default}{'' if json_too else '; with --json all'}]",
        )(command)

    return add


def _day(value: str | None, *, last: bool) -> str | None:
    if value is None:
        return None
    days = days_of(value.strip())
    if days is None:
        raise click.BadParameter(f"{value!r} is no day. Write 2024-11-20, or 2024-11 or 2024 for all of it.")
    return days[last].isoformat()


def first_day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """For options that take a day from which on something counts: of a year or a month its first."""
    return _day(value, last=False)


def last_day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """For options that take a day up to which something counts: of a year or a month its last."""
    return _day(value, last=True)


def existing(location: str) -> Dossier:
    """The dossier, opened for reading; it must be there. An older one is brought up to date first.

    Raises:
        DossierError: it is missing, or cannot be used.
    """
    try:
        return open_dossier(location, create=False, read_only=True)
    except DossierReadOnly:
        return open_dossier(location, create=False)


def find_actor(dossier: Dossier, wanted: str, what: str = "actor") -> str:
    """The id of an actor by its id, one of its names, or the beginning of its id.

    Raises:
        UnknownName: nobody is called so, or several ids begin so.
    """
    folded = wanted.casefold()
    for actor in dossier.actors():
        if actor.id == wanted or folded in {name.casefold() for name in (actor.name, *actor.names)}:
            return actor.id
    if len(wanted) >= SHORTEST and dossier.ledger.beginning("actor", wanted):
        return str(dossier.one("actor", wanted).id)
    raise UnknownName(f"no {what} is called so", wanted, "`depesche actors` lists them.")


def visible(text: object) -> str:
    """Text from outside made safe for a terminal: one line, no control or direction-changing characters."""
    return "".join(char if char.isprintable() else " " for char in str(text if text is not None else ""))


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 claim", "2 claims"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def in_quotes(words: str) -> str:
    """Words in quotation marks, unless they have their own."""
    shown = visible(words).strip()
    return shown if shown[:1] in "„“”»«\"'‚‘›‹" else f"„{shown}“"


def print_json(value: Any) -> None:
    """One JSON value on standard output, in ASCII where that is not UTF-8."""
    plain = not (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    click.echo(json.dumps(value, ensure_ascii=plain, indent=2 if sys.stdout.isatty() else None))


def print_table(columns: Sequence[str | tuple[str, str]], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table that fits the terminal.

    Args:
        columns: names, or (name, style) with style "right", "dim" or "bold".
        rows: cells; `Text` cells keep their colours, everything else is shown as harmless text.
        title: a line above it.
    """
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        name, style = column if isinstance(column, tuple) else (column, "")
        table.add_column(
            name,
            justify="right" if style == "right" else "left",
            style=style if style in {"dim", "bold"} else None,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(visible(cell)) for cell in row))
    console().print(table)
