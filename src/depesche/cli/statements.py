"""`depesche statements`."""

from __future__ import annotations

from itertools import islice

import click
from rich.text import Text

from depesche.cli.common import (
    believe_option,
    console,
    dossier_option,
    existing,
    find_actor,
    first_day,
    json_option,
    last_day,
    limit_option,
    print_json,
    visible,
)
from depesche.records import quoted


@click.command("statements")
@click.option("--document", help="Only of this dispatch (id or path).")
@click.option("--actor", help="Only of this speaker (name or id).")
@click.option("--since", callback=first_day, metavar="DAY", help="Published on this day or later.")
@click.option("--until", callback=last_day, metavar="DAY", help="Published on this day or earlier.")
@limit_option(50)
@believe_option
@dossier_option
@json_option
def statements_command(
    document: str | None,
    actor: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    belief: str,
    location: str,
    as_json: bool,
) -> None:
    """Who says what, in which words, on whose word.

    A question mark behind the act: even the likeliest is told at less than 40 %.

    \b
    Examples:
      depesche statements --document reports/one.txt
      depesche statements --believe "named; act:deny"
    """
    with existing(location) as dossier:
        within = {"document": dossier.document(document).id} if document else {}
        narrowed = {"actor": find_actor(dossier, actor) if actor else None, "since": since, "until": until}
        filters = within | {name: value for name, value in narrowed.items() if value}
        found = list(islice(dossier.statements(belief, **filters), limit))
        if as_json:
            print_json([dossier.as_json(said) for said in found])
            return
        documents = {one.id: one for one in dossier.documents(ids={said.document for said in found})}
        wanted = {said.speaker.actor for said in found if said.speaker.actor} | {
            one for said in found for one in said.via
        }
        names = dossier.actor_names(wanted)
    screen = console()
    for said in found:
        where = documents[said.document]
        speaker = names.get(said.speaker.actor or "") or quoted(where.text, said.speaker.spans) or "?"
        line = Text(visible(speaker), style="bold")
        line.append(f" {said.act.value}{'?' * said.act_in_doubt}", style="cyan")
        via = "".join(f" ← {visible(names.get(one, one))}" for one in said.via)
        parts = [visible(part) for part in (where.publisher, where.published, said.id) if part]
        line.append(f"{via}  {'  '.join(parts)}", style="dim")
        screen.print(line)
        screen.print(Text(f"  {visible(quoted(where.text, said.content))}"))
    if not found:
        click.echo("No statements.")
