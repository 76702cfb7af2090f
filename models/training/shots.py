"""Shots, rendered once to disk and read by everything that learns from pictures.

Rendering needs neither a network nor PyTorch, so it runs beside a training that keeps another core busy. Kinds:
`still`: single moments of many scenes, for the cheap first stage;
`shot`: 20 frames at full rate from the start of the shot, so that windows can also begin in its middle;
`long`: 16 frames at strides 2, 4, 8 or 16 from the start of the shot;
`later`: 20 frames at full rate from the middle of a shot, which only known frames can tell of.
"""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .layout import BUCKETS, RATE, WIDE, WINDOW, Bucket
from .world import Renderer, Scene, draw_scene

SHOT_FRAMES = 20
STILL_MOMENTS = 2  # per scene, within the first two seconds
LATEST = 30.0  # seconds into a shot at which a `later` one may begin

Job = tuple[int, str, str, int]  # seed, kind, aspect, count


@dataclass
class Rendered:
    """Shots of one kind and picture shape."""

    kind: str
    bucket: Bucket
    scenes: list[Scene]
    seconds: NDArray[np.float32]  # [n, F] time of each frame since the start of its shot
    steps: NDArray[np.float32]  # [n] seconds between frames (stills: of the window they are taken from)
    pictures: NDArray[np.uint8]  # [n, F, H, W, 3]
    masks: NDArray[np.uint8]  # [n, F, H, W], 0 or 255 where the subject is

    def save(self, path: Path) -> None:
        """Write as one file, so that a crash can't leave a half-written one."""
        scratch = path.with_suffix(".tmp")
        with scratch.open("wb") as stream:
            np.savez(
                stream,
                kind=self.kind,
                aspect=self.bucket.aspect,
                scenes=json.dumps([dataclasses.asdict(scene) for scene in self.scenes]),
                seconds=self.seconds,
                steps=self.steps,
                pictures=self.pictures,
                masks=np.packbits(self.masks > 127, axis=-1),
            )
        os.replace(scratch, path)


def read(path: Path) -> Rendered:
    """Read what `Rendered.save` wrote."""
    with np.load(path) as state:
        width = state["pictures"].shape[3]
        return Rendered(
            kind=str(state["kind"]),
            bucket=next(b for b in BUCKETS if b.aspect == str(state["aspect"])),
            scenes=[Scene(**fields) for fields in json.loads(str(state["scenes"]))],
            seconds=state["seconds"],
            steps=state["steps"],
            pictures=state["pictures"],
            masks=np.unpackbits(state["masks"], axis=-1, count=width) * np.uint8(255),
        )


def moments(kind: str, rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """Times of a shot's frames, and the step between them."""
    if kind == "still":
        return np.sort(rng.integers(0, WINDOW, STILL_MOMENTS)) / RATE, 1 / RATE
    if kind == "shot":
        return np.arange(SHOT_FRAMES) / RATE, 1 / RATE
    if kind == "later":
        # Whole frames, mostly soon after the first window, where an extension takes up.
        begin = int(RATE * (1 + (LATEST - 1) * rng.random() ** 3))
        return (begin + np.arange(SHOT_FRAMES)) / RATE, 1 / RATE
    stride = int(rng.choice([2, 2, 4, 4, 8, 16]))
    return np.arange(WINDOW) * stride / RATE, stride / RATE


def render_shots(job: Job) -> Rendered:
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
    return Rendered(
        kind, bucket, scenes, np.stack(times), np.array(steps, np.float32), np.stack(pictures), np.stack(masks)
    )


def plan(counts: dict[str, int], seed: int) -> list[Job]:
    """Jobs for `counts` shots of each kind: four fifths 16:9, the rest in the other shapes, kinds interleaved so that
    whatever has been rendered when somebody reads is a fair share of everything."""
    chunks = {"still": 160, "shot": 16, "long": 16, "later": 16}
    jobs: list[tuple[float, Job]] = []
    for kind, total in counts.items():
        for index in range(0, total, chunks[kind]):
            number = index // chunks[kind]
            aspect = BUCKETS[1 + (number // 5) % 4].aspect if number % 5 == 4 else WIDE.aspect
            job = (seed * 1_000_000 + len(jobs), kind, aspect, min(chunks[kind], total - index))
            jobs.append(((index + chunks[kind] / 2) / total, job))
    return [job for _, job in sorted(jobs)]


def file_of(folder: Path, job: Job) -> Path:
    """Where a job's shots lie."""
    return folder / f"{job[1]}-{job[0]}.npz"


def render(folder: Path, jobs: list[Job]) -> None:
    """Render every job that isn't there yet, one after the other in this process."""
    folder.mkdir(parents=True, exist_ok=True)
    for job in jobs:
        path = file_of(folder, job)
        if not path.exists():
            render_shots(job).save(path)
