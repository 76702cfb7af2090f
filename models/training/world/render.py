"""Scenes to pixels: frames, and the mask of the subject, at any size, aspect and moment."""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from ..layout import Bucket
from .backdrop import BACKDROPS, clouds, sky, snowfall
from .brush import Brush
from .motion import state_at
from .palette import PALETTES, SUBJECT_COLOURS
from .scene import Scene
from .subjects import KINDS, pose

STRETCH = 3.7  # distance between the two stretches of a landscape that shots are set in
FOCUS_Y = 0.58  # height that zooms keep in place


class Renderer:
    """Draws frames of one picture shape. `scale` multiplies the bucket's pixels, for ground truth at larger sizes."""

    def __init__(self, bucket: Bucket, scale: float = 1.0) -> None:
        self.width, self.height = round(bucket.width * scale), round(bucket.height * scale)
        self.unit = bucket.visible_height * scale  # pixels per frame height
        self.aspect = bucket.visible_width / bucket.visible_height
        info = skia.ImageInfo.Make(self.width, self.height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self.surface = skia.Surface.MakeRaster(info)
        self.overlay = skia.Surface.MakeRaster(info)

    def _place(self, canvas: skia.Canvas, zoom: float) -> None:
        canvas.resetMatrix()
        canvas.translate(self.width / 2, self.height / 2)
        canvas.scale(self.unit, self.unit)
        canvas.translate(0, FOCUS_Y - 0.5)
        canvas.scale(zoom, zoom)
        canvas.translate(0, -FOCUS_Y)

    def frame(self, scene: Scene, t: float) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The picture [H, W, 3] and the subject's coverage [H, W], 0..255, at `t` seconds."""
        palette = PALETTES[scene.time]
        state = state_at(scene, t, self.aspect)
        half = self.aspect / 2
        margin = half * 1.05 + 0.05
        span = (-margin, margin)
        canvas = self.surface.getCanvas()
        self._place(canvas, 1.0)
        brush = Brush(canvas)
        sky(brush, palette, span, half)
        self._place(canvas, state.zoom)
        camera = state.camera + STRETCH * scene.offset
        if scene.weather == "clear":
            clouds(brush, palette, span, camera)
        BACKDROPS[scene.setting](brush, palette, span, camera, scene.weather == "snow", t)
        kind = KINDS[scene.subject]
        if not kind.flies and scene.setting != "ocean":
            rise = max(0.0, 0.85 - state.y)
            reach = kind.width * state.height * 0.5 * (1 - 0.5 * min(1.0, rise))
            brush.oval(state.x, 0.852, reach, 0.018, (0.0, 0.0, 0.05), 0.28)
        over = self.overlay.getCanvas()
        over.clear(0)
        self._place(over, state.zoom)
        over.translate(state.x, state.y)
        over.scale(state.height * state.facing, state.height)
        clock = pose(SUBJECT_COLOURS[scene.colour], palette, state.phase, t / 2, state.moving)
        kind.draw(Brush(over), clock)
        image = self.overlay.makeImageSnapshot()
        canvas.resetMatrix()
        canvas.drawImage(image, 0, 0)
        if scene.weather == "snow":
            self._place(canvas, 1.0)
            snowfall(brush, span, t)
        mask = image.toarray(colorType=skia.kRGBA_8888_ColorType)[:, :, 3]
        picture = self.surface.toarray(colorType=skia.kRGBA_8888_ColorType)[:, :, :3]
        return np.ascontiguousarray(picture), np.ascontiguousarray(mask)

    def clip(self, scene: Scene, seconds: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Pictures [T, H, W, 3] and masks [T, H, W] at the given moments."""
        frames = [self.frame(scene, float(t)) for t in seconds]
        return np.stack([f[0] for f in frames]), np.stack([f[1] for f in frames])
