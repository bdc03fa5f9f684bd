"""`depesche serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from depesche.cli.common import dossier_option
from depesche.errors import NotReadable

# Largest password file (bytes); it holds one line.
_LARGEST = 4096


def _password(path: Path | None) -> str | None:
    """The password: a file's first line, or DEPESCHE_PASSWORD; never from the command line, where others see it.

    Raises:
        NotReadable: the file cannot be read.
    """
    if path is None:
        return os.environ.get("DEPESCHE_PASSWORD") or None
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LARGEST).split("\n", 1)[0].strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise NotReadable(
            "the password cannot be read from it", str(path), "One line of UTF-8 text is enough."
        ) from error


@click.command("serve")
@dossier_option
@click.option("--port", default=8460, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; others need a password."
)
@click.option("--name", "names", multiple=True, metavar="NAME", help="A further name browsers reach it by; repeatable.")
@click.option(
    "--password-file", type=click.Path(dir_okay=False, path_type=Path), help="Its first line; else DEPESCHE_PASSWORD."
)
@click.option("--read-only", is_flag=True, help="Nothing can be changed.")
@click.option(
    "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes that read added dispatches."
)
@click.option("--open", "in_browser", is_flag=True, help="Open it in the browser.")
def serve_command(
    location: str,
    port: int,
    host: str,
    names: tuple[str, ...],
    password_file: Path | None,
    read_only: bool,
    jobs: int,
    in_browser: bool,
) -> None:
    """Open the dossier in the browser.

    It listens on this machine only. On any other address it asks for a password (DEPESCHE_PASSWORD or
    --password-file) and does not start without one; put it behind a server that speaks HTTPS.

    \b
    Examples:
      depesche serve --dossier talks.depesche --open
      DEPESCHE_PASSWORD=... depesche serve --host 0.0.0.0 --name desk.example.org
    """
    from depesche.web import Settings, serve

    def ready(address: str) -> None:
        click.echo(f"Depesche serves {location} at {address} (Ctrl+C ends it)", err=not sys.stdout.isatty())
        if in_browser:
            click.launch(address)

    settings = Settings(
        host=host, port=port, password=_password(password_file), names=names, read_only=read_only, jobs=jobs
    )
    serve(location, settings, ready)
