"""What the person who exports can choose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .graph import Graph, Precision, WeightStore


@dataclass(frozen=True)
class Options:
    """Settings of one export."""

    folder: Path
    dtype: Precision = "fp32"
    opset: int = 20
    #: Attention by onnxruntime's own operator; without it by plain products, which need memory for all scores.
    fused: bool = True
    #: Lines of the picture's shorter side, where the model was made for several; None takes the model's own.
    lines: int | None = None

    def graph(self, name: str, store: WeightStore, precision: Precision | None = None) -> Graph:
        """A new graph made as these options say."""
        return Graph(name, store, opset=self.opset, precision=precision or self.dtype, fused=self.fused)
