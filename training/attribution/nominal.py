"""How right the reports are that grammar finds where the network found none, on all sets of dispatches.

    OMP_NUM_THREADS=1 python -m training.attribution.nominal      (1 minute, one core)

Of reports by a verb and its object (`depesche.attribution.nominal`), by the acts that the verb may be, of sentences
that the next one says were told (`depesche.attribution.referring`) and of sentences in the Konjunktiv I
(`depesche.attribution.subjunctive`; who is carried on from the sentence before counts as nobody): how many there are,
the share that the truth has (IoU of 0.5 and more) and, of these, the shares whose speaker and whose act are the
truth's. The sets taught the network; word lists and thresholds were chosen looking at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from depesche.attribution.decoding import choose, role_tokens
from depesche.attribution.nominal import Report, nominal_reports
from depesche.attribution.reading import model, read, sections
from depesche.attribution.referring import told_before
from depesche.attribution.subjunctive import unowned_speech
from depesche.evaluation.statements import LEAST_OVERLAP, overlap
from depesche.evaluation.truth import TrueStatement
from depesche.records import ReadDocument, Span, Token
from training.claims.corpora import all_folders, load

BEFORE = "the sentence before"
SPEECH = "Konjunktiv I"


@dataclass(frozen=True)
class Found:
    """A report: by what it was found, whether the truth has it, and whether speaker and act are right then."""

    by: str
    true: bool
    speaker: bool = False
    act: bool = False


def reports(document: ReadDocument, truth: Sequence[TrueStatement]) -> Iterator[Found]:
    """The reports of a document."""
    using = model()
    text, analysis = document.document, document.analysis
    for section in sections(text, analysis):
        chosen = [one for one, _ in choose(read([section], using)[0], using.settings)]
        tokens = analysis.tokens[section.first : section.first + section.count]
        objects = nominal_reports(text, analysis, section, chosen, using)
        for one in objects:
            yield judged(" ".join(one.acts), one, tokens, truth)
        known = [*chosen, *(one.candidate for one in objects)]
        for one in told_before(text, analysis, section, known, using):
            known.append(one.candidate)
            yield judged(BEFORE, one, tokens, truth)
        for one in unowned_speech(text, analysis, section, known, using):
            yield judged(SPEECH, one, tokens, truth)


def judged(by: str, one: Report, tokens: Sequence[Token], truth: Sequence[TrueStatement]) -> Found:
    """A report beside the truth."""
    content = one.candidate.content
    span = Span(tokens[int(content[0])].start, tokens[int(content[-1])].end)
    best = max(truth, key=lambda true: overlap([span], true.span), default=None)
    if best is None or overlap([span], best.span) < LEAST_OVERLAP:
        return Found(by, true=False)
    speaker = role_tokens(one.candidate, model().settings)["speaker"].tolist()
    named = best.mention is not None and any(
        tokens[place].start < best.mention.end and tokens[place].end > best.mention.start for place in speaker
    )
    return Found(by, true=True, speaker=named, act=not one.acts or best.act in [act.value for act in one.acts])


def main() -> None:
    """Print a line a group, and one of all."""
    found: list[Found] = []
    for folder in all_folders():
        truth, documents = load(folder, "read")
        said: dict[str, list[TrueStatement]] = {}
        for one in truth.statements:
            said.setdefault(truth.documents[one.document].id, []).append(one)
        for document in documents:
            found += reports(document, said.get(document.document.id, []))
    groups = sorted({one.by for one in found})
    for name, kept in [(name, [one for one in found if one.by == name]) for name in groups] + [("all", found)]:
        true = [one for one in kept if one.true]
        shares = [sum(getattr(one, part) for one in true) / max(1, len(true)) for part in ("speaker", "act")]
        print(
            f"{name:24} {len(kept):4}, in the truth {len(true) / max(1, len(kept)):.2f}, "
            f"of these speaker {shares[0]:.2f}, act {shares[1]:.2f}"
        )


if __name__ == "__main__":
    main()
