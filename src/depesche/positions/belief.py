"""Belief: which evidence counts. One filter that every view and every analysis takes.

Grammar (terms joined by ";" or a line break, all must hold; upper and lower case are alike)::

    belief    = [ term { ";" term } ]
    term      = [ "not" ] condition
    condition = flag                             named, denied, partly-denied, confirmed, contested, retracted, direct,
                                                 hedged, first-hand
              | field ":" value                  outlet, speaker, kind, act, place, language; value bare or in "quotes"
              | number comparison digits         origins, confidence, credibility; comparison >= <= > < =
              | ( "since" | "until" | "on" ) day YYYY, YYYY-MM or YYYY-MM-DD, by the document's day of publication

"named; not denied; origins>=2; not outlet:TASS; until 2024-11-20" counts a statement if its speaker is named, no claim
that it belongs to is denied, that claim rests on two independent origins at least, the document is not TASS's, and was
published by 20 November 2024.
"""

from __future__ import annotations

import calendar
import difflib
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from depesche.errors import BadExpression
from depesche.positions.words import fold
from depesche.records import Act, Actor, ActorKind, Claim, ClaimStatus, Document, Kind, Relation, Statement

FLAGS = {
    "named": "the speaker is named",
    "denied": "a claim that it belongs to is denied",
    "partly-denied": "a claim that it belongs to is denied in part",
    "confirmed": "a claim that it belongs to is confirmed",
    "contested": "a claim that it belongs to is contested",
    "retracted": "a claim that it belongs to was taken back",
    "direct": "it is quoted word for word",
    "hedged": "the text keeps its distance (Konjunktiv, laut, angeblich)",
    "first-hand": "nobody stands between speaker and article",
}
FIELDS = {
    "outlet": "the document's outlet or agency",
    "speaker": "the speaker's name",
    "kind": "how it is reported: " + ", ".join(kind.value for kind in Kind),
    "act": "what the speaker does: " + ", ".join(act.value for act in Act),
    "place": "the dateline",
    "language": "the document's language",
}
NUMBERS = {
    "origins": "independent origins of its best-founded claim (1 where it belongs to none)",
    "confidence": "the reading's confidence, 0 to 1",
    "credibility": "Admiralty credibility of its best claim, 1 (confirmed) to 6 (cannot be judged)",
}
_EXAMPLES = {"origins": "origins>=2", "confidence": "confidence>=0.8", "credibility": "credibility<=2"}
DAYS = {"since": "published on this day or later", "until": "published on this day or before", "on": "published then"}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
MOST_LETTERS = 2_000
MOST_TERMS = 50

_FIELD = re.compile(r"([a-z][a-z-]*)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"([a-z][a-z-]*)\s*(>=|<=|=>|=<|==|>|<|=)\s*(\S*)", re.IGNORECASE)
_DAY = re.compile(r"(since|until|on)\s+(\S.*)", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. ``field`` is a flag, a field, a number's name, or since/until/on; flags have no value.

    For SQL and forms: ``comparison`` is "", ":", a comparison, or "day"; ``value`` is text as it was written.
    """

    negated: bool
    field: str
    comparison: str = ""
    value: str = ""

    def __str__(self) -> str:
        words = "not " if self.negated else ""
        if self.comparison == ":":
            bare = re.fullmatch(r"[^\s;\"']+", self.value) is not None
            return f"{words}{self.field}:" + (self.value if bare else f'"{self.value}"')
        if self.comparison == "day":
            return f"{words}{self.field} {self.value}"
        return f"{words}{self.field}{self.comparison}{self.value}"


@dataclass(frozen=True, slots=True)
class Belief:
    """An immutable filter; ``Belief.parse(str(belief)) == belief``. The empty belief admits everything."""

    terms: tuple[Term, ...] = ()

    @staticmethod
    def parse(text: str) -> Belief:
        """The belief that an expression says.

        Raises:
            BadExpression: it cannot be understood; the message tells where, what was understood, and what is meant
                perhaps.
        """
        if len(text) > MOST_LETTERS:
            raise BadExpression(f"longer than {MOST_LETTERS} letters", "belief")
        terms: list[Term] = []
        for position, part in _parts(text):
            if part:
                terms.append(_term(part, position, text, terms))
        if len(terms) > MOST_TERMS:
            raise BadExpression(f"{len(terms)} terms; at most {MOST_TERMS} are allowed", "belief")
        return Belief(tuple(terms))

    def __str__(self) -> str:
        return "; ".join(str(term) for term in self.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def admits(
        self, statement: Statement, document: Document | None, actor: Actor | None, claims: Sequence[Claim] = ()
    ) -> bool:
        """Whether the statement counts.

        Args:
            statement: the statement.
            document: where it stands.
            actor: its speaker.
            claims: the claims that it belongs to.
        """
        return all(_holds(term, statement, document, actor, claims) != term.negated for term in self.terms)

    def explain(self) -> list[str]:
        """The terms in words, for help and screens."""
        return [f"{'not: ' if term.negated else ''}{_meaning(term)}" for term in self.terms]


def _parts(text: str) -> list[tuple[int, str]]:
    """The terms with their positions; a semicolon within quotation marks parts nothing."""
    parts, begin, quoted = [], 0, False
    for index, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in ";\n" and not quoted:
            parts.append((begin, text[begin:index]))
            begin = index + 1
    if quoted:
        raise BadExpression(_at(text, text.rindex('"'), "a quotation mark is not closed"), "belief")
    parts.append((begin, text[begin:]))
    return [(start + len(part) - len(part.lstrip()), part.strip()) for start, part in parts]


def _term(part: str, position: int, text: str, before: Sequence[Term]) -> Term:
    negated = False
    rest = part
    if re.match(r"not\s", part, re.IGNORECASE):
        negated, rest = True, part[3:].strip()
        position += len(part) - len(rest)
    name = rest.casefold().replace("_", "-")
    if name in FLAGS:
        return Term(negated, name)
    if (found := _DAY.fullmatch(rest)) is not None:
        day = found.group(2).strip()
        if days_of(day) is None:
            raise BadExpression(_at(text, position, f"{day!r} is no day", before), "belief", "Write 2024-11-20.")
        return Term(negated, found.group(1).lower(), "day", day)
    if (found := _NUMBER.fullmatch(rest)) is not None and found.group(1).lower() in NUMBERS:
        comparison = {"=>": ">=", "=<": "<=", "==": "="}.get(found.group(2), found.group(2))
        field = found.group(1).lower()
        if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", found.group(3)):
            problem = f"{found.group(3)!r} is no number" if found.group(3) else f"no number stands after {field}"
            raise BadExpression(_at(text, position, problem, before), "belief", f"Write {_EXAMPLES[field]}.")
        return Term(negated, field, comparison, found.group(3))
    if name in DAYS or name == "not":
        wanted = "until 2024-11-20" if name in DAYS else "not denied"
        raise BadExpression(_at(text, position, f"nothing stands after {name}", before), "belief", f"Write {wanted}.")
    if (found := _FIELD.fullmatch(rest)) is not None and found.group(1).lower() in FIELDS:
        return _field(found, negated, position, text, before)
    raise BadExpression(_at(text, position, f"{rest[:60]!r} is not understood", before), "belief", _suggest(rest))


def _field(found: re.Match[str], negated: bool, position: int, text: str, before: Sequence[Term]) -> Term:
    field, value = found.group(1).lower(), found.group(2).strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    value = " ".join(value.replace('"', "").split())
    if not value:
        raise BadExpression(
            _at(text, position, f"nothing stands after {field}:", before), "belief", "Write outlet:dpa."
        )
    allowed = {"kind": [kind.value for kind in Kind], "act": [act.value for act in Act]}.get(field)
    if allowed and value not in allowed:
        known = f"{field} is one of {', '.join(allowed)}"
        raise BadExpression(_at(text, position, f"{value!r} is no {field}", before), "belief", known)
    return Term(negated, field, ":", value)


def _at(text: str, position: int, problem: str, before: Sequence[Term] = ()) -> str:
    understood = f"; understood so far: {'; '.join(str(term) for term in before)}" if before else ""
    return f"{problem} (at character {position + 1}{understood})"


def _suggest(rest: str) -> str:
    known = [*FLAGS, *(f"{name}:" for name in FIELDS), *(f"{name}>=" for name in NUMBERS), *DAYS, "not"]
    first = re.split(r"[\s:<>=]", rest.casefold(), maxsplit=1)[0]
    bare = {name.rstrip(":>="): name for name in known}
    close = difflib.get_close_matches(first, list(bare), n=2, cutoff=0.6)
    meant = f"Perhaps {' or '.join(bare[name] for name in close)}? " if close else ""
    return f"{meant}Terms are {', '.join(known)}; example: named; not denied; origins>=2; until 2024-11-20"


def days_of(text: str) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day ("2024", "2024-11", "2024-11-20"); None where it is none."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        last_month = month or 12
        return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    except ValueError:
        return None


def _holds(
    term: Term, statement: Statement, document: Document | None, actor: Actor | None, claims: Sequence[Claim]
) -> bool:
    if term.comparison == "day":
        return _published(term, document)
    if term.comparison == ":":
        return _has(term, statement, document, actor)
    if term.comparison:
        return COMPARISONS[term.comparison](_number(term.field, statement, claims), float(term.value))
    return _flag(term.field, statement, actor, claims)


def _published(term: Term, document: Document | None) -> bool:
    day = document.day if document is not None else None
    span = days_of(term.value)
    if day is None or span is None:
        return False
    if term.field == "since":
        return day >= span[0]
    return day <= span[1] if term.field == "until" else span[0] <= day <= span[1]


def _has(term: Term, statement: Statement, document: Document | None, actor: Actor | None) -> bool:
    wanted = fold(term.value)
    if term.field == "kind":
        return statement.kind.value == term.value
    if term.field == "act":
        return statement.act.value == term.value
    if term.field == "speaker":
        return actor is not None and any(wanted in fold(name) for name in (actor.name, *actor.names))
    if document is None:
        return False
    if term.field == "outlet":
        return wanted in {fold(name) for name in (document.outlet or "", *document.agencies)}
    value = document.place if term.field == "place" else document.language
    return value is not None and fold(value) == wanted


def _number(field: str, statement: Statement, claims: Sequence[Claim]) -> float:
    if field == "confidence":
        return statement.confidence
    if field == "origins":
        return max((claim.independent_origins for claim in claims), default=1)
    return min((claim.credibility for claim in claims), default=6)


def _flag(field: str, statement: Statement, actor: Actor | None, claims: Sequence[Claim]) -> bool:
    if field == "named":
        return actor is not None and actor.kind is not ActorKind.UNNAMED
    if field == "direct":
        return statement.kind is Kind.DIRECT
    if field == "hedged":
        return bool(statement.hedges)
    if field == "first-hand":
        return not statement.via
    if field in ("denied", "partly-denied"):
        relation = Relation.DENIES if field == "denied" else Relation.PARTLY_DENIES
        own = [claim for claim in claims if statement.id in claim.statements]
        return any(response.relation is relation for claim in own for response in claim.responses)
    return any(claim.status is ClaimStatus(field) for claim in claims)


def _meaning(term: Term) -> str:
    if term.field in FLAGS:
        return FLAGS[term.field]
    known = {**FIELDS, **NUMBERS, **DAYS}
    return f"{known[term.field]} {term.comparison if term.comparison not in (':', 'day') else ''} {term.value}".strip()
