"""Rendered shots, encoded once into half-precision latents, then read many times.

A 16-frame clip is 86 kB, so thousands of shots stay in memory. See `shots.py` for the kinds.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .codec import Codec
from .layout import BUCKETS, SPATIAL_FACTOR, Bucket
from .runlog import half_precision, to_pixels
from .shots import Rendered, read
from .world import Scene


@dataclass
class Shard:
    """Shots of one kind and one picture shape."""

    kind: str
    bucket: Bucket
    scenes: list[Scene]
    seconds: NDArray[np.float32]  # [n, F] time of each frame since the start of its shot
    steps: NDArray[np.float32]  # [n] seconds between frames (stills: of the window they are taken from)
    latents: Tensor  # [n, F, N, C] float16
    cover: Tensor | None  # [n, F, N] float16, the subject's share of each cell; unknown for clips of the model's own
    # [n, F, N, C] float16: the same frames as they are given to the model when they are known, where that differs
    given: Tensor | None = None
    captions: list[str] | None = None  # where a scene doesn't tell what is seen

    def save(self, path: Path) -> None:
        """Write as one file."""
        torch.save(
            {
                "kind": self.kind,
                "aspect": self.bucket.aspect,
                "scenes": json.dumps([dataclasses.asdict(scene) for scene in self.scenes]),
                "seconds": torch.from_numpy(self.seconds),
                "steps": torch.from_numpy(self.steps),
                "latents": self.latents,
                "cover": self.cover,
                "given": self.given,
                "captions": self.captions,
            },
            path.with_suffix(".tmp"),
        )
        path.with_suffix(".tmp").replace(path)


def load_shard(path: Path) -> Shard:
    """Read a shard."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return Shard(
        kind=state["kind"],
        bucket=next(b for b in BUCKETS if b.aspect == state["aspect"]),
        scenes=[Scene(**fields) for fields in json.loads(state["scenes"])],
        seconds=state["seconds"].numpy(),
        steps=state["steps"].numpy(),
        latents=state["latents"],
        cover=state["cover"],
        given=state.get("given"),
        captions=state.get("captions"),
    )


def encoder_of(codec: Codec) -> Callable[[Tensor], Tensor]:
    """The frozen encoder, in the memory layout that is fastest for convolutions."""
    encoder = codec.encoder.to(memory_format=torch.channels_last).eval()

    def run(pixels: Tensor) -> Tensor:
        with torch.inference_mode(), half_precision():
            return encoder(pixels.contiguous(memory_format=torch.channels_last)).float()

    return run


def encode(rendered: Rendered, encoder: Callable[[Tensor], Tensor]) -> Shard:
    """Latents and coverage of rendered shots."""
    pictures, masks = rendered.pictures, rendered.masks
    count, frames = pictures.shape[:2]
    flat = pictures.reshape(-1, *pictures.shape[2:])
    latents = torch.cat([encoder(to_pixels(flat[i : i + 16])) for i in range(0, len(flat), 16)])
    tokens = latents.flatten(2).transpose(1, 2).reshape(count, frames, -1, latents.shape[1])
    mask = torch.from_numpy(masks.reshape(-1, 1, *masks.shape[2:])).float().div_(255)
    cover = functional.avg_pool2d(mask, SPATIAL_FACTOR).reshape(count, frames, -1)
    return Shard(
        rendered.kind, rendered.bucket, rendered.scenes, rendered.seconds, rendered.steps, tokens.half(), cover.half()
    )


def build(folder: Path, codec: Codec, shots: Path, part: tuple[int, int] = (0, 1)) -> None:
    """Encode every rendered file that has no shard yet; of `part` (i, n) only every n-th file from the i-th on, so that
    several processes can share the work."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder = encoder_of(codec)
    for path in sorted(shots.glob("*.npz"))[part[0] :: part[1]]:
        target = folder / f"{path.stem}.pt"
        if not target.exists():
            encode(read(path), encoder).save(target)


def load(folder: Path, kind: str) -> Iterator[Shard]:
    """All shards of a kind."""
    for path in sorted(folder.glob(f"{kind}-*.pt")):
        yield load_shard(path)
