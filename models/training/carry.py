"""Starts a run from an exported pack instead of from nothing.

A pack's graphs keep every weight by its PyTorch name, except those of linear layers, which the exporter names by
number; they come in the order of use, transposed.
"""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .codec import Codec
from .finisher import Finisher
from .layout import HEAD_DIM
from .transformer import ACTION_QUERIES, Block, Shape, Transformer


def weights_of(path: Path) -> dict[str, Tensor]:
    """Initialisers of a graph by name, in their order in the file, as float32."""
    tensors = onnx.load(path).graph.initializer
    return {
        tensor.name.removesuffix(".half"): torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
        for tensor in tensors
    }


def codec_of(pack: Path) -> Codec:
    """The pack's autoencoder."""
    codec = Codec()
    codec.encoder.load_state_dict(weights_of(pack / "encoder.onnx"))
    codec.decoder.load_state_dict(weights_of(pack / "decoder.onnx"))
    return codec.eval()


def finisher_of(pack: Path) -> Finisher | None:
    """The pack's finisher, where it has one."""
    path = pack / "finisher.onnx"
    if not path.exists():
        return None
    finisher = Finisher()
    weights = weights_of(path)
    finisher.load_state_dict({name: weights[name] for name in finisher.state_dict()})
    return finisher.eval()


def shape_of(pack: Path) -> Shape:
    """The size of the pack's denoiser."""
    weights = weights_of(pack / "denoiser.onnx")
    layers = {name.split(".")[1] for name in weights if name.startswith("blocks.")}
    return Shape(width=len(weights["inward.bias"]), layers=len(layers))


def preview_of(pack: Path) -> Tensor:
    """The pack's map from latents to colours [C + 1, 3], bias last."""
    preview = json.loads((pack / "pack.json").read_text(encoding="utf-8"))["preview"]
    return torch.tensor([*preview["matrix"], preview["bias"]])


class Doubling:
    """Makes layers twice as wide while they compute the same (Net2Net, arXiv 1511.05641).

    Every unit gets exactly one copy, so that means and sizes over a layer's units, and with them LayerNorm, stay what
    they were; whole heads are copied, since they lie one behind the other. What read a unit reads it and its copy in
    random shares that sum to one, so that copies part ways from the first step on.
    """

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def rows(self, weight: Tensor, parts: int = 1) -> Tensor:
        """Outputs copied, within each of `parts` groups: [n, ...] -> [2n, ...]."""
        return torch.cat([copy for part in weight.chunk(parts) for copy in (part, part)])

    def columns(self, weight: Tensor) -> Tensor:
        """Inputs shared out: [..., n] -> [..., 2n]."""
        share = 0.5 + 0.2 * torch.randn(weight.shape, generator=self.generator)
        return torch.cat([weight * share, weight * (1 - share)], dim=-1)


class Keeping:
    """Leaves layers as they are: what `Doubling` is for a network of the same width."""

    def rows(self, weight: Tensor, parts: int = 1) -> Tensor:
        """The outputs as they are."""
        return weight

    def columns(self, weight: Tensor) -> Tensor:
        """The inputs as they are."""
        return weight


def growth(model: Transformer, width: int, seed: int) -> Doubling | Keeping:
    """How weights of a denoiser `width` wide come into `model`: kept or doubled; other widths are refused."""
    if model.shape.width == width:
        return Keeping()
    if model.shape.width == 2 * width:
        return Doubling(seed)
    raise ValueError(f"a denoiser {width} wide can begin one of {width} or {2 * width}, not of {model.shape.width}")


def _block_inputs(weights: dict[str, Tensor], index: int) -> tuple[Tensor, Tensor, Tensor]:
    """`qkv.weight` [3 D, D], `text_kv.weight` [2 D, D] and `table` [6, D] of a block as `graph_blocks.py` writes it."""
    name = f"blocks.{index}"
    heads = [weights[f"{name}.{part}"].transpose(-1, -2).flatten(0, 1) for part in ("query", "key", "value")]
    words = [weights[f"{name}.{part}"].t() for part in ("word_key", "word_value")]
    return torch.cat(heads), torch.cat(words), torch.stack([weights[f"{name}.table.{row}"] for row in range(6)])


def kept_blocks(layers: int, wanted: int) -> tuple[int, ...]:
    """Which of a denoiser's `layers` blocks begin a shallower one of `wanted`: the first, the last, and evenly between.

    What is left out is missing at first; the blocks around it learn its work in a few hundred steps (LayerDrop,
    arXiv 1909.11556, found every other one the best choice too).
    """
    if not 1 < wanted <= layers:
        raise ValueError(f"a denoiser of {layers} layers can begin one of 2 to {layers}, not of {wanted}")
    return tuple(round(at * (layers - 1) / (wanted - 1)) for at in range(wanted))


@torch.no_grad()
def carry_transformer(model: Transformer, pack: Path, seed: int = 0) -> None:
    """Make `model`, as deep, compute what the pack's denoiser, as wide or half as wide, does; a shallower one gets some
    of its blocks."""
    weights = weights_of(pack / "denoiser.onnx")
    layers = shape_of(pack).layers
    kept = kept_blocks(layers, model.shape.layers)
    double = growth(model, len(weights["inward.bias"]), seed)
    # Linear layers by number, in the order of use (the exporter sorts them so), back to PyTorch's [out, in].
    numbered = iter([value.t() for name, value in weights.items() if "MatMul" in name])

    def both(weight: Tensor, parts: int = 1) -> Tensor:
        return double.columns(double.rows(weight, parts))

    for layer in (model.inward, model.place, model.text_in, model.sigma_in, model.time_in, model.pooled_in,
                  model.action_time):  # fmt: skip
        layer.weight.copy_(double.rows(next(numbered)))
    model.action_pick.weight.copy_(double.columns(next(numbered)))
    queries = next(numbered).unflatten(1, (ACTION_QUERIES, -1))
    model.action_in.weight.copy_(both(queries).flatten(1))
    model.action_out.weight.copy_(both(next(numbered)))
    model.condition.weight.copy_(both(next(numbered)))
    model.modulation.weight.copy_(both(next(numbered), 6))
    # The two add to one sum, so training makes them equal, and of equal weights the exporter keeps one.
    model.sigma_in.bias.copy_(double.rows(weights.get("sigma_in.bias", weights["time_in.bias"])))
    for layer, name in ((model.time_in, "time_in"), (model.action_time, "action_time"),
                        (model.condition, "condition"), (model.inward, "inward")):  # fmt: skip
        layer.bias.copy_(double.rows(weights[f"{name}.bias"]))
    model.modulation.bias.copy_(double.rows(weights["modulation.bias"], 6))
    model.last_modulation.bias.copy_(double.rows(weights["last_modulation.bias"], 2))
    for index in range(layers):
        products = [next(numbered) for _ in range(3)]
        if index not in kept:
            continue
        block = model.blocks[kept.index(index)]
        assert isinstance(block, Block)
        qkv, text_kv, table = _block_inputs(weights, index)
        block.qkv.weight.copy_(both(qkv, 3))
        block.text_kv.weight.copy_(both(text_kv, 2))
        block.table.copy_(double.rows(table.t()).t())
        for layer, product in zip((block.out, block.up, block.down), products, strict=True):
            layer.weight.copy_(both(product))
        for name in ("query_norm", "key_norm", "text_key_norm"):
            getattr(block, name).gain.copy_(weights[f"blocks.{index}.{name}.gain"])
        # The graph's gain holds the scale of the logits too.
        block.query_norm.gain.mul_(HEAD_DIM**0.5)
    model.last_modulation.weight.copy_(both(next(numbered), 2))
    model.outward.weight.copy_(double.columns(next(numbered)))
    model.outward.bias.copy_(weights["outward.bias"])
    # Where the subject is was not exported; from zero the new head disturbs nothing while it learns.
    nn.init.zeros_(model.cover.weight)
