"""`depesche completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the shell's completion script.

    \b
    Example (bash, for good):
      depesche completion bash > ~/.local/share/bash-completion/completions/depesche
    """
    from depesche.cli.root import depesche

    kind = get_completion_class(shell)
    assert kind is not None  # click knows all three
    click.echo(kind(depesche, {}, "depesche", "_DEPESCHE_COMPLETE").source())
