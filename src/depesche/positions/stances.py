"""Stances that an article states in its own words, where attribution found no statement: "Moskau lehnt ... strikt ab".

The truths call such clauses reported statements of the party. Here they are a narrow fall-back: a party as subject, a
verb of stance and a word of an issue, in a clause that no statement touches. Of what others say, only a relative clause
about a party's plan counts ("der Entwurf Kiews, der den Abzug fordert"): told on their word. They are returned as
statements of kind "reported", so that every position keeps a statement as its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from depesche.positions.lists import word_classes
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.positions.patterns import Hit, conjunctions
from depesche.positions.words import Word
from depesche.records import Act, Kind, Medium, Mention, Span, Statement, stable_id

MOST_BEFORE = 6  # words before the subject: a conjunction and an adverbial ("Während", "Am Freitag")
# The acts that verbs of stance show, and what each is with "nicht" or "kein": who does not demand wants nothing.
FLIPPED: Mapping[str, Act | None] = {
    "reject": Act.OFFER,
    "demand": None,
    "offer": Act.REJECT,
    "accept": Act.REJECT,
}
WISHES = {"wants": Act.DEMAND, "gives": Act.OFFER}  # what a question asks for ("Was will Oslo?", "Was bietet Oslo?")
CONFIDENCE = 0.5  # measured on nothing; a statement that only a rule found
_BRACKETS = re.compile(r"(?:\s?\([^()\n]{1,60}|[^()\n,;:]{0,40})\)\s?")  # behind a name, or around it
_CUT = re.compile(r"[,;:]\s|\s[-–—]\s")


def stated(passages: Passages, mentions: Mentions) -> list[Statement]:
    """The stances stated by the article itself, as statements; the speaker is the party named."""
    found, known = [], _by_sentence(passages)
    for index in range(len(passages.sentences)):
        if passages.hits[index] and not _asks(index, passages):
            for piece in passages.pieces(index):
                found += _in_piece(index, piece, passages, mentions, known.get(index, ()))
        if index and passages.hits[index] and index not in known:
            found += _answered(index, passages, mentions)
    return found


def _answered(index: int, passages: Passages, mentions: Mentions) -> list[Statement]:
    """What a sentence without a verb answers to the question before it ("Was fordert Oslo? Den Abzug bis Mai.")."""
    question = passages.words[index - 1]
    labels = [hit.label for hit in word_classes(passages.language, "stances").hits(question)]
    wish = next((act for label, act in WISHES.items() if label in labels), None)
    if wish is None or "wonders" not in labels or not passages.sentence_text(index - 1).rstrip().endswith("?"):
        return []
    start, end = passages.sentences[index]
    end = start + len(passages.text[start:end].rstrip(" \n.!"))
    named = next((one for one in mentions.find(question, passages.text, passages.day) if one.party), None)
    tokens = passages.tokens_in(Span(start, end))
    speaker = (named.actor or voice(named.party, mentions)) if named else None
    if named is None or speaker is None or not tokens or any(token.mood for token in tokens):
        return []
    at = Span(question[named.first].start, question[named.last].end)
    return [reported(passages.document.id, Span(start, end), wish, at, speaker)]


def reported(document: str, span: Span, act: Act, named: Span, speaker: str) -> Statement:
    """What a party is told to want, as a statement of its own: by the text, which names it elsewhere."""
    return Statement(
        id=identity(document, span),
        document=document,
        kind=Kind.REPORTED,
        act=act,
        content=(span,),
        speaker=Mention((named,), speaker),
        medium=Medium.SPEECH_OR_WRITING,
        confidence=CONFIDENCE,
    )


def _by_sentence(passages: Passages) -> dict[int, list[Statement]]:
    """The statements whose content or cue stands in each sentence."""
    found: dict[int, list[Statement]] = {}
    for statement in passages.statements:
        for index in {
            number
            for span in (*statement.content, *statement.cue)
            for number in range(
                passages.sentence_at(span.start), passages.sentence_at(max(span.start, span.end - 1)) + 1
            )
        }:
            found.setdefault(index, []).append(statement)
    return found


def _asks(index: int, passages: Passages) -> bool:
    """Whether a sentence is a question that does not take for granted what it asks about ("Lehnt Oslo ... ab?")."""
    if not passages.sentence_text(index).rstrip(' \n»“"”').endswith("?"):
        return False
    classes = word_classes(passages.language, "stances")
    return not any(hit.label == "presumes" for hit in classes.hits(passages.words[index]))


def _in_piece(
    index: int, piece: tuple[int, int], passages: Passages, mentions: Mentions, statements: Sequence[Statement]
) -> list[Statement]:
    words_ = [word for word in passages.words[index] if piece[0] <= word.start < piece[1]]
    marks = word_classes(passages.language, "stances").hits(words_)
    marks = [hit for hit in marks if hit.label not in FLIPPED or _is_verb(hit, words_[0].start, passages)]
    verbs = [hit for hit in marks if hit.label in FLIPPED]
    named = [item for item in mentions.find(words_, passages.text, passages.day) if item.party]
    named = [item for item in named if passages.text[words_[item.first].start].isupper()]  # no mere adjective
    if not verbs or not named:
        return []
    found = []
    opens = {hit.start: hit.label for hit in marks if hit.label in ("relative", "extends")}
    begin = piece[0]
    if named[0].first <= MOST_BEFORE:
        begin = _behind_brackets(passages.text, words_[named[0].last].end, piece[1])
    joints = _joints(words_, verbs, passages.language)
    for start, stop in _clauses(passages.text, begin, piece[1], opens, joints):
        before = [item for item in named if words_[item.first].start < start]
        relative = opens.get(start) == "relative" and passages.text[:start].rstrip().endswith(",")
        if not relative:
            before = [item for item in named[:1] if item.first <= MOST_BEFORE]
        # "Am Freitag lehnte Oslo Inspektionen ab": the verb before the subject, its particle after it.
        act = _act([hit for hit in marks if start <= hit.start < stop or hit.start < stop <= hit.end])
        about = [hit for hit in passages.hits[index] if start <= hit.start < stop]
        speaker = (before[-1].actor or voice(before[-1].party, mentions)) if before else None
        if act is None or not about or speaker is None:
            continue
        teller = _told_by(start, stop, statements)
        if teller is not None and (not relative or _of_party(teller, before[-1].party, mentions)):
            continue
        named_at = Span(words_[before[-1].first].start, words_[before[-1].last].end)
        found.append(
            Statement(
                id=identity(passages.document.id, Span(start, stop)),
                document=passages.document.id,
                kind=Kind.REPORTED,
                act=act,
                content=(Span(start, stop),),
                speaker=Mention((named_at,), speaker),
                medium=Medium.SPEECH_OR_WRITING,
                via=_links(teller),
                parent=teller.id if teller else None,
                confidence=CONFIDENCE,
            )
        )
    return found


def _behind_brackets(text: str, at: int, end: int) -> int:
    """Where the clause goes on behind brackets that follow its subject, or that hold the name: "Moser (SPD) lehnte"."""
    match = _BRACKETS.match(text, at, end)
    return match.end() if match else at


def identity(document: str, content: Span) -> str:
    """The id of a statement that this stage finds, by which `is_stance` knows it."""
    return stable_id("s", document, "stance", content.start, content.end)


def is_stance(statement: Statement) -> bool:
    """Whether a statement is one that this stage found: a stance, or one of a list's points."""
    return len(statement.content) == 1 and statement.id == identity(statement.document, statement.content[0])


def _joints(found: Sequence[Word], verbs: Sequence[Hit], language: str) -> list[tuple[int, int]]:
    """Where "und" parts two verbs of stance: only if the second follows at once ("lehnt ... ab und besteht darauf")."""
    begin = {hit.start for hit in verbs}
    return [
        (one.start, other.start)
        for one, other in pairwise(found)
        if one.form in conjunctions(language) and other.start in begin
    ]


def _is_verb(hit: Hit, begin: int, passages: Passages) -> bool:
    """Whether it is no noun ("das Beharren auf"): small, or the first word."""
    return passages.text[hit.start].islower() or hit.start <= begin + 1


def _act(marks: Sequence[Hit]) -> Act | None:
    """The act of a clause's first verb of stance; a negation turns it, and nothing is wanted that is not wanted."""
    verb = next((hit for hit in marks if hit.label in FLIPPED), None)
    if verb is None:
        return None
    negated = any(hit.label == "negates" for hit in marks)
    return FLIPPED[verb.label] if negated else Act(verb.label)


def _told_by(start: int, stop: int, statements: Sequence[Statement]) -> Statement | None:
    """The one of a sentence's statements that a clause is part of, or whose cue it holds."""
    for statement in statements:
        spans = (*statement.content, *statement.cue)
        if any(span.start < stop and span.end > start for span in spans):
            return statement
    return None


def _of_party(statement: Statement, party: str | None, mentions: Mentions) -> bool:
    """Whether a party's own people say it: then it is their statement already."""
    return statement.speaker.actor is None or mentions.cast.party(statement.speaker.actor) == party


def _links(teller: Statement | None) -> tuple[str, ...]:
    """The chain of what somebody else tells of a party."""
    if teller is None or teller.speaker.actor is None:
        return ()
    return (*teller.via, teller.speaker.actor)


def voice(party: str | None, mentions: Mentions) -> str | None:
    """The actor that is the party, or one that speaks for it."""
    if party in mentions.cast.actors:
        return party
    return next((key for key in sorted(mentions.cast.actors) if mentions.cast.party(key) == party), None)


def _clauses(
    text: str, start: int, end: int, opens: Mapping[int, str], joints: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The sentence's clauses without marks around them; one that a verb before it governs is joined to that one.

    Args:
        text: the document's.
        start: where the clauses begin.
        end: where they end.
        opens: what opens a clause there.
        joints: further places where a clause ends and the next begins (`_joints`).
    """
    marks = (match.span() for match in _CUT.finditer(text, start, end) if opens.get(match.end()) != "extends")
    cuts, begin = [], start
    for stop, following in sorted((*marks, *(joint for joint in joints if start <= joint[0] and joint[1] <= end))):
        cuts.append((begin, stop))
        begin = following
    cuts.append((begin, end))
    result = []
    for first, last in cuts:
        while first < last and not text[first].isalnum():
            first += 1
        while last > first and not text[last - 1].isalnum():
            last -= 1
        if last > first:
            result.append((first, last))
    return result
