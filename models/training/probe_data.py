"""What the probe learns from: true renders, worn in the ways that networks and codecs wear pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from .layout import WIDE
from .probe import COVER, FRAMES, MOVING, SHRINK, STEP_SECONDS, attributes
from .world import Renderer, Scene, draw_scene

Clip = NDArray[np.uint8]  # [FRAMES, HEIGHT, WIDTH, 3]
UNREAD = -100  # what cross entropy ignores


@dataclass(frozen=True)
class Example:
    """A clip and the index of each attribute's value; UNREAD where it can't be seen."""

    clip: Clip
    labels: tuple[int, ...]
    cover: NDArray[np.float32]  # [FRAMES, *COVER], the subject's share of each cell


def labels_of(shot: Scene, whole: bool) -> tuple[int, ...]:
    """Indices into the values of `attributes()`. Speed is that of a journey, so only sideways motion has one."""
    out = []
    for name, values in attributes().items():
        hidden = (name in MOVING and not whole) or (name == "speed" and not shot.moves_sideways)
        out.append(UNREAD if hidden else values.index(getattr(shot, name)))
    return tuple(out)


def moments(rng: np.random.Generator, whole: bool) -> NDArray[np.float64]:
    """Times of the pictures: the two seconds a model's window shows, or any stretch of a longer shot."""
    if whole:
        return np.arange(FRAMES, dtype=np.float64) * STEP_SECONDS
    step = float(rng.choice([0.5, 1.0])) * STEP_SECONDS
    return float(rng.uniform(0, 6)) + np.arange(FRAMES, dtype=np.float64) * step


def new_renderer() -> Renderer:
    """Renders at the size that the probe sees, which is what averaging a larger render down comes to."""
    return Renderer(WIDE, 1 / SHRINK)


def _rendered(shot: Scene, renderer: Renderer, seconds: NDArray[np.float64], whole: bool) -> Example:
    clip, mask = renderer.clip(shot, seconds)
    rows, columns = COVER
    share = mask.reshape(len(mask), rows, mask.shape[1] // rows, columns, mask.shape[2] // columns).mean((2, 4)) / 255
    return Example(clip, labels_of(shot, whole), share.astype(np.float32))


def draw_example(
    rng: np.random.Generator, renderer: Renderer, test: bool = False, whole: bool | None = None
) -> Example:
    """A clip of the training combinations or of the held-out ones; three in four are whole windows."""
    complete = bool(rng.random() < 0.75) if whole is None else whole
    return _rendered(draw_scene(rng, test=test), renderer, moments(rng, complete), complete)


def draw_still(rng: np.random.Generator, renderer: Renderer) -> Example:
    """A single moment of a shot, mostly of its first two seconds."""
    seconds = rng.uniform(0, 2) if rng.random() < 0.8 else rng.uniform(0, 8)
    return _rendered(draw_scene(rng), renderer, np.array([seconds]), False)


def worn(clip: Clip, rng: np.random.Generator) -> NDArray[np.float32]:
    """The clip as a generator might give it, [FRAMES, 3, HEIGHT, WIDTH] in [-1, 1]."""
    pictures = clip
    height, width = clip.shape[1:3]
    if rng.random() < 0.35:
        factor = float(rng.uniform(1.3, 3))
        small = (max(8, round(width / factor)), max(8, round(height / factor)))
        back = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
        pictures = np.stack(
            [cv2.resize(cv2.resize(p, small, interpolation=cv2.INTER_AREA), (width, height), interpolation=back)
             for p in pictures]
        )  # fmt: skip
    if rng.random() < 0.5:
        sigma = float(rng.uniform(0.3, 1.5))
        pictures = np.stack([cv2.GaussianBlur(p, (0, 0), sigma) for p in pictures])
    if rng.random() < 0.3:
        pictures = _warped(pictures, rng)
    if rng.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 85))]
        coded = [cv2.imencode(".jpg", p, quality)[1] for p in pictures]
        pictures = np.stack([np.asarray(cv2.imdecode(c, cv2.IMREAD_COLOR), np.uint8) for c in coded])
    out = pictures.astype(np.float32) / 127.5 - 1
    if rng.random() < 0.5:
        # Light and tint a little off, and a flicker from picture to picture.
        gain = rng.uniform(0.94, 1.06, (1, 1, 1, 3)) * rng.normal(1, 0.012, (len(out), 1, 1, 1))
        out = out * gain + rng.normal(0, 0.02, (1, 1, 1, 3))
    if rng.random() < 0.3:
        out = out + rng.normal(0, rng.uniform(0.01, 0.08), out.shape)
    return np.ascontiguousarray(out.clip(-1, 1).transpose(0, 3, 1, 2), np.float32)


def _warped(pictures: Clip, rng: np.random.Generator) -> Clip:
    """Shapes that swim: a smooth displacement of a few pixels, another one for each picture."""
    height, width = pictures.shape[1:3]
    reach = float(rng.uniform(0.3, 1.2))
    steady = rng.normal(0, reach, (5, 8, 2))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    out = []
    for picture in pictures:
        coarse = (steady + rng.normal(0, reach * 0.35, steady.shape)).astype(np.float32)
        swim = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        out.append(
            cv2.remap(
                picture, columns + swim[..., 0], rows + swim[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
            )
        )
    return np.stack(out)


class Supply:
    """Batches from pools that are renewed all the time: rendering is dear, wearing a picture another way is cheap."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 0x9B0BE])
        self.renderer = new_renderer()
        self.pools: dict[bool, list[Example]] = {False: [], True: []}

    def _next(self, clip: bool) -> Example:
        pool, most, fresh = self.pools[clip], 1200 if clip else 12000, 0.4 if clip else 0.5
        if len(pool) >= 64 and self.rng.random() >= fresh:
            return pool[int(self.rng.integers(len(pool)))]
        example = draw_example(self.rng, self.renderer) if clip else draw_still(self.rng, self.renderer)
        if len(pool) < most:
            pool.append(example)
        else:
            pool[int(self.rng.integers(most))] = example
        return example

    def batch(self, stills: int, clips: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Pictures [stills + clips * FRAMES, 3, HEIGHT, WIDTH], labels [stills + clips, attributes], and the cover."""
        examples = [self._next(index >= stills) for index in range(stills + clips)]
        pictures = np.concatenate([worn(e.clip, self.rng) for e in examples])
        cover = torch.from_numpy(np.concatenate([e.cover for e in examples]))[:, None]
        return torch.from_numpy(pictures), torch.tensor([e.labels for e in examples]), cover


def held_out_examples(count: int, seed: int) -> Iterator[Example]:
    """Whole windows of combinations that no training has seen."""
    rng = np.random.default_rng([seed, 0x7E57])
    renderer = new_renderer()
    for _ in range(count):
        yield draw_example(rng, renderer, test=True, whole=True)
