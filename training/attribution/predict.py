"""Read articles with the PyTorch network and score what it finds: for tuning, during training and after it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from depesche.attribution.decoding import Candidate, Settings, choose, role_tokens, searches
from depesche.attribution.network import ACTS as ACT_COLUMNS
from depesche.attribution.network import KINDS as KIND_COLUMNS
from depesche.attribution.network import MEDIA as MEDIUM_COLUMNS
from depesche.attribution.reading import level_marks
from depesche.evaluation.quotes import PARTS, Quote, score
from training.attribution import corpora


@torch.no_grad()
def candidates_of(
    models: Sequence[torch.nn.ModuleDict], articles: Sequence[corpora.Article], settings: Settings
) -> list[list[Candidate]]:
    """The candidates of every article; several models' scores are averaged."""
    from training.attribution.train import Sample, Windows, batch_tensors

    steps = [np.mean([m["tagger"].crfs[level].steps.cpu().numpy() for m in models], axis=0) for level in range(2)]
    found: list[list[Candidate]] = []
    for art in articles:
        sample = Sample(art, 0, len(art.tokens))
        tagged = [model["tagger"](*batch_tensors([sample])) for model in models]
        scores = np.mean([one[1][0].cpu().numpy() for one in tagged], axis=0)
        contents = searches([scores], steps, settings.bonuses)[0]
        level = level_marks(contents, sample.count)
        windows = Windows()
        for content in contents:
            windows.add(0, sample, content.tokens, level, None)
        found.append([])
        if not windows.rows:
            continue
        looks = [
            m["reader"](*windows.tensors(torch.cat([states, below], -1)))
            for m, (states, _, below) in zip(models, tagged, strict=True)
        ]
        roles = np.mean([role.cpu().numpy() for role, _ in looks], axis=0)
        labels = np.mean([label.cpu().numpy() for _, label in looks], axis=0)
        for number, content in enumerate(contents):
            look = windows.rows[number][1]
            found[-1].append(Candidate(content, look, roles[number, : len(look)], labels[number]))
    return found


def as_quote(candidate: Candidate, settings: Settings) -> Quote:
    """A candidate on token numbers."""
    parts = {name: frozenset(places.tolist()) for name, places in role_tokens(candidate, settings).items()}
    parts["quote"] = frozenset(candidate.content.tolist())
    kind = corpora.KINDS[int(np.argmax(candidate.labels[KIND_COLUMNS]))]
    return Quote(parts, kind, corpora.MEDIA[int(np.argmax(candidate.labels[MEDIUM_COLUMNS]))])


def gold_quotes(art: corpora.Article) -> list[Quote]:
    """Gold on our tokens."""
    return [
        Quote(
            {p: frozenset(() if q.parts[p] is None else q.parts[p].tolist()) for p in PARTS},
            corpora.KINDS[q.kind] if q.kind >= 0 else "",
            corpora.MEDIA[q.medium] if q.medium >= 0 else "",
        )
        for q in art.quotes
    ]


def truth_figures(
    raw: Sequence[Sequence[Candidate]], articles: Sequence[corpora.Article], settings: Settings
) -> dict[str, float]:
    """Dispatches: contents found at IoU >= 0.5 (recall, precision), and over those found the speaker and the act."""
    hits = chosen_count = gold_count = speakers = named = helped = 0
    acts: list[tuple[int, int]] = []
    for rows, art in zip(raw, articles, strict=True):
        chosen = [one for one, _ in choose(rows, settings)]
        chosen_count += len(chosen)
        gold_count += len(art.quotes)
        useful: set[int] = set()
        for quote in art.quotes:
            gold = frozenset(quote.parts["quote"].tolist())
            scored = [(_iou(frozenset(one.content.tolist()), gold), i) for i, one in enumerate(chosen)]
            best, index = max(scored, default=(0.0, -1))
            useful.update(i for value, i in scored if value >= 0.5)
            if best < 0.5:
                continue
            hits += 1
            acts.append((int(np.argmax(chosen[index].labels[ACT_COLUMNS])), quote.act))
            if len(quote.parts["speaker"]):
                named += 1
                ours = role_tokens(chosen[index], settings)["speaker"]
                speakers += bool(np.isin(ours, quote.parts["speaker"]).any())
        helped += len(useful)
    return {
        "r": round(hits / max(1, gold_count), 3),
        "p": round(helped / max(1, chosen_count), 3),
        "speaker": round(speakers / max(1, named), 3),
        "act": round(macro_f1(acts), 3),
        "act_accuracy": round(sum(a == b for a, b in acts) / max(1, len(acts)), 3),
    }


def _iou(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b)


def macro_f1(pairs: Sequence[tuple[int, int]]) -> float:
    """Macro F1 over the classes that gold has, of (predicted, gold)."""
    total = []
    for act in {gold for _, gold in pairs}:
        right = sum(p == g == act for p, g in pairs)
        total.append(2 * right / (sum(p == act for p, _ in pairs) + sum(g == act for _, g in pairs)))
    return float(np.mean(total)) if total else 0.0


def score_all(
    both: torch.nn.ModuleDict, data: dict[str, list[corpora.Article]], settings: Settings | None = None
) -> dict[str, float]:
    """Dev figures of quotes-de and of the dispatches."""
    settings = settings or Settings()
    raw = candidates_of([both], data["dev"], settings)
    full = score(
        ([as_quote(one, settings) for one, _ in choose(rows, settings)], gold_quotes(art))
        for rows, art in zip(raw, data["dev"], strict=True)
    )
    names = ("joint", "quote", "roles", "speaker", "cue", "frame", "addressee", "kinds")
    figures = {name: full[f"{name}_f1"] for name in names} | {"qp": full["quote_precision"], "qr": full["quote_recall"]}
    for name in ("cuba-1962", "rail-2007"):
        found = truth_figures(candidates_of([both], data[name], settings), data[name], settings)
        figures |= {f"{name[:4]}_{key}": value for key, value in found.items()}
    return figures
