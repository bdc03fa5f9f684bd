"""Compile the full-form lexicon into `src/depesche/language/de/model/lexicon.npz`.

    python -m training.language.lexicon --data ../shared/data/lexicon-de/fullforms.tsv.xz

About one minute, 1.5 GB. Deterministic: the same lexicon gives the same table.
"""

from __future__ import annotations

import argparse
import lzma
from collections import defaultdict
from pathlib import Path

import numpy as np

from depesche.language.lexicon import BIT, FEATURES, GROUPS, Edit, form_hash

TARGET = Path(__file__).resolve().parents[2] / "src/depesche/language/de/model/lexicon.npz"

# The lexicon's part of speech -> our feature; verbs, participles and names need a closer look.
PLAIN = {
    "SUB": "noun",
    "EIG": "name",
    "ADJ": "adjective",
    "ADV": "adverb",
    "PRO": "pronoun",
    "ART": "article",
    "PRP": "preposition",
    "KON": "conjunction",
    "ABK": "abbreviation",
    "ZAL": "numeral",
    "INJ": "interjection",
    "NEG": "negation",
    "ZUS": "prefix",
}
NAMES = {
    "VOR": "given_name",
    "VOR*": "given_name",
    "VOR#": "given_name",
    "NAC": "surname",
    "STD": "city",
    "COU": "country",
    "GEB": "region",
    "WAT": "region",
    "MOU": "region",
    "GEO": "region",
    "PER": "known_person",
    "NOA": "brand",
}
NOUNS = {
    "MAS": "masculine",
    "FEM": "feminine",
    "NEU": "neuter",
    "SIN": "singular",
    "PLU": "plural",
    "NOM": "nominative",
    "GEN": "genitive",
    "DAT": "dative",
    "AKK": "accusative",
}
PRONOUNS = {
    "PER": "personal",
    "DEM": "demonstrative",
    "REL": "relative",
    "POS": "possessive",
    "IND": "indefinite",
    "RIN": "relative",
}
GROUP = {"SUB": "noun", "ABK": "noun", "EIG": "name", "VER": "verb", "ADJ": "adjective", "PA1": "adjective"}


def features(tag: str) -> int:
    """The feature bits of one tag, as "VER:3:SIN:KJ1:NON"."""
    kind, *parts = tag.split(":")
    names: set[str] = set()
    if kind in PLAIN:
        names.add(PLAIN[kind])
    if kind in ("PA1", "PA2"):
        names |= {"adjective", "participle1" if kind == "PA1" else "participle2"}
    if kind == "VER":
        names |= verb_features(parts)
    if kind in ("SUB", "EIG"):
        names |= {NOUNS[part] for part in parts if part in NOUNS}
    if kind == "EIG":
        names |= {NAMES[part] for part in parts[-1:] if part in NAMES}
    if kind == "PRO":
        names |= {PRONOUNS[part] for part in parts if part in PRONOUNS}
    if kind == "KON":
        names |= {"subordinating"} if "UNT" in parts else {"coordinating"} if "NEB" in parts else set()
    return sum(BIT[name] for name in names)


def verb_features(parts: list[str]) -> set[str]:
    """The features of a verb's tag without its first part."""
    names: set[str] = set()
    if "AUX" in parts:
        names.add("auxiliary")
    if "MOD" in parts:
        names.add("modal")
    for part, name in (("INF", "infinitive"), ("EIZ", "zu_infinitive"), ("PA1", "participle1"), ("PA2", "participle2")):
        if part in parts:
            names.add(name)
    tense = next((part for part in parts if part in ("PRÄ", "PRT", "KJ1", "KJ2", "IMP")), None)
    if tense is None:
        return names
    names |= {"finite", {"PRÄ": "present", "PRT": "past", "KJ1": "sub1", "KJ2": "sub2", "IMP": "imperative"}[tense]}
    person = next((part for part in parts if part in ("1", "2", "3")), "")
    number = "sg" if "SIN" in parts else "pl"
    if tense in ("KJ1", "KJ2") and person == "3":
        names.add(f"{'sub1' if tense == 'KJ1' else 'sub2'}_3{number}")
    if tense in ("PRÄ", "PRT"):
        if person == "3" or (person == "1" and number == "pl"):
            names.add(f"ind_3{number}")
        elif person == "1":
            names.add("ind_1sg")
        elif person == "2":
            names.add("ind_2")
    return names


def edit(form: str, lemma: str) -> Edit:
    """The shortest edit from a form to its lemma."""
    best: Edit | None = None
    cuts = [(0, 0)] + [(at, 2) for at in range(min(10, len(form) - 3)) if form[at : at + 2] in ("ge", "zu")]
    for at, length in cuts:
        base = form[:at] + form[at + length :]
        same = 0
        while same < min(len(base), len(lemma)) and base[same] == lemma[same]:
            same += 1
        found = Edit(at, length, len(base) - same, lemma[same:])
        if best is None or found.strip + len(found.add) + length < best.strip + len(best.add) + best.length:
            best = found
    assert best is not None
    return best


def compile_lexicon(source: Path) -> dict[str, np.ndarray]:
    """The arrays of the compiled table."""
    bits: dict[str, int] = defaultdict(int)
    lemmas: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    seen: dict[str, int] = {}
    with lzma.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            form, lemma, tag = line.rstrip("\n").split("\t")
            found = seen.get(tag)
            if found is None:
                found = seen[tag] = features(tag)
            bits[form] |= found
            kind = tag.split(":", 1)[0]
            lemmas[form][GROUP.get(kind, "adjective" if kind == "PA2" else "other")][lemma] += 1
    edits: dict[Edit, int] = {}
    classes: dict[tuple[int, ...], int] = {}
    table: dict[int, int] = {}
    for form in sorted(bits):
        numbers = []
        for group in GROUPS:
            candidates = lemmas[form].get(group)
            if not candidates:
                numbers.append(-1)
                continue
            lemma = min(candidates, key=lambda one: (-candidates[one], one))
            numbers.append(edits.setdefault(edit(form, lemma), len(edits)))
        number = classes.setdefault((bits[form], *numbers), len(classes))
        table.setdefault(form_hash(form), number)
    keys = np.array(sorted(table), dtype=np.uint64)
    assert len(classes) < 2**16, len(classes)
    return {
        "key_steps": np.diff(keys, prepend=np.uint64(0)).astype(np.uint32),
        "classes": np.array([table[int(key)] for key in keys], dtype=np.uint16),
        "features": np.array([one[0] for one in classes], dtype=np.uint64),
        "class_edits": np.array([one[1:] for one in classes], dtype=np.int32),
        "edit_at": np.array([one.at for one in edits], dtype=np.uint8),
        "edit_length": np.array([one.length for one in edits], dtype=np.uint8),
        "edit_strip": np.array([one.strip for one in edits], dtype=np.uint8),
        "edit_add": np.array([one.add for one in edits]),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/lexicon-de/fullforms.tsv.xz"))
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    arrays = compile_lexicon(options.data)
    options.to.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.to, **arrays)
    size = options.to.stat().st_size / 1e6
    print(
        f"{len(arrays['classes'])} forms, {len(arrays['features'])} classes of {len(FEATURES)} features, "
        f"{len(arrays['edit_at'])} edits: {size:.2f} MB"
    )


if __name__ == "__main__":
    main()
