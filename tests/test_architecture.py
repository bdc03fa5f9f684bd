"""The house keeps its shape: folders import only what stands before them, and the public names are the listed ones."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import depesche

SOURCE = Path(depesche.__file__).parent
LEAVES = ("vocabulary", "records", "errors", "stages")
# The order that a dispatch travels; each may import what stands before it.
STAGES = ("reading", "language", "attribution", "actors", "claims", "positions", "bargaining")
ALLOWED: dict[str, set[str]] = {
    "vocabulary": set(),
    "records": {"vocabulary"},
    "errors": set(),
    "stages": {"records"},
    **{stage: {*LEAVES, *STAGES[:position]} for position, stage in enumerate(STAGES)},
    "bargaining": {*LEAVES},  # usable alone
    "ledger": {*LEAVES},
    "evaluation": {*LEAVES},
    "exchange": {*LEAVES, "positions"},
    "application": {*LEAVES, *STAGES, "ledger", "evaluation", "exchange"},
    "web": {*LEAVES, "application"},
    "cli": {*LEAVES, "application", "web"},
}


def parts_imported(path: Path) -> set[str]:
    """The top-level parts of depesche that a file imports, wherever in the file it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("depesche."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "depesche":
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name.split(".")[1] for alias in node.names if alias.name.startswith("depesche."))
    return found - {"__version__"}


@pytest.mark.parametrize("part", sorted(ALLOWED))
def test_a_part_imports_only_what_stands_before_it(part: str) -> None:
    """No file of a part imports a part that comes later on a dispatch's way."""
    files = [SOURCE / f"{part}.py"] if part in LEAVES else sorted((SOURCE / part).rglob("*.py"))
    assert files
    wrong = {
        str(path.relative_to(SOURCE)): sorted(extra)
        for path in files
        if (extra := parts_imported(path) - ALLOWED[part] - {part})
    }
    assert not wrong


def test_every_part_of_the_package_has_a_place_in_the_order() -> None:
    """A new folder must say where it stands."""
    present = {path.name for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    present |= {path.stem for path in SOURCE.glob("*.py")} - {"__init__", "__main__"}
    assert present == set(ALLOWED)


def test_files_stay_short_enough_for_one_sitting() -> None:
    """No Python file of the package grows past 500 lines."""
    lengths = {str(path.relative_to(SOURCE)): len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")}
    assert not {name: length for name, length in lengths.items() if length > 500}
