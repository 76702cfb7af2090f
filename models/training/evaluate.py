"""What the weights obey, measured without any learned judge.

The world has so little entropy that a generated clip can be read by synthesis: render the prompt's scene with every
value of an attribute in turn, and see which rendering lies nearest. The same reading of true renders with other
unsaid details gives the ceiling.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from .batches import loopable
from .captions import caption
from .codec import Codec
from .layout import RATE, WIDE, WINDOW, time_features
from .runlog import RunLog, to_bytes, to_pixels
from .sample import Settings, Window, plain_window, sample, to_grid
from .text import TextStates
from .transformer import Transformer
from .world import COLOURS, SETTINGS, SUBJECTS, TIMES, WEATHERS, Renderer, Scene, draw_scene
from .world.scene import DOES, WHERE, cameras_for

CLIPS = 12  # per operation
LOOKS = (0, 5, 10, 15)  # frames of a window that are compared

Clip = NDArray[np.uint8]


def _with(scene: Scene, name: str, value: str) -> Scene:
    changes: dict[str, Any] = {name: value}
    return replace(scene, **changes)


def alternatives(scene: Scene) -> dict[str, list[Scene]]:
    """For each attribute, the scene with every value that makes sense there; the first is the scene itself."""
    out: dict[str, list[Scene]] = {}

    def vary(name: str, values: tuple[str, ...]) -> None:
        now = getattr(scene, name)
        out[name] = [scene, *(_with(scene, name, value) for value in values if value != now)]

    vary("setting", WHERE[scene.subject] if len(WHERE[scene.subject]) > 1 else SETTINGS)
    vary("time", TIMES)
    vary("weather", WEATHERS)
    vary("colour", COLOURS)
    vary("subject", tuple(s for s in SUBJECTS if scene.setting in WHERE[s] and scene.action in DOES[s]))
    vary("action", DOES[scene.subject])
    vary("camera", cameras_for(scene.action))
    if scene.moves_sideways:
        vary("speed", ("slow", "fast"))
    vary("size", ("small", "big"))
    return out


class Reader:
    """Reads attributes from clips by synthesis."""

    def __init__(self) -> None:
        self.renderer = Renderer(WIDE)

    def distance(self, clip: Clip, scene: Scene) -> float:
        """Mean absolute difference between a clip [16, H, W, 3] and a rendering, over a few frames."""
        total = 0.0
        for frame in LOOKS:
            # No weight on the subject: each alternative would bring its own, and small subjects would win.
            picture = self.renderer.frame(scene, frame / RATE)[0]
            total += float(np.abs(picture.astype(np.float32) - clip[frame].astype(np.float32)).mean())
        return total / len(LOOKS)

    def read(self, clip: Clip, scene: Scene) -> dict[str, str]:
        """The nearest value of every attribute, the others taken from `scene`."""
        plain = replace(scene, start=0.0, pace=1.0)
        plain = min((replace(plain, offset=o) for o in (0, 1)), key=lambda s: self.distance(clip, s))
        return {
            name: getattr(min(scenes, key=lambda s: self.distance(clip, s)), name)
            for name, scenes in alternatives(plain).items()
        }


def score(readings: list[tuple[Scene, dict[str, str]]]) -> dict[str, Any]:
    """Share of right readings per attribute, for travel directions alone, and of prompts with everything right."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for scene, found in readings:
        for name, value in found.items():
            hits[name].append(getattr(scene, name) == value)
        if scene.moves_sideways:
            hits["direction"].append(found["action"] == scene.action)
        said = [found[name] == getattr(scene, name) for name in ("setting", "time", "subject", "colour", "action")]
        hits["all of setting, time, subject, colour, action"].append(all(said))
    out: dict[str, Any] = {name: round(float(np.mean(values)), 3) for name, values in hits.items()}
    out["mean"] = round(float(np.mean([out[n] for n in ("setting", "time", "subject", "colour", "action")])), 3)
    return out


def decode(codec: Codec, latents: torch.Tensor) -> NDArray[np.uint8]:
    """Clips [B, T, N, C] to pictures [B, T, H, W, 3]."""
    with torch.no_grad():
        clips = [to_bytes(codec.decoder(to_grid(clip[None], WIDE))) for clip in latents]
    return np.stack(clips)


def join_spike(clip: Clip, join: int) -> float:
    """Difference across the cut before frame `join`, against the clip's median difference between frames."""
    steps = np.abs(np.diff(clip.astype(np.float32), axis=0)).mean((1, 2, 3))
    return float(steps[join - 1] / max(1e-3, float(np.median(steps))))


def psnr(a: Clip, b: Clip) -> float:
    """Decibels between two clips."""
    square = np.mean((a.astype(np.float32) - b.astype(np.float32)) ** 2)
    return float(10 * np.log10(255**2 / max(float(square), 1e-3)))


def spread(values: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"median": round(float(np.median(values)), 3), "p95": round(float(np.quantile(values, 0.95)), 3)}


def hold(truth: NDArray[np.uint8], known: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The trivial answer for clips [B, T, H, W, 3]: the nearest known frame held, or between two a cross-fade."""
    out = truth.copy()
    places = np.flatnonzero(known)
    for frame in np.flatnonzero(~known):
        before, after = places[places < frame], places[places > frame]
        if len(before) and len(after):
            share = (frame - before[-1]) / (after[0] - before[-1])
            mixed = truth[:, before[-1]] * (1 - share) + truth[:, after[0]] * share
            out[:, frame] = mixed.round().astype(np.uint8)
        else:
            out[:, frame] = truth[:, before[-1] if len(before) else after[0]]
    return out


KNOWN: dict[str, list[int]] = {
    "animate": [0],
    "extend-forward": [*range(6)],
    "extend-backward": [*range(10, WINDOW)],
    "bridge": [*range(4), *range(12, WINDOW)],
    "fill": [*range(6), *range(10, WINDOW)],
    "keyframes": [0, 5, 10, 15],
    "smooth": [*range(0, WINDOW, 2)],
}


def operations(
    model: Transformer, codec: Codec, text: TextStates, scenes: list[Scene], settings: Settings, log: RunLog
) -> dict[str, Any]:
    """Every way of standing on known frames, on true shots that move: join spikes at each border, and PSNR of what was
    made against the truth and against holding or fading the known frames."""
    renderer = Renderer(WIDE)
    rng = np.random.default_rng(5)
    truth = np.stack([renderer.clip(scene, np.arange(WINDOW) / RATE)[0] for scene in scenes])
    with torch.no_grad():
        grids = [codec.encoder(to_pixels(clip)) for clip in truth]
        again = np.stack([to_bytes(codec.decoder(grid)) for grid in grids])
    latents = torch.stack([grid.flatten(2).transpose(1, 2) for grid in grids])
    words = [caption(scene, rng) for scene in scenes]
    out: dict[str, Any] = {}
    for name, places in KNOWN.items():
        known = np.isin(np.arange(WINDOW), places)
        window = plain_window(WIDE, known=known, latents=latents)
        made = decode(codec, sample(model, text, words, window, 3, settings))
        log.sheet([np.hstack([clip[i] for i in (0, 3, 6, 9, 12, 15)]) for clip in made[:8]], f"{name}.png")
        # Known frames are shown as they were given; what the joins cost beyond the codec is said by `codec`.
        made[:, known] = truth[:, known]
        coded = again.copy()
        coded[:, known] = truth[:, known]
        borders = [i for i in range(1, WINDOW) if known[i] != known[i - 1]]
        fresh = np.flatnonzero(~known)
        trivial = hold(truth, known)
        out[name] = {
            "spike": spread([join_spike(clip, border) for clip in made for border in borders]),
            "spikeCodec": spread([join_spike(clip, border) for clip in coded for border in borders]),
            "spikeTrue": spread([join_spike(clip, border) for clip in truth for border in borders]),
            "psnr": round(float(np.mean([psnr(m[fresh], t[fresh]) for m, t in zip(made, truth, strict=True)])), 2),
            "psnrTrivial": round(
                float(np.mean([psnr(m[fresh], t[fresh]) for m, t in zip(trivial, truth, strict=True)])), 2
            ),
        }
    return out


def loops(
    model: Transformer, codec: Codec, text: TextStates, scenes: list[Scene], settings: Settings, log: RunLog
) -> dict[str, Any]:
    """Closed two-second loops: the step over the seam against the median step, and motion against true shots."""
    rng = np.random.default_rng(6)
    renderer = Renderer(WIDE)
    seconds = np.arange(WINDOW) / RATE
    features = time_features(np.zeros(WINDOW), 1 / RATE, loop=True)
    window = Window(WIDE, seconds, features, np.zeros(WINDOW, bool), loop_seconds=WINDOW / RATE)
    words = [caption(scene, rng) for scene in scenes]
    made = decode(codec, sample(model, text, words, window, 4, settings))
    log.sheet([np.hstack([clip[i] for i in (0, 3, 6, 9, 12, 15)]) for clip in made[:8]], "loop.png")
    ratios, kept = [], []
    for clip, scene in zip(made, scenes, strict=True):
        steps = np.abs(np.diff(clip.astype(np.float32), axis=0, append=clip[:1].astype(np.float32))).mean((1, 2, 3))
        true = np.abs(np.diff(renderer.clip(scene, seconds)[0].astype(np.float32), axis=0)).mean((1, 2, 3))
        ratios.append(float(steps[-1] / max(1e-3, float(np.median(steps[:-1])))))
        kept.append(float(np.median(steps) / max(1e-3, float(np.median(true)))))
    return {"seamRatio": spread(ratios), "motionAgainstTrue": spread(kept)}


def evaluate(
    model: Transformer, codec: Codec, pack: Path, prompts: int, settings: Settings, runs: Path
) -> dict[str, Any]:
    """Held-out combinations in held-out phrasings: attributes, ceiling, extension. Also writes contact sheets."""
    rng = np.random.default_rng(11)
    text = TextStates(pack)
    reader = Reader()
    scenes = [draw_scene(rng, test=True) for _ in range(prompts)]
    words = [caption(scene, rng, held_out=True) for scene in scenes]
    readings: list[tuple[Scene, dict[str, str]]] = []
    ceiling: list[tuple[Scene, dict[str, str]]] = []
    rows: list[Clip] = []
    for start in range(0, prompts, 8):
        part = scenes[start : start + 8]
        window = plain_window(WIDE)
        clips = decode(codec, sample(model, text, words[start : start + 8], window, 100 + start, settings))
        for scene, clip in zip(part, clips, strict=True):
            readings.append((scene, reader.read(clip, scene)))
            if len(ceiling) < 16:
                truth = reader.renderer.clip(scene, np.arange(WINDOW) / RATE)[0]
                ceiling.append((scene, reader.read(truth, scene)))
            rows.append(np.hstack([clip[i] for i in (0, 3, 6, 9, 12, 15)]))
    log = RunLog(runs / "evaluation")
    for page in range(0, len(rows), 10):
        log.sheet(rows[page : page + 10], f"prompts-{page // 10}.png")
    (runs / "evaluation" / "prompts.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    drawn = [draw_scene(rng, test=True) for _ in range(400)]
    moving = [scene for scene in drawn if scene.moves_sideways][:CLIPS]
    closed = [scene for scene in drawn if loopable(scene)][:CLIPS]
    result = {
        "prompts": prompts,
        "steps": settings.steps,
        "guidance": settings.guidance,
        "generated": score(readings),
        "ceiling": score(ceiling),
        "operations": operations(model, codec, text, moving, settings, log),
        "loop": loops(model, codec, text, closed, settings, log),
    }
    log.write(**result)
    return result
