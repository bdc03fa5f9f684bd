"""The attribution network in PyTorch: a document tagger, and a reader that looks at one quote at a time.

The tagger (projected frozen vectors + feature tables -> two BiLSTM layers) tags content on two levels (outer quotes,
quotes inside them) with O, B (a quote begins), I (it goes on), C (it goes on after a gap), scored by a linear-chain
CRF. The reader gets the tagger's states in a window around one content, with marks that say which tokens are that
content, and says which tokens are its speaker, cue, frame and addressee, what kind, medium and act it is, and
whether it is a quote at all. `depesche.attribution.network` is the same forward pass in numpy.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import dropout
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from depesche.attribution.cues import BITS
from depesche.attribution.features import SIZES
from training.device import inside as inside_of

WIDTHS = (32, 24, 8, 8, 6, 12)  # columns of the feature tables
MARK_SIZES = (6, 12, 10, 3, 10, 6)  # see depesche.attribution.windows
MARK_WIDTHS = (8, 8, 8, 4, 6, 4)
INPUTS = 224 + sum(WIDTHS) + 32  # projected vectors, tables, lexicon bits
TAGS = 4
LEVELS = 2
ROLES = ("speaker", "cue", "frame", "addressee", "quote")
AUX = 4  # token is speaker, cue, frame, addressee of any quote
DEBATES = 6  # spkatt-2023: token is cue, source, addressee, topic, in a message, first of a message
KINDS, MEDIA, ACTS = 5, 6, 11


def allowed() -> tuple[Tensor, Tensor]:
    """Scores of -1e4 for steps that cannot be: I after O; C may follow O or I of any quote; no sequence starts in I."""
    steps = torch.zeros(TAGS, TAGS)
    steps[0, 2] = -1e4
    start = torch.tensor([0.0, 0.0, -1e4, -1e4])
    return steps, start


class Crf(nn.Module):
    """A linear-chain conditional random field over four tags (Lafferty, McCallum & Pereira 2001)."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = nn.Parameter(torch.zeros(TAGS, TAGS))
        steps, start = allowed()
        self.register_buffer("barred", steps)
        self.register_buffer("barred_start", start)

    def loss(self, scores: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Negative log-likelihood, shape (batch,). `scores` (batch, time, 4); mask False on padding."""
        steps = self.steps + self.barred
        gold = scores.gather(2, tags[..., None])[..., 0] * mask
        moves = steps[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]
        total = gold.sum(1) + moves.sum(1) + self.barred_start[tags[:, 0]]
        return partition(scores, self.barred_start, steps, mask) - total


def partition(scores: Tensor, start: Tensor, steps: Tensor, mask: Tensor) -> Tensor:
    """The logarithm of the sum over all paths, shape (batch,).

    On a processor step by step; on an accelerator, where a step costs the same however small it is, by multiplying
    neighbouring steps in pairs until one is left (a parallel scan, Blelloch 1990).

    Args:
        scores: shape (batch, time, tags).
        start: of each tag at the beginning.
        steps: from tag to tag.
        mask: False on padding, shape (batch, time).
    """
    alpha = scores[:, 0] + start
    if scores.is_cuda:
        return torch.logsumexp(alpha[:, :, None] + product(scores, steps, mask), (1, 2))
    for score, real in zip(scores.unbind(1)[1:], mask.unbind(1)[1:], strict=True):
        new = torch.logsumexp(alpha[:, :, None] + steps, 1) + score
        alpha = torch.where(real[:, None], new, alpha)
    return torch.logsumexp(alpha, 1)


def product(scores: Tensor, steps: Tensor, mask: Tensor) -> Tensor:
    """All steps after the first as one, from tag to tag, shape (batch, tags, tags); arguments as `partition`'s."""
    same = (torch.eye(len(steps), device=scores.device) - 1) * 1e4  # a step that changes nothing
    moves = torch.where(mask[:, 1:, None, None], steps + scores[:, 1:, None, :], same)
    moves = torch.cat([same.expand(len(scores), 1, -1, -1), moves], 1)
    while moves.shape[1] > 1:
        odd = moves[:, -1:] if moves.shape[1] % 2 else None
        pairs = moves[:, : moves.shape[1] // 2 * 2]
        moves = torch.logsumexp(pairs[:, 0::2, :, :, None] + pairs[:, 1::2, None], 3)
        moves = moves if odd is None else torch.cat([moves, odd], 1)
    return moves[:, 0]


class Lstm(nn.Module):
    """A bidirectional LSTM layer over padded sequences.

    Two plain layers and a flip, because packed sequences are some hundred times slower to train on a processor.
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.ahead = nn.LSTM(inputs, hidden, batch_first=True)
        self.back = nn.LSTM(inputs, hidden, batch_first=True)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Outputs of shape (batch, steps, 2 x hidden)."""
        if x.is_cuda:
            return self.packed(x, lengths)
        time = torch.arange(x.shape[1], device=x.device)[None]
        flip = torch.where(time < lengths[:, None], lengths[:, None] - 1 - time, time)[..., None]
        back = self.back(x.gather(1, flip.expand(-1, -1, x.shape[2])))[0]
        return torch.cat([self.ahead(x)[0], back.gather(1, flip.expand(-1, -1, back.shape[2]))], -1)

    def packed(self, x: Tensor, lengths: Tensor) -> Tensor:
        """The same by packed sequences, both ways at once, as an accelerator likes it."""
        pack = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        weights = [*self.ahead._flat_weights, *self.back._flat_weights]
        begin = x.new_zeros(2, len(x), self.ahead.hidden_size)
        out, _, _ = torch.lstm(pack.data, pack.batch_sizes, (begin, begin), weights, True, 1, 0.0, self.training, True)
        again = PackedSequence(out, pack.batch_sizes, pack.sorted_indices, pack.unsorted_indices)
        return pad_packed_sequence(again, batch_first=True, total_length=x.shape[1])[0]


def _locked(x: Tensor, p: float, training: bool) -> Tensor:
    """Dropout with one mask for all time steps (Gal & Ghahramani 2016)."""
    if not training or not p:
        return x
    return x * dropout(x.new_ones(x.shape[0], 1, x.shape[2]), p, True)


class Tagger(nn.Module):
    """Vectors and features of documents -> states, tag scores of both levels, helper scores."""

    def __init__(self, inputs: int = 384, project: int = 224, hidden: int = 192, p: float = 0.35) -> None:
        super().__init__()
        self.p = p
        self.tables = nn.ModuleList(nn.Embedding(size, width) for size, width in zip(SIZES, WIDTHS, strict=True))
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.1)
        self.project = nn.Linear(inputs, project)
        self.bits = nn.Linear(BITS, 32, bias=False)
        self.first = Lstm(project + sum(WIDTHS) + 32, hidden)
        self.second = Lstm(2 * hidden, hidden)
        self.scores = nn.Linear(2 * hidden, LEVELS * TAGS + AUX)
        self.debates = nn.Linear(2 * hidden, DEBATES)  # for training alone
        self.crfs = nn.ModuleList(Crf() for _ in range(LEVELS))

    def forward(self, vectors: Tensor, numbers: Tensor, bits: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """States, scores, and what went in (which the reader sees as well)."""
        words = self.tables[0](numbers[..., 0])
        if self.training:  # forget a word's own row now and then, so that unknown words are no surprise
            words = words * (torch.rand((*words.shape[:2], 1), device=words.device) > 0.25)
        rows = [words] + [table(numbers[..., i]) for i, table in enumerate(self.tables) if i]
        rows.append(self.bits(bits))
        projected = torch.relu(self.project(dropout(vectors, 0.1, self.training)))
        known = torch.cat(rows, -1)
        x = torch.cat([_locked(projected, self.p, self.training), dropout(known, 0.2, self.training)], -1)
        one = self.first(x, lengths)
        two = self.second(_locked(one, self.p, self.training), lengths)
        states = _locked(two, self.p, self.training)
        return states, self.scores(states), torch.cat([projected, known], -1)


class Reader(nn.Module):
    """States in a window around one content -> roles of its tokens, and its labels."""

    def __init__(
        self, states: int = 384, inputs: int = INPUTS, project: int = 128, hidden: int = 112, p: float = 0.3
    ) -> None:
        super().__init__()
        self.p = p
        self.inputs = inputs
        self.tables = nn.ModuleList(nn.Embedding(s, w) for s, w in zip(MARK_SIZES, MARK_WIDTHS, strict=True))
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.3)
        self.project = nn.Linear(states + inputs, project)
        self.rnn = Lstm(project + sum(MARK_WIDTHS), hidden)
        self.roles = nn.Linear(2 * hidden, len(ROLES) + 2)  # and where the speaker starts and ends
        self.hidden = nn.Linear(6 * hidden + 2 * inputs, 128)
        self.labels = nn.Linear(128, KINDS + MEDIA + ACTS + 2)  # and whether it is a quote, and has a speaker

    def forward(self, seen: Tensor, marks: Tensor, lengths: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of the windows' tokens and of the windows; `seen` is states and inputs side by side."""
        rows = [table(marks[..., i]) for i, table in enumerate(self.tables)]
        x = torch.cat([torch.relu(self.project(_locked(seen, 0.1, self.training))), *rows], -1)
        out = self.rnn(_locked(x, self.p * 0.5, self.training), lengths)
        out = _locked(out, self.p, self.training)
        roles = self.roles(out)
        real = inside_of(lengths, x.shape[1]).float()
        below = seen[..., -self.inputs :]
        weight = inside.float()
        total = weight.sum(1, keepdim=True).clamp(min=1)
        high = torch.where(real[..., None] > 0, out, torch.full_like(out, -1e4)).amax(1)
        cue = torch.sigmoid(roles[..., 1]) * real
        cues = cue.sum(1, keepdim=True) + 0.1
        pooled = [
            (out * weight[..., None]).sum(1) / total,
            high,
            (out * cue[..., None]).sum(1) / cues,
            (below * weight[..., None]).sum(1) / total,
            (below * cue[..., None]).sum(1) / cues,
        ]
        labels = self.labels(dropout(torch.relu(self.hidden(torch.cat(pooled, -1))), self.p, self.training))
        return roles, labels


def load(path: Path) -> nn.ModuleDict:
    """A checkpoint as a network ready to predict."""
    saved = torch.load(path, weights_only=True)
    both = nn.ModuleDict({"tagger": Tagger(hidden=saved["hidden"]), "reader": Reader(states=2 * saved["hidden"])})
    both.load_state_dict(saved["weights"], strict=False)
    both.eval()
    return both
