"""The parts of the networks that learn, where two ways of computing must give the same (needs the extra `training`)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is an extra")

from training.ahead import ahead  # noqa: E402  # after the check for PyTorch
from training.attribution.network import Lstm, partition, product  # noqa: E402
from training.encoder.network import Dense, Encoder, pooled  # noqa: E402
from training.encoder.passages import encode, grid, run  # noqa: E402

LENGTHS = torch.tensor([7, 3, 1])
MASK = torch.arange(7)[None] < LENGTHS[:, None]


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same numbers each time."""
    torch.manual_seed(0)


def test_all_steps_multiplied_in_pairs_sum_the_same_paths_as_step_by_step() -> None:
    """The way for accelerators and the one for processors agree, also over padding and for one token."""
    scores, steps = torch.randn(3, 7, 4), torch.randn(4, 4)
    start = torch.tensor([0.0, 0.0, -1e4, -1e4])
    paired = torch.logsumexp((scores[:, 0] + start)[:, :, None] + product(scores, steps, MASK), (1, 2))
    assert torch.allclose(paired, partition(scores, start, steps, MASK), atol=1e-4)


def test_packed_and_flipped_sequences_give_the_same_states_and_gradients() -> None:
    """An LSTM layer does not depend on how its sequences are laid out, nor on what stands in the padding."""
    layer, x = Lstm(5, 4), torch.randn(3, 7, 5) * MASK[..., None]
    found = [way(x, LENGTHS) * MASK[..., None] for way in (layer, layer.packed)]
    assert torch.allclose(*found, atol=1e-6)
    gradients = [torch.autograd.grad(one.square().sum(), layer.back.weight_ih_l0)[0] for one in found]
    assert torch.allclose(*gradients, atol=1e-5)


def test_pieces_are_averaged_by_token_and_padding_has_none() -> None:
    """Begin, tokens and end each get the mean of their pieces."""
    slots = torch.tensor([[0, 1, 1, 2, 3], [0, 1, 2, -1, -1]])
    x = torch.arange(10.0).view(2, 5, 1)
    means, real = pooled(x, slots)
    assert means[..., 0].tolist() == [[0, 1.5, 3, 4], [5, 6, 7, 0]]
    assert real.tolist() == [[True] * 4, [True, True, True, False]]


def test_a_passage_has_the_same_vectors_alone_and_beside_a_longer_one() -> None:
    """Neither padding nor neighbours change what a passage's tokens get, wherever pieces are averaged."""
    noise = np.random.default_rng(0)
    parts = []
    for count in (4, 9):
        starts = np.cumsum([0, *noise.integers(1, 4, count)]).astype(np.int32)
        parts.append((noise.integers(4, 400, starts[-1]).astype(np.int32), starts))
    for below in (0, 1, 2):
        encoder = Encoder(layers=2, below=below, inner=64).eval()
        with torch.no_grad():
            together = run(encoder, grid(parts))
            alone = torch.cat([encode(encoder, [part]) for part in parts])
        assert together.shape == (13, 384)
        assert torch.allclose(together, alone, atol=1e-4)


def test_a_layer_that_learns_8_bits_rounds_its_products_and_still_has_gradients() -> None:
    """Rounding is off by at most a step of inputs and weights, and gradients are those of the exact product."""
    layer, x = Dense(16, 8), torch.randn(2, 5, 16, requires_grad=True)
    exact = layer(x)
    (slope,) = torch.autograd.grad(exact.sum(), x)
    layer.eight = True
    rounded = layer(x)
    assert 0 < (rounded - exact).abs().max() < 0.05
    assert torch.allclose(torch.autograd.grad(rounded.sum(), x)[0], slope, atol=0.02)


@pytest.mark.parametrize("workers", [0, 2])
def test_items_made_ahead_come_in_order(workers: int) -> None:
    """Whoever makes them."""
    found = list(ahead(range(20), workers))
    assert all(later - earlier == 1 for earlier, later in pairwise(found))
    assert len(found) == 20


def test_the_package_goes_back_into_a_checkpoint() -> None:
    """Training can go on from what ships: its weights fill the network, and give nearly the vectors of the package."""
    pytest.importorskip("onnx", reason="ONNX comes with the same extra")
    from training.encoder.shipped import whole

    from depesche.language.transformer import token_encoder

    both, anew, unknown = whole()
    assert (anew, unknown) == ([], [])
    at_work = token_encoder()
    pieces = [
        at_work.vocabulary.of_token(word)
        for word in ["Der", "Minister", "bestritt", ",", "dass", "Truppen", "verlegt", "wurden", "."]
    ]
    ids = np.array([piece for one in pieces for piece in one])
    starts = np.cumsum([0, *map(len, pieces)])
    with torch.no_grad():
        exact = encode(both["encoder"].eval(), [(ids, starts)]).numpy()
    given = at_work.vectors([tuple(one) for one in pieces])
    assert np.linalg.norm(exact - given) < 0.1 * np.linalg.norm(exact)
