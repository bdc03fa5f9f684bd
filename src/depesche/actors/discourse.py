"""One document's cast: who each mention in it is.

A document is walked in text order. Names with a given name are introduced first, so that a title's bare family name
finds the body's person; then every statement's speaker is read as a pronoun, a state or institution, a named person,
somebody described ("der Minister", "der Mann") or a new unnamed source.
"""

from __future__ import annotations

import re
from dataclasses import replace

from depesche.actors import targets
from depesche.actors.institutions import Institutions
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed, parse
from depesche.actors.names import gender_of_name, nominative, nominative_plural
from depesche.actors.phrases import Phrase, names_nobody, naming
from depesche.actors.registry import Known, Registry
from depesche.actors.scene import CAPITAL, MAX_STATEMENTS, core, fits, overlap
from depesche.records import ActorKind, Mention, ReadDocument, Span, Statement

__all__ = ["MAX_STATEMENTS", "Cast"]

_AGE = re.compile(r"(\d{1,3})-?jährige[rnm]?$", re.IGNORECASE)
_AGED = re.compile(r"\b(\d{1,3})-?jährige[rnms]?((?: [\w-]{1,40}){1,5})", re.IGNORECASE)
_AGE_BEHIND = re.compile(r"\b([A-ZÄÖÜ][\w-]{1,40})(?:,| \() ?(\d{1,3})\b")
# Whose saying it is, behind a noun of saying: "der Polizei", "aus gut informierten Kreisen"
_WHOSE = re.compile(r" (?:aus|von|vom|der|des)(?: de[rmn])?(?: [a-zäöüß]+){0,2} ([A-ZÄÖÜ][\w-]+)")
_CAPITALS = re.compile(r" ([A-ZÄÖÜ][\w-]+)")
_BESIDE = 6  # words beside a source's noun that may name whose it is
_CLOSE = 3  # characters between the ranges of one name; farther apart they are two namings


def _owns_saying(before: str, name: str) -> bool:
    """Whether a bare name stands in the genitive behind a noun of saying."""
    words = before.split()
    if not words or len(name.split()) != 1 or not name.endswith("s") or name.isupper() or len(name) < 4:
        return False
    return words[-1].lower() in lexicon().phrases["saying"]


class Cast(Institutions):
    """The people of one document.

    Args:
        read: the document.
        registry: the dossier's actors.
        origin: the id under which its unnamed sources are kept: the document it is a copy of, or its own.
        outlet: the actor of its outlet, if it has one.
    """

    def __init__(self, read: ReadDocument, registry: Registry, origin: str, outlet: Known | None) -> None:
        super().__init__(read, registry, origin, outlet)
        self._told_ages: dict[str, set[str]] | None = None
        self.why = ""  # which rule read the last mention
        self.foreign = self._foreign_outlets()
        self._introduce()

    def resolve(self, mention: Mention, statement: Statement | None, peek: bool = False) -> Known | None:
        """Who a mention is; None where it has no words.

        Args:
            mention: the words.
            statement: whose speaker, addressee or link it is; a pronoun is not looked up in its content.
            peek: only look: nobody is added to the dossier or to the scene.
        """
        if not mention.spans:
            return None
        if mention.spans in self._resolved:
            return self._resolved[mention.spans]
        if peek:
            return self._peek(mention, statement)
        span, known = self._read(mention, statement)
        self._resolved[mention.spans] = known
        if known is not None:
            self._spot(span.start, span.end, known, speaker=True)
        return known

    def is_resolved(self, mention: Mention) -> bool:
        """Whether it is known who a mention is."""
        return mention.spans in self._resolved

    def is_called(self, mention: Mention, statement: Statement | None) -> bool:
        """Whether a mention calls somebody by a family name with particles or by a handle."""
        return self.called(self._whole(mention, statement)) is not None

    def parsed(self, mention: Mention, statement: Statement | None) -> tuple[Span, Parsed]:
        """The words of a mention that name somebody, taken apart, and where they stand."""
        span, phrase = self._phrase(mention, statement)
        return Span(span.start + phrase.start, span.end), parse(phrase.text)

    def settle(self, mention: Mention, span: Span, known: Known) -> None:
        """Keep who a mention is, for its next use and for what stands behind it."""
        self._resolved[mention.spans] = known
        self._spot(span.start, span.end, known, speaker=True)

    def newcomer(self, part: Parsed, place: int, keep: bool = True) -> Known:
        """An unnamed source that is described for the first time.

        Args:
            part: the description.
            place: where it stands.
            keep: if not, nothing is added to the scene.
        """
        size = len(self.unnamed)
        known = self._source(part, place)
        if not keep:
            del self.unnamed[size:]
        return known

    def _phrase(self, mention: Mention, statement: Statement | None) -> tuple[Span, Phrase]:
        span = self._whole(mention, statement)
        words = self.text[span.start : span.end][:400]
        phrase = naming(words)
        if not phrase.text and not phrase.speaks_self and (end := self._owner_behind(span)) is not None:
            span = Span(span.start, end)
            words = self.text[span.start : end][:400]
            phrase = naming(words)
        if _owns_saying(words[: phrase.start], phrase.text):
            phrase = replace(phrase, text=phrase.text[:-1])  # "Angaben Powells"
        return span, phrase

    def _owner_behind(self, span: Span) -> int | None:
        """Where the words end that tell whose saying it is, where a mention stops before them: "Angaben" "der GDL"."""
        lists = lexicon()
        last = self.text[span.start : span.end].split()[-1:]
        behind = _WHOSE.match(self.text, span.end)
        if not last or behind is None or last[0].lower() not in lists.phrases["saying"]:
            return None
        word, end = behind[1], behind.end()
        if word.lower() in (*lists.phrases["days"], *lists.phrases["saying"]):
            return None
        for match in _CAPITALS.finditer(self.text, end, end + 80):
            if match.start() != end or not (lists.ends_in(word, lists.roles) or gender_of_name(word)):
                break
            word, end = match[1], match.end()
        return end

    def _read(self, mention: Mention, statement: Statement | None) -> tuple[Span, Known | None]:
        if (known := self.called(whole := self._whole(mention, statement))) is not None:
            self.why = "name"
            return whole, known
        span, phrase = self._phrase(mention, statement)
        return span, self._named(phrase, Span(span.start + phrase.start, span.end), statement)

    def _peek(self, mention: Mention, statement: Statement | None) -> Known | None:
        """Who a mention would be; everything that reading it adds is taken back."""
        sizes = [(kept, len(kept)) for kept in (self.persons, self.unnamed, self.cited)]
        with self.registry.looking():
            _, known = self._read(mention, statement)
        for kept, size in sizes:
            del kept[size:]
        return known

    def _whole(self, mention: Mention, statement: Statement | None) -> Span:
        """The one naming that counts: ranges that follow closely are one, of several the nearest to what is said.

        Two namings far apart are two people of whom attribution could not choose ("Stikker ... sein Sprecher").
        """
        namings: list[Span] = []
        for span in sorted(mention.spans):
            if namings and span.start - namings[-1].end <= _CLOSE:
                namings[-1] = Span(namings[-1].start, span.end)
            else:
                namings.append(Span(*span))
        if statement is None or len(namings) == 1:
            return namings[0]
        # a pronoun that attribution gives together with a noun stands for that noun
        full = [one for one in namings if not self._is_pronoun(self.text[one.start : one.end])]
        namings = full or namings
        return min(namings, key=lambda one: (max(statement.start - one.end, one.start - statement.end, 0), -one.start))

    @staticmethod
    def _is_pronoun(words: str) -> bool:
        tokens = words.lower().split()
        return len(tokens) <= 2 and tokens[:1] != [] and tokens[0] in {*lexicon().pronouns, "sich"}

    def _named(self, phrase: Phrase, span: Span, statement: Statement | None) -> Known | None:
        """Who a naming phrase is; whoever spoke last where it only points to him, nobody where it names nobody."""
        if phrase.speaks_self:
            self.why = "subject"
            if (subject := self._subject(span)) is not None:
                return subject
            self.why = ""
            return self._last_speaker(span.start) or self._last(lambda known: True, span.start)
        if not phrase.text:
            return self._cited_before(span.start)
        return self._resolve(parse(phrase.text), span, statement)

    def _subject(self, span: Span) -> Known | None:
        """Whom the sentence names first where words point to him: "Nach eigenen Angaben hat Botha ..."."""
        start, end = self.sentences()[self.sentence_of(span.start)]
        spots = [spot for spot in self.spots_between(start, end) if spot.known.kind != ActorKind.OUTLET]
        return spots[0].known if spots else None

    def _resolve(self, part: Parsed, span: Span, statement: Statement | None) -> Known | None:
        place = span.start
        self.why = "pronoun"
        if part.pronoun:
            return self._pronoun(part, place, statement)
        self.why = "member"
        if (member := self._member(part, place)) is not None:
            return member
        if part.family:
            return self._by_name(part, place)
        self.why = "age"
        if (person := self._by_age(part, place)) is not None:
            return person
        self.why = "institution"
        target = self.institution(part, place)
        if target is not None:
            return target
        return self._described(part, place, statement)

    def _by_name(self, part: Parsed, place: int) -> Known | None:
        """Who bears a name: a seat or state, an outlet, a person, an organisation."""
        if (named := self._introduced(part)) is not None:
            self.why = "institution"
            return named
        self.why = "seat"
        target = self._plain_target(part, part.name) or self._plain_target(part, core(part))
        if target is not None and not part.given[1:]:
            return target
        self.why = "name"
        if (part.determiner or not part.heads) and (named := self._known_outlet(part)) is not None:
            return self._cite(named, place)
        if self._is_person(part):
            return self.person(part, place)
        if names_nobody(part.family):
            return None
        if part.given and part.family.lower().rsplit("-", 1)[-1] in lexicon().phrases["press"]:
            return self._cite(targets.outlet(self.setting, part.name), place)
        titled = part.heads and not part.is_a(lexicon().roles)
        whole = titled or (not part.given and part.rest.startswith("von "))  # "Übereinkommen von Sankt Florin"
        return targets.organisation(self.setting, core(part) if whole else part.name)

    def _introduced(self, part: Parsed) -> Known | None:
        """The organisation that a short form introduces, whatever its name ends in: "die Volkswehr Irak (VWI)"."""
        short = part.aside[0] if part.aside else ""
        if (
            part.determiner != "definite"
            or not part.heads
            or part.is_a(lexicon().roles)
            or f"({short})" not in part.text
        ):
            return None
        if not (short.isupper() and short.isalpha() and len(short) > 1) or lexicon().states.named(short):
            return None
        name = core(part)
        self.registry.keep_short_forms(
            {targets.stem_key(name): targets.stem_key(short), targets.stem_key(short): targets.stem_key(name)}
        )
        return targets.organisation(self.setting, name)

    def hearsay(self) -> Known:
        """Whoever stands behind words that the text gives to nobody."""
        key = f"unnamed:{self.origin}:hearsay"
        known = self.registry.keyed(key, ActorKind.UNNAMED, "Hörensagen")
        known.outlet = known.outlet or (self.setting.outlet.id if self.setting.outlet else None)
        return known

    def _pronoun(self, part: Parsed, place: int, statement: Statement | None) -> Known | None:
        genders = part.pronoun
        if part.text.lower() in ("dort", "darin"):
            return self._cited_before(place) or self._last_speaker(place)
        if genders == "x":
            return self._last_speaker(place)
        own = self._who_speaks(place)
        found = self._antecedent(place, lambda known: fits(known, genders) and known is not own, statement=statement)
        if found is None and own is not None:
            found = self._antecedent(place, lambda known: known is not own, speakers_only=True)
            return found.known if found else None
        return found.known if found else self._last_speaker(place)

    def _who_speaks(self, place: int) -> Known | None:
        """Whose turn of a dialogue or letter a place is in: he says "ich" of himself, not "er"."""
        turn = self.turns.at(place)
        return self._peek(Mention((turn.owner,)), None) if turn is not None and turn.owner is not None else None

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

    def _described(self, part: Parsed, place: int, statement: Statement | None) -> Known | None:
        """Somebody without a name: met before, or a new unnamed source."""
        pointing = part.determiner in ("definite", "demonstrative") and not part.unnamed and not part.plural
        words = lexicon()
        if pointing or (part.determiner == "definite" and part.plural):
            self.why = "same source"
            if (same := self._same_source(part, place)) is not None:
                return same
            if pointing and part.rest.split()[:1] != ["des"]:
                self.why = "role"
                if (holder := self._by_role(part, place)) is not None:
                    return holder
                nation = words.states.by_people(part.head, self.setting.day)
                self.why = "nation"
                if nation:
                    found = self._antecedent(
                        place, lambda known: nation in known.states and known.kind != ActorKind.STATE
                    )
                    if found is not None:
                        return found.known
                self.why = "speaker"
                found = self._antecedent(place, lambda known: fits(known, part.gender), speakers_only=True)
                if found is not None and not part.rest:
                    return found.known
        self.why = "office"
        if (holder := self._by_office(part)) is not None:
            return holder
        if part.owner and not part.plural and (holder := self._office_holder(part, place)) is not None:
            return holder
        self.why = "nobody"
        if part.heads and names_nobody(part.head):
            return None
        self.why = "new source"
        return self._source(part, place)

    def _by_age(self, part: Parsed, place: int) -> Known | None:
        """Whom an age takes up ("der 61-Jährige"): the person named last, whether he spoke or not."""
        age = _AGE.match(part.head)
        if not age or part.determiner not in ("definite", "demonstrative") or part.plural:
            return None
        words = self._ages().get(age[1], set())
        for known in self.persons:
            if known.family and known.family.split()[-1] in words:
                return known
        people = (ActorKind.PERSON, ActorKind.UNNAMED)
        found = self._antecedent(place, lambda known: known.kind in people and fits(known, part.gender))
        return found.known if found else None

    def _ages(self) -> dict[str, set[str]]:
        """For each age that the text tells, the words beside it: "die 67-jährige Richterin West", "West, 67"."""
        if self._told_ages is None:
            self._told_ages = {}
            for match in _AGED.finditer(self.text):
                self._told_ages.setdefault(match[1], set()).update(match[2].split())
            for match in _AGE_BEHIND.finditer(self.text):
                self._told_ages.setdefault(match[2], set()).add(match[1])
        return self._told_ages

    def _same_source(self, part: Parsed, place: int) -> Known | None:
        """The unnamed source met before that this description takes up."""
        words = lexicon()
        generic = part.is_a(words.source)
        nation = words.states.by_people(part.head, self.setting.day)

        def fits(known: Known) -> bool:
            if known.kind != ActorKind.UNNAMED or (known.plural != part.plural and not (part.plural and known.group)):
                return False
            if part.count and known.count and part.count != known.count:
                return False
            if nation and nation in known.states:
                return True
            return generic or any(overlap(role, part.head.lower()) for role in known.roles)

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
            alike = known.plural == part.plural and any(overlap(role, part.head.lower()) for role in known.roles)
            clash = bool(states) and bool(known.states) and not states & set(known.states)
            other = bool(part.count and known.count) and part.count != known.count
            if alike and not taken and not clash and not other:
                self.unnamed.append(known)
                return known
        number = sum(1 for known in self.unnamed if head in known.roles or part.head.lower() in known.roles)
        key = f"unnamed:{owner}:{head}:{number}" if not foreign else f"unnamed:{owner}:{head}"
        words = self._called(part)
        name = f"{words} ({outlet.name})" if outlet is not None else words
        known = self.registry.keyed(key, ActorKind.UNNAMED, name, [shelf])
        known.roles = known.roles or [part.head.lower(), *sorted(self._roles(part) - {part.head.lower()})]
        known.states = known.states or sorted(states)
        known.plural, known.count = part.plural, known.count or part.count
        known.outlet = outlet.id if outlet is not None else None
        if states and not known.party and not part.is_private:
            known.party = targets.state(self.setting, sorted(states)[0]).id
        if not known.party and not part.former and (principal := self._principal(part, place)) is not None:
            known.party = principal.party or principal.id
        self.unnamed.append(known)
        return known

    @staticmethod
    def _called(part: Parsed) -> str:
        """What an unnamed source is called: its words in the nominative."""
        words, lists = core(part) or part.text, lexicon()
        first, _, rest = part.text.split(",")[0].partition(" ")
        if rest.startswith("der ") and first.lower() in lists.members:  # "eine der mit der Sache vertrauten Personen"
            return f"{lists.nominative_members.get(first.lower(), first.lower())} {rest}"
        if not part.plural:
            return nominative(words, part.head)
        words = nominative_plural(words, part.head, lists.numbers)
        circle = lists.ends_in(part.head, lists.circle)
        if circle and part.head.lower().endswith((f"{circle}n", f"{circle}en")):
            return words.replace(part.head, part.head[:-1], 1)  # "Regierungskreisen" are "Regierungskreise"
        return words

    def _principal(self, part: Parsed, place: int) -> Known | None:
        """Whose an unnamed source is: "ein Mitarbeiter Christophers", "Mitglied des PLO-Rats", "sein Kollege"."""
        words = [part.owner, *part.prefixes, *CAPITAL.findall(part.rest)]
        words = [one for word in words for one in dict.fromkeys((word.rstrip("’'"), *word.split("-")[:-1])) if one]
        stems = {
            targets.stem_key(form)
            for word in words[:_BESIDE]
            for form in (word, word.removesuffix("s"), word.removesuffix("es"))
        }
        for known in self.persons:
            if known.family and targets.stem_key(known.family.split()[-1]) in stems:
                return known
        for stem in sorted(stems):
            if len(stem) >= 3 and (named := self.registry.find(f"g:{stem}")):
                return max(named, key=lambda one: one.seen)
        inner = parse(part.rest)
        if "possessive" in (part.determiner, inner.determiner):
            return self._last(lambda known: known.kind == ActorKind.PERSON, place)
        if inner.determiner == "definite" and inner.is_a(lexicon().roles) and not inner.plural:
            return self._by_role(inner, place)
        return None

    def source_outlet(self, place: int) -> Known | None:
        """The foreign outlet whose source is introduced here; set by the chain reader while it works."""
        return self.foreign.get(self.sentence_of(place))
