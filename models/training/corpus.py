"""Shots, rendered and encoded once into half-precision latents, then read many times.

A 16-frame clip is 43 kB, so thousands of shots stay in memory. Three kinds of shard exist:
`still`: single moments of many scenes, for the cheap first stage;
`shot`: 20 frames at full rate from the start of the shot, so that windows can also begin in its middle;
`long`: 16 frames at strides 2, 4 or 8 from the start of the shot.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .codec import Codec
from .layout import BUCKETS, RATE, SPATIAL_FACTOR, WIDE, WINDOW, Bucket
from .runlog import to_pixels
from .world import Renderer, Scene, draw_scene

SHOT_FRAMES = 20
STILL_MOMENTS = 2  # per scene, within the first two seconds


@dataclass
class Shard:
    """Shots of one kind and one picture shape."""

    kind: str
    bucket: Bucket
    scenes: list[Scene]
    seconds: NDArray[np.float32]  # [n, F] time of each frame since the start of its shot
    steps: NDArray[np.float32]  # [n] seconds between frames (stills: of the window they are taken from)
    latents: Tensor  # [n, F, N, C] float16
    cover: Tensor  # [n, F, N] float16, the subject's share of each cell

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
            },
            path,
        )


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
    )


def moments(kind: str, rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """Times of a shot's frames, and the step between them."""
    if kind == "still":
        return np.sort(rng.integers(0, WINDOW, STILL_MOMENTS)) / RATE, 1 / RATE
    if kind == "shot":
        return np.arange(SHOT_FRAMES) / RATE, 1 / RATE
    stride = int(rng.choice([2, 2, 4, 4, 8]))
    return np.arange(WINDOW) * stride / RATE, stride / RATE


Rendered = tuple[list[Scene], NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8], NDArray[np.uint8]]


def render_shots(job: tuple[int, str, str, int]) -> Rendered:
    """Render `count` shots of a kind and aspect from a seed."""
    seed, kind, aspect, count = job
    rng = np.random.default_rng(seed)
    bucket = next(b for b in BUCKETS if b.aspect == aspect)
    renderer = Renderer(bucket)
    scenes, times, steps, pictures, masks = [], [], [], [], []
    for _ in range(count):
        scene = draw_scene(rng)
        seconds, step = moments(kind, rng)
        picture, mask = renderer.clip(scene, seconds)
        scenes.append(scene)
        times.append(seconds.astype(np.float32))
        steps.append(step)
        pictures.append(picture)
        masks.append(mask)
    return scenes, np.stack(times), np.array(steps, np.float32), np.stack(pictures), np.stack(masks)


def encoder_of(codec: Codec) -> Callable[[Tensor], Tensor]:
    """The frozen encoder, in the memory layout that is fastest for convolutions."""
    encoder = codec.encoder.to(memory_format=torch.channels_last).eval()

    def run(pixels: Tensor) -> Tensor:
        with torch.inference_mode():
            return encoder(pixels.contiguous(memory_format=torch.channels_last))

    return run


def encode(rendered: Rendered, kind: str, bucket: Bucket, encoder: Callable[[Tensor], Tensor]) -> Shard:
    """Latents and coverage of rendered shots."""
    scenes, seconds, steps, pictures, masks = rendered
    count, frames = pictures.shape[:2]
    flat = pictures.reshape(-1, *pictures.shape[2:])
    latents = torch.cat([encoder(to_pixels(flat[i : i + 16])) for i in range(0, len(flat), 16)])
    tokens = latents.flatten(2).transpose(1, 2).reshape(count, frames, -1, latents.shape[1])
    mask = torch.from_numpy(masks.reshape(-1, 1, *masks.shape[2:])).float().div_(255)
    cover = functional.avg_pool2d(mask, SPATIAL_FACTOR).reshape(count, frames, -1)
    return Shard(kind, bucket, scenes, seconds, steps, tokens.half(), cover.half())


def plan(stills: int, shots: int, longs: int, seed: int) -> list[tuple[int, str, str, int]]:
    """Jobs for a corpus: four fifths 16:9, the rest in the other shapes."""
    jobs: list[tuple[int, str, str, int]] = []
    chunks = {"still": 100, "shot": 16, "long": 16}
    for kind, total in (("still", stills), ("shot", shots), ("long", longs)):
        for index in range(0, total, chunks[kind]):
            number = index // chunks[kind]
            aspect = BUCKETS[1 + (number // 5) % 4].aspect if number % 5 == 4 else WIDE.aspect
            jobs.append((seed * 1_000_000 + len(jobs), kind, aspect, min(chunks[kind], total - index)))
    return jobs


def build(folder: Path, codec: Codec, jobs: list[tuple[int, str, str, int]]) -> None:
    """Render in one process beside this one, encode here, and write a shard per job; existing ones are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = [job for job in jobs if not (folder / f"{job[1]}-{job[0]}.pt").exists()]
    encoder = encoder_of(codec)
    with get_context("spawn").Pool(1) as pool:
        for job, rendered in zip(todo, pool.imap(render_shots, todo), strict=True):
            bucket = next(b for b in BUCKETS if b.aspect == job[2])
            encode(rendered, job[1], bucket, encoder).save(folder / f"{job[1]}-{job[0]}.pt")


def load(folder: Path, kind: str) -> Iterator[Shard]:
    """All shards of a kind."""
    for path in sorted(folder.glob(f"{kind}-*.pt")):
        yield load_shard(path)
