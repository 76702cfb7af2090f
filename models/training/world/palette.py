"""Colour: one palette per time of day, and how distance and light change a colour."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]


def rgb(code: str) -> Colour:
    """'#rrggbb' to three floats in 0..1."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def times(a: Colour, b: Colour) -> Colour:
    """Channel-wise product."""
    return (a[0] * b[0], a[1] * b[1], a[2] * b[2])


@dataclass(frozen=True)
class Palette:
    """Light of one time of day. The sun's place is in half-widths from the centre and heights from the top."""

    sky_top: Colour
    sky_low: Colour
    haze: Colour
    light: Colour
    subject_light: Colour
    sun: Colour
    sun_x: float
    sun_y: float
    sun_radius: float
    night: bool = False

    def land(self, colour: Colour, distance: float) -> Colour:
        """A colour of the landscape at `distance` 0 (near) to 1 (lost in haze)."""
        return mix(times(colour, self.light), self.haze, distance)

    def body(self, colour: Colour) -> Colour:
        """A colour of the subject: tinted less than the land, so that its name stays true."""
        return times(colour, self.subject_light)


PALETTES: dict[str, Palette] = {
    "dawn": Palette(
        rgb("#8e8fc7"), rgb("#ffd3c2"), rgb("#e9bcc4"), (0.90, 0.80, 0.90), (0.97, 0.92, 0.96),
        rgb("#fff3da"), -0.55, 0.50, 0.085,
    ),
    "day": Palette(
        rgb("#3f9fe0"), rgb("#d3f0fa"), rgb("#c4e4f2"), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0),
        rgb("#fff7d0"), 0.62, 0.17, 0.075,
    ),
    "sunset": Palette(
        rgb("#4c2f73"), rgb("#ff9d55"), rgb("#d9745f"), (0.95, 0.64, 0.58), (0.98, 0.86, 0.82),
        rgb("#ffe9a8"), 0.38, 0.47, 0.125,
    ),
    "night": Palette(
        rgb("#0a1233"), rgb("#2e4580"), rgb("#22356b"), (0.34, 0.42, 0.66), (0.80, 0.82, 0.92),
        rgb("#e9edff"), -0.60, 0.17, 0.065, night=True,
    ),
}  # fmt: skip

SUBJECT_COLOURS: dict[str, Colour] = {
    "red": rgb("#dd2f35"),
    "orange": rgb("#f4832a"),
    "yellow": rgb("#f6cf2d"),
    "green": rgb("#2fa04f"),
    "blue": rgb("#2760d8"),
    "purple": rgb("#8a3fc0"),
    "white": rgb("#f5f4ef"),
}
