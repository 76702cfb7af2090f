"""The probe: a small network that reads what a clip shows, trained on true renders alone.

It judges generated clips in `npm run eval:model`, so it must not know the generator: its renders come from seeds of
their own, and blur, noise and compression stand for whatever a generator does to a picture. What it can tell apart
follows from the definition of a scene, so a wider world only means training it again.
"""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layout import WIDE
from .world import Scene, scene

FRAMES = 8  # pictures of a clip that the probe sees
STEP_SECONDS = 0.25  # between them: every second frame of a two-second window
SHRINK = 2  # pictures are averaged down by this before they are read: a judge should not look at single pixels
FEATURES = 64  # what the Frechet distance and the diversity are measured in
WIDTH, HEIGHT = WIDE.width // SHRINK, WIDE.height // SHRINK
STAGES = (40, 80, 160)  # channels at 1/8, 1/16 and 1/32 of the resolution of a render
COVER = (HEIGHT // 8, WIDTH // 8)  # cells in which the subject is looked for
PLACE_CHANNELS = 8
MOVING_FEATURES = 24  # of the features, those that speak of motion
MOMENT = 256  # numbers per picture
MOVING = ("action", "speed", "camera")  # readable only from a whole two-second window


def attributes() -> dict[str, tuple[str, ...]]:
    """Every attribute of a scene that has a list of values in `world/scene.py` (`setting` has SETTINGS, and so on).

    Those a single picture shows come first, then those that take a clip.
    """
    found: dict[str, tuple[str, ...]] = {}
    for field in fields(Scene):
        values = getattr(scene, f"{field.name.upper()}S", None)
        if values is not None:
            found[field.name] = tuple(values)
    return dict(sorted(found.items(), key=lambda item: item[0] in MOVING))


def value_counts() -> tuple[int, int]:
    """How many values a single picture can show, and how many take a clip."""
    known = attributes()
    still = sum(len(values) for name, values in known.items() if name not in MOVING)
    return still, sum(len(values) for values in known.values()) - still


def norm(channels: int) -> nn.BatchNorm2d:
    """Batch normalisation whose counter is no whole number, so that it is averaged like everything else."""
    layer = nn.BatchNorm2d(channels)
    layer.num_batches_tracked = torch.zeros(())
    return layer


class Block(nn.Module):
    """A 3 x 3 convolution with batch normalisation, added to its input [N, C, H, W]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), norm(channels))

    def forward(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> the same shape."""
        return functional.relu(x + self.layers(x))


def entrance(source: int, target: int, stride: int) -> nn.Sequential:
    """A convolution into a stage."""
    return nn.Sequential(nn.Conv2d(source, target, 3, stride=stride, padding=1, bias=False), norm(target), nn.ReLU())


class Probe(nn.Module):
    """Pictures [B * FRAMES, 3, HEIGHT, WIDTH] in [-1, 1] to logits [B, sum of values] and features [B, FEATURES].

    What stands still is read from every picture alone, what moves from all together: a stage in the middle gets, beside
    a picture's own features, how they differ from the picture before. The subject is found first (its place is
    supervised while training) and looked at by itself.
    """

    ramp: Tensor

    def __init__(self) -> None:
        super().__init__()
        second, third, fourth = STAGES
        rows, columns = COVER
        still, moving = value_counts()
        self.near = nn.Sequential(nn.PixelUnshuffle(2), entrance(12, second, 2), Block(second))
        self.middle = nn.Sequential(entrance(2 * second, third, 2), Block(third))
        self.far = nn.Sequential(entrance(third, fourth, 2), Block(fourth))
        self.cover = nn.Conv2d(third, 1, 1)
        self.place = nn.Conv2d(fourth, PLACE_CHANNELS, 1)
        width = fourth + third + second + rows * columns + PLACE_CHANNELS * rows * columns // 4
        self.moment = nn.Linear(width, MOMENT)
        self.still = nn.Linear(MOMENT, FEATURES - MOVING_FEATURES)
        self.still_heads = nn.Linear(FEATURES - MOVING_FEATURES, still)
        self.passage = nn.Conv1d(MOMENT, MOMENT, 3, padding=1)
        self.moving = nn.Linear(2 * MOMENT, MOVING_FEATURES)
        self.moving_heads = nn.Linear(MOVING_FEATURES, moving)
        self.register_buffer("ramp", torch.linspace(-1, 1, FRAMES), persistent=False)

    def moments(self, pictures: Tensor, clips: int) -> tuple[Tensor, Tensor]:
        """What is in each picture [N, MOMENT], and how much of each cell the subject covers, as logits.

        The last `clips` * FRAMES pictures are clips; those before them stand alone.
        """
        near = self.near(pictures)
        alone = len(pictures) - clips * FRAMES if self.training else 0
        shape = near.shape[1:]
        runs = near[alone:].reshape(-1, FRAMES, *shape)
        change = torch.cat([torch.zeros_like(runs[:, :1]), runs[:, 1:] - runs[:, :-1]], dim=1).reshape(-1, *shape)
        if alone:
            change = torch.cat([torch.zeros_like(near[:alone]), change])
        middle = self.middle(torch.cat([near, change], dim=1))
        far = self.far(middle)
        cover = self.cover(middle)
        share = torch.sigmoid(cover)
        share = share / (share.sum((2, 3), keepdim=True) + 0.05)
        seen = torch.cat(
            [
                far.mean((2, 3)),
                (middle * share).sum((2, 3)),
                (functional.avg_pool2d(near, 2) * share).sum((2, 3)),
                share.flatten(1),
                self.place(far).flatten(1),
            ],
            dim=1,
        )
        return functional.relu(self.moment(seen)), cover

    def motion(self, moments: Tensor) -> Tensor:
        """Features of what moves [B, MOVING_FEATURES] from the moments of clips [B * FRAMES, MOMENT]."""
        line = moments.reshape(-1, FRAMES, MOMENT).transpose(1, 2)
        line = line + functional.relu(self.passage(line))
        return self.moving(torch.cat([line.mean(2), (line * self.ramp).mean(2)], dim=1))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of all heads side by side, in the order of `attributes()`, and the features they are read from."""
        moments, _ = self.moments(pictures, 0)
        still = self.still(moments)
        still_logits = self.still_heads(functional.relu(still)).reshape(-1, FRAMES, self.still_heads.out_features)
        moving = self.motion(moments)
        logits = torch.cat([still_logits.mean(1), self.moving_heads(functional.relu(moving))], dim=1)
        features = torch.cat([still.reshape(-1, FRAMES, still.shape[1]).mean(1), moving], dim=1)
        return logits, features


def split(logits: Tensor) -> dict[str, Tensor]:
    """Logits of all heads, by attribute."""
    known = attributes()
    parts = torch.split(logits, [len(values) for values in known.values()], dim=-1)
    return dict(zip(known, parts, strict=True))
