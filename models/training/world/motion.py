"""Where things are: the subject's track and the camera's, nearly fixed by what the caption says.

A rightward shot starts left of the middle and travels a fixed share of the frame per second; a still one stands in
the middle; so the average over all unsaid things still moves, and a network can learn direction as it learns colour.
Shots longer than the subject's way across go on with a camera that trucks along.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .backdrop import GROUND
from .scene import Scene
from .subjects import KINDS, SMALL

PACE = {"slow": 0.12, "fast": 0.30}  # frame widths per second
CYCLES = {"slow": 1.0, "fast": 2.0}  # steps or wing beats per second
PAN = 0.11  # frame widths per second
HELD = 0.30  # how far from the middle a travelling subject may get, in frame widths, before the camera trucks
ZOOM = 1.4
ZOOM_SECONDS = 2.2


@dataclass(frozen=True)
class State:
    """A moment of a shot, in world units (frame height 1, x from the centre of the frame)."""

    x: float  # subject's foot, on screen before zoom
    y: float
    height: float  # of the subject
    facing: float  # 1 right, -1 left
    phase: float  # cycles of its gait
    moving: bool
    camera: float  # how far the camera has travelled to the right
    zoom: float


def ease(t: float, seconds: float) -> float:
    """0 to 1: nearly straight for the first `seconds`, then settling."""
    return 1 - math.exp(-((t / seconds) ** 2) - 0.9 * t / seconds) if t > 0 else 0.0


def subject_height(scene: Scene, aspect: float) -> float:
    """Height of the subject; narrow frames get smaller ones so that they still fit."""
    kind = KINDS[scene.subject]
    height = kind.height * (1.0 if scene.size == "big" else SMALL)
    return min(height, 0.62 * aspect / kind.width)


def state_at(scene: Scene, t: float, aspect: float) -> State:
    """The shot at `t` seconds in a frame of `aspect` (width / height)."""
    kind = KINDS[scene.subject]
    height = subject_height(scene, aspect)
    ground = GROUND + (0.02 if scene.subject == "boat" else 0.0)
    floating = 0.40 + height / 2 if kind.flies else ground
    x, y, camera = scene.start * aspect, floating, 0.0
    facing, phase, moving = 1.0, 0.0, False
    if scene.moves_sideways:
        sign = 1.0 if scene.action == "right" else -1.0
        way = sign * (-(0.28 if scene.speed == "slow" else HELD) + scene.pace * PACE[scene.speed] * t)
        held = sign * min(sign * way, HELD)
        x += held * aspect
        camera = (way - held) * aspect
        facing, phase, moving = sign, CYCLES[scene.speed] * t, True
        if scene.subject == "ball":
            rolled = sign * scene.pace * PACE[scene.speed] * t * aspect
            phase = rolled / (math.pi * height)
    elif scene.action in ("rise", "fall"):
        low = 0.95 if kind.flies else ground
        high = 0.10 + height
        share = min(1.0, ease(t * scene.pace, 1.9))
        y = low + (high - low) * (share if scene.action == "rise" else 1 - share)
        phase, moving = 2.0 * t, True
    elif scene.action == "bounce":
        leap = (t * 1.0) % 1.0
        y = ground - (0.62 - height) * 4 * leap * (1 - leap)
    if kind.flies and scene.subject == "bird" and not scene.moves_sideways:
        phase = 2.0 * t
    if scene.camera in ("pan left", "pan right"):
        sign = 1.0 if scene.camera == "pan right" else -1.0
        # The camera settles after the subject has crossed from one side of the middle to the other.
        path = sign * PAN * aspect * min(t, 5.0)
        camera += path
        x -= path * 0.55 - sign * 0.06 * aspect
    zoom = 1.0
    if scene.camera in ("zoom in", "zoom out"):
        share = min(1.0, t / ZOOM_SECONDS)
        zoom = ZOOM ** (share if scene.camera == "zoom in" else 1 - share)
    return State(x, y, height, facing, phase, moving, camera, zoom)
