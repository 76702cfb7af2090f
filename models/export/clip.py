"""CLIP's picture encoder (arXiv 2103.00020), up to the layer before the last: what Wan 2.1 image models look at."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import ExportError
from .graph import Graph
from .safetensors_file import Weights


def build_clip(graph: Graph, weights: Weights, config: dict[str, Any]) -> dict[str, Any]:
    """Fill a graph: pixels [1, 3, side, side], normalised, to tokens [1, I, D]; gives tokens and width."""
    config = config.get("vision_config", config)
    width, heads, side, patch = (
        config[key] for key in ("hidden_size", "num_attention_heads", "image_size", "patch_size")
    )
    eps, activation = config.get("layer_norm_eps", 1e-5), config["hidden_act"]
    if activation not in ("gelu", "quick_gelu"):
        raise ExportError(f"The image encoder uses the activation {activation}, which this exporter does not know.")
    g = graph
    root = "vision_model." if "vision_model.embeddings.class_embedding" in weights else ""
    tokens = (side // patch) ** 2 + 1

    def norm(name: str, x: str) -> str:
        parts = [g.weight(f"clip.{name}.{part}", weights[f"{root}{name}.{part}"]) for part in ("weight", "bias")]
        return g.layer_norm(x, width, eps, *parts)

    def linear(name: str, x: str) -> str:
        return g.linear(f"clip.{name}", x, weights[f"{root}{name}.weight"], weights[f"{root}{name}.bias"])

    pixels = g.input("pixels", [1, 3, side, side])
    kernel = weights[f"{root}embeddings.patch_embedding.weight"]
    x = g.conv2d("clip.patches", pixels, kernel, None, stride=patch)
    x = g.op("Transpose", g.reshape(x, [1, width, -1]), perm=[0, 2, 1])
    first = weights[f"{root}embeddings.class_embedding"].reshape(1, 1, width)
    x = g.op("Concat", g.weight("clip.class", first), x, axis=1)
    places = weights[f"{root}embeddings.position_embedding.weight"][None, :tokens]
    x = g.op("Add", x, g.weight("clip.places", np.ascontiguousarray(places)))
    # The misspelling is upstream's.
    x = norm("pre_layrnorm", x)
    for at in range(config["num_hidden_layers"] - 1):
        name = f"encoder.layers.{at}"
        h = norm(f"{name}.layer_norm1", x)
        q, k, v = (linear(f"{name}.self_attn.{each}_proj", h) for each in "qkv")
        mixed = g.attention(q, k, v, heads, width // heads)
        x = g.op("Add", x, linear(f"{name}.self_attn.out_proj", mixed))
        h = linear(f"{name}.mlp.fc1", norm(f"{name}.layer_norm2", x))
        if activation == "quick_gelu":
            h = g.op("Mul", h, g.op("Sigmoid", g.op("Mul", h, g.const(1.702))))
        else:
            h = g.gelu(h, tanh=False)
        x = g.op("Add", x, linear(f"{name}.mlp.fc2", h))
    g.output("tokens", x, [1, tokens, width])
    return {"tokens": tokens, "width": width}
