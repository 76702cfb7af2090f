"""A thin layer over Skia: flat shapes in world units (frame height = 1, x from the centre, y downwards)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import skia

from .palette import Colour

Points = Sequence[tuple[float, float]]


def paint(colour: Colour, alpha: float = 1.0) -> skia.Paint:
    """An anti-aliased fill."""
    return skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*colour, alpha))


class Brush:
    """Draws on a canvas whose matrix already maps world units to pixels."""

    def __init__(self, canvas: skia.Canvas) -> None:
        self.canvas = canvas

    def polygon(self, points: Points, colour: Colour, alpha: float = 1.0) -> None:
        """A closed polygon."""
        path = skia.Path.Polygon([skia.Point(x, y) for x, y in points], True)
        self.canvas.drawPath(path, paint(colour, alpha))

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """A filled circle."""
        self.canvas.drawCircle(x, y, radius, paint(colour, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float = 1.0) -> None:
        """A filled ellipse by centre and half-axes."""
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), paint(colour, alpha))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, radius: float = 0.0) -> None:
        """A rectangle, rounded if asked."""
        rect = skia.Rect.MakeLTRB(left, top, right, bottom)
        if radius > 0:
            self.canvas.drawRoundRect(rect, radius, radius, paint(colour))
        else:
            self.canvas.drawRect(rect, paint(colour))

    def limb(self, x0: float, y0: float, x1: float, y1: float, width: float, colour: Colour) -> None:
        """A thick line with round ends."""
        stroke = paint(colour)
        stroke.setStyle(skia.Paint.kStroke_Style)
        stroke.setStrokeWidth(width)
        stroke.setStrokeCap(skia.Paint.kRound_Cap)
        self.canvas.drawLine(x0, y0, x1, y1, stroke)

    def blend(self, left: float, top: float, right: float, bottom: float, above: Colour, below: Colour) -> None:
        """A rectangle with a vertical gradient."""
        shader = skia.GradientShader.MakeLinear(
            [skia.Point(0, top), skia.Point(0, bottom)],
            [skia.Color4f(*above, 1).toColor(), skia.Color4f(*below, 1).toColor()],
        )
        self.canvas.drawRect(skia.Rect.MakeLTRB(left, top, right, bottom), skia.Paint(Shader=shader))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """A soft disc that fades to nothing at its rim."""
        inner = skia.Color4f(*colour, strength).toColor()
        outer = skia.Color4f(*colour, 0).toColor()
        shader = skia.GradientShader.MakeRadial(skia.Point(x, y), radius, [inner, outer])
        self.canvas.drawCircle(x, y, radius, skia.Paint(AntiAlias=True, Shader=shader))


def ridge(left: float, right: float, base: float, waves: Sequence[tuple[float, float, float]]) -> Points:
    """A smooth skyline from `left` to `right`, closed far below.

    Each wave is (amplitude, radians per unit, phase); heights are measured up from `base`.
    """
    count = max(8, int((right - left) / 0.06))
    points = [(left, 2.0)]
    for i in range(count + 1):
        x = left + (right - left) * i / count
        points.append((x, base - sum(a * math.sin(k * x + p) for a, k, p in waves)))
    points.append((right, 2.0))
    return points
