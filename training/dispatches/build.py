"""Turn the sources of a written corpus into documents and truth with offsets, and check them.

    python -m training.dispatches.build training/dispatches/NAME

A writer keeps one YAML file a dispatch (``source/NN.yaml``) and one for what spans dispatches (``truth.yaml``), and
names words, not offsets; this finds the words, complains of what it cannot find, and writes ``docs/NN.json`` and
``truth.json`` in the form of ``shared/dispatches/cuba-1962``. See README.md in this folder.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

ACTS = {"assert", "deny", "confirm", "demand", "offer", "accept", "reject", "warn", "promise", "decline", "assess"}
KINDS = {"direct", "indirect", "reported", "free_indirect"}
STRENGTHS = {"red_line", "demand", "preference", "open", "concession"}
RELATIONS = {"denies", "partly_denies", "confirms", "declines", "corrects"}
STATUSES = {"uncontested", "contested", "denied", "confirmed", "retracted"}
PROPOSALS = {"made", "hypothetical", "denied", "accepted", "rejected"}
FORMATS = {"track1", "track1.5", "track2", "backchannel", "letter", "phone", "mediation"}
CONTACTS = {"confirmed", "reported", "denied"}
LISTS = ("claims", "positions", "position_changes", "proposals", "contacts", "duplicates")


class Builder:
    """One corpus; `problems` collects what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.texts: dict[str, str] = {}
        self.statements: list[dict[str, Any]] = []
        self.junk: list[dict[str, Any]] = []
        self.traps: list[dict[str, Any]] = []

    def find(self, doc: str, words: str, after: int, what: str) -> int:
        """Where some words begin, at or after a place (or else anywhere); -1 and a complaint if nowhere."""
        text = self.texts[doc]
        place = text.find(words, after)
        if place < 0:
            place = text.find(words)
        if place < 0 or not words:
            self.problems.append(f"{doc}: {what} not in the text: {words[:70]!r}")
        return place

    def document(self, path: Path) -> None:
        """Read one source, write its document, note its statements, junk and traps."""
        doc = path.stem
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        text = self.texts[doc] = raw["text"].strip("\n")
        made = {
            "id": doc,
            "outlet": raw["outlet"],
            "published": str(raw["published"]),
            "title": raw["title"],
            "text": text,
        }
        target = self.folder / "docs" / f"{doc}.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if not text.startswith(raw["title"]):
            self.problems.append(f"{doc}: the text must begin with the title on a line of its own")
        after = 0
        for number, note in enumerate(raw.get("statements") or (), 1):
            after = self.statement(doc, number, note, after)
        for kind, target_list in (("junk", self.junk), ("traps", self.traps)):
            for note in raw.get(kind) or ():
                note = {"text": note} if isinstance(note, str) else dict(note)
                start = self.find(doc, note["text"], 0, kind)
                target_list.append({"doc": doc, **note, "start": start, "end": start + len(note["text"])})

    def statement(self, doc: str, number: int, note: dict[str, Any], after: int) -> int:
        """One statement; returns where the search for the next begins."""
        ident = f"s{doc}-{number:02d}"
        if note.get("id", ident) != ident:
            self.problems.append(f"{doc}: statement {number} must have the id {ident}, not {note['id']}")
        start = self.find(doc, note["text"], after, f"{ident} text")
        end = start + len(note["text"])
        made: dict[str, Any] = {"id": ident, "doc": doc, "text": note["text"], "start": start, "end": end}
        mention = note.get("mention")
        made["mention"] = mention
        if mention:
            whole = re.compile(rf"(?<!\w){re.escape(mention)}(?!\w)")  # "er" is not in "erklärte"
            places = [found.start() for found in whole.finditer(self.texts[doc])]
            if not places:
                self.problems.append(f"{doc}: {ident} mention not in the text: {mention!r}")
                places = [-1]
            carried = bool(note.get("carried"))
            # The nearest naming outside the content; words carried on stand before it.
            free = [p for p in places if p + len(mention) <= start or (p >= end and not carried)] or places
            best = min(free, key=lambda p: start - p if p < start else p - end)
            made |= {"mention_start": best, "mention_end": best + len(mention)}
            if carried:
                made["mention_carried"] = True
        made |= {
            "speaker": note.get("speaker"),
            "via": list(note.get("via") or ()),
            "act": note["act"],
            "kind": note["kind"],
        }
        for extra in ("continues", "author_statement"):
            if extra in note:
                made[extra] = note[extra]
        if note["act"] not in ACTS or note["kind"] not in KINDS:
            self.problems.append(f"{doc}: {ident} act or kind unknown: {note['act']}, {note['kind']}")
        self.statements.append(made)
        return max(start, 0)

    def truth(self) -> dict[str, Any]:
        """The whole truth, checked."""
        raw = yaml.safe_load((self.folder / "truth.yaml").read_text(encoding="utf-8"))
        known = {one["id"] for one in self.statements}
        truth = {"case": raw["case"], "parties": raw["parties"], "issues": raw["issues"], "statements": self.statements}
        truth |= {name: raw.get(name) or [] for name in LISTS}
        for claim in truth["claims"]:
            used = claim["statements"] + [one["statement"] for one in claim.get("responses") or ()]
            origins = [one for group in claim["origins"] for one in group]
            self.refer(f"claim {claim['id']}", used + origins, known)
            if sorted(origins) != sorted(claim["statements"]):
                self.problems.append(f"claim {claim['id']}: origins must hold each of its statements once")
            claim["independent_origins"] = len(claim["origins"])
            claim.setdefault("responses", [])
            self.among(f"claim {claim['id']}", [claim["status_at_end"]], STATUSES)
            self.among(f"claim {claim['id']}", [one["relation"] for one in claim["responses"]], RELATIONS)
        issues = {one["id"] for one in truth["issues"]}
        for place, one in enumerate(truth["positions"], 1):
            one.setdefault("id", f"POS{place:03d}")
            self.refer(f"position {one['id']}", one["evidence"], known)
            self.among(f"position {one['id']}", [one["strength"]], STRENGTHS)
            self.among(f"position {one['id']}", [one["issue"]], issues)
            one["from"] = str(one["from"])
        for one in truth["proposals"]:
            self.refer(f"proposal {one['id']}", one["evidence"], known)
            self.among(f"proposal {one['id']}", [one["status"]], PROPOSALS)
            for term in one["terms"]:
                self.among(f"proposal {one['id']}", [term["issue"]], issues)
                term["doc"] = str(term["doc"])
                term["start"] = self.find(term["doc"], term["text"], 0, f"term of {one['id']}")
                term["end"] = term["start"] + len(term["text"])
        for place, one in enumerate(truth["contacts"], 1):
            one.setdefault("id", f"K{place:02d}")
            self.refer(f"contact {one['id']}", one["evidence"], known)
            self.among(f"contact {one['id']}", [one["format"]], FORMATS)
            self.among(f"contact {one['id']}", [one["status"]], CONTACTS)
        truth["duplicates"] = [[str(doc) for doc in group] for group in truth["duplicates"]]
        return truth | {"junk": self.junk, "non_statements": self.traps}

    def refer(self, where: str, used: list[str], known: set[str]) -> None:
        """Complain of statements that are not there."""
        self.problems += [f"{where}: no statement {one}" for one in used if one not in known]

    def among(self, where: str, values: list[str], allowed: set[str]) -> None:
        """Complain of values that are not allowed."""
        self.problems += [f"{where}: {one!r} is none of {sorted(allowed)}" for one in values if one not in allowed]

    def overlaps(self) -> None:
        """Complain of statements that lie inside or across each other: only the innermost saying is annotated."""
        last: dict[str, Any] | None = None
        for one in self.statements:
            if last and last["doc"] == one["doc"] and one["start"] < last["end"]:
                self.problems.append(f"{one['doc']}: {last['id']} and {one['id']} overlap or stand out of order")
            last = one


def main() -> int:
    """Build one corpus; exit code 1 if anything is wrong with it."""
    builder = Builder(Path(sys.argv[1]))
    for path in sorted((builder.folder / "source").glob("*.yaml")):
        try:
            builder.document(path)
        except (KeyError, TypeError, yaml.YAMLError) as error:
            builder.problems.append(f"{path.name}: {error!r}")
    builder.overlaps()
    whole = (builder.folder / "truth.yaml").is_file()
    # Statements alone are of use already while the rest is still being written.
    truth = builder.truth() if whole else {"statements": builder.statements, "junk": builder.junk}
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    (builder.folder / "truth.json").write_text(text, encoding="utf-8")
    for problem in builder.problems:
        print(problem)
    print(len(builder.texts), "documents,", len(builder.statements), "statements,", len(builder.problems), "problems")
    return 1 if builder.problems else 0


if __name__ == "__main__":
    sys.exit(main())
