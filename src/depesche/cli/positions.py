"""`depesche positions`, `proposals`, `contacts` and `timeline`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from textwrap import shorten
from typing import Any

import click
from rich.text import Text

from depesche.application import Dossier
from depesche.application.restating import as_of
from depesche.cli.common import (
    believe_option,
    console,
    counted,
    dossier_option,
    existing,
    find_actor,
    first_day,
    in_quotes,
    json_option,
    last_day,
    print_json,
    print_table,
    visible,
)
from depesche.errors import UnknownName

# Strength by shape and colour, hardest first; the shapes alone tell them apart where there is no colour.
STRENGTHS = {
    "red_line": ("■", "bold red"),
    "demand": ("▲", "yellow"),
    "preference": ("△", ""),
    "open": ("○", "cyan"),
    "concession": ("▽", "green"),
}
LEGEND = (
    "■ red line  ▲ demand  △ preference  ○ open  ▽ concession   ✗ rules out   ~ on others' word   ! party denies it"
)


def cell_text(cell: Any) -> Text:
    """A cell of the matrix: what the party says itself, or what is told of it."""
    shown = Text()
    if cell is None:
        return shown
    told = {(entry.strength, entry.refused, entry.label): entry for entry in cell.told}  # who says the same, once
    entries = [cell.stands] if cell.stands else list(told.values())[-2:]
    for number, entry in enumerate(entries):
        shape, style = STRENGTHS.get(entry.strength, ("?", ""))
        shown.append("\n" if number else "")
        shown.append(f"{shape} ", style=style)
        shown.append(("✗ " if entry.refused else "") + visible(entry.label))
        if entry.attributed:
            shown.append(" ~", style="dim")
    if "!" in cell.marks:
        shown.append(" !", style="bold red")
    return shown


TOLD = 160  # letters of the words that an event rests on
MOST_SILENT = 8  # parties without positions that are named below the matrix


def print_matrix(dossier: Dossier, belief: str, at: str | None, parties: list[str], issues: list[str]) -> None:
    """The matrix, issues down and parties across, as many parties as fit."""
    state = dossier.matrix(belief, at)
    if not state.cells:
        click.echo("No positions yet.")
        _tell_of_silent(dossier, state.parties)
        return
    screen = console()
    rows = [issue for issue in state.issues if not issues or issue in issues]
    across = [party for party in state.parties if not parties or party in parties][: max(1, (screen.width - 24) // 22)]
    names = dossier.actor_names(across)
    labels = {issue.id: issue.name for issue in dossier.codebook().issues}
    print_table(
        ["", *(visible(names.get(party, party)) for party in across)],
        [
            (labels.get(issue, issue), *(cell_text(state.cell(party, issue)) for party in across))
            for issue in rows
            if any(state.cell(party, issue) for party in across)
        ],
    )
    screen.print(Text(LEGEND, style="dim"))
    left = len(state.parties) - len(across)
    if left and not parties:
        more = counted(left, "more party", "more parties")
        screen.print(Text(f"{more}: --party, or a wider terminal, or --json", style="dim"))
    _tell_of_silent(dossier, state.parties)


def _tell_of_silent(dossier: Dossier, parties: Sequence[str]) -> None:
    """Name the codebook's parties that stand nowhere: perhaps nobody is known by the names that it gives them."""
    names = [visible(name) for name in dossier.silent_parties(parties)]
    if names:
        more = f" and {len(names) - MOST_SILENT} more" if len(names) > MOST_SILENT else ""
        shown = ", ".join(names[:MOST_SILENT]) + more
        hint = f"Without positions: {shown}. The codebook's names and members say who speaks for whom."
        console().print(Text(hint, style="dim"))


def find_issue(dossier: Dossier, wanted: str) -> str:
    """The id of an issue by its id or name.

    Raises:
        UnknownName: the codebook has none.
    """
    issues = dossier.codebook().issues
    for issue in issues:
        if wanted.casefold() in {issue.id.casefold(), issue.name.casefold()}:
            return issue.id
    raise UnknownName("the codebook has no such issue", wanted, f"It has: {', '.join(issue.id for issue in issues)}.")


def print_history(dossier: Dossier, belief: str, at: str | None, parties: list[str], issues: list[str]) -> None:
    """The chosen cells' positions until a day, earliest first."""
    state = dossier.matrix(belief, at)
    names = dossier.actor_names()
    labels = {known.id: known.name for known in dossier.codebook().issues}
    for party, issue in state.cells:
        if (parties and party not in parties) or (issues and issue not in issues):
            continue
        console().print(Text(f"{visible(names.get(party, party))} · {visible(labels.get(issue, issue))}", style="bold"))
        for entry in dossier.history(party, issue, belief, at):
            shape, style = STRENGTHS.get(entry.strength, ("?", ""))
            line = Text("  " + (entry.since or "          ") + "  ")
            line.append(f"{shape} ", style=style)
            line.append(("✗ " if entry.refused else "") + visible(entry.label))
            if entry.attributed:
                line.append(f"  told by {visible(names.get(entry.asserted_by or '', 'others'))}", style="dim")
            if entry.contested:
                line.append("  denied by the party", style="red")
            console().print(line)


@click.command("positions")
@click.option("--party", "parties", multiple=True, help="Only this party (name or id). May be given again.")
@click.option("--issue", "issues", multiple=True, help="Only this issue (id or name). May be given again.")
@click.option(
    "--at", callback=last_day, metavar="DAY", help="As things stood on this day, by what was told until then."
)
@click.option("--history", is_flag=True, help="Every position over time instead of the latest.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
@believe_option
@dossier_option
@json_option
def positions_command(
    parties: tuple[str, ...],
    issues: tuple[str, ...],
    at: str | None,
    history: bool,
    as_csv: bool,
    belief: str,
    location: str,
    as_json: bool,
) -> None:
    """Where each party stands on each issue.

    \b
    Examples:
      depesche positions --at 1962-10-27
      depesche positions --history --issue inspections
      depesche positions --believe "named; not denied"
    """
    with existing(location) as dossier:
        chosen = [find_actor(dossier, party, "party") for party in parties]
        matters = [find_issue(dossier, issue) for issue in issues]
        if as_json or as_csv:
            found = [
                dossier.as_json(position)
                for position in dossier.positions(as_of(belief, at))
                if (not chosen or position.party in chosen)
                and (not matters or position.issue in matters)
                and (at is None or history or position.until is None or position.until > at)
            ]
            print_json(found) if as_json else _print_csv(found)
        elif history:
            print_history(dossier, belief, at, chosen, matters)
        else:
            print_matrix(dossier, belief, at, chosen, matters)


def _print_csv(rows: Iterable[dict[str, Any]]) -> None:
    from depesche.application import position_columns, safe_cell

    sheet = csv.DictWriter(sys.stdout, position_columns())
    sheet.writeheader()
    for row in rows:
        sheet.writerow({name: safe_cell(_flat(value)) for name, value in row.items()})


def _flat(value: Any) -> Any:
    """Lists and truth values as the csv export writes them."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value


def _join(names: dict[str, str], actors: Iterable[str]) -> str:
    return ", ".join(names.get(actor, actor) for actor in actors)


def _with_party(names: dict[str, str], parties: Mapping[str, str | None], actors: Iterable[str]) -> str:
    """Actors by name, each with the party he speaks for."""
    shown = []
    for actor in actors:
        party = parties.get(actor)
        shown.append(names.get(actor, actor) + (f" ({names.get(party, party)})" if party and party != actor else ""))
    return ", ".join(shown)


@click.command("proposals")
@believe_option
@dossier_option
@json_option
def proposals_command(belief: str, location: str, as_json: bool) -> None:
    """What was offered to whom on which terms, and what became of it.

    \b
    Example:
      depesche proposals --believe named
    """
    with existing(location) as dossier:
        found = list(dossier.proposals(belief))
        if as_json:
            print_json([dossier.as_json(proposal) for proposal in found])
            return
        names = dossier.actor_names()
        parties = {actor.id: actor.party for actor in dossier.actors(ids={one for p in found for one in p.by})}
        matters = dossier.codebook().issues
        texts = {one.id: one.text for one in dossier.documents(ids={term.document for p in found for term in p.terms})}
    issues = {issue.id: issue.name for issue in matters}
    outcomes = {(issue.id, outcome.id): outcome.name for issue in matters for outcome in issue.outcomes}
    screen = console()
    for proposal in found:
        head = Text(
            f"{visible(_with_party(names, parties, proposal.by) or '?')} → {visible(_join(names, proposal.to) or '?')}",
            "bold",
        )
        head.append(f"  {proposal.status.value}", style="cyan")
        head.append(f"  {proposal.id}", style="dim")
        screen.print(head)
        for term in proposal.terms:
            words = visible(texts.get(term.document, "")[term.start : term.end])
            giver = f"{visible(names.get(term.given_by, term.given_by))} gives: " if term.given_by else ""
            issue = issues.get(term.issue, term.issue)
            outcome = outcomes.get((term.issue, term.outcome), term.outcome)
            screen.print(Text(f"  • {giver}{visible(issue)}: {visible(outcome)}  {in_quotes(words)}"))
    if not found:
        click.echo("No proposals.")


@click.command("contacts")
@believe_option
@dossier_option
@json_option
def contacts_command(belief: str, location: str, as_json: bool) -> None:
    """Who met, wrote to, phoned or mediated between whom.

    \b
    Example:
      depesche contacts --json
    """
    with existing(location) as dossier:
        found = list(dossier.contacts(belief))
        if as_json:
            print_json([dossier.as_json(contact) for contact in found])
            return
        names = dossier.actor_names()
    if not found:
        click.echo("No contacts.")
        return
    print_table(
        ["when", "who", "format", ("status", "bold"), "in the words", ("id", "dim")],
        [
            (
                contact.when.start or "",
                " – ".join(_join(names, side) for side in contact.parties),
                contact.format.value,
                contact.status.value,
                contact.when.text,
                contact.id,
            )
            for contact in found
        ],
    )


@click.command("timeline")
@click.option("--since", callback=first_day, metavar="DAY", help="From this day on.")
@believe_option
@dossier_option
@json_option
def timeline_command(since: str | None, belief: str, location: str, as_json: bool) -> None:
    """What happened when: positions taken and moved, proposals, contacts.

    \b
    Example:
      depesche timeline --since 1962-10-26
    """
    with existing(location) as dossier:
        events = dossier.timeline(belief, since)
        if as_json:
            print_json([asdict(event) for event in events])
            return
        labels = {known.id: known.name for known in dossier.codebook().issues}
        names = dossier.actor_names({party for event in events for party in event.parties})
        texts = {
            one.id: one.text
            for one in dossier.documents(ids={shown.document for e in events for shown in e.evidence[:1]})
        }
    print_table(
        [("day", "dim"), "what", "who", "on what", "in the words"],
        [
            (
                event.day or "",
                " ".join(part for part in (event.kind, event.status, event.strength) if part).replace("_", " ")
                + (" ~" if event.attributed else "")
                + (" !" if event.contested else ""),
                _join(names, event.parties),
                "; ".join(labels.get(issue, issue) for issue in event.issues),
                shorten(
                    "".join(texts.get(shown.document, "")[shown.start : shown.end] for shown in event.evidence[:1]),
                    TOLD,
                    placeholder=" …",
                ),
            )
            for event in events
        ],
    )
