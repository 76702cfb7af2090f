"""Trains the transformer; one command, resumable, budgeted in minutes of its own time."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .batches import Batch, Feeder, load_groups
from .codec import Codec
from .layout import WIDE
from .runlog import Average, RunLog, decayed, to_bytes
from .sample import Settings, instant, plain_window, sample, to_grid
from .text import TextStates
from .transformer import Shape, Transformer

# What one optimiser step consists of, by how much of the budget is used: (until, micro-batches of kind and count).
Stage = tuple[float, tuple[tuple[str, int], ...]]
STAGES: tuple[Stage, ...] = (
    (0.44, (("still", 64),)),
    (0.83, (("part", 10), ("still", 40))),
    (0.90, (("window", 3), ("window", 3), ("part", 6), ("still", 24))),
    (1.01, (("window", 4), ("window", 4), ("still", 12))),
)
LOOPS = 0.15  # share of window micro-batches that are loops
PART_FRAMES = 4
# Where the subject is at which time is the clearest lesson in motion there is, free of noise.
COVER_WEIGHT = 1.5

PROMPTS = (
    "a big red car drives fast to the right in a meadow by day",
    "a blue balloon rises in the desert at sunset",
    "a yellow boat sails slowly to the left on the ocean at dawn",
    "a big green bus moves fast to the left in the city at night",
    "a purple dog stands still in the snowy mountains by day",
    "a white bird flies fast to the right in the forest at sunset",
    "an orange ball bounces in the city by day",
    "a red rocket rises in the snowy mountains at night",
)


def micro_batches(progress: float) -> tuple[tuple[str, int], ...]:
    """The stage at `progress` 0..1."""
    return next(batches for until, batches in STAGES if progress < until)


def draw(feeder: Feeder, kind: str, count: int) -> Batch:
    """A micro-batch."""
    if kind == "still":
        return feeder.still(count)
    if kind == "part":
        return feeder.part(count, PART_FRAMES)
    return feeder.loop(count) if feeder.rng.random() < LOOPS else feeder.window(count)


def loss_of(model: Transformer, batch: Batch) -> Tensor:
    """Weighted mean squared error of the raw output on unknown frames, plus the subject's place everywhere."""
    raw, _, _, cover = model.raw(
        batch.tokens, batch.sigma, batch.cos, batch.sin, batch.features, batch.text, batch.mask
    )
    total = (batch.weight * (raw - batch.target) ** 2).sum()
    place = functional.binary_cross_entropy_with_logits(cover, batch.cover)
    return total / (batch.weight.sum() * raw.shape[-1]).clamp_min(1.0) + COVER_WEIGHT * place


def contact_sheet(model: Transformer, codec: Codec, text: TextStates, log: RunLog, name: str, moving: bool) -> None:
    """A row per prompt: six moments of a window, or six lone frames while no clips have been seen yet."""
    captions = list(PROMPTS)
    settings = Settings(steps=10, guidance=2.5)
    if moving:
        latents = sample(model, text, captions, plain_window(WIDE), 5, settings)[:, [0, 3, 6, 9, 12, 15]]
    else:
        frames = [
            sample(model, text, captions, instant(WIDE, tau), 5, settings) for tau in (-1, -0.6, -0.2, 0.2, 0.6, 1)
        ]
        latents = torch.cat(frames, dim=1)
    with torch.no_grad():
        rows = [np.hstack(list(to_bytes(codec.decoder(to_grid(clip[None], WIDE))))) for clip in latents]
    log.sheet(rows, name)


def train(
    folder: Path, corpus: Path, pack: Path, codec: Codec, minutes: float, peak: float = 1e-3, seed: int = 1
) -> None:
    """Train until `minutes` of this run's own time are used, counting earlier sittings."""
    log = RunLog(folder)
    torch.manual_seed(seed)
    shape = Shape()
    state: dict[str, Any] | None = log.load()
    model = Transformer(shape if state is None else Shape(**state["shape"]))
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    others = [p for p in model.parameters() if p.ndim < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices}, {"params": others}], lr=peak, betas=(0.9, 0.97), weight_decay=0.0, fused=True
    )
    average = Average(model, 0.995)
    done, step, seen = 0.0, 0, {"still": 0, "part": 0, "window": 0}
    if state is not None:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.state, average.steps = state["average"], int(state["averageSteps"])
        done, step, seen = float(state["seconds"]), int(state["step"]), dict(state["seen"])
    text = TextStates(pack)
    feeder = Feeder(load_groups(corpus), text, seed + step)
    log.write(event="start", step=step, seconds=done, parameters=sum(p.numel() for p in model.parameters()))
    began, base = time.monotonic(), done
    shown, saved, drawn = done, done, done
    losses: dict[str, float] = {}
    while done < minutes * 60:
        progress = done / (minutes * 60)
        rate = decayed(progress, peak, tail=0.35) * min(1.0, (step + 1) / 150)
        for group in optimizer.param_groups:
            group["lr"] = rate
        batches = micro_batches(progress)
        for kind, count in batches:
            loss = loss_of(model, draw(feeder, kind, count))
            # Micro-batches count by their frames, lone frames for a little more: they are many pictures, not one.
            share = {"still": 1.0, "part": 2.0, "window": 2.0}[kind]
            (loss * share / sum({"still": 1.0, "part": 2.0, "window": 2.0}[k] for k, _ in batches)).backward()
            seen[kind] += count
            value = loss.item()
            losses[kind] = value if kind not in losses else 0.98 * losses[kind] + 0.02 * value
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(model)
        step += 1
        done = base + time.monotonic() - began
        finished = done >= minutes * 60
        if done - shown > 60 or finished or step == 10:
            shown = done
            log.write(
                step=step,
                seconds=done,
                rate=rate,
                seen=dict(seen),
                **{f"loss_{k}": v for k, v in losses.items()},
            )
        if done - saved > 300 or finished:
            saved = done
            checkpoint = {
                "model": model.state_dict(), "average": average.state, "averageSteps": average.steps,
                "optimizer": optimizer.state_dict(), "shape": asdict(model.shape), "seconds": done, "step": step,
                "seen": seen,
            }  # fmt: skip
            log.save(checkpoint)
        if done - drawn > 480 or finished:
            drawn = done
            judge = Transformer(model.shape)
            judge.load_state_dict(average.state)
            name = f"sheet-{int(done) // 60:04d}.png"
            contact_sheet(judge.eval(), codec, text, log, name, moving=progress > STAGES[0][0] + 0.2)
