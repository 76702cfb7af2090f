"""Sizes, positions and times shared by the world, the networks and the exported pack.

Everything here mirrors `pack.json`: what the host computes at run time (rotary tables, time features) is computed
by these functions during training, so the two sides can be compared number by number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LATENT_CHANNELS = 48
SPATIAL_FACTOR = 32  # pixels per latent cell, in both directions
WINDOW = 16  # frames a window holds
RATE = 8  # frames per second at stride 1
# Trained up to 8. At 16 a film of a minute keeps its colours better than in two rounds of windows; at 32 subjects
# dissolve.
STRIDES = (1, 2, 4, 8, 16)
TEXT_WIDTH = 384
TEXT_LENGTH = 48
HEAD_DIM = 64
TIME_FEATURES = 8


@dataclass(frozen=True)
class Bucket:
    """One picture shape: the size the networks see, and the centred part of it that has the exact aspect."""

    aspect: str
    width: int
    height: int
    visible_width: int
    visible_height: int

    @property
    def rows(self) -> int:
        """Latent rows of a frame."""
        return self.height // SPATIAL_FACTOR

    @property
    def columns(self) -> int:
        """Latent columns of a frame."""
        return self.width // SPATIAL_FACTOR


BUCKETS = (
    Bucket("16:9", 224, 128, 224, 126),
    Bucket("9:16", 128, 224, 126, 224),
    Bucket("1:1", 160, 160, 160, 160),
    Bucket("4:3", 160, 128, 160, 120),
    Bucket("21:9", 224, 96, 224, 96),
)
WIDE = BUCKETS[0]


def _geometric(low: float, high: float, count: int) -> list[float]:
    return [round(low * (high / low) ** (i / (count - 1)), 6) for i in range(count)]


# Radians per second. The slowest turns an eighth of a circle in a window, the fastest two radians per frame.
TIME_FREQUENCIES = _geometric(0.4, 16.0, 12)
# Radians per latent cell; the slowest stays unambiguous over the widest bucket.
SPACE_FREQUENCIES = _geometric(0.15, 2.0, 10)


def rope_tables(
    seconds: NDArray[np.floating], rows: int, columns: int, loop_seconds: float | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Rotary tables for frames at `seconds` [T] of a grid rows x columns.

    Returns cos and sin, each [T * rows * columns, HEAD_DIM / 2], tokens frame-major then row-major, pairs laid out
    as time | row | column. With `loop_seconds` the time frequencies are rounded to whole turns over that duration,
    which closes the time axis into a circle.
    """
    frequencies = np.array(TIME_FREQUENCIES)
    if loop_seconds is not None:
        turn = 2 * math.pi / loop_seconds
        frequencies = np.floor(frequencies / turn + 0.5) * turn
    space = np.array(SPACE_FREQUENCIES)
    time_angle = np.asarray(seconds, np.float64)[:, None] * frequencies
    row_angle = (np.arange(rows) - (rows - 1) / 2)[:, None] * space
    column_angle = (np.arange(columns) - (columns - 1) / 2)[:, None] * space
    frames = len(time_angle)
    angle = np.concatenate(
        [
            np.broadcast_to(time_angle[:, None, None], (frames, rows, columns, len(frequencies))),
            np.broadcast_to(row_angle[None, :, None], (frames, rows, columns, len(space))),
            np.broadcast_to(column_angle[None, None], (frames, rows, columns, len(space))),
        ],
        axis=-1,
    ).reshape(frames * rows * columns, -1)
    return np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)


def time_features(tau: NDArray[np.floating], step_seconds: float, loop: bool = False) -> NDArray[np.float32]:
    """Per-frame features [T, 8] from window-relative time `tau` [T] (-1..1, 0 for a single frame).

    A closed loop has no beginning, so its first six features are zero.
    """
    tau = np.asarray(tau, np.float64)
    out = np.zeros((len(tau), TIME_FEATURES), np.float32)
    if not loop:
        out[:, 0] = tau
        out[:, 1] = tau**2
        for k in (1, 2):
            out[:, 2 * k] = np.sin(k * math.pi * tau)
            out[:, 2 * k + 1] = np.cos(k * math.pi * tau)
    out[:, 6] = math.log2(max(step_seconds, 1e-6) * RATE) / 3
    out[:, 7] = float(loop)
    return out


def window_tau(frames: int) -> NDArray[np.float64]:
    """Window-relative time of each of `frames` evenly spaced frames, [-1..1]."""
    return np.zeros(1) if frames == 1 else np.linspace(-1.0, 1.0, frames)
