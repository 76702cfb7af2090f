"""The frozen sentence encoder: all-MiniLM-L6-v2 (Apache-2.0) as a small BERT of our own, for export.

Source of the weights: sentence-transformers/all-MiniLM-L6-v2, `model.safetensors` and `tokenizer.json`. Only the token
states are used (no pooling head), so that colour words can bind to the nouns they stand beside.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from .layout import TEXT_LENGTH, TEXT_WIDTH

HEADS = 12
LAYERS = 6
VOCABULARY = 30522


class Layer(nn.Module):
    """A post-norm BERT layer."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.key = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.value = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.attended = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.attended_norm = nn.LayerNorm(TEXT_WIDTH, eps=1e-12)
        self.up = nn.Linear(TEXT_WIDTH, 4 * TEXT_WIDTH)
        self.down = nn.Linear(4 * TEXT_WIDTH, TEXT_WIDTH)
        self.norm = nn.LayerNorm(TEXT_WIDTH, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x [B, L, 384], bias [B, 1, 1, L] -> [B, L, 384]."""
        batch, length = x.shape[0], x.shape[1]

        def heads(y: Tensor) -> Tensor:
            return y.reshape(batch, length, HEADS, -1).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3) * (TEXT_WIDTH // HEADS) ** -0.5
        mixed = torch.softmax(scores + bias, dim=-1) @ heads(self.value(x))
        mixed = mixed.transpose(1, 2).reshape(batch, length, TEXT_WIDTH)
        x = self.attended_norm(x + self.attended(mixed))
        return self.norm(x + self.down(functional.gelu(self.up(x))))


class SentenceEncoder(nn.Module):
    """input_ids and attention_mask, int64 [B, L] -> hidden [B, L, 384]."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, TEXT_WIDTH)
        self.positions = nn.Embedding(512, TEXT_WIDTH)
        self.kinds = nn.Embedding(2, TEXT_WIDTH)
        self.norm = nn.LayerNorm(TEXT_WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Token states of the last layer."""
        # A running sum instead of arange(shape) keeps the exported graph free of shape arithmetic.
        position = torch.cumsum(torch.ones_like(input_ids), dim=1) - 1
        x = self.norm(self.words(input_ids) + self.positions(position) + self.kinds.weight[0])
        bias = ((attention_mask.to(x.dtype) - 1) * 1e4).unsqueeze(1).unsqueeze(1)
        for layer in self.layers:
            x = layer(x, bias)
        return x


def load_sentence_encoder(folder: Path) -> SentenceEncoder:
    """Read the published weights into our definition."""
    names = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "attended": "attention.output.dense",
        "attended_norm": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm": "output.LayerNorm",
    }
    source = load_file(folder / "model.safetensors")
    state = {
        "words.weight": source["embeddings.word_embeddings.weight"],
        "positions.weight": source["embeddings.position_embeddings.weight"],
        "kinds.weight": source["embeddings.token_type_embeddings.weight"],
        "norm.weight": source["embeddings.LayerNorm.weight"],
        "norm.bias": source["embeddings.LayerNorm.bias"],
    }
    for index in range(LAYERS):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                state[f"layers.{index}.{ours}.{part}"] = source[f"encoder.layer.{index}.{theirs}.{part}"]
    model = SentenceEncoder()
    model.load_state_dict(state)
    return model.eval()


class TextStates:
    """Token states as the shipped int8 graph gives them, remembered per caption.

    Training reads exactly what the host will read, quantisation error included. A caption is run alone (batch 1, no
    padding), as the host does, because dynamic quantisation scales by the whole tensor.
    """

    def __init__(self, pack: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        self.session = onnxruntime.InferenceSession(pack / "text.onnx", options)
        self.tokenizer = Tokenizer.from_file(str(pack / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(TEXT_LENGTH)
        self.memory: dict[str, NDArray[np.float16]] = {}

    def states(self, caption: str) -> NDArray[np.float16]:
        """[L, 384] for one caption; L is 2 for the empty one."""
        found = self.memory.get(caption)
        if found is None:
            ids = np.array([self.tokenizer.encode(caption).ids], np.int64)
            hidden = self.session.run(["hidden"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
            found = np.asarray(hidden[0], np.float16)
            self.memory[caption] = found
        return found

    def batch(self, captions: list[str]) -> tuple[Tensor, Tensor]:
        """Padded states [B, L, 384] and mask [B, L]."""
        rows = [self.states(caption) for caption in captions]
        longest = max(len(row) for row in rows)
        text = np.zeros((len(rows), longest, TEXT_WIDTH), np.float32)
        mask = np.zeros((len(rows), longest), np.float32)
        for index, row in enumerate(rows):
            text[index, : len(row)] = row
            mask[index, : len(row)] = 1
        return torch.from_numpy(text), torch.from_numpy(mask)
