"""The encoder in PyTorch: embedded pieces of one passage -> a vector a piece (Vaswani et al. 2017; Devlin et al. 2019).

Layers as in BERT: attention, sum, normalisation, feed-forward with GELU, sum, normalisation.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.encoder.source import Source


class Layer(nn.Module):
    """One layer."""

    def __init__(self, width: int, heads: int, inner: int, eps: float, p: float) -> None:
        super().__init__()
        self.heads, self.p = heads, p
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
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
    """The first layers of the source model; embeddings of pieces are looked up outside and stay as they are."""

    def __init__(self, width: int = 384, layers: int = 12, heads: int = 12, inner: int = 1536, eps: float = 1e-12,
                 p: float = 0.1, longest: int = 512) -> None:  # fmt: skip
        super().__init__()
        self.p = p
        self.still = 0  # of the lowest layers, so many do not learn (a third less work where half of them)
        self.places = nn.Parameter(torch.zeros(longest, width))
        self.norm = nn.LayerNorm(width, eps=eps)
        self.layers = nn.ModuleList(Layer(width, heads, inner, eps, p) for _ in range(layers))

    def forward(self, embedded: Tensor, mask: Tensor | None = None) -> Tensor:
        """Embedded pieces (batch, time, width) -> vectors of the same shape."""
        wide = None if mask is None else mask[:, None, None, :]
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.still):
            x = self.norm(embedded + self.places[: embedded.shape[1]])
            x = F.dropout(x, self.p, self.training)
            for layer in self.layers[: self.still]:
                x = layer(x, wide)
        for layer in self.layers[self.still :]:
            x = layer(x, wide)
        return x


def from_source(source: Source, layers: int) -> Encoder:
    """The first `layers` layers of the source model."""
    model = Encoder(source.width, layers, source.heads, source.inner, source.eps)
    t = {name: torch.from_numpy(value) for name, value in source.tensors.items()}
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
