"""Scoring what `read` stores against a gold standard: never a side path, always through a dossier of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from depesche.application.dossier import Dossier, open_dossier
from depesche.records import Statement


def fresh_dossier(folder: str) -> Dossier:
    """A dossier in a temporary folder."""
    return open_dossier(Path(folder) / "evaluation.depesche")


def statements_of_texts(texts: Iterable[str], jobs: int = 1) -> list[list[Statement]]:
    """What `read` stores for each text, in order; the texts are read as dispatches of their own."""
    import json

    given = list(texts)
    with tempfile.TemporaryDirectory(prefix="depesche-evaluate-") as folder:
        lines = Path(folder, "texts.jsonl")
        with lines.open("w", encoding="utf-8") as file:
            for number, text in enumerate(given):
                file.write(json.dumps({"id": str(number), "text": text, "language": "de"}) + "\n")
        with fresh_dossier(folder) as dossier:
            dossier.read(lines, jobs=jobs)
            found: list[list[Statement]] = [[] for _ in given]
            numbers = {document.id: int(document.source_id or 0) for document in dossier.documents(with_text=False)}
            for statement in dossier.statements():
                found[numbers[statement.document]].append(statement)
    return found
