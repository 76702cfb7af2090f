"""Pipelines of about 100 million weights with random weights: large enough that products are what takes the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from diffusers import (
    AutoencoderKLLTXVideo,
    AutoencoderKLWan,
    FlowMatchEulerDiscreteScheduler,
    LTXConditionPipeline,
    LTXVideoTransformer3DModel,
    UniPCMultistepScheduler,
    WanPipeline,
    WanTransformer3DModel,
)
from transformers import T5Config, T5EncoderModel, UMT5Config, UMT5EncoderModel

from ..tiny.ltx import make_ltx
from ..tiny.randomise import randomise
from ..tiny.tokenizer import make_tokenizer
from ..tiny.wan import make_wan


@dataclass(frozen=True)
class Measured:
    """One configuration: its pipeline's maker, and what it is asked for."""

    family: str
    make: Any
    frames: int
    height: int
    width: int
    steps: int


def _mid_wan() -> Any:
    tokenizer = make_tokenizer("umt5")
    text = UMT5EncoderModel(
        UMT5Config(
            vocab_size=len(tokenizer), d_model=512, d_kv=64, d_ff=1024, num_layers=4, num_heads=8, pad_token_id=0
        )
    )
    transformer = WanTransformer3DModel(
        num_attention_heads=6,
        attention_head_dim=128,
        in_channels=16,
        out_channels=16,
        text_dim=512,
        freq_dim=256,
        ffn_dim=3072,
        num_layers=10,
        cross_attn_norm=True,
        qk_norm="rms_norm_across_heads",
    )
    # The published autoencoder with a third of its channels.
    vae = AutoencoderKLWan(base_dim=32, z_dim=16)
    for seed, module in enumerate((text, transformer, vae)):
        randomise(module, seed)
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    return WanPipeline(tokenizer=tokenizer, text_encoder=text, transformer=transformer, vae=vae, scheduler=scheduler)


def _mid_ltx() -> Any:
    tokenizer = make_tokenizer("t5")
    text = T5EncoderModel(
        T5Config(
            vocab_size=len(tokenizer),
            d_model=512,
            d_kv=64,
            d_ff=1024,
            num_layers=4,
            num_heads=8,
            pad_token_id=0,
            feed_forward_proj="gated-gelu",
        )
    )
    transformer = LTXVideoTransformer3DModel(
        in_channels=128,
        out_channels=128,
        num_attention_heads=12,
        attention_head_dim=64,
        cross_attention_dim=768,
        num_layers=10,
        caption_channels=512,
    )
    # The autoencoder of 0.9.5 with a quarter of its channels.
    vae = AutoencoderKLLTXVideo(
        latent_channels=128,
        block_out_channels=(32, 64, 128, 256, 512),
        down_block_types=("LTXVideo095DownBlock3D",) * 4,
        decoder_block_out_channels=(64, 128, 256),
        layers_per_block=(2, 3, 3, 2, 2),
        decoder_layers_per_block=(3, 3, 3, 3),
        spatio_temporal_scaling=(True,) * 4,
        decoder_spatio_temporal_scaling=(True,) * 3,
        decoder_inject_noise=(False,) * 4,
        downsample_type=("spatial", "temporal", "spatiotemporal", "spatiotemporal"),
        upsample_residual=(True,) * 3,
        upsample_factor=(2, 2, 2),
        timestep_conditioning=True,
        spatial_compression_ratio=32,
        temporal_compression_ratio=8,
    )
    for seed, module in enumerate((text, transformer, vae)):
        randomise(module, seed)
    return LTXConditionPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=vae,
        text_encoder=text,
        tokenizer=tokenizer,
        transformer=transformer,
    )


#: What is measured. The tiny ones are those of the parity fixtures.
MEASURED: dict[str, Measured] = {
    "wan-tiny": Measured("wan", lambda: make_wan("t2v"), 9, 64, 64, 12),
    "ltx-tiny": Measured("ltx", lambda: make_ltx("timed"), 17, 128, 128, 12),
    "wan-mid": Measured("wan", _mid_wan, 9, 256, 256, 5),
    "ltx-mid": Measured("ltx", _mid_ltx, 49, 320, 320, 5),
}
