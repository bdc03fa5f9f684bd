"""Page furniture in plain text: share prompts, cookie notices, related links, photo credits ... set aside as spans.

A line is judged by a small log-linear score: evidence from the lexicon of furniture (`furniture.py`), from the line's
shape (separators, addresses, length, how it ends) and from its neighbours. Lines of an article score below zero
evidence however long they are, so that prose costs nothing. Weights were set by hand on cuba-1962 and oslo-1993 and
checked on rail-2007 (figures in docs/reading.md); they are log-odds in kind, the threshold is `_ENOUGH`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from depesche.reading.furniture import TOKEN, Furniture, Match, furniture, matches, phrases_at, tokens_of
from depesche.reading.lexicon import Lexicon, lexicon
from depesche.reading.lines import Line, lines_of_text
from depesche.records import Junk

_ENOUGH = 2.5  # score from which a line is furniture
_NEARLY = 1.5  # score from which it is, next to a line that is
_LONGEST = 320  # code points; the longest furniture line in the shared corpora has 97, cookie notices reach 300
_SENTENCE_LONGEST = 130  # code points of a sentence that is furniture within a line of prose
_SENTENCE_ENOUGH = 4.0  # stricter: what is taken out of a paragraph must be certain
_NOTICE = 5.0  # weight of phrases that make up whole notices, and may read like sentences
_CERTAIN = 4.0  # weight of phrases beside which a finite verb says nothing: linked headlines have verbs
_SHORT = 110  # code points of a line that a phrase inside it can tell; a paragraph may mention anything
_LABEL = 70  # code points of a label or a menu entry
_SEPARATOR = re.compile(r"\s*[|·•›»→▸▶►⟳★☆¦]+\s*|\s+[–—/\\+*-]+\s+|\s{2,}|\t|\s*\+{3}\s*")
_SEPARATED = re.compile(r"\s*(?:[|·•›»→▸►¦:?!–—+]|-\s|\.{3}|…|$)")
_END_OF_SENTENCE = re.compile(r"[.!?…][\"“”»«’'‘)]*$")
_CUT = re.compile(r"(?<=[.!?…])[\"“”»«)]*\s+(?=[^\s\d])")
_ADDRESS = re.compile(r"https?://|\bwww\.\w|[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_PHONE = re.compile(r"(?<!\d)0\d{2,4}[ /-]\d{3,}|\+\d{2} ?\(?\d{2,}")
_STARS = re.compile(r"[★☆]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_PRICE = re.compile(r"\d[\d.,]*\s?(?:[€$£%]|-\s)")
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}(?:\s?[^\W\d_]{1,3})?$")


class Judged(NamedTuple):
    """A line's score and the kind that its strongest evidence speaks of."""

    score: float
    kind: str


def find_junk(text: str, title: str | None = None, outlet: str | None = None) -> tuple[Junk, ...]:
    """The furniture in a text, in order, without overlap; each span covers one line, or a sentence at a line's end.

    Args:
        text: the stored text.
        title: the title where the source gave it; the line that holds it is never furniture.
        outlet: the outlet where the source gave it: its name in a line of labels is one more label.
    """
    known, words = furniture(), lexicon()
    names = {outlet.casefold()} if outlet else set()
    lines = list(lines_of_text(text))
    judged = [
        None if line.text == title and index < 3 else _judge(line.text, known, words, names)
        for index, line in enumerate(lines)
    ]
    found: list[Junk] = []
    for index, (line, verdict) in enumerate(zip(lines, judged, strict=True)):
        if verdict is None:
            if line.text != title:
                found.extend(_within(line, known, words, names))
        elif verdict.score + _company(judged, index) >= _ENOUGH:
            found.append(Junk(line.start, line.end, verdict.kind))
        else:
            found.extend(_within(line, known, words, names))
    return tuple(found)


def _company(judged: Sequence[Judged | None], index: int) -> float:
    """What a line's neighbours and its place add: furniture stands in blocks, at the head and at the foot."""
    near = judged[max(0, index - 1) : index + 2]
    beside = sum(one is not None and one.score >= _ENOUGH for one in near) > (1 if _is_junk(judged[index]) else 0)
    edge = index == len(judged) - 1 or index == 1
    return (_ENOUGH - _NEARLY if beside else 0.0) + (0.5 if edge else 0.0)


def _is_junk(one: Judged | None) -> bool:
    return one is not None and one.score >= _ENOUGH


def _judge(line: str, known: Furniture, words: Lexicon, names: set[str]) -> Judged | None:
    """A short line's score, or None where the line is too long to be furniture."""
    if len(line) > _LONGEST:
        return None
    if not _LETTER.search(line):
        return Judged(_wordless(line), "id")
    parts = [part for part in _SEPARATOR.split(line) if part]
    tokens = tokens_of(line)
    found = matches(tokens, known)
    evidence = _Evidence()
    if found or len(parts) > 1 or len(line) <= _LABEL:
        for match in found:
            evidence.add(_weight(line, match, known), match.phrase.kind)
        _labels(parts, known, words, names, evidence)
        _menu(tokens, known, evidence)
    shape = _shape(line, parts, tokens, words, evidence)
    return Judged(evidence.score + shape, evidence.kind)


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


def _labels(parts: Sequence[str], known: Furniture, words: Lexicon, names: set[str], evidence: _Evidence) -> None:
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


def _label(part: str, known: Furniture, words: Lexicon, names: set[str]) -> tuple[str, float] | None:
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
        labels = [one for one in phrases_at(tokens, at, known) if one.weight >= 2 and one.place != "in"]
        if not labels:
            return None
        kinds.append(labels[0].kind)
        at += len(labels[0].words)
    return kinds[0] if len(kinds) > 1 else None


def _shape(line: str, parts: Sequence[str], tokens: Sequence[str], words: Lexicon, evidence: _Evidence) -> float:
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
    if evidence.strongest < _NOTICE and len(tokens) > 4 and len(parts) == 1 and _END_OF_SENTENCE.search(line):
        score -= 0.5 if line.endswith(("!", "?")) else 1.5
    if evidence.strongest < _CERTAIN and not words.finite.isdisjoint(tokens[1:]):
        score -= 1.0
    if "„" in line or ("»" in line[1:-1] and "«" in line):
        score -= 0.5
    return score


def _wordless(line: str) -> float:
    """A line without a letter: ids and counters ("17794:", "(214)") are furniture, a bare year or number may not be."""
    digits = sum(map(str.isdigit, line))
    if digits == 0:
        return 0.0
    return 3.0 if digits >= 5 or (line.endswith(":") and digits > 2) or line[0] in "([#" else 1.0


def _within(line: Line, known: Furniture, words: Lexicon, names: set[str]) -> list[Junk]:
    """Furniture that hangs on a line of prose: its last sentences."""
    if len(line.text) < 60:
        return []
    begin = max(line.start, line.end - _SENTENCE_LONGEST)
    tail = line.text[begin - line.start :]
    start, kind, end = line.end, "", len(tail)
    for cut in reversed([match.end() for match in _CUT.finditer(tail)]):
        verdict = _judge(tail[cut:end].strip(), known, words, names)
        if verdict is None or verdict.score < _SENTENCE_ENOUGH:
            break
        start, kind, end = begin + cut, verdict.kind, cut
    return [Junk(start, line.end, kind)] if kind else []
