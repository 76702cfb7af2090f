"""Runs the graphs of a pack with onnxruntime for Python and compares them with reference cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from ..ltx.stream import Layer, whole
from .case import Cases


def relative_error(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest difference over the largest value."""
    if ours.shape != theirs.shape:
        raise ValueError(f"shapes differ: {ours.shape} and {theirs.shape}")
    return float(np.abs(ours - theirs).max() / max(1e-6, float(np.abs(theirs).max())))


class PackRunner:
    """The graphs of a pack by their role."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = json.loads((folder / "pack.json").read_text(encoding="utf-8"))

    def session(self, role: str) -> onnxruntime.InferenceSession:
        """A CPU session of one graph."""
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        path = self.folder / self.manifest["graphs"][role]["file"]
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def stream(self, half: str, name: str, values: np.ndarray, group: int) -> np.ndarray:
        """Encode or decode frame group by frame group, handing the state on."""
        first, following = self.session(f"{half}First"), self.session(f"{half}Next")
        results = []
        state: dict[str, np.ndarray] = {}
        at = 0
        while at < len(values):
            session, size = (first, 1) if at == 0 else (following, group)
            names = [output.name for output in session.get_outputs()]
            outputs = dict(zip(names, session.run(names, {name: values[at : at + size], **state}), strict=True))
            state = {key.removeprefix("next_"): value for key, value in outputs.items() if key.startswith("next_")}
            wanted = {entry.name for entry in following.get_inputs()}
            state = {key: value for key, value in state.items() if key in wanted}
            results.append(next(value for key, value in outputs.items() if not key.startswith("next_")))
            at += size
        return np.concatenate(results)

    def codec_feeds(self, role: str, tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What one half of LTX-Video's codec is fed beside a clip that it sees as a whole."""
        stream = self.manifest["stream"][f"{role}r"]
        layers = [Layer(**layer) for layer in stream["layers"]]
        clip = tensors["pixels" if role == "encode" else "latents"]
        rows, columns = tensors["latents"].shape[2:]
        return whole(layers, len(clip), (rows, columns), causal=stream["causal"])

    def parted(self, tensors: dict[str, np.ndarray], suffix: str = "") -> float:
        """Error of one step of a transformer in its three parts, each fed what the ones before it gave."""
        values = dict(tensors)
        for part in ("head", "body", "end"):
            session = self.session(f"{part}{suffix}")
            names = [output.name for output in session.get_outputs()]
            feeds = {entry.name: values[entry.name] for entry in session.get_inputs()}
            values |= dict(zip(names, session.run(names, feeds), strict=True))
        return relative_error(values["velocity"], tensors["velocity"])

    def _worst_output(self, session: onnxruntime.InferenceSession, tensors: dict[str, np.ndarray]) -> float:
        """Largest error over all outputs of one call."""
        inputs = {entry.name: tensors[entry.name] for entry in session.get_inputs()}
        names = [output.name for output in session.get_outputs() if output.name in tensors]
        values = session.run(names, inputs)
        return max(relative_error(value, tensors[name]) for name, value in zip(names, values, strict=True))

    def compare(self, cases: Cases) -> dict[str, float]:
        """Largest relative error of each graph over its cases."""
        worst: dict[str, float] = {}
        group = self.manifest["frames"].get("group", 1)
        for role in dict.fromkeys(about["graph"] for about in cases.about):
            for _, tensors in cases.of(role):
                if f"{role}r" in self.manifest["graphs"]:
                    error = self._worst_output(self.session(f"{role}r"), {**tensors, **self.codec_feeds(role, tensors)})
                elif role == "encode":
                    error = relative_error(
                        self.stream("encoder", "pixels", tensors["pixels"], group), tensors["latents"]
                    )
                elif role == "decode":
                    error = relative_error(self.stream("decoder", "latents", tensors["latents"], 1), tensors["pixels"])
                else:
                    error = self._worst_output(self.session(role), tensors)
                worst[role] = max(worst.get(role, 0.0), error)
        return worst
