"""Writes `pack.json`, the description that the host reads, and the parity fixtures beside the graphs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from . import layout
from .finisher import Finisher
from .layout import BUCKETS, Bucket
from .transformer import Shape, Transformer, flops
from .wordings import other_words

# By their names in pack.json, the files they lie in.
GRAPHS = {
    "text": "text.onnx",
    "encoder": "encoder.onnx",
    "denoiser": "denoiser.onnx",
    "denoiserOnProcessor": "denoiser-int8.onnx",
    "decoder": "decoder.onnx",
    "finisher": "finisher.onnx",
}
OPERATIONS = (
    "generate",
    "animate",
    "extend-forward",
    "extend-backward",
    "bridge",
    "fill",
    "loop",
    "keyframes",
    "restyle",
    "smooth",
)
DESCRIPTION = (
    "Kinoloom's own draft model: two-second windows of a flat-shaded, layered world, directed by text, first frames, "
    "ends, keyframes and loops. Made for animatics."
)


def digest(path: Path) -> dict[str, Any]:
    """Size and SHA-256 of a file."""
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def bucket_entry(bucket: Bucket) -> dict[str, Any]:
    """A bucket as the pack spells it."""
    return {
        "aspect": bucket.aspect,
        "width": bucket.width,
        "height": bucket.height,
        "visible": {"width": bucket.visible_width, "height": bucket.visible_height},
    }


def write_pack(
    folder: Path,
    version: str,
    shape: Shape,
    preview: dict[str, Any],
    prompt: dict[str, list[str]],
    sampler: dict[str, Any],
) -> None:
    """Describe the graphs that lie in `folder` in its pack.json."""
    present = {name: file for name, file in GRAPHS.items() if (folder / file).exists()}
    files = [*present.values(), "tokenizer.json"]
    entries = {name: digest(folder / name) for name in files}
    wide = layout.WIDE
    document = {
        "format": "kinoloom-pack",
        "formatVersion": 1,
        "id": "animatic",
        "version": version,
        "name": "Kinoloom Animatic",
        "family": "animatic",
        "licence": "Apache-2.0",
        "description": DESCRIPTION,
        "files": entries,
        "graphs": {name: {"file": file} for name, file in present.items()},
        "tokenizer": {"file": "tokenizer.json", "maxLength": layout.TEXT_LENGTH},
        "latent": {
            "channels": layout.LATENT_CHANNELS,
            "spatialFactor": layout.SPATIAL_FACTOR,
            "temporal": "per-frame",
        },
        "frames": {
            "rule": "any",
            "window": layout.WINDOW,
            "rate": {"num": layout.RATE, "den": 1},
            "strides": list(layout.STRIDES),
        },
        "buckets": [bucket_entry(bucket) for bucket in BUCKETS],
        "conditioning": "token_t",
        "prediction": "x0",
        "position": {
            "kind": "rope-3d",
            "headDim": layout.HEAD_DIM,
            "axes": [
                {
                    "name": "time",
                    "pairs": len(layout.TIME_FREQUENCIES),
                    "frequencies": layout.TIME_FREQUENCIES,
                },
                {
                    "name": "row",
                    "pairs": len(layout.SPACE_FREQUENCIES),
                    "frequencies": layout.SPACE_FREQUENCIES,
                },
                {
                    "name": "column",
                    "pairs": len(layout.SPACE_FREQUENCIES),
                    "frequencies": layout.SPACE_FREQUENCIES,
                },
            ],
            "timeUnit": "seconds",
            "timeFeatures": layout.TIME_FEATURES,
        },
        "operations": {name: {"native": True} for name in OPERATIONS},
        "context": {"frames": 6},
        "sampler": sampler,
        "preview": preview,
        "cost": {
            "weightsBytes": sum(entry["bytes"] for entry in entries.values()),
            "flopsPerWindow": flops(shape, layout.WINDOW * wide.rows * wide.columns, 24),
            # Of the whole engine: 334 MiB by `npm run bench`, largest at decoding.
            "peakBytes": 360_000_000,
        },
        "prompt": prompt,
        "otherWords": other_words(),
    }
    _write(folder / "pack.json", document)


def add_graph(folder: Path, name: str) -> None:
    """Enter a graph that has come into `folder` since in its pack.json, and leave everything else there as it is."""
    path = folder / "pack.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["files"][GRAPHS[name]] = digest(folder / GRAPHS[name])
    document["graphs"][name] = {"file": GRAPHS[name]}
    # As `write_pack` orders them.
    for part, order in (("files", [*GRAPHS.values(), "tokenizer.json"]), ("graphs", list(GRAPHS))):
        document[part] = {key: document[part][key] for key in order if key in document[part]}
    document["cost"]["weightsBytes"] = sum(entry["bytes"] for entry in document["files"].values())
    _write(path, document)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def parity_case(bucket: Bucket, frames: int, seed: int) -> tuple[torch.Tensor, ...]:
    """Inputs of the denoiser, drawn from a seed: the first frame is known, the others are noisy, all words are real."""
    generator = torch.Generator().manual_seed(seed)
    count = frames * bucket.rows * bucket.columns
    tokens = torch.randn(1, count, layout.LATENT_CHANNELS, generator=generator)
    sigma = torch.linspace(0.4, 0.9, frames).reshape(1, -1)
    sigma[0, 0] = 0.0
    cos, sin = layout.rope_tables(np.arange(frames) / layout.RATE, bucket.rows, bucket.columns)
    features = layout.time_features(layout.window_tau(frames), 1 / layout.RATE)
    text = torch.randn(1, 9, layout.TEXT_WIDTH, generator=generator) * 0.35
    mask = torch.ones(1, 9)
    return (
        tokens,
        sigma,
        torch.from_numpy(cos),
        torch.from_numpy(sin),
        torch.from_numpy(features)[None],
        text,
        mask,
    )


PARITY_INPUTS = ("tokens", "sigma", "rope_cos", "rope_sin", "time_features", "text", "text_mask")


def write_parity(folder: Path, transformer: Transformer) -> None:
    """Write parity/<case>.json (shapes and offsets) and .bin (float32, little-endian) for tests without Python."""
    target = folder / "parity"
    target.mkdir(exist_ok=True)
    for name, bucket, frames in (("wide", BUCKETS[0], 3), ("square", BUCKETS[2], 2)):
        arguments = parity_case(bucket, frames, seed=7)
        with torch.no_grad():
            prediction = transformer(*arguments)
        tensors: dict[str, dict[str, Any]] = {}
        data = b""
        for key, tensor in zip((*PARITY_INPUTS, "prediction"), (*arguments, prediction), strict=True):
            raw = tensor.numpy().astype("<f4").tobytes()
            tensors[key] = {"shape": list(tensor.shape), "offset": len(data)}
            data += raw
        case = {
            "bucket": bucket.aspect,
            "frames": frames,
            "secondsPerFrame": 1 / layout.RATE,
            "data": f"{name}.bin",
            "tensors": tensors,
            "tolerance": 1e-4,
        }
        (target / f"{name}.bin").write_bytes(data)
        (target / f"{name}.json").write_text(json.dumps(case, indent=2) + "\n", encoding="utf-8")


FINISHED_BLOCK = 8  # large pixels, a side


def write_finisher_parity(folder: Path, finisher: Finisher) -> None:
    """Write parity/finisher.json: a small picture by formula, so that only means of its finished blocks are kept."""
    height, width = 20, 28
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    board = ((y // 4 + x // 4) % 2).float()
    picture = torch.stack([x / (width - 1), y / (height - 1), board]) * 2 - 1
    with torch.no_grad():
        finished = finisher(picture[None])
    means = torch.nn.functional.avg_pool2d(finished, FINISHED_BLOCK)[0]
    case = {
        "width": width,
        "height": height,
        "block": FINISHED_BLOCK,
        "means": [[round(value, 6) for value in plane.flatten().tolist()] for plane in means],
        "tolerance": 1e-4,
    }
    target = folder / "parity"
    target.mkdir(exist_ok=True)
    (target / "finisher.json").write_text(json.dumps(case) + "\n", encoding="utf-8")
