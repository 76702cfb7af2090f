"""What the finisher learns from: frames as the pack gives them, beside true renders of the same moments at 4x size.

A decoded true render is much better than what the studio finishes. Latents of the transformer's own making are soft
where it wasn't sure and wrong in their own ways, and a finisher that never saw that enlarges it. So true latents are
made noisy and drawn again by the transformer from there: up to some noise everything stays in its place, so that the
true render is still what the drawing means.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .captions import caption
from .codec import Codec
from .finisher import SCALE
from .layout import BUCKETS, LATENT_CHANNELS, RATE, WIDE, WINDOW, Bucket, time_features
from .runlog import to_pixels
from .sample import Settings, Source, Window, sample
from .text import TextStates
from .transformer import Transformer
from .world import Renderer, Scene, draw_scene

SCENES = 12  # in a file
MOMENTS = 4  # of each scene: sets of four cost the transformer a quarter of a window and are all of use
OTHER_SHAPES = 6  # one file in so many has another picture shape than 16:9
SEED = 9_000_000  # apart from the seeds of the rendered shots
NOISE = 0.15  # of a latent's deviation, at most
NOISY = 2  # drawings with noise alone; any two of one frame differ in nothing else
LEVELS = ((0.2, 0.4), (0.4, 0.6))  # of noise, from which the transformer draws
HELD_OUT = "held-out.npz"
SETTINGS = Settings(steps=12, guidance=3.5)


@dataclass
class Pairs:
    """Frames of one picture shape."""

    drawn: Tensor  # [n, NOISY + len(LEVELS), 3, H, W] float16 in about [-1, 1], as the decoder gives them
    true: NDArray[np.uint8]  # [n, 4 H, 4 W, 3]

    def save(self, path: Path) -> None:
        """Write as one file, so that a crash can't leave a half-written one."""
        scratch = path.with_suffix(".tmp")
        with scratch.open("wb") as stream:
            np.savez(stream, drawn=self.drawn.numpy(), true=self.true)
        scratch.replace(path)


def read(path: Path) -> Pairs:
    """Read what `Pairs.save` wrote."""
    with np.load(path) as stored:
        return Pairs(torch.from_numpy(stored["drawn"]), stored["true"])


def _decoded(codec: Codec, latents: Tensor, bucket: Bucket) -> Tensor:
    """Latents [n, N, C] to pixels [n, 3, H, W], half precision, a few at a time."""
    grid = latents.reshape(-1, bucket.rows, bucket.columns, LATENT_CHANNELS).permute(0, 3, 1, 2)
    return torch.cat([codec.decoder(few).half() for few in grid.split(8)])


def _spread(rng: np.random.Generator) -> NDArray[np.int64]:
    """Numbers of `MOMENTS` frames of a window, about evenly over it."""
    even = np.linspace(0, WINDOW - 1, MOMENTS) + rng.uniform(-1.2, 1.2, MOMENTS)
    return np.unique(np.clip(np.round(even), 0, WINDOW - 1).astype(np.int64))


@torch.no_grad()
def draw_pairs(number: int, codec: Codec, model: Transformer, text: TextStates, test: bool = False) -> Pairs:
    """Render `SCENES` scenes, send their small renders through the autoencoder, and have some drawn again."""
    rng = np.random.default_rng(SEED + number + (500_000 if test else 0))
    other = number % OTHER_SHAPES == OTHER_SHAPES - 1
    bucket = BUCKETS[1 + number // OTHER_SHAPES % (len(BUCKETS) - 1)] if other else WIDE
    scenes: list[Scene] = [draw_scene(rng, test) for _ in range(SCENES)]
    chosen = _spread(rng)
    seconds = chosen / RATE
    small, large = Renderer(bucket), Renderer(bucket, SCALE)
    frames = np.concatenate([small.clip(scene, seconds)[0] for scene in scenes])
    true = np.concatenate([large.clip(scene, seconds)[0] for scene in scenes])
    clean = torch.cat([codec.encoder(few) for few in to_pixels(frames).split(8)]).flatten(2).transpose(1, 2)
    generator = torch.Generator().manual_seed(SEED + number)
    drawings = []
    for _ in range(NOISY):
        size = NOISE * torch.rand(len(clean), 1, 1, generator=generator)
        drawings.append(clean + size * torch.randn(clean.shape, generator=generator))
    features = time_features(chosen * 2 / (WINDOW - 1) - 1, 1 / RATE)
    window = Window(bucket, seconds - seconds[0], features, np.zeros(len(chosen), bool))
    captions = [caption(scene, rng) for scene in scenes]
    latents = clean.reshape(SCENES, len(chosen), *clean.shape[1:])
    for low, high in LEVELS:
        source = Source(latents, float(rng.uniform(low, high)))
        drawn = sample(model, text, captions, window, SEED + number, SETTINGS, source)
        drawings.append(drawn.flatten(0, 1))
    return Pairs(torch.stack([_decoded(codec, each, bucket) for each in drawings], dim=1), true)


def build(folder: Path, pack: Path, codec: Codec, model: Transformer, count: int) -> None:
    """Make every file that isn't there yet, held-out scenes first."""
    folder.mkdir(parents=True, exist_ok=True)
    text = TextStates(pack)
    if not (folder / HELD_OUT).exists():
        draw_pairs(0, codec, model, text, test=True).save(folder / HELD_OUT)
    for number in range(count):
        target = folder / f"pairs-{number:03d}.npz"
        if not target.exists():
            draw_pairs(number, codec, model, text).save(target)
