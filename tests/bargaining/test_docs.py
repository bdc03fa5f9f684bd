"""The documentation's examples run, and the example models load."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import depesche.bargaining
from depesche.bargaining import analyse, load_model
from depesche.bargaining.stability import load_game, stability

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_true():
    """Every example on docs/bargaining.md gives what it says."""
    text = (ROOT / "docs/bargaining.md").read_text(encoding="utf-8")
    test = doctest.DocTestParser().get_doctest(text, {}, "bargaining.md", "docs/bargaining.md", 0)
    assert len(test.examples) > 10
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_ONLY_FIRST_FAILURE)
    runner.run(test)
    assert runner.summarize().failed == 0


def test_the_package_s_own_example_is_true():
    """The docstring of depesche.bargaining."""
    assert doctest.testmod(depesche.bargaining).failed == 0


def test_the_first_yaml_on_the_page_is_a_model():
    """What is shown as the form of a model loads without a remark."""
    text = (ROOT / "docs/bargaining.md").read_text(encoding="utf-8")
    model = load_model(text.split("```yaml\n")[1].split("```")[0])
    assert model.notes == ()
    assert analyse(model).possible


@pytest.mark.parametrize("name", ["ceasefire"])
def test_example_models(name, examples):
    """They load, block, and open under the what-if beside them."""
    model = load_model(examples / f"bargaining/{name}.yaml")
    assert not analyse(model).possible
    changed = load_model(examples / "bargaining/what-if.yaml", onto=model)
    assert analyse(changed).possible


@pytest.mark.parametrize(("name", "equilibria"), [("euphrates-1975", ["NYY"]), ("prisoners", ["NN"])])
def test_example_games(name, equilibria, examples):
    """They load and have the published Nash equilibria."""
    result = stability(load_game(examples / f"bargaining/{name}.yaml"))
    assert result.names(result.equilibria["nash"]) == equilibria
