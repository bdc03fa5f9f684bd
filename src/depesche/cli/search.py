"""`depesche search`."""

from __future__ import annotations

import click
from rich.text import Text

from depesche.cli.common import (
    console,
    counted,
    dossier_option,
    existing,
    first_day,
    json_option,
    last_day,
    limit_option,
    print_json,
    visible,
)


class WithoutWords(click.Command):
    """A command whose words may begin with a minus sign: "-Moskau" leaves a word out and is no option.

    Only -h is one; options with two minus signs are understood, or refused, as everywhere.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with such words behind the options."""
        end = args.index("--") if "--" in args else len(args)
        takes = {name for one in self.params if isinstance(one, click.Option) and not one.is_flag for name in one.opts}
        left_out = [
            place
            for place, word in enumerate(args[:end])
            if len(word) > 1 and word[0] == "-" and word[1] != "-" and word not in ctx.help_option_names
            and (place == 0 or args[place - 1] not in takes)
        ]  # fmt: skip
        options = [word for place, word in enumerate(args[:end]) if place not in left_out]
        return super().parse_args(ctx, [*options, "--", *args[end + 1 :], *(args[place] for place in left_out)])


@click.command("search", cls=WithoutWords)
@click.argument("words", nargs=-1, required=True)
@dossier_option
@json_option
@limit_option(20, json_too=True)
@click.option("--outlet", help="Only this outlet.")
@click.option("--since", callback=first_day, metavar="DAY", help="Published on this day (YYYY-MM-DD) or later.")
@click.option("--until", callback=last_day, metavar="DAY", help="Published on this day or earlier.")
def search_command(
    words: tuple[str, ...],
    location: str,
    as_json: bool,
    limit: int,
    outlet: str | None,
    since: str | None,
    until: str | None,
) -> int:
    """Find words in the dispatches: inside compounds and in all their forms.

    "Waffenruhe" also finds "Waffenruheabkommen", "Haus" also "Häuser". Quotation marks keep a phrase together,
    a minus sign leaves a word out. Exit status 0 whether something was found or not.

    \b
    Examples:
      depesche search Waffenruhe
      depesche search '"rote Linie"' -Moskau --since 2024-11-01
    """
    with existing(location) as dossier:
        found = dossier.search(" ".join(words), limit=limit, outlet=outlet, since=since, until=until)
    if as_json:
        print_json(
            {
                "total": found.total,
                "hits": [
                    {
                        "document": hit.document,
                        "title": hit.title,
                        "outlet": hit.outlet,
                        "published": hit.published,
                        "snippet": hit.snippet,
                        "matches": [{"start": span.start, "end": span.end} for span in hit.spans],
                        "score": hit.score,
                    }
                    for hit in found.hits
                ],
            }
        )
        return 0
    screen = console()
    for hit in found.hits:
        head = Text(visible(hit.title or hit.document), style="bold")
        head.append(
            f"  {visible(' · '.join(part for part in (hit.outlet, hit.published, hit.document) if part))}", style="dim"
        )
        screen.print(head)
        screen.print(Text("  " + visible(hit.snippet)))
    screen.print(Text(counted(found.total, "dispatch", "dispatches"), style="dim"))
    return 0
