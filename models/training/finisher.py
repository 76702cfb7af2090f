"""The finisher: a decoded frame at four times its size, drawn instead of enlarged.

Most of its work is done on cells of 4 x 4 pixels, where a convolution costs little and sees far: what it has to undo
is as wide as several pixels of its input. Two convolutions on 2 x 2 pixels then place edges. The last one also reads
the picture itself and begins as its bicubic enlargement, so that all the rest only has to learn what is missing there.
Edges like to lie along the borders of cells, which makes stairs of slanted ones: a narrow fixed blur rounds them off.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SCALE = 4
FINE = 48  # channels on 2 x 2 pixels
COARSE = 80  # channels on 4 x 4 pixels
BLOCKS = 5
SOFT = (1, 2, 3, 2, 1)  # nearly a Gaussian of 1.15 large pixels


def bicubic_weights() -> Tensor:
    """The last layer's weights for the picture in cells of 2 x 2 pixels, [3 * 8 * 8, 3 * 2 * 2, 3, 3]: measured from
    PyTorch's own bicubic enlargement, one impulse for each pixel that a cell's result depends on."""
    block, across = 2 * SCALE, 6
    impulses = torch.eye(across * across).view(-1, 1, across, across)
    grown = functional.interpolate(functional.pad(impulses, (4, 4, 4, 4)), scale_factor=SCALE, mode="bicubic")
    middle = slice((4 + 2) * SCALE, (4 + 4) * SCALE)
    # [pixel, y, x] -> [y, x, cell row, row in the cell, cell column, column in the cell]
    by_pixel = grown[:, 0, middle, middle].movedim(0, -1).reshape(block, block, 3, 2, 3, 2)
    weights = torch.zeros(3, block, block, 3, 2, 2, 3, 3)
    for colour in range(3):
        weights[colour, :, :, colour] = by_pixel.permute(0, 1, 3, 5, 2, 4)
    return weights.reshape(3 * block * block, 12, 3, 3)


class Finisher(nn.Module):
    """Pixels [N, 3, H, W] in [-1, 1], H and W multiples of four, to [N, 3, 4 H, 4 W]."""

    soft: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.split = nn.PixelUnshuffle(2)
        self.first = nn.Conv2d(12, FINE, 3, padding=1)
        self.down = nn.Conv2d(FINE, COARSE, 3, stride=2, padding=1)
        self.inner = nn.ModuleList(nn.Conv2d(COARSE, COARSE, 3, padding=1) for _ in range(BLOCKS))
        self.up = nn.Sequential(nn.Conv2d(COARSE, 4 * FINE, 1), nn.PixelShuffle(2))
        self.outer = nn.ModuleList(nn.Conv2d(FINE, FINE, 3, padding=1) for _ in range(2))
        block = 2 * SCALE
        self.last = nn.Conv2d(FINE + 12, 3 * block * block, 3, padding=1, padding_mode="replicate")
        self.join = nn.PixelShuffle(block)
        soft = torch.tensor(SOFT) / sum(SOFT)
        self.register_buffer("soft", soft.expand(3, 1, -1).clone(), persistent=False)
        with torch.no_grad():
            for layer in (*self.inner, *self.outer):
                layer.weight.mul_(0.7)  # type: ignore[operator, union-attr]
            self.last.weight.zero_()
            self.last.bias.zero_()  # type: ignore[union-attr]
            self.last.weight[:, FINE:] = bicubic_weights()

    def forward(self, pixels: Tensor) -> Tensor:
        """[N, 3, H, W] -> [N, 3, 4 H, 4 W]."""
        cells = self.split(pixels)
        fine = functional.relu(self.first(cells))
        x = functional.relu(self.down(fine))
        for layer in self.inner:
            x = x + functional.relu(layer(x))
        x = fine + self.up(x)
        for layer in self.outer:
            x = x + functional.relu(layer(x))
        drawn = self.join(self.last(torch.cat([x, cells], dim=1)))
        drawn = functional.pad(drawn, (2, 2, 2, 2), mode="replicate")
        drawn = functional.conv2d(drawn, self.soft[..., None], groups=3)
        return functional.conv2d(drawn, self.soft[:, :, None], groups=3)
