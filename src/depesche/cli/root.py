"""The root command, its lazily loaded subcommands, and the one place where errors become messages and exit status."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

import depesche as package
from depesche.errors import DepescheError, OutputFailed

# command -> (module under depesche.cli, one line of help, section of the help page). Modules load when called.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "read": ("read", "Read dispatches into a dossier.", "Read and look"),
    "status": ("status", "The state of the negotiation at a glance.", "Read and look"),
    "search": ("search", "Find words in the dispatches.", "Read and look"),
    "show": ("show", "One dispatch with its speakers marked.", "Read and look"),
    "serve": ("serve", "Open the dossier in the browser.", "Read and look"),
    "statements": ("statements", "Who says what, on whose word.", "The state, piece by piece"),
    "claims": ("claims", "What is claimed, on how many origins, and who denies it.", "The state, piece by piece"),
    "claim": ("claims", "One claim: its chain from origin to page.", "The state, piece by piece"),
    "sources": ("claims", "Who is quoted how often, and contradicted how often.", "The state, piece by piece"),
    "actors": ("actors", "People, states, organisations, unnamed sources.", "The state, piece by piece"),
    "positions": ("positions", "Where each party stands on each issue.", "The state, piece by piece"),
    "proposals": ("positions", "What was offered to whom on which terms.", "The state, piece by piece"),
    "contacts": ("positions", "Who met or spoke with whom.", "The state, piece by piece"),
    "timeline": ("positions", "What happened when.", "The state, piece by piece"),
    "codebook": ("codebook", "The issues and outcomes, and the words for them.", "The state, piece by piece"),
    "deal": ("deal", "Is there a package that crosses nobody's red line?", "Analysis"),
    "stability": ("deal", "Which states of a conflict model are stable (graph model).", "Analysis"),
    "accept": ("decide", "Mark a reading as right.", "Decisions (kept above every later reading)"),
    "reject": ("decide", "Mark a reading as wrong.", "Decisions (kept above every later reading)"),
    "edit": ("decide", "Correct a reading.", "Decisions (kept above every later reading)"),
    "rename": ("decide", "Give an actor or claim another name.", "Decisions (kept above every later reading)"),
    "merge": ("decide", "Make several actors or claims one.", "Decisions (kept above every later reading)"),
    "split": ("decide", "Take parts out of an actor or claim.", "Decisions (kept above every later reading)"),
    "undo": ("decide", "Take a decision back.", "Decisions (kept above every later reading)"),
    "decisions": ("decide", "All decisions, who made them and when.", "Decisions (kept above every later reading)"),
    "export": ("export", "Write the dossier in another format.", "Exchange and measure"),
    "evaluate": ("evaluate", "Score the reading against a gold standard.", "Exchange and measure"),
    "completion": ("completion", "Print the shell's completion script.", "Exchange and measure"),
}  # fmt: skip


class Commands(click.Group):
    """A group whose commands live in modules that load only when called: `depesche --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"depesche.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; but who reads no further (`| head`) has what he wanted, which is no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _forget_output()
            return 0

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a command mistyped."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]!r}?" if near else " `depesche --help` lists them."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section, from the table alone."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, (_, about, section) in COMMANDS.items():
            sections.setdefault(section, []).append((name, about))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(rows)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package.__version__, prog_name="depesche")
def depesche() -> None:
    """Depesche reads news dispatches about a negotiation and keeps its state: who says what, on whose word, who
    denies it, where each party stands, and what still blocks a deal.

    \b
    Example:
      depesche read reports/ --dossier talks.depesche
      depesche status --dossier talks.depesche
    """


def complain(message: str) -> None:
    """One line on standard error, control characters made visible (names and texts come from outside)."""
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in message)
    with contextlib.suppress(OSError, ValueError):
        click.echo(f"depesche: {shown}", err=True)


def _prepare_output() -> None:
    """Let nothing be shown badly or not at all for want of a stream or of a letter in its encoding.

    Closed streams (`>&-`) lead nowhere; with a descriptor of their own, lest the dossier be opened as standard output.
    """
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper) and name != "stdin" and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def _closing_pipe() -> Iterator[None]:
    """`depesche ... | head` ends quietly when head has seen enough; a full disk behind > is said in one line."""
    try:
        yield
        if not sys.stdout.closed:  # an export that broke off takes its stream along
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
    except OSError as error:
        _forget_output()
        where = str(error.filename) if error.filename else "standard output"
        raise OutputFailed(
            f"cannot be written or read ({error.strerror})", where, "Make room there, or name another place."
        ) from error


def _forget_output() -> None:
    """What is still buffered can go nowhere; without this the interpreter complains at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(error: click.ClickException) -> str:
    """Click lists choices on lines of their own; ours is one line."""
    return " ".join(error.format_message().split())


def run(command: click.Command, args: list[str] | None = None) -> int:
    """Run a command and give its exit status; every error of ours becomes one line on standard error."""
    _prepare_output()
    try:
        with _closing_pipe():
            result: Any = command.main(args=args, prog_name="depesche", standalone_mode=False)
            return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        where = f" {error.ctx.command_path}" if error.ctx else " depesche"
        complain(f"{_one_line(error)} (see `{where.strip()} --help`)")
        return 2
    except click.ClickException as error:
        complain(_one_line(error))
        return error.exit_code
    except DepescheError as error:
        complain(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        complain("Stopped. What was finished is kept; the same command goes on from there.")
        return 130
