"""Look-ups by key, straight to the driver, on both databases."""

from __future__ import annotations

from depesche.ledger import Ledger
from depesche.ledger.keyed import MOST
from depesche.stages import Stage

CLAIMS = Stage("claims", "1", (), ("claim",))


def test_more_keys_than_fit_one_question_are_all_found(ledger: Ledger) -> None:
    """Keys are asked for in parts; each is found once, whatever the parts' sizes, and unknown ones are left out."""
    index = ledger.index(CLAIMS)
    values = {f"i{number}": str(number).encode() for number in range(2 * MOST + 3)}
    with ledger.transaction():
        index.put(values)
        index.add([(f"k{number % 5}", f"i{number}") for number in range(40)])
    assert index.get([*values, "unknown"]) == values
    for count in (0, 1, 2, 3, MOST, MOST + 1):
        asked = list(values)[:count]
        assert list(index.get(asked)) == asked
    assert index.find(["k4", "nowhere", "k0"]) == {
        "k4": [f"i{number}" for number in range(4, 40, 5)],
        "k0": [f"i{number}" for number in range(0, 40, 5)],
    }


def test_odd_keys_are_only_words(ledger: Ledger) -> None:
    """Marks of parameters, quotes and percent signs in a key are part of the key."""
    odd = {"?": b"1", "%s": b"2", "'; --": b"3", '"key"': b"4", "100 %": b"5"}
    index = ledger.index(CLAIMS)
    with ledger.transaction():
        index.put(odd)
        index.put({"?": b"6"})
    assert index.get(odd) == odd | {"?": b"6"}
    assert index.get([*odd, "??"]) == odd | {"?": b"6"}
