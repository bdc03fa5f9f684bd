"""Models and games written by hand: what is read, and what is said about mistakes."""

from __future__ import annotations

import pytest

from depesche.bargaining import analyse, deal_as_json, load_model, verdict, what_if
from depesche.bargaining.stability import load_game
from depesche.errors import BadFile, UnknownName, UsageError

GOOD = """
issues:
  territory: [withdraw, freeze, keep]
  alliance: [join, neutral]
parties: [ukraine, russia]
red_lines:
  - {id: r1, party: russia, issue: alliance, rules_out: [join], strength: red_line}
  - {id: r2, party: ukraine, issue: alliance, rules_out: [neutral], strength: demand, cost: 5, evidence: [a, b]}
dependencies:
  - {if: {alliance: join}, not: {territory: keep}}
  - {if: {territory: freeze}, then: {alliance: neutral}}
"""


def test_the_contract_s_form():
    """The fields, costs and answers of the outside contract."""
    output = deal_as_json(analyse(load_model(GOOD)))
    assert list(output)[:8] == [
        "belief", "issues", "red_lines", "possible", "deals", "examples", "blockers", "openings",
    ]  # fmt: skip
    assert (output["possible"], output["deals"], output["blockers"]) == (False, 0, [["r1", "r2"]])
    assert output["openings"] == [{"red_lines": ["r1"], "cost": 3}, {"red_lines": ["r2"], "cost": 5}]
    assert output["complete"] is True
    assert output["packages"] == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("party: russia, issue", "party: rusia, issue", "line 7, red_lines[1].party: unknown party 'rusia' (did you"),
        ("issue: alliance, rules_out: [join]", "issue: aliance, rules_out: [join]", "did you mean 'alliance'?"),
        ("rules_out: [neutral]", "rules_out: [neutrality]", "unknown outcome of alliance 'neutrality' (did you mean"),
        ("id: r2", "id: r1", "line 8, red_lines[2]: the id 'r1' is taken"),
        ("strength: demand", "strength: open", "'open' rules nothing out"),
        ("cost: 5", "cost: much", "a number from 0"),
        ("cost: 5", "cost: .nan", "a number from 0"),
        ("{alliance: join}, not", "{aliance: join}, not", "line 10, dependencies[1].if.aliance: unknown issue"),
        ("then: {alliance: neutral}", "", "needs 'if' and 'then' or 'not'"),
        ("[join, neutral]", "[join, join]", "line 4, issues.alliance[2]: the outcome 'join' stands here a second time"),
        ("[ukraine, russia]", "[ukraine, ukraine]", "stands here a second time"),
        ("  alliance: [join, neutral]", "  alliance: []", "needs at least one outcome"),
        ("rules_out: [join], ", "", "a red line needs rules_out"),
        ("parties:", "issues:", "stands here a second time"),
    ],
)
def test_mistakes_are_named_by_line_and_field(old, new, said):
    """Every mistake says where it is and, for a name, what is near it."""
    assert old in GOOD
    with pytest.raises(BadFile) as error:
        load_model(GOOD.replace(old, new, 1))
    assert said in str(error.value)
    assert error.value.exit_status == 2


def test_several_mistakes_come_in_one_message():
    """All at once, not one a run."""
    with pytest.raises(BadFile) as error:
        load_model(GOOD.replace("party: russia", "party: x").replace("rules_out: [neutral]", "rules_out: [y]"))
    assert "'x'" in str(error.value)
    assert "'y'" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        "[\n",
        "a: &a [*a]\n",
        "just words\n",
        "- a\n- list\n",
        "issues: 3\n",
        "issues: {a: {b: {c: d}}}\n",
        "[" * 20_000 + "\n",
        "issues: &i {a: [x]}\nparties: *i\n",
        "? [complex, key]\n: value\n",
        "issues: !!python/object/apply:os.system [ls]\n",
        "issues: {a: [x, y]}\nred_lines: {id: r1}\n",
        "a: 1\n---\nb: 2\n",
        "\x00\n",
    ],
)
def test_anything_else_is_a_clear_error(text):
    """No traceback, whatever stands in the file."""
    with pytest.raises(BadFile):
        load_model(text)
    with pytest.raises(BadFile):
        load_game(text)


def test_a_yaml_bomb_is_counted_not_expanded():
    """Ten levels of ten aliases are ten billion values on paper."""
    levels = "".join(f"b{k}: &b{k} [{', '.join([f'*b{k - 1}'] * 10)}]\n" for k in range(1, 10))
    with pytest.raises(BadFile):
        load_model("b0: &b0 [x, x, x, x, x, x, x, x, x, x]\n" + levels + "issues: {a: *b9}\n")


def test_names_stay_text_and_unknown_fields_are_remarks():
    """An outcome may be called no, 1 or null; a field that is not known is ignored aloud."""
    model = load_model(
        "issues: {a: [no, 1, 'null']}\nred_lines:\n - {id: 1, party: p, issue: a, rules_out: no, by: x}\n"
    )
    assert model.issues[0].outcomes == ("no", "1", "null")
    assert model.red_lines[0].rules_out == ("no",)
    assert "unknown field 'by'" in model.notes[0]


def test_files_that_are_not_there(tmp_path):
    """A missing file, a folder and bytes that are no text are wrong use, like a file with mistakes in it."""
    with pytest.raises(BadFile, match=r"none.yaml: cannot be read \(No such file"):
        load_model(tmp_path / "none.yaml")
    with pytest.raises(BadFile):
        load_model(tmp_path)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadFile):
        load_model(tmp_path / "bytes.yaml")


def test_no_red_lines_and_one_party():
    """Everything is open; and a party can block itself."""
    free = load_model("issues: {a: [x, y], b: [z, w]}\nparties: [p]\n")
    assert (analyse(free).possible, analyse(free).deals) == (True, 4)
    assert verdict(analyse(free)) == "Nobody has drawn a red line: all 4 packages are open."
    alone = load_model("issues: {a: [x]}\nparties: [p]\nred_lines: [{id: r, party: p, issue: a, rules_out: [x]}]\n")
    assert analyse(alone).blockers == (("r",),)
    assert "leaves no outcome" in verdict(analyse(alone))


def test_dependencies_that_contradict_each_other():
    """No red line is blamed; the rules to blame are named, and only those."""
    model = load_model(
        "issues: {a: [x, y], b: [z, w]}\nparties: [p]\nred_lines: [{id: r, party: p, issue: a, rules_out: [x]}]\n"
        "dependencies:\n - {if: {a: x}, not: {b: z}}\n - {if: {}, then: {b: z}}\n - {if: {a: y}, not: {b: z}}\n"
        " - {if: {a: y}, not: {b: w}}\n"
    )
    deal = analyse(model)
    assert (deal.possible, deal.deals, deal.packages, deal.blockers, deal.openings) == (False, 0, 0, (), ())
    assert deal.contradiction == (0, 1, 2)
    assert verdict(deal).startswith("No package is allowed at all: rules 1, 2 and 3 contradict")
    assert verdict(deal, lang="de").startswith("Kein Paket")
    with pytest.raises(UnknownName):
        verdict(deal, lang="xx")


def test_two_hundred_issues():
    """An answer, exact where it can be, within the time limit."""
    issues = "".join(f"  i{k}: [a, b, c]\n" for k in range(200))
    lines = "".join(
        f"  - {{id: r{k}, party: p, issue: i{k % 200}, rules_out: [{'abc'[k // 200]}]}}\n" for k in range(600)
    )
    rules = "".join(f"  - {{if: {{i{k}: a}}, not: {{i{k + 1}: b}}}}\n" for k in range(199))
    text = f"issues:\n{issues}parties: [p]\nred_lines:\n{lines}dependencies:\n{rules}"
    deal = analyse(load_model(text), evidence=False)
    assert not deal.possible
    assert (len(deal.blockers), len(deal.openings), deal.complete) == (20, 20, False)
    assert all(len(blocker) == 3 for blocker in deal.blockers)
    assert deal.cheapest.cost == 600
    assert deal.packages > 10**70


def test_what_if():
    """Lines go, lines come, and the given models stay as they are."""
    model = load_model(GOOD)
    assert analyse(what_if(model, drop=["r1"])).possible
    assert not analyse(model).possible
    more = load_model("red_lines: [{id: r3, party: russia, issue: territory, rules_out: [keep]}]\n", onto=model)
    assert [line.id for line in more.red_lines] == ["r1", "r2", "r3"]
    changed = load_model("drop: [r2]\nissues: {alliance: [observer]}\n", onto=model)
    assert changed.issue("alliance").outcomes == ("join", "neutral", "observer")
    with pytest.raises(UnknownName, match="r1"):
        what_if(model, drop=["r11"])
    with pytest.raises(UsageError):
        what_if(model, add=model)


RANKED = "decision_makers:\n - {name: A, options: [x], ranking: [N, Y]}\n - {name: B, options: [y], ranking: %s}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            RANKED.replace("[N, Y]", "[NN, NY, YN, YY]") % "[NN, NY, YY]",
            "the ranking of B lacks the feasible states YN",
        ),
        (RANKED % "[NN, NY, YN, YY]", "a state has 2 letters"),
        (RANKED.replace("[N, Y]", "[NN, NY, YN, YY]") % "[NN, NY, YN, YY, NN]", "a second time"),
        (RANKED.replace("[N, Y]", "[NN, NY, YN, YY]") % "[NN, NY, YN, YY]" + "infeasible: [Y]\n", "a pattern has 2"),
        (
            RANKED.replace("[N, Y]", "[NN, NY, YN, YY]") % "[NN, NY, YN, YY]" + "irreversible: [z]\n",
            "unknown option 'z'",
        ),
        ("decision_makers:\n - {name: A, options: [x]}\n", "needs either a ranking of states or preferences"),
        ("decision_makers:\n - {name: A, options: [x], preferences: [not z]}\n", "unknown option 'z'"),
        ("decision_makers:\n - {name: A, options: [x], preferences: ['(x']}\n", "a bracket is not closed"),
        (
            "decision_makers:\n - {name: A, options: [x], preferences: [x], moves: {}}\ninfeasible: [Y, N]\n",
            "0 feasible",
        ),
    ],
)
def test_mistakes_in_games(text, said):
    """The same for games: a missing state is named."""
    with pytest.raises(BadFile) as error:
        load_game(text)
    assert said in str(error.value)
