"""Exports a training run as the pack in `models/animatic` and proves it against PyTorch."""

from __future__ import annotations

import copy
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from .carry import carry_transformer, codec_of, finisher_of, preview_of, shape_of
from .codec import Codec
from .finisher import Finisher
from .graphs import export_codec, export_finisher, export_text, export_transformer, round_to_half
from .layout import BUCKETS, LATENT_CHANNELS
from .pack import PARITY_INPUTS, add_graph, parity_case, write_finisher_parity, write_pack, write_parity
from .pipeline import write_pipeline_case
from .text import load_sentence_encoder
from .transformer import Shape, Transformer
from .world import VOCABULARY

SAMPLER: dict[str, Any] = {
    "name": "dpmpp-2m",
    "steps": 12,
    "guidance": 3.5,
    "guidanceInterval": [0.25, 0.85],
    "cfgZeroStar": True,
    "shift": 1.0,
    "draftSteps": 4,
}
TOLERANCE = 1e-4


def session(path: Path) -> onnxruntime.InferenceSession:
    """A CPU session with as many threads as PyTorch was given."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _apart(ours: torch.Tensor, theirs: np.ndarray) -> float:
    """Largest difference, relative to the size of the output."""
    expected = ours.detach().numpy()
    return float(np.abs(expected - theirs).max()) / max(1.0, float(np.abs(expected).max()))


@torch.no_grad()
def finisher_parity(folder: Path, finisher: Finisher) -> dict[str, float]:
    """Largest difference between PyTorch and ONNX Runtime over all picture shapes."""
    runner = session(folder / "finisher.onnx")
    generator = torch.Generator().manual_seed(4)
    worst = 0.0
    for bucket in BUCKETS:
        pixels = torch.rand(2, 3, bucket.height, bucket.width, generator=generator) * 2 - 1
        worst = max(worst, _apart(finisher(pixels), runner.run(None, {"pixels": pixels.numpy()})[0]))
    return {"finisher": worst}


def parity(folder: Path, codec: Codec, transformer: Transformer, finisher: Finisher | None) -> dict[str, float]:
    """Largest difference between PyTorch and ONNX Runtime for each graph, relative to the size of the output."""
    worst: dict[str, float] = finisher_parity(folder, finisher) if finisher else {}

    def note(name: str, ours: torch.Tensor, theirs: np.ndarray) -> None:
        worst[name] = max(worst.get(name, 0.0), _apart(ours, theirs))

    runners = {name: session(folder / f"{name}.onnx") for name in ("denoiser", "encoder", "decoder")}
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for index, bucket in enumerate(BUCKETS):
            arguments = parity_case(bucket, 2 + index, seed=index)
            feed = {key: value.numpy() for key, value in zip(PARITY_INPUTS, arguments, strict=True)}
            note("denoiser", transformer(*arguments), runners["denoiser"].run(None, feed)[0])
            pixels = torch.rand(2, 3, bucket.height, bucket.width, generator=generator) * 2 - 1
            note("encoder", codec.encoder(pixels), runners["encoder"].run(None, {"pixels": pixels.numpy()})[0])
            latents = torch.randn(1, LATENT_CHANNELS, bucket.rows, bucket.columns, generator=generator)
            note(
                "decoder",
                codec.decoder(latents),
                runners["decoder"].run(None, {"latents": latents.numpy()})[0],
            )
    return worst


def load_transformer(path: Path) -> Transformer:
    """The averaged weights of a training checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    transformer = Transformer(Shape(**state["shape"]))
    transformer.load_state_dict(state["average"])
    return transformer.eval()


def load_codec(path: Path) -> Codec:
    """The averaged weights of an autoencoder checkpoint."""
    codec = Codec()
    codec.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["average"])
    return codec.eval()


def load_finisher(path: Path) -> Finisher:
    """The averaged weights of a finisher's checkpoint."""
    finisher = Finisher()
    finisher.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["average"])
    return finisher.eval()


@dataclass
class Networks:
    """What a pack is made of, beside the sentence encoder."""

    codec: Codec
    transformer: Transformer
    finisher: Finisher | None = None
    preview: torch.Tensor | None = None  # [C + 1, 3] from latents to colours, bias last; grey without


def trained(codec: Path, transformer: Path, finisher: Path, pack: Path) -> Networks:
    """The results of training runs; a finisher that none of them trained stays the one that `pack` has."""
    preview = torch.load(codec, map_location="cpu", weights_only=True).get("preview")
    kept = load_finisher(finisher) if finisher.exists() else finisher_of(pack)
    return Networks(load_codec(codec), load_transformer(transformer), kept, preview)


def carried(pack: Path) -> Networks:
    """An exported pack's own networks, to be written as the exporter writes graphs today."""
    transformer = Transformer(shape_of(pack))
    carry_transformer(transformer, pack)
    return Networks(codec_of(pack), transformer.eval(), finisher_of(pack), preview_of(pack))


def preview_entry(preview: torch.Tensor | None) -> dict[str, Any]:
    """The map from latents to colours as `pack.json` spells it."""
    rows = torch.zeros(LATENT_CHANNELS + 1, 3) if preview is None else preview
    *matrix, bias = [[round(value, 5) for value in row] for row in rows.tolist()]
    return {"matrix": matrix, "bias": bias}


def export_text_pack(minilm: Path, folder: Path) -> None:
    """Write the sentence encoder and its tokenizer; training needs them first."""
    folder.mkdir(parents=True, exist_ok=True)
    export_text(load_sentence_encoder(minilm), folder)
    shutil.copyfile(minilm / "tokenizer.json", folder / "tokenizer.json")


def export_pack(folder: Path, networks: Networks, version: str) -> dict[str, float]:
    """Write all graphs, fixtures and pack.json; raise if a graph differs from PyTorch by more than the tolerance."""
    codec, transformer = copy.deepcopy(networks.codec), copy.deepcopy(networks.transformer)
    finisher = copy.deepcopy(networks.finisher)
    round_to_half(codec)
    round_to_half(transformer)
    export_codec(codec, folder)
    if finisher:
        round_to_half(finisher)
        export_finisher(finisher, folder)
        write_finisher_parity(folder, finisher)
    export_transformer(transformer, folder)
    write_parity(folder, transformer)
    write_pack(folder, version, transformer.shape, preview_entry(networks.preview), VOCABULARY, SAMPLER)
    write_pipeline_case(folder, codec.encoder, transformer, codec.decoder, BUCKETS[2])
    return _proved(parity(folder, codec, transformer, finisher))


def export_finisher_alone(folder: Path, finisher: Finisher) -> dict[str, float]:
    """Write a finisher into a pack whose other files stay as they are; raise if the graph differs from PyTorch."""
    finisher = copy.deepcopy(finisher)
    round_to_half(finisher)
    export_finisher(finisher, folder)
    write_finisher_parity(folder, finisher)
    add_graph(folder, "finisher")
    return _proved(finisher_parity(folder, finisher))


def _proved(worst: dict[str, float]) -> dict[str, float]:
    """The differences, if none is beyond the tolerance."""
    for name, difference in worst.items():
        if difference > TOLERANCE:
            raise RuntimeError(f"{name}.onnx differs from PyTorch by {difference:.2e}")
    return worst
