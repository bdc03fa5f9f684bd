"""The encoder in PyTorch: embedded pieces of passages -> a vector a token (Vaswani et al. 2017; Devlin et al. 2019).

Layers as in BERT: attention, sum, normalisation, feed-forward with GELU, sum, normalisation. The lowest layers read
pieces; then the pieces of each token are averaged, and the layers above read tokens, which are a third fewer (as in
Funnel-Transformer, Dai et al. 2020, arXiv 2006.03236, but along words).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.device import put
from training.encoder.source import Source


class Dense(nn.Linear):
    """A dense layer that can learn to be computed with 8-bit whole numbers.

    While `eight` is set, inputs and weights are rounded as onnxruntime rounds them at work (inputs between the least
    and the largest of their passage, weights symmetrically for each column of outputs), and gradients pass as if
    nothing had been rounded (straight-through, Jacob et al. 2018, arXiv 1712.05877).
    """

    eight = False

    def forward(self, x: Tensor) -> Tensor:
        """Input (batch, time, inputs) -> (batch, time, outputs)."""
        if not self.eight:
            return F.linear(x, self.weight, self.bias)
        return F.linear(_rounded_inputs(x), _rounded_weights(self.weight), self.bias)


def _rounded_inputs(x: Tensor) -> Tensor:
    with torch.no_grad():
        whole = x.detach().float()
        low = whole.amin((1, 2), keepdim=True).clamp(max=0)
        step = ((whole.amax((1, 2), keepdim=True).clamp(min=0) - low) / 255).clamp(min=1e-8)
        zero = torch.round(-low / step)
        off = (torch.clamp(torch.round(whole / step) + zero, 0, 255) - zero) * step - whole
    return x + off.to(x.dtype)


def _rounded_weights(weight: Tensor) -> Tensor:
    with torch.no_grad():
        step = weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        off = torch.round(weight / step) * step - weight
    return weight + off


class Layer(nn.Module):
    """One layer."""

    def __init__(self, width: int, heads: int, inner: int, eps: float, p: float) -> None:
        super().__init__()
        self.heads, self.p = heads, p
        self.qkv = Dense(width, 3 * width)
        self.out = Dense(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = Dense(width, inner)
        self.down = Dense(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Input (batch, time, width); mask (batch, 1, 1, time), True where there is a piece."""
        batch, time, width = x.shape
        q, k, v = self.qkv(x).view(batch, time, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)  # dropout here would double the time
        seen = self.out(seen.transpose(1, 2).reshape(batch, time, width))
        x = self.norm1(x + F.dropout(seen, self.p, self.training))
        inner = self.down(F.gelu(self.up(x)))
        out: Tensor = self.norm2(x + F.dropout(inner, self.p, self.training))
        return out


class Encoder(nn.Module):
    """Layers of the source model; embeddings of pieces are looked up outside and stay as they are.

    Args:
        width: of a vector.
        layers: in all.
        below: of them, so many read pieces; those above read tokens.
        heads: of attention.
        inner: width between the two dense layers after attention.
        eps: of normalisation.
        p: of dropout.
        longest: pieces of a passage, at most.
    """

    def __init__(self, width: int = 384, layers: int = 12, below: int | None = None, heads: int = 12,
                 inner: int = 1536, eps: float = 1e-12, p: float = 0.1, longest: int = 512) -> None:  # fmt: skip
        super().__init__()
        self.p = p
        self.below = layers if below is None else below
        self.still = 0  # of the lowest layers, so many do not learn (a third less work where half of them)
        self.places = nn.Parameter(torch.zeros(longest, width))
        self.norm = nn.LayerNorm(width, eps=eps)
        self.layers = nn.ModuleList(Layer(width, heads, inner, eps, p) for _ in range(layers))

    def forward(self, embedded: Tensor, slots: Tensor) -> Tensor:
        """Vectors of the tokens of some passages.

        Args:
            embedded: pieces, shape (passages, pieces, width), each passage between a begin and an end.
            slots: the token of each piece in its passage, shape (passages, pieces): 0 for the begin, then the tokens
                from 1, then the end; -1 where there is none.

        Returns:
            Shape (passages, slots, width), with begin and end; zero where there is none.
        """
        learning = torch.is_grad_enabled()
        wide = (slots >= 0)[:, None, None, :]
        x = embedded + self.places[: embedded.shape[1]]
        for number, layer in enumerate((None, *self.layers)):
            with torch.set_grad_enabled(learning and not (self.still and number <= self.still)):
                if layer is None:
                    x = F.dropout(self.norm(x), self.p, self.training)
                else:
                    x = layer(x, wide)
                if number == self.below:
                    x, real = pooled(x, slots)
                    wide = real[:, None, None, :]
        return x * real[..., None]

    def eight(self, on: bool) -> None:
        """Learn to be computed with 8-bit whole numbers, or stop it."""
        for part in self.modules():
            if isinstance(part, Dense):
                part.eight = on

    @property
    def shape(self) -> dict[str, int]:
        """What a checkpoint says of the network, as arguments for another."""
        return {"layers": len(self.layers), "below": self.below, "inner": self.layers[0].up.out_features}


def pooled(x: Tensor, slots: Tensor) -> tuple[Tensor, Tensor]:
    """The mean over each token's pieces, shape (passages, slots, width), and where there is a token."""
    count = int(slots.max()) + 1
    rows = torch.arange(len(slots), device=slots.device)[:, None] * count + slots
    inside = slots >= 0
    index = rows[inside]
    sums = x.new_zeros(len(slots) * count, x.shape[2]).index_add(0, index, x[inside])
    sizes = torch.bincount(index, minlength=len(sums))
    means = sums / sizes.clamp(min=1)[:, None].to(x.dtype)
    return means.view(len(slots), count, -1), (sizes > 0).view(len(slots), count)


def from_source(source: Source, layers: int) -> Encoder:
    """The first `layers` layers of the source model."""
    model = Encoder(source.width, layers, heads=source.heads, inner=source.inner, eps=source.eps)
    t = {name: put(value) for name, value in source.tensors.items()}
    with torch.no_grad():
        model.places.copy_(t["emb.pos"].view(-1, source.width) + t["emb.type"].view(2, -1)[0])
        model.norm.weight.copy_(t["emb.ln.w"])
        model.norm.bias.copy_(t["emb.ln.b"])
        for number, layer in enumerate(model.layers):
            name = f"l{number}."
            layer.qkv.weight.copy_(torch.cat([t[name + part + ".w"] for part in "qkv"]))
            layer.qkv.bias.copy_(torch.cat([t[name + part + ".b"] for part in "qkv"]))
            for ours, theirs in (("out", "ao"), ("up", "fi"), ("down", "fo")):
                getattr(layer, ours).weight.copy_(t[name + theirs + ".w"])
                getattr(layer, ours).bias.copy_(t[name + theirs + ".b"])
            for ours, theirs in (("norm1", "aln"), ("norm2", "oln")):
                getattr(layer, ours).weight.copy_(t[name + theirs + ".w"])
                getattr(layer, ours).bias.copy_(t[name + theirs + ".b"])
    return model
