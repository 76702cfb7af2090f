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
from .carry import carry_transformer
from .codec import Codec
from .layout import WIDE
from .muon import Muon
from .runlog import Average, RunLog, decayed, half_precision, to_bytes
from .sample import Settings, instant, plain_window, sample, to_grid
from .text import TextStates
from .transformer import Shape, Transformer

# What one optimiser step consists of, by how much of the budget is used: (until, micro-batches of kind and count).
Stage = tuple[float, tuple[tuple[str, int], ...]]
# From nothing: composition from lone frames, motion from sets of four, then everything from whole windows.
FRESH: tuple[Stage, ...] = (
    (0.25, (("still", 64),)),
    (0.45, (("part", 12), ("still", 40))),
    (1.01, (("window", 4), ("window", 4), ("part", 8), ("still", 16))),
)
# From carried weights, which know what lone frames and sets of four teach, until blocks have been left out: then it is
# first taught again. Where they are too few later, subjects get worse (the fourth run).
CARRIED: tuple[Stage, ...] = (
    (0.10, (("window", 4), ("part", 12), ("still", 40))),
    (0.55, (("window", 4), ("window", 4), ("part", 8), ("still", 32))),
    (1.01, (("window", 4), ("window", 4), ("window", 4), ("part", 8), ("still", 32))),
)
LOOPS = 0.1  # share of window micro-batches that are loops
PART_FRAMES = 4
# Where the subject is at which time is the clearest lesson in motion there is, free of noise.
COVER_WEIGHT = 0.5
# Batches come in many shapes. Sizes that happen to be equal must not be taken for the same one, or each coincidence
# compiles the blocks anew.
torch.fx.experimental._config.use_duck_shape = False  # type: ignore[attr-defined]
# On the change of the error from frame to frame: errors that stay put are seen less than flicker.
FLICKER_WEIGHT = 0.5
# Lone frames are many pictures, windows few; by their frames they would count the other way.
SHARES = {"still": 1.0, "part": 2.0, "window": 3.0}

ADAM_SHARE = 0.5  # AdamW's rate against Muon's

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


def micro_batches(stages: tuple[Stage, ...], progress: float) -> tuple[tuple[str, int], ...]:
    """The stage at `progress` 0..1."""
    return next(batches for until, batches in stages if progress < until)


def draw(feeder: Feeder, kind: str, count: int) -> Batch:
    """A micro-batch."""
    if kind == "still":
        return feeder.still(count)
    if kind == "part":
        return feeder.part(count, PART_FRAMES)
    return feeder.loop(count) if feeder.rng.random() < LOOPS else feeder.window(count)


def loss_of(model: Transformer, batch: Batch) -> Tensor:
    """Weighted mean squared error of the raw output on unknown frames, plus the subject's place everywhere."""
    with half_precision():
        raw, _, _, cover = model.raw(
            batch.tokens, batch.sigma, batch.cos, batch.sin, batch.features, batch.text, batch.mask
        )
    error = raw.float() - batch.target
    channels = error.shape[-1]
    loss = (batch.weight * error**2).sum() / (batch.weight.sum() * channels).clamp_min(1.0)
    if error.shape[1] > 1:
        known = (batch.weight == 0).float()
        error = error * (1 - known)  # known frames are exact, whatever F says there
        both = torch.minimum(batch.weight[:, 1:] + known[:, 1:], batch.weight[:, :-1] + known[:, :-1])
        change = (both * error.diff(dim=1) ** 2).sum() / (both.sum() * channels).clamp_min(1.0)
        loss = loss + FLICKER_WEIGHT * change
    if batch.cover is None:
        return loss
    place = functional.binary_cross_entropy_with_logits(cover.float(), batch.cover)
    return loss + COVER_WEIGHT * place


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


def optimisers(model: Transformer, peak: float) -> list[torch.optim.Optimizer]:
    """Muon for the blocks' matrices, AdamW for everything else."""
    inner = [p for name, p in model.blocks.named_parameters() if p.ndim == 2 and not name.endswith("table")]
    chosen = {id(p) for p in inner}
    others = [p for p in model.parameters() if id(p) not in chosen]
    return [
        Muon(inner, lr=peak),
        torch.optim.AdamW(others, lr=peak, betas=(0.9, 0.97), weight_decay=0.0, fused=True),
    ]


def train(
    folder: Path, corpus: Path, pack: Path, codec: Codec, minutes: float, peak: float = 1e-3, seed: int = 1,
    begin: Path | None = None, shape: Shape | None = None,
) -> None:  # fmt: skip
    """Train until `minutes` of processor time are used, counting earlier sittings: a run that has to wait for others
    learns as much as one that hasn't.

    `begin` is a pack, made with the same autoencoder, whose denoiser to start from.
    """
    log = RunLog(folder)
    torch.manual_seed(seed)
    state: dict[str, Any] | None = log.load()
    model = Transformer(shape if state is None else Shape(**state["shape"]))
    stages = FRESH if begin is None else CARRIED
    if state is None and begin is not None:
        carry_transformer(model, begin)
    for block in model.blocks:
        block.compile(dynamic=True)
    trainers = optimisers(model, peak)
    average = Average(model, 0.992)
    done, step, seen = 0.0, 0, {"still": 0, "part": 0, "window": 0}
    if state is not None:
        model.load_state_dict(state["model"])
        for trainer, saved_state in zip(trainers, state["optimizers"], strict=True):
            trainer.load_state_dict(saved_state)
        average.state, average.steps = state["average"], int(state["averageSteps"])
        done, step, seen = float(state["seconds"]), int(state["step"]), dict(state["seen"])
    text = TextStates(pack)
    feeder = Feeder(load_groups(corpus), text, seed + step)
    scenes = {kind: sum(len(group.scenes) for group in groups) for kind, groups in feeder.groups.items()}
    log.write(
        event="start", step=step, seconds=done, scenes=scenes, parameters=sum(p.numel() for p in model.parameters())
    )
    began, base = time.process_time(), done
    shown, saved, drawn = done, done, done
    losses: dict[str, float] = {}
    while done < minutes * 60:
        progress = done / (minutes * 60)
        rate = decayed(progress, peak, tail=0.5) * min(1.0, (step + 1) / 50)
        for trainer, share in zip(trainers, (1.0, ADAM_SHARE), strict=True):
            for group in trainer.param_groups:
                group["lr"] = rate * share
        batches = micro_batches(stages, progress)
        total = sum(SHARES[kind] for kind, _ in batches)
        for kind, count in batches:
            loss = loss_of(model, draw(feeder, kind, count))
            (loss * SHARES[kind] / total).backward()
            seen[kind] += count
            value = loss.item()
            losses[kind] = value if kind not in losses else 0.98 * losses[kind] + 0.02 * value
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for trainer in trainers:
            trainer.step()
            trainer.zero_grad(set_to_none=True)
        average.update(model)
        step += 1
        done = base + time.process_time() - began
        finished = done >= minutes * 60
        if done - shown > 60 or finished or step in (1, 10, 40):
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
                "optimizers": [trainer.state_dict() for trainer in trainers], "shape": asdict(model.shape),
                "seconds": done, "step": step, "seen": seen,
            }  # fmt: skip
            log.save(checkpoint)
        if done - drawn > 720 or finished:
            drawn = done
            judge = Transformer(model.shape)
            judge.load_state_dict(average.state)
            name = f"sheet-{int(done) // 60:04d}.png"
            contact_sheet(judge.eval(), codec, text, log, name, moving="window" in seen and seen["window"] > 0)
