"""The LTX-Video transformer as a graph over tokens.

Upstream gives every token a noise level of its own, but all tokens of a latent frame have the same, and a window knows
only a few different ones: the graph takes the levels and, for each latent frame, the number of its level. What depends
on the level alone is computed once for each, and no shift, scale or gate is spread over all tokens.

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


@dataclass(frozen=True)
class _Inside:
    """Values of a graph that the blocks work on."""

    x: str
    level: str
    levels: str
    context: str
    number: str
    cos: str
    sin: str


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
        return self.g.rms_norm("dit.plain", x, np.ones(self.shape.width, np.float32), self.shape.eps)

    def turned(self, name: str, norm: str, x: str, cos: str, sin: str) -> str:
        """A query or key projection with its norm, turned."""
        g, shape, order = self.g, self.shape, self.order
        bias = self.w[f"{name}.bias"][order] if f"{name}.bias" in self.w else None
        y = g.linear(f"dit.{name}.turned", x, self.w[f"{name}.weight"][order], bias)
        y = g.rms_norm(f"dit.{norm}.turned", y, self.w[f"{norm}.weight"][order], _QK_EPS)
        return g.rotary(y, cos, sin, shape.heads, shape.head_dim, shared=False)

    def normed(self, name: str, norm: str, x: str) -> str:
        y = self.linear(name, x)
        return self.g.rms_norm(f"dit.{norm}", y, self.w[f"{norm}.weight"], _QK_EPS)

    def modulation(self, table: str, levels: str, number: str, parts: int) -> list[str]:
        """Shifts, scales and gates, each [T, 1, D]: a learned table plus what the latent frame's noise level says."""
        g = self.g
        stored = g.weight(f"dit.{table}", self.w[table])
        return g.split(g.op("Gather", g.op("Add", stored, levels), number, axis=0), parts, axis=1)

    def modulated(self, normal: str, scale: str, shift: str) -> str:
        """normal (1 + scale) + shift."""
        g = self.g
        return g.op("Add", g.op("Mul", normal, g.op("Add", scale, g.const(1.0))), shift)

    def flat(self, x: str) -> str:
        return self.g.reshape(x, [1, -1, self.shape.width])

    def block(self, name: str, x: str, inside: _Inside) -> str:
        """One transformer block on x [1, T, P, D]."""
        g, shape, context, cos, sin = self.g, self.shape, inside.context, inside.cos, inside.sin
        table = f"{name}.scale_shift_table"
        shift, scale, gate, shift2, scale2, gate2 = self.modulation(table, inside.levels, inside.number, 6)
        like = g.op("Shape", x)
        h = self.flat(self.modulated(self.plain_norm(x), scale, shift))
        q = self.turned(f"{name}.attn1.to_q", f"{name}.attn1.norm_q", h, cos, sin)
        k = self.turned(f"{name}.attn1.to_k", f"{name}.attn1.norm_k", h, cos, sin)
        v = self.linear(f"{name}.attn1.to_v", h)
        h = self.linear(f"{name}.attn1.to_out.0", g.attention(q, k, v, shape.heads, shape.head_dim))
        x = g.op("Add", x, g.op("Mul", g.op("Reshape", h, like), gate))
        q = self.normed(f"{name}.attn2.to_q", f"{name}.attn2.norm_q", self.flat(x))
        k = self.normed(f"{name}.attn2.to_k", f"{name}.attn2.norm_k", context)
        v = self.linear(f"{name}.attn2.to_v", context)
        h = self.linear(f"{name}.attn2.to_out.0", g.attention(q, k, v, shape.heads, shape.head_dim))
        x = g.op("Add", x, g.op("Reshape", h, like))
        h = self.linear(f"{name}.ff.net.0.proj", self.modulated(self.plain_norm(x), scale2, shift2))
        h = self.linear(f"{name}.ff.net.2", g.gelu(h, tanh=True))
        return g.op("Add", x, g.op("Mul", h, gate2))

    def rope(self) -> tuple[str, str]:
        """Rotary tables with a row for each head of each token."""
        g, shape = self.g, self.shape
        cos, sin = (
            g.reshape(g.input(f"rope_{each}", ["S", shape.width // 2]), [-1, shape.head_dim // 2])
            for each in ("cos", "sin")
        )
        return cos, sin

    def number(self) -> str:
        return self.g.input("level", ["T"], TensorProto.INT64)

    def enter(self) -> _Inside:
        """What comes before the blocks: embeds latents, noise levels and words."""
        g, shape = self.g, self.shape
        tokens = g.input("tokens", [1, "T", "P", shape.channels])
        time = g.input("time", ["U", TIME_WIDTH])
        number = self.number()
        text = g.input("text", [1, "L", shape.text_width])
        cos, sin = self.rope()
        embedder = "time_embed.emb.timestep_embedder"
        level = self.linear(f"{embedder}.linear_2", g.silu(self.linear(f"{embedder}.linear_1", time)))
        levels = g.reshape(self.linear("time_embed.linear", g.silu(level)), [-1, 6, shape.width])
        context = g.gelu(self.linear("caption_projection.linear_1", text), tanh=True)
        context = self.linear("caption_projection.linear_2", context)
        return _Inside(self.linear("proj_in", tokens), level, levels, context, number, cos, sin)

    def blocks(self, x: str, inside: _Inside, first: int, end: int) -> str:
        for at in range(first, end):
            x = self.block(f"transformer_blocks.{at}", x, inside)
        return x

    def leave(self, x: str, level: str, number: str) -> None:
        """What comes after the blocks."""
        g, shape = self.g, self.shape
        last = g.reshape(level, [-1, 1, shape.width])
        shift, scale = self.modulation("scale_shift_table", last, number, 2)
        x = self.modulated(g.layer_norm(x, shape.width, _OUT_EPS), scale, shift)
        g.output("velocity", self.linear("proj_out", x), [1, "T", "P", shape.channels])


def build_transformer(graph: Graph, weights: Tensors, shape: Shape) -> None:
    """Fill a graph with the whole transformer.

    Inputs: tokens [1, T, P, C] (latent frames, cells of each), time [U, 256] (embedded levels), level [T] (which of
    them is a latent frame's), text [1, L, W] (only real words), rope_cos and rope_sin [S, D / 2], S = T P. Output:
    velocity [1, T, P, C].
    """
    b = _Builder(graph, weights, shape)
    inside = b.enter()
    b.leave(b.blocks(inside.x, inside, 0, shape.layers), inside.level, inside.number)


def build_head(graph: Graph, weights: Tensors, shape: Shape) -> None:
    """Fill a graph with everything up to the first block, for a host that may leave out the others.

    Inputs: as of the whole. Outputs: hidden [1, T, P, D], residual (what the first block added), context [1, L, D],
    levels [U, 6, D], embedded [U, D].
    """
    b = _Builder(graph, weights, shape)
    inside = b.enter()
    hidden = b.blocks(inside.x, inside, 0, 1)
    graph.output("hidden", hidden, [1, "T", "P", shape.width])
    graph.output("residual", graph.op("Sub", hidden, inside.x), [1, "T", "P", shape.width])
    graph.output("context", inside.context, [1, "L", shape.width])
    graph.output("levels", inside.levels, ["U", 6, shape.width])
    graph.output("embedded", inside.level, ["U", shape.width])


def build_body(graph: Graph, weights: Tensors, shape: Shape) -> None:
    """Fill a graph with the blocks after the first: hidden and what `build_head` gives to mixed [1, T, P, D]."""
    b = _Builder(graph, weights, shape)
    x = graph.input("hidden", [1, "T", "P", shape.width])
    context = graph.input("context", [1, "L", shape.width])
    levels = graph.input("levels", ["U", 6, shape.width])
    number = b.number()
    inside = _Inside(x, "", levels, context, number, *b.rope())
    graph.output("mixed", b.blocks(x, inside, 1, shape.layers), [1, "T", "P", shape.width])


def build_end(graph: Graph, weights: Tensors, shape: Shape) -> None:
    """Fill a graph with what comes after the blocks: mixed [1, T, P, D], embedded [U, D] and level [T] to velocity."""
    b = _Builder(graph, weights, shape)
    mixed = graph.input("mixed", [1, "T", "P", shape.width])
    b.leave(mixed, graph.input("embedded", ["U", shape.width]), b.number())
