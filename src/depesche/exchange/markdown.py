"""The briefing as Markdown: the text without the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from depesche.exchange.briefing import Briefing, Quote, collect, words
from depesche.exchange.formats import text_stream
from depesche.exchange.pictures.svg import clean
from depesche.exchange.source import ExportSource
from depesche.records import Claim, Position

# What Markdown or the HTML inside it would take for more than text.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>&~-])")


def write_markdown(source: ExportSource, stream: IO[bytes], table: str) -> None:
    """Write the briefing. ``table`` is not asked for here."""
    found = collect(source)
    text = text_stream(stream)
    for line in _lines(found, words(found.language)):
        text.write(f"{line}\n")
    text.flush()
    text.detach()


def plain(value: object) -> str:
    """Text from outside on one line, with nothing in it that Markdown or HTML would act on."""
    return _SPECIAL.sub(r"\\\1", " ".join(clean(value).split()))


def _lines(found: Briefing, told: dict[str, str]) -> Iterator[str]:
    yield f"# {told['title']}"
    yield ""
    yield found.made
    yield from _verdict(found, told)
    yield from _positions(found, told)
    yield from ("", f"## {told['claims']}", "")
    yield told["claims_of"].format(shown=len(found.claims), all=found.claims_in_all)
    for claim in found.claims:
        yield from _claim(found, told, claim)
    yield from ("", f"## {told['proposals']}", "")
    for one in found.proposals:
        sides = [", ".join(plain(found.name(actor)) for actor in side) for side in (one.by, one.to)]
        yield f"- **{sides[0]} → {sides[1]}** ({told[f'status_{one.status.value}']})"
        for term in one.terms:
            quote = found.terms.get((term.document, term.start, term.end), "")
            label = found.outcome(term.issue, term.outcome)[0]
            yield f"    - {plain(found.issue(term.issue))}: {plain(label)} – “{plain(quote)}”"
    yield from ("", f"## {told['contacts']}", "")
    for contact in found.contacts:
        sides = [", ".join(plain(found.name(actor)) for actor in side) for side in contact.parties if side]
        kind = told.get(f"format_{contact.format.value}", contact.format.value)
        when = plain(contact.when.text or contact.when.start or "")
        who = f"**{' – '.join(sides)}** ({kind}, {told[f'status_{contact.status.value}']})"
        yield f"- {': '.join(filter(None, (when, who)))}"
    yield from ("", f"## {told['documents']}", "")
    for day, outlet, title, _ in reversed(found.sources):
        where = " ".join(filter(None, (f"**{plain(outlet)}**" if outlet else "", day)))
        yield f"- {': '.join(filter(None, (where, plain(title))))}"


def _verdict(found: Briefing, told: dict[str, str]) -> Iterator[str]:
    """Whether a deal is possible, with the words that prove what stands in its way."""
    if found.verdict is None:
        return
    yield from ("", f"## {told['deal']}", "", plain(found.verdict.sentences[found.language]), "")
    for line in found.lines:
        quote = next((found.quotes[one] for one in line.statements if one in found.quotes), None)
        told_by = f" – {_quoted(quote)}" if quote else ""
        strength = told[f"strength_{line.strength}"]
        yield f"- **{plain(found.name(line.party))}**, {plain(found.issue(line.issue))} ({strength}){told_by}"


def _positions(found: Briefing, told: dict[str, str]) -> Iterator[str]:
    yield from ("", f"## {told['positions']}")
    for issue in found.spoken:
        yield from ("", f"### {plain(found.issue(issue))}", "")
        for party in found.parties:
            position = found.standing.get((party, issue))
            if position is not None:
                yield _position(found, told, position)


def _position(found: Briefing, told: dict[str, str], position: Position) -> str:
    notes = [told[f"strength_{position.strength.value}"], position.since or ""]
    notes += [] if position.self_declared else [told["attributed"]]
    notes += [told["contested"]] if position.rejected_by_party else []
    quote = next((found.quotes[one.statement] for one in position.evidence if one.statement in found.quotes), None)
    told_by = f" – {_quoted(quote)}" if quote else ""
    wanted = f"{plain(found.wanted(position))} ({', '.join(filter(None, notes))})"
    return f"- **{plain(found.name(position.party))}**: {wanted}{told_by}"


def _claim(found: Briefing, told: dict[str, str], claim: Claim) -> Iterator[str]:
    reports = {found.quotes[one].document for one in claim.statements if one in found.quotes}
    yield from ("", f"### {plain(claim.gist)}", "")
    yield (
        f"{told[f'status_{claim.status.value}']}; {len(reports)} {told['reports']}, "
        f"{claim.independent_origins} {told['origins']}{_days(claim)}"
    )
    yield ""
    for place, origin in enumerate(claim.origins, 1):
        said = [found.quotes[one] for one in origin.statements if one in found.quotes]
        name = found.name(origin.actor) or (said[0].outlet if said else "")
        yield f"- {told['origin']} {place}: {plain(name)} ({plain(origin.why)})"
        for quote in said[:5]:
            yield f"    - {_quoted(quote)}"
    for answer in claim.responses:
        if answer.statement in found.quotes:
            yield f"- **{told[f'relation_{answer.relation.value}']}**: {_quoted(found.quotes[answer.statement])}"


def _days(claim: Claim) -> str:
    return f"; {claim.first} – {claim.last or claim.first}" if claim.first else ""


def _quoted(quote: Quote) -> str:
    return f"{plain(quote.speaker)}: “{plain(quote.words)}” ({plain(quote.where)})"
