"""The commands by which people decide: accept, reject, edit, rename, merge, split, undo, decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from depesche.application import open_dossier
from depesche.cli.common import dossier_option, json_option, limit_option, print_json, print_table
from depesche.errors import UsageError
from depesche.records import Decision, Verb

Command = TypeVar("Command", bound=Callable[..., Any])

_ID = (
    "ID is that of a statement, actor, claim, position, proposal or contact, or its beginning, four letters at least; "
    "CLAIM/STATEMENT names a response."
)


def _author_option(command: Command) -> Command:
    return click.option(
        "--author", envvar="DEPESCHE_AUTHOR", help="Who decides; the name of your account unless told."
    )(command)


def _deciding(command: Command) -> Command:
    """The options of a command that decides."""
    return _author_option(dossier_option(json_option(command)))


def _decide(location: str, as_json: bool, verb: Verb, target: str, author: str | None, **change: Any) -> None:
    with open_dossier(location, create=False) as dossier:
        record = dossier.kind_of(target)
        if verb is Verb.EDIT:
            change = {name: dossier.typed(record, name, value) for name, value in change.items()}
        decision = dossier.decide(verb, record, target, author=author, **change)
    if as_json:
        print_json(_as_json(decision))
        return
    click.echo(f"{decision.id}: {decision.author} decided to {decision.verb.value} {decision.record} {decision.target}")
    if "part" in decision.change:
        click.echo(f"What was split off is {decision.record} {decision.change['part']}")
    click.echo(f"Take it back with: depesche undo {decision.id}", err=True)


@click.command("accept", epilog=_ID)
@click.argument("identity", metavar="ID")
@_deciding
def accept_command(identity: str, author: str | None, location: str, as_json: bool) -> None:
    """Mark a reading as right: it counts as certain from now on, and survives every later reading.

    \b
    Example:
      depesche accept s1f0c2b7a9d3e4f50
    """
    _decide(location, as_json, Verb.ACCEPT, identity, author)


@click.command("reject", epilog=_ID)
@click.argument("identity", metavar="ID")
@_deciding
def reject_command(identity: str, author: str | None, location: str, as_json: bool) -> None:
    """Mark a reading as wrong: it is left out of every view, and stays so.

    \b
    Example:
      depesche reject s1f0c2b7a9d3e4f50
    """
    _decide(location, as_json, Verb.REJECT, identity, author)


def _fields(pairs: tuple[str, ...]) -> dict[str, str]:
    """FIELD=VALUE pairs as they were typed."""
    change: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError("is no FIELD=VALUE", pair, "Write for example: act=deny")
        change[name] = value
    return change


@click.command("edit", epilog=_ID)
@click.argument("identity", metavar="ID")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@_deciding
def edit_command(identity: str, fields: tuple[str, ...], author: str | None, location: str, as_json: bool) -> None:
    """Correct a reading. A VALUE is text, a number, or JSON for lists; actors go by their ids or names.

    \b
    Examples:
      depesche edit s1f0c2b7a9d3e4f50 act=deny
      depesche edit p0a1b2c3d4e5f6a7b outcome=withdraw strength=red_line
    """
    _decide(location, as_json, Verb.EDIT, identity, author, **_fields(fields))


@click.command("rename", epilog=_ID)
@click.argument("identity", metavar="ID")
@click.argument("name")
@_deciding
def rename_command(identity: str, name: str, author: str | None, location: str, as_json: bool) -> None:
    """Give an actor another name, or a claim another gist.

    \b
    Example:
      depesche rename a1f0c2b7a9d3e4f50 "Walerian Sorin"
    """
    _decide(location, as_json, Verb.RENAME, identity, author, name=name)


@click.command("merge", epilog=_ID)
@click.argument("identity", metavar="ID")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@_deciding
def merge_command(identity: str, others: tuple[str, ...], author: str | None, location: str, as_json: bool) -> None:
    """Make several actors or claims one: the OTHERs become part of ID.

    \b
    Example:
      depesche merge a1f0c2b7a9d3e4f50 a9e8d7c6b5a493827
    """
    _decide(location, as_json, Verb.MERGE, identity, author, ids=list(others))


@click.command("split", epilog=_ID)
@click.argument("identity", metavar="ID")
@click.argument("statements", nargs=-1, required=True, metavar="STATEMENT...")
@_deciding
def split_command(identity: str, statements: tuple[str, ...], author: str | None, location: str, as_json: bool) -> None:
    """Take statements out of an actor or a claim; they make a new one.

    \b
    Example:
      depesche split c1f0c2b7a9d3e4f50 s9e8d7c6b5a493827
    """
    _decide(location, as_json, Verb.SPLIT, identity, author, ids=list(statements))


@click.command("undo")
@click.argument("decision")
@_deciding
def undo_command(decision: str, author: str | None, location: str, as_json: bool) -> None:
    """Take a decision back. Nothing is deleted: that it was made and taken back stays on record.

    \b
    Example:
      depesche undo e1f0c2b7a9d3e4f50
    """
    with open_dossier(location, create=False) as dossier:
        undone = dossier.undo(decision, author)
    if as_json:
        print_json(_as_json(undone))
    else:
        click.echo(f"{decision}: taken back")


@click.command("decisions")
@click.option("--all", "ended", is_flag=True, help="Also those that were taken back or replaced.")
@limit_option(100)
@dossier_option
@json_option
def decisions_command(ended: bool, limit: int, location: str, as_json: bool) -> None:
    """All decisions, who made them and when.

    \b
    Example:
      depesche decisions --all
    """
    with open_dossier(location, create=False, read_only=True) as dossier:
        found = dossier.decisions(living=not ended)[-limit:]
        if as_json:
            print_json([_as_json(decision) for decision in found])
        else:
            _print(found)


def _as_json(decision: Decision) -> dict[str, Any]:
    return {
        "record": "decision",
        "id": decision.id,
        "verb": decision.verb.value,
        "of": decision.record,
        "target": decision.target,
        "author": decision.author,
        "made_at": decision.made_at,
        "change": _stated(decision),
        "undoes": decision.undoes,
        "undone_by": decision.undone_by,
    }


def _stated(decision: Decision) -> dict[str, Any]:
    return {name: value for name, value in decision.change.items() if name not in {"anchors", "yaml"}}


def _print(found: list[Decision]) -> None:
    if not found:
        click.echo("No decisions yet.")
        return
    print_table(
        ["id", "when", "who", "what", "of", "change"],
        [
            (
                decision.id,
                decision.made_at[:16].replace("T", " "),
                decision.author,
                ("undo " if decision.undoes else "") + decision.verb.value,
                f"{decision.record} {decision.target}",
                ", ".join(f"{name}={value}" for name, value in _stated(decision).items()),
            )
            for decision in found
        ],
    )
