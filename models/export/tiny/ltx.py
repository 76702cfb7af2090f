"""Tiny LTX-Video pipelines: what diffusers itself loads and runs."""

from __future__ import annotations

from typing import Any, Literal, get_args

import torch
from diffusers import (
    AutoencoderKLLTXVideo,
    FlowMatchEulerDiscreteScheduler,
    LTXConditionPipeline,
    LTXVideoTransformer3DModel,
)
from transformers import T5Config, T5EncoderModel

from .randomise import randomise
from .tokenizer import make_tokenizer

#: `timed` decodes at a timestep like the published models; `plain` does not.
LtxKind = Literal["timed", "plain"]
LTX_KINDS: tuple[LtxKind, ...] = get_args(LtxKind)

_LATENTS = 6


def _vae(kind: LtxKind) -> AutoencoderKLLTXVideo:
    # The form of 0.9.5 and later, with few channels and layers.
    vae = AutoencoderKLLTXVideo(
        latent_channels=_LATENTS,
        block_out_channels=(8, 8, 16, 16, 16),
        down_block_types=("LTXVideo095DownBlock3D",) * 4,
        decoder_block_out_channels=(8, 16, 32),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 2),
        spatio_temporal_scaling=(True,) * 4,
        decoder_spatio_temporal_scaling=(True,) * 3,
        decoder_inject_noise=(False,) * 4,
        downsample_type=("spatial", "temporal", "spatiotemporal", "spatiotemporal"),
        upsample_residual=(True,) * 3,
        upsample_factor=(2, 2, 2),
        timestep_conditioning=kind == "timed",
        spatial_compression_ratio=32,
        temporal_compression_ratio=8,
    )
    randomise(vae, 31)
    with torch.no_grad():
        vae.latents_mean.copy_(torch.tensor([round(0.3 * (at - 2.5), 2) for at in range(_LATENTS)]))
        vae.latents_std.copy_(torch.tensor([round(0.8 + 0.15 * at, 2) for at in range(_LATENTS)]))
        if kind == "timed":
            vae.decoder.timestep_scale_multiplier.fill_(916.0)
    return vae


def make_ltx(kind: LtxKind) -> Any:
    """A pipeline of one kind, on the CPU in float32."""
    tokenizer = make_tokenizer("t5")
    text = T5EncoderModel(
        T5Config(
            vocab_size=len(tokenizer),
            d_model=16,
            d_kv=6,
            d_ff=24,
            num_layers=2,
            num_heads=3,
            pad_token_id=0,
            feed_forward_proj="gated-gelu",
        )
    )
    randomise(text, 32)
    transformer = LTXVideoTransformer3DModel(
        in_channels=_LATENTS,
        out_channels=_LATENTS,
        num_attention_heads=2,
        attention_head_dim=16,
        cross_attention_dim=32,
        num_layers=2,
        caption_channels=16,
    )
    randomise(transformer, 33)
    return LTXConditionPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_vae(kind),
        text_encoder=text,
        tokenizer=tokenizer,
        transformer=transformer,
    )
