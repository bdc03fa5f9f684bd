"""Reads the corpora that the tagger is trained on into one form.

Names are given per token as the set of tags that the corpus leaves possible: GermEval annotates everything, SmartData
only persons, places and organisations (and some common nouns among them), so its other tokens may be anything else.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depesche.language.lexicon import BIT, Lexicon, lexicon
from depesche.language.sentences import sentences
from depesche.language.tokens import tokenize

# Kinds of names inside the model. Derived words ("deutsche") and compounds with a name in them ("US-Präsident") are
# learnt apart, so that they are not mistaken for names; only the first four leave the stage.
KINDS = ("PER", "LOC", "ORG", "OTH", "LOCderiv", "LOCpart", "ORGpart", "rest")
NAME_TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
TAG = {tag: number for number, tag in enumerate(NAME_TAGS)}
POS = ("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
       "SYM", "VERB", "X")  # fmt: skip
MOODS = ("", "ind", "imp", "sub1", "sub2")
_MENTIONS = (("person", "PER"), ("organization", "ORG"), ("location", "LOC"))
_UNANNOTATED = {"O", *(f"{place}-{kind}" for kind in KINDS[3:] for place in "BI")}


@dataclass
class Sample:
    """A sentence with what its corpus says about it; empty lists where it says nothing."""

    words: list[str]
    names: list[frozenset[int]] = field(default_factory=list)
    pos: list[int] = field(default_factory=list)
    mood: list[int] = field(default_factory=list)
    source: str = ""


def germeval(path: Path) -> list[Sample]:
    """GermEval 2014 (Benikova et al. 2014), outer spans."""
    found: list[Sample] = []
    words: list[str] = []
    tags: list[frozenset[int]] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            cells = line.rstrip("\n").split("\t")
            if cells[0].isdigit():
                words.append(cells[1])
                tags.append(frozenset((_germeval_tag(cells[2]),)))
            elif words and cells[0] != "#":
                found.append(Sample(words, tags, source="germeval"))
                words, tags = [], []
    return found


def _germeval_tag(tag: str) -> int:
    if tag in TAG:
        return TAG[tag]
    return TAG[f"{tag[0]}-rest"]


def universal(path: Path, lex: Lexicon) -> list[Sample]:
    """A Universal Dependencies treebank: parts of speech and mood."""
    found: list[Sample] = []
    sample = Sample([], source="ud")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            cells = line.rstrip("\n").split("\t")
            if cells[0].isdigit():
                sample.words.append(cells[1])
                sample.pos.append(POS.index(cells[3]) if cells[3] in POS else -1)
                sample.mood.append(MOODS.index(_mood(cells[1], cells[5], lex)))
            elif line == "\n" and sample.words:
                found.append(sample)
                sample = Sample([], source="ud")
    return found


def _mood(word: str, features: str, lex: Lexicon) -> str:
    if "Mood=Ind" in features:
        return "ind"
    if "Mood=Imp" in features:
        return "imp"
    if "Mood=Sub" not in features:
        return ""
    if "Tense=Pres" in features:
        return "sub1"
    if "Tense=Past" in features:
        return "sub2"
    entry = lex.find(word) or lex.find(word.lower())
    return "sub1" if entry and entry.features & BIT["sub1"] and not entry.features & BIT["sub2"] else "sub2"


def smartdata(path: Path, lex: Lexicon) -> list[Sample]:
    """SmartData (Schiersch et al. 2018): text with mentions; tokens and sentences are ours."""
    found = []
    for document in _objects(path):
        text = _plain(document["text"])
        mentions = [
            (mention["span"]["start"], mention["span"]["end"], str(_plain(mention["type"])).lower().replace("_", "-"))
            for mention in _plain(document["conceptMentions"]) or []
        ]
        found += _from_mentions(text, mentions, lex)
    return found


def _from_mentions(text: str, mentions: list[tuple[int, int, str]], lex: Lexicon) -> list[Sample]:
    tokens = tokenize(text)
    words = [text[start:end] for start, end in tokens]
    allowed = [frozenset(TAG[tag] for tag in _UNANNOTATED)] * len(tokens)
    begins = {start: number for number, (start, _) in enumerate(tokens)}
    for start, end, kind in mentions:
        name = next((tag for prefix, tag in _MENTIONS if kind.lower().startswith(prefix)), None)
        first = begins.get(start)
        if first is None:
            continue
        last = first
        while last < len(tokens) and tokens[last][1] <= end:
            last += 1
        if name is None:
            for number in range(first, last):
                if kind not in ("trigger", "disaster-type"):
                    allowed[number] = frozenset((TAG["O"], *(TAG[tag] for tag in _UNANNOTATED)))
            continue
        unsure = kind in ("location-route", "location-stop", "location-street") or _common(words[first:last], lex)
        for number in range(first, last):
            tag = TAG[f"{'B' if number == first else 'I'}-{name}"]
            allowed[number] = allowed[number] | {tag} if unsure else frozenset((tag,))
    return [
        Sample(words[one.first : one.last], allowed[one.first : one.last], source="smartdata")
        for one in sentences(text, tokens)
        if 3 <= one.last - one.first <= 120
    ]


def _common(words: list[str], lex: Lexicon) -> bool:
    """Whether a mention is rather a common noun ("der Gruppe")."""
    for word in words:
        entry = lex.find(word)
        if word[:1].isupper() and (entry is None or not entry.features & BIT["noun"]):
            return False
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("string", "array"):
        return next(iter(value.values()))
    return value


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        text = file.read()
    decoder = json.JSONDecoder()
    place = 0
    while place < len(text):
        if text[place] in " \r\n\t,[]":
            place += 1
            continue
        value, place = decoder.raw_decode(text, place)
        yield value


def training(shared: Path) -> tuple[list[Sample], list[Sample]]:
    """All training and all development sentences."""
    lex = lexicon("de")
    assert lex is not None
    names, trees = shared / "ner-de", shared / "ud-de"
    train = germeval(names / "germeval2014-train.tsv.xz")
    for part in ("train", "dev", "test"):
        train += smartdata(names / f"smartdata-{part}.json.xz", lex)
    for part in ("de_gsd-ud-test", "de_pud-ud-test"):
        train += universal(trees / f"{part}.conllu.xz", lex)
    dev = germeval(names / "germeval2014-dev.tsv.xz") + universal(trees / "de_gsd-ud-dev.conllu.xz", lex)
    return train, dev
