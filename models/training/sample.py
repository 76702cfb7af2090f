"""Sampling in PyTorch, for validation during training; the studio's own sampler is in TypeScript."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .layout import LATENT_CHANNELS, RATE, WINDOW, Bucket, rope_tables, time_features, window_tau
from .text import TextStates
from .transformer import Transformer


@dataclass(frozen=True)
class Settings:
    """Steps and guidance; guidance acts only while the noise level lies in the interval."""

    steps: int = 12
    guidance: float = 2.5
    interval: tuple[float, float] = (0.25, 0.85)


@dataclass
class Window:
    """A window to fill: frame times, features and what is known of it."""

    bucket: Bucket
    seconds: NDArray[np.floating]
    features: NDArray[np.float32]  # [T, 8]
    known: NDArray[np.bool_]  # [T]
    latents: Tensor | None = None  # [B, T, N, C], read where known
    loop_seconds: float | None = None
    tables: tuple[Tensor, Tensor] = field(init=False)

    def __post_init__(self) -> None:
        cos, sin = rope_tables(self.seconds, self.bucket.rows, self.bucket.columns, self.loop_seconds)
        self.tables = torch.from_numpy(cos), torch.from_numpy(sin)


def plain_window(
    bucket: Bucket,
    frames: int = WINDOW,
    known: NDArray[np.bool_] | None = None,
    latents: Tensor | None = None,
) -> Window:
    """A window at full rate from the beginning of a shot."""
    step = 1 / RATE
    known = np.zeros(frames, bool) if known is None else known
    features = time_features(window_tau(frames), step)
    return Window(bucket, np.arange(frames) * step, features, known, latents)


def instant(bucket: Bucket, tau: float) -> Window:
    """A single frame at window time `tau`."""
    return Window(bucket, np.zeros(1), time_features(np.array([tau]), 1 / RATE), np.zeros(1, bool))


@dataclass(frozen=True)
class Source:
    """What a window is drawn over instead of from nothing: its latents [B, T, N, C], noisy up to `level`."""

    latents: Tensor
    level: float


@torch.no_grad()
def sample(
    model: Transformer,
    text: TextStates,
    captions: list[str],
    window: Window,
    seed: int,
    settings: Settings,
    source: Source | None = None,
) -> Tensor:
    """Latents [B, T, N, C] by DPM-Solver++(2M) (arXiv 2211.01095) on the flow-matching path, data prediction.

    With a `source` only its share of the steps is left to do.
    """
    count, frames = len(captions), len(window.seconds)
    cells = window.bucket.rows * window.bucket.columns
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, frames, cells, LATENT_CHANNELS, generator=generator)
    begin = 1.0 if source is None else source.level
    if source is not None:
        x = begin * x + (1 - begin) * source.latents
    known = torch.from_numpy(window.known)
    if window.latents is not None:
        x[:, known] = window.latents[:, known]
    states = text.batch(captions)
    empty = text.batch([""] * count)
    features = torch.from_numpy(window.features)[None].repeat(count, 1, 1)
    levels = np.linspace(begin, 0.0, math.ceil(settings.steps * begin) + 1)
    previous: Tensor | None = None
    previous_h = math.inf

    def predict(level: float, words: tuple[Tensor, Tensor]) -> Tensor:
        sigma = torch.full((count, frames), level)
        sigma[:, known] = 0.0
        flat = x.reshape(count, frames * cells, LATENT_CHANNELS)
        return model(flat, sigma, *window.tables, features, *words).reshape(x.shape)

    for now, then in itertools.pairwise(levels):
        data = predict(float(now), states)
        if settings.guidance != 1 and settings.interval[0] <= now <= settings.interval[1]:
            plain = predict(float(now), empty)
            data = plain + settings.guidance * (data - plain)
        slope = data
        lambda_now = math.log((1 - now) / now) if now < 1 else -math.inf
        lambda_then = math.log((1 - then) / then) if then > 0 else math.inf
        h = lambda_then - lambda_now
        if previous is not None and math.isfinite(h) and math.isfinite(previous_h):
            ratio = previous_h / h
            slope = data + (data - previous) / (2 * ratio)
        move = (then / now) * x + ((1 - then) - then * (1 - now) / now) * slope
        x = torch.where(known.view(1, -1, 1, 1), x, move)
        previous, previous_h = data, h
    return x


def to_grid(latents: Tensor, bucket: Bucket) -> Tensor:
    """[B, T, N, C] -> [B * T, C, h, w], as the decoder takes it."""
    flat = latents.reshape(-1, bucket.rows, bucket.columns, latents.shape[-1])
    return flat.permute(0, 3, 1, 2).contiguous()
