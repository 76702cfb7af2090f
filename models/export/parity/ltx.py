"""What diffusers computes with an LTX-Video pipeline, in the layout of the pack's graphs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import numpy as np
import torch

from .cached import decided, first_block_cache
from .case import Cases
from .wan import CACHE_STEPS, CACHE_THRESHOLD, NEGATIVE, PROMPT, PROMPTS, _frames, _pictures, _unit, time_features

#: Latent frames, rows and columns of the three shapes that graphs are compared at.
SHAPES = ((1, 2, 3), (3, 3, 2), (2, 4, 3))
TEXT_LENGTH = 256
RATE = 25
#: The timestep at which clips are decoded, and how much noise is mixed in, as the pack's manifest says.
DECODE_TIMESTEP, DECODE_NOISE = 0.05, 0.025


def to_tokens(latents: torch.Tensor) -> np.ndarray:
    """[1, C, T, H, W] to tokens [T * H * W, C]."""
    return latents[0].permute(1, 2, 3, 0).reshape(-1, latents.shape[1]).numpy()


def _text_cases(pipe: Any, cases: Cases) -> None:
    for prompt in PROMPTS:
        tokens = pipe.tokenizer(prompt, return_tensors="pt")
        hidden = pipe.text_encoder(tokens.input_ids, tokens.attention_mask).last_hidden_state
        length = tokens.input_ids.shape[1]
        distances = np.arange(length)[None] - np.arange(length)[:, None] + TEXT_LENGTH - 1
        inputs = {"input_ids": tokens.input_ids.numpy(), "distances": distances}
        cases.add("text", {**inputs, "hidden": hidden.numpy()}, prompt=prompt)


def _transformer_cases(pipe: Any, cases: Cases) -> None:
    transformer, config = pipe.transformer, pipe.transformer.config
    for at, (frames, rows, columns) in enumerate(SHAPES):
        generator = torch.Generator().manual_seed(100 + at)
        # In two of the shapes a keyframe at picture 5 stands before the clip, known like its first latent frame.
        extra = 0 if at == 0 else 1
        ids = pipe._prepare_video_ids(1, frames, rows, columns)
        coordinates = pipe._scale_video_ids(ids, 32, 8, 0, "cpu")
        if extra:
            more = pipe._scale_video_ids(pipe._prepare_video_ids(1, 1, rows, columns), 32, 8, 5, "cpu")
            coordinates = torch.cat([more, coordinates], dim=2)
        coordinates = coordinates.float()
        coordinates[:, 0] = coordinates[:, 0] * (1.0 / RATE)
        cells = rows * columns
        tokens = torch.randn((1, (frames + extra) * cells, config.in_channels), generator=generator)
        text = torch.randn((1, 9, config.caption_channels), generator=generator)
        level = float(900 - 350 * at)
        number = torch.ones(frames + extra, dtype=torch.int64)
        if extra:
            number[:2] = 0
        levels = torch.tensor([0.0, level])
        # Three words of padding behind, hidden by the mask: the graph is fed real words only.
        padded = torch.cat([text, torch.randn((1, 3, config.caption_channels), generator=generator)], dim=1)
        mask = torch.tensor([[1] * 9 + [0] * 3])
        timestep = levels[number].repeat_interleave(cells)[None]
        velocity = transformer(tokens, padded, timestep, mask, video_coords=coordinates, return_dict=False)[0]
        cos, sin = transformer.rope(tokens, video_coords=coordinates)
        cases.add(
            "transformer",
            {
                "tokens": tokens.view(1, frames + extra, cells, -1).numpy(),
                "time": time_features(levels, 256),
                "level": number.numpy(),
                "text": text.numpy(),
                "rope_cos": cos[0, :, 0::2].numpy(),
                "rope_sin": sin[0, :, 0::2].numpy(),
                "velocity": velocity.view(1, frames + extra, cells, -1).numpy(),
            },
            latentFrames=frames,
            rows=rows,
            columns=columns,
            keyframes=[5] * extra,
            timesteps=levels.tolist(),
        )


def _vae_cases(pipe: Any, cases: Cases) -> None:
    vae = pipe.vae
    for at, (frames, rows, columns) in enumerate(((1, 2, 2), (3, 2, 1), (2, 1, 2))):
        generator = torch.Generator().manual_seed(200 + at)
        count = 8 * (frames - 1) + 1
        pixels = torch.rand((1, 3, count, rows * 32, columns * 32), generator=generator) * 2 - 1
        posterior = vae.encode(pixels).latent_dist
        spread = _frames(posterior.std)[:, :1]
        cases.add("encode", {"pixels": _frames(pixels), "latents": _frames(posterior.mean), "spread": spread})
        z = torch.randn((1, vae.config.latent_channels, frames, rows, columns), generator=generator)
        inputs = {"latents": _frames(z)}
        timestep = None
        if vae.config.timestep_conditioning:
            timestep = torch.tensor([DECODE_TIMESTEP])
            inputs["time"] = time_features(timestep * vae.decoder.timestep_scale_multiplier, 256)
        cases.add("decode", {**inputs, "pixels": _frames(vae.decode(z, timestep).sample)})


@torch.no_grad()
def tiled_cases(pipe: Any, cases: Cases) -> None:
    """Pictures that are decoded in tiles of 96 pixels, 64 from one to the next, down or across.

    Of sizes at which upstream adds no last tile that lies inside the one before, and no four tiles meet: the engine
    never does the former, and fades evenly where upstream fades towards the tile above twice.
    """
    vae = pipe.vae
    vae.enable_tiling(
        tile_sample_min_height=96,
        tile_sample_min_width=96,
        tile_sample_stride_height=64,
        tile_sample_stride_width=64,
    )
    for at, (rows, columns) in enumerate(((4, 2), (2, 6))):
        generator = torch.Generator().manual_seed(300 + at)
        z = torch.randn((1, vae.config.latent_channels, 1, rows, columns), generator=generator)
        cases.add("decode-tiled", {"latents": _frames(z), "pixels": _frames(vae.decode(z).sample)})
    vae.disable_tiling()


@torch.no_grad()
def graph_cases(pipe: Any) -> Cases:
    """Every graph of a pipeline at three shapes."""
    cases = Cases()
    _text_cases(pipe, cases)
    _transformer_cases(pipe, cases)
    _vae_cases(pipe, cases)
    return cases


@dataclass
class _Draws:
    """Every random number of a run, in the order they are drawn and in the layout of tokens."""

    values: list[np.ndarray] = field(default_factory=list)

    def latents(self, noise: torch.Tensor) -> None:
        self.values.append(noise[0].numpy() if noise.ndim == 3 else to_tokens(noise))


@contextmanager
def _recorded(draws: _Draws, seed: int, keyframes: int) -> Iterator[None]:
    """Records what a pipeline draws, except the noise that a condition of full strength replaces at once."""
    from diffusers.utils.torch_utils import randn_tensor

    generator = torch.Generator().manual_seed(seed)
    unused = [False, *[True] * keyframes]

    def draw(shape: Any, **_: Any) -> torch.Tensor:
        noise = randn_tensor(shape, generator=generator)
        if not (unused and unused.pop(0)):
            draws.latents(noise)
        return noise

    def sample(shape: Any, **_: Any) -> torch.Tensor:
        noise = randn_tensor(shape, generator=generator)
        draws.latents(noise)
        return noise

    with (
        patch("diffusers.pipelines.ltx.pipeline_ltx_condition.randn_tensor", draw),
        patch("diffusers.models.autoencoders.vae.randn_tensor", sample),
    ):
        yield


@dataclass(frozen=True)
class _Given:
    """What a case is given: runs of pictures by their first place, and whether a shot is made over."""

    name: str
    runs: tuple[tuple[int, int], ...] = ()
    strength: float = 1.0
    cache: float | None = None


#: Frames, height, width of the whole-pipeline cases, and what is given in each.
_PIPELINE_CASES: tuple[tuple[tuple[int, int, int], tuple[_Given, ...]], ...] = (
    (
        (9, 64, 32),
        (
            _Given("text-to-video"),
            _Given("image-to-video", ((0, 1),)),
            _Given("restyle", (), 0.5),
            _Given("cached", (), 1.0, CACHE_THRESHOLD),
        ),
    ),
    (
        (25, 64, 32),
        (
            _Given("extension", ((0, 17),)),
            _Given("backwards", ((8, 17),)),
            _Given("keyframes", ((0, 1), (13, 1), (24, 1))),
            _Given("bridge", ((0, 9), (16, 9))),
        ),
    ),
    ((1, 96, 64), (_Given("still"),)),
)


@torch.no_grad()
def pipeline_cases(pipe: Any, cases: Cases, *, every: bool) -> None:
    """Whole pipelines: what was given, everything random, the finished frames; one case of each shape, or every one."""
    from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition
    from PIL import Image

    pipe.set_progress_bar_config(disable=True)
    for at, ((frames, height, width), given) in enumerate(_PIPELINE_CASES):
        pictures = _pictures(frames, height, width, 500 + at)
        for number, each in enumerate(given if every else given[:1]):
            conditions = [
                LTXVideoCondition(video=[Image.fromarray(one) for one in pictures[start : start + length]])
                if length > 1
                else LTXVideoCondition(image=Image.fromarray(pictures[start]))
                for start, length in each.runs
            ]
            for condition, (start, _) in zip(conditions, each.runs, strict=True):
                condition.frame_index = start
            steps = 4
            call: dict[str, Any] = {"num_inference_steps": steps}
            draws = _Draws()
            guidance = 4.0
            if each.cache is not None:
                # Upstream evaluates both branches of guidance at once and decides for both together; with one there is
                # nothing to join.
                steps, guidance = CACHE_STEPS, 1.0
                call = {"num_inference_steps": steps}
            places = [place for start, length in each.runs for place in range(start, start + length)]
            shown = pictures[places]
            cache: AbstractContextManager[list[bool]] = nullcontext([])
            if each.cache is not None:
                cache = first_block_cache(pipe, each.cache)
            unused = sum(start > 0 for start, _ in each.runs)
            with _recorded(draws, 600 + 10 * at + number, unused), cache as reused:
                if each.strength < 1:
                    steps = 8
                    call = {"num_inference_steps": steps, "denoise_strength": each.strength}
                    clip = _unit(pictures).transpose(1, 2) * 2 - 1
                    posterior = pipe.vae.encode(clip).latent_dist.sample()
                    call["latents"] = pipe._normalize_latents(posterior, pipe.vae.latents_mean, pipe.vae.latents_std)
                    shown = pictures
                video = pipe(
                    prompt=PROMPT,
                    negative_prompt=NEGATIVE,
                    height=height,
                    width=width,
                    num_frames=frames,
                    frame_rate=RATE,
                    guidance_scale=guidance,
                    conditions=conditions or None,
                    decode_timestep=DECODE_TIMESTEP,
                    decode_noise_scale=DECODE_NOISE,
                    output_type="pt",
                    return_dict=False,
                    **call,
                )[0][0]
            noise = {f"noise_{index:02d}": value for index, value in enumerate(draws.values)}
            cases.add(
                "pipeline",
                {**noise, "pictures": shown, "frames": video.numpy()},
                name=each.name,
                height=height,
                width=width,
                frames=frames,
                known=places,
                steps=steps if each.strength == 1 else 4,
                strength=each.strength,
                guidance=guidance,
                **({} if each.cache is None else {"cache": each.cache, "reused": decided(reused)}),
                prompt=PROMPT,
                negative=NEGATIVE,
                draws=len(draws.values),
            )
