"""The spacetime-patch diffusion transformer.

One token per latent cell; every token attends to every token of the window and to the words of the caption in one
softmax. Each frame carries its own noise level, so known frames simply stand in place with level 0, and one network
serves generation, animation, extension, bridges, holes, keyframes and loops.

The network's raw output F is turned into a clean prediction by variance-preserving preconditioning,
    x0 = c_skip * x + c_out * F,  c_skip = (1 - s) / (s^2 + (1 - s)^2),  c_out = s / sqrt(s^2 + (1 - s)^2)
(the form of EDM, arXiv 2206.00364, for data of unit variance on the flow-matching path), which is the identity
at s = 0, a plain guess of the picture at s = 1, and keeps the target of F at unit variance in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layout import HEAD_DIM, LATENT_CHANNELS, TEXT_WIDTH, TIME_FEATURES, TIME_FREQUENCIES

ACTION_QUERIES = 4


@dataclass(frozen=True)
class Shape:
    """Size of the transformer."""

    width: int = 384
    layers: int = 4
    sigma_features: int = 64


def precondition(sigma: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """c_in, c_skip and c_out for noise levels of any shape."""
    power = sigma * sigma + (1 - sigma) * (1 - sigma)
    root = torch.sqrt(power)
    return 1 / root, (1 - sigma) / power, sigma / root


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on [B, heads, S, d] with tables [S, d/2]; the pairs are the two halves of the last axis."""
    cos, sin = cos.to(x.dtype), sin.to(x.dtype)
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


def norm(x: Tensor, width: int) -> Tensor:
    """LayerNorm without parameters over the last axis, `width` long (scale and shift come from the modulation)."""
    return functional.layer_norm(x, (width,))


class RootMeanSquare(nn.Module):
    """RMSNorm of queries or keys over one head, which keeps the attention logits bounded."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """[..., d] -> [..., d]."""
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * self.gain


class Block(nn.Module):
    """Attention over window and words, then an MLP, both modulated per frame (adaLN-single, arXiv 2310.00426)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.heads = width // HEAD_DIM
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.text_kv = nn.Linear(width, 2 * width, bias=False)
        self.query_norm = RootMeanSquare(HEAD_DIM)
        self.key_norm = RootMeanSquare(HEAD_DIM)
        self.text_key_norm = RootMeanSquare(HEAD_DIM)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        self.table = nn.Parameter(torch.zeros(6, width))

    def _split(self, x: Tensor, parts: int) -> tuple[Tensor, ...]:
        """[B, S, parts * D] -> `parts` tensors [B, heads, S, d]."""
        batch, length = x.shape[0], x.shape[1]
        return x.reshape(batch, length, parts, self.heads, HEAD_DIM).permute(2, 0, 3, 1, 4).unbind(0)

    def forward(self, x: Tensor, modulation: Tensor, words: Tensor, bias: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """One block.

        x [B, T, N, D], modulation [B, T, 6, D], words [B, L, D], bias [B, 1, 1, T*N + L] (0 or very negative),
        cos and sin [T*N, d/2] -> [B, T, N, D].
        """
        batch, frames, width = x.shape[0], x.shape[1], self.width
        m = modulation + self.table
        shift1, scale1, gate1, shift2, scale2, gate2 = (part.unsqueeze(2) for part in m.unbind(2))
        h = (norm(x, width) * (1 + scale1) + shift1).reshape(batch, -1, width)
        query, key, value = self._split(self.qkv(h), 3)
        word_key, word_value = self._split(self.text_kv(words), 2)
        query = rotate(self.query_norm(query), cos, sin)
        key = rotate(self.key_norm(key), cos, sin)
        key = torch.cat([key, self.text_key_norm(word_key)], dim=2)
        value = torch.cat([value, word_value], dim=2)
        # Spelled out: in bfloat16 on a CPU this trains half as fast again as the fused form does.
        scores = (query * HEAD_DIM**-0.5) @ key.transpose(-1, -2)
        with torch.autocast("cpu", enabled=False):
            share = torch.softmax(scores + bias.to(scores.dtype), dim=-1)
        mixed = share @ value
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, -1, width))
        x = x + gate1 * mixed.reshape(batch, frames, -1, width)
        h = norm(x, width) * (1 + scale2) + shift2
        return x + gate2 * self.down(functional.gelu(self.up(h)))


class Transformer(nn.Module):
    """The denoiser: noisy latents and their levels in, a prediction of the clean latents out."""

    frequencies: Tensor

    def __init__(self, shape: Shape | None = None) -> None:
        super().__init__()
        self.shape = shape or Shape()
        width = self.shape.width
        self.inward = nn.Linear(LATENT_CHANNELS, width)
        # Rotary positions only tell distances; composition ("starts at the left") needs places, and the row and
        # column pairs of the tables the host sends anyway spell them.
        self.place = nn.Linear(HEAD_DIM - 2 * len(TIME_FREQUENCIES), width, bias=False)
        self.blocks = nn.ModuleList(Block(width) for _ in range(self.shape.layers))
        self.text_in = nn.Linear(TEXT_WIDTH, width, bias=False)
        self.pooled_in = nn.Linear(TEXT_WIDTH, width, bias=False)
        self.time_in = nn.Linear(TIME_FEATURES, width)
        self.sigma_in = nn.Linear(2 * self.shape.sigma_features, width)
        # "Moves right" means left of the middle early and right of it late: a product of words and time, of which
        # neither factor alone says anything. Sums of the two sit on a saddle that training hardly leaves (65,000
        # frames did not), so the product is built in, over words that learned queries pick out.
        self.action_pick = nn.Linear(width, ACTION_QUERIES, bias=False)
        self.action_in = nn.Linear(ACTION_QUERIES * width, width, bias=False)
        self.action_time = nn.Linear(TIME_FEATURES, width)
        self.action_out = nn.Linear(width, width, bias=False)
        self.condition = nn.Linear(width, width)
        self.modulation = nn.Linear(width, 6 * width)
        self.last_modulation = nn.Linear(width, 2 * width)
        self.outward = nn.Linear(width, LATENT_CHANNELS)
        self.cover = nn.Linear(width, 1)  # where the subject is; only training reads it
        octaves = torch.linspace(0.0, math.log(40.0), self.shape.sigma_features)
        self.register_buffer("frequencies", torch.exp(octaves), persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.in_features**-0.5)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        for layer in (self.modulation, self.last_modulation, self.outward, self.place, self.action_out):
            nn.init.zeros_(layer.weight)
        # The MiniLM states have rows of unit-ish size spread over 384 channels (about 0.35 each); bring them to one.
        nn.init.normal_(self.text_in.weight, std=2.5 * TEXT_WIDTH**-0.5)
        nn.init.normal_(self.pooled_in.weight, std=4.0 * TEXT_WIDTH**-0.5)

    def forward(
        self,
        tokens: Tensor,
        sigma: Tensor,
        rope_cos: Tensor,
        rope_sin: Tensor,
        time_features: Tensor,
        text: Tensor,
        text_mask: Tensor,
    ) -> Tensor:
        """tokens [B, T*N, C], sigma [B, T], ropes [T*N, d/2], time_features [B, T, 8], text [B, L, 384],
        text_mask [B, L] of 1 and 0 -> predicted clean tokens [B, T*N, C].
        """
        raw, c_skip, c_out, _ = self.raw(tokens, sigma, rope_cos, rope_sin, time_features, text, text_mask)
        batch, frames = sigma.shape[0], sigma.shape[1]
        x = tokens.reshape(batch, frames, -1, LATENT_CHANNELS)
        return (c_skip * x + c_out * raw).reshape(batch, -1, LATENT_CHANNELS)

    def raw(
        self,
        tokens: Tensor,
        sigma: Tensor,
        rope_cos: Tensor,
        rope_sin: Tensor,
        time_features: Tensor,
        text: Tensor,
        text_mask: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The unit-variance output F [B, T, N, C], c_skip and c_out [B, T, 1, 1], and logits [B, T, N, 1] of the
        subject's share of each cell; arguments as in `forward`."""
        batch, frames, width = sigma.shape[0], sigma.shape[1], self.shape.width
        c_in, c_skip, c_out = (c.reshape(batch, frames, 1, 1) for c in precondition(sigma))
        x = self.inward(tokens.reshape(batch, frames, -1, LATENT_CHANNELS) * c_in)
        skip = len(TIME_FREQUENCIES)
        place = self.place(torch.cat([rope_cos[:, skip:], rope_sin[:, skip:]], dim=-1))
        x = x + place.reshape(1, frames, -1, width)
        words = norm(self.text_in(text), width)
        weights = text_mask.unsqueeze(-1)
        pooled = (text * weights).sum(1) / weights.sum(1).clamp_min(1.0)
        angles = sigma.unsqueeze(-1) * self.frequencies
        level = self.sigma_in(torch.cat([torch.cos(angles), torch.sin(angles)], dim=-1))
        state = level + self.time_in(time_features) + self.pooled_in(pooled).unsqueeze(1)
        state = state + self.action_out(self.action_time(time_features) * self.action(words, text_mask))
        state = functional.silu(self.condition(functional.silu(state)))
        modulation = self.modulation(state).reshape(batch, frames, 6, -1)
        bias = torch.cat([torch.zeros_like(tokens[:, :, 0]), (text_mask - 1) * 1e4], dim=1)
        bias = bias.unsqueeze(1).unsqueeze(1)
        for block in self.blocks:
            x = block(x, modulation, words, bias, rope_cos, rope_sin)
        shift, scale = self.last_modulation(state).unsqueeze(2).chunk(2, dim=-1)
        hidden = norm(x, width) * (1 + scale) + shift
        return self.outward(hidden), c_skip, c_out, self.cover(hidden)

    def action(self, words: Tensor, text_mask: Tensor) -> Tensor:
        """What happens, drawn from words [B, L, D] by attention of learned queries -> [B, 1, D]."""
        scores = self.action_pick(words) + ((text_mask - 1) * 1e4).unsqueeze(-1)
        picked = torch.softmax(scores, dim=1).transpose(1, 2) @ words
        return self.action_in(picked.reshape(words.shape[0], 1, ACTION_QUERIES * self.shape.width))


def flops(shape: Shape, tokens: int, words: int) -> int:
    """Floating-point operations of one forward pass over `tokens` tokens and `words` words."""
    linear = 24 * shape.width**2 * tokens
    attention = 4 * shape.width * tokens * (tokens + words)
    text = 4 * shape.width**2 * words
    ends = 4 * LATENT_CHANNELS * shape.width * tokens
    return shape.layers * (linear + attention + text) + ends
