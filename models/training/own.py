"""Clips of the model's own, to learn to go on from.

What a filmmaker extends is mostly a take the model made: sampled with guidance, decoded to bytes, and encoded again.
True renders, encoded once, look different to the network, and a model trained on them alone leaves its own takes with a
jump (measured: see README, "What the third run taught"). So whole windows are sampled as the studio samples them. In
training their known frames stand as decoder and encoder give them back, and what is asked for are the frames as they
were sampled: the clip that the model itself takes for one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from .batches import words_for
from .codec import Codec
from .corpus import Shard, encoder_of
from .layout import BUCKETS, LATENT_CHANNELS, RATE, WIDE, WINDOW
from .runlog import to_bytes, to_pixels
from .sample import Settings, plain_window, sample, to_grid
from .text import TextStates
from .transformer import Transformer
from .world import Scene, draw_scene

CLIPS = 8  # in a shard
OTHER_SHAPES = 5  # one shard in so many has another picture shape than 16:9
SEED = 7_000_000  # apart from the seeds of the rendered shots


def _asked(scene: Scene, rng: np.random.Generator) -> str:
    """A caption as training has them, but never the empty one: without words nothing in particular would be drawn."""
    while not (words := words_for(scene, rng)):
        pass
    return words


@torch.no_grad()
def clips(model: Transformer, codec: Codec, text: TextStates, number: int, settings: Settings) -> Shard:
    """Sample a shard's windows and send them through decoder and encoder."""
    rng = np.random.default_rng(SEED + number)
    bucket = BUCKETS[1 + number // OTHER_SHAPES % 4] if number % OTHER_SHAPES == OTHER_SHAPES - 1 else WIDE
    scenes = [draw_scene(rng) for _ in range(CLIPS)]
    captions = [_asked(scene, rng) for scene in scenes]
    latents = sample(model, text, captions, plain_window(bucket), SEED + number, settings)
    encoder = encoder_of(codec)
    given = []
    for clip in latents:
        pictures = to_bytes(codec.decoder(to_grid(clip[None], bucket)))
        again = encoder(to_pixels(pictures))
        given.append(again.flatten(2).transpose(1, 2).reshape(WINDOW, -1, LATENT_CHANNELS))
    return Shard(
        kind="own",
        bucket=bucket,
        scenes=scenes,
        seconds=np.repeat(np.arange(WINDOW, dtype=np.float32)[None] / RATE, CLIPS, 0),
        steps=np.full(CLIPS, 1 / RATE, np.float32),
        latents=latents.half(),
        cover=None,
        given=torch.stack(given).half(),
    )


def build(
    folder: Path, model: Transformer, codec: Codec, text: TextStates, shards: int, settings: Settings | None = None
) -> None:
    """Make every shard that isn't there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(shards):
        target = folder / f"own-{number:04d}.pt"
        if not target.exists():
            clips(model, codec, text, number, settings or Settings()).save(target)
