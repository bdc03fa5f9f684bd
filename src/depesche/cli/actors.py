"""`depesche actors`."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import click

from depesche.cli.common import dossier_option, existing, json_option, limit_option, print_json, print_table
from depesche.records import ActorKind


@click.command("actors")
@click.option("--kind", type=click.Choice([kind.value for kind in ActorKind]), help="Only this kind.")
@limit_option(100)
@dossier_option
@json_option
def actors_command(kind: str | None, limit: int, location: str, as_json: bool) -> None:
    """People, states, organisations, outlets and unnamed sources: who they belong to, how often they are quoted.

    \b
    Example:
      depesche actors --kind unnamed
    """
    with existing(location) as dossier:
        found = [actor for actor in dossier.actors() if not kind or actor.kind.value == kind]
        quoted = Counter(said.speaker.actor for said in dossier.statements())
        found.sort(key=lambda actor: (-quoted[actor.id], actor.name))
        if as_json:
            print_json([dossier.as_json(actor) for actor in islice(found, limit)])
            return
        names = {actor.id: actor.name for actor in found} | dossier.actor_names({a.party for a in found if a.party})
    print_table(
        ["name", "kind", "party", ("quoted", "right"), "also called", ("id", "dim")],
        [
            (
                actor.name,
                actor.kind.value,
                names.get(actor.party or "", ""),
                quoted[actor.id] or "",
                ", ".join(name for name in actor.names if name != actor.name)[:80],
                actor.id,
            )
            for actor in found[:limit]
        ],
    )
