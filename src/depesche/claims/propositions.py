"""What the claim stage compares: a statement's content as vector, rare words, states, numbers and negation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from depesche.actors.lexicon import lexicon
from depesche.claims.words import COMMON, negations, rarity, stem, words
from depesche.language import sentence_vectors
from depesche.records import Actor, ReadDocument, quoted

Floats = npt.NDArray[np.float32]
MAX_CHARS = 600  # characters of a content that are compared
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEAD = 350  # characters of title and first sentences, which say what a document is about
_STATE_RARITY = 9.5  # nats; about as telling as "Regierung"


@dataclass(slots=True)
class Proposition:
    """One statement as the claim stage sees it. ``stems`` and ``context`` map a stem to its rarity."""

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


def propositions(read: ReadDocument, actors: Mapping[str, Actor] | None = None) -> list[Proposition]:
    """The statements of a document, in text order, with their vectors.

    Args:
        read: the document, its speakers resolved.
        actors: the speakers, by id: a claim may speak of who answers it.
    """
    document = read.document
    text = document.text
    starts = _sentence_starts(read)
    paragraphs = [0, *(match.end() for match in re.finditer(r"\n\s*\n|\n(?=\+\+\+)", text))]
    day = document.day
    found, arounds = [], []
    title = document.title_span
    for statement in sorted(read.statements, key=lambda item: (item.start, item.end)):
        content = quoted(text, statement.content)[:MAX_CHARS]
        number = _last_at(starts, statement.start)
        window = text[starts[max(0, number - 1)] : max(statement.end, starts[number])][-MAX_CHARS:]
        speaker = (actors or {}).get(statement.speaker.actor or "")
        stems, states = _stems(content, document.published)
        context, more = _stems(window, document.published)
        found.append(
            Proposition(
                id=statement.id,
                document=document.id,
                group=document.copies_of or document.id,
                act=str(statement.act),
                kind=str(statement.kind),
                speaker=statement.speaker.actor or "",
                day=day.toordinal() if day else 0,
                start=statement.start,
                paragraph=_last_at(paragraphs, statement.start),
                sentence=number,
                text=content,
                stems=stems,
                context={**context, **{f"§{code}": _STATE_RARITY for code in more}},
                states=frozenset(states),
                numbers=frozenset(_NUMBER.findall(content)),
                negated=statement.negated or any(word.lower() in negations() for word in words(content)),
                title=title is not None and statement.start < title.end,
                via=statement.via,
                extra={
                    "speaker": speaker.name if speaker is not None else "",
                    "speaker_kind": str(speaker.kind) if speaker is not None else "",
                    "side": (speaker.party or speaker.id) if speaker is not None else "",
                    "outlet": document.outlet or "",
                    "published": document.published or "",
                    "frame": text[starts[number] :][:250],
                },
            )
        )
        arounds.append(window)
    if found:
        lead = text[title.start if title is not None else 0 :][:_LEAD]
        vectors = sentence_vectors([item.text for item in found] + arounds + [lead])
        for number, item in enumerate(found):
            item.vector, item.around, item.lead = vectors[number], vectors[len(found) + number], vectors[-1]
    return found


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
