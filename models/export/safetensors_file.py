"""Tensors of a diffusers component, one at a time and without PyTorch, so that a model far larger than memory exports.

Format: https://huggingface.co/docs/safetensors (eight bytes of header length, a JSON header, the raw data).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

from .errors import ExportError

_DTYPES: dict[str, np.dtype[Any]] = {
    "F64": np.dtype(np.float64),
    "F32": np.dtype(np.float32),
    "F16": np.dtype(np.float16),
    "BF16": np.dtype(ml_dtypes.bfloat16),
    "I64": np.dtype(np.int64),
    "I32": np.dtype(np.int32),
}
_HEADER_LIMIT = 100_000_000


class _File:
    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > _HEADER_LIMIT or length + 8 > path.stat().st_size:
                raise ExportError(f"{path.name} is damaged: its header is longer than the file.")
            try:
                self.header: dict[str, Any] = json.loads(file.read(length))
            except ValueError as error:
                raise ExportError(f"{path.name} is damaged: its header can't be read.") from error
        self.header.pop("__metadata__", None)
        self.start = 8 + length
        end = max((entry["data_offsets"][1] for entry in self.header.values()), default=0)
        if self.start + end > path.stat().st_size:
            raise ExportError(f"{path.name} is damaged: it ends before its last tensor.")

    def read(self, name: str) -> np.ndarray:
        entry = self.header[name]
        dtype = _DTYPES.get(entry["dtype"])
        if dtype is None:
            raise ExportError(f"The tensor {name} has the type {entry['dtype']}, which this exporter can't read.")
        begin, _ = entry["data_offsets"]
        shape = tuple(entry["shape"])
        return np.memmap(self.path, dtype=dtype, mode="r", offset=self.start + begin, shape=shape)


class Weights(Mapping[str, np.ndarray]):
    """The tensors in a component's folder by name; float ones come as float32."""

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.glob("*.safetensors") if not path.name.startswith("."))
        # Repositories may hold a half-precision variant beside the full one.
        plain = [path for path in files if ".fp16." not in path.name] or files
        if not plain:
            raise ExportError(f"The folder {folder.name} has no weights: it holds no .safetensors file.")
        self.folder = folder
        self._where: dict[str, _File] = {}
        for path in plain:
            file = _File(path)
            for name in file.header:
                self._where[name] = file

    def __getitem__(self, name: str) -> np.ndarray:
        file = self._where.get(name)
        if file is None:
            raise ExportError(f"The weights in {self.folder.name} have no tensor {name}.")
        tensor = file.read(name)
        return tensor if tensor.dtype.kind == "i" else tensor.astype(np.float32)

    def __contains__(self, name: object) -> bool:
        return name in self._where

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)
