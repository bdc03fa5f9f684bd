"""Dispatches made for tests, and the command as users run it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

TEXT = """{city}: Neue Gespräche angekündigt

{city}, {day}. Oktober (dpa) – Die Regierung hat Meldung {number} am Freitag zurückgewiesen. Ein Sprecher sagte, es
gebe keine Waffenruhe. „Wir verhandeln nicht“, erklärte Minister Alois Kern. Laut der Opposition sei das falsch.
"""


def write_dispatches(folder: Path, count: int, first: int = 0) -> Path:
    """`count` small, different dispatches as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    cities = ("WIEN", "GENF", "MINSK", "OSLO")
    for number in range(first, first + count):
        text = TEXT.format(city=cities[number % 4], day=number % 28 + 1, number=number)
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `depesche` in a process of its own, in an empty folder."""

    def command(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "depesche", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **options,  # type: ignore[call-overload]
        )

    return command
