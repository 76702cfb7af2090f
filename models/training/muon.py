"""Muon (arXiv 2502.16982): steps along the orthogonal part of the momentum, for matrices inside the network.

`torch.optim.Muon` orthogonalises in bfloat16 whatever the processor is. Where that is emulated (0.9 instead of 88
GFLOP/s with AVX2 alone) it takes nine tenths of a training's time. Here products are made as everywhere in training.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from .runlog import half_precision

# Keller Jordan's quintic (https://kellerjordan.github.io/posts/muon/), steepest at zero: five rounds bring all but the
# smallest singular values between 0.68 and 1.2.
QUINTIC = (3.4445, -4.7750, 2.0315)
ROUNDS = 5
MOMENTUM = 0.95


def orthogonal(matrix: Tensor) -> Tensor:
    """U V^T of U S V^T = `matrix` [m, n], nearly."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.float().T if tall else matrix.float()
    x = x / x.norm().clamp_min(1e-7)
    a, b, c = QUINTIC
    with half_precision():
        for _ in range(ROUNDS):
            gram = x @ x.T
            x = a * x + (b * gram + c * gram @ gram) @ x
    x = x.float()
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """With Nesterov's momentum; a step's size is that of AdamW at the same rate (`lr`). A convolution's kernels
    [out, in, h, w] are a matrix [out, in * h * w]."""

    def __init__(self, matrices: Iterable[Tensor], lr: float) -> None:
        super().__init__(matrices, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """Move every matrix that has a gradient."""
        assert closure is None
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is None:
                    continue
                state = self.state[matrix]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(matrix)
                momentum = state["momentum"].lerp_(matrix.grad, 1 - MOMENTUM)
                step = orthogonal(matrix.grad.lerp(momentum, MOMENTUM).flatten(1))
                matrix.add_(step.view(matrix.shape), alpha=-group["lr"] * 0.2 * max(step.shape) ** 0.5)
