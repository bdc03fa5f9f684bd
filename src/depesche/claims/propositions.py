"""What the claim stage compares: a statement's content as vector, rare words, states, numbers and negation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from depesche.actors.lexicon import lexicon
from depesche.actors.names import plain
from depesche.actors.targets import stem_key
from depesche.claims.meaning import WIDTH, Words
from depesche.claims.words import COMMON, negations, number_words, rarity, stem, words
from depesche.language import sentence_vectors
from depesche.records import Act, Actor, ActorKind, ReadDocument, Span, Statement, quoted, stable_id

Floats = npt.NDArray[np.float32]
UNDATED = 30  # days that count between statements of two documents of which one has no date
MAX_CHARS = 600  # characters of a content that are compared
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEAD = 350  # characters of title and first sentences, which say what a document is about
SILENT = (Act.DENY, Act.DECLINE)  # acts that state no claim
# How probable those acts must be for a statement to state none. Of nine corpora as read, acts and models left out:
# claims (B-cubed F1) 0.491 whatever the probability, 0.499 with 0.5, 0.501 with 0.6, 0.504 with 0.75; origins exact
# 0.471, 0.489, 0.510, 0.510; status 0.350, 0.345, 0.340, 0.339.
SURELY_SILENT = 0.6
# Below this probability of its act a denial is no likelier to be one than an assertion is, and needs as much to be tied
# to what it answers. Corpora as above: status 0.340 without, 0.349 with 0.25 and with 0.3, responses 0.237 and 0.238.
DOUBTFUL = 0.3
_STATE_RARITY = 9.5  # nats; about as telling as "Regierung"


@dataclass(slots=True)
class Proposition:
    """One statement as the claim stage sees it.

    ``stems``, ``context`` (with the sentence before) and ``opening`` (the document's title and first sentences) map a
    stem to its rarity. ``home`` is the outlet that printed it, ``cites`` the outlets on which it rests. ``words`` and
    ``weights`` are the vectors of its telling words (see `meaning`); ``lead_words`` those of the document's opening,
    which are not remembered: an earlier statement has none. ``silent`` are those that state no claim,
    ``doubtful`` those whose act is hardly likelier than others.
    """

    id: str
    document: str
    group: str
    act: str
    kind: str
    speaker: str
    day: int
    start: int
    paragraph: int
    sentence: int
    text: str
    stems: dict[str, float]
    context: dict[str, float]
    states: frozenset[str]
    numbers: frozenset[str]
    negated: bool
    title: bool
    via: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    vector: Floats = field(default_factory=lambda: np.zeros(512, np.float32))
    around: Floats = field(default_factory=lambda: np.zeros(512, np.float32))
    lead: Floats = field(default_factory=lambda: np.zeros(512, np.float32))
    spans: tuple[tuple[int, int], ...] = ()
    home: str = ""
    cites: frozenset[str] = frozenset()
    opening: dict[str, float] = field(default_factory=dict)
    words: Floats = field(default_factory=lambda: np.zeros((0, WIDTH), np.float32))
    silent: bool = False
    doubtful: bool = False
    weights: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    shapes: frozenset[str] | None = None
    lead_words: Floats = field(default_factory=lambda: np.zeros((0, WIDTH), np.float32))
    lead_weights: Floats = field(default_factory=lambda: np.zeros(0, np.float32))


def propositions(read: ReadDocument, actors: Mapping[str, Actor] | None = None) -> list[Proposition]:
    """The statements of a document, in text order, with their vectors.

    Args:
        read: the document, its speakers resolved.
        actors: the speakers and links of chains, by id: a claim may speak of who answers it.
    """
    document = read.document
    text = document.text
    starts = _sentence_starts(read)
    paragraphs = [0, *(match.end() for match in re.finditer(r"\n\s*\n|\n(?=\+\+\+)", text))]
    title = document.title_span
    begin = title.start if title is not None else 0
    lead = text[begin:][:_LEAD]
    opening, opening_states = _stems(lead, document.published)
    opening |= {f"§{code}": _STATE_RARITY for code in opening_states}
    inner = Words(read)
    lead_words, lead_weights = inner.within([Span(begin, begin + len(lead))])
    found, windows = [], []
    for statement in sorted(read.statements, key=lambda item: (item.start, item.end)):
        number = _last_at(starts, statement.start)
        window = text[starts[max(0, number - 1)] : max(statement.end, starts[number])][-MAX_CHARS:]
        item = _proposition(read, statement, window, actors or {})
        item.paragraph, item.sentence = _last_at(paragraphs, statement.start), number
        item.title = title is not None and statement.start < title.end
        item.extra["frame"] = text[starts[number] :][:250]
        item.opening = opening
        item.words, item.weights = inner.within(statement.content)
        item.lead_words, item.lead_weights = lead_words, lead_weights
        found.append(item)
        windows.append(window)
    if found:
        texts = list(dict.fromkeys([*(item.text for item in found), *windows, lead]))
        vectors = dict(zip(texts, sentence_vectors(texts), strict=True))
        for item, window in zip(found, windows, strict=True):
            item.vector, item.around, item.lead = vectors[item.text], vectors[window], vectors[lead]
    return found


def days_between(later: int, earlier: int, same_document: bool) -> int:
    """Days from one statement to another; of undated documents nobody knows, so they count as a month apart."""
    return later - earlier if same_document or (later and earlier) else UNDATED


def _proposition(read: ReadDocument, statement: Statement, window: str, actors: Mapping[str, Actor]) -> Proposition:
    document = read.document
    content = quoted(document.text, statement.content)[:MAX_CHARS]
    speaker = actors.get(statement.speaker.actor or "")
    stems, states = _stems(content, document.published)
    context, more = _stems(window, document.published)
    day = document.day
    return Proposition(
        id=statement.id,
        document=document.id,
        group=document.copies_of or document.id,
        act=str(statement.act),
        kind=str(statement.kind),
        speaker=statement.speaker.actor or "",
        day=day.toordinal() if day else 0,
        start=statement.start,
        paragraph=0,
        sentence=0,
        text=content,
        stems=stems,
        context={**context, **{f"§{code}": _STATE_RARITY for code in more}},
        states=frozenset(states),
        numbers=numbers_in(content),
        doubtful=statement.share(statement.act) < DOUBTFUL,
        silent=statement.act in SILENT and sum(map(statement.share, SILENT)) >= SURELY_SILENT,
        negated=statement.negated or any(word.lower() in negations() for word in words(content)),
        title=False,
        via=statement.via,
        extra={
            "speaker": speaker.name if speaker is not None else "",
            "speaker_kind": str(speaker.kind) if speaker is not None else "",
            "side": (speaker.party or speaker.id) if speaker is not None else "",
            "outlet": document.outlet or "",
            "published": document.published or "",
        },
        spans=tuple((span.start, span.end) for span in statement.content),
        home=home_of(document.outlet),
        cites=_cited(statement, actors),
    )


def home_of(outlet: str | None) -> str:
    """The actor id of the outlet that printed a document, or ""."""
    if not outlet:
        return ""
    agency = lexicon().agencies.get(plain(outlet))
    return stable_id("a", f"outlet:{stem_key(agency[0] if agency else outlet)}")


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text as digits, those in words too ("zehn", "eine halbe Million" is not)."""
    spelt = number_words()
    found = {match.replace(",", ".") for match in _NUMBER.findall(text)}
    found.update(spelt[word] for word in (word.lower() for word in words(text)) if word in spelt)
    return frozenset(found)


def _cited(statement: Statement, actors: Mapping[str, Actor]) -> frozenset[str]:
    """The outlets on which a statement rests: those of its chain, and those that alone know its unnamed sources."""
    found = set()
    for identity in (statement.speaker.actor or "", *statement.via):
        actor = actors.get(identity)
        if actor is not None and actor.kind == ActorKind.OUTLET:
            found.add(identity)
        elif actor is not None and actor.kind == ActorKind.UNNAMED and actor.outlet:
            found.add(actor.outlet)
    return frozenset(found)


def _sentence_starts(read: ReadDocument) -> list[int]:
    if read.analysis.sentences:
        return [sentence.start for sentence in read.analysis.sentences] or [0]
    return [0, *(match.end() for match in re.finditer(r"[.!?…][“”\"«»‘’)]*\s+|\n\s*\n", read.document.text))]


def _last_at(starts: Sequence[int], place: int) -> int:
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= place:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)


def _stems(text: str, day: str | None) -> tuple[dict[str, float], set[str]]:
    """Stems with rarity, and the states that a text names in any way."""
    table = lexicon().states
    stems: dict[str, float] = {}
    states: set[str] = set()
    for word in words(text)[:200]:
        code = table.by_adjective(word, day) or table.named(word, day) or table.by_people(word, day)
        code = code or table.by_capital(word, day)
        if code:
            states.add(code)
            stems[f"§{code}"] = _STATE_RARITY
            continue
        value = rarity(word)
        if value > COMMON and len(word) > 2:
            stems[stem(word)] = value
    return stems, states
