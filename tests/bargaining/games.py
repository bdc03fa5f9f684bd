"""Graph models straight from the definitions, state by state: what the fast analysis is held against."""

# ruff: noqa: B023 - the closures are used up within the turn of the loop that makes them

from __future__ import annotations

from collections.abc import Mapping, Sequence

Reach = Mapping[str, Mapping[str, Sequence[str]]]


def legal(start: str, coalition: Sequence[str], reach: Reach) -> set[str]:
    """What legal sequences of at least one move reach: nobody twice in succession (Fang, Hipel & Kilgour 1993)."""
    seen: set[tuple[str, str]] = set()
    pending = [(start, "")]
    while pending:
        state, last = pending.pop()
        for mover in coalition:
            if mover == last:
                continue
            for after in reach[mover].get(state, ()):
                if (after, mover) not in seen:
                    seen.add((after, mover))
                    pending.append((after, mover))
    return {state for state, _ in seen}


def stable_states(
    states: Sequence[str], reach: Reach, rank: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, list[str]]]:
    """For each concept and decision maker the stable states; a higher rank is better."""
    movers = list(reach)
    improved = {
        mover: {s: [t for t in reach[mover].get(s, ()) if rank[mover][t] > rank[mover][s]] for s in states}
        for mover in movers
    }
    result: dict[str, dict[str, list[str]]] = {concept: {} for concept in ("nash", "seq", "gmr", "smr")}
    for mover in movers:
        others = [other for other in movers if other != mover]
        own = rank[mover]
        any_move = {s: legal(s, others, reach) for s in states}
        any_improvement = {s: legal(s, others, improved) for s in states}

        def smr(s: str, t: str) -> bool:
            return any(own[u] <= own[s] and all(own[v] <= own[s] for v in reach[mover].get(u, ())) for u in any_move[t])

        tests = {
            "nash": lambda s, t: False,
            "gmr": lambda s, t: any(own[u] <= own[s] for u in any_move[t]),
            "smr": smr,
            "seq": lambda s, t: any(own[u] <= own[s] for u in any_improvement[t]),
        }
        for concept, sanctioned in tests.items():
            result[concept][mover] = [s for s in states if all(sanctioned(s, t) for t in improved[mover][s])]
    return result
