"""`python -m export.parity.large <folder>`: a pipeline of the size of Wan 2.1 1.3B with random weights, and its pack.

For the path that small models never take: weights above 2 GB beside the graph, loaded by its path. Weights are written
tensor by tensor, without PyTorch. The text encoder has the real width and one layer, because the real one has 5.7
billion weights and takes the same path. `npm run bench:packs -- --large` runs this and then one step of the engine.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..__main__ import export
from ..options import Options
from ..pack import bucket

Shapes = Iterator[tuple[str, tuple[int, ...]]]

TRANSFORMER: dict[str, Any] = {
    "_class_name": "WanTransformer3DModel",
    "patch_size": [1, 2, 2],
    "num_attention_heads": 12,
    "attention_head_dim": 128,
    "in_channels": 16,
    "out_channels": 16,
    "text_dim": 4096,
    "freq_dim": 256,
    "ffn_dim": 8960,
    "num_layers": 30,
    "cross_attn_norm": True,
    "qk_norm": "rms_norm_across_heads",
    "eps": 1e-6,
    "image_dim": None,
}
TEXT: dict[str, Any] = {
    "model_type": "umt5",
    "d_model": 4096,
    "d_kv": 64,
    "d_ff": 1024,
    "num_heads": 64,
    "num_layers": 1,
    "feed_forward_proj": "gated-gelu",
    "layer_norm_epsilon": 1e-6,
    "relative_attention_num_buckets": 32,
    "relative_attention_max_distance": 128,
}


def _linear(name: str, out: int, inner: int, *, bias: bool = True) -> Shapes:
    yield f"{name}.weight", (out, inner)
    if bias:
        yield f"{name}.bias", (out,)


def transformer_shapes(config: dict[str, Any]) -> Shapes:
    """Names and shapes of WanTransformer3DModel's weights."""
    width = config["num_attention_heads"] * config["attention_head_dim"]
    yield "patch_embedding.weight", (width, config["in_channels"], 1, 2, 2)
    yield "patch_embedding.bias", (width,)
    embedder = "condition_embedder"
    yield from _linear(f"{embedder}.time_embedder.linear_1", width, config["freq_dim"])
    yield from _linear(f"{embedder}.time_embedder.linear_2", width, width)
    yield from _linear(f"{embedder}.time_proj", width * 6, width)
    yield from _linear(f"{embedder}.text_embedder.linear_1", width, config["text_dim"])
    yield from _linear(f"{embedder}.text_embedder.linear_2", width, width)
    for at in range(config["num_layers"]):
        block = f"blocks.{at}"
        yield f"{block}.scale_shift_table", (1, 6, width)
        for attention in ("attn1", "attn2"):
            for each in ("to_q", "to_k", "to_v", "to_out.0"):
                yield from _linear(f"{block}.{attention}.{each}", width, width)
            yield f"{block}.{attention}.norm_q.weight", (width,)
            yield f"{block}.{attention}.norm_k.weight", (width,)
        yield f"{block}.norm2.weight", (width,)
        yield f"{block}.norm2.bias", (width,)
        yield from _linear(f"{block}.ffn.net.0.proj", config["ffn_dim"], width)
        yield from _linear(f"{block}.ffn.net.2", width, config["ffn_dim"])
    yield "scale_shift_table", (1, 2, width)
    yield from _linear("proj_out", config["out_channels"] * 4, width)


def text_shapes(config: dict[str, Any], vocabulary: int) -> Shapes:
    """Names and shapes of UMT5EncoderModel's weights."""
    width, inner, wide = config["d_model"], config["d_kv"] * config["num_heads"], config["d_ff"]
    yield "shared.weight", (vocabulary, width)
    for at in range(config["num_layers"]):
        layer = f"encoder.block.{at}.layer"
        for each in "qkv":
            yield from _linear(f"{layer}.0.SelfAttention.{each}", inner, width, bias=False)
        yield from _linear(f"{layer}.0.SelfAttention.o", width, inner, bias=False)
        buckets = (config["relative_attention_num_buckets"], config["num_heads"])
        yield f"{layer}.0.SelfAttention.relative_attention_bias.weight", buckets
        yield f"{layer}.0.layer_norm.weight", (width,)
        yield from _linear(f"{layer}.1.DenseReluDense.wi_0", wide, width, bias=False)
        yield from _linear(f"{layer}.1.DenseReluDense.wi_1", wide, width, bias=False)
        yield from _linear(f"{layer}.1.DenseReluDense.wo", width, wide, bias=False)
        yield f"{layer}.1.layer_norm.weight", (width,)
    yield "encoder.final_layer_norm.weight", (width,)


def write_random(folder: Path, config: dict[str, Any], shapes: Shapes) -> None:
    """Write a component with random weights."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    tensors = list(shapes)
    header: dict[str, Any] = {}
    offset = 0
    for name, shape in tensors:
        size = int(np.prod(shape)) * 4
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    rng = np.random.default_rng(1)
    with (folder / "model.safetensors").open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, shape in tensors:
            scale = 0.8 / np.prod(shape[1:]) ** 0.5 if len(shape) > 1 else 0.1
            centre = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            # Uniform values of the wanted deviation: three times as fast to draw as normal ones.
            values = rng.random(shape, dtype=np.float32)
            values -= 0.5
            values *= scale * 12**0.5
            values += centre
            file.write(values.tobytes())


def write_pipeline(folder: Path) -> None:
    """Write the pipeline."""
    from diffusers import AutoencoderKLWan, UniPCMultistepScheduler

    from ..tiny.tokenizer import make_tokenizer

    write_random(folder / "transformer", TRANSFORMER, transformer_shapes(TRANSFORMER))
    tokenizer = make_tokenizer("umt5")
    write_random(folder / "text_encoder", TEXT, text_shapes(TEXT, len(tokenizer)))
    tokenizer.save_pretrained(folder / "tokenizer")
    AutoencoderKLWan().save_pretrained(folder / "vae")
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    scheduler.save_pretrained(folder / "scheduler")
    index = {
        "_class_name": "WanPipeline",
        "transformer": ["diffusers", "WanTransformer3DModel"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "T5TokenizerFast"],
        "vae": ["diffusers", "AutoencoderKLWan"],
        "scheduler": ["diffusers", "UniPCMultistepScheduler"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))


def main(folder: Path) -> None:
    """Write the pipeline, export it, and print what that took."""
    pipeline, pack = folder / "pipeline", folder / "pack"
    # In a process of its own: PyTorch, which only the pipeline needs, is not to count as memory of the export.
    writing = multiprocessing.get_context("spawn").Process(target=write_pipeline, args=(pipeline,))
    writing.start()
    writing.join()
    if writing.exitcode != 0:
        raise SystemExit("The pipeline could not be written.")
    export(str(pipeline), Options(pack))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    # What is proven needs no large picture, and a step of one takes minutes on a CPU.
    manifest = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    manifest["buckets"] = [bucket("1:1", 128, 128)]
    (pack / "pack.json").write_text(json.dumps(manifest), encoding="utf-8")
    shutil.rmtree(pipeline)
    weights = sum(int(np.prod(shape)) for _, shape in transformer_shapes(TRANSFORMER))
    size = sum(path.stat().st_size for path in pack.iterdir())
    print(json.dumps({"weights": weights, "exportPeakBytes": peak, "packBytes": size}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
