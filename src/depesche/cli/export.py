"""`depesche export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from depesche.application import export_formats
from depesche.cli.common import believe_option, dossier_option, existing
from depesche.errors import UsageError


@click.command("export")
@click.argument("name", metavar="FORMAT")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="The file to write; without, or as -, standard output.",
)
@click.option("--table", default="statements", show_default=True, help="Which table, for csv and parquet.")
@believe_option
@dossier_option
def export_command(name: str, to: Path | None, table: str, belief: str, location: str) -> None:
    """Write the dossier in another format.

    FORMAT is jsonl, csv, parquet or another that `depesche export formats` lists. Decisions and the belief filter are
    applied; a file is replaced only once the export is whole.

    \b
    Examples:
      depesche export jsonl --to talks.jsonl
      depesche export csv --table claims > claims.csv
    """
    formats = export_formats()
    if name == "formats":
        for known in formats.values():
            click.echo(f"{known.name:18} {known.about}")
        return
    with existing(location) as dossier:
        if to is not None and to != Path("-"):
            dossier.export(name, to, table=table, belief=belief)
            return
        if name in formats and formats[name].binary and sys.stdout.isatty():
            raise UsageError("is not for a terminal", name, "Name a file with --to, or send it into one with >.")
        dossier.export(name, sys.stdout.buffer, table=table, belief=belief)
        sys.stdout.buffer.flush()
