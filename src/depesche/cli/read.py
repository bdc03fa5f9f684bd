"""`depesche read`."""

from __future__ import annotations

import os
import sys
import time

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from depesche.application import Dossier, ReadReport, codebook_yaml, none_there, open_dossier
from depesche.cli.common import counted, dossier_option, json_option, print_json
from depesche.cli.root import complain
from depesche.cli.show import print_document
from depesche.errors import NoDossier, UsageError

# Where standard error is no terminal: seconds between two lines about progress.
_LINE_EVERY = 10.0


class BarProgress:
    """A bar for each step, on a terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> BarProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, step: str, done: int, total: int | None, /) -> None:
        """Move the step's bar."""
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=total)
        self._progress.update(self._tasks[step], completed=done, total=total)  # type: ignore[arg-type]


class LineProgress:
    """A plain line now and then, for logs."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __enter__(self) -> LineProgress:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, step: str, done: int, total: int | None, /) -> None:
        """Print, unless the last line was a moment ago."""
        now = time.monotonic()
        if now - self._last >= _LINE_EVERY:
            self._last = now
            click.echo(f"{step}: {done}" + (f" of {total}" if total else ""), err=True)


def summary(report: ReadReport, location: str) -> str:
    """The run in one sentence."""
    parts = [f"{len(report.new)} new", f"{report.known} known already"]
    if report.analysed:
        dispatches = counted(report.analysed, "dispatch", "dispatches")
        parts.append(f"{counted(report.statements, 'statement')} in {dispatches}")
    if report.errors:
        parts.append(f"{len(report.errors)} could not be read")
    if report.remarks:
        parts.append(f"{len(report.remarks)} with remarks")
    return f"{location}: {', '.join(parts)} ({report.seconds:.1f} s)"


def _opened(location: str, inputs: tuple[str, ...]) -> tuple[Dossier | None, ReadReport]:
    """The dossier, made where there is none; none, and what was wrong, where no input is there to make it for.

    Raises:
        DossierError: it cannot be used, or there is none and nothing was named to read.
    """
    missing = none_there(inputs)
    try:
        return open_dossier(location, create=bool(inputs) and not missing), ReadReport()
    except NoDossier:
        if not missing:
            raise
        return None, ReadReport(errors=[*missing])


@click.command("read")
@click.argument("inputs", nargs=-1, metavar="[PATH_OR_URL]...")
@dossier_option
@json_option
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Processes at work."
)
@click.option("--show", is_flag=True, help="Print each new dispatch with its speakers coloured and cues underlined.")
@click.option("--follow", is_flag=True, help="Fetch the pages that a feed's entries link to as well.")
@click.option("--store-only", is_flag=True, help="Store the dispatches; leave the reading for a later run.")
@click.option("--anew", is_flag=True, help="Read all dispatches of the dossier again, as if they had come at once.")
@click.option("--codebook", type=click.Path(dir_okay=False), help="Use this codebook for the dossier from now on.")
def read_command(
    inputs: tuple[str, ...],
    location: str,
    as_json: bool,
    jobs: int,
    show: bool,
    follow: bool,
    store_only: bool,
    anew: bool,
    codebook: str | None,
) -> int:
    """Read dispatches: files, folders, globs, addresses of pages and feeds, or - for standard input.

    Text, HTML, Markdown, JSON, JSON Lines, CSV, RSS, Atom, NewsML, ninjs, WARC, mail, PDF, Word, and zip archives of
    those. Hidden files and dossiers in a folder are passed over. What is in the dossier already is recognised and
    skipped, so the same command may be run again at any time. Addresses are fetched only because you name them. Without
    anything to read, the run finishes what an earlier one, an older version or another codebook left to do.

    A dispatch that was read first may miss what a later one teaches, such as who is called by a name. --anew reads all
    of them again, in the order of their days; decisions are kept.

    \b
    Examples:
      depesche read reports/ more/*.html --dossier talks.depesche
      depesche read https://example.org/feed.xml --follow
      cat dispatch.txt | depesche read - --show
      depesche read
      depesche read --anew
    """
    if anew and store_only:
        raise UsageError("reads nothing anew where dispatches are only stored", "--anew", "Leave out --store-only.")
    on_terminal = sys.stderr.isatty() and not as_json
    if codebook is not None:
        codebook_yaml(codebook)  # a wrong name is told before a dossier is made
    dossier, report = _opened(location, inputs)
    if dossier is not None:
        with dossier, BarProgress() if on_terminal else LineProgress() as progress:
            if codebook is not None:
                dossier.use_codebook(codebook)
            report = dossier.read(
                *inputs, jobs=jobs, follow=follow, models=not store_only, progress=progress, anew=anew
            )
            if show:
                for document in report.new:
                    print_document(dossier, document)
    for error in (*report.errors, *report.remarks):
        complain(str(error))
    if as_json:
        print_json(
            {
                "new": report.new,
                "known": report.known,
                "analysed": report.analysed,
                "statements": report.statements,
                "errors": [
                    {"code": error.code, "input": error.where, "message": error.message} for error in report.errors
                ],
                "remarks": [
                    {"code": error.code, "input": error.where, "message": error.message} for error in report.remarks
                ],
                "seconds": round(report.seconds, 3),
            }
        )
    else:
        click.echo(summary(report, location))
    return 1 if report.errors else 0
