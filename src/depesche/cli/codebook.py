"""`depesche codebook`."""

from __future__ import annotations

import click

from depesche.application import codebook_yaml, open_dossier, suggestions_yaml
from depesche.cli.common import dossier_option, existing, json_option, limit_option, print_json, print_table


@click.group("codebook")
def codebook_command() -> None:
    """The issues of a negotiation, their possible outcomes, and the words for them: a YAML file that you edit.

    \b
    Example:
      depesche codebook show > mine.yaml    (edit it)
      depesche codebook use mine.yaml
    """


@codebook_command.command("show")
@click.argument("name", default="")
@dossier_option
def show(name: str, location: str) -> None:
    """Print a codebook's YAML: the dossier's own, or a built-in one (general, labour).

    \b
    Example:
      depesche codebook show labour > mine.yaml
    """
    if name:
        click.echo(codebook_yaml(name))
        return
    with existing(location) as dossier:
        click.echo(dossier.codebook_yaml())


@codebook_command.command("use")
@click.argument("path")
@dossier_option
@click.option("--author", envvar="DEPESCHE_AUTHOR", help="Who decides; the name of your account unless told.")
def use(path: str, location: str, author: str | None) -> None:
    """Use a codebook (a file, or the name of a built-in one) from now on, and bring the positions up to date.

    \b
    Example:
      depesche codebook use mine.yaml
    """
    with open_dossier(location, create=False) as dossier:
        codebook = dossier.use_codebook(path, author)
        dossier.read()
    click.echo(f"{location}: {codebook.name} with {len(codebook.issues)} issues")


@codebook_command.command("suggest")
@limit_option(20, json_too=True)
@dossier_option
@json_option
@click.option("--yaml", "as_yaml", is_flag=True, help="Print entries to paste into a codebook.")
def suggest(limit: int, location: str, as_json: bool, as_yaml: bool) -> None:
    """Issues and outcomes that the codebook lacks: what is often demanded or rejected, with examples.

    \b
    Example:
      depesche codebook suggest --yaml >> mine.yaml
    """
    with existing(location) as dossier:
        found = dossier.suggest(limit)
    if as_yaml:
        click.echo(suggestions_yaml(found))
    elif as_json:
        print_json(
            [{"word": one.word, "count": one.count, "acts": one.acts, "outcomes": one.outcomes} for one in found]
        )
    else:
        print_table(
            ["word", ("times", "right"), "how", "with", "for example"],
            [
                (
                    one.word,
                    one.count,
                    ", ".join(f"{act} {times}" for act, times in one.acts.items()),
                    ", ".join(one.outcomes),
                    one.examples[0][3] if one.examples else "",
                )
                for one in found
            ],
        )
