"""Score statements against a truth folder such as cuba-1962: found, by whom, what act, what kind.

- **found**: truth statements for which the reading has one whose content overlaps it with IoU >= 0.5 (characters);
  precision is the share of read statements that are such a one for some truth statement.
- **speaker**: of the found statements with a named speaker, how many name words that overlap the truth's mention.
- **acts**: macro F1 of the act over the found statements, over the acts that the truth has.
- **kinds**: share of the found statements whose kind agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from depesche.evaluation.truth import Truth
from depesche.records import Span, Statement

LEAST_OVERLAP = 0.5  # IoU from which a content counts as found


def overlap(spans: Sequence[Span], other: Span) -> float:
    """Intersection over union of some spans, which do not overlap each other, with another."""
    shared = sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for span in spans)
    union = sum(span.end - span.start for span in spans) + other.end - other.start - shared
    return shared / union if union else 0.0


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Mean F1 over the classes that gold has, of (predicted, gold)."""
    rows = list(pairs)
    values = []
    for label in sorted({gold for _, gold in rows}):
        right = sum(ours == theirs == label for ours, theirs in rows)
        values.append(2 * right / (sum(ours == label for ours, _ in rows) + sum(gold == label for _, gold in rows)))
    return sum(values) / len(values) if values else 0.0


def score_statements(truth: Truth, read: Mapping[str, Sequence[Statement]]) -> dict[str, float]:
    """All measures.

    Args:
        truth: the truth folder.
        read: what Depesche stores, by the truth's own document id.
    """
    acts: list[tuple[str, str]] = []
    useful: set[tuple[str, int]] = set()
    kinds = speakers = named = 0
    for gold in truth.statements:
        statements = read.get(gold.document, ())
        scored = [(overlap(one.content, gold.span), -number) for number, one in enumerate(statements)]
        useful.update((gold.document, -number) for value, number in scored if value >= LEAST_OVERLAP)
        best, number = max(scored, default=(0.0, 0))
        if best < LEAST_OVERLAP:
            continue
        ours = statements[-number]
        acts.append((str(ours.act), gold.act))
        kinds += str(ours.kind) == gold.kind
        if gold.mention is not None:
            named += 1
            speakers += any(s.start < gold.mention.end and gold.mention.start < s.end for s in ours.speaker.spans)
    recall = len(acts) / len(truth.statements) if truth.statements else 0.0
    predicted = sum(len(statements) for statements in read.values())
    precision = len(useful) / predicted if predicted else 0.0
    return {
        "found_precision": precision,
        "found_recall": recall,
        "found_f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "speaker_accuracy": speakers / named if named else 0.0,
        "acts_macro_f1": macro_f1(acts),
        "acts_accuracy": sum(a == b for a, b in acts) / len(acts) if acts else 0.0,
        "kinds_accuracy": kinds / len(acts) if acts else 0.0,
    }
