"""Headlines that tell what somebody below says, without naming him: statements of those whom they restate.

"Bahn lockt Lokführer mit eigenem Vertrag" stands above an article in which two managers say so. The network reads a
text from its beginning and rarely dares to call such a line a statement; this module reads it last, when the statements
below are known. It cuts the title into parts, looks for the statement that each part restates best, and a logistic
regression says how probable it is that a reader would call the part a statement. What the network has found in a title
is not touched.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.attribution.cues import ACTS, STEM, cues
from depesche.attribution.features import CLOSING, EITHER, OPENING
from depesche.attribution.hedges import find_hedges, rules
from depesche.errors import ModelError
from depesche.language import token_vectors
from depesche.records import Act, Analysis, Document, Kind, Mention, Sentence, Span, Statement, stable_id

Floats = npt.NDArray[np.float32]
_MODEL = Path(__file__).parent / "model" / "headlines.json"
_CUTS = frozenset(":?!.;…|–—-") | {"..."}  # tokens that part a title; a hyphen inside a word is no token
_QUOTES = OPENING | CLOSING | EITHER
_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
_LONGEST = 60  # tokens of a title that is read
_BELOW = 40  # statements below that are compared, from the first
_LEAD = 2  # sentences that open the text below the title
_STEM = 5  # letters by which two words are taken to be the same
_VERBS, _NOUNS = range(1, 1 + len(ACTS)), range(1 + len(ACTS), 1 + 2 * len(ACTS))  # classes of reporting words
_KINDS = (Kind.DIRECT, Kind.INDIRECT, Kind.REPORTED)
_ANSWERS = (Act.DENY, Act.CONFIRM, Act.REJECT, Act.ACCEPT)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a title: tokens ``[first, last)`` without its closing mark.

    ``kicker`` is the part before a colon that it follows, ``mark`` the mark that closes it (or nothing), ``number``
    its place among the title's ``count`` parts.
    """

    first: int
    last: int
    mark: str
    kicker: tuple[int, int] | None
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Below:
    """A statement below the title, made ready for comparison."""

    statement: Statement
    rank: int
    stems: frozenset[str]
    speaker: frozenset[str]
    negated: bool
    leads: bool  # whether it begins in the sentences that open the text


@dataclass(frozen=True, slots=True)
class Page:
    """A document as its title is read: the title's tokens ``[first, last)`` and the statements below.

    ``rows`` holds the vectors of the tokens from ``first`` on, centred and of length 1; ``telling`` those of the
    statements' telling words, one statement after the other from its row in ``starts`` on, and ``means`` a row a
    statement. ``lead`` are the stems of the sentences that open the text, ``told`` those that stand in no statement.
    """

    document: Document
    analysis: Analysis
    words: list[str]
    first: int
    last: int
    below: list[Below]
    rows: Floats
    telling: Floats
    starts: npt.NDArray[np.int64]
    means: Floats
    lead: frozenset[str]
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A statement that a part may restate: its number, what speaks for it, and how much that is together."""

    number: int
    ties: dict[str, float]
    score: float


def with_headlines(document: Document, analysis: Analysis, found: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A document's statements and those that its title holds without naming who speaks, in text order.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    page = open_page(document, analysis, found)
    if page is None:
        return found
    using = model()
    taken = [span for one in found for span in one.content]
    more: dict[str, Statement] = {}
    heard: set[tuple[Span, ...]] = set()
    for part in parts(page):
        span = span_of(page, part)
        if any(span.start < other.end and other.start < span.end for other in taken) or tells(page, part):
            continue
        match = best(page, part, using.choice, heard)
        sure = using.probability(features(page, part, match))
        if sure >= using.least:
            statement = _statement(page, part, page.below[match.number], using.calibrated(sure))
            heard.add(page.below[match.number].statement.speaker.spans)
            more[statement.id] = statement
    for one in found:
        more.pop(one.id, None)
    return tuple(sorted([*found, *more.values()], key=lambda one: (one.start, -one.end, one.parent is not None)))


def open_page(document: Document, analysis: Analysis, found: Sequence[Statement]) -> Page | None:
    """What reading a title needs; None where a document has no title in its text, or nobody speaks below it."""
    title, tokens = document.title_span, analysis.tokens
    if title is None or not tokens or not analysis.sentences:
        return None
    inside = _inside(analysis, [title])
    statements = [one for one in found if one.start >= title.end][:_BELOW]
    if not inside or len(inside) > _LONGEST or not statements:
        return None
    first, last = inside[0], inside[-1] + 1
    opening = _sentences_from(analysis, last)
    lead = range(last, opening[-1].last if opening else last)
    contents = [_inside(analysis, one.content) for one in statements]
    speakers = [_inside(analysis, one.speaker.spans) for one in statements]
    stop = max([last, lead.stop, *(places[-1] + 1 for places in [*contents, *speakers] if places)])
    words = [document.text[token.start : token.end] for token in tokens[:stop]]
    rows = token_vectors(document.text, tokens, analysis.sentences).rows(first, stop)
    rows = _unit(rows - rows.mean(axis=0))
    telling = [_telling(analysis, places) for places in contents]
    # A statement without telling words is compared by its first word; one without any by the title's.
    numbers = [chosen or places[:1] or [first] for chosen, places in zip(telling, contents, strict=True)]
    flat = rows[np.array([place for chosen in numbers for place in chosen]) - first]
    starts = np.cumsum([0, *(len(chosen) for chosen in numbers)])[:-1]
    negations = rules(analysis.language or "de").negations
    below = [
        Below(
            statement,
            rank,
            frozenset(_stems(words, telling[rank])),
            frozenset(_stems(words, _telling(analysis, speakers[rank]))),
            any(words[place].lower() in negations for place in contents[rank]),
            bool(contents[rank]) and contents[rank][0] in lead,
        )
        for rank, statement in enumerate(statements)
    ]
    covered = {place for places in contents for place in places}
    open_words = _telling(analysis, lead)
    return Page(
        document,
        analysis,
        words,
        first,
        last,
        below,
        rows,
        flat,
        starts,
        _unit(np.add.reduceat(flat, starts)),
        frozenset(_stems(words, open_words)),
        frozenset(_stems(words, [place for place in open_words if place not in covered])),
    )


def parts(page: Page) -> list[Part]:
    """A title's parts that say something, in order: what a colon closes is a kicker and no part, unless quoted."""
    found: list[tuple[int, int, str]] = []
    begin = page.first
    for place in range(page.first, page.last + 1):
        word = page.words[place] if place < page.last else ""
        if place < page.last and word not in _CUTS:
            continue
        if place > begin:
            found.append((begin, place, word))
        elif found and word and not page.words[begin - 1].isalnum():
            found[-1] = (*found[-1][:2], found[-1][2] + word)  # "?!"
        begin = place + 1
    out, kicker = [], None
    joined = list(_joined(found, page.words))
    for number, (first, last, mark) in enumerate(joined):
        if mark != ":" or page.words[first] in _QUOTES:
            if _telling(page.analysis, range(first, last)):
                out.append(Part(first, last, mark, kicker, number, len(joined)))
            kicker = None
        else:
            kicker = (first, last)
    return out


def _joined(found: Sequence[tuple[int, int, str]], words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Parts with those that go on in small letters behind a dash ("31 Prozent – oder gar nichts?")."""
    held: tuple[int, int, str] | None = None
    for part in found:
        if held is not None and held[2] in "–—-…" and words[part[0]].islower():
            held = (held[0], part[1], part[2])
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held


def tells(page: Page, part: Part) -> bool:
    """Whether a part has a reporting verb: then it names who speaks itself, and is left to the network."""
    known, tokens = cues(page.analysis.language or "de"), page.analysis.tokens
    for place in range(part.first, part.last):
        if tokens[place].pos != "VERB":
            continue
        word = page.words[place][:64]
        found = known.word(word)[0]
        behind = [other.lower() for other in page.words[place + 1 : part.last] if other.isalpha()]
        if found in _VERBS or (found == STEM and any(known.prefixed(word, other) for other in behind)):
            return True
    return False


def span_of(page: Page, part: Part) -> Span:
    """A part's range of the text."""
    tokens = page.analysis.tokens
    return Span(tokens[part.first].start, tokens[part.last - 1].end)


def best(
    page: Page, part: Part, choice: Mapping[str, float], heard: Collection[tuple[Span, ...]] = frozenset()
) -> Match:
    """The statement below that a part restates best.

    Args:
        page: the document.
        part: the part.
        choice: the weights of ties.
        heard: the words of the speakers to whom the title's earlier parts have gone.
    """
    found = []
    for number, ties in enumerate(all_ties(page, part, heard)):
        found.append(Match(number, ties, sum(choice.get(name, 0.0) * value for name, value in ties.items())))
    return max(found, key=lambda one: one.score)


def all_ties(page: Page, part: Part, heard: Collection[tuple[Span, ...]]) -> list[dict[str, float]]:
    """What ties a part to each of the statements below, by name."""
    places = _telling(page.analysis, range(part.first, part.last))
    stems = _stems(page.words, places)
    kicker = _stems(page.words, _telling(page.analysis, range(*part.kicker))) if part.kicker else set()
    numbers = {stem for stem in stems if stem[0].isdigit()}
    negations = rules(page.analysis.language or "de").negations
    negated = any(page.words[place].lower() in negations for place in range(part.first, part.last))
    rows = page.rows[np.array(places) - page.first]
    soft = np.maximum.reduceat(rows @ page.telling.T, page.starts, axis=1).mean(axis=0).tolist()
    mean = (page.means @ _unit(rows.sum(axis=0))).tolist()
    many = max(1, len(stems))
    return [
        {
            "cover": len(stems & one.stems) / many,
            "soft": soft[one.rank],
            "mean": mean[one.rank],
            "rank": math.log1p(one.rank),
            "leads": float(one.leads),
            "numbers_shared": float(not numbers.isdisjoint(one.stems)),
            "numbers_apart": float(bool(numbers) and numbers.isdisjoint(one.stems)),
            "negation_differs": float(negated != one.negated),
            "speaker_inside": float(not stems.isdisjoint(one.speaker)),
            "speaker_in_kicker": float(not kicker.isdisjoint(one.speaker)),
            "heard": float(one.statement.speaker.spans in heard),
            "carried": float(one.statement.speaker.carried),
            "unheard": float(not one.statement.speaker.spans),
            "confidence": one.statement.confidence,
            "nested": float(one.statement.parent is not None),
            **{f"kind_{kind}": float(one.statement.kind is kind) for kind in _KINDS},
        }
        for one in page.below
    ]


def features(page: Page, part: Part, match: Match) -> dict[str, float]:
    """What speaks for and against a part's being a statement that restates one below, by name."""
    act = page.below[match.number].statement.act
    answers = {f"act_{one}": float(act is one) for one in _ANSWERS}
    return {**_form(page, part), **_whole(page, part), **match.ties, **answers}


def _form(page: Page, part: Part) -> dict[str, float]:
    """How a part is built."""
    analysis, places = page.analysis, range(part.first, part.last)
    tokens = [analysis.tokens[place] for place in places]
    words = [page.words[place] for place in places]
    lower = [word.lower() for word in words]
    using, known = rules(analysis.language or "de"), cues(analysis.language or "de")
    classes = [known.word(word[:64])[0] for word in words]
    tags = [token.pos for token in tokens]
    return {
        "words": len(words) / 10,
        "short": float(len(words) <= 3),
        "finite": float(any(token.mood for token in tokens)),
        "verb": float("VERB" in tags),
        "ends_in_verb": float(tags[-1] == "VERB"),
        "names": tags.count("PROPN") / 5,
        "begins_with_article": float(tags[0] == "DET"),
        "begins_with_name": float(tags[0] == "PROPN"),
        "begins_with_question": float(lower[0] in using.questions),
        "begins_with_preposition": float(tags[0] == "ADP"),
        "pronoun": float("PRON" in tags),
        "comma": float("," in words),
        "quoted": float(words[0] in _QUOTES and words[-1] in _QUOTES),
        "quotes_inside": float(not _QUOTES.isdisjoint(words)),
        "number": float(any(word[0].isdigit() for word in words) or "NUM" in tags),
        "negation": float(not using.negations.isdisjoint(lower)),
        "hearsay": float(not using.modals.isdisjoint(lower)),
        "capitals": float(sum(len(word) > 3 and word.isupper() for word in words) > 1),
        "saying_verb": float(_VERBS[0] in classes),
        "acting_verb": float(any(one in _VERBS[1:] for one in classes)),
        "reporting_noun": float(any(one in _NOUNS for one in classes)),
        "asks": float("?" in part.mark),
        "exclaims": float("!" in part.mark),
        "parts": part.count / 3,
        "comes_first": float(part.number == 0),
        "comes_later": float(part.number > 0 and part.kicker is None),
        "kicker": float(part.kicker is not None),
        "kicker_words": (part.kicker[1] - part.kicker[0]) / 5 if part.kicker else 0.0,
    }


def _whole(page: Page, part: Part) -> dict[str, float]:
    """What ties a part to the text as a whole."""
    stems = _stems(page.words, _telling(page.analysis, range(part.first, part.last)))
    many = max(1, len(stems))
    anywhere = {stem for one in page.below for stem in one.stems}
    return {
        "cover_anywhere": len(stems & anywhere) / many,
        "cover_lead": len(stems & page.lead) / many,
        "cover_told": len(stems & page.told) / many,
        "uncovered": len(stems - anywhere - page.lead) / many,
        "lead_statements": sum(one.leads for one in page.below) / 4,
        "statements": math.log1p(len(page.below)) / 3,
    }


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over named features, and when its word is taken."""

    choice: dict[str, float]  # weights of what ties a part to a statement
    weights: dict[str, float]
    bias: float
    least: float  # probability
    calibration: tuple[tuple[float, float], ...]  # probability -> how often right, rising

    def probability(self, found: dict[str, float]) -> float:
        """That a part with these features is a statement, as the regression says."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in found.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def calibrated(self, sure: float) -> float:
        """How often a part of this probability is right."""
        raw, right = zip(*self.calibration, strict=True)
        return round(float(np.interp(sure, raw, right)), 4)


@lru_cache(maxsize=1)
def model() -> Model:
    """The weights that ship with the package (`python -m training.attribution.headlines` writes them).

    Raises:
        ModelError: they are missing or damaged.
    """
    try:
        data: dict[str, Any] = json.loads(_MODEL.read_text(encoding="utf-8"))
        return Model(
            {str(name): float(value) for name, value in data["choice"].items()},
            {str(name): float(value) for name, value in data["weights"].items()},
            float(data["bias"]),
            float(data["least"]),
            tuple((float(raw), float(right)) for raw, right in data["calibration"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError("the weights of headlines cannot be read", str(_MODEL), "Reinstall depesche") from error


def _statement(page: Page, part: Part, below: Below, confidence: float) -> Statement:
    language = page.analysis.language or "de"
    places = range(part.first, part.last)
    content = (span_of(page, part),)
    quoted = page.words[part.first] in _QUOTES and page.words[part.last - 1] in _QUOTES
    kind = Kind.DIRECT if quoted else Kind.REPORTED
    speaker = _speaker(page, part, below)
    return Statement(
        id=stable_id("s", page.document.id, content, speaker.spans, kind, 0),
        document=page.document.id,
        kind=kind,
        act=below.statement.act,  # what it restates is done again; right more often than what the words alone say
        content=content,
        speaker=speaker,
        medium=below.statement.medium,
        hedges=find_hedges(page.document.text, page.analysis.tokens, places, language),
        confidence=confidence,
    )


def _speaker(page: Page, part: Part, below: Below) -> Mention:
    """Who says it: the kicker, where it names the one who says it below ("Ministerium: ..."), or he in those words."""
    analysis, tokens = page.analysis, page.analysis.tokens
    named = _telling(analysis, range(*part.kicker)) if part.kicker else []
    if part.kicker and named:
        last = page.words[named[-1]].lower()  # the whole word: "Bahnstreik-Ticker" is no "Bahnsprecher"
        heard = _telling(analysis, _inside(analysis, below.statement.speaker.spans))
        if any(page.words[place].lower().startswith(last) for place in heard):
            return Mention((Span(tokens[part.kicker[0]].start, tokens[part.kicker[1] - 1].end),))
    return Mention(below.statement.speaker.spans, carried=True)


def _sentences_from(analysis: Analysis, place: int) -> Sequence[Sentence]:
    """The sentences that open the text below a title that ends before a token."""
    first = bisect_left(analysis.sentences, place, key=lambda one: one.first)
    return analysis.sentences[first : first + _LEAD]


def _telling(analysis: Analysis, places: Iterable[int]) -> list[int]:
    """The tokens among some that carry meaning by themselves."""
    tokens = analysis.tokens
    return [place for place in places if tokens[place].pos in _TELLING]


def _stems(words: Sequence[str], places: Iterable[int]) -> set[str]:
    """The beginnings of words, and of what a hyphen joins in them ("GDL-Chef")."""
    return {piece[:_STEM] for place in places for piece in words[place].lower().split("-") if piece}


def _inside(analysis: Analysis, spans: Iterable[Span]) -> list[int]:
    """The tokens inside some ranges of the text."""
    tokens = analysis.tokens
    found: list[int] = []
    for span in spans:
        place = bisect_left(tokens, span.start, key=lambda token: token.start)
        while place < len(tokens) and tokens[place].end <= span.end:
            found.append(place)
            place += 1
    return found


def _unit(rows: Floats) -> Floats:
    """Rows of length 1."""
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = rows / np.maximum(norms, 1e-6)
    return scaled
