"""The persons of a document: introduced by full name, found again by family name, title or office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from depesche.actors import targets
from depesche.actors.callings import bears_handle, foreign_particles, handle, parsed_names, particled
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed, parse
from depesche.actors.names import gender_of_name, given_names_agree, is_common_noun, plain, similar, skeleton
from depesche.actors.phrases import naming
from depesche.actors.registry import Known, agrees
from depesche.actors.scene import MAX_SPOTS, MAX_STATEMENTS, Scene, core, overlap, stems
from depesche.records import ActorKind, Mention, NameKind, Span

# An office before a comma and a name: "vom russischen Botschafter in London, Andrej Kelin"
_OFFICE = re.compile(
    r"(?:\b[A-Za-zÄÖÜäöüß]+(?:sche[nrms]?|er) )?\b([A-ZÄÖÜ][\wäöüß-]+)"
    r" (?:(?:in|bei|von|für) (?:der |den )?|(?:des|der) (?:[a-zäöüß]+e[nrs] )?)[A-ZÄÖÜ][\wäöüß-]+, $"
)
_BRACKETS = re.compile(r" \([A-ZÄÖÜ][\wäöüß/-]*\)")
_OF = re.compile(r"^(?:von|vom) ")
MAX_OWNERS = 24  # words kept that stood beside one person's titles
MAX_MEMBERSHIPS = 12  # parties and offices kept of one person; more are a press review's noise


def _gender(given: tuple[str, ...], roles: set[str]) -> str:
    """Of somebody by title and given name: "m", "f", or "" where neither tells."""
    if any(role.endswith("in") for role in roles):
        return "f"
    return (gender_of_name(given[0]) if given else "") or ("m" if roles else "")


class People(Scene):
    """A scene with its persons."""

    def _introduce(self) -> None:
        """Meet everybody who is named with a given name or a title, then find where family names stand."""
        mentions = []
        for statement in self.read.statements[:MAX_STATEMENTS]:
            for mention in (statement.speaker, statement.addressee or Mention()):
                for span in mention.spans[:1]:
                    phrase = naming(self.text[span.start : span.end])
                    mentions.append((Span(span.start + phrase.start, span.end), phrase.text))
        mentions += [(span, self.text[span.start : span.end]) for span in self._names()]
        parsed = parsed_names(dict(mentions))
        full = [(span, part) for span, part in parsed if part.family and self._is_person(part)]
        for span, part in sorted(full, key=lambda pair: (not pair[1].given, pair[0].start)):
            if part.given or part.heads or self.called(span) is None:
                self.person(part, span.start)
        self._locate()
        for name in self.read.analysis.names[:MAX_SPOTS]:
            if name.kind == NameKind.ORGANISATION:
                known = self.registry.find(f"g:{targets.stem_key(self.text[name.start : name.end])}")
                if known:
                    self._spot(name.start, name.end, max(known, key=lambda one: one.seen))

    def _names(self) -> Iterator[Span]:
        """Persons found by the language stage, widened to the title before them and the party in brackets behind."""
        words = lexicon()
        for found in self.read.analysis.names[:MAX_SPOTS]:
            if found.kind != NameKind.PERSON or self._signs(found.start) or self.text[: found.start].endswith("@"):
                continue
            if (opening := foreign_particles(self.text, found.start)) is None:
                continue  # "Salman" of "Khalid bin Salman"
            name = Span(opening, found.end)
            mark = words.title_mark.search(self.text, max(0, name.start - 6), name.end)  # "General a. D. Isaac Rojas"
            start = first = mark.start() if mark else name.start
            for match in reversed(list(re.finditer(r"[^\s]+", self.text[max(0, first - 60) : first]))[-3:]):
                word = match.group()
                if self.sentence_of(max(0, first - 60) + match.start()) != self.sentence_of(name.start):
                    break  # "..., sagte ein EU-Diplomat. Johnson ..."
                title = word[:1].isupper() and words.ends_in(word, words.roles)
                whose = words.states.by_adjective(word) or (word.endswith(("s", "’", "'")) and words.states.named(word))
                if not title and not (start < first and whose):
                    break
                start = max(0, first - 60) + match.start()
            start = mark.end() + 1 if mark and start == first else start
            whole = start == name.start and " " in self.text[name.start : name.end]
            before = _OFFICE.search(self.text, max(0, start - 90), start) if whole else None
            if before and words.ends_in(before[1], words.roles):
                start = before.start()
            behind = _BRACKETS.match(self.text, name.end)
            yield Span(start, behind.end() if behind else name.end)

    def _is_person(self, part: Parsed) -> bool:
        words = part.name
        if part.pronoun or part.family.endswith("-") or self._plain_target(part, words) is not None:
            return False
        if any(known.family == part.family for known in self.persons):
            return True
        found = self._kinds().get(part.family.split()[-1] if part.family else "", {})
        if self.registry.persons(part.family) and not self.registry.find(f"g:{targets.stem_key(part.family)}"):
            return True  # somebody whom the dossier knows
        if max(found.get("organisation", 0), found.get("place", 0)) > found.get("person", 0):
            return False
        if is_common_noun(part.family) and not found.get("person") and not gender_of_name("".join(part.given[:1])):
            return False  # "die Pressestelle"
        if part.given or part.heads:
            return True
        if not found.get("person") and (
            found.get("noun", 0) > found.get("proper", 0)
            or (self.registry.find(f"g:{targets.stem_key(part.family)}") and not self.registry.persons(part.family))
        ):
            return False  # a common noun, or an organisation of the dossier
        return not self._takes_article(part.family)

    def _kinds(self) -> dict[str, dict[str, int]]:
        """For each capitalised word, how often it ends whose name, and which noun it is."""
        if self._word_kinds is None:
            table: dict[str, dict[str, int]] = {}

            def count(word: str, kind: str) -> None:
                entry = table.setdefault(word, {})
                entry[kind] = entry.get(kind, 0) + 1

            for name in self.read.analysis.names[:MAX_SPOTS]:
                if name.kind in (NameKind.PERSON, NameKind.ORGANISATION, NameKind.PLACE):
                    count(self.text[name.start : name.end].split()[-1], str(name.kind))
            for token in self.read.analysis.tokens[:MAX_SPOTS]:
                if token.pos in ("NOUN", "PROPN"):
                    count(self.text[token.start : token.end], "noun" if token.pos == "NOUN" else "proper")
            self._word_kinds = table
        return self._word_kinds

    def _takes_article(self, name: str) -> bool:
        """Whether the text says "die Hamas": bare persons' names take no article in news German."""
        if name.isupper() and 1 < len(name) <= 6:
            return True
        pattern = rf"\b(?:[Dd](?:er|ie|as|em|en)|[Ii]m|[Zz]ur|[Vv]om|[Bb]eim) {re.escape(name)}\b(?! [A-ZÄÖÜ])"
        return re.search(pattern, self.text) is not None

    def _locate(self) -> None:
        """Every place where a known family name stands."""
        by_name: dict[str, Known] = {}
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

    def person(self, part: Parsed, place: int) -> Known:
        """The person of a name, new or met before here or elsewhere in the dossier."""
        roles = self._roles(part)
        code = targets.state_of(part, self.setting.day)
        states = {code} if code else set()
        self._cut_owned(part)
        self._with_particle(part)
        family = self._nominative(part.family)
        part.family = family
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
        if found is None and not part.given:
            found = self._by_given_name(family, roles) or self._by_first_surname(family)
        if found is None:
            found = self.registry.new_person(part.given, family)
        self._enrich(found, part, place, roles, states)
        if found not in self.persons:
            self.persons.append(found)
        return found

    def _cut_owned(self, part: Parsed) -> None:
        """Take off a second person's genitive that was read as a name's end: "nannte Maria Kern Bergers Richtwerte"."""
        if len(part.given) < 2 or not part.family.endswith("s"):
            return
        bearers = [*self.persons, *self.registry.persons(part.given[-1])]
        if any(
            one.family == part.given[-1] and given_names_agree(tuple(one.given), part.given[:-1]) for one in bearers
        ):
            part.given, part.family = part.given[:-1], part.given[-1]

    def bearer(self, genitive: str) -> Known | None:
        """The person of the text whose family name stands in the genitive: "Bothas"."""
        name = "".join(genitive.split()[-1:]).rstrip("’'")
        families = [(known, known.family.split()[-1]) for known in self.persons if known.family]
        for form in dict.fromkeys((name, name.removesuffix("s"))) if name else ():
            for known, family in families:
                if similar(family, form):
                    return known
        return None

    def _by_given_name(self, name: str, roles: set[str]) -> Known | None:
        """Whom a given name alone means: somebody of this text ("Prinz Nawaf" after "Prinz Nawaf al-Mudschahid")."""
        bearers = [known for known in self.persons if known.given and plain(known.given[0]) == plain(name)]
        bearers = [known for known in bearers if not roles or not known.roles or roles & set(known.roles)] or bearers
        return bearers[0] if len(bearers) == 1 else None

    def _by_first_surname(self, name: str) -> Known | None:
        """Whom the first of two family names means: "Belaúnde" after "Fernando Belaúnde Terry"."""
        bearers = [*self.persons, *self.registry.find(f"d:{skeleton(name)}")]
        found = {one.id: one for one in bearers if len(one.given) > 1 and similar(one.given[-1], name)}
        return next(iter(found.values())) if len(found) == 1 else None

    def called(self, span: Span) -> Known | None:
        """Whom a mention calls by a family name with particles, one like a trade, or a handle ("@EvaKamp")."""
        if (name := particled(self.text, span)) is not None:
            family = plain(self.text[name.start : name.end])
            bearers = [*self.persons, *self.registry.persons(family)]
            found = [one for one in bearers if " " in one.family and plain(one.family) == family]
            if found:
                known = max(found, key=lambda one: (one in self.persons, one.seen))
                if known not in self.persons:
                    self.persons.append(known)
                self.registry.add_name(known, self.text[name.start : name.end])
                return known
        if (bearer := self._like_a_trade(span)) is not None:
            return bearer
        if (sign := handle(self.text[max(0, span.start - 1) : span.end])) is not None:
            found = [one for one in self.persons if bears_handle(tuple(one.given), one.family, sign)]
            return found[0] if len(found) == 1 else None
        return None

    def _like_a_trade(self, span: Span) -> Known | None:
        """Whom a bare name means that only ends like a trade: "Dornmann", where somebody is called so."""
        name = self.text[span.start : span.end].strip(" ,;:")
        if not name.isalpha() or lexicon().ends_in(name, lexicon().roles) is None or name.lower() in lexicon().roles:
            return None
        if parse(name).family:
            return None
        bearers = [one for one in self.persons if one.family == name]
        if bearers:
            return self._nearest(name, span.start) or bearers[0]
        found = [one for one in self.registry.persons(name) if one.family == name]
        if not found:
            return None
        known = max(found, key=lambda one: one.seen)
        self.persons.append(known)
        return known

    def _with_particle(self, part: Parsed) -> None:
        """Take a particle for the family name's where somebody has it so: "Ben Jahia" after "Mohammed Ben Jahia"."""
        if len(part.given) != 1 or part.given[0].lower() not in lexicon().particles:
            return
        whole = f"{part.given[0]} {part.family}"
        bearers = [*self.persons, *self.registry.persons(whole)]
        if any(plain(one.family) == plain(whole) for one in bearers):
            part.given, part.family = (), whole

    def _nominative(self, family: str) -> str:
        """A family name without a genitive "s", where the text or the dossier knows it without."""
        if len(family) < 4 or not family.endswith("s"):
            return family
        bare = family[:-1]
        if re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", self.text):
            return bare
        known = {plain(one.family) for one in self.registry.persons(bare)}
        return bare if plain(bare) in known and plain(family) not in known else family

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

    def _enrich(self, known: Known, part: Parsed, place: int, roles: set[str], states: set[str]) -> None:
        """Keep what a mention adds about a person: fuller name, offices, state, party."""
        if self.registry.only_looking:
            return
        before = _kept(known)
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
        if part.heads:
            known.owners.extend(sorted(stems(part) - set(known.owners))[: max(0, MAX_OWNERS - len(known.owners))])
        known.gender = known.gender or _gender(part.given, roles)
        self._belong(known, part, states)
        if known.party is None and not known.memberships:
            dateline = self.setting.home if self.read.document.place else None
            home = targets.governed(self.setting, part, self.text[max(0, place - targets.NEAR) : place], dateline)
            known.party = home.id if home is not None else None
        after = _kept(known)
        if before != after:
            owners = [*states, *([known.party] if known.party else [])]
            keys = [f"r:{role}|{owner}" for role in roles for owner in owners]
            self.registry.touch(known, [*keys, *(f"n:{role}" for role in roles)])

    def _belong(self, known: Known, part: Parsed, states: set[str]) -> None:
        """Party and membership that a title tells: "PLO-Chef", "Israels Außenminister", "der frühere Minister"."""
        party = self._sender(part) or self._short_owner(part)
        for prefix in part.prefixes:
            party = party or self._in_compound(part, prefix)
        if party is None and states and not part.is_private:
            party = targets.state(self.setting, next(iter(sorted(states))))
        if party is None and part.rest and part.heads:
            inner = parse(_OF.sub("", part.rest))
            party = self._plain_target(inner, core(inner))
        if party is not None and party.party:
            self._house_of(known, party, part)
            party = self.registry.get(party.party)
        if party is not None and party is not known:
            self._member_of(known, party, part.head, part.former)
        if (own := self._in_brackets(part)) is not None:  # after the office, which goes before a politician's party
            self._member_of(known, own, "", former=False)

    def _member_of(self, known: Known, party: Known, role: str, former: bool) -> None:
        """Keep a membership; the first that is not over, one by an office if any, says for whom somebody speaks."""
        if (
            not any(entry[0] == party.id and entry[1] == role for entry in known.memberships)
            and len(known.memberships) < MAX_MEMBERSHIPS
        ):
            known.memberships.append((party.id, role, None, self.setting.day if former else None))
        offices = {entry[0] for entry in known.memberships if entry[1]}
        if not former and (known.party is None or (role and known.party not in offices)):
            known.party = party.id

    def _in_brackets(self, part: Parsed) -> Known | None:
        """The organisation or state that stands in brackets behind a name: "Stephan Weil (SPD)"."""
        words = part.aside[0] if part.aside else ""
        if (
            not part.family
            or part.text.find(f"({words})") < part.text.find(part.family)
            or " " in words
            or targets.short_forms(part.text)
        ):
            return None
        named = self._kinds().get(words, {}).get("organisation", 0) or self.registry.find(
            f"g:{targets.stem_key(words)}"
        )
        if not named and not (words.isupper() and words.isalpha() and len(words) > 1):
            return None
        if (found := targets.seat(self.setting, words)) is None:
            outlet = self.registry.find(f"o:{targets.stem_key(words)}")
            return None if outlet else targets.organisation(self.setting, words)
        return None if found.kind == ActorKind.OUTLET else found

    def _short_owner(self, part: Parsed) -> Known | None:
        """Whose an office is, told by the short form behind it: "der Chef der Union von Moramba (VUM), Pio Kasa"."""
        words = part.aside[0] if part.aside else ""
        if not part.family or not part.rest or not (words.isupper() and words.isalpha() and len(words) > 1):
            return None
        if not 0 <= part.text.find(f"({words})") < part.text.find(part.family):
            return None
        found = targets.seat(self.setting, words) or targets.organisation(self.setting, words)
        return None if found.kind == ActorKind.OUTLET else found

    def _sender(self, part: Parsed) -> Known | None:
        """The state that sent somebody to the body in his title."""
        code = targets.sending_state(part, self.setting.day)
        return targets.state(self.setting, code) if code and not part.is_private else None

    def _in_compound(self, part: Parsed, prefix: str) -> Known | None:
        """Whose a compound title says that somebody is; nobody's where it only says what he deals with."""
        found = targets.seat(self.setting, prefix)
        if found is not None and found.kind == ActorKind.STATE:
            return None if part.is_private or targets.only_about(part, prefix) else found
        named = self._kinds().get(prefix, {}).get("organisation", 0) if part.family else 0
        if found is None and ((prefix.isupper() and len(prefix) <= 8) or named):
            return targets.organisation(self.setting, prefix)
        return found

    def _house_of(self, known: Known, house: Known, part: Parsed) -> None:
        """Keep for which institution of a state somebody speaks: "Pentagonsprecher"."""
        entry = (house.id, part.head, None, self.setting.day if part.former else None)
        if len(known.memberships) < MAX_MEMBERSHIPS and not any(one[0] == house.id for one in known.memberships):
            known.memberships.append(entry)

    def _by_office(self, part: Parsed) -> Known | None:
        """Whom a headline's office means that the text below gives to somebody: "Russischer Botschafter in London"."""
        code = targets.state_of(part, self.setting.day)
        if part.determiner or part.plural or part.unnamed or not code or not part.is_a(lexicon().roles):
            return None
        head = part.head.lower()
        holders = [one for one in self.persons if code in one.states and any(overlap(role, head) for role in one.roles)]
        return holders[0] if len(holders) == 1 else None

    def _by_role(self, part: Parsed, place: int) -> Known | None:
        """The person whose office this is: named here before, else the dossier's holder of the office."""
        head = part.head.lower().rsplit("-", 1)[-1]
        ending = lexicon().ends_in(part.head, lexicon().roles) or head
        code = targets.state_of(part, self.setting.day)
        code = code or lexicon().states.by_people(part.head, self.setting.day)

        def holds(known: Known) -> bool:
            if known.kind != ActorKind.PERSON or (code and known.states and code not in known.states):
                return False
            return any(role in (head, ending) or overlap(role, head) for role in known.roles)

        owner = self._owner(part)
        found = self._antecedent(place, lambda known: holds(known) and (owner is None or known.party == owner.id))
        if found is None and code:
            found = self._antecedent(place, lambda known: holds(known) and code in known.states)
        if found is None:
            found = self._antecedent(place, holds)
        if found is not None:
            return found.known
        code = (owner.id if owner is not None else None) or code or self._context_state(place)
        for role in dict.fromkeys((head, ending)):
            holders = self.registry.find(f"r:{role}|{code}")
            if holders:
                return max(holders, key=lambda known: known.seen)
        return None

    def only_holder(self, part: Parsed) -> Known | None:
        """The one of this text's persons who was introduced with that office of just that house.

        So "der Sprecher des Wehrministeriums" is not the spokesman of another who was named after him.
        """
        wanted = stems(part)
        if part.determiner != "definite" or part.plural or part.family or not part.rest or not wanted:
            return None
        head = part.head.lower()
        fitting = [
            one for one in self.persons if wanted <= set(one.owners) and any(overlap(role, head) for role in one.roles)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _office_holder(self, part: Parsed, place: int) -> Known | None:
        """Who in this document holds the office that is named by its owner: "Bidens Sicherheitsberater"."""
        head = part.head.lower().rsplit("-", 1)[-1]
        if not head or part.is_a(lexicon().spokesman):
            return None
        found = self._antecedent(
            place, lambda known: known.kind == ActorKind.PERSON and any(overlap(role, head) for role in known.roles)
        )
        return found.known if found is not None else None

    def _owner(self, part: Parsed) -> Known | None:
        """The organisation that a compound title names: "Transnet-Chef", "der Bahnvorstand"."""
        for prefix in part.prefixes:
            found = self.registry.find(f"g:{targets.stem_key(prefix)}")
            if found:
                return max(found, key=lambda known: known.seen)
        return None


def _kept(known: Known) -> tuple[object, ...]:
    """What changes about a person when a mention adds something."""
    lists = (known.names, known.roles, known.states, known.owners)
    return (*map(len, lists), known.name, known.party, known.gender)


def _bare(family: str) -> str:
    """A family name without an Arabic article ("al-Schara": "Schara")."""
    return re.sub(r"^(?:al|el|ar|as|at|ad|an|az)-", "", family, flags=re.IGNORECASE)
