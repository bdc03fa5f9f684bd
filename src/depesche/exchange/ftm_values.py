"""Values as FollowTheMoney wants them: everything a list of text, cleaned; and entities made of such values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from depesche.exchange.streams import legal
from depesche.records import Actor, ActorKind, stable_id

Entity = dict[str, Any]

# A state as a party to talks is its government, which FollowTheMoney calls a public body; its Country is a code, and
# its Territory cannot be a member's organisation. A group need not be incorporated, an unnamed source may be several
# people: for both LegalEntity says "person, organisation or company, not known which".
SCHEMA_OF_KIND: dict[ActorKind, str] = {
    ActorKind.PERSON: "Person",
    ActorKind.STATE: "PublicBody",
    ActorKind.ORGANISATION: "Organization",
    ActorKind.OFFICE: "PublicBody",
    ActorKind.OUTLET: "Organization",
    ActorKind.GROUP: "LegalEntity",
    ActorKind.UNNAMED: "LegalEntity",
}
_PART_OF_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}")
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d{0,11})")
_WIKIPEDIA = re.compile(r"https?://[a-z-]{2,12}\.wikipedia\.org/\S{1,500}")
# ISO 639-1 to the ISO 639-3 codes that FollowTheMoney wants; other languages are left out.
_LANGUAGES = {
    "ar": "ara", "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hr": "hrv", "hu": "hun", "hy": "hye",
    "it": "ita", "ja": "jpn", "ka": "kat", "ko": "kor", "lt": "lit", "lv": "lav", "nl": "nld", "no": "nor",
    "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp",
    "sv": "swe", "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip


def identity(own: str) -> str:
    """Our id as an entity's id; what would not pass as one is hashed."""
    return f"depesche-{own if _SAFE_ID.fullmatch(own) else stable_id('x', own)}"


def entity(own: str, schema: str, properties: dict[str, Iterable[str | None] | str | None]) -> Entity:
    """An entity: properties are lists of text without repetition; blank ones are left out.

    No text is trimmed or normalised, so that offsets stay right; characters that databases refuse are replaced one for
    one (followthemoney's own cleaning would take them out).
    """
    lists: dict[str, list[str]] = {}
    for name, values in properties.items():
        given = (values,) if isinstance(values, str) or values is None else values
        kept = list(dict.fromkeys(legal(value) for value in given if value and value.strip()))
        if kept:
            lists[name] = kept
    return {"id": identity(own), "schema": schema, "properties": lists}


def moment(written: str | None) -> str | None:
    """An ISO 8601 date, or time in UTC, as far as it is known ("1962", "1962-10", "1962-10-19T08:00:00")."""
    try:
        if not written:
            return None
        if _PART_OF_DATE.fullmatch(written):
            datetime.fromisoformat(written + "-01-01"[len(written) - 4 :] if len(written) < 10 else written)
            return written
        found = datetime.fromisoformat(written)
        found = found.astimezone(UTC) if found.tzinfo else found
        return found.replace(tzinfo=None, microsecond=0).isoformat()
    except (ValueError, OverflowError):
        return None


def language(code: str | None) -> str | None:
    """The three-letter code of a two-letter one."""
    return _LANGUAGES.get((code or "")[:2].lower())


def wiki(addresses: Iterable[str]) -> dict[str, list[str]]:
    """Addresses of the same thing in Wikidata and Wikipedia, under their properties."""
    found: dict[str, list[str]] = {"wikidataId": [], "wikipediaUrl": []}
    for address in addresses:
        if item := _WIKIDATA.fullmatch(address):
            found["wikidataId"].append(item[1])
        elif _WIKIPEDIA.fullmatch(address):
            found["wikipediaUrl"].append(address)
    return found


def names_of(actor: Actor) -> dict[str, list[str]]:
    """The name, and the others as aliases; an actor without any goes by its id."""
    name = one_line(actor.name) or actor.id
    return {"name": [name], "alias": [other for other in map(one_line, actor.names) if other != name]}


def one_line(name: str) -> str:
    """A name as FollowTheMoney keeps names: without line breaks and double blanks."""
    return " ".join(name.split())
