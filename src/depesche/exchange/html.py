"""The briefing as one HTML page that stands alone: its pictures and its style are in it, nothing is loaded or run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from itertools import combinations
from typing import IO

from depesche.exchange.briefing import Briefing, Quote, collect, words
from depesche.exchange.pictures import (
    Chain,
    ChainNode,
    ChainPath,
    Drawn,
    Edge,
    Mark,
    Node,
    draw_chain,
    draw_defs,
    draw_glyph,
    draw_network,
    draw_timeline,
    style_sheet,
)
from depesche.exchange.pictures.svg import element
from depesche.exchange.source import ExportSource
from depesche.records import Claim, Contact, Position

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Even if something got through, the page could load and run nothing."""

_SUREST = ("confirmed", "reported", "denied")


def write_html(source: ExportSource, stream: IO[bytes], table: str) -> None:
    """Write the briefing. ``table`` is not asked for here."""
    found = collect(source)
    told = words(found.language)
    style = style_sheet() + files("depesche.exchange").joinpath("briefing.css").read_text(encoding="utf-8")
    head = element(
        "head",
        _void("meta", charset="utf-8"),
        _void("meta", http_equiv="Content-Security-Policy", content=POLICY),
        _void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{told['title']} – Depesche"),
        Drawn(f"<style>{style}</style>"),
    )
    body = element(
        "body",
        draw_defs(),
        element(
            "header",
            element("h1", told["title"]),
            element("p", found.made),
        ),
        _verdict(found, told),
        _section(told["positions"], _matrix(found, told)),
        _section(told["claims"], _claims(found, told)),
        _section(told["proposals"], _proposals(found, told)),
        _section(told["contacts"], _contacts(found, told)),
        _section(told["documents"], _sources(found)),
    )
    page = element("html", head, body, lang=found.language)
    stream.write(b"<!doctype html>\n" + page.encode("utf-8", "replace") + b"\n")


def _void(tag: str, /, **attributes: object) -> Drawn:
    return Drawn(element(tag, **attributes).replace("/>", ">"))


def _section(title: str, content: Drawn) -> Drawn:
    return element("section", element("h2", title), content)


def _joined(parts: Iterable[Drawn]) -> Drawn:
    return Drawn("".join(parts))


def _table(heads: Iterable[str | Drawn], rows: Iterable[Iterable[str | Drawn]], class_: str | None = None) -> Drawn:
    head = element("thead", element("tr", *(element("th", one, scope="col") for one in heads)))
    body = [
        element(
            "tr", *(element("td", one) if place else element("th", one, scope="row") for place, one in enumerate(row))
        )
        for row in rows
    ]
    return element("div", element("table", head, element("tbody", *body), class_=class_), class_="scroll")


def _nothing(told: dict[str, str]) -> Drawn:
    return element("p", told["nothing"])


def _verdict(found: Briefing, told: dict[str, str]) -> Drawn | None:
    """Whether a deal is possible, with the words that prove what stands in its way."""
    if found.verdict is None:
        return None
    lines = []
    for line in found.lines:
        quote = next((found.quotes[one] for one in line.statements if one in found.quotes), None)
        strength = f", {found.issue(line.issue)} ({told[f'strength_{line.strength}']})"
        lines.append(element("li", element("b", found.name(line.party)), strength, _quoted(quote) if quote else None))
    return _section(
        told["deal"],
        _joined(
            [
                element("p", found.verdict.sentences[found.language], class_="verdict"),
                element("ul", *lines) if lines else Drawn(""),
            ]
        ),
    )


def _matrix(found: Briefing, told: dict[str, str]) -> Drawn:
    if not found.standing:
        return _nothing(told)
    rows = [
        [found.name(party), *(_cell(found, told, found.standing.get((party, issue))) for issue in found.spoken)]
        for party in found.parties
    ]
    return _table(["", *map(found.issue, found.spoken)], rows, "matrix")


def _cell(found: Briefing, told: dict[str, str], position: Position | None) -> Drawn:
    if position is None:
        return Drawn("")
    _, direction = found.outcome(position.issue, position.outcome)
    quote = next((found.quotes[one.statement] for one in position.evidence if one.statement in found.quotes), None)
    notes = [told[f"strength_{position.strength.value}"], position.since or ""]
    notes += [] if position.self_declared else [told["attributed"]]
    notes += [told["contested"]] if position.rejected_by_party else []
    glyph = draw_glyph(
        direction,
        position.strength.value,
        attributed=not position.self_declared,
        contested=position.rejected_by_party,
        refuses=position.refuses,
    )
    return _joined(
        (
            glyph,
            element("b", found.wanted(position)),
            element("small", " · ".join(filter(None, notes))),
            element("q", quote.words) if quote else Drawn(""),
        )
    )


def _claims(found: Briefing, told: dict[str, str]) -> Drawn:
    if not found.claims:
        return _nothing(told)
    about = told["claims_of"].format(shown=len(found.claims), all=found.claims_in_all)
    return _joined((element("p", about), *(_claim(found, told, claim) for claim in found.claims)))


def _claim(found: Briefing, told: dict[str, str], claim: Claim) -> Drawn:
    reports = {found.quotes[one].document for one in claim.statements if one in found.quotes}
    line = f"{told[f'status_{claim.status.value}']} · {len(reports)} {told['reports']}, "
    line += f"{claim.independent_origins} {told['origins']}"
    line += f" · {claim.first} – {claim.last or claim.first}" if claim.first else ""
    answers = [
        element("li", element("b", told[f"relation_{one.relation.value}"]), " ", _quoted(found.quotes[one.statement]))
        for one in claim.responses
        if one.statement in found.quotes
    ]
    first = next((found.quotes[one] for one in claim.statements if one in found.quotes), None)
    return element(
        "article",
        element("h3", claim.gist),
        element("p", line),
        element("p", _quoted(first)) if first else None,
        element("div", draw_chain(_chain(found, told, claim)), class_="scroll"),
        element("ul", *answers) if answers else None,
    )


def _quoted(quote: Quote) -> Drawn:
    return _joined(
        (element("span", f"{quote.speaker}: "), element("q", quote.words), element("small", f" {quote.where}"))
    )


def _chain(found: Briefing, told: dict[str, str], claim: Claim) -> Chain:
    origins: dict[str, ChainNode] = {}
    via: dict[str, ChainNode] = {}
    outlets: dict[str, ChainNode] = {}
    documents: dict[str, ChainNode] = {}
    ways: dict[tuple[str, tuple[str, ...], str, str], int] = {}
    for origin in claim.origins:
        for one in origin.statements:
            quote = found.quotes.get(one)
            if quote is None or len(ways) >= 60:
                continue
            through = _between(quote, origin.actor)
            ways_key = (origin.id, through, quote.outlet, quote.document)
            ways[ways_key] = ways.get(ways_key, 0) + 1
            origins[origin.id] = ChainNode(origin.id, found.name(origin.actor) or quote.outlet, about=origin.why)
            via |= {actor: ChainNode(actor, found.name(actor)) for actor in through}
            outlets[quote.outlet] = ChainNode(quote.outlet, quote.outlet)
            documents[quote.document] = ChainNode(quote.document, quote.title, quote.day)
    return Chain(
        tuple(origins.values()),
        tuple(via.values()),
        tuple(outlets.values()),
        tuple(sorted(documents.values(), key=lambda node: (node.note, node.key))),
        tuple(ChainPath(*way, times) for way, times in ways.items()),
        (told["origin"], told["via"], told["outlet"], told["dispatch"]),
        claim.gist,
    )


def _between(quote: Quote, origin: str | None) -> tuple[str, ...]:
    """Whom it went through, the nearest to the origin first (as `application.pages.claim.between` has it)."""
    via = quote.statement.via
    if origin in via:
        return tuple(reversed(via[: via.index(origin)]))
    speaker = quote.statement.speaker.actor
    return (*((speaker,) if speaker and origin and speaker != origin else ()), *reversed(via))


def _proposals(found: Briefing, told: dict[str, str]) -> Drawn:
    if not found.proposals:
        return _nothing(told)
    rows = []
    for one in found.proposals:
        terms = [
            element(
                "li",
                element("b", f"{found.issue(term.issue)}: {found.outcome(term.issue, term.outcome)[0]}"),
                " ",
                element("q", found.terms.get((term.document, term.start, term.end), "")),
            )
            for term in one.terms
        ]
        sides = [", ".join(map(found.name, side)) for side in (one.by, one.to)]
        rows.append([sides[0], sides[1], told[f"status_{one.status.value}"], element("ul", *terms)])
    return _table([told["from"], told["to"], told["status"], ""], rows)


def _contacts(found: Briefing, told: dict[str, str]) -> Drawn:
    if not found.contacts:
        return _nothing(told)
    formats = list(dict.fromkeys(one.format.value for one in found.contacts))
    marks = [mark for one in found.contacts if (mark := _mark(found, one, formats)) is not None]
    rows = [
        [
            one.when.text or one.when.start or "",
            _sides(found, one),
            told.get(f"format_{one.format.value}", one.format.value),
            told[f"status_{one.status.value}"],
        ]
        for one in found.contacts
    ]
    names = [told.get(f"format_{one}", one) for one in formats]
    return _joined(
        (
            element("div", _network(found, told), class_="scroll"),
            element("div", draw_timeline(names, marks, told["contacts"], found.language), class_="scroll")
            if marks
            else Drawn(""),
            _table([told["when"], told["who"], told["format"], told["status"]], rows),
        )
    )


def _sides(found: Briefing, one: Contact) -> str:
    return " – ".join(", ".join(map(found.name, side)) for side in one.parties if side)


def _mark(found: Briefing, one: Contact, formats: list[str]) -> Mark | None:
    try:
        start = date.fromisoformat((one.when.start or "")[:10])
        end = date.fromisoformat((one.when.end or one.when.start or "")[:10])
    except ValueError:
        return None
    about = f"{_sides(found, one)} · {one.when.text}"
    return Mark(formats.index(one.format.value), start, max(start, end), one.status.value, about)


def _network(found: Briefing, told: dict[str, str]) -> Drawn:
    pairs: dict[tuple[str, str], list[Contact]] = {}
    for contact in found.contacts:
        for side, other in combinations([side for side in contact.parties if side], 2):
            for one in side:
                for two in other:
                    if one != two:
                        pairs.setdefault((min(one, two), max(one, two)), []).append(contact)
    times: dict[str, int] = {}
    for (one, two), contacts in pairs.items():
        for actor in (one, two):
            times[actor] = times.get(actor, 0) + len(contacts)
    best = sorted(times, key=lambda actor: (-times[actor], actor))[:40]
    party = {actor: (found.actors[actor].party if actor in found.actors else None) or actor for actor in best}
    ranks = {one: place for place, one in enumerate(dict.fromkeys(party[actor] for actor in best))}
    best.sort(key=lambda actor: (ranks[party[actor]], -times[actor], actor))
    nodes = tuple(Node(actor, found.name(actor), ranks[party[actor]]) for actor in best)
    edges = tuple(
        Edge(one, two, len(contacts), min((c.status.value for c in contacts), key=_SUREST.index),
             f"{found.name(one)} – {found.name(two)} ({len(contacts)})")
        for (one, two), contacts in pairs.items()
    )  # fmt: skip
    return draw_network(nodes, edges, told["network"])


def _sources(found: Briefing) -> Drawn:
    rows = [element("li", element("b", outlet), f" {day} ", title) for day, outlet, title, _ in reversed(found.sources)]
    return element("ol", *rows)
