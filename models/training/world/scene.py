"""What a shot contains: the attributes a caption can say, and the little that it cannot.

A scene is a pure value. Everything drawn follows from it and from the time in seconds, so the same moment can be
rendered at any size, aspect and rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

SETTINGS = ("meadow", "desert", "ocean", "mountains", "city", "forest")
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("clear", "snow")
SUBJECTS = ("car", "bus", "train", "boat", "balloon", "bird", "dog", "person", "ball", "rocket")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "white")
SIZES = ("small", "big")
ACTIONS = ("still", "left", "right", "rise", "fall", "bounce")
SPEEDS = ("slow", "fast")
CAMERAS = ("static", "pan left", "pan right", "zoom in", "zoom out")

LAND = ("meadow", "desert", "mountains", "city", "forest")
ANYWHERE = SETTINGS
WHERE: dict[str, tuple[str, ...]] = {
    "car": LAND,
    "bus": LAND,
    "train": LAND,
    "boat": ("ocean",),
    "balloon": ANYWHERE,
    "bird": ANYWHERE,
    "dog": LAND,
    "person": LAND,
    "ball": LAND,
    "rocket": ANYWHERE,
}
DOES: dict[str, tuple[str, ...]] = {
    "car": ("left", "right", "still"),
    "bus": ("left", "right", "still"),
    "train": ("left", "right", "still"),
    "boat": ("left", "right", "still"),
    "balloon": ("left", "right", "rise", "fall", "still"),
    "bird": ("left", "right", "rise", "fall"),
    "dog": ("left", "right", "still"),
    "person": ("left", "right", "still"),
    "ball": ("left", "right", "bounce", "still"),
    "rocket": ("rise", "fall", "still"),
}


@dataclass(frozen=True)
class Scene:
    """One shot. `start`, `pace` and `offset` are the unsaid rest: small, so that captions decide the picture."""

    setting: str = "meadow"
    time: str = "day"
    weather: str = "clear"
    subject: str = "car"
    colour: str = "red"
    size: str = "big"
    action: str = "still"
    speed: str = "slow"
    camera: str = "static"
    start: float = 0.0  # shift of the starting point, in frame widths
    pace: float = 1.0  # factor on the speed
    offset: int = 0  # which of the two stretches of the backdrop

    @property
    def moves_sideways(self) -> bool:
        """Whether the subject travels left or right."""
        return self.action in ("left", "right")

    def mirrored(self) -> Scene:
        """The same shot with left and right exchanged, as far as its attributes go."""
        swap = {"left": "right", "right": "left", "pan left": "pan right", "pan right": "pan left"}
        return replace(self, action=swap.get(self.action, self.action), camera=swap.get(self.camera, self.camera))


def cameras_for(action: str) -> tuple[str, ...]:
    """Cameras that suit an action: a pan across a travelling subject would cancel its motion out."""
    return ("static", "zoom in", "zoom out") if action in ("left", "right") else CAMERAS


def held_out(scene: Scene) -> bool:
    """Combinations never trained, about one in nine, so that tests ask for what was never seen together."""
    colour = COLOURS.index(scene.colour)
    subject = SUBJECTS.index(scene.subject)
    setting = SETTINGS.index(scene.setting)
    time = TIMES.index(scene.time)
    return (colour + 2 * subject + 3 * setting + 5 * time) % 9 == 0


def draw_scene(rng: np.random.Generator, test: bool = False) -> Scene:
    """Draw a scene from the training combinations, or from the held-out ones."""
    while True:
        subject = str(rng.choice(SUBJECTS))
        action = str(rng.choice(DOES[subject]))
        static = rng.random() < 0.6
        scene = Scene(
            setting=str(rng.choice(WHERE[subject])),
            time=str(rng.choice(TIMES)),
            weather="snow" if rng.random() < 0.15 else "clear",
            subject=subject,
            colour=str(rng.choice(COLOURS)),
            size="big" if rng.random() < 0.65 else "small",
            action=action,
            speed=str(rng.choice(SPEEDS)) if action in ("left", "right") else "slow",
            camera="static" if static else str(rng.choice(cameras_for(action)[1:])),
            start=float(np.clip(rng.normal(0, 0.012), -0.03, 0.03)),
            pace=float(rng.uniform(0.95, 1.05)),
            offset=int(rng.integers(2)),
        )
        if held_out(scene) == test:
            return scene
