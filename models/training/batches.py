"""From cached shots to training batches: windows, subsets of windows, known frames, noise, words."""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .captions import caption, short_caption
from .corpus import Shard, load
from .layout import RATE, WINDOW, Bucket, rope_tables, time_features, window_tau
from .tasks import draw_task, known_frames, noise_levels
from .text import TextStates
from .wordings import free_caption
from .world import Scene

EMPTY = 0.1  # share of captions left out, which trains the unconditional half of guidance
SHORT = 0.1
FREE = 0.4  # share of captions in other words
# The encoder's states of half the captions are moved at random, a third of their own size: words nobody taught lie near
# those that were, and must land where they mean.
SHAKEN, SHAKE = 0.5, 0.2
LATER = 0.25  # share of windows from the middle of shots
FEWER = 0.12  # share of windows with fewer frames than fit
SUBJECT_WEIGHT = 3.0
# An unknown frame beside a known one: what is wrong there is seen as a jump, and repeats in every window after it.
BORDER_WEIGHT = 2.0
# Known frames are sometimes a little off without the network being told, as frames of its own making are.
FLAWED, FLAW = 0.2, 0.08
# Shots with a moving camera are drawn more often: the whole picture moves at once, which is learned late.
CAMERA_ODDS = 3.0
LOOP_SECONDS = 2.0
# Share of windows that go on from clips of the model's own, where there are any: see `own.py`.
OWN = 0.25
# And of those that go on from pictures of nothing in the world, where there are any: see `foreign.py`.
FOREIGN = 0.08


@dataclass
class Batch:
    """Inputs and targets of one forward pass; shapes as in `Transformer.forward`."""

    tokens: Tensor
    sigma: Tensor
    cos: Tensor
    sin: Tensor
    features: Tensor
    text: Tensor
    mask: Tensor
    target: Tensor  # [B, T, N, C], what the raw output should be
    weight: Tensor  # [B, T, N, 1], zero on known frames
    cover: Tensor | None  # [B, T, N, 1], the subject's share of each cell, where it is known


@dataclass
class Group:
    """Shots that can share a batch: one kind, one picture shape, one step."""

    kind: str
    bucket: Bucket
    step: float
    scenes: list[Scene]
    seconds: NDArray[np.float32]
    latents: Tensor
    cover: Tensor | None
    given: Tensor | None
    captions: list[str] | None  # of each shot, where its scene doesn't tell what is seen
    loops: NDArray[np.int64]  # indices of shots that repeat every two seconds
    odds: NDArray[np.float64]  # [n], how likely windows are taken from each shot; sums to one


def loopable(scene: Scene) -> bool:
    """Whether everything in the shot repeats every two seconds."""
    return scene.camera == "static" and scene.action in ("still", "bounce")


def _joined(parts: list[tuple[Tensor | None, NDArray[np.int64]]]) -> Tensor | None:
    """The chosen rows of all parts, if every part has some."""
    rows = [tensor[torch.from_numpy(chosen)] for tensor, chosen in parts if tensor is not None]
    return torch.cat(rows) if len(rows) == len(parts) else None


def _spoken(shards: list[tuple[Shard, NDArray[np.int64]]]) -> list[str] | None:
    """What is said of the chosen shots of all shards, if every shard has words of its own."""
    rows = [[shard.captions[i] for i in chosen] for shard, chosen in shards if shard.captions is not None]
    return [words for each in rows for words in each] if len(rows) == len(shards) else None


def load_groups(folder: Path) -> dict[str, list[Group]]:
    """All shots in memory, by kind."""
    parts: dict[tuple[str, str, float], list[tuple[Shard, NDArray[np.int64]]]] = defaultdict(list)
    for kind in ("still", "shot", "long", "later", "own", "foreign"):
        for shard in load(folder, kind):
            for step in np.unique(shard.steps):
                chosen = np.flatnonzero(shard.steps == step)
                parts[(kind, shard.bucket.aspect, float(step))].append((shard, chosen))
    groups: dict[str, list[Group]] = defaultdict(list)
    for (kind, _, step), shards in parts.items():
        scenes = [shard.scenes[i] for shard, chosen in shards for i in chosen]
        odds = np.array([1.0 if scene.camera == "static" else CAMERA_ODDS for scene in scenes])
        groups[kind].append(
            Group(
                kind=kind,
                bucket=shards[0][0].bucket,
                step=step,
                scenes=scenes,
                seconds=np.concatenate([shard.seconds[chosen] for shard, chosen in shards]),
                latents=torch.cat([shard.latents[torch.from_numpy(chosen)] for shard, chosen in shards]),
                cover=_joined([(shard.cover, chosen) for shard, chosen in shards]),
                given=_joined([(shard.given, chosen) for shard, chosen in shards]),
                captions=_spoken(shards),
                loops=np.flatnonzero([loopable(scene) for scene in scenes]),
                odds=odds / odds.sum(),
            )
        )
    return groups


def words_for(scene: Scene, rng: np.random.Generator) -> str:
    """A caption for one use of a scene. Each scene keeps to four sentences, so that their states are computed once."""
    draw = rng.random()
    if draw < EMPTY:
        return ""
    if draw < EMPTY + SHORT:
        return short_caption(scene, np.random.default_rng(zlib.crc32(repr(scene).encode())))
    if draw < EMPTY + SHORT + FREE:
        return free_caption(scene, np.random.default_rng([zlib.crc32(repr(scene).encode()), 2]))
    variant = int(rng.integers(2))
    return caption(scene, np.random.default_rng([zlib.crc32(repr(scene).encode()), variant]))


def make_batch(
    clean: Tensor,
    cover: Tensor | None,
    known: NDArray[np.bool_],
    tables: tuple[NDArray[np.float32], NDArray[np.float32]],
    features: NDArray[np.float32],
    words: tuple[Tensor, Tensor],
    rng: np.random.Generator,
    generator: torch.Generator,
    blind: float = 0.12,
    flawed: float = FLAWED,
    given: Tensor | None = None,
) -> Batch:
    """Add noise to clean latents [B, T, N, C] by per-frame levels; `known` [B, T], `features` [B, T, 8].

    Known frames stand in the window as `given` [B, T, N, C] has them, where it is present.
    """
    count, frames, cells, channels = clean.shape
    sigma = torch.from_numpy(np.stack([noise_levels(row, rng, blind) for row in known]))
    noise = torch.randn(clean.shape, generator=generator)
    s = sigma.view(count, frames, 1, 1)
    shown = torch.from_numpy(known).view(count, frames, 1, 1)
    tokens = (1 - s) * (clean if given is None else torch.where(shown, given, clean)) + s * noise
    for row in np.flatnonzero(known.any(1)):
        if rng.random() < flawed:
            size = FLAW * rng.random()
            flaw = torch.randn((channels,), generator=generator) + torch.randn(clean.shape[1:], generator=generator)
            tokens[row] += torch.from_numpy(known[row]).float().view(-1, 1, 1) * size * flaw
    # What F must be for c_skip * x + c_out * F = x0; see transformer.py.
    target = (s * clean - (1 - s) * noise) / torch.sqrt(s * s + (1 - s) * (1 - s))
    beside = np.zeros_like(known)
    beside[:, 1:] |= known[:, :-1]
    beside[:, :-1] |= known[:, 1:]
    border = 1 + (BORDER_WEIGHT - 1) * torch.from_numpy(beside).float().view(count, frames, 1, 1)
    weight = (~shown).float() * border * torch.ones(count, frames, cells, 1)
    if cover is not None:
        weight = (1 + SUBJECT_WEIGHT * cover.unsqueeze(-1)) * weight
    return Batch(
        tokens=tokens.reshape(count, frames * cells, channels),
        sigma=sigma,
        cos=torch.from_numpy(tables[0]),
        sin=torch.from_numpy(tables[1]),
        features=torch.from_numpy(features),
        text=words[0],
        mask=words[1],
        target=target,
        weight=weight,
        cover=None if cover is None else cover.unsqueeze(-1),
    )


class Feeder:
    """Draws batches of the kinds still, part, window and loop."""

    def __init__(self, groups: dict[str, list[Group]], text: TextStates, seed: int) -> None:
        self.groups = groups
        self.text = text
        self.rng = np.random.default_rng(seed)
        self.generator = torch.Generator().manual_seed(seed)

    def _group(self, kinds: tuple[str, ...]) -> Group:
        groups = [group for kind in kinds for group in self.groups.get(kind, [])]
        sizes = np.array([len(group.scenes) for group in groups], float)
        return groups[int(self.rng.choice(len(groups), p=sizes / sizes.sum()))]

    def _said(self, group: Group, row: int) -> str:
        if group.captions is None:
            return words_for(group.scenes[row], self.rng)
        return "" if self.rng.random() < EMPTY else group.captions[row]

    def _words(self, group: Group, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        states, mask = self.text.batch([self._said(group, int(row)) for row in rows])
        shaken = torch.from_numpy(self.rng.random(len(rows)) < SHAKEN).float().view(-1, 1, 1)
        noise = torch.randn(states.shape, generator=self.generator)
        return states + shaken * SHAKE * noise * mask.unsqueeze(-1), mask

    def still(self, count: int) -> Batch:
        """Single frames that keep the time they have in their two-second window: where a subject is at which time is
        learned here, sixteen times cheaper than from clips."""
        group = self._group(("still", "shot"))
        rows = self.rng.integers(0, len(group.scenes), count)
        # Shots are longer than a window; only their first one is told by text.
        picks = self.rng.integers(0, min(group.latents.shape[1], WINDOW), count)
        clean = group.latents[rows, picks].float().unsqueeze(1)
        cover = None if group.cover is None else group.cover[rows, picks].float().unsqueeze(1)
        tau = group.seconds[rows, picks] * RATE * 2 / (WINDOW - 1) - 1
        features = np.stack([time_features(np.array([t]), group.step) for t in tau])
        tables = rope_tables(np.zeros(1), group.bucket.rows, group.bucket.columns)
        known = np.zeros((count, 1), bool)
        words = self._words(group, rows)
        return make_batch(clean, cover, known, tables, features, words, self.rng, self.generator, blind=0.35)

    def part(self, count: int, frames: int) -> Batch:
        """A few frames out of 16-frame windows, at their true times."""
        rng = self.rng
        if rng.random() < 0.5:
            spread = np.round(np.linspace(0, WINDOW - 1, frames) + rng.uniform(-1.2, 1.2, frames))
            chosen = np.unique(np.clip(spread, 0, WINDOW - 1).astype(np.int64))
        elif rng.random() < 0.5:
            chosen = int(rng.integers(0, WINDOW - frames + 1)) + np.arange(frames)
        else:
            chosen = np.sort(rng.permutation(WINDOW)[:frames])
        return self._windows(count, chosen, chosen * 2 / (WINDOW - 1) - 1)

    def window(self, count: int) -> Batch:
        """Whole 16-frame windows, sometimes shorter ones; as in the studio, time runs from -1 to 1 over all of them."""
        frames = int(self.rng.integers(4, WINDOW)) if self.rng.random() < FEWER else WINDOW
        return self._windows(count, np.arange(frames), window_tau(frames))

    def _begun(self) -> str | None:
        """Which shots a batch of windows goes on from; None where it may also begin one."""
        for kind, share in (("own", OWN), ("foreign", FOREIGN), ("later", LATER)):
            if kind in self.groups and self.rng.random() < share:
                return kind
        return None

    def _windows(self, count: int, chosen: NDArray[np.int64], tau: NDArray[np.float64]) -> Batch:
        rng = self.rng
        begun = self._begun()
        group = self._group(("shot", "long") if begun is None else (begun,))
        rows = rng.choice(len(group.scenes), count, p=group.odds)
        known = np.stack([known_frames(draw_task(rng), len(chosen), rng) for _ in range(count)])
        for row in known:
            # Text alone can only mean a shot from its beginning; what comes later is told by the known frames. And of
            # its own clips and of what is not of its world the model learns to go on from them, not to make them.
            while begun is not None and len(row) > 1 and not row.any():
                row[:] = known_frames(draw_task(rng), len(chosen), rng)
        room = group.latents.shape[1] - int(chosen[-1]) - 1
        starts = [int(rng.integers(0, room + 1)) if mask.any() and rng.random() < 0.6 else 0 for mask in known]

        def cut(whole: Tensor | None) -> Tensor | None:
            if whole is None:
                return None
            windows = [whole[row, start + chosen] for row, start in zip(rows, starts, strict=True)]
            return torch.stack(windows).float()

        clean = cut(group.latents)
        assert clean is not None
        features = np.repeat(time_features(tau, group.step)[None], count, 0)
        tables = rope_tables((chosen - chosen[0]) * group.step, group.bucket.rows, group.bucket.columns)
        words = self._words(group, rows)
        return make_batch(
            clean,
            cut(group.cover),
            known,
            tables,
            features,
            words,
            rng,
            self.generator,
            given=cut(group.given),
        )

    def loop(self, count: int) -> Batch:
        """Closed two-second loops on a circular time axis; they have no first frame, so any phase may come first."""
        rng = self.rng
        groups = [group for group in self.groups["shot"] if len(group.loops)]
        if not groups:
            return self.window(count)
        group = groups[int(rng.integers(len(groups)))]
        rows = rng.choice(group.loops, count)
        order = (np.arange(WINDOW) + int(rng.integers(WINDOW))) % WINDOW
        clean = group.latents[rows][:, order].float()
        cover = None if group.cover is None else group.cover[rows][:, order].float()
        known = np.zeros((count, WINDOW), bool)
        for row in known:
            if rng.random() < 0.4:
                row[int(rng.integers(WINDOW))] = True
        features = np.repeat(time_features(np.zeros(WINDOW), group.step, loop=True)[None], count, 0)
        seconds = np.arange(WINDOW) * group.step
        tables = rope_tables(seconds, group.bucket.rows, group.bucket.columns, LOOP_SECONDS)
        words = self._words(group, rows)
        return make_batch(clean, cover, known, tables, features, words, rng, self.generator)
