"""Carries the weights of an exported pack over into larger networks, so that a new version needn't start from nothing.

The graphs keep every weight by its PyTorch name, except those of bias-free linear layers, which the exporter names by
number; they come in the order of use, transposed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from .codec import DECODER_BLOCKS, STAGES, Codec
from .layout import HEAD_DIM
from .runlog import to_pixels
from .shots import read
from .transformer import ACTION_QUERIES, Block, Transformer

OLD_BLOCKS = 2  # residual blocks per resolution in the decoder of version 0.1.0


def weights_of(path: Path) -> dict[str, Tensor]:
    """Initialisers of a graph by name, in their order in the file, as float32."""
    tensors = onnx.load(path).graph.initializer
    return {
        tensor.name.removesuffix(".half"): torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
        for tensor in tensors
    }


@torch.no_grad()
def fill(module: torch.nn.Module, weights: dict[str, Tensor]) -> None:
    """Copy `weights` into parameters of the same name; where a parameter is larger along an axis, its first part is
    taken and the rest stays as it was initialised."""
    own = dict(module.named_parameters())
    for name, value in weights.items():
        corner = tuple(slice(0, size) for size in value.shape)
        own[name][corner] = value


@torch.no_grad()
def carry_codec(codec: Codec, pack: Path) -> None:
    """Start the autoencoder from the pack's: same pictures at first, with latent channels and blocks added that
    contribute nothing yet."""
    encoder = weights_of(pack / "encoder.onnx")
    decoder = weights_of(pack / "decoder.onnx")
    mean, scale = encoder.pop("mean").flatten(), encoder.pop("scale").flatten()
    del decoder["mean"], decoder["scale"]
    old = len(mean)
    # Normalised latents from the start: the noise of training is relative, but new channels need a size to join at.
    last = f"layers.{len(codec.encoder.layers) - 1}"
    encoder[f"{last}.weight"] /= scale.view(-1, 1, 1, 1)
    encoder[f"{last}.bias"] = (encoder[f"{last}.bias"] - mean) / scale
    # The mean goes into the bias only where all neighbours exist; what is lost at the picture's rim is soon relearned.
    decoder["layers.0.bias"] += (decoder["layers.0.weight"] * mean.view(1, -1, 1, 1)).sum((1, 2, 3))
    decoder["layers.0.weight"] *= scale.view(1, -1, 1, 1)
    fill(codec.encoder, encoder)
    size = encoder[f"{last}.weight"].flatten(1).std()
    torch.nn.init.normal_(codec.encoder.layers[-1].weight[old:], std=float(size))  # type: ignore[index, union-attr]
    codec.decoder.layers[0].weight[:, old:] = 0  # type: ignore[index, union-attr, operator]
    renamed: dict[str, Tensor] = {}
    position = {0: 0}
    before = after = 1
    for index in reversed(range(len(STAGES))):
        for block in range(OLD_BLOCKS):
            position[before + block] = after + block
        before += OLD_BLOCKS
        after += DECODER_BLOCKS[index]
        for step in range(2):  # enlarge, or the closing activation and convolution
            position[before + step] = after + step
        before += 2
        after += 2
    for name, value in decoder.items():
        part, number, rest = name.split(".", 2)
        renamed[f"layers.{position[int(number)]}.{rest}" if part == "layers" else name] = value
    fill(codec.decoder, renamed)


@torch.no_grad()
def latent_maps(codec: Codec, pack: Path, shots: Path, noise: float = 0.4) -> tuple[Tensor, Tensor]:
    """Least-squares maps between the latents of the pack's encoder and those of `codec`: [new, old], made for latents
    with noise of that variance, which it must not blow up, and [old, new]."""
    old_encoder = onnxruntime.InferenceSession(pack / "encoder.onnx", providers=["CPUExecutionProvider"])
    old, new = [], []
    for path in sorted(shots.glob("shot-*.npz"))[:40]:
        pixels = to_pixels(read(path).pictures[::2, ::6].reshape(-1, *read(path).pictures.shape[2:]))
        old.append(torch.from_numpy(old_encoder.run(None, {"pixels": pixels.numpy()})[0]).movedim(1, -1).flatten(0, 2))
        new.append(codec.encoder(pixels).movedim(1, -1).flatten(0, 2))
    before, after = torch.cat(old), torch.cat(new)
    power = after.t() @ after / len(after) + noise * torch.eye(after.shape[1])
    return torch.linalg.solve(power, after.t() @ before / len(after)), torch.linalg.lstsq(before, after).solution


class Growth:
    """Widens layers while they compute the same (Net2Net, arXiv 1511.05641): added units are copies of old ones, and
    what read an old unit reads it and its copies in random shares that sum to one, so that copies soon part ways."""

    def __init__(self, old: int, new: int, generator: torch.Generator) -> None:
        self.generator = generator
        extra = torch.randint(0, old, (new - old,), generator=generator)
        self.source = torch.cat([torch.arange(old), extra])

    def rows(self, weight: Tensor) -> Tensor:
        """Outputs copied: [old, ...] -> [new, ...]."""
        return weight[self.source]

    def columns(self, weight: Tensor) -> Tensor:
        """Inputs shared out: [..., old] -> [..., new]."""
        share = 1 + 0.6 * torch.randn(*weight.shape[:-1], len(self.source), generator=self.generator)
        total = torch.zeros_like(weight).index_add_(-1, self.source, share)
        # A sum near nothing would blow single weights up; equal shares are as right.
        share = torch.where(total[..., self.source].abs() < 0.5, torch.ones_like(share), share)
        total = torch.zeros_like(weight).index_add_(-1, self.source, share)
        return weight[..., self.source] * share / total[..., self.source]


class HeadGrowth(Growth):
    """Adds whole heads."""

    def __init__(self, old: int, new: int, generator: torch.Generator) -> None:
        super().__init__(old // HEAD_DIM, new // HEAD_DIM, generator)
        self.source = (self.source[:, None] * HEAD_DIM + torch.arange(HEAD_DIM)).flatten()


@torch.no_grad()
def carry_transformer(model: Transformer, pack: Path, maps: tuple[Tensor, Tensor], seed: int = 0) -> None:
    """Start from the pack's narrower, shallower denoiser for other latents. LayerNorm sees copied channels twice, so
    the function is kept nearly, not exactly. Blocks beyond the old ones are spread out and add nothing at first."""
    weights = weights_of(pack / "denoiser.onnx")
    # Linear layers by number, in the order of use (the exporter sorts them so), back to PyTorch's [out, in].
    numbered = iter([value.t() for name, value in weights.items() if "MatMul" in name])
    generator = torch.Generator().manual_seed(seed)
    old = weights["condition.bias"].shape[0]
    new = model.shape.width
    stream = Growth(old, new, generator)

    def both(weight: Tensor) -> Tensor:
        return stream.columns(stream.rows(weight))

    def six(value: Tensor, count: int) -> Tensor:
        return torch.cat([stream.rows(part) for part in value.chunk(count)])

    to_old, to_new = maps
    model.inward.weight.copy_(stream.rows(next(numbered)) @ to_old.t())
    model.place.weight.copy_(stream.rows(next(numbered)))
    model.text_in.weight.copy_(stream.rows(next(numbered)))
    model.sigma_in.weight.copy_(stream.rows(next(numbered)))
    model.time_in.weight.copy_(stream.rows(next(numbered)))
    model.pooled_in.weight.copy_(stream.rows(next(numbered)))
    model.action_time.weight.copy_(stream.rows(next(numbered)))
    model.action_pick.weight.copy_(stream.columns(next(numbered)))
    queries = next(numbered).reshape(old, ACTION_QUERIES, old)
    model.action_in.weight.copy_(stream.columns(stream.rows(queries)).reshape(new, ACTION_QUERIES * new))
    model.action_out.weight.copy_(both(next(numbered)))
    model.condition.weight.copy_(both(next(numbered)))
    model.modulation.weight.copy_(stream.columns(six(next(numbered), 6)))
    # Both biases add to one sum and had become equal, so the exporter kept one of them.
    for layer, name in ((model.sigma_in, "time_in"), (model.time_in, "time_in"), (model.action_time, "action_time"),
                        (model.condition, "condition")):  # fmt: skip
        layer.bias.copy_(stream.rows(weights[f"{name}.bias"]))
    model.inward.bias.copy_(stream.rows(weights["inward.bias"]))
    model.modulation.bias.copy_(six(weights["modulation.bias"], 6))
    model.last_modulation.bias.copy_(six(weights["last_modulation.bias"], 2))
    count = sum(name.endswith(".table") for name in weights)
    places = np.linspace(0, len(model.blocks) - 1, count).round().astype(int).tolist()
    for index, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        if index not in places:
            nn.init.zeros_(block.out.weight)
            nn.init.zeros_(block.down.weight)
            continue
        before = places.index(index)
        heads = HeadGrowth(old, new, generator)
        inner = Growth(4 * old, 4 * new, generator)
        qkv, text_kv, out, up, down = (next(numbered) for _ in range(5))
        block.qkv.weight.copy_(stream.columns(torch.cat([heads.rows(part) for part in qkv.chunk(3)])))
        block.text_kv.weight.copy_(stream.columns(torch.cat([heads.rows(part) for part in text_kv.chunk(2)])))
        block.out.weight.copy_(heads.columns(stream.rows(out)))
        block.up.weight.copy_(stream.columns(inner.rows(up)))
        block.down.weight.copy_(inner.columns(stream.rows(down)))
        block.table.copy_(weights[f"blocks.{before}.table"][:, stream.source])
        for name in ("query_norm", "key_norm", "text_key_norm"):
            getattr(block, name).gain.copy_(weights[f"blocks.{before}.{name}.gain"])
    model.last_modulation.weight.copy_(stream.columns(six(next(numbered), 2)))
    model.outward.weight.copy_(to_new.t() @ stream.columns(next(numbered)))
    model.outward.bias.copy_(to_new.t() @ weights["outward.bias"])
