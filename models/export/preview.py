"""The linear map from latents to colours that previews use, fitted on the pack's own encoder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime


def fit_preview(
    encoder: Path,
    mean: tuple[float, ...],
    std: tuple[float, ...],
    factor: int,
    besides: Callable[[tuple[int, int]], dict[str, np.ndarray]] = lambda _: {},
    pictures: int = 24,
) -> dict[str, Any]:
    """Encode smooth random pictures and solve for the colours of each latent cell by least squares.

    `besides` gives what the encoder is fed for a picture of so many rows and columns of latent cells.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(encoder, options, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    side = 8
    more = besides((side, side))
    rows, colours = [], []
    for _ in range(pictures):
        # Each latent cell in one colour, with its neighbours near it.
        coarse = rng.uniform(-1, 1, (3, side // 2, side // 2)).repeat(2, 1).repeat(2, 2)
        cells = np.clip(coarse + rng.normal(0, 0.1, (3, side, side)), -1, 1).astype(np.float32)
        pixels = cells.repeat(factor, 1).repeat(factor, 2)[None]
        latents = session.run(["latents"], {"pixels": pixels, **more})[0][0]
        normal = (latents - np.reshape(mean, (-1, 1, 1))) / np.reshape(std, (-1, 1, 1))
        rows.append(normal.reshape(len(mean), -1).T)
        colours.append(cells.reshape(3, -1).T)
    x = np.concatenate(rows)
    # A little damping: channels that say nothing about colour get nothing to say.
    design = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    gram = design.T @ design + 1e-3 * len(x) * np.diag([1.0] * len(mean) + [0.0])
    solution = np.linalg.solve(gram, design.T @ np.concatenate(colours))
    return {
        "matrix": [[round(float(v), 5) for v in row] for row in solution[:-1]],
        "bias": [round(float(v), 5) for v in solution[-1]],
    }
