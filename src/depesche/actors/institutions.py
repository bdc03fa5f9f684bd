"""The institutions of a document: states, offices, missions, outlets, and the spokesmen who speak for them."""

from __future__ import annotations

import re

from depesche.actors import targets
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed, parse
from depesche.actors.names import plain
from depesche.actors.people import People
from depesche.actors.phrases import names_nobody
from depesche.actors.registry import Known
from depesche.actors.scene import bears, core
from depesche.records import ActorKind, NameKind

# An outlet's name in quotation marks after an article or an outlet noun: »der „Baltimore Evening Ledger“«
_CITED = re.compile(
    r"\b(?:[Dd](?:er|ie|as|em|en|es)|[Zz]eitung|[Bb]latt|[Ss]enders?|[Mm]agazins?)\s+[„»«\"]((?:[A-ZÄÖÜ][\w-]*)(?:\s[\w-]+){0,3})[“”«»\"]"
)
# An outlet that was named before: "das Blatt", "der Sender"
_TAKING_UP = re.compile(r"\b[Dd](?:er|ie|as|em|en|es) ([A-ZÄÖÜ][a-zäöüß]+)\b(?! [„»«\"A-ZÄÖÜ])")
_BODY_BACK = 2_000  # characters back in which a bare noun finds its body
_TAKEN_UP = 4  # sentences in which a cited outlet may be taken up


class Institutions(People):
    """A scene with its persons and institutions."""

    def institution(self, part: Parsed, place: int) -> Known | None:
        """The institution, state or outlet that a mention without a person's name means, if it does."""
        words = lexicon()
        if part.quoted and (not part.heads or part.is_a(words.outlets) or part.head.endswith("er")):
            return self._cite(targets.outlet(self.setting, part.quoted), place)
        target = self._plain_target(part, core(part))
        if target is not None and part.determiner != "indefinite":
            return self._cite(target, place) if target.kind == ActorKind.OUTLET else target
        if not part.heads:
            return None
        if part.determiner != "indefinite" and (named := self._known_outlet(part)) is not None:
            return self._cite(named, place)
        if part.is_a(words.spokesman):
            return self._spokesman(part, place)
        if part.is_a(words.circle):
            return None
        if part.is_a(words.documents) and not part.is_a(words.government):
            return self._author(part, place)
        if part.is_a(words.outlets):
            return self._outlet(part, place)
        if part.is_a(words.government) or part.head.lower().endswith("regierung"):
            code = targets.state_of(part, self.setting.day) or self.sovereign(part) or self._context_state(place)
            return (
                targets.state(self.setting, code, core(part))
                if code
                else targets.organisation(self.setting, core(part))
            )
        if (department := targets.ministry(part.head)) is not None or part.head.lower().endswith(
            ("außenamt", "aussenamt")
        ):
            return self._ministry(part, department if department is not None else "außen", place)
        if part.determiner == "indefinite" and not part.is_a(words.institutions):
            return None
        if part.is_a(words.institutions):
            return self._organisation(part, place)
        people = lexicon().states.by_people(part.head, self.setting.day)
        if names_nobody(part.head):
            return None
        if part.determiner == "definite" and not people and self._names_organisation(part):
            whole = part.rest.startswith("von ")  # "das Übereinkommen von Sankt Florin"
            return targets.body_or_people(self.setting, core(part) if whole else part.head)
        return None

    def _known_outlet(self, part: Parsed) -> Known | None:
        """An outlet of the dossier named without quotes: "der Londoner Levante-Brief", "die Berliner Allgemeine"."""
        if part.is_a(lexicon().roles):
            return None
        for words in (core(part), part.head):
            if words.lower() in lexicon().outlets:
                continue
            for known in self.registry.find(f"o:{targets.stem_key(words)}"):
                return known
        return None

    def _names_organisation(self, part: Parsed) -> bool:
        """Whether a noun with an article is a name: an acronym, found as one, or feminine and no role ("die Hamas")."""
        head = part.head
        if head.isupper() and len(head) > 1:
            return True
        if part.first == "die" and not part.plural and not part.adjectives and not part.is_a(lexicon().roles):
            return not part.is_a(lexicon().source)
        return any(
            name.kind in (NameKind.ORGANISATION, NameKind.OTHER) and self.text[name.start : name.end].startswith(head)
            for name in self.read.analysis.names
        )

    def sovereign(self, part: Parsed) -> str | None:
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

    def _ministry(self, part: Parsed, department: str, place: int) -> Known:
        minister = self._minister(part, place)
        if minister is not None and (house := self._house(minister)) is not None:
            return house
        name = re.sub(r"((?i:ministerium))s\b", r"\1", core(part))  # called in the nominative
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
        bare = not part.adjectives and not part.rest and not part.owner
        if code is None and bare and (known := targets.any_ministry(self.setting, department)) is not None:
            return known
        if code is None and bare:
            return targets.stateless_ministry(self.setting, department, name)
        if code is None:
            return targets.organisation(self.setting, name)
        return targets.office(self.setting, code, f"ministry:{department}", name)

    def _minister(self, part: Parsed, place: int) -> Known | None:
        """Whose ministry it is: "Bothas Ministerium", "sein Ministerium"."""
        if part.determiner == "possessive":
            return self._last(
                lambda known: any(role.endswith(("minister", "ministerin")) for role in known.roles), place
            )
        return self.bearer(part.owner)

    def _last_department(self, place: int) -> str | None:
        """The department of the minister named last: "McNamara ... in seinem Ministerium"."""
        for spot in reversed([spot for spot in self.spots if spot.start < place]):
            for role in spot.known.roles:
                if role.endswith("minister") and role != "minister":
                    head = role.removesuffix("minister").removeprefix("vize").removeprefix("bundes")
                    return str(lexicon().ministries.get(head, head.rstrip("s")))
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
            same = self._last(lambda known: bears(known, lower) or bears(known, ending), place)
            if same is None and lower in words.phrases["parts"]:
                same = self._last(lambda known: known.kind == ActorKind.ORGANISATION, place)
            if same is None:
                same = self._body_before(part.head, place)
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
                last = self._last(lambda known: bears(known, ending) and (not code or code in known.states), place)
                if last is not None:
                    return last
                spot = self.setting.home or ""
            else:
                spot = lexicon().states.by_capital(spot, self.setting.day) or plain(spot)
            owner = code or targets.stem_key(" ".join(part.prefixes) or part.owner)
            known = self.registry.keyed(
                f"mission:{owner}:{ending}:{spot}", ActorKind.ORGANISATION, self._bare_name(part)
            )
            if code and not known.states:
                known.states.append(code)
                known.party = targets.state(self.setting, code).id
            return known
        name = self._bare_name(part)
        if part.determiner == "indefinite":
            return None
        adjective = next((one for one in part.adjectives if lexicon().states.by_adjective(one)), None)
        proper = part.determiner and adjective and adjective[:1].isupper()  # "die Deutsche Bahn" is a name, no office
        if code and not proper and (adjective or part.owner or part.prefixes):
            return targets.office(self.setting, code, targets.stem_key(part.head.rsplit("-", 1)[-1]), name)
        return targets.organisation(self.setting, name)

    def _body_before(self, head: str, place: int) -> Known | None:
        """The international body that a bare noun takes up, though it has not spoken: "die Kommission"."""
        window = self.text[max(0, place - _BODY_BACK) : place]
        found = re.findall(rf"(?<![\w-])[A-ZÄÖÜ]\w*[- ]{re.escape(head)}(?![\w-])", window)
        bodies = [one for one in found if targets.stem_key(one) in targets.organisations()]
        return targets.seat(self.setting, bodies[-1]) if bodies else None

    @staticmethod
    def _bare_name(part: Parsed) -> str:
        """An institution's words without who leads it or sits in it: "iranische Delegation (unter ...)"."""
        words = core(part).split()
        ends = [place for place, word in enumerate(words) if place and word in lexicon().phrases["accompanied"]]
        return " ".join(words[: ends[0]] if ends else words)

    def _house(self, person: Known) -> Known | None:
        """The institution for which a person speaks: by an office, not by the party in brackets behind his name."""
        for party, held, *_ in person.memberships:
            known = self.registry.get(party) if held else None
            if known is not None and known.kind == ActorKind.ORGANISATION:
                return known
        for role in person.roles:
            head = role.removesuffix("minister").removesuffix("ministerin").removeprefix("bundes")
            department = lexicon().ministries.get(head) if head != role else None
            if department and person.states:
                words = f"{head}ministerium".title()
                return targets.office(self.setting, person.states[0], f"ministry:{department}", words)
        return None

    def _outlet(self, part: Parsed, place: int) -> Known | None:
        """A newspaper or broadcaster: named by words, or "das Blatt", the one cited last."""
        rest = [word for word in part.rest.split() if word[:1].isupper()]
        if part.determiner == "indefinite" or part.plural or (part.count or 0) > 1:
            if part.determiner == "indefinite" and (last := self._cited_before(place)) and not part.adjectives:
                return last
            return None
        if part.owner or (part.adjectives and targets.state_of(part, self.setting.day)):
            return self._cite(targets.outlet(self.setting, core(part)), place)
        if rest and part.head.lower() in ("radio",):
            return self._cite(targets.outlet(self.setting, f"{part.head} {rest[0]}"), place)
        if part.determiner in ("own",) or part.first in ("dieser", "diesem", "dieses", "diese"):
            return self.setting.outlet
        last = self._cited_before(place)
        if last is not None:
            return last
        compound = part.head.lower() not in lexicon().outlets
        if compound or not part.determiner:
            return self._cite(targets.outlet(self.setting, core(part)), place)
        return self.setting.outlet

    def _author(self, part: Parsed, place: int) -> Known | None:
        """Who speaks by a document: its owner, else who spoke last, else the document itself."""
        if part.owner or part.rest.split()[:1] in (["von"], ["des"], ["der"]):
            inner = parse(part.owner or part.rest)
            target = self._plain_target(inner, core(inner))
            if target is not None:
                return target
            if inner.family and self._is_person(inner):
                return self.person(inner, place)
        for prefix in part.prefixes:
            if part.is_a(lexicon().documents) and prefix[:1].isupper() and "-" in part.head:
                return targets.seat(self.setting, prefix) or self._cite(targets.outlet(self.setting, prefix), place)
        last = self._antecedent(place, lambda known: known.kind != ActorKind.OUTLET, speakers_only=True)
        if last is None or self.paragraph_of(place) - self.paragraph_of(last.start) > 1:
            return targets.organisation(self.setting, core(part))
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
        if " " not in words and (principal := self.bearer(words)) is not None:
            return self._speaks_for(principal, part)
        if (
            (words and words.split()[0].lower() in ("des", "der", "von", "vom", "für", "im", "in", "beim"))
            or part.owner
            or part.rest
        ):
            inner = parse(re.sub(r"^(von|vom|im|in|beim|für)\s+", "", words))
            target = self._plain_target(inner, core(inner))
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
            forms = dict.fromkeys((lower, lower.removesuffix("s")))  # "Kommissionssprecher"
            known = self._last(lambda one, forms=forms: any(bears(one, form) for form in forms), place)  # type: ignore[misc]
            if known is None and (named := self.registry.find(f"g:{targets.stem_key(prefix)}")):
                known = max(named, key=lambda one: one.seen)
            generic = lexicon().ends_in(lower, lexicon().institutions)
            if known is None and generic:
                known = self._body_before(generic.capitalize(), place)
            if known is None and generic:
                known = self._last(lambda one: one.kind == ActorKind.ORGANISATION, place)
            if known is not None or (prefix[:1].isupper() and not generic):
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
        named = part.owner and self.bearer(part.owner) is principal
        if (house := self._house(principal)) is not None and (house.party or not named):
            return house  # but "Langs Sprecher" speaks for Lang, not as the party that Lang leads
        name = f"{part.head} von {principal.name}"
        known = self.registry.keyed(f"speaksfor:{principal.id}", ActorKind.OFFICE, name)
        known.party = principal.party or principal.id
        return known

    def _foreign_outlets(self) -> dict[int, Known]:
        """For each sentence that cites an outlet in quotation marks as somebody's channel, that outlet.

        So do the next sentences that speak of it as "das Blatt", as long as no other is cited.
        """
        chains = lexicon().chains
        reporting = [*chains["reporting"], *chains["reliance"]]
        according = [one for one in chains["according"] if " " in one]
        found: dict[int, Known] = {}
        cited: dict[int, Known] = {}
        for match in _CITED.finditer(self.text):
            number = self.sentence_of(match.start())
            start, end = self.sentences()[number]
            sentence = self.text[start:end].lower()
            if not any(word in sentence for word in (*reporting, *according)):
                continue
            outlet = targets.outlet(self.setting, match.group(1))
            if outlet is self.setting.outlet:
                continue
            self._cite(cited.setdefault(number, outlet), match.start())
            if any(word in sentence for word in reporting):
                found.setdefault(number, outlet)
        for number, outlet in sorted(cited.items()):
            self._carry(number, outlet, found)
        return found

    def _carry(self, number: int, outlet: Known, found: dict[int, Known]) -> None:
        """Give the sentences that take up an outlet ("das Blatt", "der Sender") to it."""
        for later in range(number + 1, min(number + 1 + _TAKEN_UP, len(self.sentences()))):
            start, end = self.sentences()[later]
            if later in found:
                return
            nouns = (match[1].lower() for match in _TAKING_UP.finditer(self.text, start, end))
            if any(noun in lexicon().outlets for noun in nouns):
                found[later] = outlet
