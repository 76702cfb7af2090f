"""One file of reference tensors with a description: what the TypeScript side reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file


class Cases:
    """Collects tensors under names and the numbers that go with them."""

    def __init__(self) -> None:
        self.tensors: dict[str, np.ndarray] = {}
        self.about: list[dict[str, Any]] = []

    def add(self, graph: str, tensors: dict[str, np.ndarray], **about: Any) -> None:
        """Note one case of a graph (or of `pipeline`); its tensors are found under `<number>.<name>`."""
        number = len(self.about)
        for name, tensor in tensors.items():
            kind = {"i": np.int64, "u": np.uint8}.get(tensor.dtype.kind, np.float32)
            self.tensors[f"{number}.{name}"] = np.ascontiguousarray(tensor, dtype=kind)
        self.about.append({"graph": graph, "tensors": sorted(tensors), **about})

    def of(self, graph: str) -> list[tuple[dict[str, Any], dict[str, np.ndarray]]]:
        """The cases of one graph."""
        return [
            (about, {name: self.tensors[f"{number}.{name}"] for name in about["tensors"]})
            for number, about in enumerate(self.about)
            if about["graph"] == graph
        ]

    def save(self, folder: Path, origin: str) -> None:
        """Write cases.json and cases.safetensors."""
        save_file(self.tensors, folder / "cases.safetensors")
        content = {"origin": origin, "cases": self.about}
        (folder / "cases.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
