"""The transformer's blocks in the form that ONNX Runtime runs best; the mathematics is that of `transformer.Block`.

What differs is only how the same sums are written down:

- One projection per head ([heads, D, d] weights), which yields [B, heads, S, d] at once: no split, no transposes. Not
  for the words, which are so few that transposing them costs less than weights the runtime can't pack ahead.
- RMSNorm spelled as x / sqrt(mean(x^2) + eps) * gain, the one spelling the runtime fuses into a single operator. The
  scale of the logits is part of the queries' gain.
- Rotary positions as two products over full rows, whose tables are the same in every block and made once.
- No mask over words: the host sends only real ones (`text_mask` is all ones), so there is nothing to hide.
- Modulation by slices that all blocks share, instead of taking a table of six apart in each.

Half as many operators (about 550 instead of 1042 after the runtime's own fusions, at 8 layers) and no pass over the
scores that does nothing. Only operators that every execution provider has.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layout import HEAD_DIM
from .transformer import Block, RootMeanSquare, Transformer, norm


class FusedRootMeanSquare(nn.Module):
    """`RootMeanSquare` times a constant, in the spelling that is fused."""

    def __init__(self, source: RootMeanSquare, factor: float = 1.0) -> None:
        super().__init__()
        self.gain = nn.Parameter(source.gain.detach() * factor)

    def forward(self, x: Tensor) -> Tensor:
        """[..., d] -> [..., d]."""
        return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.gain


def per_head(weight: Tensor, parts: int, heads: int) -> tuple[nn.Parameter, ...]:
    """A linear layer's weight [parts * D, D] -> `parts` weights [heads, D, d] for x @ w."""
    split = weight.detach().reshape(parts, heads, HEAD_DIM, -1).transpose(-1, -2)
    return tuple(nn.Parameter(part.contiguous()) for part in split)


def exchange() -> nn.Parameter:
    """The matrix that swaps the two halves of a head and negates the first of them, [d, d]."""
    half = HEAD_DIM // 2
    matrix = torch.zeros(HEAD_DIM, HEAD_DIM)
    matrix[half:, :half] = -torch.eye(half)
    matrix[:half, half:] = torch.eye(half)
    return nn.Parameter(matrix)


class GraphBlock(nn.Module):
    """One block, called as `Block` is."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.width = block.width
        self.query, self.key, self.value = per_head(block.qkv.weight, 3, block.heads)
        self.heads = block.heads
        self.word_key, self.word_value = (
            nn.Parameter(part.t().contiguous()) for part in block.text_kv.weight.detach().chunk(2)
        )
        self.query_norm = FusedRootMeanSquare(block.query_norm, HEAD_DIM**-0.5)
        self.key_norm = FusedRootMeanSquare(block.key_norm)
        self.text_key_norm = FusedRootMeanSquare(block.text_key_norm)
        self.exchange = exchange()
        self.out, self.up, self.down = block.out, block.up, block.down
        self.table = nn.ParameterList(nn.Parameter(row.detach().clone()) for row in block.table)

    def _modulation(self, modulation: Tensor) -> list[Tensor]:
        """[B, T, 6, D] -> shift, 1 + scale and gate of both halves, each [B, T, 1, D]."""
        parts = [modulation[:, :, at : at + 1] for at in range(6)]
        # One is added before the block's own part, so that all blocks share the sum.
        return [(part + 1 if at in (1, 4) else part) + self.table[at] for at, part in enumerate(parts)]

    def _of_words(self, words: Tensor, weight: Tensor) -> Tensor:
        """[B, L, D] -> [B, heads, L, d]."""
        return (words @ weight).reshape(words.shape[0], words.shape[1], self.heads, HEAD_DIM).transpose(1, 2)

    def _rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Rotary positions on [B, heads, S, d], with each column of the tables twice: [S, d]."""
        return x * cos + (x @ self.exchange) * sin

    def forward(self, x: Tensor, modulation: Tensor, words: Tensor, bias: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """One block; arguments as of `Block.forward`, `bias` being all zeros and unused."""
        # Sizes are read from values that all blocks share, so that they are read once.
        batch, frames, tokens = modulation.shape[0], modulation.shape[1], cos.shape[0]
        shift1, scale1, gate1, shift2, scale2, gate2 = self._modulation(modulation)
        cos, sin = torch.cat([cos, cos], dim=-1), torch.cat([sin, sin], dim=-1)
        h = (norm(x, self.width) * scale1 + shift1).reshape(batch, 1, tokens, self.width)
        query = self._rotate(self.query_norm(h @ self.query), cos, sin)
        key = self._rotate(self.key_norm(h @ self.key), cos, sin)
        key = torch.cat([key, self.text_key_norm(self._of_words(words, self.word_key))], dim=2)
        value = torch.cat([h @ self.value, self._of_words(words, self.word_value)], dim=2)
        mixed = torch.softmax(query @ key.transpose(-1, -2), dim=-1) @ value
        mixed = mixed.transpose(1, 2).reshape(batch, frames, -1, self.width)
        x = x + gate1 * self.out(mixed)
        h = norm(x, self.width) * scale2 + shift2
        return x + gate2 * self.down(functional.gelu(self.up(h)))


def for_graph(transformer: Transformer) -> Transformer:
    """A copy to export: the same function of all its inputs where `text_mask` is all ones."""
    copied = copy.deepcopy(transformer).eval()
    copied.blocks = nn.ModuleList(GraphBlock(block) for block in transformer.blocks if isinstance(block, Block))
    assert len(copied.blocks) == len(transformer.blocks)
    return copied
