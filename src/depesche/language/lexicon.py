"""A compiled full-form lexicon: what forms of words can be, and which lemma they belong to.

The lexicon itself is not shipped. What is shipped is a table from a 32-bit hash of each form to one of some thousand
classes; a class is a set of grammatical features (`FEATURES`) and, per word class, an edit that turns the form into
its lemma. A form that the lexicon does not know but whose tail it knows (a compound: "Waffenstillstandslinie") takes
the tail's class. Hashes collide: about one unknown form in 8,000 is taken for a known one.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from depesche.language.resources import load_table

# One bit each, lowest first; the compiled file depends on this order.
FEATURES = (
    *("noun", "name", "adjective", "adverb", "finite", "infinitive", "zu_infinitive", "participle1", "participle2"),
    *("auxiliary", "modal", "pronoun", "article", "preposition", "conjunction", "abbreviation", "numeral"),
    *("interjection", "negation", "prefix", "present", "past", "sub1", "sub2", "imperative", "sub1_3sg", "sub1_3pl"),
    *("sub2_3sg", "sub2_3pl", "ind_3sg", "ind_3pl", "ind_1sg", "ind_2", "given_name", "surname", "city", "country"),
    *("region", "known_person", "brand", "masculine", "feminine", "neuter", "singular", "plural", "nominative"),
    *("genitive", "dative", "accusative", "personal", "demonstrative", "relative", "possessive", "indefinite"),
    *("subordinating", "coordinating"),
)
BIT = {name: 1 << number for number, name in enumerate(FEATURES)}
GROUPS = ("noun", "name", "verb", "adjective", "other")  # a lemma edit for each
SHORTEST_TAIL = 4  # characters of a compound's tail; three-letter tails are mostly chance
_MODEL = "lexicon.npz"


class Edit(NamedTuple):
    """How a form becomes its lemma: cut ``length`` characters out at ``at``, then ``strip`` off the end, then add."""

    at: int
    length: int
    strip: int
    add: str

    def apply(self, form: str) -> str:
        """The lemma of a form."""
        if self.length:
            form = form[: self.at] + form[self.at + self.length :]
        return (form[: len(form) - self.strip] if self.strip else form) + self.add


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says about a form. ``tail`` is where the known part begins; 0 for a form known whole."""

    features: int
    edits: int
    tail: int = 0


UNKNOWN = Entry(0, -1)


def form_hash(form: str) -> int:
    """The key of a form in the compiled table (CRC-32 of its UTF-8 bytes)."""
    return zlib.crc32(form.encode("utf-8", "surrogatepass"))


class Lexicon:
    """Look-up in a compiled lexicon.

    Args:
        keys: sorted hashes.
        classes: the class of each key.
        features: per class, the bits of `FEATURES`.
        edits: per class, the number of its edit for each of `GROUPS`; -1 for none.
        table: the edits.
    """

    def __init__(
        self,
        keys: npt.NDArray[np.uint32],
        classes: npt.NDArray[np.uint16],
        features: Sequence[int],
        edits: Sequence[Sequence[int]],
        table: Sequence[Edit],
    ) -> None:
        self._keys, self._classes = array("I"), array("H")
        self._keys.frombytes(keys.astype("=u4").tobytes())
        self._classes.frombytes(classes.astype("=u2").tobytes())
        self._features = features
        self._edits = edits
        self._table = table

    def find(self, form: str) -> Entry | None:
        """The entry of a form as written, or None."""
        key = form_hash(form)
        place = bisect_left(self._keys, key)
        if place < len(self._keys) and self._keys[place] == key:
            number = self._classes[place]
            return Entry(self._features[number], number)
        return None

    def find_compound(self, word: str) -> Entry | None:
        """The entry of the longest known noun that ends an unknown capitalised word, or of the part after a hyphen."""
        hyphen = word.rfind("-") + 1
        if hyphen:
            tail = word[hyphen:]
            found = self.find(tail) if tail else None
            return Entry(found.features, found.edits, hyphen) if found else None
        for start in range(2, min(len(word) - SHORTEST_TAIL, 40) + 1):
            found = self.find(word[start].upper() + word[start + 1 :])
            if found and found.features & BIT["noun"]:
                return Entry(found.features, found.edits, start)
        return None

    def lemma(self, form: str, entry: Entry, group: str) -> str | None:
        """The lemma of a form as a member of one of `GROUPS`; None where the lexicon knows none."""
        if entry.edits < 0:
            return None
        number = self._edits[entry.edits][GROUPS.index(group)]
        if number < 0:
            return None
        tail = form[entry.tail :]
        if not entry.tail or form[entry.tail - 1] == "-":
            return form[: entry.tail] + self._table[number].apply(tail)
        lemma = self._table[number].apply(tail[:1].upper() + tail[1:])
        return form[: entry.tail] + lemma[:1].lower() + lemma[1:]


@lru_cache(maxsize=4)
def lexicon(language: str) -> Lexicon | None:
    """The compiled lexicon of a language, loaded when first needed; None where there is none.

    Raises:
        ModelError: the file is there but damaged.
    """
    return load_table(language, _MODEL, "compiled lexicon", _lexicon)


def _lexicon(keys: npt.NDArray[np.uint32], data: Mapping[str, Any]) -> Lexicon:
    columns = (data["edit_at"], data["edit_length"], data["edit_strip"], data["edit_add"])
    edits = [Edit(int(at), int(length), int(strip), str(add)) for at, length, strip, add in zip(*columns, strict=True)]
    return Lexicon(keys, data["classes"], data["features"].tolist(), data["class_edits"].tolist(), edits)
