"""The finisher and what trains it: where it begins, what its error forgives, and what it calls blur."""

from __future__ import annotations

import torch
from torch.nn import functional
from training.finisher import SCALE, Finisher
from training.train_finisher import REACH, blur, fitted


def test_an_untrained_finisher_is_a_softened_bicubic_enlargement_up_to_the_rim() -> None:
    pixels = torch.rand(2, 3, 16, 24) * 2 - 1
    with torch.no_grad():
        big = Finisher()(pixels)
    plain = functional.interpolate(pixels, scale_factor=SCALE, mode="bicubic")
    # Two means over 3 x 3 pixels.
    plain = functional.avg_pool2d(
        functional.avg_pool2d(functional.pad(plain, (2, 2, 2, 2), mode="replicate"), 3, 1), 3, 1
    )
    inner = (..., slice(8, -8), slice(8, -8))
    assert torch.allclose(big[inner], plain[inner], atol=1e-5)
    assert float((big - plain).abs().max()) < 1.5  # beside the rim it goes on with other pixels, but not with black


def test_one_colour_stays_one_colour_to_the_rim() -> None:
    pixels = torch.full((1, 3, 16, 24), 0.3)
    with torch.no_grad():
        assert torch.allclose(Finisher()(pixels), torch.full((1, 3, 64, 96), 0.3), atol=1e-5)


def shapes() -> torch.Tensor:
    """A few flat shapes [1, 3, 96, 128] with edges in all directions."""
    y, x = torch.meshgrid(torch.arange(96), torch.arange(128), indexing="ij")
    disc = ((y - 40) ** 2 + (x - 50) ** 2 < 900).float()
    box = ((x > 80) & (y > 60)).float()
    return torch.stack([disc, box, disc * 0.5 + box * 0.2])[None] * 2 - 1


def test_an_edge_beside_its_place_is_forgiven_within_reach() -> None:
    true = shapes()
    for reach, forgiven in ((2 * REACH, True), (6 * REACH, False)):
        made = true.roll(reach, dims=3)
        inner = (..., slice(16, -16), slice(16, -16))
        left = float((fitted(made, true)[0] - made)[inner].abs().mean())
        assert (left < 0.1 * float((true - made)[inner].abs().mean())) == forgiven
    same, trust = fitted(true, true)
    assert torch.equal(same, true) and float(trust.min()) == 1
    assert float(fitted(-true, true)[1].mean()) < 0.2


def test_a_slope_is_blur_where_an_edge_is_the_truth_and_an_edge_is_none() -> None:
    true = shapes()
    trust = torch.ones(1, 1, *true.shape[-2:])
    soft = functional.avg_pool2d(true, 9, 1, 4, count_include_pad=False)
    assert float(blur(true.roll(3, dims=3), true, trust)) < 0.2 * float(blur(soft, true, trust))
    assert float(blur(true, soft, trust)) < 1e-3
