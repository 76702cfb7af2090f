"""The Wan autoencoders as streaming graphs, one latent frame at a time.

A causal convolution over three frames needs the two before its first; they are handed from call to call as state, so
memory does not grow with duration. The first latent frame stands for one picture and skips all changes of the frame
rate; every later one stands for four. That is why there are two graphs of each half: `first` takes no state, `next`
does.

Frames are the batch axis. A convolution over time is one in the plane over the three frames' channels side by side,
which every execution provider has.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import ExportError
from ..graph import Graph

Tensors = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class VaeShape:
    """What the autoencoder's config.json says."""

    base: int
    decoder_base: int
    latent: int
    multipliers: tuple[int, ...]
    blocks: int
    down_time: tuple[bool, ...]
    residual: bool
    fold: int
    temporal: int
    spatial: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @staticmethod
    def of(config: Mapping[str, Any]) -> VaeShape:
        """Read a diffusers config."""
        if config.get("attn_scales"):
            raise ExportError("The autoencoder has attention between its scales, which this exporter can't write.")
        return VaeShape(
            base=config["base_dim"],
            decoder_base=config.get("decoder_base_dim") or config["base_dim"],
            latent=config["z_dim"],
            multipliers=tuple(config["dim_mult"]),
            blocks=config["num_res_blocks"],
            down_time=tuple(config["temperal_downsample"]),
            residual=config.get("is_residual", False),
            fold=config.get("patch_size") or 1,
            temporal=config.get("scale_factor_temporal", 4),
            spatial=config.get("scale_factor_spatial", 8),
            mean=tuple(config["latents_mean"]),
            std=tuple(config["latents_std"]),
        )


@dataclass
class State:
    """One cache: [frames, channels, scale * rows, scale * columns]."""

    name: str
    channels: int
    frames: int
    scale: int


@dataclass
class Stream:
    """Builds one graph of a streaming half. A value is known with its number of frames and its channels."""

    graph: Graph
    weights: Tensors
    first: bool
    #: Cells per latent cell at the present place in the network, doubled or halved as it goes.
    scale: int
    states: list[State] = field(default_factory=list)
    carried: list[tuple[str, str]] = field(default_factory=list)

    def window(self, x: str, frames: int, channels: int, keep: int) -> tuple[str, int]:
        """The frames of x with `keep` before them from the state; notes the state for the next call."""
        g = self.graph
        state = State(f"state_{len(self.states)}", channels, keep, self.scale)
        self.states.append(state)
        if self.first:
            # Only ever one frame here; what was before it counts as black.
            past = keep if keep == 2 else 0
            row = g.op("Pad", x, g.const([past, 0, 0, 0, 0, 0, 0, 0])) if past else x
        else:
            row = g.op("Concat", self.state_input(state), x, axis=0)
            past = keep
        length = past + frames
        self.carried.append((state.name, g.slice(row, length - keep, length, axis=0)))
        return row, length

    def state_input(self, state: State) -> str:
        names = [f"{state.name}_h", f"{state.name}_w"]
        return self.graph.input(state.name, [state.frames, state.channels, *names])

    def conv(self, name: str, x: str, frames: int) -> str:
        """A causal convolution of kernel 3 x n x n or 1 x 1 x 1."""
        g = self.graph
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        _, channels, time, side = weight.shape[:4]
        pads = [side // 2] * 4
        if time == 1:
            return g.conv2d(f"vae.{name}", x, weight[:, :, 0], bias, pads=pads)
        row, _ = self.window(x, frames, channels, 2)
        return self._over_time(name, row, frames, weight, bias, pads)

    def _over_time(
        self, name: str, row: str, frames: int, weight: np.ndarray, bias: np.ndarray, pads: list[int], step: int = 1
    ) -> str:
        """The convolution whose every output frame sees three of `row`, `step` apart.

        One frame after another: what the convolution lays out for all of them at once would be the most that the
        whole codec needs.
        """
        g = self.graph
        out, channels, _, high, wide = weight.shape
        flat = weight.transpose(0, 2, 1, 3, 4).reshape(out, 3 * channels, high, wide)
        made = []
        for at in range(0, frames * step, step):
            seen = g.slice(row, at, at + 3, axis=0) if frames > 1 else row
            made.append(g.conv2d(f"vae.{name}.time", g.reshape(seen, [1, 3 * channels, 0, 0]), flat, bias, pads=pads))
        return g.op("Concat", *made, axis=0) if frames > 1 else made[0]

    def norm(self, name: str, x: str) -> str:
        """x / |x| * sqrt(C) * gamma over the channels of each pixel."""
        g = self.graph
        gamma = self.weights[f"{name}.gamma"].reshape(-1, 1, 1)
        length = g.op("Sqrt", g.op("ReduceSum", g.op("Mul", x, x), g.const([1]), keepdims=1))
        normal = g.op("Div", x, g.op("Max", length, g.const(1e-12)))
        scaled = gamma * np.float32(len(gamma) ** 0.5)
        return g.op("Mul", normal, g.weight(f"vae.{name}.gamma", scaled))

    def residual(self, name: str, x: str, frames: int) -> str:
        """Two normalised convolutions beside a shortcut."""
        shortcut = (
            self.conv(f"{name}.conv_shortcut", x, frames) if f"{name}.conv_shortcut.weight" in self.weights else x
        )
        h = self.conv(f"{name}.conv1", self.graph.silu(self.norm(f"{name}.norm1", x)), frames)
        h = self.conv(f"{name}.conv2", self.graph.silu(self.norm(f"{name}.norm2", h)), frames)
        return self.graph.op("Add", h, shortcut)

    def middle(self, name: str, x: str, frames: int) -> str:
        """Residual block, attention inside each frame, residual block."""
        g = self.graph
        x = self.residual(f"{name}.resnets.0", x, frames)
        at = f"{name}.attentions.0"
        channels = self.weights[f"{at}.proj.weight"].shape[0]
        qkv = g.conv2d(
            f"vae.{at}.to_qkv",
            self.norm(f"{at}.norm", x),
            self.weights[f"{at}.to_qkv.weight"],
            self.weights[f"{at}.to_qkv.bias"],
        )
        rows = g.op("Transpose", g.reshape(qkv, [frames, 3 * channels, -1]), perm=[0, 2, 1])
        q, k, v = g.split(rows, 3, axis=2)
        mixed = g.op("Transpose", g.attention(q, k, v, 1, channels, frames), perm=[0, 2, 1])
        plane = g.op("Reshape", mixed, g.op("Shape", x))
        out = g.conv2d(f"vae.{at}.proj", plane, self.weights[f"{at}.proj.weight"], self.weights[f"{at}.proj.bias"])
        return self.residual(f"{name}.resnets.1", g.op("Add", x, out), frames)

    def plane_conv(self, name: str, x: str, pads: list[int], stride: int = 1) -> str:
        """A convolution inside each frame."""
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return self.graph.conv2d(f"vae.{name}", x, weight, bias, pads=pads, stride=stride)

    def up(self, name: str, x: str, frames: int, channels: int) -> tuple[str, int]:
        """Twice the size, and twice the frames where the level changes time."""
        g = self.graph
        key = f"{name}.time_conv"
        if f"{key}.weight" in self.weights:
            if self.first:
                # Skipped: the frame stays one, and the state it would leave counts as black.
                state = State(f"state_{len(self.states)}", channels, 2, self.scale)
                self.states.append(state)
                black = g.op("Mul", g.op("Concat", x, x, axis=0), g.const(0.0))
                self.carried.append((state.name, black))
            else:
                row, _ = self.window(x, frames, channels, 2)
                weight, bias = self.weights[f"{key}.weight"], self.weights[f"{key}.bias"]
                double = self._over_time(key, row, frames, weight, bias, [0, 0, 0, 0])
                frames *= 2
                x = g.reshape(double, [frames, channels, 0, 0])
        scales = g.const(np.array([1, 1, 2, 2], np.float32))
        big = g.op(
            "Resize", x, "", scales, mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric"
        )
        self.scale *= 2
        return self.plane_conv(f"{name}.resample.1", big, [1, 1, 1, 1]), frames

    def down(self, name: str, x: str, frames: int, channels: int) -> tuple[str, int]:
        """Half the size, and half the frames where the level changes time."""
        x = self.plane_conv(f"{name}.resample.1", x, [0, 0, 1, 1], stride=2)
        self.scale //= 2
        key = f"{name}.time_conv"
        if f"{key}.weight" not in self.weights:
            return x, frames
        row, _ = self.window(x, frames, channels, 1)
        if self.first:
            return x, frames
        weight, bias = self.weights[f"{key}.weight"], self.weights[f"{key}.bias"]
        return self._over_time(key, row, frames // 2, weight, bias, [0, 0, 0, 0], step=2), frames // 2

    def average_down(self, x: str, frames: int, channels: int, out: int, time: int, side: int) -> str:
        """Wan 2.2's shortcut downwards: groups of neighbouring values averaged into fewer channels."""
        g = self.graph
        if frames % time:
            # The first frame alone: black frames before it.
            missing = time - frames % time
            x = g.op("Pad", x, g.const([missing, 0, 0, 0, 0, 0, 0, 0]))
            frames += missing
        if side > 1:
            x = g.op("SpaceToDepth", x, blocksize=side)
        area = side * side
        groups = frames // time
        x = g.reshape(x, [groups, time * area * channels, 0, 0])
        # Present order (time, cell, channel); averaged are neighbours in the order (channel, time, cell).
        order = np.arange(time * area * channels).reshape(time * area, channels).T.reshape(-1)
        x = g.op("Gather", x, g.const(order.tolist()), axis=1)
        size = time * area * channels // out
        x = g.reshape(x, [groups * out, size, 0, 0])
        return g.reshape(g.mean(x, 1), [groups, out, 0, 0])

    def duplicate_up(self, x: str, frames: int, channels: int, out: int, time: int) -> str:
        """Wan 2.2's shortcut upwards: channels repeated into time and area."""
        g = self.graph
        total = out * time * 4
        # Wanted order (time, cell, channel) of channels that are each repeated total / channels times.
        source = np.arange(total) // (total // channels)
        order = source.reshape(out, time, 4).transpose(1, 2, 0).reshape(-1)
        x = g.op("Gather", x, g.const(order.tolist()), axis=1)
        x = g.reshape(x, [frames * time, out * 4, 0, 0])
        x = g.op("DepthToSpace", x, blocksize=2)
        return g.slice(x, time - 1, frames * time, axis=0) if self.first else x

    def finish(self, name: str, value: str, dims: list[int | str]) -> None:
        """Declare the result and the state for the next call."""
        self.graph.output(name, value, dims)
        for (state_name, carried), state in zip(self.carried, self.states, strict=True):
            sizes = [f"{state_name}_h", f"{state_name}_w"]
            self.graph.output(f"next_{state_name}", carried, [state.frames, state.channels, *sizes])


def _fold_order(channels: int, side: int) -> np.ndarray:
    """Where SpaceToDepth's channels (row, column, channel) stand in upstream's order (channel, column, row)."""
    every = np.arange(side * side * channels).reshape(side, side, channels)
    return every.transpose(2, 1, 0).reshape(-1)


def build_encoder(graph: Graph, weights: Tensors, shape: VaeShape, *, first: bool) -> list[State]:
    """pixels [1 or group, 3, H, W] in [-1, 1] to latents [1, Z, h, w] (the mean, not normalised)."""
    s = Stream(graph, weights, first, shape.spatial // shape.fold)
    frames = 1 if first else shape.temporal
    x = graph.input("pixels", [frames, 3, "H", "W"])
    if shape.fold > 1:
        x = graph.op("SpaceToDepth", x, blocksize=shape.fold)
        x = graph.op("Gather", x, graph.const(_fold_order(3, shape.fold).tolist()), axis=1)
    x = s.conv("encoder.conv_in", x, frames)
    widths = [shape.base * m for m in (1, *shape.multipliers)]
    levels = len(shape.multipliers)
    at = 0
    for level, (inner, outer) in enumerate(itertools.pairwise(widths)):
        is_last = level == levels - 1
        if shape.residual:
            name = f"encoder.down_blocks.{level}"
            shortcut, before = x, frames
            for block in range(shape.blocks):
                x = s.residual(f"{name}.resnets.{block}", x, frames)
            if not is_last:
                x, frames = s.down(f"{name}.downsampler", x, frames, outer)
            time = 2 if not is_last and shape.down_time[level] else 1
            x = graph.op("Add", x, s.average_down(shortcut, before, inner, outer, time, 1 if is_last else 2))
            continue
        for _ in range(shape.blocks):
            x = s.residual(f"encoder.down_blocks.{at}", x, frames)
            at += 1
        if not is_last:
            x, frames = s.down(f"encoder.down_blocks.{at}", x, frames, outer)
            at += 1
    x = s.middle("encoder.mid_block", x, frames)
    x = s.conv("encoder.conv_out", graph.silu(s.norm("encoder.norm_out", x)), frames)
    # Only the mean of the distribution is ever used.
    mean = slice(0, shape.latent)
    x = graph.conv2d("vae.quant_conv", x, weights["quant_conv.weight"][mean, :, 0], weights["quant_conv.bias"][mean])
    s.finish("latents", x, [1, shape.latent, "h", "w"])
    return s.states


def build_decoder(graph: Graph, weights: Tensors, shape: VaeShape, *, first: bool) -> list[State]:
    """latents [1, Z, h, w] (not normalised) to pixels [1 or group, 3, H, W] in [-1, 1]."""
    s = Stream(graph, weights, first, 1)
    x = graph.input("latents", [1, shape.latent, "h", "w"])
    x = s.conv("post_quant_conv", x, 1)
    frames = 1
    widths = [shape.decoder_base * m for m in (shape.multipliers[-1], *reversed(shape.multipliers))]
    up_time = shape.down_time[::-1]
    x = s.conv("decoder.conv_in", x, frames)
    x = s.middle("decoder.mid_block", x, frames)
    levels = len(shape.multipliers)
    for level, (inner, outer) in enumerate(itertools.pairwise(widths)):
        name = f"decoder.up_blocks.{level}"
        is_last = level == levels - 1
        shortcut, before = x, frames
        for block in range(shape.blocks + 1):
            x = s.residual(f"{name}.resnets.{block}", x, frames)
        if is_last:
            continue
        x, frames = s.up(f"{name}.upsampler" if shape.residual else f"{name}.upsamplers.0", x, frames, outer)
        if shape.residual:
            x = graph.op("Add", x, s.duplicate_up(shortcut, before, inner, outer, 2 if up_time[level] else 1))
    x = s.conv("decoder.conv_out", graph.silu(s.norm("decoder.norm_out", x)), frames)
    if shape.fold > 1:
        # Upstream's channels are (channel, column, row); DepthToSpace wants (row, column, channel).
        side = shape.fold
        order = np.arange(3 * side * side).reshape(3, side, side).transpose(2, 1, 0).reshape(-1)
        x = graph.op("Gather", x, graph.const(order.tolist()), axis=1)
        x = graph.op("DepthToSpace", x, blocksize=side)
    x = graph.op("Clip", x, graph.const(-1.0), graph.const(1.0))
    s.finish("pixels", x, [1 if first else shape.temporal, 3, "H", "W"])
    return s.states
