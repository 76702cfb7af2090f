"""What both trainings need around their loops: a JSON-lines log, atomic checkpoints, contact sheets, averaging."""

from __future__ import annotations

import json
import os
import time
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


@cache
def _has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself. Where it doesn't, PyTorch emulates it: a hundredth of the
    speed of float32 was measured on one with AVX2 alone."""
    cpuinfo = Path("/proc/cpuinfo")
    flags = cpuinfo.read_text(encoding="utf-8") if cpuinfo.exists() else ""
    return "avx512_bf16" in flags or "amx_bf16" in flags


def half_precision() -> AbstractContextManager[Any]:
    """Products in bfloat16 where the processor gains by it, else in float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=_has_fast_bfloat16())


class RunLog:
    """A run's folder: `log.jsonl`, `last.pt`, sheets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, **values: Any) -> None:
        """Append a line; floats are rounded so that logs stay readable."""
        line: dict[str, Any] = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        line.update({k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()})
        text = json.dumps(line)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")
        print(text, flush=True)

    def save(self, state: dict[str, Any], name: str = "last.pt") -> None:
        """Write a checkpoint so that a crash can't leave a half-written one."""
        path = self.folder / name
        scratch = path.with_suffix(".tmp")
        torch.save(state, scratch)
        os.replace(scratch, path)

    def load(self, name: str = "last.pt") -> dict[str, Any] | None:
        """The checkpoint, if there is one."""
        path = self.folder / name
        return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None

    def sheet(self, rows: list[NDArray[np.uint8]], name: str) -> None:
        """Save rows of pictures [H, W, 3] one below the other."""
        cv2.imwrite(str(self.folder / name), np.vstack(rows)[:, :, ::-1])


class Average:
    """Exponential moving average of a module's weights, in float32, with a warm-up so that it forgets its start."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.state: dict[str, Tensor] = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """Take in the current weights."""
        self.steps += 1
        share = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        for key, value in module.state_dict().items():
            self.state[key].lerp_(value, share)


def to_bytes(pixels: Tensor) -> NDArray[np.uint8]:
    """Pixels [..., 3, H, W] in [-1, 1] to bytes [..., H, W, 3]."""
    scaled = ((pixels.detach().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return scaled.movedim(-3, -1).contiguous().numpy()


def to_pixels(frames: NDArray[np.uint8]) -> Tensor:
    """Bytes [..., H, W, 3] to pixels [..., 3, H, W] in [-1, 1]."""
    return torch.from_numpy(frames).movedim(-1, -3).float().div_(127.5).sub_(1)


def decayed(progress: float, peak: float, tail: float = 0.4, floor: float = 0.02) -> float:
    """Learning rate: constant, then linear decay over the last `tail` of the budget. `progress` runs 0..1."""
    if progress < 1 - tail:
        return peak
    return peak * max(floor, (1 - progress) / tail)
