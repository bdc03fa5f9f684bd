"""A game written by hand: the YAML of the outside contract, or states and moves written down one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from depesche.bargaining.stability.game import DecisionMaker, Game, ListedMoves, Moves, OptionMoves, Ranks
from depesche.bargaining.stability.preferences import BadStatement, ranks_of
from depesche.bargaining.yaml_file import Value, nearest, read_yaml

MAX_OPTIONS = 20
"""A million words of Y and N to look at; feasible states beyond `MAX_STATES` are refused."""

MAX_STATES = 1 << 18
MAX_LISTED_STATES = 5_000
MAX_DECISION_MAKERS = 30

_REMARKS = ("title", "source", "note", "notes", "description", "about")
_HINT = "See docs/bargaining.md for the form of a conflict."


def load_game(source: str | Path) -> Game:
    """Read a game from a YAML file, or from YAML text (a string with a line break in it).

    Raises:
        BadFile: it is not there, cannot be read, or has mistakes in it; the message names up to eight, each with line
            and field.
    """
    root = read_yaml(source)
    fields = root.known_fields(("decision_makers", "infeasible", "irreversible", "states"), (*_REMARKS, "name"))
    movers = _movers(root, fields.get("decision_makers"))
    root.complaints.stop_if_any(_HINT)
    game = _listed(root, fields["states"], movers) if "states" in fields else _optional(root, fields, movers)
    root.complaints.stop_if_any(_HINT)
    return game


@dataclass(frozen=True, slots=True)
class _Mover:
    """A decision maker as written."""

    name: str
    options: tuple[str, ...]
    where: Value
    ranking: Value | None
    preferences: Value | None
    moves: Value | None


def _movers(root: Value, value: Value | None) -> list[_Mover]:
    if value is None or not value.is_list() or not value.items():
        (value or root).wrong("no decision makers: write them as 'decision_makers: [{name: US, options: [...]}]'")
        return []
    movers: list[_Mover] = []
    for item in value.items()[:MAX_DECISION_MAKERS]:
        fields = item.known_fields(("name", "options", "ranking", "preferences", "moves"), _REMARKS)
        if "name" not in fields:
            item.wrong("a decision maker needs a name")
            continue
        name = fields["name"].text()
        if any(other.name == name for other in movers):
            item.wrong(f"the decision maker {name!r} stands here a second time")
        options = fields["options"].texts() if "options" in fields else []
        if len(set(options)) < len(options):
            fields["options"].wrong("an option stands here a second time")
        if ("ranking" in fields) == ("preferences" in fields):
            item.wrong(f"{name} needs either a ranking of states or preferences (statements)")
        rest = (fields.get(key) for key in ("ranking", "preferences", "moves"))
        movers.append(_Mover(name, tuple(options), item, *rest))
    if len(value.items()) > MAX_DECISION_MAKERS:
        value.wrong(f"more than {MAX_DECISION_MAKERS} decision makers")
    return movers


def _optional(root: Value, fields: dict[str, Value], movers: Sequence[_Mover]) -> Game:
    """A game whose states are words of Y and N."""
    names = [(mover.name, option) for mover in movers for option in mover.options]
    width = len(names)
    if not 1 <= width <= MAX_OPTIONS:
        root.wrong(f"{width} options in all; from 1 to {MAX_OPTIONS} can be analysed")
        return Game((), ())
    codes = _feasible(fields.get("infeasible"), width)
    if not len(codes) or len(codes) > MAX_STATES:
        root.wrong(f"{len(codes):,} feasible states; from 1 to {MAX_STATES:,} can be analysed")
        return Game((), ())
    words = [format(code, f"0{width}b").translate(_LETTERS) for code in codes.tolist()]
    bit = {name: width - 1 - place for place, name in enumerate(names)}
    fixed = _irreversible(fields.get("irreversible"), bit)
    number = {word: index for index, word in enumerate(words)}
    truth = {option: (codes >> bit[owner, option] & 1).astype(bool) for owner, option in names}
    truth |= {f"{owner}: {option}": (codes >> bit[owner, option] & 1).astype(bool) for owner, option in names}
    made = []
    for mover in movers:
        own = sum(1 << bit[mover.name, option] for option in mover.options)
        if mover.preferences is not None:
            preference = _by_statements(mover.preferences, truth)
        else:
            assert mover.ranking is not None
            preference = _by_ranking(mover, mover.ranking, number, width)
        moves = OptionMoves(codes, own, own & fixed, preference)
        made.append(DecisionMaker(mover.name, mover.options, preference, moves))
    return Game(tuple(words), tuple(made), tuple(root.complaints.notes))


_LETTERS = str.maketrans("01", "NY")


def _feasible(value: Value | None, width: int) -> npt.NDArray[np.int64]:
    """The codes of all words that no pattern matches, ascending, the first option as the highest bit."""
    codes = np.arange(1 << width, dtype=np.int64)
    alive = np.ones(len(codes), dtype=bool)
    for item in value.items() if value else []:
        pattern = item.text()
        if len(pattern) != width or set(pattern) - set("YN-"):
            item.wrong(f"a pattern has {width} letters, each Y, N or - (either), not {pattern[:40]!r}")
            continue
        mask = int("".join("0" if letter == "-" else "1" for letter in pattern), 2)
        wanted = int("".join("1" if letter == "Y" else "0" for letter in pattern), 2)
        alive &= (codes & mask) != wanted
    return codes[alive]


def _irreversible(value: Value | None, bit: dict[tuple[str, str], int]) -> int:
    """The mask of options that stay Y; an option's name, or "decision maker: option" where several have it."""
    mask = 0
    for item in value.items() if value else []:
        if item.is_mapping():  # {US: strike} and - US: strike
            wanted = {(owner, option) for owner, options in item.fields() for option in options.texts()}
            label = str(sorted(wanted))
        else:
            label = item.text()
            owner, _, option = label.partition(":")
            wanted = {name for name in bit if name[1] == label or name == (owner.strip(), option.strip())}
        known = [name for name in wanted if name in bit]
        if not known:
            item.wrong(f"unknown option {label[:60]!r}{nearest(label, [option for _, option in bit])}")
        elif len(known) > 1 and not item.is_mapping():
            owners = ", ".join(sorted(owner for owner, _ in known))
            item.wrong(f"the option {label!r} belongs to {owners}; write 'owner: option'")
        mask |= sum(1 << bit[name] for name in known)
    return mask


def _by_statements(value: Value, truth: dict[str, npt.NDArray[np.bool_]]) -> Ranks:
    """Ranks from ranked statements; zeros and a complaint if one cannot be understood."""
    items = value.items()
    zeros = np.zeros(len(next(iter(truth.values()))), dtype=np.int64)
    if not items:
        value.wrong("at least one statement is expected")
        return zeros
    for item in items:
        try:
            ranks_of([item.text()], truth)
        except BadStatement as error:
            item.wrong(str(error))
            return zeros
    return ranks_of([item.text() for item in items], truth)


def _by_ranking(mover: _Mover, ranking: Value, number: dict[str, int], width: int | None) -> Ranks:
    """Ranks from a list of states, most preferred first, ties in one list. Every feasible state must stand in it."""
    ranks = np.full(len(number), -1, dtype=np.int64)
    classes = ranking.items()
    for place, entry in enumerate(classes):
        for item in entry.items():
            state = item.text()
            index = number.get(state)
            if index is None:
                _not_a_state(item, state, number, width)
            elif ranks[index] >= 0:
                item.wrong(f"the state {state} stands in this ranking a second time")
            else:
                ranks[index] = len(classes) - place
    missing = np.flatnonzero(ranks < 0)
    if len(missing):
        states = list(number)
        named = ", ".join(states[index] for index in missing[:5].tolist())
        more = f" and {len(missing) - 5:,} more" if len(missing) > 5 else ""
        ranking.wrong(f"the ranking of {mover.name} lacks the feasible states {named}{more}")
    return ranks


def _not_a_state(item: Value, state: str, number: dict[str, int], width: int | None) -> None:
    """A ranked word that is no feasible state: harmless if it is infeasible, a mistake if it is no word at all."""
    if width is None:
        item.wrong(f"unknown state {state[:40]!r}{nearest(state, number)}")
    elif len(state) != width or set(state) - set("YN"):
        item.wrong(f"a state has {width} letters, each Y or N, not {state[:40]!r}")
    else:
        item.remark(f"{state} is infeasible; its place in the ranking is ignored")


def _listed(root: Value, value: Value, movers: Sequence[_Mover]) -> Game:
    """A game whose states are only named and whose moves are written down."""
    states = value.texts()
    number = {state: index for index, state in enumerate(states)}
    if not states or len(states) > MAX_LISTED_STATES:
        value.wrong(f"{len(states):,} states; from 1 to {MAX_LISTED_STATES:,} can be written down")
        return Game((), ())
    if len(number) < len(states):
        value.wrong("a state stands here a second time")
    made = []
    for mover in movers:
        if mover.ranking is None:
            mover.where.wrong(f"{mover.name} needs a ranking: statements are about options, and states have none here")
            continue
        preference = _by_ranking(mover, mover.ranking, number, None)
        targets: list[set[int]] = [set() for _ in states]
        for name, reached in mover.moves.fields() if mover.moves else []:
            if name not in number:
                reached.wrong(f"unknown state {name[:40]!r}{nearest(name, number)}")
                continue
            known = [item.known_name(number, "state") for item in reached.items()]
            targets[number[name]] |= {number[state] for state in known if state is not None} - {number[name]}
        moves: Moves = ListedMoves([sorted(reached) for reached in targets], preference)
        made.append(DecisionMaker(mover.name, mover.options, preference, moves))
    return Game(tuple(states), tuple(made), tuple(root.complaints.notes))
