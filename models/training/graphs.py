"""PyTorch modules to ONNX files: dynamic shapes, portable operators, weights stored in half precision."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from .codec import Codec
from .finisher import Finisher
from .graph_blocks import for_graph
from .layout import HEAD_DIM, LATENT_CHANNELS, TEXT_WIDTH, TIME_FEATURES
from .text import SentenceEncoder
from .transformer import Transformer

OPSET = 20


def round_to_half(module: nn.Module) -> nn.Module:
    """Round all weights to values that half precision can hold, so that storing them so loses nothing more."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())
    return module.eval()


def store_in_half(path: Path) -> None:
    """Store large float weights as float16 and cast them back at load time.

    The runtime folds the casts away once, so the arithmetic stays float32 at half the size on disk.
    """
    model = onnx.load(path)
    graph = model.graph
    casts = []
    for index, tensor in enumerate(graph.initializer):
        # The scales of quantised weights count for all of a column each.
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 1024 or tensor.name.endswith("_scale"):
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half")
        graph.initializer[index].CopyFrom(half)
        casts.append(helper.make_node("Cast", [half.name], [name], name=f"{name}.cast", to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _export(
    module: nn.Module,
    arguments: tuple[torch.Tensor, ...],
    path: Path,
    inputs: dict[str, dict[int, str]],
    output: tuple[str, dict[int, str]],
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The tracing exporter writes plain dynamic reshapes for [B, T*N] <-> [B, T, N], which the newer one refuses.
        torch.onnx.export(
            module.eval(),
            arguments,
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=[output[0]],
            dynamic_axes={**inputs, output[0]: output[1]},
        )


def export_codec(codec: Codec, folder: Path) -> None:
    """Write encoder.onnx and decoder.onnx."""
    sides = {0: "N", 2: "H", 3: "W"}
    cells = {0: "N", 2: "h", 3: "w"}
    latents = torch.zeros(1, LATENT_CHANNELS, 4, 7)
    _export(
        codec.encoder,
        (torch.zeros(1, 3, 128, 224),),
        folder / "encoder.onnx",
        {"pixels": sides},
        ("latents", cells),
    )
    _export(codec.decoder, (latents,), folder / "decoder.onnx", {"latents": cells}, ("pixels", sides))
    for name in ("encoder.onnx", "decoder.onnx"):
        store_in_half(folder / name)


def export_finisher(finisher: Finisher, folder: Path) -> None:
    """Write finisher.onnx."""
    sides = {0: "N", 2: "H", 3: "W"}
    path = folder / "finisher.onnx"
    _export(finisher, (torch.zeros(1, 3, 128, 224),), path, {"pixels": sides}, ("finished", sides))
    store_in_half(path)


# Three quarters of a block's products with weights. Those by heads have weights no kernel takes in int8, and the ends
# of the network, where a cell is told in 48 numbers, cost nothing.
QUANTISED = ("out", "up", "down")


def quantise_blocks(full: Path, target: Path) -> None:
    """Write `full`, a float32 denoiser, with int8 weights in its blocks; what they multiply is quantised on the way."""
    model = onnx.load(full)
    nodes = [
        node.name
        for node in model.graph.node
        if node.op_type == "MatMul" and any(node.name.endswith(f"/{layer}/MatMul") for layer in QUANTISED)
    ]
    quantize_dynamic(
        full,
        target,
        op_types_to_quantize=["MatMul"],
        nodes_to_quantize=nodes,
        weight_type=QuantType.QInt8,
        per_channel=True,
        # 7-bit weights: without VNNI, 8-bit ones overflow the 16-bit sums, and machines would disagree.
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True},
    )


def export_transformer(transformer: Transformer, folder: Path) -> None:
    """Write denoiser.onnx: `forward` where `text_mask` is all ones, in the operators that run best; and
    denoiser-int8.onnx, the same for processors, which multiply bytes several times as fast as floats."""
    frames, cells, words = 3, 28, 7
    arguments = (
        torch.zeros(1, frames * cells, LATENT_CHANNELS),
        torch.full((1, frames), 0.5),
        torch.ones(frames * cells, HEAD_DIM // 2),
        torch.zeros(frames * cells, HEAD_DIM // 2),
        torch.zeros(1, frames, TIME_FEATURES),
        torch.zeros(1, words, TEXT_WIDTH),
        torch.ones(1, words),
    )
    inputs: dict[str, dict[int, str]] = {
        "tokens": {0: "B", 1: "S"},
        "sigma": {0: "B", 1: "T"},
        "rope_cos": {0: "S"},
        "rope_sin": {0: "S"},
        "time_features": {0: "B", 1: "T"},
        "text": {0: "B", 1: "L"},
        "text_mask": {0: "B", 1: "L"},
    }
    path = folder / "denoiser.onnx"
    _export(for_graph(transformer), arguments, path, inputs, ("prediction", {0: "B", 1: "S"}))
    bytewise = folder / "denoiser-int8.onnx"
    quantise_blocks(path, bytewise)
    for each in (path, bytewise):
        store_in_half(each)


def export_text(encoder: SentenceEncoder, folder: Path) -> None:
    """Write text.onnx with dynamically quantised int8 weights."""
    ids = torch.ones(1, 6, dtype=torch.int64)
    axes = {0: "B", 1: "L"}
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "text.onnx"
        inputs = {"input_ids": axes, "attention_mask": axes}
        _export(encoder, (ids, torch.ones_like(ids)), full, inputs, ("hidden", axes))
        quantize_dynamic(
            full,
            folder / "text.onnx",
            op_types_to_quantize=["MatMul", "Gather"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            # 7-bit weights: without VNNI, 8-bit ones overflow the 16-bit sums, and machines would disagree.
            reduce_range=True,
        )
