"""How right reports by a verb and its object are (`depesche.attribution.nominal`), on all sets of dispatches.

    OMP_NUM_THREADS=1 python -m training.attribution.nominal      (1 minute, one core)

Prints, for a few least probabilities, how many there are, the share that the truth has (IoU of 0.5 and more) and, of
these, the shares whose speaker and whose act are the truth's. The sets taught the network; word lists and threshold
were chosen looking at them.
"""

from __future__ import annotations

from dataclasses import dataclass

from depesche.attribution import nominal
from depesche.attribution.decoding import choose, role_tokens
from depesche.attribution.reading import model, read, sections
from depesche.evaluation.statements import LEAST_OVERLAP, overlap
from depesche.evaluation.truth import TrueStatement
from depesche.records import ReadDocument, Span
from training.claims.corpora import all_folders, load

STEPS = (0.05, 0.1, 0.15, nominal.LEAST, 0.3)


@dataclass(frozen=True)
class Found:
    """A report with its probability, whether the truth has it, and whether speaker and act are right then."""

    sure: float
    true: bool
    speaker: bool
    act: bool


def reports(document: ReadDocument, truth: list[TrueStatement]) -> list[Found]:
    """The reports of a document, from the lowest probability on."""
    using, found = model(), []
    text, analysis = document.document, document.analysis
    for section in sections(text, analysis):
        chosen = [one for one, _ in choose(read([section], using)[0], using.settings)]
        tokens = analysis.tokens[section.first : section.first + section.count]
        for one in nominal.nominal_reports(text, analysis, section, chosen, using):
            content = one.candidate.content
            span = Span(tokens[int(content[0])].start, tokens[int(content[-1])].end)
            best = max(truth, key=lambda true: overlap([span], true.span), default=None)
            if best is None or overlap([span], best.span) < LEAST_OVERLAP:
                found.append(Found(one.sure, true=False, speaker=False, act=False))
                continue
            speaker = role_tokens(one.candidate, using.settings)["speaker"].tolist()
            named = best.mention is not None and any(
                tokens[place].start < best.mention.end and tokens[place].end > best.mention.start for place in speaker
            )
            found.append(Found(one.sure, true=True, speaker=named, act=best.act in [act.value for act in one.acts]))
    return found


def main() -> None:
    """Print one line a threshold."""
    nominal.LEAST = min(STEPS)
    found: list[Found] = []
    for folder in all_folders():
        truth, documents = load(folder, "read")
        said: dict[str, list[TrueStatement]] = {}
        for one in truth.statements:
            said.setdefault(truth.documents[one.document].id, []).append(one)
        for document in documents:
            found += reports(document, said.get(document.document.id, []))
    for least in STEPS:
        kept = [one for one in found if one.sure >= least]
        true = [one for one in kept if one.true]
        shares = [sum(getattr(one, name) for one in true) / max(1, len(true)) for name in ("speaker", "act")]
        print(
            f"from {least:.2f}: {len(kept):4}, in the truth {len(true) / max(1, len(kept)):.2f}, "
            f"of these speaker {shares[0]:.2f}, act {shares[1]:.2f}"
        )


if __name__ == "__main__":
    main()
