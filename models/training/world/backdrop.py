"""Landscapes: a sky and three or four layers that slide at their own speeds.

Shapes repeat at fixed distances along each layer, so a landscape has no end and little to remember. `camera` is the
camera's path in world units; a layer at parallax p moves p times as far. Every function fills the span left..right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from .brush import Brush, ridge
from .palette import Colour, Palette, rgb

HORIZON = 0.62
GROUND = 0.85  # where subjects stand

Span = tuple[float, float]


def repeats(span: Span, shift: float, period: float, margin: float) -> Iterator[tuple[int, float]]:
    """Index and position of everything standing every `period` on a layer moved by -shift, seen in `span`."""
    first = math.floor((span[0] - margin + shift) / period)
    last = math.ceil((span[1] + margin + shift) / period)
    for index in range(first, last + 1):
        yield index, index * period - shift


def sky(brush: Brush, palette: Palette, span: Span, half_width: float) -> None:
    """Gradient, stars at night, sun or moon with its glow. The sky does not slide: it is endlessly far."""
    brush.box(span[0], HORIZON, span[1], 2.0, palette.haze)
    brush.blend(span[0], -0.6, span[1], HORIZON + 0.04, palette.sky_top, palette.sky_low)
    if palette.night:
        for i in range(12):
            x = ((i * 0.6180339) % 1.0 * 2 - 1) * max(half_width, 0.9)
            brush.disc(x, 0.05 + (i * 0.381966) % 1.0 * 0.38, 0.0085, (0.86, 0.9, 1.0))
    x, y, r = palette.sun_x * half_width, palette.sun_y, palette.sun_radius
    brush.glow(x, y, r * 3.2, palette.sun, 0.55)
    brush.disc(x, y, r, palette.sun)
    if palette.night:
        brush.disc(x + r * 0.45, y - r * 0.2, r * 0.82, palette.sky_top)


def cloud(brush: Brush, palette: Palette, x: float, y: float, size: float) -> None:
    """A flat-bottomed cloud."""
    colour = tuple(0.45 * a + 0.55 * b for a, b in zip(palette.sun, palette.sky_low, strict=True))
    if palette.night:
        colour = palette.land((0.75, 0.8, 0.9), 0.25)
    brush.box(x - size, y - size * 0.18, x + size, y + size * 0.18, colour, size * 0.18)  # type: ignore[arg-type]
    brush.disc(x - size * 0.25, y - size * 0.2, size * 0.36, colour)  # type: ignore[arg-type]
    brush.disc(x + size * 0.32, y - size * 0.12, size * 0.27, colour)  # type: ignore[arg-type]


def clouds(brush: Brush, palette: Palette, span: Span, camera: float) -> None:
    """A cloud every 1.3 heights, alternately high and low."""
    for index, x in repeats(span, camera * 0.05 + 0.35, 1.3, 0.3):
        cloud(brush, palette, x, 0.17 if index % 2 else 0.29, 0.2 if index % 2 else 0.15)


def round_tree(brush: Brush, x: float, foot: float, height: float, leaf: Colour, trunk: Colour) -> None:
    """A trunk and a round crown."""
    brush.box(x - height * 0.06, foot - height * 0.5, x + height * 0.06, foot, trunk)
    brush.disc(x, foot - height * 0.66, height * 0.34, leaf)


def pine(brush: Brush, x: float, foot: float, height: float, leaf: Colour, trunk: Colour) -> None:
    """A trunk and two triangles."""
    brush.box(x - height * 0.05, foot - height * 0.2, x + height * 0.05, foot, trunk)
    half = height * 0.28
    low, middle, top = foot - height * 0.14, foot - height * 0.5, foot - height
    brush.polygon([(x - half, low), (x + half, low), (x, foot - height * 0.68)], leaf)
    brush.polygon([(x - half * 0.78, middle), (x + half * 0.78, middle), (x, top)], leaf)


def meadow(brush: Brush, palette: Palette, span: Span, camera: float, snowy: bool, _time: float) -> None:
    """Blue hills, green hills with round trees, grass."""
    green, leaf = rgb("#74b84a"), rgb("#3f8f3d")
    if snowy:
        green, leaf = rgb("#dfe8f0"), rgb("#8fb3a0")
    far, middle = camera * 0.15, camera * 0.45
    brush.polygon(
        ridge(*span, 0.52, [(0.06, 2.1, -2.1 * -far), (0.025, 4.7, 4.7 * far + 1)]),
        palette.land(rgb("#6f9fc0"), 0.45),
    )
    brush.polygon(ridge(*span, 0.60, [(0.045, 1.6, 1.6 * middle + 2)]), palette.land(green, 0.28))
    for index, x in repeats(span, middle, 0.74, 0.2):
        height = 0.27 if index % 2 else 0.2
        round_tree(brush, x, 0.64, height, palette.land(leaf, 0.15), palette.land(rgb("#6b4a33"), 0.15))
    brush.polygon(ridge(*span, 0.70, [(0.012, 3.1, 3.1 * camera)]), palette.land(green, 0.0))
    brush.polygon(ridge(*span, 0.93, [(0.015, 2.3, 2.3 * camera + 1)]), palette.land(leaf, 0.0))


def desert(brush: Brush, palette: Palette, span: Span, camera: float, snowy: bool, _time: float) -> None:
    """Red mesas, dunes, cacti."""
    sand = rgb("#efe6dc") if snowy else rgb("#e9bd73")
    far, middle = camera * 0.15, camera * 0.45
    rock = palette.land(rgb("#b9653f"), 0.35)
    dark = palette.land(rgb("#a0522f"), 0.3)
    for index, x in repeats(span, far, 0.86, 0.5):
        top, half = (0.34, 0.2) if index % 2 else (0.43, 0.26)
        brush.polygon([(x - half, 0.7), (x - half * 0.66, top), (x + half * 0.66, top), (x + half, 0.7)], rock)
        brush.polygon([(x + half * 0.2, top), (x + half * 0.66, top), (x + half, 0.7), (x + half * 0.4, 0.7)], dark)
    brush.polygon(ridge(*span, 0.62, [(0.035, 2.2, 2.2 * middle)]), palette.land(rgb("#d99c55"), 0.12))
    cactus = palette.land(rgb("#3f8a58"), 0.05)
    for _, x in repeats(span, middle, 0.92, 0.2):
        brush.limb(x, 0.50, x, 0.69, 0.042, cactus)
        brush.limb(x - 0.055, 0.54, x - 0.055, 0.60, 0.032, cactus)
        brush.limb(x - 0.055, 0.605, x, 0.605, 0.032, cactus)
        brush.limb(x + 0.055, 0.52, x + 0.055, 0.57, 0.032, cactus)
        brush.limb(x + 0.055, 0.575, x, 0.575, 0.032, cactus)
    brush.polygon(ridge(*span, 0.70, [(0.014, 2.7, 2.7 * camera)]), palette.land(sand, 0.0))
    brush.polygon(
        ridge(*span, 0.94, [(0.02, 1.9, 1.9 * camera)]),
        palette.land(rgb("#dba45c") if not snowy else sand, 0.0),
    )


def ocean(brush: Brush, palette: Palette, span: Span, camera: float, snowy: bool, time: float) -> None:
    """Far islands and three bands of waves that roll with a period of two seconds."""
    island = palette.land(rgb("#d8e2ea") if snowy else rgb("#5f9a78"), 0.4)
    for index, x in repeats(span, camera * 0.15 + 0.3, 1.25, 0.5):
        rx, ry = (0.3, 0.12) if index % 2 else (0.2, 0.07)
        brush.oval(x, HORIZON + 0.01, rx, ry, island)
    colours = (rgb("#4fa6c8"), rgb("#2f86b8"), rgb("#226a9e"))
    for band, colour in enumerate(colours):
        base = (HORIZON, 0.76, 0.90)[band]
        wave = (0.0, 0.012, 0.018)[band]
        speed = (0.2, 0.6, 1.0)[band]
        turn = 2 * math.pi * (1 if band == 2 else -1)
        phase = turn * time / 2 + 7.0 * camera * speed
        brush.polygon(ridge(*span, base, [(wave, 7.0, phase)]), palette.land(colour, 0.25 - 0.12 * band))


def mountains(brush: Brush, palette: Palette, span: Span, camera: float, snowy: bool, _time: float) -> None:
    """Peaks with snow caps, pines, snow on the ground."""
    far, middle = camera * 0.15, camera * 0.45
    rock, cap = palette.land(rgb("#6c7f9c"), 0.25), palette.land(rgb("#f4f8ff"), 0.1)
    for index, x in repeats(span, far, 0.62, 0.7):
        top, half = (0.16, 0.52) if index % 2 else (0.28, 0.44)
        brush.polygon([(x - half, 0.72), (x, top), (x + half, 0.72)], rock)
        drop = (0.72 - top) * 0.34
        side = half * 0.34
        brush.polygon(
            [(x, top), (x + side, top + drop), (x + side * 0.3, top + drop * 0.75), (x - side * 0.25, top + drop * 1.1),
             (x - side, top + drop)],
            cap,
        )  # fmt: skip
    leaf = palette.land(rgb("#9ec0b8") if snowy else rgb("#2f6b5a"), 0.12)
    for index, x in repeats(span, middle, 0.4, 0.2):
        pine(brush, x, 0.71, 0.27 if index % 2 else 0.2, leaf, palette.land(rgb("#5b4436"), 0.1))
    brush.polygon(ridge(*span, 0.69, [(0.014, 2.4, 2.4 * camera)]), palette.land(rgb("#e8eff8"), 0.03))
    brush.polygon(ridge(*span, 0.93, [(0.015, 2.9, 2.9 * camera + 1)]), palette.land(rgb("#c9d8ea"), 0.0))


def city(brush: Brush, palette: Palette, span: Span, camera: float, snowy: bool, _time: float) -> None:
    """A pale skyline, houses with lit windows, a road."""
    far, middle = camera * 0.15, camera * 0.45
    shade = palette.land(rgb("#8fa3bd"), 0.45)
    for index, x in repeats(span, far, 0.22, 0.3):
        brush.box(x - 0.085, 0.3 + 0.07 * ((index * 3) % 4), x + 0.085, 0.8, shade)
    walls = (rgb("#b0766a"), rgb("#7f8fa6"), rgb("#c2a27c"))
    glass = rgb("#ffd97a") if palette.night else palette.land(rgb("#dcebf5"), 0.1)
    for index, x in repeats(span, middle, 0.48, 0.4):
        rows = 4 - index % 3 % 2
        top = 0.72 - rows * 0.115 - 0.03
        brush.box(x - 0.19, top, x + 0.19, 0.8, palette.land(walls[index % 3], 0.1))
        if snowy:
            brush.box(x - 0.2, top - 0.02, x + 0.2, top + 0.01, palette.land(rgb("#f2f6fb"), 0.0))
        for row in range(rows):
            for column in range(3):
                left = x - 0.145 + column * 0.11
                brush.box(left, top + 0.04 + row * 0.115, left + 0.07, top + 0.105 + row * 0.115, glass)
    brush.box(span[0], 0.725, span[1], 0.78, palette.land(rgb("#c9c4ba"), 0.0))
    brush.box(span[0], 0.765, span[1], 2.0, palette.land(rgb("#dfe5ec") if snowy else rgb("#5d6370"), 0.0))
    for _, x in repeats(span, camera, 0.5, 0.3):
        brush.box(x - 0.11, 0.925, x + 0.11, 0.945, palette.land(rgb("#f0e6c8"), 0.0))


def forest(brush: Brush, palette: Palette, span: Span, camera: float, snowy: bool, _time: float) -> None:
    """Two rows of tall pines before a misty wood, dark moss."""
    far, middle = camera * 0.15, camera * 0.45
    mist = palette.land(rgb("#4f8a73"), 0.4)
    for index, x in repeats(span, far, 0.17, 0.3):
        pine(brush, x, 0.72, 0.5 if index % 2 else 0.42, mist, mist)
    leaf = palette.land(rgb("#a9c6b4") if snowy else rgb("#24603d"), 0.08)
    for index, x in repeats(span, middle, 0.36, 0.3):
        pine(brush, x, 0.74, 0.56 if index % 2 else 0.44, leaf, palette.land(rgb("#4d3626"), 0.05))
    moss = rgb("#e3ebef") if snowy else rgb("#5c8a45")
    brush.polygon(ridge(*span, 0.71, [(0.014, 2.9, 2.9 * camera)]), palette.land(moss, 0.0))
    brush.polygon(
        ridge(*span, 0.94, [(0.016, 2.1, 2.1 * camera + 2)]),
        palette.land(rgb("#3c6b38") if not snowy else rgb("#cfdce2"), 0.0),
    )


BACKDROPS: dict[str, Callable[[Brush, Palette, Span, float, bool, float], None]] = {
    "meadow": meadow,
    "desert": desert,
    "ocean": ocean,
    "mountains": mountains,
    "city": city,
    "forest": forest,
}


def snowfall(brush: Brush, span: Span, time: float) -> None:
    """Large sparse flakes on a lattice that repeats itself every two seconds."""
    for column, x in repeats(span, 0.0, 0.22, 0.1):
        phase = (column * 0.6180339) % 1.0
        for row in range(-1, 3):
            y = (row + (phase + time / 2) % 1.0) * 0.5
            sway = 0.02 * math.sin(2 * math.pi * (time / 2 + phase))
            brush.disc(x + sway, y, 0.0145, (0.97, 0.98, 1.0), 0.92)
