"""Trains the finisher on true renders at four times the size; one command, resumable.

Three things make its drawings crisp and steady:

- What it reads is as soft and as wrong as what the studio makes (`finisher_pairs.py`).
- An edge that lies a little beside the true one costs nothing: the error is measured against the truth as it fits best,
  place by place. Otherwise the mean over all places where an edge may be, a blur, would be the best answer.
- What is smeared over more pixels than the truth is has an error of its own (`blur`).

And two drawings of one frame that differ in noise alone have to be finished alike: what stands still must not tremble.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from .finisher import FINE, SCALE, Finisher
from .finisher_pairs import HELD_OUT, Pairs, read
from .muon import Muon
from .runlog import Average, RunLog, decayed, to_bytes, to_pixels
from .train_codec import psnr

CROP = 64  # pixels of the decoded frame
BATCH = 5  # crops; the first two are of one frame, which noise was added to twice
COLOUR_WEIGHT = 0.5
SMALL = 0.05  # errors of pixels up to which they count by their square
STEPS = (1, 2, 4, 8)  # large pixels
TWIN_WEIGHT = 0.1
BLUR_WEIGHT = 2.0
FADED_WEIGHT = 1.0
AROUND = 24  # large pixels of a neighbourhood
FAINT = 0.02  # steps between neighbours that are slopes of light, and no edges
REACH = 2  # half-size pixels that an edge may lie beside its true place, in any direction
FIT = 9  # half-size pixels over which the truth is fitted
STRAY = 0.01  # error that a shift by one half-size pixel has to be worth
OTHER = 0.15  # mean error of brightness that is left where drawing and truth show different things
RECOLOURED = 0.3  # of the crops have their channels exchanged: the finisher draws shapes, whatever their colours


def shifts() -> list[tuple[int, int]]:
    """All shifts within reach."""
    reach = range(-REACH, REACH + 1)
    return [(y, x) for y in reach for x in reach if abs(y) + abs(x) <= REACH]


@torch.no_grad()
def fitted(made: Tensor, true: Tensor) -> tuple[Tensor, Tensor]:
    """The truth [N, 3, H, W] with every place moved by the shift within reach by which its surroundings fit best, and
    how far it can be trusted there [N, 1, H, W]: little where it still shows something else."""
    count, _, height, width = true.shape
    small_made, small_true = (functional.avg_pool2d(each.mean(1, keepdim=True), 2) for each in (made, true))
    around = functional.pad(small_true, (REACH,) * 4, mode="replicate")
    costs = []
    for y, x in shifts():
        moved = around[..., REACH + y : REACH + y + height // 2, REACH + x : REACH + x + width // 2]
        error = (small_made - moved).abs()
        for size in ((1, FIT), (FIT, 1)):
            error = functional.avg_pool2d(error, size, 1, (size[0] // 2, size[1] // 2), count_include_pad=False)
        costs.append(error + STRAY * (y * y + x * x) ** 0.5)
    cost, best = torch.cat(costs, 1).min(1)  # [N, H/2, W/2]
    trust = 1 / (1 + (cost / OTHER).square()).repeat_interleave(2, 1).repeat_interleave(2, 2)
    moves = (2 * torch.tensor(shifts()))[best].repeat_interleave(2, 1).repeat_interleave(2, 2)  # [N, H, W, 2]
    rows = (torch.arange(height).view(-1, 1) + moves[..., 0]).clamp(0, height - 1)
    columns = (torch.arange(width) + moves[..., 1]).clamp(0, width - 1)
    return true[torch.arange(count).view(-1, 1, 1), :, rows, columns].movedim(-1, 1), trust.unsqueeze(1)


def difference(made: Tensor, true: Tensor, trust: Tensor) -> Tensor:
    """How far the pixels are off, and how far their differences to others one, two, four and eight pixels away are.

    The latter count most: they are where a drawing's edges are, and where the transformer chose another tint, no pixel
    is right. Small errors of pixels alone count by their square for the same reason.
    """
    error = made - true
    total = COLOUR_WEIGHT * (trust * functional.huber_loss(made, true, reduction="none", delta=SMALL)).mean() / SMALL
    for step in STEPS:
        across = (error[..., step:] - error[..., :-step]).abs() * trust[..., step:]
        down = (error[..., step:, :] - error[..., :-step, :]).abs() * trust[..., step:, :]
        total = total + (across.mean() + down.mean()) / len(STEPS)
    return total


def blur(made: Tensor, true: Tensor, trust: Tensor) -> Tensor:
    """By how much more `made` is smeared than the truth, and how much of its contrast it lacks, by neighbourhoods.

    The root of a step is a measure that grows when the step is spread over several pixels, wherever it is. So this asks
    for an edge where the difference alone would take a slope for the best answer, or nothing at all.
    """

    def around(values: Tensor) -> Tensor:
        return functional.avg_pool2d(values.mean(1, keepdim=True), AROUND, AROUND // 3)

    def steps(pixels: Tensor) -> Tensor:
        # In all directions alike: by rows and columns apart, stairs would be better than a slanted edge.
        across, down = pixels.diff(dim=3)[..., :-1, :], pixels.diff(dim=2)[..., :-1]
        return (across.square() + down.square() + 1e-8).sqrt()

    made_steps, true_steps = steps(made), steps(true)
    smeared = around((made_steps + FAINT).sqrt()) - around((true_steps + FAINT).sqrt())
    faded = around(true_steps) - around(made_steps)
    more = functional.relu(smeared) + FADED_WEIGHT * functional.relu(faded)
    return (around(trust)[..., : more.shape[2], : more.shape[3]] * more).mean()


class Feeder:
    """Draws crops from all files of a folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.files: dict[Path, Pairs] = {}
        self.rng = np.random.default_rng(seed)
        self.refresh()

    def refresh(self) -> None:
        """Read files that have come since."""
        for path in sorted(self.folder.glob("pairs-*.npz")):
            if path not in self.files:
                self.files[path] = read(path)

    def _crop(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """The same crop of all drawings [n, 3, CROP, CROP] of some frame, and of the truth."""
        rng = self.rng
        frame = int(rng.integers(len(pairs.true)))
        height, width = pairs.drawn.shape[-2:]
        # By whole cells of the finisher, as in whole frames; those at the rim are as likely as others.
        y = int(np.clip(rng.integers(-4, (height - CROP) // 4 + 5) * 4, 0, height - CROP))
        x = int(np.clip(rng.integers(-4, (width - CROP) // 4 + 5) * 4, 0, width - CROP))
        small = pairs.drawn[frame, :, :, y : y + CROP, x : x + CROP].float()
        corner, size = (y * SCALE, x * SCALE), CROP * SCALE
        true = to_pixels(pairs.true[frame, corner[0] : corner[0] + size, corner[1] : corner[1] + size])
        if rng.random() < 0.5:
            small, true = small.flip(-1), true.flip(-1)
        if rng.random() < RECOLOURED:
            order = torch.from_numpy(rng.permutation(3))
            small, true = small[:, order], true[order]
        return small, true

    def batch(self) -> tuple[Tensor, Tensor]:
        """Drawings [BATCH, 3, CROP, CROP] and truths [BATCH, 3, 4 CROP, 4 CROP]."""
        files = list(self.files.values())
        sizes = np.array([len(pairs.true) for pairs in files], float)
        crops = [self._crop(files[file]) for file in self.rng.choice(len(files), BATCH - 1, p=sizes / sizes.sum())]
        twins, true = crops[0]
        small = [twins[0], twins[1]]
        for drawings, _ in crops[1:]:
            small.append(drawings[int(self.rng.integers(len(drawings)))])
        return torch.stack(small), torch.stack([true, *(truth for _, truth in crops)])


@torch.no_grad()
def evaluate(finisher: Finisher, pairs: Pairs) -> dict[str, float]:
    """On held-out frames, for drawings with noise alone and for those of the transformer (`Drawn`): PSNR against that
    of a bicubic enlargement, and sharpness: the mean step between neighbours as a share of the truth's. And how much
    two drawings with different noise differ after finishing, against enlarging."""
    found: dict[str, list[float]] = {}

    def note(**values: float) -> None:
        for name, value in values.items():
            found.setdefault(name, []).append(value)

    for drawings, pixels in zip(pairs.drawn[::3, [0, 1, -1]], pairs.true[::3], strict=True):
        true = to_pixels(pixels)
        made = finisher(drawings.float()).clamp(-1, 1)
        plain = functional.interpolate(drawings.float(), scale_factor=SCALE, mode="bicubic").clamp(-1, 1)
        for index, name in ((0, ""), (len(drawings) - 1, "Drawn")):
            steps = float(true.diff(dim=-1).abs().mean())
            note(**{
                f"psnr{name}": psnr((made[index] - true).square().mean()),
                f"psnr{name}Bicubic": psnr((plain[index] - true).square().mean()),
                f"sharpness{name}": float(made[index].diff(dim=-1).abs().mean()) / steps,
                f"sharpness{name}Bicubic": float(plain[index].diff(dim=-1).abs().mean()) / steps,
            })  # fmt: skip
        note(tremble=float((made[0] - made[1]).abs().mean() / (plain[0] - plain[1]).abs().mean()))
    return {name: float(np.mean(values)) for name, values in found.items()}


def sheet(finisher: Finisher, pairs: Pairs, log: RunLog) -> None:
    """Bicubic enlargements above finished frames: a held-out frame with noise alone, and one of the transformer's."""
    rows: list[NDArray[np.uint8]] = []
    with torch.no_grad():
        for frame in range(2, len(pairs.true), max(1, len(pairs.true) // 4)):
            small = pairs.drawn[frame, [0, -1]].float()
            plain = functional.interpolate(small, scale_factor=SCALE, mode="bicubic")
            rows.append(np.hstack([*to_bytes(plain), *to_bytes(finisher(small))]))
    log.sheet(rows, "sheet.png")


def train(folder: Path, pairs: Path, minutes: float, peak: float = 2e-3) -> None:
    """Train on the files in `pairs` until `minutes` of this run's own time are used."""
    log = RunLog(folder)
    torch.manual_seed(1)
    finisher = Finisher().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    learnt = (torch.arange(FINE + 12) < FINE).float()
    # The enlargement that it begins as stays: steps of its size would shake all pixels at once.
    finisher.last.weight.register_hook(lambda pull: pull * learnt.view(1, -1, 1, 1))
    matrices = [parameter for parameter in finisher.parameters() if parameter.ndim > 1]
    biases = [parameter for parameter in finisher.parameters() if parameter.ndim == 1]
    # Steps along all directions alike: with AdamW the brightness of whole crops, which is often off, drowns the edges.
    optimizers = [Muon(matrices, lr=peak), torch.optim.AdamW(biases, lr=peak, betas=(0.9, 0.98), weight_decay=0.0)]
    average = Average(finisher, 0.998)
    state = log.load()
    done, step = 0.0, 0
    if state is not None:
        finisher.load_state_dict(state["model"])
        for optimizer, kept in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        average.state, average.steps = state["average"], int(state["averageSteps"])
        done, step = float(state["seconds"]), int(state["step"])
    feeder, test = Feeder(pairs, 1 + step), read(pairs / HELD_OUT)
    log.write(event="start", step=step, seconds=done, files=len(feeder.files))
    began, base, shown = time.monotonic(), done, done
    while done < minutes * 60:
        rate = decayed(done / (minutes * 60), peak, tail=0.6) * min(1.0, (step + 1) / 100)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        small, true = feeder.batch()
        small = small.contiguous(memory_format=torch.channels_last)
        made = finisher(small)
        fit = fitted(made, true)
        error = difference(made, *fit) + BLUR_WEIGHT * blur(made, *fit)
        error = error + TWIN_WEIGHT * (made[0] - made[1]).abs().mean()
        error.backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        average.update(finisher)
        step += 1
        done = base + time.monotonic() - began
        if done - shown > 180 or done >= minutes * 60 or step == 50:
            shown = max(shown, done if step > 50 else shown)
            tester = Finisher()
            tester.load_state_dict(average.state)
            found = evaluate(tester, test)
            log.write(step=step, seconds=done, files=len(feeder.files), error=error.item(), rate=rate, **found)
            log.save(
                {"model": finisher.state_dict(), "average": average.state,
                 "averageSteps": average.steps, "optimizers": [each.state_dict() for each in optimizers],
                 "seconds": done, "step": step}
            )  # fmt: skip
            sheet(tester, test, log)
            feeder.refresh()
