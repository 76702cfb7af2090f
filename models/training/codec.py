"""The autoencoder: one frame to a grid of 48-channel cells, 32 x 32 pixels each, and back.

Frames are coded independently of their neighbours, so heads and tails of any clip can be taken over exactly where
they are cut. Stages are thin where pictures are large: almost all compute is spent at 1/4 of the resolution and
below. No normalisation layers: they would make a cell depend on the whole picture (a bright sun would shift the
grass), and zero-initialised residual branches train well without them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layout import LATENT_CHANNELS

STAGES = (48, 96, 192, 256)  # channels at 1/4, 1/8, 1/16 and 1/32 of the resolution
BLOCKS = 2  # residual blocks of the decoder at each resolution


class Residual(nn.Module):
    """Two 3 x 3 convolutions added to their input [N, C, H, W]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """[N, C, H, W] -> the same shape."""
        return x + self.second(functional.silu(self.first(functional.silu(x))))


class Encoder(nn.Module):
    """Pixels [N, 3, H, W] in [-1, 1] to latents [N, 48, H/32, W/32] of about unit variance."""

    mean: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(4), nn.Conv2d(48, STAGES[0], 3, padding=1)]
        for index, channels in enumerate(STAGES):
            if index:
                layers.append(nn.Conv2d(STAGES[index - 1], channels, 3, stride=2, padding=1))
                # None at the largest stage: it would cost a third of the encoder and buys little there.
                layers.append(Residual(channels))
        layers += [nn.SiLU(), nn.Conv2d(STAGES[-1], LATENT_CHANNELS, 1)]
        self.layers = nn.Sequential(*layers)
        # Statistics of the raw latents, measured once training is over; identity until then.
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("scale", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def forward(self, pixels: Tensor) -> Tensor:
        """[N, 3, H, W] -> [N, 48, H/32, W/32], normalised."""
        return (self.layers(pixels) - self.mean) / self.scale


class Decoder(nn.Module):
    """Latents [N, 48, h, w] to pixels [N, 3, 32 h, 32 w] in about [-1, 1]."""

    mean: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(LATENT_CHANNELS, STAGES[-1], 3, padding=1)]
        for index in reversed(range(len(STAGES))):
            channels = STAGES[index]
            layers += [Residual(channels) for _ in range(BLOCKS)]
            if index:
                layers += [nn.Conv2d(channels, STAGES[index - 1] * 4, 1), nn.PixelShuffle(2)]
        layers += [nn.SiLU(), nn.Conv2d(STAGES[0], 48, 3, padding=1), nn.PixelShuffle(4)]
        self.layers = nn.Sequential(*layers)
        # Removes the seams between the 4 x 4 blocks that pixel shuffle lays down.
        self.refine = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.SiLU(), nn.Conv2d(8, 3, 3, padding=1))
        nn.init.zeros_(self.refine[2].weight)  # type: ignore[arg-type]
        self.register_buffer("mean", torch.zeros(1, LATENT_CHANNELS, 1, 1))
        self.register_buffer("scale", torch.ones(1, LATENT_CHANNELS, 1, 1))

    def forward(self, latents: Tensor) -> Tensor:
        """[N, 48, h, w] -> [N, 3, 32 h, 32 w]."""
        pixels = self.layers(latents * self.scale + self.mean)
        return pixels + self.refine(pixels)


class Codec(nn.Module):
    """Encoder and decoder trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    @torch.no_grad()
    def normalise(self, mean: Tensor, scale: Tensor) -> None:
        """Fold the statistics of the latents, [48] each, into both halves: latents get zero mean, unit variance."""
        for half in (self.encoder, self.decoder):
            half.mean.copy_(mean.view(1, -1, 1, 1))
            half.scale.copy_(scale.view(1, -1, 1, 1))
