"""What diffusers computes with a Wan pipeline, in the layout of the pack's graphs."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ..tiny.wan import WanKind
from .cached import decided, first_block_cache
from .case import Cases

#: Latent frames, rows and columns (in latent cells) of the three shapes that graphs are compared at.
SHAPES = ((1, 2, 4), (3, 4, 2), (2, 4, 6))
TEXT_LENGTH = 512
#: Words of the transformers' cases.
WORDS = 7
PROMPTS = (
    "A red ball rolls slowly over the green hill, cinematic, 35 mm.",
    "Лиса бежит по снегу — 红色的狐狸 🦊 in the snow",
    "",
)


def to_tokens(latents: torch.Tensor) -> np.ndarray:
    """[1, C, T, H, W] to tokens [1, T, H/2 * W/2, C * 4], a token's values channel by channel."""
    _, c, t, h, w = latents.shape
    x = latents.reshape(c, t, h // 2, 2, w // 2, 2).permute(1, 2, 4, 0, 3, 5)
    return x.reshape(1, t, h // 2 * (w // 2), c * 4).numpy()


def time_features(timesteps: torch.Tensor, width: int) -> np.ndarray:
    """Sinusoidal embedding, cosines first, in single precision like upstream."""
    from diffusers.models.embeddings import get_timestep_embedding

    return get_timestep_embedding(timesteps, width, flip_sin_to_cos=True, downscale_freq_shift=0).numpy()


def rope(transformer: Any, latents: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Cosines and sines [S, pairs]."""
    cos, sin = transformer.rope(latents)
    return cos[0, :, 0, 0::2].numpy(), sin[0, :, 0, 1::2].numpy()


def _text_cases(pipe: Any, cases: Cases) -> None:
    for prompt in PROMPTS:
        tokens = pipe.tokenizer(prompt, return_tensors="pt")
        hidden = pipe.text_encoder(tokens.input_ids, tokens.attention_mask).last_hidden_state
        length = tokens.input_ids.shape[1]
        distances = np.arange(length)[None] - np.arange(length)[:, None] + TEXT_LENGTH - 1
        inputs = {"input_ids": tokens.input_ids.numpy(), "distances": distances}
        cases.add("text", {**inputs, "hidden": hidden.numpy()}, prompt=prompt)


def _transformer_cases(pipe: Any, cases: Cases, kind: WanKind, name: str) -> None:
    transformer = getattr(pipe, "transformer_2" if name == "transformerLow" else "transformer")
    config = transformer.config
    for at, (frames, rows, columns) in enumerate(SHAPES):
        generator = torch.Generator().manual_seed(100 + at)

        def noise(*shape: int, generator: torch.Generator = generator) -> torch.Tensor:
            return torch.randn(shape, generator=generator)

        latents = noise(1, config.in_channels, frames, rows, columns)
        # As upstream's pipelines have them: words, filled up with zeros to the full length.
        words = torch.cat([noise(1, WORDS, config.text_dim), torch.zeros(1, 1, config.text_dim)], dim=1)
        repeats = torch.tensor([*[1.0] * WORDS, float(TEXT_LENGTH - WORDS)])
        text = words.repeat_interleave(repeats.long(), dim=1)
        level = float(900 - 350 * at)
        extra: dict[str, Any] = {}
        inputs: dict[str, np.ndarray] = {}
        if kind == "ti2v-5b":
            # The first latent frame known, the others at one level: a timestep for each token.
            cells = rows * columns // 4
            timestep = torch.full((1, frames * cells), level)
            timestep[:, :cells] = 0
            levels = timestep[0, ::cells]
        else:
            timestep = torch.tensor([level])
            levels = timestep
        time = time_features(levels, config.freq_dim)
        if config.image_dim is not None:
            tokens = config.pos_embed_seq_len or 10
            image = noise(1, tokens, config.image_dim)
            pair = image.reshape(2, -1, config.image_dim) if config.pos_embed_seq_len else image
            extra["encoder_hidden_states_image"] = pair
            inputs["image"] = image.numpy()
        if kind == "vace":
            control = noise(1, config.vace_in_channels, frames, rows, columns)
            scale = torch.tensor([1.0, 0.6])
            extra |= {"control_hidden_states": control, "control_hidden_states_scale": scale}
            inputs |= {"control": to_tokens(control), "control_scale": scale.numpy()}
        velocity = transformer(latents, timestep, text, return_dict=False, **extra)[0]
        cos, sin = rope(transformer, latents)
        inputs |= {"tokens": to_tokens(latents), "time": time, "rope_cos": cos, "rope_sin": sin}
        inputs |= {"text": words.numpy(), "repeats": repeats.numpy()}
        about = {"latentFrames": frames, "rows": rows, "columns": columns, "timesteps": levels.tolist()}
        cases.add(name, {**inputs, "velocity": to_tokens(velocity)}, **about)


def _vae_cases(pipe: Any, cases: Cases) -> None:
    vae = pipe.vae
    factor = vae.config.scale_factor_spatial
    for at, (frames, rows, columns) in enumerate(((1, 2, 3), (3, 2, 1), (4, 1, 2))):
        generator = torch.Generator().manual_seed(200 + at)
        count = 4 * (frames - 1) + 1
        pixels = torch.rand((1, 3, count, rows * factor, columns * factor), generator=generator) * 2 - 1
        latents = vae.encode(pixels).latent_dist.mode()
        cases.add("encode", {"pixels": _frames(pixels), "latents": _frames(latents)})
        z = torch.randn((1, vae.config.z_dim, frames, rows, columns), generator=generator)
        cases.add("decode", {"latents": _frames(z), "pixels": _frames(vae.decode(z).sample)})


def _image_cases(pipe: Any, cases: Cases) -> None:
    side = pipe.image_encoder.config.image_size
    pixels = torch.randn((1, 3, side, side), generator=torch.Generator().manual_seed(300))
    tokens = pipe.image_encoder(pixels, output_hidden_states=True).hidden_states[-2]
    cases.add("image", {"pixels": pixels.numpy(), "tokens": tokens.numpy()})


def _frames(video: torch.Tensor) -> np.ndarray:
    """[1, C, T, H, W] to [T, C, H, W]."""
    return video[0].transpose(0, 1).numpy()


@torch.no_grad()
def graph_cases(pipe: Any, kind: WanKind) -> Cases:
    """Every graph of a pipeline at three shapes."""
    cases = Cases()
    _text_cases(pipe, cases)
    _transformer_cases(pipe, cases, kind, "transformer")
    if getattr(pipe, "transformer_2", None) is not None:
        _transformer_cases(pipe, cases, kind, "transformerLow")
    _vae_cases(pipe, cases)
    if getattr(pipe, "image_encoder", None) is not None:
        _image_cases(pipe, cases)
    return cases


def _pictures(count: int, height: int, width: int, seed: int) -> np.ndarray:
    """Smooth random pictures [count, height, width, 3] of whole bytes, as the engine is given them."""
    coarse = torch.rand((count, 3, 3, 4), generator=torch.Generator().manual_seed(seed))
    smooth = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic", align_corners=False)
    return (smooth.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


def _unit(pictures: np.ndarray) -> torch.Tensor:
    """Pictures as upstream takes video tensors: [1, F, 3, H, W] in [0, 1]."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2)[None].float() / 255


#: Frames, height, width of the whole-pipeline cases; sides of TI2V are doubled, whose cells are. Models that need more
#: than one frame to show what they do get a longer third shape.
PIPELINE_SHAPES = ((5, 16, 32), (9, 32, 16), (1, 32, 32))
LONG_SHAPE = (13, 16, 16)
#: Whole pipelines with a first-block cache: enough steps that some are left out and some are not.
CACHE_STEPS, CACHE_THRESHOLD = 10, 0.3
PROMPT, NEGATIVE = "A fox runs through fresh snow.", "blurred, static"


def _known_places(kind: WanKind, frames: int, at: int) -> list[list[int]]:
    """Which frames are given in the cases of one shape."""
    last = frames - 1
    if kind in ("i2v", "i2v-a14b"):
        more = [[0, last]] if kind == "i2v-a14b" and last > 0 else []
        return [[0], *more]
    if kind == "flf2v":
        return [[0, last]]
    if kind == "ti2v-5b":
        by_shape: list[list[list[int]]] = [[[], [0]], [[0]], [[]]]
        return by_shape[at]
    if kind == "vace":
        # From words, continuing, going back, bridging, filling a hole with keyframes around it.
        every: list[list[int]] = [[], list(range(5)), [last - 1, last], [0, 1, last - 1, last], [0, 4, last]]
        return [places for places in every if len(set(places)) == len(places) < frames] if at == 1 else [[]]
    return [[]]


@torch.no_grad()
def pipeline_cases(pipe: Any, kind: WanKind, cases: Cases) -> None:
    """Whole pipelines with fixed noise: what was given, the noise, the finished frames."""
    from diffusers import WanImageToVideoPipeline
    from PIL import Image

    pipe.set_progress_bar_config(disable=True)
    cell = pipe.vae.config.scale_factor_spatial
    for at, (frames, high, wide) in enumerate(PIPELINE_SHAPES):
        if kind in ("vace", "flf2v") and at == 2:
            frames, high, wide = LONG_SHAPE
        height, width = (high * cell // 8, wide * cell // 8)
        shape = (1, pipe.vae.config.z_dim, (frames - 1) // 4 + 1, height // cell, width // cell)
        noise = torch.randn(shape, generator=torch.Generator().manual_seed(400 + at))
        pictures = _pictures(frames, height, width, 500 + at)
        for places in _known_places(kind, frames, at):
            call: dict[str, Any] = {
                "prompt": PROMPT,
                "negative_prompt": NEGATIVE,
                "height": height,
                "width": width,
                "num_frames": frames,
                "num_inference_steps": 4,
                "guidance_scale": 4.0,
                "latents": noise.clone(),
                "output_type": "pt",
                "return_dict": False,
            }
            runner = pipe
            if getattr(pipe, "transformer_2", None) is not None:
                call["guidance_scale_2"] = 3.0
            if kind == "vace":
                known = torch.zeros((1, frames, 1, 1, 1))
                known[:, places] = 1
                # Half grey, which is zero once normalised, where nothing is known.
                call["video"] = list(_unit(pictures) * known + 0.5 * (1 - known))
                call["mask"] = list((1 - known).expand(1, frames, 3, height, width))
            elif places:
                images = [Image.fromarray(pictures[place]) for place in places]
                call["image"] = images[0]
                if len(images) > 1:
                    call["last_image"] = images[1]
                if kind == "ti2v-5b":
                    parts = {**pipe.components, "image_encoder": None, "image_processor": None}
                    runner = WanImageToVideoPipeline(**parts, expand_timesteps=True)
                    runner.set_progress_bar_config(disable=True)
            about = {
                "height": height,
                "width": width,
                "frames": frames,
                "known": places,
                "steps": 4,
                "guidance": 4.0,
                "prompt": PROMPT,
                "negative": NEGATIVE,
            }
            tensors = {"noise": to_tokens(noise), "pictures": pictures[places]}
            cases.add("pipeline", {**tensors, "frames": runner(**call)[0][0].numpy()}, **about)
            # VACE is not compared: diffusers adds its hints a second time where blocks are left out.
            if at == 1 and kind != "vace":
                call |= {"num_inference_steps": CACHE_STEPS, "latents": noise.clone()}
                with first_block_cache(runner, CACHE_THRESHOLD) as reused:
                    video = runner(**call)[0][0]
                cached = {"steps": CACHE_STEPS, "cache": CACHE_THRESHOLD, "reused": decided(reused)}
                cases.add("pipeline", {**tensors, "frames": video.numpy()}, **{**about, **cached})
        if kind == "t2v" and frames > 1:
            _restyle_case(pipe, pictures, 700 + at, cases)


def _restyle_case(pipe: Any, pictures: np.ndarray, seed: int, cases: Cases) -> None:
    """A shot made over by WanVideoToVideoPipeline: the last half of twice as many steps."""
    from diffusers import WanVideoToVideoPipeline
    from PIL import Image

    names = ("tokenizer", "text_encoder", "transformer", "vae", "scheduler")
    runner = WanVideoToVideoPipeline(**{name: pipe.components[name] for name in names})
    runner.set_progress_bar_config(disable=True)
    frames, height, width = pictures.shape[:3]
    cell = pipe.vae.config.scale_factor_spatial
    shape = (1, pipe.vae.config.z_dim, (frames - 1) // 4 + 1, height // cell, width // cell)
    video = runner(
        video=[Image.fromarray(picture) for picture in pictures],
        prompt=PROMPT,
        negative_prompt=NEGATIVE,
        height=height,
        width=width,
        num_inference_steps=8,
        strength=0.5,
        guidance_scale=4.0,
        generator=torch.Generator().manual_seed(seed),
        output_type="pt",
        return_dict=False,
    )[0][0]
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    cases.add(
        "pipeline",
        {"noise": to_tokens(noise), "pictures": pictures, "frames": video.numpy()},
        height=height,
        width=width,
        frames=frames,
        known=[],
        steps=4,
        strength=0.5,
        guidance=4.0,
        prompt=PROMPT,
        negative=NEGATIVE,
    )
