"""What the trained models see of a statement: numbers about its act, its words and its nearness to each issue.

No feature names an issue, a party or a topic, so that what was learned from one conflict can hold in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depesche.positions import vectors
from depesche.positions.codebook import Codebook
from depesche.positions.lists import word_classes
from depesche.positions.parts import part_of
from depesche.positions.passages import Passages, Place, parted, signal_classes, strongest, summed
from depesche.records import Act, Kind, Span, Statement, quoted

ACTS = tuple(act.value for act in Act)
KINDS = tuple(kind.value for kind in Kind)
LONG = 30  # words; a statement of this length counts 1.0 on the length feature
MATCHES = (
    "content", "content_sum", "frame", "before", "carried", "title", "document", "rival",
    "own_content", "own_sum", "own_frame", "own_rival", "content_root", "content_share",
)  # fmt: skip
NEARNESS = ("near_content", "near_sentence", "near_context", "lead_content", "lead_context", "spread_content")
WORDWISE = ("word_content", "word_frame", "word_lead")
YIELDING = frozenset({Act.OFFER, Act.PROMISE, Act.ACCEPT})
UNYIELDING = frozenset({Act.DEMAND, Act.REJECT, Act.WARN})  # who demands that a claim be dropped drops none himself
FIRM = ("demand", "refuse", "red", "keep")  # signals of what is held to
BEFORE = 0.7  # weight of the sentence before in a statement's context
TOO_FAR = 0.4  # cosine of two words' vectors below which they have nothing to do with each other
MOST_OWN = 1.5  # summed weight of an issue's own words from which more of them say no more
FEW = 0.2  # summed weight added to that of all issues' words, so that one weak word alone does not count in full
MOST_ISSUE_WORDS = 12  # of one issue, the weightiest, that statement words are compared with


def statement_names(language: str = "de") -> list[str]:
    """The names of the statement features, in order."""
    classes = signal_classes(language)
    return [
        *(f"act_{act}" for act in ACTS),
        *(f"kind_{kind}" for kind in KINDS),
        *(f"in_{name}" for name in classes),
        *(f"by_{name}" for name in classes),
        "negated",
        "title",
        "via",
        "hedges",
        "length",
        "continued",
        "exclaimed",
        "fronted",
        "partisan",
    ]


def pair_names() -> list[str]:
    """The names of the (statement, issue) features, in order."""
    return [*MATCHES, *NEARNESS, *WORDWISE]


@dataclass(frozen=True)
class Seen:
    """One statement's features: of itself (n,), and with each issue of the codebook (issues, m)."""

    statement: Statement
    place: Place
    own: NDArray[np.float64]
    pairs: NDArray[np.float64]

    def own_on(self, issue: str, passages: Passages) -> NDArray[np.float64]:
        """``own`` as far as the statement speaks of an issue: with the signals of those parts alone that name it; as a
        refusal where the statement as a whole yields but these parts refuse; as giving way where they drop a demand.
        """
        inside = passages.inside(passages.hits, self.place, self.statement.content)
        parts = part_of([hit for hit in inside if hit.label == issue], self.statement, passages)
        spans = self.statement.content if parts is None else parts
        given_up = cue_drops(self.statement, passages)
        dropped = given_up or (self.statement.act not in UNYIELDING and drops_what_it_held(spans, passages))
        found = strongest(passages.inside(passages.signals, self.place, spans))
        goes_on = self.statement.act is Act.PROMISE and found.get("keep") and not found.get("concede")
        if parts is None and not dropped and not goes_on:
            return self.own
        if dropped:
            found = {name: weight for name, weight in found.items() if name not in FIRM} | {"concede": 1.0}
        classes = signal_classes(passages.language)
        own = self.own.copy()
        begin = len(ACTS) + len(KINDS)
        own[begin : begin + len(classes)] = [found.get(name, 0.0) for name in classes]
        if given_up:  # what it says is what was demanded before: neither its act nor the words around it demand it now
            own[: len(ACTS)] = [float(act == Act.ACCEPT) for act in ACTS]
            around = range(begin + len(classes), begin + 2 * len(classes))
            own[[place for place, name in zip(around, classes, strict=True) if name in FIRM]] = 0.0
        if parts is not None and demanded_first(parts, self.statement, passages):
            own[: len(ACTS)] = [float(act == Act.DEMAND) for act in ACTS]
            own[begin + list(classes).index("open")] = 0.0
        if goes_on:
            own[: len(ACTS)] = [float(act == Act.DEMAND) for act in ACTS]  # who says that he goes on gives nothing
        if found.get("refuse") and not found.get("open") and self.statement.act in YIELDING:
            own[: len(ACTS)] = [float(act == Act.REJECT) for act in ACTS]
        return own


def demanded_first(spans: Sequence[Span], statement: Statement, passages: Passages) -> bool:
    """Whether some parts of a statement are what it makes the condition of all else ("erst dann bereit, wenn ...")."""
    first = spans[0]
    lead = word_classes(passages.language, "attribution").find(passages.text, statement.start, first.start)
    opens = word_classes(passages.language, "attribution").find(passages.text, first.start, first.end)[:1]
    begins = [hit for hit in opens if hit.label == "if" and not passages.text[first.start : hit.start].strip(" ,")]
    return len(spans) == 1 and bool(begins) and any(hit.label == "only_then" for hit in lead)


def drops_what_it_held(spans: Sequence[Span], passages: Passages) -> bool:
    """Whether words tell that a demand, refusal or condition is given up ("den Widerstand gegen ... aufzugeben")."""
    classes = word_classes(passages.language, "attribution")
    labels = [hit.label for span in spans for hit in classes.find(passages.text, span.start, span.end)]
    return "holds" in labels and "drops" in labels


def cue_drops(statement: Statement, passages: Passages) -> bool:
    """Whether the words that lead to a statement tell that it is given up: "gab die Forderung auf, dass ..."."""
    spans = [span for span in (*statement.cue, *statement.frame) if span.end <= statement.start]
    return bool(spans) and drops_what_it_held(
        [Span(min(span.start for span in spans), max(span.end for span in spans))], passages
    )


def issue_vectors(codebook: Codebook) -> NDArray[np.float32]:
    """One vector an issue: of its name and description."""
    return vectors.encode([f"{issue.name}. {issue.description}".strip(". ") for issue in codebook.issues])


def look(passages: Passages, codebook: Codebook, partisan: Sequence[bool]) -> list[Seen]:
    """The features of every statement of a document.

    Args:
        partisan: for each statement, whether its speaker belongs to a party.
    """
    if not passages.statements or not codebook.issues:
        return []
    places = [passages.place(statement) for statement in passages.statements]
    near = _nearness(passages, codebook, places)
    wordwise = _wordwise(passages, codebook, places)
    document = summed([hit for hits in passages.hits for hit in hits])
    carried: dict[str, float] = {}
    seen, last_mention = [], None
    for index, (statement, place) in enumerate(zip(passages.statements, places, strict=True)):
        if last_mention is not None and _speaker_key(statement) != last_mention:
            carried = {}
        own = _own(statement, place, passages, partisan[index])
        matches, carried = _matches(statement, place, passages, codebook, document, carried)
        seen.append(Seen(statement, place, own, np.hstack([matches, near[index], wordwise[index]])))
        last_mention = _speaker_key(statement)
    return seen


def _speaker_key(statement: Statement) -> object:
    return statement.speaker.actor or statement.speaker.spans


def _own(statement: Statement, place: Place, passages: Passages, partisan: bool) -> NDArray[np.float64]:
    spans = statement.content
    inside = strongest(passages.inside(passages.signals, place, spans))
    frame = strongest(passages.outside(passages.signals, place, spans))
    classes = signal_classes(passages.language)
    size = sum(span.end - span.start for span in spans) / 6.0 / LONG  # six letters a word
    return np.array(
        [
            *(statement.share(act) for act in Act),
            *(float(statement.kind.value == kind) for kind in KINDS),
            *(inside.get(name, 0.0) for name in classes),
            *(frame.get(name, 0.0) for name in classes),
            float(statement.negated),
            float(place.in_title),
            min(len(statement.via), 3) / 3,
            min(len(statement.hedges), 3) / 3,
            min(size, 2.0),
            float(statement.continues is not None or statement.speaker.carried),
            float("!" in passages.text[statement.start : statement.end + 1]),
            float(_fronted(statement, passages)),
            float(partisan),
        ]
    )


def _fronted(statement: Statement, passages: Passages) -> bool:
    """Whether it begins with a verb in the second subjunctive, a condition without "if" ("Zögen sie ab, so ...")."""
    token = passages.token_at(statement.start)
    return token is not None and token.mood == "sub2" and passages.text[token.start].isupper()


def _matches(
    statement: Statement,
    place: Place,
    passages: Passages,
    codebook: Codebook,
    document: object,
    carried: dict[str, float],
) -> tuple[NDArray[np.float64], dict[str, float]]:
    assert isinstance(document, dict)
    inside = passages.inside(passages.hits, place, statement.content)
    outside = passages.outside(passages.hits, place, statement.content)
    content, content_sum, frame = strongest(inside), summed(inside), strongest(outside)
    alone = parted(inside)  # what tells the issues apart: a word that three of them share speaks a third for each
    own, own_sum, own_frame = strongest(alone), summed(alone), strongest(parted(outside))
    whole = sum(content_sum.values()) + FEW
    before = strongest(passages.hits[place.first - 1]) if place.first else {}
    title = strongest(passages.title_hits)
    top = max(document.values(), default=1.0) or 1.0
    rows = []
    for issue in codebook.issues:
        rival, own_rival = (
            max((weight for other, weight in found.items() if other != issue.id), default=0.0)
            for found in (content, own)
        )
        rows.append(
            [
                content.get(issue.id, 0.0),
                min(content_sum.get(issue.id, 0.0), 3.0) / 3,
                frame.get(issue.id, 0.0),
                before.get(issue.id, 0.0),
                carried.get(issue.id, 0.0),
                title.get(issue.id, 0.0),
                document.get(issue.id, 0.0) / top,
                rival,
                own.get(issue.id, 0.0),
                min(own_sum.get(issue.id, 0.0), MOST_OWN),
                own_frame.get(issue.id, 0.0),
                own_rival,
                content.get(issue.id, 0.0) ** 0.5,
                own.get(issue.id, 0.0) / whole,
            ]
        )
    kept = {name: weight * 0.7 for name, weight in carried.items()}  # fades over a run of statements by one speaker
    for name, weight in (*frame.items(), *content.items()):
        kept[name] = max(kept.get(name, 0.0), weight)
    return np.array(rows, dtype=np.float64), kept


def _nearness(passages: Passages, codebook: Codebook, places: Sequence[Place]) -> NDArray[np.float64]:
    issues = issue_vectors(codebook)
    wanted = sorted({i for place in places for i in range(max(0, place.first - 1), place.last + 1)})
    row = {index: number for number, index in enumerate(wanted)}
    sentences = vectors.encode([passages.sentence_text(index) for index in wanted])
    own = vectors.encode([quoted(passages.text, statement.content) for statement in passages.statements])
    around, wider = np.zeros_like(own), np.zeros_like(own)
    for number, place in enumerate(places):
        around[number] = sentences[[row[i] for i in range(place.first, place.last + 1)]].sum(axis=0)
        before = sentences[row[place.first - 1]] if place.first else 0.0
        wider[number] = around[number] + BEFORE * before
    content, sentence_near, context = ((_unit(side) @ issues.T).astype(np.float64) for side in (own, around, wider))
    lead_content, lead_context = _lead(content), _lead(context)
    spread = content - content.mean(axis=1, keepdims=True)
    return np.stack([content, sentence_near, context, lead_content, lead_context, spread], axis=2)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def _lead(similar: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much each issue leads (or trails) the nearest other issue; (statements, issues)."""
    if similar.shape[1] < 2:
        return similar
    order = np.sort(similar, axis=1)
    best, second = order[:, -1:], order[:, -2:-1]
    return np.where(similar >= best, similar - second, similar - best)


def _issue_words(codebook: Codebook, language: str) -> tuple[NDArray[np.float32], NDArray[np.float64], list[int]]:
    """Vectors and weights of the issues' weightiest single words, and where each issue's begin."""
    texts: list[str] = []
    weights: list[float] = []
    begins: list[int] = []
    for issue in codebook.issues:
        begins.append(len(texts))
        single = [p for p in issue.words.get(language, ()) if " " not in p.text]
        for pattern in sorted(single, key=lambda p: -p.weight)[:MOST_ISSUE_WORDS]:
            texts.append(pattern.text.lstrip("="))
            weights.append(pattern.weight)
        if begins[-1] == len(texts):
            texts.append(issue.name)
            weights.append(1.0)
    return vectors.encode(texts), np.array(weights), begins


def _wordwise(passages: Passages, codebook: Codebook, places: Sequence[Place]) -> NDArray[np.float64]:
    issue_vectors_, weights, begins = _issue_words(codebook, passages.language)
    known: dict[str, int] = {}
    inside: list[list[int]] = []
    outside: list[list[int]] = []
    for statement, place in zip(passages.statements, places, strict=True):
        mine: list[int] = []
        others: list[int] = []
        for index in range(place.first, min(place.last + 1, len(passages.words))):
            for word in passages.words[index]:
                surface = passages.text[word.start : word.end]
                if len(surface) > 3 and (surface[0].isupper() or len(surface) > 6):
                    number = known.setdefault(surface, len(known))
                    within = any(span.start <= word.start < span.end for span in statement.content)
                    (mine if within else others).append(number)
        inside.append(mine)
        outside.append(others)
    near = vectors.encode(list(known)) @ issue_vectors_.T if known else np.zeros((1, len(weights)))
    scored = np.where(near > TOO_FAR, near, 0.0) * weights
    by_issue = np.maximum.reduceat(scored, begins, axis=1)  # (words, issues)
    result = np.zeros((len(places), len(codebook.issues), 3))
    for row, (mine, others) in enumerate(zip(inside, outside, strict=True)):
        if mine:
            result[row, :, 0] = by_issue[mine].max(axis=0)
        if others:
            result[row, :, 1] = by_issue[others].max(axis=0)
    result[:, :, 2] = _lead(result[:, :, 0])
    return result
