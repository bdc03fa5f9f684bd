"""`depesche deal` and `depesche stability`."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from depesche.application import Dossier
from depesche.application.dealing import Bargain, bargain, bargain_alone, stability_of
from depesche.cli.common import (
    believe_option,
    console,
    dossier_option,
    existing,
    in_quotes,
    json_option,
    last_day,
    limit_option,
    print_json,
    visible,
)
from depesche.cli.root import complain
from depesche.errors import OutputFailed, UsageError


def verdict_of(dossier: Dossier, belief: str = "", at: str | None = None) -> str:
    """Whether a deal is possible, in one sentence."""
    return bargain(dossier, belief, at=at, limit=1).sentence()


@click.command("deal")
@click.option(
    "--model", type=click.Path(dir_okay=False), help="A model written by hand, instead of a dossier's positions."
)
@click.option("--drop", multiple=True, metavar="ID", help="Leave a red line out. May be given again.")
@click.option(
    "--what-if", "add", type=click.Path(dir_okay=False), help="Add the issues and red lines of a model by hand."
)
@click.option("--at", callback=last_day, metavar="DAY", help="The positions held on this day.")
@click.option("--all", "every", is_flag=True, help="Every blocker and every opening, sorted.")
@click.option("--explain", is_flag=True, help="Draw the conflict as a graph.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write that graph to a file as SVG.")
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Language of the verdict."
)
@limit_option(20, json_too=True)
@believe_option
@dossier_option
@json_option
def deal_command(
    model: str | None,
    drop: tuple[str, ...],
    add: str | None,
    at: str | None,
    every: bool,
    explain: bool,
    svg: Path | None,
    lang: str,
    limit: int,
    belief: str,
    location: str,
    as_json: bool,
) -> None:
    """Is there a package that crosses nobody's red line? If not: what collides, and what would open a deal?

    A blocker is a smallest set of red lines that cannot hold together; an opening a smallest set whose softening
    makes a deal possible. Both are exact.

    \b
    Examples:
      depesche deal --believe "named; not denied"
      depesche deal --drop p0a1b2c3d4e5f6a7b
      depesche deal --model talks.yaml --json --all
    """
    if model is not None:
        _only_of_dossiers(belief, at)
        answer = bargain_alone(model, drop=drop, add=add, limit=limit, every=every)
    else:
        with existing(location) as dossier:
            answer = bargain(dossier, belief, at=at, drop=drop, add=add, limit=limit, every=every)
    for note in answer.deal.model.notes:
        complain(note)
    if svg is not None:
        _write(svg, answer.svg(lang))
    if as_json:
        print_json(answer.as_json())
    elif explain:
        click.echo(answer.graph(lang))
    else:
        _print(answer, lang)


def _only_of_dossiers(belief: str, at: str | None) -> None:
    """Refuse what says nothing about a model by hand, whose red lines have neither reports to believe nor days.

    Raises:
        UsageError: a belief or a day is named.
    """
    for option, value in (("--believe", belief.strip()), ("--at", at)):
        if value:
            hint = "Leave it out, or leave out --model; --drop and --what-if go with both."
            raise UsageError("is about a dossier's positions, not about a model by hand", option, hint)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputFailed(f"cannot be written ({error.strerror})", str(path), "Name another file.") from error


def _print(answer: Bargain, lang: str) -> None:
    deal, screen = answer.deal, console()
    screen.print(Text(visible(answer.sentence(lang)), style="bold"))
    for number, package in enumerate(deal.examples[:3], 1):
        shown = "; ".join(
            f"{answer.names.get(issue, issue)}: {answer.outcome(issue, outcome)}" for issue, outcome in package.items()
        )
        screen.print(Text(f"Deal {number}: {visible(shown)}"))
    lines = {line.id: line for line in deal.model.red_lines}
    shown_lines: set[str] = set()
    for title, sets in (
        ("Blocker", [(ids, "") for ids in deal.blockers]),
        ("Opening", [(opening.red_lines, f", cost {opening.cost:g}") for opening in deal.openings]),
    ):
        for number, (ids, cost) in enumerate(sets, 1):
            screen.print()
            screen.print(Text(f"{title} {number}{cost}", style="bold"))
            for identity in ids:
                line = lines[identity]
                party = answer.names.get(line.party, line.party)
                ruled_out = [answer.outcome(line.issue, one) for one in line.rules_out]
                head = Text(f"  {visible(party)}, {visible(answer.names.get(line.issue, line.issue))}: ")
                head.append(f"{line.strength.replace('_', ' ')} against {visible(', '.join(ruled_out))}", style="red")
                head.append(f"  {identity}", style="dim")
                screen.print(head)
                if identity not in shown_lines:
                    _print_evidence(answer, identity)
                shown_lines.add(identity)
    if not deal.complete:
        screen.print(Text("\nThere are more blockers or openings: --all, or --limit", style="dim"))


def _print_evidence(answer: Bargain, identity: str) -> None:
    for shown in answer.evidence.get(identity, ())[:3]:
        line = Text(f"    {in_quotes(shown.words)}")
        where = " ".join(visible(part) for part in (shown.outlet, shown.day) if part)
        who = ", ".join(part for part in (visible(shown.speaker), where) if part)
        line.append(f"  {who}  {shown.statement}", style="dim")
        console().print(line)


@click.command("stability")
@click.argument("model", type=click.Path(dir_okay=False))
@json_option
def stability_command(model: str, as_json: bool) -> None:
    """Which states of a conflict are stable, by the graph model for conflict resolution (Nash, SEQ, GMR, SMR).

    \b
    Example:
      depesche stability examples/bargaining/euphrates-1975.yaml
    """
    result, notes = stability_of(model)
    for note in notes:
        complain(note)
    if as_json:
        print_json(result)
        return
    for concept, states in result["equilibria"].items():
        click.echo(f"{concept.upper():5} equilibria: {', '.join(states) or 'none'}")
    for concept, by_mover in result["stable"].items():
        for mover, states in by_mover.items():
            click.echo(f"{concept.upper():5} stable for {visible(mover)}: {', '.join(states) or 'none'}")
