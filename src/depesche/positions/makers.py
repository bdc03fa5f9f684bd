"""Who makes a proposal: its speaker, or whom the speaker's words tell to have made it.

"Sechs Staaten hätten Moskau ein Angebot gemacht" is said by an expert, an unnamed source or an outlet, but made by six
states. Nobody is named where only an outlet tells of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from depesche.positions.cast import Cast
from depesche.positions.mentions import Mentions
from depesche.positions.passages import Passages
from depesche.positions.terms import labels_in
from depesche.positions.words import words
from depesche.records import ActorKind, Span, Statement, Token

PHRASE = frozenset({"DET", "ADJ", "NUM", "NOUN", "PROPN"})  # what a subject consists of
HEADS = frozenset({"NOUN", "PROPN"})
MOST_WORDS = 7  # of a subject


def maker(run: Sequence[Statement], passages: Passages, cast: Cast, mentions: Mentions) -> str | None:
    """Who makes the proposal that a run of statements tells of: an actor's or a party's id, or the words for whoever
    has none ("sechs westliche Staaten"); None where nobody is named.

    Args:
        run: the statements of one speaker that hold its terms, with those before them that name it.
        passages: their document.
        cast: who belongs to which party.
        mentions: the names to look for.
    """
    told = next((found for one in run for found in _told(one, passages, mentions)), None)
    if told is not None:
        return told
    speaker = run[0].speaker.actor
    if cast.party(speaker) is not None:
        return speaker
    about = next((found for one in run if (found := _subject_party(one.content[0], passages, mentions))), None)
    if about is not None:
        return about
    actor = cast.actors.get(speaker or "")
    return None if actor is not None and actor.kind is ActorKind.OUTLET else speaker


def _subject_party(span: Span, passages: Passages, mentions: Mentions) -> str | None:
    found = words(passages.text, passages.language, span.start, span.end)
    return mentions.subject(found, passages.text, passages.day)


def _told(statement: Statement, passages: Passages, mentions: Mentions) -> list[str]:
    """Whoever a statement's words tell to have made an offer: the subject of a perfect with a word of offering."""
    found = []
    for span in statement.content:
        tokens = passages.tokens_in(span)
        verb = next((place for place, token in enumerate(tokens) if token.mood), None)
        if verb is None or tokens[verb].pos != "AUX" or not _offered(tokens[verb], span, passages):
            continue
        name = _named(_subject(tokens, verb, passages), passages, mentions)
        if name:
            found.append(name)
    return found


def _subject(tokens: Sequence[Token], verb: int, passages: Passages) -> Sequence[Token]:
    """What stands in front of the verb, or right behind it where the front is no subject ("am Dienstag", "den Tausch")
    or where nothing else is left behind it that could be what was offered ("eine Zone habe Norwegen angeboten").
    """
    front, behind = tokens[:verb], _phrase_after(tokens, verb)
    if any(token.pos == "PRON" for token in front):
        return front
    if front and "own" in labels_in(passages, front[0].start, front[-1].end):
        return front
    rest = tokens[verb + 1 + len(behind) :]
    alone = bool(behind) and not any(token.pos in HEADS for token in rest)
    return behind if alone or not _is_phrase(front, passages) else front


def _is_phrase(tokens: Sequence[Token], passages: Passages) -> bool:
    """Whether words are one noun phrase that can be a subject."""
    if not tokens or len(tokens) > MOST_WORDS or any(token.pos not in PHRASE for token in tokens):
        return False
    oblique = "oblique" in labels_in(passages, tokens[0].start, tokens[0].end)
    return tokens[-1].pos in HEADS and not oblique


def _offered(verb: Token, span: Span, passages: Passages) -> bool:
    """Whether the verb is one of having done, and a word of offering stands behind it in the same clause."""
    done = "having_done" in labels_in(passages, verb.start, verb.end)
    marks = (passages.text.find(mark, verb.end, span.end) for mark in ",;.:")
    end = min((place for place in marks if place >= 0), default=span.end)
    return done and "offer" in labels_in(passages, verb.end, end)


def _phrase_after(tokens: Sequence[Token], verb: int) -> Sequence[Token]:
    """The noun phrase right behind the verb: there the subject stands where something else stands in front."""
    end = verb + 1
    while end < len(tokens) and tokens[end].pos in PHRASE:
        end += 1
        if tokens[end - 1].pos in HEADS and (end == len(tokens) or tokens[end].pos not in HEADS):
            break
    return tokens[verb + 1 : end]


def _named(phrase: Sequence[Token], passages: Passages, mentions: Mentions) -> str | None:
    """The party or actor that a noun phrase names, else its own words; None for no phrase, a pronoun,
    an offer, or what belongs to the speaker ("sein Land").
    """
    if not _is_phrase(phrase, passages):
        return None
    start, end = phrase[0].start, phrase[-1].end
    if labels_in(passages, start, end) & {"offer", "own"}:
        return None
    found = words(passages.text, passages.language, start, end)
    least = sum(token.pos != "DET" for token in phrase)
    for one in mentions.find(found, passages.text, passages.day):
        whole = one.last - one.first + 1 >= least or phrase[-1].pos == "PROPN"  # "westliche Staaten" are no one state
        if whole and (one.party or one.actor):
            return one.actor or one.party
    return " ".join(passages.text[start:end].split())
