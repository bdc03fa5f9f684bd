"""A truth is named by its folder or by its file, and both give the same figures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from depesche.application import evaluate


@pytest.fixture(scope="module")
def small(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first five dispatches of the example with their truth."""
    source, folder = examples / "cuba-1962", tmp_path_factory.mktemp("truth") / "small"
    (folder / "docs").mkdir(parents=True)
    for path in sorted((source / "docs").glob("*.json"))[:5]:
        shutil.copy(path, folder / "docs")
    kept = {str(json.loads(path.read_text("utf-8"))["id"]) for path in (folder / "docs").glob("*.json")}
    truth = json.loads((source / "truth.json").read_text("utf-8"))
    truth["junk"] = [one for one in truth["junk"] if str(one["doc"]) in kept]
    (folder / "truth.json").write_text(json.dumps(truth), "utf-8")
    return folder


@pytest.mark.parametrize("task", ["claims", "positions", "junk", "statements"])
def test_a_truth_file_and_its_folder_give_the_same_figures(task: str, small: Path) -> None:
    """`evaluate TASK FOLDER/truth.json` once read no document of positions, and every figure was 0."""
    figures = evaluate(task, small)
    assert evaluate(task, small / "truth.json") == figures
    assert any(figures.values())


def test_a_truth_file_may_have_any_name(small: Path) -> None:
    """The file that is named is read, with the documents beside it."""
    shutil.copy(small / "truth.json", small / "mine.json")
    assert evaluate("junk", small / "mine.json") == evaluate("junk", small)
