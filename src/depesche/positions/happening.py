"""Whether a word of a contact says that it was: not what is hit, wanted, offered, refused, or asked by a reporter.

German tells it by the clause: an infinitive under a modal verb or with "zu" is not said to come about ("die
Bereitschaft, mit ihm zu verhandeln"), nor is a noun that a word of wanting governs ("zu Gesprächen bereit", "lehnte
Gespräche ab"); but "nach einem Gespräch" and "soll ihn getroffen haben" say that it was. The analysis has no tree, so
clauses are cut at marks and before a second finite verb, and governors are looked for in the clause alone.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import pairwise

from depesche.actors.lexicon import lexicon
from depesche.positions.data import language_data
from depesche.positions.lists import word_classes
from depesche.positions.passages import Passages
from depesche.positions.words import words
from depesche.records import Span, Token

MEETING = "treffen"  # the lemma that also means to hit
GOVERNED = ("meeting", "backchannel", "mediation")  # a letter that demands something was written all the same
NEAR = 6  # tokens in which a reporter makes it an interview
_INSIDE = ("ADJ", "DET", "ADV", "NUM", "PART", "PRON")  # what may stand between a preposition and its noun
_HALTS = frozenset(",;:.!?…–—()[]+|") | {"-", "..."}


class Clauses:
    """One sentence's clauses, cut once; asked how the words of a contact in it are meant.

    Args:
        people: places in the text of the words that name somebody.
        affirmed: whether the sentence, if it is a question, is answered by yes.
    """

    def __init__(self, passages: Passages, index: int, people: Sequence[int], affirmed: bool = False) -> None:
        self._passages, self._people, self._affirmed = passages, people, affirmed
        self._listed = _lists(passages.language)
        start, end = passages.sentences[index]
        self._tokens = passages.tokens_in(Span(start, end))
        self._clauses = _cut(self._tokens, passages.text, self._listed["modal"])

    def happens(self, place: int, label: str) -> bool:
        """Whether the word that begins at a place in the text may tell of a contact that was.

        Args:
            label: its class in `contacts.yaml`.
        """
        for number, clause in enumerate(self._clauses):
            at = next((i for i, token in enumerate(clause) if token.start <= place < token.end), None)
            if at is not None:
                before = self._clauses[number - 1] if number else []
                if self._questioned(clause, at, before) or self._ruled_out(clause, at):
                    return False
                if label == "address":  # to ask somebody for talks is a saying to him; an agreement may be wanted
                    wanted = clause[at].pos == "NOUN" and self._wanted(clause, at, before)
                    return not (wanted or self._asked(clause, at) or self._told_by_press(clause, at))
                return not (
                    any(self._is(clause[at], name) for name in ("willing", "offer"))
                    or self._hits(clause, at)
                    or self._wanted(clause, at, before)
                    or self._that(clause, before)
                    or self._before_it(clause)
                    or (label in GOVERNED and self._governed(clause, at))
                    or self._reproached(clause, before)
                    or self._asked(clause, at)
                )
        return True

    def partners(self, place: int) -> set[int]:
        """The places in the text of the names of those with whom a contact that was not is meant ("mit dem Palast"),
        and of all who stand in a clause that says it was not.
        """
        for clause in self._clauses:
            at = next((i for i, token in enumerate(clause) if token.start <= place < token.end), None)
            if at is not None and self._ruled_out(clause, at):
                return {name for token in clause for name in self._people if token.start <= name < token.end}
            if at is not None:
                found = [i for i, token in enumerate(clause) if self._lower(token) in ("mit", "zwischen")]
                return {
                    token.start
                    for i in found
                    for token in clause[i + 1 : i + 1 + NEAR]
                    if any(token.start <= name < token.end for name in self._people)
                }
        return set()

    def beside(self, places: Sequence[int]) -> set[int]:
        """The places in the text of the names that stand in clauses of their own that tell of something else, beside
        that of the contact's words or about a thing ("während Rom wählte", "einen Plan, den Rom unterstützt").

        Args:
            places: where the contact's words begin.
        """
        found: set[int] = set()
        for clause in self._clauses[1:]:
            told = any(token.start <= place < token.end for token in clause for place in places)
            if not told and clause[-1].mood and self._lower(clause[0]) in self._listed["aside"]:
                found |= {name for token in clause for name in self._people if token.start <= name < token.end}
        return found

    def rules_out(self, place: int) -> bool:
        """Whether the text itself says of the word that begins at a place that it was not."""
        for clause in self._clauses:
            at = next((i for i, token in enumerate(clause) if token.start <= place < token.end), None)
            if at is not None:
                return self._ruled_out(clause, at)
        return False

    def together(self, one: int, other: int) -> bool:
        """Whether the words that begin at two places in the text stand in one clause."""
        return any(
            all(any(token.start <= place < token.end for token in clause) for place in (one, other))
            for clause in self._clauses
        )

    def closes(self, start: int, end: int) -> bool:
        """Whether what stands from a verb to its particle ends a clause: "sagte ihm Hilfe zu", not "sagte, um zu"."""
        return any(any(token.start == start for token in clause) and clause[-1].end == end for clause in self._clauses)

    # --- what is hit -------------------------------------------------------------------------------------------------

    def _hits(self, clause: Sequence[Token], at: int) -> bool:
        """A form of "treffen" whose clause names nobody who is met: a thing is hit, a decision taken."""
        token = clause[at]
        if token.lemma.lower() != MEETING or token.pos != "VERB":
            return False
        objects = clause[at + 1 :] if token.mood and at + 1 < len(clause) else clause[:at]
        if any(self._is(other, "deciding") for other in clause):
            return True
        met = any(self._lower(other) in self._listed["met"] for other in clause)
        return not met and not any(self._is_somebody(other) for other in objects)

    def _is_somebody(self, token: Token) -> bool:
        """Whether a word names people or an institution."""
        if any(token.start <= place < token.end for place in self._people):
            return token.pos != "ADJ"
        if token.pos not in ("NOUN", "PROPN", "ADJ") or not self._surface(token)[:1].isupper():
            return False
        return is_people(self._surface(token))

    # --- what is wanted ----------------------------------------------------------------------------------------------

    def _wanted(self, clause: Sequence[Token], at: int, before: Sequence[Token]) -> bool:
        """The word is, or is held by, an infinitive that nothing says to come about."""
        if self._occasion(clause, at):
            return False
        for i in range(len(clause)):
            if self._is_infinitive(clause, i) and not self._perfect(clause, i) and self._holds(clause, i, at):
                if not self._with_zu(clause, i):
                    if any(self._is_modal(token, clause) for token in clause if token.mood):
                        return True
                elif self._only_meant(clause, before):
                    return True
        return False

    def _holds(self, clause: Sequence[Token], i: int, at: int) -> bool:
        """Whether an infinitive is the word itself, or says of a contact that it takes place ("Gespräche führen")."""
        passive = clause[i].lemma.lower() == "werden" and i > 0  # "Gespräche geführt werden könnten"
        verb = clause[i - 1] if passive else clause[i]
        return at in (i, i - passive) or verb.lemma.lower() in self._listed["holding"]

    def _only_meant(self, clause: Sequence[Token], before: Sequence[Token]) -> bool:
        """Whether nothing around an infinitive with "zu" says that it comes about; what somebody came for, he did."""
        around = (*before, *clause)
        governors = {token.lemma.lower() for token in around if token.pos in ("VERB", "AUX")}
        allowed = any(self._is(token, "allowed") for token in around)  # "nobody had leave to" denies that it was
        return self._lower(clause[0]) != "um" and not allowed and governors.isdisjoint(self._listed["real"])

    def _that(self, clause: Sequence[Token], before: Sequence[Token]) -> bool:
        """A clause with "dass" that is demanded, refused or hoped ("fordert, dass er mit ihm verhandelt")."""
        if self._lower(clause[0]) not in ("dass", "daß", "damit") or not before:
            return False
        return any(token.lemma.lower() in self._listed["governing"] for token in before if token.pos == "VERB")

    def _before_it(self, clause: Sequence[Token]) -> bool:
        """A clause with "bevor" that tells of nothing that was ("verlange den Abzug, bevor verhandelt werde")."""
        if self._lower(clause[0]) not in self._listed["preceding"]:
            return False
        finite = [token for token in clause if token.mood]
        return any(
            token.mood != "ind"
            or (token.lemma.lower() in self._listed["future"] and self._lower(token) not in self._listed["was_done"])
            for token in finite
        )

    def _is_infinitive(self, clause: Sequence[Token], i: int) -> bool:
        token = clause[i]
        if token.pos not in ("VERB", "AUX"):
            return False
        if token.mood and not _under(token, clause, self._passages.text, self._listed["modal"]):
            return False
        form, lemma = self._lower(token), token.lemma.lower()
        return form == lemma or (form != lemma and form.replace("zu", "", 1) == lemma)

    def _with_zu(self, clause: Sequence[Token], i: int) -> bool:
        infixed = self._lower(clause[i]) != clause[i].lemma.lower()
        return infixed or (i > 0 and self._lower(clause[i - 1]) == "zu")

    def _perfect(self, clause: Sequence[Token], i: int) -> bool:
        """A perfect infinitive: it is said to have been."""
        lemma = clause[i].lemma.lower()
        if lemma not in self._listed["perfect"]:
            return False
        first = i - 1 - (i > 0 and self._lower(clause[i - 1]) == "zu")
        return first >= 0 and clause[first].pos in ("VERB", "AUX")

    def _is_modal(self, token: Token, clause: Sequence[Token]) -> bool:
        """Whether a verb leaves open what it governs; "konnte ihn treffen" and "soll seit Mai vermitteln" do not."""
        lemma, form = token.lemma.lower(), self._lower(token)
        if lemma in self._listed["future"]:
            return True
        did = (form.startswith("konnt") and token.mood == "ind") or (
            form in self._listed["told"] and any(self._lower(other) in self._listed["since"] for other in clause)
        )
        return lemma in self._listed["modal"] and not did

    # --- what is offered or refused ----------------------------------------------------------------------------------

    def _governed(self, clause: Sequence[Token], at: int) -> bool:
        """A noun that a word of wanting or refusing governs, or whose own compound is one ("Gesprächsangebot")."""
        if clause[at].pos not in ("NOUN", "PROPN") or is_people(self._surface(clause[at])):
            return False
        if self._occasion(clause, at) or any(self._is(token, "report") for token in clause[:at]):
            return False
        leading = self._leading(clause, at)
        if self._lower(clause[leading]) == "für" and leading < at:  # what something is for
            return True
        governs = any(
            self._is(token, "willing") or token.lemma.lower() in self._listed["governing"]
            for token in clause
            if token.pos in ("VERB", "AUX", "ADJ", "ADV")
        )
        return governs or self._split_verb(clause) or (leading > 0 and self._is(clause[leading - 1], "offer"))

    def _reproached(self, clause: Sequence[Token], before: Sequence[Token]) -> bool:
        """Whether an infinitive with "zu" says what somebody is reproached with ("warf ihr vor, sie zu stören")."""
        if not any(self._with_zu(clause, i) for i in range(len(clause)) if self._is_infinitive(clause, i)):
            return False
        last = self._lower(before[-1]) if before else ""
        return any(
            token.lemma.lower() in self._listed["reproaching"]
            or (token.mood and last + token.lemma.lower() in self._listed["reproaching"])
            for token in before
        )

    def _split_verb(self, clause: Sequence[Token]) -> bool:
        """A verb of wanting whose first part stands at the clause's end ("lehnt ... ab")."""
        last = self._lower(clause[-1])
        return any(last + token.lemma.lower() in self._listed["governing"] for token in clause[:-1] if token.mood)

    def _leading(self, clause: Sequence[Token], at: int) -> int:
        """The place of the preposition or article that leads to a noun; its own place where nothing does."""
        i = at
        while i > 0 and clause[i - 1].pos in _INSIDE:
            i -= 1
        return i - 1 if i > 0 and clause[i - 1].pos == "ADP" else i

    def _occasion(self, clause: Sequence[Token], at: int) -> bool:
        """Whether a noun was the occasion of something else: "nach einem Gespräch", "in geheimen Verhandlungen"."""
        if clause[at].pos not in ("NOUN", "PROPN"):
            return False
        leading = clause[self._leading(clause, at)]
        return leading.pos == "ADP" and leading.lemma.lower() in self._listed["occasion"]

    # --- what is asked -----------------------------------------------------------------------------------------------

    def _told_by_press(self, clause: Sequence[Token], at: int) -> bool:
        """Whether a verb of telling is that of an outlet ("berichtet Reuters"), which tells it to its readers."""
        telling = clause[at].lemma.lower() in self._listed["telling"]
        return telling and any(self._is_press(other) for other in clause)

    def _asked(self, clause: Sequence[Token], at: int) -> bool:
        """Whether somebody was spoken to by reporters."""
        for i, token in enumerate(clause):
            if self._lower(token) in ("mit", "gegenüber", "zu"):
                nouns = [other for other in clause[i + 1 : i + 1 + NEAR] if other.pos in ("NOUN", "PROPN")]
                near = clause[at].pos == "VERB" or 0 < i - at <= NEAR
                if near and any(self._is_press(other) for other in nouns[:2]):
                    return True
        return False

    def _is_press(self, token: Token) -> bool:
        surface = self._surface(token)
        named = surface[:1].isupper() and token.pos in ("NOUN", "PROPN")
        return named and is_press(surface, self._passages.language)

    # --- what is asked or ruled out by the text itself ---------------------------------------------------------------

    def _questioned(self, clause: Sequence[Token], at: int, before: Sequence[Token]) -> bool:
        """Whether it is what somebody is asked by yes or no ("Haben Sie ihn getroffen?", "Stimmt es, dass Sie ...?").

        Other questions take it for granted ("Was sagten Sie ihm beim Treffen?"), and what is put as a question to
        nobody is often told or denied in the same breath ("Gab es ein Treffen? Unsinn!").
        """
        if not self._addresses():
            return False
        if self._affirmed or self._occasion(clause, at) or not self._ends_asking(clause[at]):
            return False
        return self._asks(clause) or (self._lower(clause[0]) in self._listed["asked"] and self._asks(before))

    def _asks(self, clause: Sequence[Token]) -> bool:
        """Whether a clause begins with its verb, or has none."""
        opens = next((token for token in clause if token.pos not in ("CCONJ", "ADV")), None)
        return opens is not None and (bool(opens.mood) or not any(token.mood for token in clause))

    def _addresses(self) -> bool:
        """Whether the sentence speaks to somebody: a polite pronoun behind its first word."""
        return any(
            self._surface(token)[:1].isupper() and self._lower(token) in self._listed["polite"]
            for token in self._tokens[1:]
        )

    def _ends_asking(self, token: Token) -> bool:
        """Whether the first mark after a word that may end a sentence or open a quotation is a question mark."""
        after = (self._surface(other) for other in self._tokens if other.start > token.start)
        return next((mark for mark in after if mark in (*".!?:…", "...")), "") == "?"

    def _ruled_out(self, clause: Sequence[Token], at: int) -> bool:
        """Whether the text itself says that it was not ("sind nicht zusammengetroffen"): what somebody denies, he
        denies in what he says, and that is a contact denied.
        """
        token = clause[at]
        if token.pos != "VERB" or not any(other.mood == "ind" for other in clause):
            return False
        beside = clause[at - 1] if at and not token.mood else clause[-1]
        if self._lower(beside) not in self._listed["ruled_out"]:
            return False
        return not any(
            span.start <= token.start < span.end for one in self._passages.statements for span in one.content
        )

    # --- words -------------------------------------------------------------------------------------------------------

    def _surface(self, token: Token) -> str:
        return self._passages.text[token.start : token.end]

    def _lower(self, token: Token) -> str:
        return self._surface(token).lower()

    def _is(self, token: Token, label: str) -> bool:
        """Whether a token is a word of a class, inflected or as the last part of a compound."""
        return label in _labels(self._surface(token), self._passages.language)


def _cut(tokens: Sequence[Token], text: str, modal: Set[str]) -> list[list[Token]]:
    """A sentence's clauses: cut at marks, those of a quotation aside, and before a conjunction between two verbs."""
    runs: list[list[Token]] = [[]]
    for token in tokens:
        if text[token.start : token.end] in _HALTS:
            runs.append([])
        elif token.pos != "PUNCT":
            runs[-1].append(token)
    found: list[list[Token]] = []
    for run in filter(None, runs):
        finite = [i for i, token in enumerate(run) if token.mood and not _under(token, run, text, modal)]
        begins = [0]
        for one, other in pairwise(finite):
            joints = [i for i in range(one + 1, other) if run[i].pos == "CCONJ"]
            begins += joints[-1:]
        found += [run[begin:end] for begin, end in pairwise([*begins, len(run)])]
    return found


def _under(token: Token, run: Sequence[Token], text: str, modal: Set[str]) -> bool:
    """Whether what looks like a plural is an infinitive under the verb that ends the clause ("treffen kann")."""
    same = text[token.start : token.end].lower() == token.lemma.lower()
    last = run[-1]
    return same and last is not token and bool(last.mood) and last.lemma.lower() in modal


@lru_cache(maxsize=65536)
def _labels(surface: str, language: str) -> frozenset[str]:
    """The classes of `happening.yaml` that a word belongs to by what it ends in."""
    hits = word_classes(language, "happening", compounds=True).hits(words(surface, language))
    return frozenset(hit.label for hit in hits if hit.weight >= 1.0)


@lru_cache(maxsize=8)
def _lists(language: str) -> dict[str, frozenset[str]]:
    """The classes of `happening.yaml` as lower-case words."""
    return {str(k): frozenset(str(word).lower() for word in v) for k, v in language_data(language, "happening").items()}


@lru_cache(maxsize=65536)
def is_people(surface: str, language: str = "de") -> bool:
    """Whether a noun names people or an institution."""
    if "people" in _labels(surface, language):
        return True
    lists = lexicon()
    kinds = (lists.roles, lists.relational, lists.envoys, lists.government, lists.institutions, lists.source)
    return any(lists.ends_in(surface, kind) for kind in kinds)


def is_press(word: str, language: str) -> bool:
    """Whether a word is that of a paper, a broadcaster or an agency, or the last of its name, or of who works there."""
    lists = lexicon()
    known = word.lower() in lists.agencies or word.lower() in lists.phrases["press"]
    return known or "press" in _labels(word, language) or lists.ends_in(word, lists.outlets) is not None


def is_of(surface: str, label: str, language: str) -> bool:
    """Whether a word is of a class of `happening.yaml`, inflected or as the last part of a compound."""
    return label in _labels(surface, language)


def is_matter(surface: str, language: str) -> bool:
    """Whether a noun is a place or a means, whose adjective names no side ("russisches Territorium")."""
    return "matter" in _labels(surface, language)


__all__ = ["Clauses", "is_matter", "is_of", "is_people", "is_press"]
