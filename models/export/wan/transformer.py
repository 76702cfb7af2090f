"""The Wan transformer as a graph over tokens.

The graph sees latents as tokens [1, frames, cells, channels * patch], a noise level per latent frame (or one for all)
as its sinusoidal embedding, and rotary tables: everything that depends on sizes is an input. A level per frame and not
per token is what Wan 2.2 TI2V needs, whose levels differ between frames only.

Channels of a head are reordered once, in the weights, from pairs (0, 1), (2, 3), … to first halves and second halves:
attention does not see the order as long as queries and keys share it, and turning a pair becomes two slices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..graph import Graph

Tensors = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Shape:
    """What the transformer's config.json says, as far as the graph depends on it."""

    heads: int
    head_dim: int
    layers: int
    in_channels: int
    out_channels: int
    patch: tuple[int, int, int]
    text_width: int
    time_width: int
    eps: float
    cross_norm: bool
    image_width: int | None
    vace_layers: tuple[int, ...]
    vace_channels: int

    @property
    def width(self) -> int:
        """Width of the hidden states."""
        return self.heads * self.head_dim

    @property
    def cells(self) -> int:
        """Latent cells in a token."""
        return self.patch[1] * self.patch[2]

    @property
    def rope_pairs(self) -> tuple[int, int, int]:
        """Rotary pairs of time, row and column."""
        side = self.head_dim // 6
        return self.head_dim // 2 - 2 * side, side, side

    @staticmethod
    def of(config: Mapping[str, Any]) -> Shape:
        """Read a diffusers config."""
        first, high, wide = config["patch_size"]
        return Shape(
            heads=config["num_attention_heads"],
            head_dim=config["attention_head_dim"],
            layers=config["num_layers"],
            in_channels=config["in_channels"],
            out_channels=config["out_channels"] or config["in_channels"],
            patch=(first, high, wide),
            text_width=config["text_dim"],
            time_width=config["freq_dim"],
            eps=config["eps"],
            cross_norm=config["cross_attn_norm"],
            image_width=config.get("image_dim"),
            vace_layers=tuple(config.get("vace_layers", ())),
            vace_channels=config.get("vace_in_channels", 0),
        )


class _Builder:
    def __init__(self, graph: Graph, weights: Tensors, shape: Shape, prefix: str) -> None:
        self.g = graph
        self.w = weights
        self.shape = shape
        #: Keeps the weights of two experts apart in one store.
        self.prefix = prefix
        head = np.arange(shape.head_dim)
        halves = np.concatenate([head[0::2], head[1::2]])
        self.order = (np.arange(shape.heads)[:, None] * shape.head_dim + halves[None]).reshape(-1)

    def linear(self, name: str, x: str) -> str:
        return self.g.linear(f"{self.prefix}.{name}", x, self.w[f"{name}.weight"], self.w[f"{name}.bias"])

    def turned(self, name: str, norm: str, x: str, cos: str | None, sin: str | None) -> str:
        """A query or key projection with its norm, in turning order where it is turned."""
        g, shape = self.g, self.shape
        weight, bias, gamma = self.w[f"{name}.weight"], self.w[f"{name}.bias"], self.w[f"{norm}.weight"]
        if cos is None or sin is None:
            y = g.linear(f"{self.prefix}.{name}", x, weight, bias)
            return g.rms_norm(f"{self.prefix}.{norm}", y, gamma, shape.eps)
        y = g.linear(f"{self.prefix}.{name}.turned", x, weight[self.order], bias[self.order])
        y = g.rms_norm(f"{self.prefix}.{norm}.turned", y, gamma[self.order], shape.eps)
        y = g.reshape(y, [1, -1, shape.heads, shape.head_dim])
        half = shape.head_dim // 2
        a, b = g.slice(y, 0, half, axis=3), g.slice(y, half, shape.head_dim, axis=3)
        first = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
        second = g.op("Add", g.op("Mul", a, sin), g.op("Mul", b, cos))
        return g.reshape(g.op("Concat", first, second, axis=-1), [1, -1, shape.width])

    def attend(
        self, name: str, x: str, context: str, cos: str | None = None, sin: str | None = None, image: str | None = None
    ) -> str:
        """Attention of x [1, S, D] to a context, or to itself under rotary tables."""
        g, shape = self.g, self.shape
        q = self.turned(f"{name}.to_q", f"{name}.norm_q", x, cos, sin)
        k = self.turned(f"{name}.to_k", f"{name}.norm_k", context, cos, sin)
        out = g.attention(q, k, self.linear(f"{name}.to_v", context), shape.heads, shape.head_dim)
        if image is not None:
            k = self.turned(f"{name}.add_k_proj", f"{name}.norm_added_k", image, None, None)
            v = self.linear(f"{name}.add_v_proj", image)
            out = g.op("Add", out, g.attention(q, k, v, shape.heads, shape.head_dim))
        return self.linear(f"{name}.to_out.0", out)

    def modulation(self, table: str, levels: str, parts: int) -> list[str]:
        """Shifts, scales and gates: a learned table plus what the noise level says, each [levels, 1, D]."""
        g = self.g
        stored = g.weight(f"{self.prefix}.{table}", self.w[table])
        return g.split(g.op("Add", stored, levels), parts, axis=1)

    def flat(self, x: str) -> str:
        return self.g.reshape(x, [1, -1, self.shape.width])

    def block(self, name: str, x: str, context: str, levels: str, cos: str, sin: str, image: str | None) -> str:
        """One transformer block on x [1, T, P, D]."""
        g, shape = self.g, self.shape
        shift, scale, gate, shift2, scale2, gate2 = self.modulation(f"{name}.scale_shift_table", levels, 6)
        one = g.const(1.0)

        def modulated(x: str, scale: str, shift: str) -> str:
            normal = g.layer_norm(x, shape.width, shape.eps)
            return g.op("Add", g.op("Mul", normal, g.op("Add", scale, one)), shift)

        like = g.op("Shape", x)
        h = self.flat(modulated(x, scale, shift))
        h = g.op("Reshape", self.attend(f"{name}.attn1", h, h, cos, sin), like)
        x = g.op("Add", x, g.op("Mul", h, gate))
        h = x
        if shape.cross_norm:
            norm = [
                g.weight(f"{self.prefix}.{name}.norm2.{part}", self.w[f"{name}.norm2.{part}"])
                for part in ("weight", "bias")
            ]
            h = g.layer_norm(x, shape.width, shape.eps, *norm)
        h = self.attend(f"{name}.attn2", self.flat(h), context, image=image)
        x = g.op("Add", x, g.op("Reshape", h, like))
        h = self.linear(f"{name}.ffn.net.0.proj", modulated(x, scale2, shift2))
        h = self.linear(f"{name}.ffn.net.2", g.gelu(h, tanh=True))
        return g.op("Add", x, g.op("Mul", h, gate2))

    def patches(self, name: str, tokens: str) -> str:
        """The patch embedding: its stride is its size, so it is a product."""
        weight = self.w[f"{name}.weight"]
        return self.g.linear(
            f"{self.prefix}.{name}", tokens, weight.reshape(weight.shape[0], -1), self.w[f"{name}.bias"]
        )

    def image(self) -> str | None:
        """Embeds the conditioning picture's tokens (Wan 2.1 I2V and FLF2V)."""
        g, width = self.g, self.shape.image_width
        if width is None:
            return None
        name = "condition_embedder.image_embedder"
        x = g.input("image", [1, "I", width])
        if f"{name}.pos_embed" in self.w:
            x = g.op("Add", x, g.weight(f"{self.prefix}.{name}.pos_embed", self.w[f"{name}.pos_embed"]))

        def norm(at: int, x: str, size: int) -> str:
            parts = [
                g.weight(f"{self.prefix}.{name}.norm{at}.{part}", self.w[f"{name}.norm{at}.{part}"])
                for part in ("weight", "bias")
            ]
            return g.layer_norm(x, size, 1e-5, *parts)

        x = g.gelu(self.linear(f"{name}.ff.net.0.proj", norm(1, x, width)), tanh=False)
        return norm(2, self.linear(f"{name}.ff.net.2", x), self.shape.width)


def build_transformer(graph: Graph, weights: Tensors, shape: Shape, prefix: str = "dit") -> None:
    """Fill a graph with the whole transformer.

    Inputs: tokens [1, T, P, C], time [F, K] with F = 1 or T, text [1, L, W], rope_cos and rope_sin [S, pairs], and
    where the model has them image [1, I, Wi], control [1, T, P, Cc] and control_scale [hints].
    Output: velocity [1, T, P, Co].
    """
    g = graph
    b = _Builder(graph, weights, shape, prefix)
    half = shape.head_dim // 2
    tokens = g.input("tokens", [1, "T", "P", shape.in_channels * shape.cells])
    time = g.input("time", ["F", shape.time_width])
    text = g.input("text", [1, "L", shape.text_width])
    # [S, 1, pairs]: the same for every head.
    cos, sin = (g.op("Unsqueeze", g.input(f"rope_{each}", ["S", half]), g.const([1])) for each in ("cos", "sin"))
    image = b.image()

    level = b.linear("condition_embedder.time_embedder.linear_1", time)
    level = b.linear("condition_embedder.time_embedder.linear_2", g.silu(level))
    levels = g.reshape(b.linear("condition_embedder.time_proj", g.silu(level)), [-1, 6, shape.width])
    context = b.linear("condition_embedder.text_embedder.linear_1", text)
    context = b.linear("condition_embedder.text_embedder.linear_2", g.gelu(context, tanh=True))

    x = b.patches("patch_embedding", tokens)
    hints: list[str] = []
    if shape.vace_layers:
        control = b.patches(
            "vace_patch_embedding", g.input("control", [1, "T", "P", shape.vace_channels * shape.cells])
        )
        strength = g.input("control_scale", [len(shape.vace_layers)])
        for at in range(len(shape.vace_layers)):
            name = f"vace_blocks.{at}"
            if at == 0:
                control = g.op("Add", b.linear(f"{name}.proj_in", control), x)
            control = b.block(name, control, context, levels, cos, sin, image)
            hint = b.linear(f"{name}.proj_out", control)
            hints.append(g.op("Mul", hint, g.slice(strength, at, at + 1, axis=0)))
    for at in range(shape.layers):
        x = b.block(f"blocks.{at}", x, context, levels, cos, sin, image)
        if at in shape.vace_layers:
            x = g.op("Add", x, hints[shape.vace_layers.index(at)])

    shift, scale = b.modulation("scale_shift_table", g.op("Unsqueeze", level, g.const([1])), 2)
    x = g.layer_norm(x, shape.width, shape.eps)
    x = g.op("Add", g.op("Mul", x, g.op("Add", scale, g.const(1.0))), shift)
    # Upstream gives a token's values cell by cell; given channel by channel they are in the order they came in.
    channels = shape.out_channels
    order = np.arange(shape.cells * channels).reshape(shape.cells, channels).T.reshape(-1)
    x = g.linear(f"{prefix}.proj_out", x, weights["proj_out.weight"][order], weights["proj_out.bias"][order])
    g.output("velocity", x, [1, "T", "P", channels * shape.cells])
