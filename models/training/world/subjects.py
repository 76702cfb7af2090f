"""Subjects: crisp silhouettes with two or three inner shapes, drawn facing right.

Each is drawn around x = 0 with its foot at y = 0 and reaching up to about y = -1 (unit height); the caller scales,
places and mirrors. `phase` counts cycles of walking, flapping or rolling; `wave` is the slow two-second clock of
things that sway. All cycles fit whole times into two seconds, so that still shots can loop.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .brush import Brush
from .palette import Colour, Palette, mix, rgb

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Pose:
    """Colours and clocks of a subject at one moment."""

    body: Colour
    shade: Colour
    pale: Colour
    dark: Colour
    skin: Colour
    flame: Colour
    phase: float
    wave: float
    moving: bool

    @property
    def swing(self) -> float:
        """-1..1 with the cycle."""
        return math.sin(2 * math.pi * self.phase)


def pose(colour: Colour, palette: Palette, phase: float, wave: float, moving: bool) -> Pose:
    """Colours of a subject under the light of a palette. Windows glow at night."""
    body = palette.body(colour)
    return Pose(
        body=body,
        shade=mix(body, BLACK, 0.24),
        pale=rgb("#ffe49a") if palette.night else palette.body(rgb("#e6f3fa")),
        dark=palette.body(rgb("#2b2d38")),
        skin=palette.body(rgb("#e8b48c")),
        flame=rgb("#ffb53a"),
        phase=phase,
        wave=wave,
        moving=moving,
    )


def _wheel(brush: Brush, p: Pose, x: float, radius: float) -> None:
    brush.disc(x, -radius, radius, p.dark)
    brush.disc(x, -radius, radius * 0.45, p.pale)


def car(brush: Brush, p: Pose) -> None:
    """About 2.1 wide."""
    brush.polygon([(-0.62, -0.5), (-0.42, -0.98), (0.3, -0.98), (0.62, -0.5)], p.body)
    brush.polygon([(-0.48, -0.54), (-0.34, -0.86), (-0.06, -0.86), (-0.06, -0.54)], p.pale)
    brush.polygon([(0.04, -0.54), (0.04, -0.86), (0.26, -0.86), (0.48, -0.54)], p.pale)
    brush.box(-1.05, -0.6, 1.05, -0.18, p.body, 0.14)
    brush.box(-1.05, -0.32, 1.05, -0.18, p.shade, 0.07)
    brush.box(0.93, -0.5, 1.05, -0.4, p.flame, 0.04)
    _wheel(brush, p, -0.58, 0.235)
    _wheel(brush, p, 0.58, 0.235)


def bus(brush: Brush, p: Pose) -> None:
    """About 2.2 wide."""
    brush.box(-1.1, -1.0, 1.1, -0.14, p.body, 0.12)
    brush.box(-1.1, -0.36, 1.1, -0.14, p.shade, 0.08)
    for i in range(4):
        brush.box(-0.98 + i * 0.4, -0.86, -0.68 + i * 0.4, -0.5, p.pale, 0.04)
    brush.box(0.66, -0.86, 1.06, -0.42, p.pale, 0.05)
    _wheel(brush, p, -0.62, 0.19)
    _wheel(brush, p, 0.62, 0.19)


def train(brush: Brush, p: Pose) -> None:
    """A steam engine with its wagon, about 2.7 wide."""
    brush.box(-1.35, -0.72, -0.42, -0.18, p.shade, 0.05)
    for i in range(2):
        brush.box(-1.22 + i * 0.4, -0.6, -0.96 + i * 0.4, -0.38, p.pale, 0.03)
    brush.box(-0.5, -0.26, -0.2, -0.2, p.dark)
    brush.box(-0.3, -1.0, 0.3, -0.18, p.body, 0.04)
    brush.box(-0.38, -1.04, 0.38, -0.92, p.dark, 0.04)
    brush.box(-0.16, -0.84, 0.16, -0.54, p.pale, 0.03)
    brush.box(0.2, -0.66, 1.2, -0.18, p.body, 0.12)
    brush.box(0.2, -0.32, 1.24, -0.18, p.shade)
    brush.polygon([(0.86, -0.64), (0.82, -1.02), (1.1, -1.02), (1.06, -0.64)], p.dark)
    brush.polygon([(1.2, -0.26), (1.4, 0.0), (1.2, 0.0)], p.dark)
    for x in (-1.14, -0.66, -0.02, 0.46, 0.94):
        _wheel(brush, p, x, 0.15)


def boat(brush: Brush, p: Pose) -> None:
    """A sailing boat with a coloured sail and hull, about 1.0 wide; it rocks with the waves."""
    brush.canvas.rotate(2.5 * math.sin(2 * math.pi * p.wave))
    brush.limb(0.02, -0.98, 0.02, -0.2, 0.035, p.dark)
    brush.polygon([(0.06, -0.96), (0.06, -0.3), (0.52, -0.3)], p.body)
    brush.polygon([(-0.03, -0.86), (-0.03, -0.3), (-0.36, -0.3)], p.pale)
    brush.polygon([(-0.56, -0.22), (0.62, -0.22), (0.42, 0.05), (-0.4, 0.05)], p.body)
    brush.polygon([(-0.48, -0.1), (0.52, -0.1), (0.42, 0.05), (-0.4, 0.05)], p.shade)


def balloon(brush: Brush, p: Pose) -> None:
    """A hot-air balloon, about 0.7 wide; it sways."""
    brush.canvas.rotate(2.0 * math.sin(2 * math.pi * p.wave))
    brush.polygon([(-0.3, -0.5), (0.3, -0.5), (0.1, -0.2), (-0.1, -0.2)], p.shade)
    brush.disc(0, -0.65, 0.35, p.body)
    brush.oval(0, -0.65, 0.14, 0.35, mix(p.body, WHITE, 0.45))
    brush.limb(-0.09, -0.24, -0.07, -0.14, 0.015, p.dark)
    brush.limb(0.09, -0.24, 0.07, -0.14, 0.015, p.dark)
    brush.box(-0.1, -0.15, 0.1, 0.0, p.dark, 0.02)


def bird(brush: Brush, p: Pose) -> None:
    """A flying bird, about 1.5 wide, wings beating once per cycle."""
    brush.polygon([(-0.4, -0.5), (-0.85, -0.64), (-0.8, -0.36)], p.shade)
    brush.oval(0, -0.48, 0.5, 0.21, p.body)
    brush.disc(0.48, -0.6, 0.19, p.body)
    brush.polygon([(0.63, -0.68), (0.88, -0.57), (0.63, -0.52)], p.flame)
    brush.disc(0.54, -0.64, 0.045, p.dark)
    tip = -0.52 - 0.5 * p.swing
    brush.polygon([(0.2, -0.52), (-0.22, -0.52), (-0.34, tip)], p.shade)


def dog(brush: Brush, p: Pose) -> None:
    """A standing or walking dog, about 1.4 wide; the tail wags."""
    stride = 0.16 * p.swing if p.moving else 0.0
    wag = 0.1 * math.sin(4 * math.pi * p.wave)
    for x, step in ((-0.38, stride), (0.34, -stride)):
        brush.limb(x, -0.4, x - step, -0.05, 0.12, p.shade)
    for x, step in ((-0.46, -stride), (0.42, stride)):
        brush.limb(x, -0.4, x - step, -0.05, 0.13, p.body)
    brush.limb(-0.52, -0.6, -0.76, -0.86 + wag, 0.1, p.body)
    brush.box(-0.6, -0.74, 0.54, -0.34, p.body, 0.18)
    brush.disc(0.56, -0.8, 0.21, p.body)
    brush.box(0.56, -0.84, 0.88, -0.66, p.body, 0.08)
    brush.disc(0.86, -0.8, 0.055, p.dark)
    brush.oval(0.44, -0.8, 0.09, 0.17, p.shade)
    brush.disc(0.64, -0.87, 0.035, p.dark)


def person(brush: Brush, p: Pose) -> None:
    """A person in a coloured coat, about 0.45 wide; waves when standing."""
    stride = 0.17 * p.swing if p.moving else 0.05
    brush.limb(-0.02, -0.4, -0.02 - stride, -0.05, 0.11, p.dark)
    brush.limb(0.02, -0.4, 0.02 + stride, -0.05, 0.11, p.dark)
    if p.moving:
        brush.limb(0, -0.66, -stride * 1.1, -0.42, 0.08, p.shade)
    brush.polygon([(-0.12, -0.76), (0.12, -0.76), (0.19, -0.33), (-0.19, -0.33)], p.body)
    if p.moving:
        brush.limb(0, -0.68, stride * 1.1, -0.44, 0.085, p.shade)
    else:
        angle = 0.5 + 0.35 * math.sin(4 * math.pi * p.wave)
        brush.limb(0.1, -0.7, 0.1 + 0.27 * math.sin(angle), -0.7 - 0.27 * math.cos(angle), 0.085, p.shade)
        brush.limb(-0.11, -0.7, -0.19, -0.46, 0.085, p.shade)
    brush.disc(0, -0.87, 0.125, p.skin)
    brush.polygon([(-0.14, -0.89), (0.15, -0.89), (0.1, -1.01), (-0.1, -1.01)], p.dark)


def ball(brush: Brush, p: Pose) -> None:
    """A beach ball that rolls with the phase."""
    brush.disc(0, -0.5, 0.5, p.body)
    angle = 2 * math.pi * p.phase
    for k in range(2):
        turn = angle + k * math.pi
        cx, cy = 0.27 * math.cos(turn), -0.5 + 0.27 * math.sin(turn)
        brush.disc(cx, cy, 0.16, mix(p.body, WHITE, 0.72))
    brush.disc(0, -0.5, 0.09, p.shade)


def rocket(brush: Brush, p: Pose) -> None:
    """An upright rocket, about 0.5 wide, with a flame when it moves."""
    if p.moving:
        reach = 0.2 + 0.06 * math.sin(4 * math.pi * p.phase)
        brush.polygon([(-0.11, -0.12), (0.11, -0.12), (0.0, reach)], p.flame)
    brush.polygon([(-0.13, -0.38), (-0.27, -0.04), (-0.11, -0.12)], p.shade)
    brush.polygon([(0.13, -0.38), (0.27, -0.04), (0.11, -0.12)], p.shade)
    brush.polygon(
        [
            (-0.15, -0.12),
            (-0.17, -0.55),
            (-0.1, -0.82),
            (0, -1.0),
            (0.1, -0.82),
            (0.17, -0.55),
            (0.15, -0.12),
        ],
        p.body,
    )
    brush.polygon([(-0.1, -0.82), (0, -1.0), (0.1, -0.82)], p.shade)
    brush.disc(0, -0.6, 0.095, p.pale)
    brush.box(-0.155, -0.24, 0.155, -0.12, p.dark)


@dataclass(frozen=True)
class Kind:
    """How a subject is drawn and how large it is."""

    draw: Callable[[Brush, Pose], None]
    height: float  # of the frame, when big, in a 16:9 frame
    width: float  # in units of its own height
    flies: bool = False


KINDS: dict[str, Kind] = {
    "car": Kind(car, 0.31, 2.1),
    "bus": Kind(bus, 0.40, 2.2),
    "train": Kind(train, 0.38, 2.75),
    "boat": Kind(boat, 0.56, 1.2),
    "balloon": Kind(balloon, 0.56, 0.7, flies=True),
    "bird": Kind(bird, 0.36, 1.7, flies=True),
    "dog": Kind(dog, 0.38, 1.6),
    "person": Kind(person, 0.50, 0.5),
    "ball": Kind(ball, 0.30, 1.0),
    "rocket": Kind(rocket, 0.52, 0.54),
}
SMALL = 0.62  # size of small subjects against big ones
