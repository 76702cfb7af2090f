"""Which frames the autoencoder's convolutions over time look at, call by call.

A graph does not know where in a clip it is: the host tells every convolution which frames of its row (two frames kept
of the call before, then what just came) lie under each of its three taps, and which two are kept for the next call.
Beyond its ends a clip shows its first and last frame, which is then a matter of numbers. So one graph decodes a clip as
a whole or piece by piece, and gives the same: a convolution that looks ahead gives its frames one later.

The engine plans any number of calls (`families/ltx/stream-plan.ts`); here is the plan of a single one, for tests and
for what the exporter measures itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

#: Frames of a row that are kept for the next call: as many as three taps still need.
KEPT = 2
#: Rows of a residual layer: of its first and of its second convolution.
HALVES = ("a", "b")

Kind = Literal["conv", "residual", "grow", "shrink"]


@dataclass(frozen=True)
class Layer:
    """One layer with convolutions over time, as the manifest names it.

    `conv` gives as many frames as it takes, `residual` is two of them around which the value goes as well, `grow`
    makes two frames of each and drops the first, `shrink` one of two, the first frame standing for two. `channels` and
    `scale` (cells for one of the latents, along a side) are those of the frames that come in.
    """

    kind: Kind
    name: str
    channels: int
    scale: int

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of its rows."""
        return tuple(self.name + half for half in HALVES) if self.kind == "residual" else (self.name,)

    def about(self) -> dict[str, Any]:
        """The layer for the manifest."""
        return asdict(self)


def whole(layers: Sequence[Layer], frames: int, cells: tuple[int, int], *, causal: bool) -> dict[str, np.ndarray]:
    """Everything a graph is fed beside its clip to see it in a single call: empty rows, and which frames are looked at.

    `frames` come in, `cells` are rows and columns of the latents.
    """
    feeds: dict[str, np.ndarray] = {}
    first = KEPT
    for layer in layers:
        shift = 1 if layer.kind == "shrink" else 0
        wanted = np.arange(frames + shift)[:, None] + (np.arange(3) - (2 if causal else 1)) - shift
        taps = np.clip(wanted, 0, frames - 1).reshape(-1)
        sides = tuple(side * layer.scale for side in cells)
        for name in layer.rows:
            feeds[name] = np.zeros((KEPT, layer.channels, *sides), np.float32)
            feeds[f"{name}_taps"] = taps + (KEPT if name != layer.rows[0] else first)
            feeds[f"{name}_keep"] = np.zeros(KEPT, np.int64)
        if layer.kind == "residual":
            feeds[f"{layer.name}_skip"] = np.arange(frames) + first
        # Before the clip's first frame lies the other one of its pair.
        first = KEPT + (1 if layer.kind == "grow" else 0)
        if layer.kind == "grow":
            frames = 2 * frames - 1
        elif layer.kind == "shrink":
            frames = (frames + 1) // 2
    return feeds
