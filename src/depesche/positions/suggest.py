"""Proposes issues for a codebook: noun groups that are demanded, offered or rejected and not yet covered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from depesche.positions.codebook import Codebook
from depesche.positions.words import Word, words
from depesche.records import Act, Statement

TELLING = frozenset({Act.DEMAND, Act.OFFER, Act.REJECT, Act.ACCEPT, Act.PROMISE})
FEWEST = 2  # statements in which a noun must stand to be proposed
MOST_EXAMPLES = 3
MOST_STATEMENTS = 200_000
SHORTEST = 5  # letters


@dataclass
class Suggestion:
    """A noun that parties bargain about and no issue covers."""

    word: str
    count: int = 0
    acts: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)  # words that stand right before it ("Aufhebung der ...")
    examples: list[tuple[str, int, int, str]] = field(default_factory=list)  # document, start, end, words


def suggest(
    statements: Iterable[Statement], texts: Mapping[str, str], codebook: Codebook, language: str = "de", most: int = 20
) -> list[Suggestion]:
    """The most frequent ones first.

    Args:
        statements: of the whole dossier.
        texts: document id -> text.
        codebook: what is covered already.
        most: how many to propose.
    """
    found: dict[str, Suggestion] = {}
    names = _names(statements := list(statements)[:MOST_STATEMENTS], texts, language)
    for statement in statements:
        text = texts.get(statement.document)
        if text is None or statement.act not in TELLING:
            continue
        seen: set[str] = set()
        for span in statement.content:
            own = words(text, language, span.start, span.end)
            covered = [(hit.start, hit.end) for hit in codebook.issues_in(own, language)]
            for index, word in enumerate(own):
                if _is_noun(own, index, text) and word.stem not in seen | names and not _within(word, covered):
                    seen.add(word.stem)
                    _count(found, word, statement, text, own, index)
    ranked = sorted(found.values(), key=lambda item: (-item.count, item.word))
    return [item for item in ranked if item.count >= FEWEST][:most]


def _names(statements: Iterable[Statement], texts: Mapping[str, str], language: str) -> set[str]:
    """Stems of words by which speakers are named: people are no issues."""
    found: set[str] = set()
    for statement in statements:
        text = texts.get(statement.document, "")
        for span in statement.speaker.spans:
            found.update(word.stem for word in words(text, language, span.start, span.end))
    return found


def _is_noun(own: list[Word], index: int, text: str) -> bool:
    word = own[index]
    return index > 0 and text[word.start].isupper() and word.end - word.start >= SHORTEST


def _within(word: Word, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)


def _count(
    found: dict[str, Suggestion], word: Word, statement: Statement, text: str, own: list[Word], index: int
) -> None:
    item = found.setdefault(word.stem, Suggestion(text[word.start : word.end]))
    item.count += 1
    item.acts[statement.act.value] = item.acts.get(statement.act.value, 0) + 1
    before = next((other for other in reversed(own[max(0, index - 3) : index]) if text[other.start].isupper()), None)
    if before is not None:
        surface = text[before.start : before.end]
        item.outcomes[surface] = item.outcomes.get(surface, 0) + 1
    if len(item.examples) < MOST_EXAMPLES:
        shown = " ".join(text[statement.start : statement.end].split())[:160]
        item.examples.append((statement.document, statement.start, statement.end, shown))


def as_yaml(suggestions: Iterable[Suggestion]) -> str:
    """The suggestions as commented YAML to paste below ``issues:``."""
    lines = []
    for item in suggestions:
        key = "_".join(word.form for word in words(item.word)) or "issue"
        acts = ", ".join(f"{count} x {act}" for act, count in sorted(item.acts.items(), key=lambda pair: -pair[1]))
        lines.append(f"  {key}:  # {item.count} statements: {acts}")
        lines.append(f"    name: {item.word}")
        lines.append(f"    words: {{de: [{item.word}]}}")
        lines += [f"    # {shown}" for _, _, _, shown in item.examples]
    return "\n".join(lines) + ("\n" if lines else "")
