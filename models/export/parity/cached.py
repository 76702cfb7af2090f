"""Diffusers' own first-block cache around a pipeline's transformers, and how often it left blocks out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import torch
from diffusers import FirstBlockCacheConfig
from diffusers.hooks.first_block_cache import FBCHeadBlockHook


@contextmanager
def first_block_cache(pipe: Any, threshold: float) -> Iterator[list[bool]]:
    """Runs what is inside with a cache; gives one entry for each decision: whether blocks were left out."""
    models = [pipe.transformer, getattr(pipe, "transformer_2", None)]
    reused: list[bool] = []
    decide = FBCHeadBlockHook._should_compute_remaining_blocks

    def noted(hook: FBCHeadBlockHook, residual: torch.Tensor) -> bool:
        computes = decide(hook, residual)
        reused.append(not computes)
        return computes

    for model in models:
        if model is not None:
            model.enable_cache(FirstBlockCacheConfig(threshold=threshold))
    try:
        with patch.object(FBCHeadBlockHook, "_should_compute_remaining_blocks", noted):
            yield reused
    finally:
        for model in models:
            if model is not None:
                model.disable_cache()


def decided(reused: list[bool]) -> int:
    """How often blocks were left out, of a run that shows both: some were, and some beyond the first were not."""
    if not 0 < sum(reused) < len(reused) - 2:
        raise RuntimeError(f"a cache that decides nothing: {reused}")
    return sum(reused)
