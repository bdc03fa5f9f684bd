"""`depesche evaluate`."""

from __future__ import annotations

import os

import click

from depesche.application import evaluate, evaluation_tasks
from depesche.cli.common import json_option, print_json, print_table

_SHARES = ("_precision", "_recall", "_f1")


@click.command("evaluate")
@click.argument("task", metavar="TASK")
@click.argument("gold", required=False, metavar="GOLD")
@click.option("--gold-statements", is_flag=True, help="Take the truth's statements: measures what follows them apart.")
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True, help="Processes at work."
)
@json_option
def evaluate_command(task: str, gold: str | None, gold_statements: bool, jobs: int, as_json: bool) -> None:
    """Score the reading against a gold standard. What is scored is what `depesche read` stores.

    TASK is quotes, statements, claims, positions, junk, names, times or mood; `depesche evaluate tasks` says more.

    \b
    Examples:
      depesche evaluate quotes dev.jsonl.xz
      depesche evaluate claims examples/cuba-1962 --gold-statements
    """
    if task == "tasks":
        for name, about in evaluation_tasks().items():
            click.echo(f"{name:10} {about}")
        return
    if gold is None:
        raise click.UsageError("Name the gold standard's file or folder.")
    figures = evaluate(task, gold, jobs=jobs, gold_statements=gold_statements)
    if as_json:
        print_json(figures)
        return
    triples = [name[: -len("_f1")] for name in figures if name.endswith("_f1") and f"{name[:-3]}_recall" in figures]
    if triples:
        print_table(
            ["", ("precision", "right"), ("recall", "right"), ("F1", "right")],
            [(name.replace("_", " "), *(f"{figures[name + end]:.3f}" for end in _SHARES)) for name in triples],
        )
    rest = {
        name: value for name, value in figures.items() if not any(name == t + end for t in triples for end in _SHARES)
    }
    if rest:
        print_table(
            ["", ("figure", "right")], [(name.replace("_", " "), f"{value:.4g}") for name, value in rest.items()]
        )
