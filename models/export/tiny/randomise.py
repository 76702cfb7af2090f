"""Random weights that hide nothing: norms, biases and tables too, so that no error is multiplied by zero or one."""

from __future__ import annotations

import torch
from torch import nn


def randomise(module: nn.Module, seed: int) -> nn.Module:
    """Fill every parameter; products keep the size of what they multiply, so that depth neither fades nor bursts."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            values = torch.randn(parameter.shape, generator=generator)
            leaf = name.rsplit(".", 1)[-1]
            if parameter.dim() >= 2 and leaf == "weight" and "embedding" not in name and "shared" not in name:
                fan_in = parameter[0].numel()
                parameter.copy_(values * 0.8 / fan_in**0.5)
            elif leaf in ("gamma", "weight") and parameter[0].numel() == 1:
                parameter.copy_(1 + 0.3 * values)
            elif leaf == "bias":
                parameter.copy_(0.2 * values)
            else:
                parameter.copy_(0.5 * values)
    return module.eval()
