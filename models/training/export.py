"""Exports a training run as the pack in `models/animatic` and proves it against PyTorch."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from .codec import Codec
from .finisher import Finisher
from .graphs import export_codec, export_finisher, export_text, export_transformer, round_to_half
from .layout import BUCKETS, LATENT_CHANNELS
from .pack import PARITY_INPUTS, parity_case, write_pack, write_parity
from .pipeline import write_pipeline_case
from .text import load_sentence_encoder
from .transformer import Shape, Transformer
from .world import VOCABULARY

SAMPLER: dict[str, Any] = {
    "name": "dpmpp-2m",
    "steps": 12,
    "guidance": 2.5,
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


def parity(folder: Path, codec: Codec, transformer: Transformer, finisher: Finisher | None) -> dict[str, float]:
    """Largest difference between PyTorch and ONNX Runtime for each graph, relative to the size of the output."""
    worst: dict[str, float] = {}

    def note(name: str, ours: torch.Tensor, theirs: np.ndarray) -> None:
        expected = ours.detach().numpy()
        difference = float(np.abs(expected - theirs).max()) / max(1.0, float(np.abs(expected).max()))
        worst[name] = max(worst.get(name, 0.0), difference)

    names = ("denoiser", "encoder", "decoder", *(("finisher",) if finisher else ()))
    runners = {name: session(folder / f"{name}.onnx") for name in names}
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for index, bucket in enumerate(BUCKETS):
            arguments = parity_case(bucket, 2 + index, seed=index)
            feed = {key: value.numpy() for key, value in zip(PARITY_INPUTS, arguments, strict=True)}
            note("denoiser", transformer(*arguments), runners["denoiser"].run(None, feed)[0])
            pixels = torch.rand(2, 3, bucket.height, bucket.width, generator=generator) * 2 - 1
            note("encoder", codec.encoder(pixels), runners["encoder"].run(None, {"pixels": pixels.numpy()})[0])
            if finisher:
                note("finisher", finisher(pixels), runners["finisher"].run(None, {"pixels": pixels.numpy()})[0])
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


def preview_of(codec_path: Path | None) -> dict[str, Any]:
    """Latent-to-colour matrix fitted by the autoencoder's training, or a grey one before that."""
    if codec_path is not None:
        state = torch.load(codec_path, map_location="cpu", weights_only=True)
        if "preview" in state:
            rows = state["preview"]  # [C + 1, 3], bias last
            return {
                "matrix": [[round(v, 5) for v in row] for row in rows[:-1].tolist()],
                "bias": [round(v, 5) for v in rows[-1].tolist()],
            }
    return {"matrix": [[0.0, 0.0, 0.0]] * LATENT_CHANNELS, "bias": [0.0, 0.0, 0.0]}


def export_text_pack(minilm: Path, folder: Path) -> None:
    """Write the sentence encoder and its tokenizer; training needs them first."""
    folder.mkdir(parents=True, exist_ok=True)
    export_text(load_sentence_encoder(minilm), folder)
    shutil.copyfile(minilm / "tokenizer.json", folder / "tokenizer.json")


def export_pack(
    folder: Path,
    codec_path: Path | None,
    transformer_path: Path | None,
    finisher_path: Path | None,
    version: str,
) -> dict[str, float]:
    """Write all graphs, fixtures and pack.json; raise if a graph differs from PyTorch by more than the tolerance."""
    torch.manual_seed(0)
    codec = load_codec(codec_path) if codec_path else Codec()
    transformer = load_transformer(transformer_path) if transformer_path else Transformer()
    finisher = load_finisher(finisher_path) if finisher_path else None
    codec = copy.deepcopy(codec)
    round_to_half(codec)
    round_to_half(transformer)
    export_codec(codec, folder)
    if finisher:
        round_to_half(finisher)
        export_finisher(finisher, folder)
    export_transformer(transformer, folder)
    write_parity(folder, transformer)
    write_pack(folder, version, transformer.shape, preview_of(codec_path), VOCABULARY, SAMPLER)
    write_pipeline_case(folder, codec.encoder, transformer, codec.decoder, BUCKETS[2])
    worst = parity(folder, codec, transformer, finisher)
    for name, difference in worst.items():
        if difference > TOLERANCE:
            raise RuntimeError(f"{name}.onnx differs from PyTorch by {difference:.2e}")
    return worst
