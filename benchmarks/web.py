"""How fast the web face answers, and what its pages weigh, on a dossier of 100,000 made-up dispatches.

    python benchmarks/web.py [--documents 100000] [--rounds 20] [--dossier FILE] [--keep FILE]

The dispatches are `generate.py`'s; four statements each, two claims a dispatch (most on up to two statements, one in
twenty on some eight statements and three answers of the weeks around), 5,000 actors in 40 parties, one position for
every five dispatches, contacts and proposals for one in fifty are made up beside them. Times are server times: from the
request's first byte to the answer's last, asked for by one client over loopback (wall clock), after one request to each
page that is told apart as "first". The 95th percentile is over all rounds of a page. Every round asks other addresses
(other days, beliefs, filters, pages, dispatches). A page that has to be counted first answers so at once; "complete" is
the longest that one of a kind took until it was there itself. Weights leave out the documents' own words and the files
that all pages share.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uvicorn

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT)]

from tests import making  # noqa: E402

from depesche.application import open_dossier  # noqa: E402
from depesche.application.dossier import Dossier  # noqa: E402
from depesche.records import (  # noqa: E402
    Act,
    Actor,
    ActorKind,
    Claim,
    ClaimStatus,
    Contact,
    ContactFormat,
    Document,
    Origin,
    Position,
    Proposal,
    Span,
    Statement,
    Strength,
    Term,
    stable_id,
)  # fmt: skip
from depesche.web import Settings, create_app  # noqa: E402
from depesche.web.serving import bound, warm  # noqa: E402
from generate import dispatches  # noqa: E402

BATCH = 1000
ACTORS, PARTIES = 5000, 40
STATEMENTS = 4
LARGE = 0.1
"""Share of claims that some eight statements of the weeks around say and three answer; the others have two at most."""


def fill(dossier: Dossier, number: int) -> None:
    """Make the dossier."""
    ledger, chance = dossier.ledger, random.Random(7)
    issues = [(issue.id, [outcome.id for outcome in issue.outcomes]) for issue in dossier.codebook().issues]
    making.keep(ledger, [], {}, actors=[_actor(place) for place in range(ACTORS)])
    batch: list[Document] = []
    for made, dispatch in enumerate(dispatches(number)):
        text = dispatch["text"]
        batch.append(
            making.document(
                stable_id("d", made, text), text, title=dispatch["title"], outlet=dispatch["outlet"],
                published=dispatch["published"], path=f"/dispatches/{made}.txt",
            )
        )  # fmt: skip
        if len(batch) == BATCH or made == number - 1:
            _store(ledger, batch, issues, chance)
            batch = []
            print(f"\r{made + 1} dispatches", end="", file=sys.stderr)
    print(file=sys.stderr)


def _actor(place: int) -> Actor:
    if place < PARTIES:
        return making.actor(f"p{place}", f"Partei {place}")
    kind = ActorKind.UNNAMED if place % 7 == 0 else ActorKind.PERSON
    name = f"Sprecher Nummer {place}"
    return making.actor(f"a{place}", name, f"p{place % PARTIES}", kind, outlet="dpa", confidence=0.9)


def _store(ledger: Any, batch: list[Document], issues: list[Any], chance: random.Random) -> None:
    said = {one.id: [_statement(one, place, chance) for place in range(STATEMENTS)] for one in batch}
    by_day = sorted(batch, key=lambda one: one.published or "")
    order = {one.id: place for place, one in enumerate(by_day)}
    claims, positions, proposals, contacts = [], [], [], []
    for place, one in enumerate(batch):
        mine = said[one.id]
        near = [said[other.id] for other in by_day[max(0, order[one.id] - 8) : order[one.id] + 9]]
        claims += [_claim(one, mine[0], near, chance), _claim(one, mine[2], [mine], chance)]
        if place % 5 == 0:
            positions.append(_position(one, mine[0], issues, chance))
        if place % 50 == 0:
            proposals.append(_proposal(one, mine[1], issues, chance))
            contacts.append(_contact(one, mine[2], chance))
    making.keep(
        ledger, batch, said, claims=claims, positions=positions, proposals=proposals, contacts=contacts, analysed=False
    )


def _speaker(chance: random.Random) -> str:
    return f"a{PARTIES + int((ACTORS - PARTIES) * chance.random() ** 2)}"


def _statement(one: Document, place: int, chance: random.Random) -> Statement:
    start = 80 + place * 250
    return making.statement(
        stable_id("s", one.id, place), one.id, start, start + 120, _speaker(chance), (start + 122, start + 135),
        act=chance.choice(list(Act)), cue=(Span(start + 136, start + 141),),
        via=(_speaker(chance),) if place == 1 else (), confidence=round(chance.uniform(0.3, 1), 3),
    )  # fmt: skip


def _claim(one: Document, first: Statement, near: list[list[Statement]], chance: random.Random) -> Claim:
    identity = stable_id("c", first.id)
    large = len(near) > 1 and chance.random() < LARGE
    told = list(dict.fromkeys([first.id, *(chance.choice(chance.choice(near)).id for _ in range(7 if large else 1))]))
    answers = []
    if large or chance.random() < 0.2:
        others = {chance.choice(chance.choice(near)).id for _ in range(3 if large else 1)}
        answers = [making.answer(other) for other in sorted(others.difference(told))]
    return making.claim(
        identity, " ".join(one.text[first.start : first.end].split()), told, answers,
        [Origin(stable_id("o", identity, other), None, (other,), "single statement") for other in told],
        status=ClaimStatus.CONTESTED if answers else ClaimStatus.UNCONTESTED, day=one.published, credibility=3,
        confidence=round(chance.uniform(0.3, 1), 3),
    )  # fmt: skip


def _position(one: Document, said: Statement, issues: list[Any], chance: random.Random) -> Position:
    issue, outcomes = chance.choice(issues)
    return making.position(
        stable_id("p", said.id), f"p{chance.randrange(PARTIES)}", issue, chance.choice(outcomes),
        [(said.id, said.start, said.end)], strength=chance.choice(list(Strength)), since=one.published,
        until=None if chance.random() < 0.02 else _later(one.published), asserted_by=said.speaker.actor,
        self_declared=chance.random() < 0.8, confidence=0.8,
    )  # fmt: skip


def _later(day: str | None) -> str:
    return (date.fromisoformat(day or "1970-01-01") + timedelta(days=60)).isoformat()


def _proposal(one: Document, said: Statement, issues: list[Any], chance: random.Random) -> Proposal:
    terms = [Term(issue, outcomes[0], one.id, said.start, said.end) for issue, outcomes in chance.sample(issues, 3)]
    return making.proposal(stable_id("r", said.id), "p1", "p2", terms, [said.id], confidence=0.8)


def _contact(one: Document, said: Statement, chance: random.Random) -> Contact:
    return making.contact(
        stable_id("k", said.id), ((_speaker(chance),), (_speaker(chance),)), (one.id, said.start, said.end),
        (one.published, one.published), "am Montag", format=chance.choice(list(ContactFormat)), statements=(said.id,),
        confidence=0.8,
    )  # fmt: skip


# --- asking ----------------------------------------------------------------------------------------------------------


def addresses(dossier: Dossier, chance: random.Random) -> dict[str, Callable[[], str]]:
    """For each page a way to make up addresses."""
    documents = [one.id for one in dossier.documents(with_text=False, since="1965-01-01", until="1965-03-01")]
    claims = [claim.id for claim in dossier.claims(since="1965-01-01", until="1965-01-20")]
    words = ("Raketen", "Kuba Raketen", "Waffenruhe", '"die Raketen"', "Chruschtschow -Kuba", "Quarantäne", "Rak*")
    statuses = ("contested", "uncontested", "")
    issues = [issue.id for issue in dossier.codebook().issues]

    beliefs = ("named", "not denied", "first-hand; confidence>=0.8", "origins>=2", "not outlet:dpa", "act:deny")

    def belief() -> str:
        return chance.choice(beliefs).replace(" ", "+").replace(";", "%3B").replace(">=", "%3E%3D")

    def day() -> str:
        return f"{1963 + chance.randrange(9)}-{1 + chance.randrange(12):02}-{1 + chance.randrange(28):02}"

    return {
        "state": lambda: "/",
        "state at a day": lambda: f"/?at={day()}",
        "claims": lambda: f"/claims?status={chance.choice(statuses)}&page={1 + chance.randrange(50)}",
        "claims, facets": lambda: f"/claims?outlet=dpa&issue={chance.choice(issues)}&sort=reports",
        "claims at a day": lambda: f"/claims?at={day()}",
        "claims, words": lambda: f"/claims?q={chance.choice(('Raketen', 'Moskau', 'Inspektion'))}",
        "claim": lambda: f"/claims/{chance.choice(claims)}",
        "positions": lambda: "/positions",
        "cell": lambda: f"/positions/p{chance.randrange(PARTIES)}/{chance.choice(issues)}",
        "proposals": lambda: f"/proposals?page={1 + chance.randrange(20)}",
        "contacts": lambda: f"/contacts?page={1 + chance.randrange(20)}",
        "actors": lambda: f"/actors?page={1 + chance.randrange(20)}",
        "actor": lambda: f"/actors/{_speaker(chance)}",
        "deal": lambda: "/deal",
        "documents": lambda: f"/documents?page={1 + chance.randrange(100)}",
        "documents, outlet": lambda: f"/documents?outlet=Reuters&page={1 + chance.randrange(50)}",
        "document": lambda: f"/documents/{chance.choice(documents)}",
        "search": lambda: "/documents?q=" + chance.choice(words).replace(" ", "+").replace('"', "%22"),
        "review": lambda: f"/review?record={chance.choice(('statement', 'claim', 'actor', 'position'))}",
        "add": lambda: "/add",
        "positions at a day": lambda: f"/positions?at={day()}",
        "proposals at a day": lambda: f"/proposals?at={day()}",
        "contacts at a day": lambda: f"/contacts?at={day()}",
        "actors at a day": lambda: f"/actors?at={day()}",
        "deal at a day": lambda: f"/deal?at={day()}",
        "documents at a day": lambda: f"/documents?at={day()}",
        "document at a day": lambda: f"/documents/{chance.choice(documents)}?at={day()}",
        "claims, belief and day": lambda: f"/claims?believe={belief()}&at={day()}",
        "state, a belief": lambda: f"/?believe={belief()}",
        "claims, a belief": lambda: f"/claims?believe={belief()}&status={chance.choice(statuses)}",
        "claim, a belief": lambda: f"/claims/{chance.choice(claims)}?believe=not+outlet:nobody",
        "positions, a belief": lambda: f"/positions?believe={belief()}",
        "actors, a belief": lambda: f"/actors?believe={belief()}",
        "documents, a belief": lambda: f"/documents?believe={belief()}",
        "deal, a belief": lambda: f"/deal?believe={belief()}",
        "news": lambda: "/news",
    }


def asked(port: int, path: str) -> tuple[bool, float, int]:
    """Whether one answer was the page itself (and not that it is being counted), its seconds and bytes."""
    from urllib.parse import quote

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    began = time.perf_counter()
    connection.request("GET", quote(path, safe="/?&=+%-,*"))
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    assert answer.status in (200, 202), (path, answer.status)
    return answer.status == 200, seconds, len(re.sub(rb"<mark.*?</mark>", b"", body))


def served(dossier: Dossier) -> Iterator[int]:
    """A server in a thread; yields its port once."""
    listening = bound(Settings(port=0))
    settings = replace(Settings(), port=listening.getsockname()[1])
    config = uvicorn.Config(create_app(dossier, settings), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    yield settings.port
    server.should_exit = True


def whole(port: int, path: str) -> tuple[float, float, int]:
    """Seconds until the first answer, seconds until the page itself is there, and its bytes."""
    began = time.perf_counter()
    ready, first, size = asked(port, path)
    while not ready:
        time.sleep(0.02)
        ready, _, size = asked(port, path)
    return first, time.perf_counter() - began, size


def shared(port: int) -> int:
    """Bytes that every page loads besides itself: style, script and the usual fonts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/add")
    prefix = re.search(r"/static/\w+/", connection.getresponse().read().decode())
    assert prefix is not None
    fonts = [f"fonts/source-{one}-latin-wght-normal.woff2" for one in ("sans-3", "serif-4")]
    total = 0
    for name in ("app.css", "pictures.css", "app.js", "htmx.min.js", *fonts):
        connection.request("GET", prefix.group() + name, headers={"Accept-Encoding": "gzip"})
        total += len(connection.getresponse().read())
    connection.close()
    return total


def measure(dossier: Dossier, rounds: int, only: str = "") -> None:
    """Print the table: what is first seen of a page, when a cold one is complete, and pages asked for again."""
    chance = random.Random(11)
    makers = addresses(dossier, chance)
    for port in served(dossier):
        for _ in range(3):
            began = time.perf_counter()
            first, complete, _ = whole(port, "/")
            print(f"state page: first answer {first * 1e3:.0f} ms, complete {complete * 1e3:.0f} ms after asking")
        warm(dossier)
        print(f"everything warm {time.perf_counter() - began:.1f} s later; shared files {shared(port) / 1000:.0f} kB")
        print(f"{'page':<24} {'first':>9} {'median':>9} {'95 %':>9} {'worst':>9} {'complete':>9} {'weight':>9}")
        for name, make in makers.items():
            if only not in name:
                continue
            first, _, _ = whole(port, make())
            found = sorted(whole(port, make()) for _ in range(rounds))
            times, complete = [one[0] for one in found], max(one[1] for one in found)
            p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
            weight = max(size for _, _, size in found)
            print(
                f"{name:<24} {first * 1e3:6.0f} ms {times[len(times) // 2] * 1e3:6.0f} ms {p95 * 1e3:6.0f} ms"
                f" {times[-1] * 1e3:6.0f} ms {complete * 1e3:6.0f} ms {weight / 1000:6.0f} kB",
                flush=True,
            )


def main() -> None:
    """Make or open the dossier, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--dossier", type=Path, help="one made before")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--keep", type=Path, help="where to leave the dossier")
    given = parser.parse_args()
    if given.dossier:
        with open_dossier(given.dossier, create=False) as dossier:
            measure(dossier, given.rounds, given.only)
        return
    with tempfile.TemporaryDirectory() as folder, open_dossier(given.keep or Path(folder) / "web.depesche") as dossier:
        began = time.perf_counter()
        fill(dossier, given.documents)
        print(f"{given.documents} dispatches made in {time.perf_counter() - began:.0f} s")
        measure(dossier, given.rounds, given.only)


if __name__ == "__main__":
    main()
