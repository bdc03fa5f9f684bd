"""`depesche claims`, `claim` and `sources`."""

from __future__ import annotations

from itertools import islice

import click
from rich.text import Text
from rich.tree import Tree

from depesche.application.pages.claim import Answer, ClaimPage, OriginPart, claim_page
from depesche.application.pages.claims import ClaimRow
from depesche.application.pages.common import Said, View
from depesche.cli.common import (
    believe_option,
    console,
    counted,
    dossier_option,
    existing,
    json_option,
    limit_option,
    print_json,
    print_table,
    visible,
)
from depesche.records import Claim, ClaimStatus

STATUS_STYLES = {
    "uncontested": "",
    "contested": "yellow",
    "denied": "red",
    "confirmed": "green",
    "retracted": "magenta",
}
_OPEN = (ClaimStatus.CONTESTED, ClaimStatus.DENIED, ClaimStatus.RETRACTED)


def claim_line(row: ClaimRow) -> Text:
    """A claim on one line: status, statements against origins, gist, answers."""
    line = Text(f"{row.status:<12}", style=STATUS_STYLES.get(row.status, ""))
    line.append(f"{counted(row.reports, 'statement')}, {counted(len(row.origins), 'origin')}  ", style="bold")
    line.append(visible(row.gist))
    answers = ", ".join(f"{relation.replace('_', ' ')} {count}" for relation, count in row.answers)
    line.append(f"  {answers}  {row.id}", style="dim")
    return line


def _about(claim: Claim, words: str) -> bool:
    gist = claim.gist.casefold()
    return all(word in gist for word in words.casefold().split())


@click.command("claims")
@click.option("--about", metavar="WORDS", help="Only claims with these words in their gist.")
@click.option("--contested", is_flag=True, help="Only contested, denied and retracted claims.")
@click.option("--min-origins", type=click.IntRange(0), default=0, help="Only on so many independent origins at least.")
@limit_option(40)
@believe_option
@dossier_option
@json_option
def claims_command(
    about: str | None, contested: bool, min_origins: int, limit: int, belief: str, location: str, as_json: bool
) -> None:
    """What is claimed, on how many independent origins it rests, and who denies it.

    \b
    Examples:
      depesche claims --contested
      depesche claims --about Waffenruhe --min-origins 2 --json
    """
    from depesche.application.pages.claims import rows

    with existing(location) as dossier:
        found = [
            claim
            for claim in dossier.claims(belief)
            if (not contested or claim.status in _OPEN)
            and claim.independent_origins >= min_origins
            and (not about or _about(claim, about))
        ]
        found.sort(key=lambda claim: (-len(claim.responses), -len(claim.statements), claim.id))
        if as_json:
            print_json([dossier.as_json(claim) for claim in islice(found, limit)])
            return
        shown = rows(dossier, View(belief), [claim.id for claim in found[:limit]])
    for row in shown:
        console().print(claim_line(row))
    left = len(found) - len(shown)
    console().print(Text(f"{left} more: --limit" if left else counted(len(found), "claim"), style="dim"))


@click.command("claim")
@click.argument("identity", metavar="ID")
@believe_option
@dossier_option
@json_option
def claim_command(identity: str, belief: str, location: str, as_json: bool) -> None:
    """One claim as a tree: its origins, through whom they reached the page, the sentences, and who answers what.

    \b
    Example:
      depesche claim c1f0c2b7a9d3e4f50
    """
    with existing(location) as dossier:
        page = claim_page(dossier, View(belief), identity)
        if as_json:
            print_json(next(dossier.as_json(claim) for claim in dossier.claims(belief, ids=[page.id])))
            return
    console().print(_tree(page))


def _tree(page: ClaimPage) -> Tree:
    head = Text(visible(page.gist), style="bold")
    head.append(f"\n{page.status}", style=STATUS_STYLES.get(page.status, ""))
    head.append(
        f", {counted(page.statements, 'statement')} in {counted(page.reports, 'dispatch', 'dispatches')}, "
        f"{counted(len(page.origins), 'independent origin')}, "
        f"credibility {page.credibility} of 1–6"
    )
    head.append(f", {page.first} to {page.last}  {page.id}" if page.first else f"  {page.id}")
    tree = Tree(head, guide_style="dim")
    for origin in page.origins:
        _origin(tree, origin)
    if page.answers:
        answers = tree.add(Text("Answers", style="bold"))
        for answer in page.answers:
            _answer(answers, answer)
    return tree


def _origin(tree: Tree, origin: OriginPart) -> None:
    head = Text(f"Origin {origin.number + 1}: {visible(origin.label)}", style="cyan")
    head.append(f"  {counted(origin.documents, 'dispatch', 'dispatches')}")
    if origin.why:
        head.append(f"\n{visible('; '.join(origin.why))}", style="dim")
    branch = tree.add(head)
    for said in origin.statements:
        branch.add(_said(said))


def _said(said: Said) -> Text:
    line = Text(" ← ".join(visible(part) for part in _chain(said)), style="bold")
    line.append(f"  {said.source.day}  {visible(said.source.title)}", style="dim")
    line.append(f"\n{visible(said.before)}")
    line.append(visible(said.words), style="underline")
    line.append(visible(said.after))
    return line


def _chain(said: Said) -> list[str]:
    speaker = said.speaker.name if said.speaker else "?"
    through = (person.name for person in said.via if person.name != said.source.outlet)
    return [*filter(None, [said.source.outlet]), *through, speaker]


def _answer(tree: Tree, answer: Answer) -> None:
    head = Text(answer.relation.replace("_", " "), style="red" if "den" in answer.relation else "green")
    if answer.form:
        head.append(f" ({answer.form.replace('_', ' ')})", style="dim")
    head.append("  ")
    head.append(_said(answer.said))
    tree.add(head)


@click.command("sources")
@limit_option(40)
@believe_option
@dossier_option
@json_option
def sources_command(limit: int, belief: str, location: str, as_json: bool) -> None:
    """Who is quoted how often, at first hand or through others, and contradicted how often.

    \b
    Example:
      depesche sources --believe "not named"
    """
    with existing(location) as dossier:
        found = dossier.sources(belief)[:limit]
        names = dossier.actor_names({row.actor for row in found} | {via for row in found for via, _ in row.through})
    if as_json:
        print_json(
            [
                {
                    "actor": row.actor,
                    "name": names.get(row.actor, row.actor),
                    "statements": row.statements,
                    "documents": row.documents,
                    "first_hand": row.first_hand,
                    "through": [{"actor": via, "statements": count} for via, count in row.through],
                    "claims": row.claims,
                    "contradicted": row.contradicted,
                    "confirmed": row.confirmed,
                }
                for row in found
            ]
        )
        return
    print_table(
        ["source", ("statements", "right"), ("first hand", "right"), "through", ("claims", "right"),
         ("contradicted", "right"), ("confirmed", "right"), ("id", "dim")],
        [
            (
                names.get(row.actor, row.actor),
                row.statements,
                row.first_hand,
                ", ".join(f"{names.get(via, via)} {count}" for via, count in row.through[:3]),
                row.claims,
                row.contradicted or "",
                row.confirmed or "",
                row.actor,
            )
            for row in found
        ],
    )  # fmt: skip
