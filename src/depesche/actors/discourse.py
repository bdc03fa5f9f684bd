"""One document's cast: who each mention in it is.

A document is walked in text order. Names with a given name are introduced first, so that a title's bare family name
finds the body's person; then every statement's speaker is read as a pronoun, a state or institution, a named person,
somebody described ("der Minister", "der Mann") or a new unnamed source.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from depesche.actors import targets
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed, parse
from depesche.actors.names import given_names_agree, plain, similar
from depesche.actors.registry import Known, Registry, agrees
from depesche.records import ActorKind, Mention, NameKind, ReadDocument, Span, Statement

_SENTENCE = re.compile(r"(?<=[.!?…])[“”\"«»‘’)]*\s+(?=[\"„»«(A-ZÄÖÜ+])|\n\s*\n|(?<=\+\+\+)\s|\n(?=\+\+\+)")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\+\+\+)")
MAX_STATEMENTS = 2_000  # statements of one document that are resolved; a day's press review has under 300
MAX_SPOTS = 20_000  # places of one document where somebody is named

# What makes an antecedent of a pronoun or description likely (in sentences' worth; set by hand on cuba-1962)
_PER_SENTENCE = 0.6
_PER_PARAGRAPH = 0.8
_SPEAKER_BONUS = 1.0
_CONTENT_PENALTY = 1.2
_FIRST_BONUS = 0.3
_REACH = 12  # sentences back


@dataclass(slots=True)
class Spot:
    """A place where somebody is named."""

    start: int
    end: int
    known: Known
    speaker: bool = False
    inside: bool = False


class Cast:
    """The people of one document.

    Args:
        read: the document.
        registry: the dossier's actors.
        origin: the id under which its unnamed sources are kept: the document it is a copy of, or its own.
        outlet: the actor of its outlet, if it has one.
    """

    def __init__(self, read: ReadDocument, registry: Registry, origin: str, outlet: Known | None) -> None:
        self.read = read
        self.text = read.document.text
        self.registry = registry
        self.origin = origin
        day = read.document.published
        self.setting = targets.Setting(registry, day[:10] if day else None, outlet)
        self.persons: list[Known] = []
        self.unnamed: list[Known] = []
        self.spots: list[Spot] = []
        self.cited: list[tuple[int, Known]] = []
        self._resolved: dict[tuple[Span, ...], Known | None] = {}
        self._starts = [start for start, _ in self.sentences()]
        self._paragraphs = [0, *(match.end() for match in _PARAGRAPH.finditer(self.text))]
        self._content = sorted(
            (span.start, span.end) for statement in read.statements[:MAX_STATEMENTS] for span in statement.content
        )
        self.setting.home = self._dateline()
        self._introduce()

    # -- places -------------------------------------------------------------------------------------------------

    def sentences(self) -> list[tuple[int, int]]:
        """The sentences' ranges, from the analysis or, without one, by punctuation."""
        if self.read.analysis.sentences:
            return [(sentence.start, sentence.end) for sentence in self.read.analysis.sentences]
        found, start = [], 0
        for match in _SENTENCE.finditer(self.text):
            found.append((start, match.start()))
            start = match.end()
        return [*found, (start, len(self.text))]

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds the place."""
        return max(0, bisect.bisect_right(self._starts, place) - 1)

    def paragraph_of(self, place: int) -> int:
        """The number of the paragraph that holds the place."""
        return bisect.bisect_right(self._paragraphs, place) - 1

    def in_content(self, place: int) -> bool:
        """Whether a place is inside something said."""
        number = bisect.bisect_right(self._content, (place, len(self.text) + 1))
        return any(start <= place < end for start, end in self._content[max(0, number - 4) : number])

    def _dateline(self) -> str | None:
        states = lexicon().states
        place = self.read.document.place
        words = [place] if place else re.findall(r"[A-ZÄÖÜ][\wäöüß-]+(?: [A-ZÄÖÜ][\wäöüß-]+)?", self.text[:400])[:24]
        for word in words:
            if code := states.by_capital(word, self.setting.day) or states.by_capital(word.title(), self.setting.day):
                return code
        return None

    # -- introduction --------------------------------------------------------------------------------------------

    def _introduce(self) -> None:
        """Meet everybody who is named with a given name or a title, then find where family names stand."""
        mentions = [
            (span, self.text[span.start : span.end])
            for statement in self.read.statements[:MAX_STATEMENTS]
            for mention in (statement.speaker, statement.addressee or Mention())
            for span in mention.spans[:1]
        ]
        mentions += [(span, self.text[span.start : span.end]) for span in self._names()]
        parsed = [(span, parse(words)) for span, words in dict(mentions).items()]
        full = [(span, part) for span, part in parsed if part.family and self._is_person(part)]
        for span, part in sorted(full, key=lambda pair: (not pair[1].given, pair[0].start)):
            self.person(part, span.start)
        self._locate()

    def _names(self) -> Iterator[Span]:
        """Persons found by the language stage, widened to the title before them."""
        for name in self.read.analysis.names[:MAX_SPOTS]:
            if name.kind == NameKind.PERSON:
                before = self.text[max(0, name.start - 60) : name.start]
                title = re.search(r"(?:[\wäöüßÄÖÜ.-]+[ \n]){1,3}$", before)
                start = name.start
                if title and not re.search(r"[.!?:;,]\s", title.group()):
                    words = title.group().split()
                    if words and lexicon().ends_in(words[-1], lexicon().roles):
                        start = name.start - len(title.group())
                        adjective = before[: len(before) - len(title.group())]
                        del adjective
                yield Span(start, name.end)

    def _is_person(self, part: Parsed) -> bool:
        words = part.name
        if part.pronoun or self._plain_target(part, words) is not None:
            return False
        if part.given or part.heads:
            return True
        return not self._takes_article(part.family)

    def _takes_article(self, name: str) -> bool:
        """Whether the text says "die Hamas": bare persons' names take no article in news German."""
        if name.isupper() and 1 < len(name) <= 6:
            return True
        pattern = rf"\b(?:[Dd](?:er|ie|as|em|en)|[Ii]m|[Zz]ur|[Vv]om|[Bb]eim) {re.escape(name)}\b(?! [A-ZÄÖÜ])"
        return re.search(pattern, self.text) is not None

    def _locate(self) -> None:
        """Every place where a known family name stands."""
        by_name = {}
        for known in self.persons:
            for name in {known.family, *(words.split()[-1] for words in known.names if words)}:
                if len(name) >= 3:
                    by_name.setdefault(name, known)
        if not by_name:
            return
        options = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True)[:500])
        for match in re.finditer(rf"(?<!\w)({options})(?:s|’|')?(?!\w)", self.text):
            known = self._nearest(match.group(1), match.start()) or by_name[match.group(1)]
            self._spot(match.start(), match.end(), known)

    def _nearest(self, family: str, place: int) -> Known | None:
        """The person of that family name who was introduced last before the place (a given name stands beside it)."""
        before = self.text[max(0, place - 40) : place].split()
        bearers = [known for known in self.persons if similar(known.family, family)]
        if len(bearers) < 2:
            return bearers[0] if bearers else None
        given = tuple(before[-1:]) if before and before[-1][:1].isupper() else ()
        for known in bearers:
            if given and given_names_agree(tuple(known.given), given):
                return known
        last = [spot for spot in self.spots if spot.known in bearers and spot.start < place]
        return last[-1].known if last else bearers[0]

    def _spot(self, start: int, end: int, known: Known, speaker: bool = False) -> None:
        if len(self.spots) < MAX_SPOTS:
            spot = Spot(start, end, known, speaker, self.in_content(start))
            self.spots.insert(bisect.bisect_right([other.start for other in self.spots], start), spot)

    # -- resolution ----------------------------------------------------------------------------------------------

    def resolve(self, mention: Mention, statement: Statement) -> Known | None:
        """Who a mention is; None where it has no words."""
        if not mention.spans:
            return None
        if mention.spans not in self._resolved:
            span = mention.spans[0]
            known = self._resolve(parse(self.text[span.start : mention.spans[-1].end][:400]), span, statement)
            self._resolved[mention.spans] = known
            if known is not None:
                self._spot(span.start, span.end, known, speaker=True)
        known = self._resolved[mention.spans]
        return known

    def _resolve(self, part: Parsed, span: Span, statement: Statement) -> Known | None:
        place = span.start
        if part.pronoun:
            return self._pronoun(part, place, statement)
        if (member := self._member(part, place)) is not None:
            return member
        if part.family:
            target = self._plain_target(part, part.name)
            if target is not None and not part.given[1:]:
                return target
            if self._is_person(part):
                return self.person(part, place)
            return targets.organisation(self.setting, part.name)
        target = self.institution(part, place)
        if target is not None:
            return target
        return self._described(part, place, statement)

    def hearsay(self) -> Known:
        """Whoever stands behind words that the text gives to nobody."""
        key = f"unnamed:{self.origin}:hearsay"
        known = self.registry.keyed(key, ActorKind.UNNAMED, "Hörensagen")
        known.outlet = known.outlet or (self.setting.outlet.id if self.setting.outlet else None)
        return known

    def person(self, part: Parsed, place: int) -> Known:
        """The person of a name, new or met before here or elsewhere in the dossier."""
        roles = self._roles(part)
        code = targets.state_of(part, self.setting.day)
        states = {code} if code else set()
        family = part.family
        here = [
            known for known in self.persons if similar(known.family, family) or similar(known.family, _bare(family))
        ]
        found = self._choose(here, part.given, roles, states, place)
        if found is None:
            everywhere = self.registry.persons(family)
            if _bare(family) == family and family.endswith("s"):
                here = here or [known for known in self.persons if similar(known.family, family[:-1])]
                found = self._choose(here, part.given, roles, states, place)
                everywhere = everywhere or self.registry.persons(family[:-1])
            found = found or self._choose(everywhere, part.given, roles, states, None)
        if found is None:
            found = self.registry.new_person(part.given, family)
        self._enrich(found, part, roles, states)
        if found not in self.persons:
            self.persons.append(found)
        return found

    def _choose(
        self, known: Iterable[Known], given: tuple[str, ...], roles: set[str], states: set[str], place: int | None
    ) -> Known | None:
        """The best bearer of a name: given name, office, state, then who was named last or is quoted most."""
        fitting = [one for one in known if agrees(one, given, roles, states)]
        if not fitting:
            return None

        def rank(one: Known) -> tuple[float, ...]:
            last = max(
                (spot.start for spot in self.spots if spot.known is one and spot.start < (place or 0)), default=-1
            )
            clash = bool(states) and bool(one.states) and not states & set(one.states)
            return (
                given_names_agree(tuple(one.given), given) is True,
                len(roles & set(one.roles)) - clash,
                last if place is not None else 0,
                one.seen,
            )

        return max(fitting, key=rank)

    @staticmethod
    def _roles(part: Parsed) -> set[str]:
        words = lexicon()
        found = set()
        for head in part.heads:
            lower = head.lower().rsplit("-", 1)[-1].rstrip(".")
            ending = words.ends_in(head, words.roles)
            found.add(lower)
            if ending:
                found.add(ending)
        return found

    def _enrich(self, known: Known, part: Parsed, roles: set[str], states: set[str]) -> None:
        """Keep what a mention adds about a person: fuller name, offices, state, party."""
        before = (len(known.names), len(known.roles), len(known.states), known.name, known.party, known.gender)
        if len(part.given) > len(known.given) and given_names_agree(tuple(known.given), part.given) is not False:
            known.given = list(part.given)
            if not known.name.endswith(part.family):
                known.names.append(known.name)
            known.name = part.name
        if part.name != known.name and part.name not in known.names:
            known.names.append(part.name)
            known.names = known.names[:24]
        if not part.former:
            known.roles.extend(sorted(roles - set(known.roles))[: max(0, 32 - len(known.roles))])
            known.states.extend(sorted(states - set(known.states)))
        if roles:
            known.gender = known.gender or ("f" if any(role.endswith("in") for role in roles) else "m")
        self._belong(known, part, states)
        after = (len(known.names), len(known.roles), len(known.states), known.name, known.party, known.gender)
        if before != after:
            keys = [f"r:{role}|{code}" for role in roles for code in states]
            self.registry.touch(known, keys)

    def _belong(self, known: Known, part: Parsed, states: set[str]) -> None:
        """Party and membership that a title tells: "PLO-Chef", "Israels Außenminister", "der frühere Minister"."""
        party: Known | None = None
        for prefix in part.prefixes:
            party = party or targets.seat(self.setting, prefix)
            if party is None and prefix.isupper() and len(prefix) <= 8:
                party = targets.organisation(self.setting, prefix)
        if party is not None and party.party:
            party = self.registry.get(party.party)
        if party is None and states:
            party = targets.state(self.setting, next(iter(sorted(states))))
        if party is None and part.rest and part.heads:
            inner = parse(part.rest)
            target = self._plain_target(inner, _core(inner))
            party = target
        if party is None or party is known:
            return
        role = part.head
        if (
            not any(entry[0] == party.id and entry[1] == role for entry in known.memberships)
            and len(known.memberships) < 12
        ):
            known.memberships.append((party.id, role, None, self.setting.day if part.former else None))
        if not part.former:
            known.party = known.party or party.id

    # -- states, institutions, outlets -----------------------------------------------------------------------------

    def _plain_target(self, part: Parsed, words: str) -> Known | None:
        """A seat, state, agency or the like named by just these words."""
        words = words.strip()
        if not words or (part.heads and part.family):
            return None
        found = targets.seat(self.setting, words)
        if found is None and words.endswith("s"):
            found = targets.seat(self.setting, words[:-1])
        if found is None and (code := lexicon().states.by_people(words, self.setting.day)):
            if (
                part.first in ("die", "den", "der", "")
                and not part.heads[1:]
                and words.lower().endswith(("n", "r", "s", "i"))
            ):
                plural = part.first in ("die", "den") or not part.determiner
                return targets.state(self.setting, code, words) if plural else None
        return found

    def institution(self, part: Parsed, place: int) -> Known | None:
        """The institution, state or outlet that a mention without a person's name means, if it does."""
        words = lexicon()
        if part.quoted and (not part.heads or part.is_a(words.outlets) or part.head.endswith("er")):
            return self._cite(targets.outlet(self.setting, part.quoted), place)
        target = self._plain_target(part, _core(part))
        if target is not None and part.determiner != "indefinite":
            return self._cite(target, place) if target.kind == ActorKind.OUTLET else target
        if not part.heads:
            return None
        if part.is_a(words.spokesman):
            return self._spokesman(part, place)
        if part.is_a(words.circle):
            return None
        if part.is_a(words.documents) and not part.is_a(words.government):
            return self._author(part, place)
        if part.is_a(words.outlets):
            return self._outlet(part, place)
        if part.is_a(words.government) or part.head.lower().endswith("regierung"):
            code = targets.state_of(part, self.setting.day) or self._sovereign(part) or self._context_state(place)
            return (
                targets.state(self.setting, code, _core(part))
                if code
                else targets.organisation(self.setting, _core(part))
            )
        if (department := targets.ministry(part.head)) is not None or part.head.lower().endswith(
            ("außenamt", "aussenamt")
        ):
            return self._ministry(part, department if department is not None else "außen", place)
        if part.determiner == "indefinite" and not part.is_a(words.institutions):
            return None
        if part.is_a(words.institutions):
            return self._organisation(part, place)
        if part.determiner == "definite" and self._names_organisation(part.head):
            return targets.organisation(self.setting, part.head)
        return None

    def _names_organisation(self, head: str) -> bool:
        if head.isupper() and len(head) > 1:
            return True
        return any(
            name.kind == NameKind.ORGANISATION and self.text[name.start : name.end].startswith(head)
            for name in self.read.analysis.names
        )

    def _sovereign(self, part: Parsed) -> str | None:
        """The state in a compound: "Sowjetregierung", "Bundesregierung"."""
        head = part.head.lower()
        for ending in lexicon().government:
            if head.endswith(ending) and len(head) > len(ending):
                stem = head[: -len(ending)].strip("-")
                states = lexicon().states
                return (
                    states.named(stem)
                    or states.by_adjective(stem + "isch", self.setting.day)
                    or ("DE" if stem == "bundes" else None)
                )
        return None

    def _context_state(self, place: int) -> str | None:
        """The state that the text speaks of: one named shortly before, else the dateline's."""
        states = lexicon().states
        start = self._starts[self.sentence_of(place)]
        window = self.text[max(0, start - 300) : place]
        for word in reversed(re.findall(r"[\wäöüßÄÖÜ-]+", window)):
            code = states.by_adjective(word, self.setting.day) or states.by_capital(word, self.setting.day)
            if code := code or states.named(word):
                return code
        return self.setting.home

    def _ministry(self, part: Parsed, department: str, place: int) -> Known:
        code = targets.state_of(part, self.setting.day)
        if part.head.lower().startswith("bundes"):
            code = code or "DE"
        if not department:
            if "auswärtig" in part.rest.lower() or "äußer" in part.rest.lower():
                department = "außen"
            elif (last := self._last(lambda known: "ministerium" in known.name.lower(), place)) is not None:
                return last
        if part.determiner == "possessive" or not department:
            department = department or self._last_department(place) or "regierung"
        if code is None:
            last = self._last(
                lambda known: known.kind == ActorKind.ORGANISATION and f"{department}minister" in plain(known.name),
                place,
            )
            if last is not None:
                return last
            code = self._context_state(place)
        if code is None:
            return targets.organisation(self.setting, _core(part))
        return targets.office(self.setting, code, f"ministry:{department}", _core(part))

    def _last_department(self, place: int) -> str | None:
        """The department of the minister named last: "McNamara ... in seinem Ministerium"."""
        for spot in reversed([spot for spot in self.spots if spot.start < place]):
            for role in spot.known.roles:
                if role.endswith("minister") and role != "minister":
                    head = role.removesuffix("minister").removeprefix("vize").removeprefix("bundes")
                    return lexicon().ministries.get(head, head.rstrip("s"))
        return None

    def _organisation(self, part: Parsed, place: int) -> Known | None:
        """Embassies, delegations, companies, unions: keyed by their words, states and place."""
        words = lexicon()
        lower = part.head.lower()
        bare = not part.adjectives and not part.rest and not part.owner and not part.prefixes
        if part.determiner == "possessive":
            last = self._last(lambda known: known.kind == ActorKind.PERSON, place)
            if last is not None:
                if words.ends_in(lower, frozenset({"haus", "ministerium"})) and (own := self._house(last)) is not None:
                    return own
                key = f"org:{lower}:{last.id}"
                return self.registry.keyed(key, ActorKind.ORGANISATION, f"{part.head} {last.name}")
        ending = words.ends_in(lower, words.institutions) or lower
        if bare:
            same = self._last(lambda known: _bears(known, lower) or _bears(known, ending), place)
            if same is not None:
                return same
        code = targets.state_of(part, self.setting.day)
        if words.ends_in(
            lower, frozenset({"botschaft", "vertretung", "konsulat", "mission", "delegation", "abordnung"})
        ):
            code = code or (None if part.prefixes else self._context_state(place))
            where = re.search(r"\b(?:in|bei)\s+(?:den\s+|der\s+)?([A-ZÄÖÜ][\wäöüß]+)", part.rest)
            spot = where.group(1) if where else ""
            if not spot:
                last = self._last(lambda known: _bears(known, ending) and (not code or code in known.states), place)
                if last is not None:
                    return last
                spot = self.setting.home or ""
            else:
                spot = lexicon().states.by_capital(spot, self.setting.day) or plain(spot)
            owner = code or targets.stem_key(" ".join(part.prefixes) or part.owner)
            known = self.registry.keyed(f"mission:{owner}:{ending}:{spot}", ActorKind.ORGANISATION, _core(part))
            if code and not known.states:
                known.states.append(code)
                known.party = targets.state(self.setting, code).id
            return known
        name = _core(part)
        if part.determiner == "indefinite":
            return None
        adjective = next((one for one in part.adjectives if lexicon().states.by_adjective(one)), None)
        if code and (adjective or part.owner or part.prefixes):
            return targets.office(self.setting, code, targets.stem_key(part.head.rsplit("-", 1)[-1]), name)
        return targets.organisation(self.setting, name)

    def _house(self, person: Known) -> Known | None:
        """The institution for which a person speaks."""
        for party, *_ in person.memberships:
            known = self.registry.get(party)
            if known is not None and known.kind == ActorKind.ORGANISATION:
                return known
        return None

    def _outlet(self, part: Parsed, place: int) -> Known | None:
        """A newspaper or broadcaster: named by words, or "das Blatt", the one cited last."""
        rest = [word for word in part.rest.split() if word[:1].isupper()]
        if part.determiner == "indefinite" or part.plural or (part.count or 0) > 1:
            if part.determiner == "indefinite" and (last := self._cited_before(place)) and not part.adjectives:
                return last
            return None
        if part.owner or (part.adjectives and targets.state_of(part, self.setting.day)):
            return self._cite(targets.outlet(self.setting, _core(part)), place)
        if rest and part.head.lower() in ("radio",):
            return self._cite(targets.outlet(self.setting, f"{part.head} {rest[0]}"), place)
        if part.determiner in ("own",) or part.first in ("dieser", "diesem", "dieses", "diese"):
            return self.setting.outlet
        last = self._cited_before(place)
        if last is not None:
            return last
        compound = part.head.lower() not in lexicon().outlets
        if compound or not part.determiner:
            return self._cite(targets.outlet(self.setting, _core(part)), place)
        return self.setting.outlet

    def _cite(self, outlet: Known, place: int) -> Known:
        self.cited.append((place, outlet))
        return outlet

    def _cited_before(self, place: int) -> Known | None:
        """The outlet other than the document's own that was cited last."""
        own = self.setting.outlet
        before = [
            known
            for start, known in sorted(self.cited, key=lambda pair: pair[0])
            if start <= place and known is not own
        ]
        return before[-1] if before else None

    def _author(self, part: Parsed, place: int) -> Known | None:
        """Who speaks by a document: its owner, else who spoke last, else the document itself."""
        if part.owner or part.rest.split()[:1] in (["von"], ["des"], ["der"]):
            inner = parse(part.owner or part.rest)
            target = self._plain_target(inner, _core(inner))
            if target is not None:
                return target
            if inner.family and self._is_person(inner):
                return self.person(inner, place)
        last = self._antecedent(place, lambda known: known.kind != ActorKind.OUTLET, speakers_only=True)
        if last is None or self.paragraph_of(place) - self.paragraph_of(last.start) > 1:
            return targets.organisation(self.setting, _core(part))
        return last.known

    def _spokesman(self, part: Parsed, place: int) -> Known | None:
        """An unnamed spokesman speaks as whom he speaks for: complement, compound or the institution named last."""
        if part.determiner in ("demonstrative",) or (
            part.determiner == "definite" and not part.rest and not part.prefixes
        ):
            found = self._by_role(part, place)
            if found is not None:
                return found
        words = part.rest or part.owner
        if (
            (words and words.split()[0].lower() in ("des", "der", "von", "vom", "für", "im", "in", "beim"))
            or part.owner
            or part.rest
        ):
            inner = parse(re.sub(r"^(von|vom|im|in|beim|für)\s+", "", words))
            target = self._plain_target(inner, _core(inner))
            if target is None and inner.family and self._is_person(inner):
                return self._speaks_for(self.person(inner, place), part)
            if target is None and inner.is_a(lexicon().roles) and not inner.is_a(lexicon().institutions):
                principal = self._by_role(inner, place)
                if principal is not None:
                    return self._speaks_for(principal, part)
            target = target or self.institution(inner, place)
            if target is not None:
                return target
        for prefix in part.prefixes:
            target = targets.seat(self.setting, prefix)
            if target is not None:
                return target
            lower = prefix.lower()
            if lower.startswith("regierung"):
                code = targets.state_of(part, self.setting.day) or self._context_state(place)
                return targets.state(self.setting, code) if code else None
            known = self._last(lambda one, lower=lower: _bears(one, lower), place)  # type: ignore[misc]
            if known is not None or prefix[:1].isupper():
                return known or targets.organisation(self.setting, prefix)
        if part.determiner == "possessive":
            last = self._last(lambda known: known.kind == ActorKind.PERSON and not known.plural, place)
            if last is not None:
                return self._speaks_for(last, part)
        return self._last(lambda known: known.kind == ActorKind.ORGANISATION or known.kind == ActorKind.STATE, place)

    def _speaks_for(self, principal: Known, part: Parsed) -> Known:
        """The spokesman of a person: known by name, or an office of his own."""
        for known in self.registry.find(f"s:{principal.id}"):
            return known
        name = f"{part.head} {principal.name}"
        known = self.registry.keyed(f"speaksfor:{principal.id}", ActorKind.OFFICE, name)
        known.party = principal.party
        return known

    # -- persons without a name ------------------------------------------------------------------------------------

    def _pronoun(self, part: Parsed, place: int, statement: Statement) -> Known | None:
        genders = part.pronoun
        if part.text.lower() in ("dort", "darin"):
            return self._cited_before(place) or self._last_speaker(place)
        if genders == "x":
            return self._last_speaker(place)
        found = self._antecedent(place, lambda known: _fits(known, genders), statement=statement)
        return found.known if found else self._last_speaker(place)

    def _last_speaker(self, place: int) -> Known | None:
        found = self._antecedent(place, lambda known: True, speakers_only=True)
        return found.known if found else None

    def _antecedent(
        self, place: int, fits, speakers_only: bool = False, statement: Statement | None = None
    ) -> Spot | None:  # type: ignore[no-untyped-def]
        """The likeliest place before this one where somebody fitting was named."""
        number, paragraph = self.sentence_of(place), self.paragraph_of(place)
        own = statement.content if statement is not None else ()
        best: Spot | None = None
        best_score = float("-inf")
        firsts: dict[int, int] = {}
        for spot in self.spots:
            if spot.start >= place:
                break
            sentence = self.sentence_of(spot.start)
            firsts.setdefault(sentence, spot.start)
            if number - sentence > _REACH or (speakers_only and not spot.speaker) or not fits(spot.known):
                continue
            if any(span.start <= spot.start < span.end for span in own):
                continue
            score = -_PER_SENTENCE * (number - sentence) - _PER_PARAGRAPH * (paragraph - self.paragraph_of(spot.start))
            score += _SPEAKER_BONUS * spot.speaker - _CONTENT_PENALTY * spot.inside
            score += _FIRST_BONUS * (firsts[sentence] == spot.start)
            if score >= best_score:
                best, best_score = spot, score
        return best

    def _last(self, fits, place: int) -> Known | None:  # type: ignore[no-untyped-def]
        found = self._antecedent(place, fits)
        return found.known if found else None

    def _member(self, part: Parsed, place: int) -> Known | None:
        """One of a group of unnamed sources: "einer von ihnen", "der zweite Diplomat", "beide"."""
        lower = part.text.lower().split()
        words = lexicon()
        if not lower:
            return None
        partitive = lower[0] in words.members and any(word in lower[1:3] for word in ("der", "von", "dieser", "ihrer"))
        ordinal = next(
            (word for word in lower[:2] if word in ("zweite", "dritte", "andere", "anderer", "zweiter")), None
        )
        if not partitive and not (ordinal and part.determiner == "definite"):
            return None
        group = self._antecedent(place, lambda known: known.kind == ActorKind.UNNAMED and known.plural)
        if group is None:
            return None
        which = "zweiter" if ordinal else "einer"
        known = self.registry.keyed(f"{group.known.id}:{which}", ActorKind.UNNAMED, f"{part.text} ({group.known.name})")
        known.group, known.outlet, known.party = group.known.id, group.known.outlet, group.known.party
        known.roles = list(dict.fromkeys([*group.known.roles, *known.roles]))
        return known

    def _by_role(self, part: Parsed, place: int) -> Known | None:
        """The person whose office this is: named here before, else the dossier's holder of the office."""
        head = part.head.lower().rsplit("-", 1)[-1]
        ending = lexicon().ends_in(part.head, lexicon().roles) or head
        code = targets.state_of(part, self.setting.day)
        code = code or lexicon().states.by_people(part.head, self.setting.day)

        def holds(known: Known) -> bool:
            if known.kind != ActorKind.PERSON or (code and known.states and code not in known.states):
                return False
            return any(role == head or role == ending or _overlap(role, head) for role in known.roles)

        found = self._antecedent(place, holds)
        if found is not None:
            return found.known
        code = code or self._context_state(place)
        for role in dict.fromkeys((head, ending)):
            holders = self.registry.find(f"r:{role}|{code}")
            if holders:
                return max(holders, key=lambda known: known.seen)
        return None

    def _described(self, part: Parsed, place: int, statement: Statement) -> Known | None:
        """Somebody without a name: met before, or a new unnamed source."""
        pointing = part.determiner in ("definite", "demonstrative") and not part.unnamed and not part.plural
        words = lexicon()
        if pointing or (part.determiner == "definite" and part.plural):
            if (same := self._same_source(part, place)) is not None:
                return same
            if pointing and not part.rest.split()[:1] == ["des"]:
                if (holder := self._by_role(part, place)) is not None:
                    return holder
                nation = words.states.by_people(part.head, self.setting.day)
                if nation:
                    found = self._antecedent(
                        place, lambda known: nation in known.states and known.kind != ActorKind.STATE
                    )
                    if found is not None:
                        return found.known
                found = self._antecedent(
                    place, lambda known: _fits(known, "m" if not part.head.endswith("in") else "f"), speakers_only=True
                )
                if found is not None and not part.rest:
                    return found.known
        return self._source(part, place)

    def _same_source(self, part: Parsed, place: int) -> Known | None:
        """The unnamed source met before that this description takes up."""
        words = lexicon()
        generic = part.is_a(words.source)
        nation = words.states.by_people(part.head, self.setting.day)

        def fits(known: Known) -> bool:
            if known.kind != ActorKind.UNNAMED or (known.plural != part.plural and not (part.plural and known.group)):
                return False
            if nation and nation in known.states:
                return True
            return generic or any(_overlap(role, part.head.lower()) for role in known.roles)

        found = self._antecedent(place, fits)
        return found.known if found else None

    def _source(self, part: Parsed, place: int) -> Known:
        """An unnamed source, kept under the outlet that alone knows it (its own or a cited one)."""
        outlet = self.source_outlet(place) or self.setting.outlet
        foreign = outlet is not None and outlet is not self.setting.outlet
        head = targets.stem_key(part.head or part.text)
        owner = outlet.id if outlet is not None and foreign else self.origin
        shelf = f"u:{owner}"
        states = {code for code in [targets.state_of(part, self.setting.day)] if code}
        for known in self.registry.find(shelf):
            taken = known in self.unnamed and not foreign
            if (
                not taken
                and known.plural == part.plural
                and any(_overlap(role, part.head.lower()) for role in known.roles)
            ):
                if not states or not known.states or states & set(known.states):
                    self.unnamed.append(known)
                    return known
        number = sum(1 for known in self.unnamed if head in known.roles or part.head.lower() in known.roles)
        key = f"unnamed:{owner}:{head}:{number}" if not foreign else f"unnamed:{owner}:{head}"
        words = _core(part)
        name = f"{words} ({outlet.name})" if outlet is not None else words
        known = self.registry.keyed(key, ActorKind.UNNAMED, name, [shelf])
        known.roles = known.roles or [part.head.lower(), *sorted(self._roles(part) - {part.head.lower()})]
        known.states = known.states or sorted(states)
        known.plural = part.plural
        known.outlet = outlet.id if outlet is not None else None
        if states and not known.party:
            known.party = targets.state(self.setting, sorted(states)[0]).id
        self.unnamed.append(known)
        return known

    def source_outlet(self, place: int) -> Known | None:
        """The foreign outlet whose source is introduced here; set by the chain reader while it works."""
        return self.foreign.get(self.sentence_of(place)) if hasattr(self, "foreign") else None

    foreign: dict[int, Known]


def _core(part: Parsed) -> str:
    """A mention without its determiner and asides."""
    text = part.text.split(",")[0]
    words = text.split()
    while words and (words[0].lower() in lexicon().determiners):
        words = words[1:]
    return " ".join(words).strip('„“”"«»() ')


def _bare(family: str) -> str:
    """A family name without an Arabic article ("al-Schara": "Schara")."""
    return re.sub(r"^(?:al|el|ar|as|at|ad|an|az)-", "", family, flags=re.IGNORECASE)


def _bears(known: Known, word: str) -> bool:
    if known.kind == ActorKind.PERSON or known.kind == ActorKind.UNNAMED:
        return False
    return any(
        part.endswith(word)
        for name in (known.name, *known.names[:8])
        for part in name.lower().replace("-", " ").split()
    )


def _overlap(role: str, head: str) -> bool:
    """Whether one role noun is the other's tail ("beamter": "pentagonbeamter"), endings aside."""
    one, two = role.rstrip("nesr") or role, head.rsplit("-", 1)[-1].rstrip("nesr") or head
    return min(len(one), len(two)) >= 4 and (one.endswith(two) or two.endswith(one))


def _fits(known: Known, genders: str) -> bool:
    """Whether a pronoun of these genders can mean the actor."""
    if known.kind in (ActorKind.PERSON, ActorKind.UNNAMED, ActorKind.OFFICE):
        if known.plural:
            return "p" in genders
        if known.gender:
            return known.gender in genders
        return "m" in genders or "f" in genders
    return "f" in genders and not genders.startswith("m")
