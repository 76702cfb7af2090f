"""Tiny Wan pipelines: `make_wan("t2v")` and its kin are what diffusers itself loads and runs."""

from __future__ import annotations

from typing import Any, Literal, get_args

from diffusers import (
    AutoencoderKLWan,
    UniPCMultistepScheduler,
    WanImageToVideoPipeline,
    WanPipeline,
    WanTransformer3DModel,
    WanVACEPipeline,
    WanVACETransformer3DModel,
)
from transformers import (
    CLIPImageProcessor,
    CLIPVisionConfig,
    CLIPVisionModel,
    UMT5Config,
    UMT5EncoderModel,
)

from .randomise import randomise
from .tokenizer import make_tokenizer

WanKind = Literal["t2v", "i2v", "flf2v", "vace", "ti2v-5b", "t2v-a14b", "i2v-a14b"]
WAN_KINDS: tuple[WanKind, ...] = get_args(WanKind)

_IMAGE = {"hidden_size": 20, "intermediate_size": 28, "num_hidden_layers": 3, "num_attention_heads": 2}
_SHIFTS: dict[WanKind, float] = {"t2v": 3.0, "i2v": 3.0, "flf2v": 5.0, "vace": 3.0, "ti2v-5b": 5.0}


def _vae(large: bool) -> AutoencoderKLWan:
    latents = 6 if large else 4
    config: dict[str, Any] = {
        "base_dim": 4,
        "z_dim": latents,
        "dim_mult": [1, 2, 2, 2],
        "num_res_blocks": 1,
        "temperal_downsample": [False, True, True],
        "latents_mean": [round(0.3 * (at - 1.5), 2) for at in range(latents)],
        "latents_std": [round(0.8 + 0.2 * at, 2) for at in range(latents)],
    }
    if large:
        # Wan 2.2: residual shortcuts, pixels folded two by two, a decoder wider than the encoder.
        config |= {
            "decoder_base_dim": 6,
            "is_residual": True,
            "in_channels": 12,
            "out_channels": 12,
            "patch_size": 2,
            "scale_factor_spatial": 16,
        }
    vae = AutoencoderKLWan(**config)
    randomise(vae, 11)
    return vae


def _transformer(kind: WanKind, seed: int) -> Any:
    latents = 6 if kind == "ti2v-5b" else 4
    joined = kind in ("i2v", "flf2v", "i2v-a14b")
    config: dict[str, Any] = {
        "patch_size": (1, 2, 2),
        "num_attention_heads": 2,
        "attention_head_dim": 12,
        "in_channels": latents * 2 + 4 if joined else latents,
        "out_channels": latents,
        "text_dim": 16,
        "freq_dim": 32,
        "ffn_dim": 40,
        "num_layers": 3 if kind == "vace" else 2,
        "cross_attn_norm": True,
        "qk_norm": "rms_norm_across_heads",
        "rope_max_seq_len": 64,
    }
    if kind in ("i2v", "flf2v"):
        config |= {"image_dim": _IMAGE["hidden_size"], "added_kv_proj_dim": 24}
    if kind == "flf2v":
        # Two pictures of 3 x 3 patches and the class token.
        config["pos_embed_seq_len"] = 20
    if kind == "vace":
        control = latents * 2 + 64
        return randomise(WanVACETransformer3DModel(vace_layers=[0, 2], vace_in_channels=control, **config), seed)
    return randomise(WanTransformer3DModel(**config), seed)


def make_wan(kind: WanKind) -> Any:
    """A pipeline of one kind, on the CPU in float32."""
    tokenizer = make_tokenizer("umt5")
    text = UMT5EncoderModel(
        UMT5Config(vocab_size=len(tokenizer), d_model=16, d_kv=6, d_ff=24, num_layers=2, num_heads=3, pad_token_id=0)
    )
    randomise(text, 5)
    boundaries: dict[WanKind, float] = {"t2v-a14b": 0.875, "i2v-a14b": 0.9}
    parts: dict[str, Any] = {
        "tokenizer": tokenizer,
        "text_encoder": text,
        "transformer": _transformer(kind, 21),
        "vae": _vae(kind == "ti2v-5b"),
        "scheduler": UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=_SHIFTS.get(kind, 3.0)
        ),
    }
    if kind in boundaries:
        parts |= {"transformer_2": _transformer(kind, 22), "boundary_ratio": boundaries[kind]}
    if kind == "vace":
        return WanVACEPipeline(**parts)
    if kind in ("i2v", "flf2v", "i2v-a14b"):
        if kind == "i2v-a14b":
            parts |= {"image_encoder": None, "image_processor": None}
        else:
            image = CLIPVisionModel(CLIPVisionConfig(image_size=12, patch_size=4, hidden_act="gelu", **_IMAGE))
            randomise(image, 6)
            size = {"size": {"shortest_edge": 12}, "crop_size": {"height": 12, "width": 12}}
            parts |= {"image_encoder": image, "image_processor": CLIPImageProcessor(**size)}
        return WanImageToVideoPipeline(**parts)
    return WanPipeline(expand_timesteps=kind == "ti2v-5b", **parts)
