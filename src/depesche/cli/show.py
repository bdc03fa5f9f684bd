"""`depesche show`, and how a dispatch is drawn in the terminal."""

from __future__ import annotations

import click
from rich.panel import Panel
from rich.text import Text

from depesche.application import Dossier
from depesche.cli.common import console, dossier_option, existing, json_option, print_json, visible
from depesche.records import Document, Statement, quoted

# Colours for speakers, in the order they first speak; chosen to be told apart on dark and on light terminals.
_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red", "bright_cyan", "bright_magenta", "bright_green")


def _speaker_key(statement: Statement, text: str) -> str:
    return statement.speaker.actor or quoted(text, statement.speaker.spans).casefold() or "?"


def draw(document: Document, statements: list[Statement], names: dict[str, str]) -> tuple[Text, Text]:
    """The dispatch with contents in their speakers' colours, cues underlined and junk dimmed; and a legend.

    Character for character the stored text, so that what is seen is what was read; only characters that would steer
    the terminal are shown as spaces.
    """
    text = "".join(char if char.isprintable() or char == "\n" else " " for char in document.text)
    shown = Text(text)
    legend = Text()
    colours: dict[str, str] = {}
    for statement in sorted(statements, key=lambda found: (found.start, -found.end)):
        key = _speaker_key(statement, document.text)
        if key not in colours:
            colours[key] = _COLOURS[len(colours) % len(_COLOURS)]
            name = (
                names.get(statement.speaker.actor or "")
                or quoted(document.text, statement.speaker.spans)
                or "nobody named"
            )
            legend.append(f"■ {visible(name)}  ", style=colours[key])
        for span in statement.content:
            shown.stylize(colours[key], span.start, span.end)
        for span in statement.speaker.spans:
            shown.stylize(f"bold {colours[key]}", span.start, span.end)
        for span in statement.cue:
            shown.stylize("underline", span.start, span.end)
    for junk in document.junk:
        shown.stylize("dim strike", junk.start, junk.end)
    return shown, legend


def print_document(dossier: Dossier, identity: str) -> None:
    """Print one dispatch."""
    document = dossier.document(identity)
    statements = list(dossier.statements(document=document.id))
    names = dossier.actor_names()
    shown, legend = draw(document, statements, names)
    about = " · ".join(
        visible(part)
        for part in (document.outlet, document.published, ", ".join(document.agencies), document.id)
        if part
    )
    screen = console()
    screen.print(Panel(shown, title=Text(about), title_align="left", subtitle=legend, subtitle_align="left"))


@click.command("show")
@click.argument("document")
@dossier_option
@json_option
def show_command(document: str, location: str, as_json: bool) -> None:
    """One dispatch with its speakers in colours, cues underlined and page furniture struck out.

    DOCUMENT is an id, the beginning of one, or the path it was read from.

    \b
    Example:
      depesche show reports/one.txt
    """
    with existing(location) as dossier:
        found = dossier.document(document)
        if as_json:
            print_json(
                [dossier.as_json(found), *(dossier.as_json(said) for said in dossier.statements(document=found.id))]
            )
        else:
            print_document(dossier, found.id)
