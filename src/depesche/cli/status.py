"""`depesche status`: the state of the negotiation at a glance."""

from __future__ import annotations

from typing import Any

import click
from rich.text import Text

from depesche.application.pages.common import View
from depesche.application.pages.positions import Sign
from depesche.application.pages.state import StatePage, state_page
from depesche.cli.claims import claim_line
from depesche.cli.common import (
    believe_option,
    console,
    counted,
    dossier_option,
    existing,
    first_day,
    json_option,
    last_day,
    print_json,
    visible,
)
from depesche.cli.deal import verdict_of
from depesche.cli.positions import print_matrix

_COUNTED = ("statement", "actor", "claim", "position", "proposal", "contact", "decision")


@click.command("status")
@click.option(
    "--since",
    callback=first_day,
    metavar="DAY",
    help="What moved since this day; by default in the last week of the dossier.",
)
@click.option("--at", callback=last_day, metavar="DAY", help="As things stood on this day.")
@believe_option
@dossier_option
@json_option
def status_command(since: str | None, at: str | None, belief: str, location: str, as_json: bool) -> None:
    """The state of the negotiation: what is new, what moved, what is contested, whether a deal is possible.

    \b
    Examples:
      depesche status
      depesche status --at 1962-10-27 --believe named
    """
    with existing(location) as dossier:
        overview = dossier.overview()
        pending = {stage: count for stage, count in dossier.pending().items() if count}
        page = state_page(dossier, View(belief, at), since)
        if as_json:
            print_json(_as_json(overview, pending, page, verdict_of(dossier, belief, at)))
            return
        _print_counts(location, overview, pending)
        _print_claims(page)
        _print_moves(page)
        _head("Where they stand")
        print_matrix(dossier, belief, at, [], [])
        _print_newest(page)
        _head("A deal?")
        console().print(Text(visible(verdict_of(dossier, belief, at))))


def _head(title: str) -> None:
    console().print()
    console().print(Text(title, style="bold underline"))


def _print_counts(location: str, overview: Any, pending: dict[str, int]) -> None:
    screen = console()
    outlets = sum(1 for outlet, _ in overview.outlets if outlet)
    period = f", {overview.first} to {overview.last}" if overview.first else ""
    dispatches = counted(overview.counts["document"], "dispatch", "dispatches")
    by = f", {counted(outlets, 'outlet')}" if outlets else ""  # dispatches that only agencies sign have none
    screen.print(Text(f"{visible(location)}: {dispatches}{period}{by}", style="bold"))
    counts = (counted(overview.counts[name], name) for name in _COUNTED if overview.counts[name])
    screen.print(Text(", ".join(counts)))
    if pending:
        screen.print(
            Text(f"Still to be read: {', '.join(f'{stage} {count}' for stage, count in pending.items())}"
                 " (run `depesche read`)", style="yellow")
        )  # fmt: skip


def _print_claims(page: StatePage) -> None:
    _head(f"Contested claims ({page.contested_total} of {page.claims})")
    for row in page.contested:
        console().print(claim_line(row))
    if page.contested_total > len(page.contested):
        console().print(Text("more: depesche claims --contested", style="dim"))


def _print_moves(page: StatePage) -> None:
    _head(f"Moved since {page.since}" if page.since else "Moved (no dispatch is dated)")
    for move in page.moves:
        line = Text(f"{move.since}  {visible(move.party.name)}, {visible(move.issue_name)}: ")
        same = (move.before.label, move.before.refused) == (move.after.label, move.after.refused)
        line.append(_strength(move.before) if same else _stand(move.before))
        line.append(" → ", style="cyan").append(_stand(move.after))
        line.append("".join((", on an unnamed word" * move.anonymous, ", denied" * move.denied)), style="dim")
        console().print(line)
    if not page.moves:
        console().print(Text("nothing", style="dim"))
    elif page.more_moves:
        console().print(Text("more: depesche timeline", style="dim"))


def _strength(sign: Sign) -> Text:
    return Text(sign.strength.replace("_", " "), style="cyan")


def _stand(sign: Sign) -> Text:
    return _strength(sign).append(f" ({'✗ ' if sign.refused else ''}{visible(sign.label)})", style="default")


_LEAST = 30  # characters that are told of a dispatch in the narrowest terminal


def _print_newest(page: StatePage) -> None:
    _head("Newest dispatches")
    for source in page.newest:
        parts = (source.outlet, source.title) if source.outlet else (source.title,)
        line = Text(f"{source.day or 'undated':<10}  {': '.join(visible(part) for part in parts)}")
        mark = f"  {source.id}" + ("  (copy)" if source.copy_of else "")
        line.truncate(max(_LEAST, console().width - len(mark)), overflow="ellipsis")
        console().print(line.append(mark, style="dim"), soft_wrap=True)


def _as_json(overview: Any, pending: dict[str, int], page: StatePage, verdict: str) -> dict[str, Any]:
    return {
        "counts": dict(overview.counts),
        "first": overview.first,
        "last": overview.last,
        "outlets": [{"outlet": outlet, "documents": count} for outlet, count in overview.outlets],
        "pending": pending,
        "since": page.since,
        "contested": [
            {"claim": row.id, "gist": row.gist, "status": row.status, "reports": row.reports,
             "independent_origins": len(row.origins)}
            for row in page.contested
        ],
        "contested_total": page.contested_total,
        "moved": [
            {"party": move.party.id, "issue": move.issue, "from": move.before.strength, "to": move.after.strength,
             "from_outcome": move.before.label, "outcome": move.after.label, "since": move.since,
             "anonymous": move.anonymous, "denied": move.denied}
            for move in page.moves
        ],
        "newest": [
            {"document": source.id, "title": source.title, "outlet": source.outlet, "published": source.day}
            for source in page.newest
        ],
        "verdict": verdict,
    }  # fmt: skip
