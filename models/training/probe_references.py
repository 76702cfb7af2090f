"""What the evaluation compares with: true renders seen through the probe, and a few true clips to start from."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from .captions import caption
from .layout import RATE, WIDE, WINDOW
from .probe import FRAMES, SHRINK, attributes, split
from .probe_data import held_out_examples, moments, new_renderer
from .probe_train import load_probe, read
from .world import Renderer, Scene, draw_scene

POOL = 200
SHOTS, SEEDS = 24, 4  # for diversity
CLIPS = 8


def packed(values: NDArray[np.float32]) -> str:
    """Little-endian 32-bit floats as base64."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")


def still_flicker(clip: NDArray[np.uint8], cell: int = 8) -> float:
    """As `src-shared/quality/flicker.ts`: how the stiller half of the cells trembles, in levels."""
    luma = clip.astype(np.float64) @ np.array([0.2126, 0.7152, 0.0722])
    frames, height, width = luma.shape
    rows, columns = height // cell, width // cell
    trimmed = luma[:, : rows * cell, : columns * cell].reshape(frames, rows, cell, columns, cell)
    change = np.abs(np.diff(trimmed, axis=0)).mean((0, 2, 4)).ravel()
    tremble = np.abs(np.diff(trimmed, n=2, axis=0)).mean((0, 2, 4)).ravel() / 2
    stiller = np.argsort(change, kind="stable")[: max(1, len(change) // 2)]
    return float(tremble[stiller].mean())


def visible(clip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part of a 16:9 render that is shown."""
    top = (WIDE.height - WIDE.visible_height) // 2
    return clip[:, top : top + WIDE.visible_height]


def write_references(checkpoint: Path, folder: Path) -> dict[str, Any]:
    """`references.json`: features of two pools of true renders, the renderer's own diversity and flicker."""
    probe = load_probe(checkpoint)
    pools = [read(probe, [example.clip for example in held_out_examples(POOL, seed)])[1].numpy() for seed in (21, 22)]

    rng = np.random.default_rng(31)
    renderer = new_renderer()
    spreads, pixels = [], []
    for _ in range(SHOTS):
        scene = draw_scene(rng, test=True)
        # The same sentence again: only what it leaves unsaid differs.
        shots = [
            replace(scene, start=other.start, pace=other.pace, offset=other.offset)
            for other in (draw_scene(rng) for _ in range(SEEDS))
        ]
        clips = [renderer.clip(shot, moments(rng, whole=True))[0] for shot in shots]
        features = read(probe, clips)[1].numpy()
        pairs = [(a, b) for a in range(SEEDS) for b in range(a)]
        spreads.append(np.mean([np.linalg.norm(features[a] - features[b]) for a, b in pairs]))
        pixels.append(np.mean([np.abs(clips[a].astype(float) - clips[b]).mean() for a, b in pairs]))

    flicker = []
    full = Renderer(WIDE)
    for _ in range(60):
        scene = draw_scene(rng, test=True)
        if scene.camera == "static":
            flicker.append(still_flicker(visible(full.clip(scene, np.arange(WINDOW) / RATE)[0])))
    result = {
        "pool": POOL,
        "features": [packed(pool) for pool in pools],
        "diversity": {
            "shots": SHOTS, "seeds": SEEDS, "feature": round(float(np.mean(spreads)), 4),
            "levels": round(float(np.mean(pixels)), 3),
        },
        "flicker": {"mean": round(float(np.mean(flicker)), 3), "p95": round(float(np.quantile(flicker, 0.95)), 3)},
    }  # fmt: skip
    (folder / "references.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return {name: value for name, value in result.items() if name != "features"}


# What is to be seen in the clips: every setting, several subjects, every kind of motion.
CHOSEN: tuple[dict[str, Any], ...] = (
    {"setting": "meadow", "time": "day", "subject": "car", "colour": "red", "action": "right"},
    {"setting": "desert", "time": "sunset", "subject": "balloon", "colour": "blue", "action": "rise"},
    {"setting": "ocean", "time": "dawn", "subject": "boat", "colour": "yellow", "action": "left"},
    {"setting": "city", "time": "night", "subject": "bus", "colour": "green", "action": "left", "speed": "fast"},
    {"setting": "mountains", "time": "day", "subject": "dog", "colour": "orange", "action": "right"},
    {"setting": "forest", "time": "sunset", "subject": "train", "colour": "white", "action": "right", "speed": "fast"},
    {"setting": "meadow", "time": "dawn", "subject": "person", "colour": "purple", "camera": "zoom in"},
    {"setting": "city", "time": "day", "subject": "car", "colour": "yellow", "camera": "pan right"},
)


def write_clips(checkpoint: Path, folder: Path) -> None:
    """`clips/*.png`: two seconds of true renders, frames one below the other, and what the probe reads."""
    probe = load_probe(checkpoint)
    target = folder / "clips"
    target.mkdir(parents=True, exist_ok=True)
    renderer = Renderer(WIDE)
    rng = np.random.default_rng(41)
    entries = []
    for number, fields in enumerate(CHOSEN[:CLIPS], 1):
        scene = Scene(**fields)
        clip = visible(renderer.clip(scene, np.arange(WINDOW) / RATE)[0])
        name = f"{number}-{scene.subject}-{scene.setting}.png"
        strip = clip.reshape(-1, *clip.shape[2:])[:, :, ::-1]
        cv2.imwrite(str(target / name), strip, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        logits, features = through_the_window(probe, clip)
        reading = {
            attribute: attributes()[attribute][int(part[0].argmax())] for attribute, part in split(logits).items()
        }
        entries.append(
            {
                "file": name,
                "frames": WINDOW,
                "caption": caption(scene, rng),
                "scene": {k: v for k, v in asdict(scene).items() if k in attributes()},
                "reading": reading,
                "logits": [round(v, 4) for v in logits[0].tolist()],
                "features": [round(v, 4) for v in features[0].tolist()],
                "flicker": round(still_flicker(clip), 4),
            }
        )
    (target / "clips.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


def through_the_window(probe: torch.nn.Module, clip: NDArray[np.uint8]) -> tuple[torch.Tensor, torch.Tensor]:
    """Read a clip [16, 126, 224, 3] as the evaluation does: edges repeated, averaged down, every second frame."""
    top = (WIDE.height - clip.shape[1]) // 2
    below = WIDE.height - clip.shape[1] - top
    whole = np.pad(clip[:: WINDOW // FRAMES], ((0, 0), (top, below), (0, 0), (0, 0)), mode="edge").astype(np.float64)
    count, height, width = whole.shape[:3]
    small = whole.reshape(count, height // SHRINK, SHRINK, width // SHRINK, SHRINK, 3).mean((2, 4))
    pixels = np.ascontiguousarray((small / 127.5 - 1).transpose(0, 3, 1, 2), np.float32)
    with torch.no_grad():
        logits, features = probe(torch.from_numpy(pixels))
    return logits, features


def write_first_frames(folder: Path, count: int = 24) -> None:
    """`first-frames/*.png`: how shots of held-out combinations begin, with captions."""
    target = folder / "first-frames"
    target.mkdir(parents=True, exist_ok=True)
    renderer = Renderer(WIDE)
    rng = np.random.default_rng(51)
    entries: list[dict[str, Any]] = []
    while len(entries) < count:
        scene = draw_scene(rng, test=True)
        # What has not come into the picture yet can't be kept.
        if scene.action == "fall" or (scene.action == "rise" and scene.camera != "static"):
            continue
        picture = visible(renderer.frame(scene, 0.0)[0][None])[0]
        name = f"{len(entries) + 1:02d}-{scene.subject}.png"
        cv2.imwrite(str(target / name), picture[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
        said = {k: v for k, v in asdict(scene).items() if k in attributes()}
        entries.append({"file": name, "caption": caption(scene, rng), "scene": said})
    (target / "first-frames.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


# Pictures of scikit-image that their makers gave away (CC0 or public domain), and the words to animate them with.
FOREIGN = {
    "chelsea.png": ("a cat looks at the camera", "photograph by Stefan van der Walt, CC0"),
    "coffee.png": ("a cup of coffee on a wooden table", "photograph by Rachel Michetti, CC0"),
    "rocket.jpg": ("a white rocket rises at night", "photograph by SpaceX, public domain"),
    "horse.png": ("a horse walks to the left", "drawing by Andreas Preuss, CC0"),
}


def write_foreign(source: Path, folder: Path) -> None:
    """`foreign/*.png`: photographs and a drawing from scikit-image's data folder, cut to the shape of a 16:9 frame."""
    target = folder / "foreign"
    target.mkdir(parents=True, exist_ok=True)
    entries = []
    for name, (words, origin) in FOREIGN.items():
        picture = cv2.imread(str(source / name), cv2.IMREAD_COLOR)
        if picture is None:
            raise FileNotFoundError(source / name)
        height, width = picture.shape[:2]
        scale = max(WIDE.visible_width / width, WIDE.visible_height / height)
        size = (max(WIDE.visible_width, round(width * scale)), max(WIDE.visible_height, round(height * scale)))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        left, top = (size[0] - WIDE.visible_width) // 2, (size[1] - WIDE.visible_height) // 2
        cut = small[top : top + WIDE.visible_height, left : left + WIDE.visible_width]
        file = f"{Path(name).stem}.png"
        cv2.imwrite(str(target / file), cut, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        entries.append({"file": file, "caption": words, "source": f"{origin}, from scikit-image"})
    (target / "foreign.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
