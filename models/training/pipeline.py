"""The whole pipeline once more, in plain Python: words, noise, windows, guidance, sampler, codec.

`write_pipeline_case` runs it on PyTorch modules at export; a test of the studio runs the same order through its engine
and compares pictures. Nothing here shares code with the engine: what both agree on is the pack contract.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .layout import RATE, Bucket, rope_tables, time_features, window_tau
from .runlog import to_bytes, to_pixels

Floats = NDArray[np.float64]
Network = Callable[..., torch.Tensor]
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15

ORDER: dict[str, Any] = {
    "aspect": "1:1",
    "frames": 4,
    "given": [0],
    "prompt": "a red car drives fast to the right in a meadow by day",
    "seed": "7",
    "steps": 4,
}
BLOCK = 8  # pictures are compared by the means of blocks: what differs by rounding cancels out, what is wrong does not


def split_mix(state: int) -> int:
    """SplitMix64's output function."""
    z = state & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def frame_noise(seed: int, frame: int, length: int) -> Floats:
    """Normal noise of one frame: xoshiro128** 1.1 seeded by SplitMix64, uniforms of 53 bits, Box-Muller."""
    key = (split_mix(seed + GOLDEN) + frame * GOLDEN) & MASK
    first, second = split_mix(key + GOLDEN), split_mix(key + 2 * GOLDEN)
    a, b, c, d = first & 0xFFFFFFFF, first >> 32, second & 0xFFFFFFFF, second >> 32

    def bits() -> int:
        nonlocal a, b, c, d
        product = (b * 5) & 0xFFFFFFFF
        result = (((product << 7) | (product >> 25)) * 9) & 0xFFFFFFFF
        shifted = (b << 9) & 0xFFFFFFFF
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = ((d << 11) | (d >> 21)) & 0xFFFFFFFF
        return result

    def uniform() -> float:
        high, low = bits(), bits()
        return ((high >> 5) * 67_108_864 + (low >> 6)) / 9_007_199_254_740_992

    out = np.empty(length + length % 2)
    for at in range(0, length, 2):
        radius = math.sqrt(-2 * math.log(1 - uniform()))
        angle = 2 * math.pi * uniform()
        out[at], out[at + 1] = radius * math.cos(angle), radius * math.sin(angle)
    return out[:length].astype(np.float32).astype(np.float64)


def test_picture(bucket: Bucket) -> NDArray[np.uint8]:
    """A picture that both sides can draw: two ramps and a chequered board [1, H, W, 3]."""
    x, y = np.meshgrid(np.arange(bucket.visible_width), np.arange(bucket.visible_height))
    red, green = x * 255 // (bucket.visible_width - 1), y * 255 // (bucket.visible_height - 1)
    blue = ((x // 16 + y // 16) % 2) * 200
    return np.stack([red, green, blue], axis=-1).astype(np.uint8)[None]


def guided(x: Floats, with_words: Floats, without: Floats, sigma: Floats, weight: float, zero_star: bool) -> Floats:
    """Guidance on velocities, with CFG-Zero*'s scale (arXiv 2503.18886); [T, N, C] and sigma [T]."""
    made = sigma > 0
    level = sigma[made][:, None, None]
    one, other = (x - with_words)[made] / level, (x - without)[made] / level
    scale = float((one * other).sum() / (other**2).sum()) if zero_star else 1.0
    base = scale * other
    out = with_words.copy()
    out[made] = x[made] - level * (base + weight * (one - base))
    return out


def sample(
    predict: Callable[[Floats, Floats, bool], Floats],
    x: Floats,
    known: NDArray[np.bool_],
    steps: int,
    sampler: dict[str, Any],
) -> Floats:
    """DPM-Solver++ 2M on the flow-matching path; `predict(x, sigma, with words)` gives clean latents [T, N, C]."""
    levels = 1 - np.arange(steps + 1) / steps
    levels = sampler["shift"] * levels / (1 + (sampler["shift"] - 1) * levels)
    low, high = sampler["guidanceInterval"]

    def lambda_of(level: float) -> float:
        if level >= 1:
            return -math.inf
        return math.log((1 - level) / level)

    before: tuple[Floats, float] | None = None
    for now, then in itertools.pairwise(levels):
        sigma = np.where(known, 0.0, now)
        clean = predict(x, sigma, True)
        if sampler["guidance"] != 1 and low <= now <= high:
            clean = guided(x, clean, predict(x, sigma, False), sigma, sampler["guidance"], sampler["cfgZeroStar"])
        slope = clean
        if before is not None and then > 0:
            previous, level = before
            last = lambda_of(now) - lambda_of(level)
            if math.isfinite(last):
                slope = clean + 0.5 * (lambda_of(then) - lambda_of(now)) / last * (clean - previous)
        moved = then / now * x + ((1 - then) - then * (1 - now) / now) * slope
        x = np.where(known[:, None, None], x, moved)
        before = clean, float(now)
    return x


def run(folder: Path, bucket: Bucket, encoder: Network, denoiser: Network, decoder: Network) -> NDArray[np.uint8]:
    """The pictures [T, H, W, 3] of `ORDER` with the words and the sampler of the pack in `folder`."""
    manifest = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    text = onnxruntime.InferenceSession(folder / "text.onnx", providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()

    def words(prompt: str) -> torch.Tensor:
        ids = np.array([tokenizer.encode(prompt).ids], np.int64)
        return torch.from_numpy(text.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0])

    frames, channels = ORDER["frames"], manifest["latent"]["channels"]
    cells = bucket.rows * bucket.columns
    known = np.isin(np.arange(frames), ORDER["given"])
    cos, sin = (torch.from_numpy(table) for table in rope_tables(np.arange(frames) / RATE, bucket.rows, bucket.columns))
    features = torch.from_numpy(time_features(window_tau(frames), 1 / RATE))[None]
    states = {True: words(ORDER["prompt"]), False: words("")}
    seed = int(ORDER["seed"])
    x = np.stack([frame_noise(seed, frame, cells * channels).reshape(cells, channels) for frame in range(frames)])
    with torch.no_grad():
        grid = encoder(to_pixels(test_picture(bucket)))
        x[known] = grid.flatten(2).transpose(1, 2).double().numpy()

        def predict(now: Floats, sigma: Floats, with_words: bool) -> Floats:
            said = states[with_words]
            tokens = torch.from_numpy(now.reshape(1, -1, channels).astype(np.float32))
            level = torch.from_numpy(sigma[None].astype(np.float32))
            clean = denoiser(tokens, level, cos, sin, features, said, torch.ones(said.shape[:2]))
            return clean.double().numpy().reshape(now.shape)

        made = sample(predict, x, known, ORDER["steps"], manifest["sampler"])
        flat = torch.from_numpy(made.astype(np.float32)).reshape(frames, bucket.rows, bucket.columns, channels)
        return to_bytes(decoder(flat.permute(0, 3, 1, 2).contiguous()))


def write_pipeline_case(folder: Path, encoder: Network, denoiser: Network, decoder: Network, bucket: Bucket) -> None:
    """parity/pipeline.json: the order, and block means of every picture that is made, rows from the top."""
    pictures = run(folder, bucket, encoder, denoiser, decoder)
    height, width = pictures.shape[1:3]
    blocks = pictures.astype(np.float64).reshape(len(pictures), height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    means = [[round(v, 3) for v in picture.ravel().tolist()] for picture in blocks.mean((2, 4))]
    made = [means[at] for at in range(len(means)) if at not in ORDER["given"]]
    target = folder / "parity"
    target.mkdir(exist_ok=True)
    case = {**ORDER, "block": BLOCK, "width": width, "height": height, "means": made}
    (target / "pipeline.json").write_text(json.dumps(case) + "\n", encoding="utf-8")
