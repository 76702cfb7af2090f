"""The text encoders T5 and UMT5 (encoder half).

One prompt at a time and only its real tokens: masked tokens reach nothing, so leaving them out is the same. Relative
positions come in as distances; the table from distance to bias is written out per head, so that the graph needs no
logarithms (Raffel et al., arXiv 1910.10683, section 2.1; UMT5 has a table in every layer, T5 one for all).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto

from .errors import ExportError
from .graph import Graph
from .safetensors_file import Weights


def relative_buckets(distances: np.ndarray, buckets: int, max_distance: int) -> np.ndarray:
    """T5's bucket of each signed distance (key minus query), both directions."""
    half = buckets // 2
    exact = half // 2
    size = np.abs(distances)
    # In single precision, as PyTorch computes it: at the borders the rounding decides.
    ratio = np.log(np.maximum(size, 1).astype(np.float32) / np.float32(exact))
    scaled = ratio / np.float32(np.log(max_distance / exact)) * np.float32(half - exact)
    far = np.minimum(exact + scaled.astype(np.int64), half - 1)
    return np.where(distances > 0, half, 0) + np.where(size < exact, size, far)


def build_t5(graph: Graph, weights: Weights, config: dict[str, Any], *, longest: int) -> None:
    """Fill a graph: input_ids [1, L] and distances [L, L] (0 … 2 longest - 2) to hidden [1, L, D]."""
    heads, head_dim, width = config["num_heads"], config["d_kv"], config["d_model"]
    eps = config["layer_norm_epsilon"]
    gated = config["feed_forward_proj"].startswith("gated")
    activation = config["feed_forward_proj"].removeprefix("gated-")
    if activation not in ("gelu", "gelu_new", "relu"):
        raise ExportError(f"The text encoder uses the activation {activation}, which this exporter does not know.")
    own_bias = config["model_type"] == "umt5"
    ids = graph.input("input_ids", [1, "L"], TensorProto.INT64)
    distances = graph.input("distances", ["L", "L"], TensorProto.INT64)
    embedding = next(name for name in ("shared.weight", "encoder.embed_tokens.weight") if name in weights)
    x = graph.to_full(graph.op("Gather", graph.weight("text.embedding", weights[embedding], half=True), ids))
    every = np.arange(-(longest - 1), longest)
    buckets = relative_buckets(
        every, config["relative_attention_num_buckets"], config["relative_attention_max_distance"]
    )
    bias = ""
    for at in range(config["num_layers"]):
        name = f"encoder.block.{at}"
        attention = f"{name}.layer.0.SelfAttention"
        if own_bias or at == 0:
            table = weights[f"{attention}.relative_attention_bias.weight"][buckets]  # [distances, heads]
            looked_up = graph.op("Gather", graph.weight(f"text.{at}.bias", np.ascontiguousarray(table)), distances)
            bias = graph.op("Transpose", looked_up, perm=[2, 0, 1])  # [heads, L, L]
        h = graph.rms_norm(f"text.{at}.norm0", x, weights[f"{name}.layer.0.layer_norm.weight"], eps)

        def project(which: str, h: str = h, attention: str = attention) -> str:
            y = graph.linear(f"text.{attention}.{which}", h, weights[f"{attention}.{which}.weight"])
            return graph.reshape(y, [1, -1, heads, head_dim])

        q = graph.op("Transpose", project("q"), perm=[0, 2, 1, 3])
        k = graph.op("Transpose", project("k"), perm=[0, 2, 3, 1])
        v = graph.op("Transpose", project("v"), perm=[0, 2, 1, 3])
        scores = graph.op("Add", graph.op("MatMul", q, k), bias)
        mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), v)
        merged = graph.reshape(graph.op("Transpose", mixed, perm=[0, 2, 1, 3]), [1, -1, heads * head_dim])
        x = graph.op("Add", x, graph.linear(f"text.{attention}.o", merged, weights[f"{attention}.o.weight"]))

        h = graph.rms_norm(f"text.{at}.norm1", x, weights[f"{name}.layer.1.layer_norm.weight"], eps)
        dense = f"{name}.layer.1.DenseReluDense"

        def act(value: str) -> str:
            # transformers reads "gated-gelu" as the tanh formula.
            if activation == "relu":
                return graph.op("Relu", value)
            return graph.gelu(value, tanh=activation == "gelu_new" or gated)

        if gated:
            gate = act(graph.linear(f"text.{dense}.wi_0", h, weights[f"{dense}.wi_0.weight"]))
            inner = graph.op("Mul", gate, graph.linear(f"text.{dense}.wi_1", h, weights[f"{dense}.wi_1.weight"]))
        else:
            inner = act(graph.linear(f"text.{dense}.wi", h, weights[f"{dense}.wi.weight"]))
        x = graph.op("Add", x, graph.linear(f"text.{dense}.wo", inner, weights[f"{dense}.wo.weight"]))
    x = graph.rms_norm("text.final", x, weights["encoder.final_layer_norm.weight"], eps)
    graph.output("hidden", x, [1, "L", width])
