"""The LTX-Video autoencoder (0.9.5 and later) as two graphs over clips or pieces of them.

Frames are the batch axis, and a convolution over time is one in the plane over three frames' channels side by side, as
in Wan's. Which three frames, the host says (see `stream.py`), so that a clip of any length is coded in constant memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import TensorProto

from ..errors import ExportError
from ..graph import Graph
from .stream import KEPT, Kind, Layer
from .transformer import TIME_WIDTH

Tensors = Mapping[str, np.ndarray]
Size = int | str

_NORM_EPS = 1e-8
_END = 2**31 - 1
_STRIDES = {"spatial": (1, 2, 2), "temporal": (2, 1, 1), "spatiotemporal": (2, 2, 2)}


@dataclass(frozen=True)
class VaeShape:
    """What the autoencoder's config.json says."""

    latent: int
    patch: int
    down: tuple[tuple[int, int, int], ...]
    layers: tuple[int, ...]
    decoder_layers: tuple[int, ...]
    residual: tuple[bool, ...]
    factors: tuple[int, ...]
    decoder_causal: bool
    timed: bool
    spatial: int
    temporal: int

    @staticmethod
    def of(config: Mapping[str, Any]) -> VaeShape:
        """Read a diffusers config."""
        if any(kind != "LTXVideo095DownBlock3D" for kind in config["down_block_types"]):
            raise ExportError("The autoencoder is that of an LTX-Video before 0.9.5, which this exporter can't write.")
        if any(config["decoder_inject_noise"]):
            raise ExportError("The autoencoder's decoder draws noise in its layers, which this exporter can't write.")
        if config["patch_size_t"] != 1 or config["scaling_factor"] != 1.0:
            raise ExportError("The autoencoder joins frames or scales latents, which this exporter can't write.")
        if not config["encoder_causal"]:
            raise ExportError("The autoencoder's encoder looks ahead, which this exporter can't write.")
        kinds = config["downsample_type"]
        whole = all(config["spatio_temporal_scaling"]) and all(config["decoder_spatio_temporal_scaling"])
        if not whole or any(kind not in _STRIDES for kind in kinds):
            raise ExportError("The autoencoder changes sizes in a way that this exporter does not know.")
        widths = list(reversed(config["decoder_block_out_channels"]))
        factors = tuple(reversed(config["upsample_factor"]))
        channels = widths[0]
        for width, factor in zip(widths, factors, strict=True):
            if channels // factor != width // factor:
                raise ExportError("The autoencoder's decoder changes widths in a way that this exporter does not know.")
            channels = width // factor
        down = tuple(_STRIDES[kind] for kind in kinds)
        return VaeShape(
            latent=config["latent_channels"],
            patch=config["patch_size"],
            down=down,
            layers=tuple(config["layers_per_block"]),
            decoder_layers=tuple(reversed(config["decoder_layers_per_block"])),
            residual=tuple(reversed(config["upsample_residual"])),
            factors=factors,
            decoder_causal=config["decoder_causal"],
            timed=config["timestep_conditioning"],
            spatial=config["patch_size"] * int(np.prod([stride[1] for stride in down])),
            temporal=int(np.prod([stride[0] for stride in down])),
        )


class _Builder:
    """A value is [frames, channels, rows, columns], only the channels known beforehand.

    `layers` are the layers over time in the order in which they were built, `scale` is the value's at the moment.
    """

    def __init__(self, graph: Graph, weights: Tensors, causal: bool, scale: int) -> None:
        self.g = graph
        self.w = weights
        self.scale = scale
        self.layers: list[Layer] = []
        #: Which of the three taps is the frame that a convolution gives.
        self.centre = 2 if causal else 1

    def size(self, x: str, axis: int, *, times: int = 1, parts: int = 1) -> str:
        """A dimension of a value, multiplied or parted."""
        dim = self.g.op("Shape", x, start=axis, end=axis + 1)
        if times > 1:
            dim = self.g.op("Mul", dim, self.g.const([times]))
        return self.g.op("Div", dim, self.g.const([parts])) if parts > 1 else dim

    def shaped(self, x: str, dims: Sequence[Size]) -> str:
        parts = [self.g.const([dim]) if isinstance(dim, int) else dim for dim in dims]
        return self.g.op("Reshape", x, self.g.op("Concat", *parts, axis=0))

    def layer(self, kind: Kind, channels: int) -> Layer:
        """The next layer over time."""
        made = Layer(kind, f"layer{len(self.layers)}", channels, self.scale)
        self.layers.append(made)
        return made

    def row(self, name: str, x: str, channels: int) -> str:
        """What is kept of the call before and what just came; keeps of it what the host says."""
        g = self.g
        sides = (f"h{self.scale}", f"w{self.scale}")
        row = g.op("Concat", g.input(name, [KEPT, channels, *sides]), x, axis=0)
        kept = g.op("Gather", row, g.input(f"{name}_keep", [KEPT], TensorProto.INT64), axis=0)
        g.output(f"next_{name}", kept, [KEPT, channels, *sides])
        return row

    def taps(self, name: str) -> str:
        """Places in a row, three for each frame that its convolution gives."""
        return self.g.input(f"{name}_taps", [f"{name}_taps"], TensorProto.INT64)

    def conv(self, name: str, row: str, taps: str) -> str:
        """A convolution over three frames and 3 x 3 cells."""
        g = self.g
        weight, bias = self.w[f"{name}.conv.weight"], self.w[f"{name}.conv.bias"]
        out, channels, time, high, wide = weight.shape
        if (time, high, wide) != (3, 3, 3):
            raise ExportError(f"The autoencoder's {name} has a kernel that this exporter does not know.")
        beside = g.reshape(g.op("Gather", row, taps, axis=0), [-1, 3 * channels, 0, 0])
        flat = weight.transpose(0, 2, 1, 3, 4).reshape(out, 3 * channels, high, wide)
        return g.conv2d(f"vae.{name}", beside, flat, bias, pads=[1, 1, 1, 1])

    def alone(self, name: str, x: str) -> str:
        """A convolution as a layer of its own."""
        channels = self.w[f"{name}.conv.weight"].shape[1]
        layer = self.layer("conv", channels)
        return self.conv(name, self.row(layer.name, x, channels), self.taps(layer.name))

    def given(self, row: str, taps: str) -> str:
        """The frames that a convolution gives, as they came."""
        return self.g.op("Gather", row, self.g.slice(taps, self.centre, _END, axis=0, step=3), axis=0)

    def norm(self, x: str) -> str:
        """x / sqrt(mean(x^2) + eps) over the channels of each cell."""
        g = self.g
        mean = g.mean(g.op("Mul", x, x), 1)
        return g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.const(_NORM_EPS))))

    def timed(self, name: str, table: str, time: str, parts: int) -> list[str]:
        """Shifts and scales [1, C, 1, 1] of the timestep at which a clip is decoded."""
        g = self.g
        channels = self.w[table].shape[1]
        embedder = f"{name}.time_embedder.timestep_embedder"

        def linear(which: str, x: str) -> str:
            key = f"{embedder}.{which}"
            return g.linear(f"vae.{key}", x, self.w[f"{key}.weight"], self.w[f"{key}.bias"])

        level = g.reshape(linear("linear_2", g.silu(linear("linear_1", time))), [parts, channels])
        both = g.op("Add", level, g.weight(f"vae.{table}", self.w[table]))
        return [g.reshape(part, [1, channels, 1, 1]) for part in g.split(both, parts, axis=0)]

    def moved(self, x: str, shift: str, scale: str) -> str:
        return self.g.op("Add", self.g.op("Mul", x, self.g.op("Add", scale, self.g.const(1.0))), shift)

    def residual(self, name: str, x: str, owner: str = "", time: str | None = None) -> str:
        """Two normalised convolutions beside the value itself."""
        if f"{name}.conv_shortcut.conv.weight" in self.w:
            raise ExportError(f"The autoencoder's {name} changes its width, which this exporter can't write.")
        g = self.g
        channels = self.w[f"{name}.conv1.conv.weight"].shape[1]
        layer = self.layer("residual", channels)
        first, second = layer.rows
        shifts = [] if time is None else self.timed(owner, f"{name}.scale_shift_table", time, 4)
        row = self.row(first, x, channels)
        h = self.norm(row)
        if shifts:
            h = self.moved(h, shifts[0], shifts[1])
        h = self.conv(f"{name}.conv1", g.silu(h), self.taps(first))
        h = self.norm(self.row(second, h, channels))
        if shifts:
            h = self.moved(h, shifts[2], shifts[3])
        h = self.conv(f"{name}.conv2", g.silu(h), self.taps(second))
        skip = g.input(f"{layer.name}_skip", [f"{layer.name}_skip"], TensorProto.INT64)
        return g.op("Add", h, g.op("Gather", row, skip, axis=0))

    def folded(self, x: str, channels: int, stride: tuple[int, int, int]) -> str:
        """Neighbours in time and plane to channels."""
        t, high, wide = stride
        rows, columns = self.size(x, 2, parts=high), self.size(x, 3, parts=wide)
        parted = self.shaped(x, [self.size(x, 0, parts=t), t, channels, rows, high, columns, wide])
        together = self.g.op("Transpose", parted, perm=[0, 2, 1, 4, 6, 3, 5])
        return self.shaped(together, [self.size(x, 0, parts=t), channels * t * high * wide, rows, columns])

    def unfolded(self, x: str, channels: int, stride: tuple[int, int, int]) -> str:
        """Channels to neighbours in time and plane."""
        t, high, wide = stride
        rows, columns = self.size(x, 2), self.size(x, 3)
        parted = self.shaped(x, [self.size(x, 0), channels, t, high, wide, rows, columns])
        apart = self.g.op("Transpose", parted, perm=[0, 2, 1, 5, 3, 6, 4])
        sizes: list[Size] = [self.size(x, 0, times=t), channels]
        return self.shaped(apart, [*sizes, self.size(x, 2, times=high), self.size(x, 3, times=wide)])

    def down(self, name: str, x: str, channels: int, stride: tuple[int, int, int]) -> tuple[str, int]:
        """Fewer frames or cells with more channels, beside the average of what was there."""
        g = self.g
        layer = self.layer("shrink" if stride[0] > 1 else "conv", channels)
        row, taps = self.row(layer.name, x, channels), self.taps(layer.name)
        fold = stride[0] * stride[1] * stride[2]
        thin = self.w[f"{name}.conv.conv.weight"].shape[0]
        h = self.folded(self.conv(f"{name}.conv", row, taps), thin, stride)
        out = thin * fold
        group = channels * fold // out
        old = self.folded(self.given(row, taps), channels, stride)
        if group > 1:
            grouped = self.shaped(old, [self.size(old, 0), out, group, -1])
            old = g.op("Reshape", g.mean(grouped, 2), g.op("Shape", h))
        self.scale //= stride[1]
        return g.op("Add", h, old), out

    def up(self, name: str, x: str, channels: int, factor: int, residual: bool) -> tuple[str, int]:
        """More frames and cells with fewer channels, beside the value itself."""
        g = self.g
        layer = self.layer("grow", channels)
        row, taps = self.row(layer.name, x, channels), self.taps(layer.name)
        stride = (2, 2, 2)
        out = channels // factor
        h = self.unfolded(self.conv(f"{name}.conv", row, taps), out, stride)
        self.scale *= 2
        if not residual:
            return h, out
        old = self.unfolded(self.given(row, taps), channels // 8, stride)
        repeats = 8 // factor
        return g.op("Add", h, g.op("Concat", *[old] * repeats, axis=1) if repeats > 1 else old), out


def build_encoder(graph: Graph, weights: Tensors, shape: VaeShape) -> list[Layer]:
    """Fill a graph: pixels [F, 3, H, W] to latents [T, C, h, w] and their spread [T, 1, h, w]; gives its layers.

    Latents are the posterior's mean and `spread` its deviation, from which upstream draws.
    """
    g, p = graph, shape.patch
    b = _Builder(graph, weights, True, shape.spatial // p)
    pixels = g.input("pixels", ["F", 3, "H", "W"])
    rows, columns = b.size(pixels, 2, parts=p), b.size(pixels, 3, parts=p)
    x = b.shaped(pixels, [b.size(pixels, 0), 3, rows, p, columns, p])
    # Of a patch's pixels the column comes before the row.
    x = b.shaped(g.op("Transpose", x, perm=[0, 1, 5, 3, 2, 4]), [b.size(pixels, 0), 3 * p * p, rows, columns])
    x = b.alone("encoder.conv_in", x)
    channels = weights["encoder.conv_in.conv.weight"].shape[0]
    for at, stride in enumerate(shape.down):
        name = f"encoder.down_blocks.{at}"
        for layer in range(shape.layers[at]):
            x = b.residual(f"{name}.resnets.{layer}", x)
        x, channels = b.down(f"{name}.downsamplers.0", x, channels, stride)
    for layer in range(shape.layers[-1]):
        x = b.residual(f"encoder.mid_block.resnets.{layer}", x)
    x = b.alone("encoder.conv_out", g.silu(b.norm(x)))
    spread = g.slice(x, shape.latent, shape.latent + 1, axis=1)
    spread = g.op("Clip", spread, g.const(-30.0), g.const(20.0))
    g.output("latents", g.slice(x, 0, shape.latent, axis=1), ["T", shape.latent, "h", "w"])
    g.output("spread", g.op("Exp", g.op("Mul", spread, g.const(0.5))), ["T", 1, "h", "w"])
    return b.layers


def build_decoder(graph: Graph, weights: Tensors, shape: VaeShape) -> list[Layer]:
    """Fill a graph: latents [T, C, h, w] (and time [1, 256], the embedded timestep) to pixels [F, 3, H, W].

    Gives its layers. Of each pair of frames that a `grow` makes of a clip's first, the host drops the one before.
    """
    g, p = graph, shape.patch
    b = _Builder(graph, weights, shape.decoder_causal, 1)
    latents = g.input("latents", ["T", shape.latent, "h", "w"])
    time = g.input("time", [1, TIME_WIDTH]) if shape.timed else None
    x = b.alone("decoder.conv_in", latents)
    channels = weights["decoder.conv_in.conv.weight"].shape[0]
    for layer in range(shape.decoder_layers[0]):
        x = b.residual(f"decoder.mid_block.resnets.{layer}", x, "decoder.mid_block", time)
    for at, (residual, factor) in enumerate(zip(shape.residual, shape.factors, strict=True)):
        name = f"decoder.up_blocks.{at}"
        x, channels = b.up(f"{name}.upsamplers.0", x, channels, factor, residual)
        for layer in range(shape.decoder_layers[at + 1]):
            x = b.residual(f"{name}.resnets.{layer}", x, name, time)
    x = b.norm(x)
    if time is not None:
        x = b.moved(x, *b.timed("decoder", "decoder.scale_shift_table", time, 2))
    x = b.alone("decoder.conv_out", g.silu(x))
    x2 = b.shaped(x, [b.size(x, 0), 3, p, p, b.size(x, 2), b.size(x, 3)])
    apart = g.op("Transpose", x2, perm=[0, 1, 4, 3, 5, 2])
    pixels = b.shaped(apart, [b.size(x, 0), 3, b.size(x, 2, times=p), b.size(x, 3, times=p)])
    g.output("pixels", pixels, ["F", 3, "H", "W"])
    return b.layers
