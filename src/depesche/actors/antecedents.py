"""Whom a speaker's words may mean when they do not name him: candidates listed, then the likeliest one taken.

Descriptions ("der Senator"), pronouns, bare institutions ("das Ministerium") and names that are no person's are read by
the rules of `discourse` first. What the rules choose is one candidate; the others are whoever stands on the document's
scene, whoever the dossier knows by such an office or name, and a newcomer. Which of them it is, is learned (`clues`,
`choice`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depesche.actors import targets
from depesche.actors.choice import Option, Picker, shipped
from depesche.actors.clues import Candidate, Clues, Naming, sort_of
from depesche.actors.discourse import Cast
from depesche.actors.lexicon import lexicon
from depesche.actors.mentions import Parsed
from depesche.actors.registry import Known
from depesche.actors.scene import core, overlap, stems
from depesche.records import ActorKind, Mention, Statement

# Words whose reading was learned; for others (personal pronouns, names, unnamed sources) learning won nothing
_LEARNED = frozenset(["this", "nothing", "role", "noun", "people", "spokesman", "body", "ministry", "government"])
MAX_NEAR = 14  # actors on the scene that are weighed, those named last
MAX_AHEAD = 4  # persons named only further on
MAX_KNOWN = 6  # holders of an office whom only the dossier knows
_LOOK = 160  # places looked back at


class Antecedents:
    """Reads the speakers of one document, statement by statement in text order.

    Args:
        cast: the document's people.
        picker: chooses among candidates.
    """

    def __init__(self, cast: Cast, picker: Picker | None = None) -> None:
        self.cast = cast
        self.picker = picker or shipped()
        self.clues = Clues(cast)

    def speaker(self, statement: Statement) -> Known:
        """Who says a statement; hearsay where nobody is named."""
        mention = statement.speaker
        if not mention.spans or self.cast.is_resolved(mention):
            return self.cast.resolve(mention, statement) or self.cast.hearsay()
        span, part = self.cast.parsed(mention, statement)
        if not self._is_open(part, mention) or self.cast.is_called(mention, statement):
            return self.cast.resolve(mention, statement) or self.cast.hearsay()
        if (holder := self.cast.only_holder(part)) is not None:
            self.cast.settle(mention, span, holder)
            return holder
        ruled = self.cast.resolve(mention, statement, peek=True)
        why = "nobody" if ruled is None else self.cast.why
        if why == "subject" or self._is_sure(part, ruled):
            return self.cast.resolve(mention, statement) or self.cast.hearsay()
        naming = Naming(part, span.start, span.end, statement, why or "nobody")
        with self.cast.registry.looking():
            candidates = self._candidates(naming, ruled or self.cast.hearsay())
            rows = self.clues.of(naming, candidates)
        options = [Option(one, features) for one, features in zip(candidates, rows, strict=True)]
        best = self.picker.pick(statement, options).candidate if len(options) > 1 else candidates[0]
        known = self._settled(best, naming)
        if known is None:
            return self.cast.resolve(mention, statement) or self.cast.hearsay()
        self.cast.settle(mention, span, known)
        return known

    def _is_open(self, part: Parsed, mention: Mention) -> bool:
        """Whether words are of a sort for which candidates are weighed."""
        sort = sort_of(part, self.cast.setting.day)
        if sort not in _LEARNED or part.determiner == "indefinite":
            return False
        return sort != "nothing" or not self._is_document(mention)

    def _is_document(self, mention: Mention) -> bool:
        """Whether words that name nobody are a document ("dem Text"), which may speak for itself."""
        last = self.cast.text[mention.spans[-1].start : mention.spans[-1].end][-80:].split()[-1:]
        return bool(last) and lexicon().ends_in(last[0], lexicon().documents) is not None

    def _is_sure(self, part: Parsed, ruled: Known | None) -> bool:
        """Whether the rules need no second thought: the words name the state or person whose institution was found."""
        if ruled is not None and part.owner and part.is_a(lexicon().spokesman) and self.cast.bearer(part.owner):
            return True
        if ruled is None or ruled.kind in (ActorKind.PERSON, ActorKind.UNNAMED, ActorKind.OFFICE) or not part.heads:
            return False
        day = self.cast.setting.day
        code = targets.state_of(part, day) or lexicon().states.by_people(part.head, day) or self.cast.sovereign(part)
        return code is not None and code in ruled.states

    def told(self, statement: Statement, speaker: Known) -> None:
        """Note who turned out to say a statement."""
        self.clues.said.append((statement, speaker))

    def _settled(self, candidate: Candidate, naming: Naming) -> Known | None:
        """The chosen actor, newcomers added to the dossier; None where the rules are to be followed."""
        if candidate.way == "ruled":
            return None
        if candidate.way == "source":
            return self.cast.newcomer(naming.part, naming.start)
        if candidate.way == "body":
            return targets.body_or_people(self.cast.setting, core(naming.part))
        if candidate.known.kind == ActorKind.PERSON and not any(
            candidate.known is person for person in self.cast.persons
        ):
            self.cast.persons.append(candidate.known)
        return candidate.known

    def _candidates(self, naming: Naming, ruled: Known) -> list[Candidate]:
        spots = self.cast.spots_before(naming.start, _LOOK)
        last = {spot.known.id: spot for spot in spots}
        found = {ruled.id: Candidate(ruled, "ruled", last.get(ruled.id))}
        for spot in reversed(spots):
            if len(found) > MAX_NEAR:
                break
            found.setdefault(spot.known.id, Candidate(spot.known, "near", spot))
        for way, known in self._others(naming):
            found.setdefault(known.id, Candidate(known, way, last.get(known.id)))
        return list(found.values())

    def _others(self, naming: Naming) -> Iterator[tuple[str, Known]]:
        """Those who do not stand shortly before."""
        part = naming.part
        if part.pronoun or not part.text:
            return
        head = part.head.lower().rsplit("-", 1)[-1]
        if head and part.determiner != "possessive":  # whose he is, the words beside the noun do not say
            ahead = (known for known in self.cast.persons if any(overlap(role, head) for role in known.roles))
            for known, _ in zip(ahead, range(MAX_AHEAD), strict=False):
                yield "ahead", known
            yield from (("office", known) for known in self._holders(part, head))
        yield from (("name", known) for known in self._bearers(part))
        yield "source", self.cast.newcomer(part, naming.start, keep=False)
        if not part.is_a(lexicon().source) and not part.plural:
            yield "body", targets.body_or_people(self.cast.setting, core(part))

    def _holders(self, part: Parsed, head: str) -> list[Known]:
        """Whom the dossier knows by an office, those first who fit the words beside it, then those quoted most."""
        ending = lexicon().ends_in(part.head, lexicon().roles) or head
        found: dict[str, Known] = {}
        for role in dict.fromkeys((head, ending)):
            found.update((known.id, known) for known in self.cast.registry.find(f"n:{role}"))
        code, beside = targets.state_of(part, self.cast.setting.day), stems(part)
        if code is None:
            code = lexicon().states.by_people(part.head, self.cast.setting.day)

        def rank(known: Known) -> tuple[bool, int, int]:
            return code is not None and code in known.states, len(beside & set(known.owners)), known.seen

        return sorted(found.values(), key=rank, reverse=True)[:MAX_KNOWN]

    def _bearers(self, part: Parsed) -> Iterable[Known]:
        """Organisations of the dossier that share a word of the name with the mention."""
        words = [word for word in targets.stem_key(core(part)).split() if len(word) >= 4][:4]
        found: dict[str, Known] = {}
        for word in words:
            found.update((known.id, known) for known in self.cast.registry.find(f"g:{word}"))
        department = targets.ministry(part.head) if part.heads else None
        if department:
            known_by = self.cast.registry.find(f"d:ministry:{department}")
            found.update((known.id, known) for known in known_by)
        return sorted(found.values(), key=lambda known: known.seen, reverse=True)[:MAX_KNOWN]
