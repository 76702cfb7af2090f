"""Trains the finisher on true renders at four times the size; one command, resumable.

It reads what the autoencoder makes of the small render, so it also mends the autoencoder's softness. Latents get a
little noise, as those of the transformer are never exact.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .codec import Codec
from .finisher import SCALE, Finisher
from .layout import WIDE
from .runlog import Average, RunLog, decayed, half_precision, to_bytes, to_pixels
from .train_codec import psnr
from .world import Renderer, draw_scene

CROP = 64  # small pixels
NOISE = 0.15  # of a latent's deviation, at most
GRADIENT_WEIGHT = 1.0


def render_pairs(
    seed: int, count: int, test: bool = False
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """Frames [n, H, W, 3], two crops [n, 2, 256, 256, 3] of each at four times the size, most around the subject, and
    the crops' places (row, column) [n, 2, 2] in small pixels, multiples of four."""
    rng = np.random.default_rng(seed)
    small, large = Renderer(WIDE), Renderer(WIDE, SCALE)
    frames, crops, places = [], [], []
    for _ in range(count):
        scene, moment = draw_scene(rng, test), float(rng.uniform(0, 4))
        frame, mask = small.frame(scene, moment)
        big, _ = large.frame(scene, moment)
        inside = np.argwhere(mask > 127)
        own = []
        for index in range(2):
            centre = inside[rng.integers(len(inside))] if index == 0 and len(inside) else rng.integers(0, (128, 224))
            place = np.clip(centre - CROP // 2, 0, (WIDE.height - CROP, WIDE.width - CROP)) // 4 * 4
            own.append(place)
            y, x = place * SCALE
            crops.append(big[y : y + CROP * SCALE, x : x + CROP * SCALE])
        frames.append(frame)
        places.append(np.stack(own))
    shape = (count, 2, CROP * SCALE, CROP * SCALE, 3)
    return np.stack(frames), np.stack(crops).reshape(shape), np.stack(places).astype(np.int64)


@torch.no_grad()
def as_decoded(codec: Codec, frames: NDArray[np.uint8], noise: float, seed: int) -> Tensor:
    """What the autoencoder makes of frames [n, H, W, 3]: [n, 3, H, W], half precision."""
    generator = torch.Generator().manual_seed(seed)
    codec = codec.to(memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    made = []
    for start in range(0, len(frames), 16):
        pixels = to_pixels(frames[start : start + 16]).contiguous(memory_format=torch.channels_last)
        with half_precision():
            latents = codec.encoder(pixels).float()
            size = noise * torch.rand(len(latents), 1, 1, 1, generator=generator)
            latents = latents + size * torch.randn(latents.shape, generator=generator)
            made.append(codec.decoder(latents).clamp(-1, 1).half())
    return torch.cat(made)


def difference(made: Tensor, true: Tensor) -> Tensor:
    """L1 of pixels and of their differences to the neighbours, which is where a drawing's edges are."""
    error = made - true
    return error.abs().mean() + GRADIENT_WEIGHT * (error.diff(dim=3).abs().mean() + error.diff(dim=2).abs().mean())


@torch.no_grad()
def evaluate(finisher: Finisher, decoded: Tensor, crops: Tensor, places: NDArray[np.int64]) -> dict[str, float]:
    """PSNR on held-out crops [n, 2, 3, h, w] against that of a bicubic enlargement, and sharpness: the mean step
    between neighbours as a share of the truth's."""
    ours, bicubic, steps, true_steps = 0.0, 0.0, 0.0, 0.0
    for index in range(len(decoded)):
        picture = decoded[index : index + 1].float()
        made = finisher(picture).clamp(-1, 1)
        plain = functional.interpolate(picture, scale_factor=SCALE, mode="bicubic").clamp(-1, 1)
        for which in range(2):
            y, x = places[index, which] * SCALE
            window = (..., slice(y, y + CROP * SCALE), slice(x, x + CROP * SCALE))
            true = crops[index, which]
            ours += psnr((made[window][0] - true).square().mean())
            bicubic += psnr((plain[window][0] - true).square().mean())
            steps += float(made[window].diff(dim=-1).abs().mean())
            true_steps += float(true.diff(dim=-1).abs().mean())
    count = 2 * len(decoded)
    return {"psnr": ours / count, "psnrBicubic": bicubic / count, "sharpness": steps / true_steps}


def train(folder: Path, codec: Codec, minutes: float, pool: int = 2400, batch: int = 8, peak: float = 1e-3) -> None:
    """Train until `minutes` of this run's own time are used. Rendered pairs are kept in `folder`."""
    log = RunLog(folder)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    frames, crops, places = prepare(folder, pool)
    decoded = torch.cat([as_decoded(codec, frames, noise, 1) for noise in (0.0, NOISE)])
    tests = render_pairs(77, 24, test=True)
    test_decoded, test_crops = as_decoded(codec, tests[0], 0.0, 2), to_pixels(tests[1])
    finisher = Finisher().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(finisher.parameters(), lr=peak, betas=(0.9, 0.97), weight_decay=0.0, fused=True)
    average = Average(finisher, 0.998)
    state = log.load()
    done, step = 0.0, 0
    if state is not None:
        finisher.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.state, average.steps = state["average"], int(state["averageSteps"])
        done, step = float(state["seconds"]), int(state["step"])
    log.write(event="start", step=step, seconds=done, pairs=len(frames))
    began, base, shown = time.monotonic(), done, done
    while done < minutes * 60:
        rate = decayed(done / (minutes * 60), peak, tail=0.6) * min(1.0, (step + 1) / 100)
        for group in optimizer.param_groups:
            group["lr"] = rate
        picked = rng.integers(len(decoded), size=batch)
        which = rng.integers(2, size=batch)
        corners = places[picked % len(frames), which]
        small = torch.stack(
            [decoded[i, :, y : y + CROP, x : x + CROP] for i, (y, x) in zip(picked, corners, strict=True)]
        )
        small = small.float().contiguous(memory_format=torch.channels_last)
        true = to_pixels(crops[picked % len(frames), which])
        if rng.random() < 0.5:
            small, true = small.flip(3), true.flip(3)
        with half_precision():
            made = finisher(small)
        # The rim is left out: there the crop lacks the neighbours that a whole frame has.
        rim = 6 * SCALE
        loss = difference(made.float()[..., rim:-rim, rim:-rim], true[..., rim:-rim, rim:-rim])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(finisher.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(finisher)
        step += 1
        done = base + time.monotonic() - began
        if done - shown > 60 or done >= minutes * 60 or step == 50:
            shown = max(shown, done if step > 50 else shown)
            tester = Finisher()
            tester.load_state_dict(average.state)
            found = evaluate(tester, test_decoded, test_crops, tests[2])
            log.write(step=step, seconds=done, loss=float(loss), rate=rate, **found)
            log.save(
                {"model": finisher.state_dict(), "average": average.state, "averageSteps": average.steps,
                 "optimizer": optimizer.state_dict(), "seconds": done, "step": step, **found}
            )  # fmt: skip
            with torch.no_grad():
                rows = [test_decoded[i : i + 1].float() for i in range(4)]
                plain = [functional.interpolate(row, scale_factor=SCALE, mode="bicubic") for row in rows]
                pictures = [
                    np.vstack([to_bytes(p)[0], to_bytes(tester(r))[0]]) for p, r in zip(plain, rows, strict=True)
                ]
            log.sheet([np.hstack(pictures)], "sheet.png")


def prepare(folder: Path, pool: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """The rendered pairs, drawn once and kept."""
    path = folder / "pairs.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        frames, crops, places = render_pairs(5, pool)
        scratch = path.with_suffix(".tmp")
        with scratch.open("wb") as stream:
            np.savez(stream, frames=frames, crops=crops, places=places)
        scratch.replace(path)
    with np.load(path) as stored:
        return stored["frames"], stored["crops"], stored["places"]
