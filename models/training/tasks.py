"""Which frames of a window are known, and how noisy the others are.

Every operation of the studio is a choice of known frames: none (text), the first, a head, a tail, both ends,
keyframes, everything but a hole, every second frame. One network learns the mixture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MIXTURE: dict[str, float] = {
    "text": 0.29,
    "first": 0.11,
    "head": 0.17,
    "tail": 0.12,
    "ends": 0.15,
    "keys": 0.05,
    "hole": 0.08,
    "smooth": 0.03,
}


def draw_task(rng: np.random.Generator) -> str:
    """A task by the mixture."""
    names = list(MIXTURE)
    share = np.array([MIXTURE[name] for name in names])
    return str(rng.choice(names, p=share / share.sum()))


def known_frames(task: str, frames: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Known frames [T] of a task. At least one frame stays unknown."""
    known = np.zeros(frames, bool)
    if frames == 1 or task == "text":
        return known
    half = max(1, frames // 2)
    most = max(1, frames * 3 // 4)
    if task == "first":
        known[0] = True
    elif task == "head":
        known[: int(rng.integers(1, most + 1))] = True
    elif task == "tail":
        known[frames - int(rng.integers(1, most + 1)) :] = True
    elif task == "ends":
        reach = max(1, frames // 3)
        known[: int(rng.integers(1, reach + 1))] = True
        known[frames - int(rng.integers(1, reach + 1)) :] = True
    elif task == "keys":
        known[rng.permutation(frames)[: int(rng.integers(1, half + 1))]] = True
    elif task == "hole":
        width = int(rng.integers(1, half + 1))
        start = int(rng.integers(0, frames - width + 1))
        known[:] = True
        known[start : start + width] = False
    elif task == "smooth":
        known[::2] = True
    else:
        raise ValueError(f"unknown task {task}")
    if known.all():
        known[int(rng.integers(frames))] = False
    return known


def noise_levels(known: NDArray[np.bool_], rng: np.random.Generator, blind: float = 0.12) -> NDArray[np.float32]:
    """Noise level [T] of each frame.

    Unknown frames mostly share one level, as when sampling; sometimes each has its own (diffusion forcing), which
    teaches to lean on whichever frames are clearest. Known frames are clean, or a little noisy and told so, which
    hardens against imperfect frames of the model's own making. A share `blind` of windows is pure noise: there the
    words and the time alone must say where everything is, which is what motion is learned from.
    """
    frames = len(known)

    def level(count: int) -> NDArray[np.float64]:
        bell = 1 / (1 + np.exp(-rng.normal(0.8, 1.1, count)))
        flat = rng.uniform(0.01, 1.0, count)
        return np.where(rng.random(count) < 0.5, bell, flat)

    sigma = level(frames) if rng.random() < 0.25 else np.full(frames, level(1)[0])
    if rng.random() < blind:
        sigma[:] = 1.0
    sigma[known] = rng.uniform(0, 0.3) if rng.random() < 0.2 else 0.0
    return sigma.astype(np.float32)
