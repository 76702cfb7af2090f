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


@dataclass(frozen=True)
class _Inside:
    """Values of a graph that the blocks work on."""

    x: str
    level: str
    levels: str
    context: str
    repeats: str
    image: str | None
    cos: str
    sin: str


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
        return g.rotary(y, cos, sin, shape.heads, shape.head_dim, shared=True)

    def attend(
        self,
        name: str,
        x: str,
        context: str,
        *,
        tables: tuple[str, str] | tuple[None, None] = (None, None),
        repeats: str | None = None,
        image: str | None = None,
    ) -> str:
        """Attention of x [1, S, D] to a context, or to itself under rotary tables."""
        g, shape = self.g, self.shape
        q = self.turned(f"{name}.to_q", f"{name}.norm_q", x, *tables)
        k = self.turned(f"{name}.to_k", f"{name}.norm_k", context, *tables)
        v = self.linear(f"{name}.to_v", context)
        out = g.attention(q, k, v, shape.heads, shape.head_dim, repeats=repeats)
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

    def block(self, name: str, x: str, inside: _Inside) -> str:
        """One transformer block on x [1, T, P, D]."""
        g, shape = self.g, self.shape
        shift, scale, gate, shift2, scale2, gate2 = self.modulation(f"{name}.scale_shift_table", inside.levels, 6)
        one = g.const(1.0)

        def modulated(x: str, scale: str, shift: str) -> str:
            normal = g.layer_norm(x, shape.width, shape.eps)
            return g.op("Add", g.op("Mul", normal, g.op("Add", scale, one)), shift)

        like = g.op("Shape", x)
        h = self.flat(modulated(x, scale, shift))
        h = g.op("Reshape", self.attend(f"{name}.attn1", h, h, tables=(inside.cos, inside.sin)), like)
        x = g.op("Add", x, g.op("Mul", h, gate))
        h = x
        if shape.cross_norm:
            norm = [
                g.weight(f"{self.prefix}.{name}.norm2.{part}", self.w[f"{name}.norm2.{part}"])
                for part in ("weight", "bias")
            ]
            h = g.layer_norm(x, shape.width, shape.eps, *norm)
        h = self.attend(f"{name}.attn2", self.flat(h), inside.context, repeats=inside.repeats, image=inside.image)
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

    def repeats(self) -> str:
        """How many times each word counts: upstream fills prompts up with zeros, which are all the same word."""
        return self.g.input("repeats", ["L"])

    def rope(self) -> tuple[str, str]:
        half = self.shape.head_dim // 2
        cos, sin = (self.g.input(f"rope_{each}", ["S", half]) for each in ("cos", "sin"))
        return cos, sin

    def enter(self) -> _Inside:
        """What comes before the blocks: embeds latents, noise level, words and the conditioning picture."""
        g, shape = self.g, self.shape
        tokens = g.input("tokens", [1, "T", "P", shape.in_channels * shape.cells])
        time = g.input("time", ["F", shape.time_width])
        text = g.input("text", [1, "L", shape.text_width])
        cos, sin = self.rope()
        image = self.image()
        level = self.linear("condition_embedder.time_embedder.linear_1", time)
        level = self.linear("condition_embedder.time_embedder.linear_2", g.silu(level))
        levels = g.reshape(self.linear("condition_embedder.time_proj", g.silu(level)), [-1, 6, shape.width])
        context = self.linear("condition_embedder.text_embedder.linear_1", text)
        context = self.linear("condition_embedder.text_embedder.linear_2", g.gelu(context, tanh=True))
        x = self.patches("patch_embedding", tokens)
        return _Inside(x, level, levels, context, self.repeats(), image, cos, sin)

    def hints(self, entered: str, inside: _Inside) -> list[str]:
        """What VACE's side blocks make of the control stream; none for other models."""
        g, shape = self.g, self.shape
        if not shape.vace_layers:
            return []
        channels = shape.vace_channels * shape.cells
        control = self.patches("vace_patch_embedding", g.input("control", [1, "T", "P", channels]))
        strength = g.input("control_scale", [len(shape.vace_layers)])
        hints: list[str] = []
        for at in range(len(shape.vace_layers)):
            name = f"vace_blocks.{at}"
            if at == 0:
                control = g.op("Add", self.linear(f"{name}.proj_in", control), entered)
            control = self.block(name, control, inside)
            hint = self.linear(f"{name}.proj_out", control)
            hints.append(g.op("Mul", hint, g.slice(strength, at, at + 1, axis=0)))
        return hints

    def hinted(self, at: int, x: str, hints: list[str]) -> str:
        layers = self.shape.vace_layers
        return self.g.op("Add", x, hints[layers.index(at)]) if at in layers else x

    def leave(self, x: str, level: str) -> None:
        """What comes after the blocks."""
        g, shape = self.g, self.shape
        shift, scale = self.modulation("scale_shift_table", g.op("Unsqueeze", level, g.const([1])), 2)
        x = g.layer_norm(x, shape.width, shape.eps)
        x = g.op("Add", g.op("Mul", x, g.op("Add", scale, g.const(1.0))), shift)
        # Upstream gives a token's values cell by cell; given channel by channel they are in the order they came in.
        channels = shape.out_channels
        order = np.arange(shape.cells * channels).reshape(shape.cells, channels).T.reshape(-1)
        weight, bias = self.w["proj_out.weight"][order], self.w["proj_out.bias"][order]
        x = g.linear(f"{self.prefix}.proj_out", x, weight, bias)
        g.output("velocity", x, [1, "T", "P", channels * shape.cells])


def build_transformer(graph: Graph, weights: Tensors, shape: Shape, prefix: str = "dit") -> None:
    """Fill a graph with the whole transformer.

    Inputs: tokens [1, T, P, C], time [F, K] with F = 1 or T, text [1, L, W], repeats [L] (how many times each word
    counts), rope_cos and rope_sin [S, pairs], and where the model has them image [1, I, Wi], control [1, T, P, Cc] and
    control_scale [hints].
    Output: velocity [1, T, P, Co].
    """
    b = _Builder(graph, weights, shape, prefix)
    inside = b.enter()
    hints = b.hints(inside.x, inside)
    x = inside.x
    for at in range(shape.layers):
        x = b.hinted(at, b.block(f"blocks.{at}", x, inside), hints)
    b.leave(x, inside.level)


def build_head(graph: Graph, weights: Tensors, shape: Shape, prefix: str = "dit") -> None:
    """Fill a graph with everything up to the first block, for a host that may leave out the others.

    Inputs: as of the whole, without the control stream. Outputs: hidden [1, T, P, D], residual (what the first block
    added), context [1, L, D], levels [F, 6, D], embedded [F, D], and where the model has them image_context [1, I, D]
    and entered [1, T, P, D] (what the first block was given).
    """
    g = graph
    b = _Builder(g, weights, shape, prefix)
    inside = b.enter()
    hidden = b.block("blocks.0", inside.x, inside)
    like: list[int | str] = [1, "T", "P", shape.width]
    g.output("hidden", hidden, like)
    g.output("residual", g.op("Sub", hidden, inside.x), like)
    g.output("context", inside.context, [1, "L", shape.width])
    g.output("levels", inside.levels, ["F", 6, shape.width])
    g.output("embedded", inside.level, ["F", shape.width])
    if inside.image is not None:
        g.output("image_context", inside.image, [1, "I", shape.width])
    if shape.vace_layers:
        g.output("entered", inside.x, like)


def build_body(graph: Graph, weights: Tensors, shape: Shape, prefix: str = "dit") -> None:
    """Fill a graph with the blocks after the first, and all of VACE's: hidden and what `build_head` gives to mixed."""
    g = graph
    b = _Builder(g, weights, shape, prefix)
    like: list[int | str] = [1, "T", "P", shape.width]
    x = g.input("hidden", like)
    context = g.input("context", [1, "L", shape.width])
    levels = g.input("levels", ["F", 6, shape.width])
    cos, sin = b.rope()
    image = None if shape.image_width is None else g.input("image_context", [1, "I", shape.width])
    inside = _Inside(x, "", levels, context, b.repeats(), image, cos, sin)
    hints = b.hints(g.input("entered", like), inside) if shape.vace_layers else []
    x = b.hinted(0, x, hints)
    for at in range(1, shape.layers):
        x = b.hinted(at, b.block(f"blocks.{at}", x, inside), hints)
    g.output("mixed", x, like)


def build_end(graph: Graph, weights: Tensors, shape: Shape, prefix: str = "dit") -> None:
    """Fill a graph with what comes after the blocks: mixed [1, T, P, D] and embedded [F, D] to velocity."""
    b = _Builder(graph, weights, shape, prefix)
    b.leave(graph.input("mixed", [1, "T", "P", shape.width]), graph.input("embedded", ["F", shape.width]))
