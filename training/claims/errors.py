"""Print what a run got wrong, with the sentences."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.records import Claim
from training.claims.prepared import Prepared


def show(prepared: Prepared, claims: Sequence[Claim]) -> None:
    """The truth's claims, where their statements went, and which answers were tied to what."""
    from training.claims.train import matching

    truth = {statement.id: statement for statement in prepared.truth.statements}
    ours = {true: own for own, true in prepared.true.items()}
    home = {statement: claim for claim in claims for statement in claim.statements}
    ties: dict[str, list[tuple[Claim, str, float, str]]] = {}
    for claim in claims:
        for response in claim.responses:
            entry = (claim, str(response.relation), response.confidence, response.form)
            ties.setdefault(response.statement, []).append(entry)
    matched = matching(prepared, claims)
    best = {target: own for own, target in matched.items()}
    by_id = {claim.id: claim for claim in claims}

    def words(key: str) -> str:
        statement = truth[key]
        text = prepared.truth.documents[statement.document].text[statement.span.start : statement.span.end]
        return f"{key} [{statement.act}] {(statement.speaker or '-')[:40]}: {text[:110]!r}"

    for claim in prepared.truth.claims:
        own = by_id.get(best.get(claim.id, ""))
        verdict = f"{own.status}, {len(own.origins)} origins, {len(own.statements)} statements" if own else "no match"
        print(f"\n## {claim.id} {claim.gist} [{claim.status}, {len(claim.origins)} origins] ours: {verdict}")
        for key in claim.statements:
            place = home.get(ours.get(key, ""))
            mark = "=" if own and place is own else "-"
            print(f"  {mark} {place.id[-4:] if place else 'none'} {words(key)}")
        for key, relation in claim.responses:
            found = ties.get(ours.get(key, ""), [])
            right = any(own and one[0] is own and one[1] == relation for one in found)
            told = [
                (one[0].gist[:60], one[1], round(one[2], 2), one[3]) for one in found if not (own and one[0] is own)
            ]
            same = [(one[1], one[3]) for one in found if own and one[0] is own]
            print(f"  {'*' if right else ' '} {relation} {words(key)} => {same or told}")
    print("\n## answers of ours that the truth does not have, to claims that it has")
    tied = {(key, claim.id) for claim in prepared.truth.claims for key, _ in claim.responses}
    for claim in claims:
        target = matched.get(claim.id)
        for response in claim.responses:
            key = prepared.true.get(response.statement)
            if target and key and (key, target) not in tied and key not in {one for one, _ in tied}:
                print(f"  {response.relation} {round(response.confidence, 2)} {words(key)} => {claim.gist[:60]}")
