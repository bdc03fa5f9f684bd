"""What the cue lexicon and the full-form lexicon say about a word's form: numbers and bits for the network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from depesche.errors import ModelError
from depesche.language.lexicon import FEATURES, Entry, Lexicon, lexicon
from depesche.records import Act

ACTS = tuple(Act)
BITS = 2 * len(FEATURES)
# 0 none; 1..11 verbs by act; 12..22 nouns by act; then the others.
STEM = 23  # a verb form that is a cue with its prefix elsewhere ("teilte ... mit")
ACCORDING = 24
ONWARD = 25
CLASSES = 26
BREAKS = frozenset(',;:.!?()–—„“”«»"\n')  # words between clauses
_LONGEST_PREFIX = 7  # letters of a separable prefix ("entgegen" has 8, but no cue verb)


@lru_cache(maxsize=32)
def load_data(language: str, name: str) -> dict[str, Any]:
    """A data file of this stage for a language; empty for a language without one.

    Raises:
        ModelError: the file is there but broken.
    """
    path = Path(__file__).parent / language / name
    if not path.is_file():
        return {}
    try:
        return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise ModelError("a language data file cannot be read", str(path), "Reinstall depesche") from error


def fits(word: str, pattern: str) -> bool:
    """Whether a word is what a pattern of the data files says: itself, or with a star at its end, how it begins."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@dataclass(frozen=True, slots=True)
class Cues:
    """Reporting words of one language by lemma: verbs, nouns and small words with their class."""

    verbs: dict[str, int]
    nouns: dict[str, int]
    stems: frozenset[str]
    small: dict[str, int]
    lexicon: Lexicon | None

    def word(self, form: str) -> tuple[int, int]:
        """The class of a form, and its lexicon bits as one number."""
        found = self.lexicon.find(form) if self.lexicon else None
        lower = form.lower()
        low = self.lexicon.find(lower) if self.lexicon and form[:1].isupper() else None
        if self.lexicon and found is None and low is None and len(form) > 5 and form[0].isupper():
            found = self.lexicon.find_compound(form)
        bits = (found.features if found else 0) | (low.features if low else 0) << len(FEATURES)
        return self._class(form, lower, found, low), bits

    def prefixed(self, stem: str, prefix: str) -> int:
        """The class of a verb whose prefix stands apart ("lehnte", "ab"), or 0."""
        if self.lexicon is None or len(prefix) > 10:
            return 0
        entry = self.lexicon.find(stem.lower())
        lemma = self.lexicon.lemma(stem.lower(), entry, "verb") if entry else None
        return self.verbs.get(prefix + lemma, 0) if lemma else 0

    def _class(self, form: str, lower: str, found: Entry | None, low: Entry | None) -> int:
        if lower in self.small:
            return self.small[lower]
        if self.lexicon is None:
            return 0
        stem = 0
        for spelled, entry in ((form, found), (lower, low)):
            if entry is None:
                continue
            noun = self.lexicon.lemma(spelled, entry, "noun") if spelled[0].isupper() else None
            if noun:
                tail = noun[entry.tail :]
                if kind := self.nouns.get(noun) or self.nouns.get(tail[:1].upper() + tail[1:]):
                    return kind
            verb = self.lexicon.lemma(spelled, entry, "verb")
            if verb and not entry.tail:
                if kind := self.verbs.get(verb):
                    return kind
                stem = STEM if verb in self.stems else stem
        return stem


@lru_cache(maxsize=4)
def cues(language: str) -> Cues:
    """The reporting words of a language."""
    data = load_data(language, "cues.yaml")
    verbs: dict[str, int] = {}
    nouns: dict[str, int] = {}
    for number, act in enumerate(ACTS):
        for lemma in str((data.get("verbs") or {}).get(str(act), "")).split():
            verbs.setdefault(lemma, 1 + number)
        for lemma in str((data.get("nouns") or {}).get(str(act), "")).split():
            nouns.setdefault(lemma, 1 + len(ACTS) + number)
    stems = {lemma[cut:] for lemma in verbs for cut in range(2, _LONGEST_PREFIX + 1) if len(lemma) - cut >= 5}
    small = dict.fromkeys(str(data.get("according", "")).split(), ACCORDING)
    small |= dict.fromkeys(str(data.get("onward", "")).split(), ONWARD)
    known = lexicon(language)
    real = frozenset(stem for stem in stems if known and known.find(stem))
    return Cues(verbs, nouns, real, small, known)
