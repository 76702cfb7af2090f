"""The finisher: a decoded frame at four times its size, drawn instead of enlarged.

Works on 2 x 2 pixels at a time, where its few convolutions see far for little. The last one also reads the picture
itself and begins as a plain enlargement, so that training starts from something sensible.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SCALE = 4
WIDTH = 64
DEPTH = 4


class Finisher(nn.Module):
    """Pixels [N, 3, H, W] in [-1, 1], H and W even, to [N, 3, 4 H, 4 W]."""

    def __init__(self, width: int = WIDTH, depth: int = DEPTH) -> None:
        super().__init__()
        self.split = nn.PixelUnshuffle(2)
        self.first = nn.Conv2d(12, width, 3, padding=1)
        self.inner = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(depth))
        block = 2 * SCALE
        self.last = nn.Conv2d(width + 12, 3 * block * block, 3, padding=1)
        self.join = nn.PixelShuffle(block)
        with torch.no_grad():
            for layer in self.inner:
                layer.weight.mul_(0.7)  # type: ignore[operator, union-attr]
            self.last.weight.zero_()
            self.last.bias.zero_()  # type: ignore[union-attr]
            for colour in range(3):
                for y in range(block):
                    for x in range(block):
                        source = colour * 4 + (y // SCALE) * 2 + x // SCALE
                        self.last.weight[(colour * block + y) * block + x, width + source, 1, 1] = 1

    def forward(self, pixels: Tensor) -> Tensor:
        """[N, 3, H, W] -> [N, 3, 4 H, 4 W]."""
        cells = self.split(pixels)
        x = functional.silu(self.first(cells))
        for layer in self.inner:
            x = x + functional.silu(layer(x))
        return self.join(self.last(torch.cat([x, cells], dim=1)))
