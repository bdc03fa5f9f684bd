"""How much a line looks like page furniture: a small log-linear score over words, shape and kind of line.

Evidence comes from the lexicon of furniture (`furniture.py`) and from the line's shape (separators, addresses, length,
how it ends, finite verbs). Weights are log-odds in kind; they were set by hand on cuba-1962 and oslo-1993 and on lists
of our own, and checked on rail-2007 (figures in docs/reading.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from depesche.reading.dateline import codes_of
from depesche.reading.furniture import TOKEN, Furniture, Match, furniture, hints, matches, phrases_at, tokens_of
from depesche.reading.lexicon import Lexicon, lexicon

_LONGEST = 320  # code points; the longest furniture line in the shared corpora has 97, cookie notices reach 300
_NOTICE = 5.0  # weight of phrases that make up whole notices, and may read like sentences
_CERTAIN = 4.0  # weight of phrases beside which a finite verb says nothing: linked headlines have verbs
_SHORT = 110  # code points of a line that a phrase inside it can tell; a paragraph may mention anything
_PARAGRAPH = -1.5  # score of a line of more than that without any evidence
_ENDING = 6  # code points at the end of a line that tell whether it is a sentence
_TOLD = 120  # code points at the head of a line whose words are looked at; what tells of furniture stands there
_HINTED = 90  # code points of a line in which single words are hints
_LABEL = 70  # code points of a label or a menu entry
_SEPARATOR = re.compile(r"\s*[|·•›»→▸▶►⟳★☆¦]+\s*|\s+[–—/\\+*-]+\s+|\s{2,}|\t|\s*\+{3}\s*")
_SEPARATED = re.compile(r"\s*(?:[|·•›»→▸►¦:?!–—+]|-\s|\.{3}|…|$)")
_END_OF_SENTENCE = re.compile(r"[.!?…][\"“”»«’'‘)]*$")
_ADDRESS = re.compile(r"https?://|\bwww\.\w|[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_PHONE = re.compile(r"(?<!\d)0\d{2,4}[ /-](?:\d[ -]?){3,}|\+\d{2} ?\(?\d{2,}")
_STARS = re.compile(r"[★☆]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}(?:\s?[^\W\d_]{1,3})?$")


class Judged(NamedTuple):
    """A line's score, the kind that its strongest evidence speaks of, and whether the line ends like a sentence."""

    score: float
    kind: str
    sentence: bool = False


def judge(line: str, names: frozenset[str]) -> Judged | None:
    """A short line's score, or None where the line is too long to be furniture.

    Args:
        line: the line, without blanks around it.
        names: names of the outlet, lower case: they are labels in a line of labels.
    """
    if len(line) > _LONGEST:
        return None
    known, words = furniture(), lexicon()
    if not _LETTER.search(line):
        return Judged(_wordless(line), "id")
    if len(line) <= _LABEL and codes_of(line, words):
        return Judged(_CERTAIN, "id")
    parts = [part for part in _SEPARATOR.split(line) if part]
    tokens = tokens_of(line[:_TOLD])
    found = matches(tokens, known)
    sentence = _END_OF_SENTENCE.search(line, max(0, len(line) - _ENDING)) is not None
    if not found and len(parts) == 1 and len(line) > _SHORT:
        return Judged(_PARAGRAPH, "furniture", sentence)  # most lines of most articles end here
    evidence = _Evidence()
    if found or len(parts) > 1 or len(line) <= _LABEL:
        for match in found:
            evidence.add(_weight(line, match, known), match.phrase.kind)
        _labels(parts, known, words, names, evidence)
        _menu(tokens, known, evidence)
    verbs = not words.finite.isdisjoint(tokens[1:])
    if len(line) <= _HINTED and not sentence and not verbs:
        evidence.add(*hints(tokens, known))
    if len(line) <= _SHORT and not verbs:
        evidence.add(_address(line, words), "address")
    shape = _shape(line, parts, tokens, sentence, verbs, evidence)
    return Judged(evidence.score + shape, evidence.kind, sentence)


def _weight(line: str, match: Match, known: Furniture) -> float:
    """What a phrase found in a line is worth.

    A prompt claims its line where something sets it off (a colon, a dash, the line's end). One word that is not set off
    claims nothing ("Anzeige erstattete am Montag ..."), several claim less, and little in a sentence ("Mehr zum Thema
    wollte er nicht sagen.").
    """
    phrase = match.phrase
    if phrase.place in ("in", "end") and phrase.weight < _NOTICE and len(line) > _SHORT:
        return 0.0
    if phrase.place in ("in", "pair", "all") or phrase.weight >= _NOTICE:
        return phrase.weight
    if phrase.place == "start" and phrase.words[-1] in (":", "?", "#", "©"):
        return phrase.weight
    rest = _rest(line, match.last)
    if _SEPARATED.match(rest) or known.menu.issuperset(tokens_of(rest)):
        return phrase.weight
    if phrase.place == "end" or len(phrase.words) == 1:
        return 0.0
    return phrase.weight - (2.0 if _END_OF_SENTENCE.search(line) else 1.0)


class _Evidence:
    """Sums evidence: the strongest piece counts whole, the others half, so that echoes do not add up."""

    def __init__(self) -> None:
        self.pieces: list[tuple[float, str]] = []

    def add(self, weight: float, kind: str) -> None:
        if weight > 0:
            self.pieces.append((weight, kind))

    @property
    def score(self) -> float:
        weights = sorted((weight for weight, _ in self.pieces), reverse=True)
        return sum(weights[:1]) + sum(weights[1:4]) / 2

    @property
    def strongest(self) -> float:
        """The weight of the strongest piece."""
        return max(self.pieces)[0] if self.pieces else 0.0

    @property
    def kind(self) -> str:
        return max(self.pieces)[1] if self.pieces else "furniture"


def _rest(line: str, tokens: int) -> str:
    """What stands behind the first so many tokens."""
    for number, token in enumerate(TOKEN.finditer(line), 1):
        if number == tokens:
            return line[token.end() :]
    return ""


def _labels(parts: Sequence[str], known: Furniture, words: Lexicon, names: frozenset[str], evidence: _Evidence) -> None:
    """Evidence from several segments that are labels: "Drucken | Merken", "Nr. 4471 – 14.30 Uhr"."""
    if len(parts) < 2:
        return
    kinds = [kind for part in parts if (kind := _label(part, known, words, names))]
    strong = [kind for kind, weight in kinds if weight >= 2]
    share = len(kinds) / len(parts)
    if not strong:
        return
    if share == 1:
        evidence.add(4.0, strong[0])
    else:
        evidence.add(1.0 + 3.0 * share if len(kinds) > 1 else 0.5 + 2.5 * share, strong[0])


def _label(part: str, known: Furniture, words: Lexicon, names: frozenset[str]) -> tuple[str, float] | None:
    """The kind and weight of a segment that is a label, else None. Dates, times and names of outlets weigh little: they
    are labels among labels only.
    """
    if len(part) > _LABEL:
        return None
    folded = part.casefold().strip(" .:")
    if folded in names or folded in words.agencies:
        return "navigation", 1.0
    tokens = tokens_of(part)
    best: tuple[str, float] | None = None
    for match in matches(tokens, known):
        weight = _weight(part, match, known)
        if weight >= 2 and (best is None or weight > best[1]):
            best = (match.phrase.kind, weight)
    if best is None and tokens and all(token in known.menu for token in tokens):
        return "navigation", 2.0 if len(tokens) == 1 else 1.5
    if best is None and "#" in tokens:
        if len(tokens) < 9 and (dated := words.date.search(part)) and len(part) - len(dated[0]) < 14:
            return "date", 1.0
        if _CLOCK.match(part) or not _LETTER.search(part):
            return "id", 1.0
    return best


def _menu(tokens: Sequence[str], known: Furniture, evidence: _Evidence) -> None:
    """Evidence from a line of nothing (or little) but the words of menus."""
    names = [name for name in tokens if len(name) > 1 and name != "#"]
    share = sum(name in known.menu for name in names) / max(len(names), 1)
    if len(names) >= 3 and share == 1:
        evidence.add(4.0, "navigation")
    elif len(names) >= 4 and share >= 0.7:
        evidence.add(2.0, "navigation")
    elif kind := _row(tokens, known):
        evidence.add(4.0, kind)


def _row(tokens: Sequence[str], known: Furniture) -> str | None:
    """The kind of a row of labels without anything between them: "Drucken Merken Teilen", "Merken 3 Kommentare"."""
    at, kinds = 0, []
    while at < len(tokens):
        labels = [one for one in phrases_at(tokens, at, known.head) if one.weight >= 2]
        if not labels:
            return None
        kinds.append(labels[0].kind)
        at += len(labels[0].words)
    return kinds[0] if len(kinds) > 1 else None


def _address(line: str, words: Lexicon) -> float:
    """Evidence from a line that speaks to its reader: articles do so in quotation marks only."""
    if any(mark in line for mark in '„“"»«‚’'):
        return 0.0
    said = line.split()[1:]
    if not any(word.strip(",.:!?") in words.address for word in said):
        return 0.0
    return 2.2 if said[0].strip(",.:!?") in words.address else 1.5


def _shape(
    line: str, parts: Sequence[str], tokens: Sequence[str], sentence: bool, verbs: bool, evidence: _Evidence
) -> float:
    """What the line's form says, apart from its words."""
    score = 0.0
    if _ADDRESS.search(line):
        score += 1.0
        evidence.add(0.5 if " " in line else 2.5, "contact")
    if _PHONE.search(line):
        score += 1.0
        evidence.add(0.5, "contact")
    if _STARS.search(line):
        score += 1.5
    if len(parts) >= 3 and len(line) < 160:
        score += 0.5
    if len(line) > 160:
        score -= 1.5
    if evidence.strongest < _NOTICE and len(tokens) > 4 and len(parts) == 1 and sentence:
        score -= 0.5 if line.endswith(("!", "?")) else 1.5
    if evidence.strongest < _CERTAIN and verbs:
        score -= 1.0
    if "„" in line or ("»" in line[1:-1] and "«" in line):
        score -= 0.5
    return score


def _wordless(line: str) -> float:
    """A line without a letter: ids and counters ("17794:", "(214)") are furniture, a bare year or number may not be."""
    digits = sum(map(str.isdigit, line))
    if digits == 0:
        return 0.0
    return 4.0 if digits >= 5 or (line.endswith(":") and digits > 2) or line[0] in "([#" else 1.0
