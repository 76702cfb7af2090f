"""The LTX-Video transformer as a graph over tokens.

Every token has a noise level of its own, but a window knows only a few different ones: the graph takes the levels and,
for each token, the number of its level, so that what depends on the level alone is computed once for each.

Rotation spans the whole width, head after head. As in Wan's graph the channels of a head are reordered once, in the
weights, so that turning a pair becomes two slices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import TensorProto

from ..errors import ExportError
from ..graph import Graph

Tensors = Mapping[str, np.ndarray]

#: Width of the sinusoidal embedding of a timestep, fixed in the model's class.
TIME_WIDTH = 256
#: The norms of queries and keys, fixed in the model's class.
_QK_EPS = 1e-5
_OUT_EPS = 1e-6


@dataclass(frozen=True)
class Shape:
    """What the transformer's config.json says, as far as the graph depends on it."""

    heads: int
    head_dim: int
    layers: int
    channels: int
    text_width: int
    eps: float

    @property
    def width(self) -> int:
        """Width of the hidden states."""
        return self.heads * self.head_dim

    @staticmethod
    def of(config: Mapping[str, Any]) -> Shape:
        """Read a diffusers config."""
        if config["patch_size"] != 1 or config["patch_size_t"] != 1:
            raise ExportError(
                "The transformer joins several latent cells in one token, which this exporter can't write."
            )
        if config["qk_norm"] != "rms_norm_across_heads" or config["norm_elementwise_affine"]:
            raise ExportError("The transformer normalises in a way that this exporter does not know.")
        if config["activation_fn"] != "gelu-approximate":
            raise ExportError(f"The transformer uses the activation {config['activation_fn']}, which is not known.")
        if (config["out_channels"] or config["in_channels"]) != config["in_channels"]:
            raise ExportError("The transformer gives other channels than it takes.")
        heads, head_dim = config["num_attention_heads"], config["attention_head_dim"]
        if head_dim % 2:
            raise ExportError("The transformer's heads have an odd width, so their pairs can't be turned.")
        return Shape(
            heads=heads,
            head_dim=head_dim,
            layers=config["num_layers"],
            channels=config["in_channels"],
            text_width=config["caption_channels"],
            eps=config["norm_eps"],
        )


class _Builder:
    def __init__(self, graph: Graph, weights: Tensors, shape: Shape) -> None:
        self.g = graph
        self.w = weights
        self.shape = shape
        head = np.arange(shape.head_dim)
        halves = np.concatenate([head[0::2], head[1::2]])
        self.order = (np.arange(shape.heads)[:, None] * shape.head_dim + halves[None]).reshape(-1)

    def linear(self, name: str, x: str) -> str:
        bias = self.w.get(f"{name}.bias")
        return self.g.linear(f"dit.{name}", x, self.w[f"{name}.weight"], bias)

    def plain_norm(self, x: str) -> str:
        """x / sqrt(mean(x^2) + eps), without a weight."""
        g = self.g
        mean = g.mean(g.op("Mul", x, x), -1)
        return g.op("Div", x, g.op("Sqrt", g.op("Add", mean, g.const(self.shape.eps))))

    def turned(self, name: str, norm: str, x: str, cos: str, sin: str) -> str:
        """A query or key projection with its norm, turned."""
        g, shape, order = self.g, self.shape, self.order
        bias = self.w[f"{name}.bias"][order] if f"{name}.bias" in self.w else None
        y = g.linear(f"dit.{name}.turned", x, self.w[f"{name}.weight"][order], bias)
        y = g.rms_norm(f"dit.{norm}.turned", y, self.w[f"{norm}.weight"][order], _QK_EPS)
        y = g.reshape(y, [1, -1, shape.heads, shape.head_dim])
        half = shape.head_dim // 2
        a, b = g.slice(y, 0, half, axis=3), g.slice(y, half, shape.head_dim, axis=3)
        first = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
        second = g.op("Add", g.op("Mul", a, sin), g.op("Mul", b, cos))
        return g.reshape(g.op("Concat", first, second, axis=-1), [1, -1, shape.width])

    def normed(self, name: str, norm: str, x: str) -> str:
        y = self.linear(name, x)
        return self.g.rms_norm(f"dit.{norm}", y, self.w[f"{norm}.weight"], _QK_EPS)

    def modulation(self, table: str, levels: str, number: str, parts: int) -> list[str]:
        """Shifts, scales and gates of each token, [S, D]: a learned table plus what its noise level says."""
        g = self.g
        stored = g.weight(f"dit.{table}", self.w[table])
        every = g.op("Gather", g.op("Add", stored, levels), number, axis=0)
        return [g.op("Squeeze", part, g.const([1])) for part in g.split(every, parts, axis=1)]

    def block(self, name: str, x: str, context: str, levels: str, number: str, cos: str, sin: str) -> str:
        """One transformer block on x [1, S, D]."""
        g, shape = self.g, self.shape
        shift, scale, gate, shift2, scale2, gate2 = self.modulation(f"{name}.scale_shift_table", levels, number, 6)
        one = g.const(1.0)
        h = g.op("Add", g.op("Mul", self.plain_norm(x), g.op("Add", scale, one)), shift)
        q = self.turned(f"{name}.attn1.to_q", f"{name}.attn1.norm_q", h, cos, sin)
        k = self.turned(f"{name}.attn1.to_k", f"{name}.attn1.norm_k", h, cos, sin)
        v = self.linear(f"{name}.attn1.to_v", h)
        h = self.linear(f"{name}.attn1.to_out.0", g.attention(q, k, v, shape.heads, shape.head_dim))
        x = g.op("Add", x, g.op("Mul", h, gate))
        q = self.normed(f"{name}.attn2.to_q", f"{name}.attn2.norm_q", x)
        k = self.normed(f"{name}.attn2.to_k", f"{name}.attn2.norm_k", context)
        v = self.linear(f"{name}.attn2.to_v", context)
        h = self.linear(f"{name}.attn2.to_out.0", g.attention(q, k, v, shape.heads, shape.head_dim))
        x = g.op("Add", x, h)
        h = g.op("Add", g.op("Mul", self.plain_norm(x), g.op("Add", scale2, one)), shift2)
        h = self.linear(f"{name}.ff.net.2", g.gelu(self.linear(f"{name}.ff.net.0.proj", h), tanh=True))
        return g.op("Add", x, g.op("Mul", h, gate2))


def build_transformer(graph: Graph, weights: Tensors, shape: Shape) -> None:
    """Fill a graph with the whole transformer.

    Inputs: tokens [1, S, C], time [U, 256] (embedded levels), level [S] (which of them is a token's), text [1, L, W]
    (only real words), rope_cos and rope_sin [S, D / 2]. Output: velocity [1, S, C].
    """
    g = graph
    b = _Builder(graph, weights, shape)
    tokens = g.input("tokens", [1, "S", shape.channels])
    time = g.input("time", ["U", TIME_WIDTH])
    number = g.input("level", ["S"], TensorProto.INT64)
    text = g.input("text", [1, "L", shape.text_width])
    cos, sin = (
        g.reshape(g.input(f"rope_{each}", ["S", shape.width // 2]), [-1, shape.heads, shape.head_dim // 2])
        for each in ("cos", "sin")
    )
    embedder = "time_embed.emb.timestep_embedder"
    level = b.linear(f"{embedder}.linear_2", g.silu(b.linear(f"{embedder}.linear_1", time)))
    levels = g.reshape(b.linear("time_embed.linear", g.silu(level)), [-1, 6, shape.width])
    context = g.gelu(b.linear("caption_projection.linear_1", text), tanh=True)
    context = b.linear("caption_projection.linear_2", context)
    x = b.linear("proj_in", tokens)
    for at in range(shape.layers):
        x = b.block(f"transformer_blocks.{at}", x, context, levels, number, cos, sin)
    last = g.reshape(level, [-1, 1, shape.width])
    shift, scale = b.modulation("scale_shift_table", last, number, 2)
    x = g.layer_norm(x, shape.width, _OUT_EPS)
    x = g.op("Add", g.op("Mul", x, g.op("Add", scale, g.const(1.0))), shift)
    g.output("velocity", b.linear("proj_out", x), [1, "S", shape.channels])
