"""The rendered world: flat-shaded, layered landscapes in which one subject does what the caption says."""

from .render import Renderer
from .scene import (
    CAMERAS,
    COLOURS,
    SETTINGS,
    SUBJECTS,
    TIMES,
    WEATHERS,
    Scene,
    draw_scene,
    held_out,
)

# The words a prompt builder may offer, in the spelling that captions use.
VOCABULARY: dict[str, list[str]] = {
    "settings": ["meadow", "desert", "ocean", "snowy mountains", "city", "forest"],
    "times": list(TIMES),
    "subjects": list(SUBJECTS),
    "colours": list(COLOURS),
    "actions": ["stands still", "moves left", "moves right", "rises", "falls", "bounces"],
    "cameras": list(CAMERAS),
    "styles": ["colour"],
    "weathers": list(WEATHERS),
    "sizes": ["small", "big"],
}

__all__ = [
    "CAMERAS",
    "COLOURS",
    "SETTINGS",
    "SUBJECTS",
    "TIMES",
    "VOCABULARY",
    "WEATHERS",
    "Renderer",
    "Scene",
    "draw_scene",
    "held_out",
]
