"""Trains the autoencoder on frames of the world; one command, resumable, budgeted in minutes of its own time."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .carry import codec_of, preview_of
from .codec import Codec
from .layout import LATENT_CHANNELS, SPATIAL_FACTOR, WIDE
from .runlog import Average, RunLog, decayed, half_precision, to_bytes, to_pixels
from .shots import read
from .world import Renderer, draw_scene

# Pixels: crops of three cells first, whose middle cell has all its neighbours, then larger ones.
CROPS = (96, 128)
SMALL_CROPS_UNTIL = 0.75
POOL_FILES = 120
POOL_SECONDS = 300.0  # then another pool is read: the renderer may have gone on meanwhile
LATENT_NOISE = 0.13  # of a channel's standard deviation: makes neighbouring latents decode alike
SUBJECT_WEIGHT = 5.0

Frames = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def render_some(job: tuple[int, int, bool]) -> Frames:
    """`count` frames of as many scenes, from a seed: pictures [n, H, W, 3] and masks [n, H, W]."""
    seed, count, test = job
    rng = np.random.default_rng(seed)
    renderer = Renderer(WIDE)
    made = [renderer.frame(draw_scene(rng, test), float(rng.uniform(0, 4))) for _ in range(count)]
    return np.stack([m[0] for m in made]), np.stack([m[1] for m in made])


def pool_of(folder: Path, count: int, rng: np.random.Generator) -> Frames:
    """About `count` 16:9 frames of rendered shots, some of each of at most `POOL_FILES` files drawn at random."""
    paths = sorted(folder.glob("*.npz"))
    paths = [paths[i] for i in rng.permutation(len(paths))[:POOL_FILES]]
    pictures, masks = [], []
    each = max(1, math.ceil(count / max(1, len(paths)) / 0.8))
    for path in paths:
        shots = read(path)
        if shots.bucket is not WIDE:
            continue
        flat = shots.pictures.reshape(-1, *shots.pictures.shape[2:])
        chosen = rng.permutation(len(flat))[:each]
        pictures.append(flat[chosen])
        masks.append(shots.masks.reshape(-1, *shots.masks.shape[2:])[chosen])
    return np.concatenate(pictures), np.concatenate(masks)


def crops(frames: Frames, count: int, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
    """Random crops, three in four around the subject: pixels [n, 3, size, size] and weights [n, 1, size, size]."""
    pictures, masks = frames
    height, width = pictures.shape[1:3]
    out = np.empty((count, size, size, 3), np.uint8)
    weight = np.empty((count, size, size), np.uint8)
    for i in range(count):
        k = int(rng.integers(len(pictures)))
        y, x = int(rng.integers(0, height - size + 1)), int(rng.integers(0, width - size + 1))
        if rng.random() < 0.75:
            columns = np.flatnonzero(masks[k].max(0))
            if len(columns):
                centre = int(rng.integers(columns[0], columns[-1] + 1))
                x = int(np.clip(centre - size // 2 + rng.integers(-16, 17), 0, width - size))
        out[i] = pictures[k, y : y + size, x : x + size]
        weight[i] = masks[k, y : y + size, x : x + size]
    return to_pixels(out), torch.from_numpy(weight).float().div_(255).unsqueeze(1)


def reconstruction_loss(made: Tensor, true: Tensor, mask: Tensor) -> Tensor:
    """L1 of pixels and of their differences to the neighbours, heavier on the subject and its rim."""
    weight = 1 + SUBJECT_WEIGHT * functional.max_pool2d(mask, 5, 1, 2)
    error = made - true
    across, down = error.diff(dim=3), error.diff(dim=2)
    loss = (weight * error.abs()).mean()
    return loss + 0.7 * ((weight[..., 1:] * across.abs()).mean() + (weight[..., 1:, :] * down.abs()).mean())


def psnr(error: Tensor) -> float:
    """Decibels of a mean squared error measured on pixels in [-1, 1]."""
    return -10 * math.log10(float(error) / 4 + 1e-12)


@torch.no_grad()
def evaluate(codec: Codec, frames: Frames) -> dict[str, float]:
    """PSNR on whole held-out frames, and on subject pixels alone."""
    errors, inside, area = [], 0.0, 0.0
    for start in range(0, len(frames[0]), 8):
        true = to_pixels(frames[0][start : start + 8])
        mask = torch.from_numpy(frames[1][start : start + 8]).float().div_(255).unsqueeze(1)
        made = codec.decoder(codec.encoder(true)).clamp(-1, 1)
        square = (made - true) ** 2
        errors.append(square.mean((1, 2, 3)))
        inside += float((square * mask).sum())
        area += float(mask.sum()) * 3
    per_frame = torch.cat(errors)
    mean = sum(psnr(e) for e in per_frame) / len(per_frame)
    return {"psnr": mean, "psnrSubject": psnr(torch.tensor(inside / max(area, 1.0)))}


@torch.no_grad()
def latent_statistics(codec: Codec, frames: Frames) -> tuple[Tensor, Tensor, Tensor]:
    """Mean and deviation of raw latents, [48] each, and the least-squares map [49, 3] from normalised latents to
    the mean colour of their cells (bias last)."""
    raw, colours = [], []
    for start in range(0, min(len(frames[0]), 800), 16):
        pixels = to_pixels(frames[0][start : start + 16])
        raw.append(codec.encoder.layers(pixels).movedim(1, -1).reshape(-1, LATENT_CHANNELS))
        colours.append(functional.avg_pool2d(pixels, SPATIAL_FACTOR).movedim(1, -1).reshape(-1, 3))
    latents, colour = torch.cat(raw), torch.cat(colours)
    mean, scale = latents.mean(0), latents.std(0)
    normal = torch.cat([(latents - mean) / scale, torch.ones(len(latents), 1)], 1)
    return mean, scale, torch.linalg.lstsq(normal, colour).solution


def sheet(codec: Codec, frames: Frames, log: RunLog, name: str) -> None:
    """True frames above their reconstructions."""
    rows = []
    with torch.no_grad():
        for start in (0, 5, 10):
            true = to_pixels(frames[0][start : start + 5])
            made = codec.decoder(codec.encoder(true))
            rows += [np.hstack(list(to_bytes(true))), np.hstack(list(to_bytes(made)))]
    log.sheet(rows, name)


def train(
    folder: Path, shots: Path, minutes: float, begin: Path | None = None, pool_size: int = 12_000, batch: int = 16,
    peak: float = 1e-3, seed: int = 1, decoder_only: bool = False,
) -> None:  # fmt: skip
    """Train for `minutes` in all (earlier sittings count), or polish the decoder alone under a frozen encoder.

    `shots` holds rendered frames; `begin` is an exported pack to start from, whose decoder it is that
    can be polished. Convolutions run in bfloat16 on the channels-last layout, weights and optimizer stay in float32.
    """
    log = RunLog(folder)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    codec = Codec() if begin is None else codec_of(begin)
    codec = codec.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    checkpoint_name = "polish.pt" if decoder_only else "last.pt"
    state = log.load(checkpoint_name)
    done, step = 0.0, 0
    preview: Tensor | None = None
    if decoder_only:
        assert begin is not None, "polishing starts from a pack"
        preview = preview_of(begin)
    if state is not None:
        codec.load_state_dict(state["model"])
        done, step = float(state["seconds"]), int(state["step"])
        rng = np.random.default_rng(seed + step)
    trained = list((codec.decoder if decoder_only else codec).parameters())
    for parameter in codec.encoder.parameters():
        parameter.requires_grad_(not decoder_only)
    optimizer = torch.optim.AdamW(trained, lr=peak, betas=(0.9, 0.95), weight_decay=0.0, fused=True)
    average = Average(codec, 0.998)
    if state is not None:
        average.state = state["average"]
        average.steps = int(state["averageSteps"])
        optimizer.load_state_dict(state["optimizer"])
    frames = pool_of(shots, pool_size, rng)
    test = render_some((99, 64, True))
    log.write(event="start", step=step, seconds=done, frames=len(frames[0]), **evaluate(codec, test))
    began, base, shown, fresh, recent = time.monotonic(), done, done, done, 0.0
    while done < minutes * 60:
        rate = decayed(done / (minutes * 60), peak, tail=0.5) * min(1.0, (step + 1) / 100)
        for group in optimizer.param_groups:
            group["lr"] = rate
        if done - fresh > POOL_SECONDS:
            frames, fresh = pool_of(shots, pool_size, rng), done
        size = CROPS[0] if done < SMALL_CROPS_UNTIL * minutes * 60 else CROPS[1]
        true, mask = crops(frames, batch, rng, size)
        true = true.contiguous(memory_format=torch.channels_last)
        with half_precision():
            with torch.set_grad_enabled(not decoder_only):
                latents = codec.encoder(true).float()
            spread = latents.detach().std((0, 2, 3), keepdim=True)
            noisy = latents + LATENT_NOISE * spread * torch.randn_like(latents) * torch.rand(batch, 1, 1, 1) * 1.5
            made = codec.decoder(noisy)
        # The small pull on the latents' size only fixes the scale that relative noise leaves free.
        loss = reconstruction_loss(made.float(), true, mask) + 1e-4 * latents.square().mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(codec)
        step += 1
        recent = loss.item() if recent == 0 else 0.98 * recent + 0.02 * loss.item()
        done = base + time.monotonic() - began
        if done - shown > 120 or done >= minutes * 60 or step == 100:
            shown = max(shown, done if step > 100 else shown)
            tester = Codec().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            tester.load_state_dict(average.state)
            log.write(step=step, seconds=done, loss=recent, rate=rate, crops=step * batch, **evaluate(tester, test))
            sheet(tester, test, log, "sheet.png")
            checkpoint = {
                "model": codec.state_dict(), "average": average.state, "averageSteps": average.steps,
                "optimizer": optimizer.state_dict(), "seconds": done, "step": step,
            }  # fmt: skip
            log.save(checkpoint, checkpoint_name)
    finished = Codec()
    finished.load_state_dict(average.state)
    if preview is None:
        mean, scale, preview = latent_statistics(finished, frames)
        finished.normalise(mean, scale)
    log.save({"average": finished.state_dict(), "preview": preview, **evaluate(finished, test)}, "codec.pt")
    log.write(event="done", step=step, seconds=done, **evaluate(finished, test))
