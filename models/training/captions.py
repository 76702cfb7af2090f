"""Scenes to sentences and back.

Captions say everything the picture shows, in several phrasings, sometimes only part of it. `parse` reads the
attributes out of any caption written here, which tests that nothing in a caption is ambiguous.
"""

from __future__ import annotations

import re

import numpy as np

from .world.scene import COLOURS, SUBJECTS, Scene

PLACES: dict[str, tuple[str, ...]] = {
    "meadow": ("in a meadow", "on a green meadow", "in the meadow"),
    "desert": ("in the desert", "in a sandy desert", "in a desert"),
    "ocean": ("on the ocean", "out on the ocean", "at sea on the ocean"),
    "mountains": ("in the snowy mountains", "before snowy mountains", "in the mountains"),
    "city": ("in the city", "on a city street", "in a city"),
    "forest": ("in the forest", "in a pine forest", "in a forest"),
}
MOMENTS: dict[str, tuple[str, ...]] = {
    "dawn": ("at dawn", "at dawn", "early at dawn"),
    "day": ("by day", "during the day", "on a bright day"),
    "sunset": ("at sunset", "at sunset", "under a sunset sky"),
    "night": ("at night", "by night", "on a dark night"),
}
VERBS: dict[str, str] = {
    "car": "drives",
    "bus": "drives",
    "train": "rolls",
    "boat": "sails",
    "balloon": "drifts",
    "bird": "flies",
    "dog": "walks",
    "person": "walks",
    "ball": "rolls",
}
VERTICAL: dict[str, tuple[str, ...]] = {
    "rise": ("rises", "goes up", "rises into the sky"),
    "fall": ("falls", "comes down", "sinks down to the ground"),
    "bounce": ("bounces", "bounces up and down", "hops up and down"),
    "still": ("stands still", "is still", "stays in place"),
}
CAMERA: dict[str, tuple[str, ...]] = {
    "pan left": ("the camera pans left", "camera pan to the left"),
    "pan right": ("the camera pans right", "camera pan to the right"),
    "zoom in": ("the camera zooms in", "slow zoom in"),
    "zoom out": ("the camera zooms out", "slow zoom out"),
}
SNOW = ("while snow falls", "in falling snow", "and it snows")


def _noun(scene: Scene, rng: np.random.Generator) -> str:
    size = scene.size
    if size == "big" and rng.random() < 0.4:
        size = ""
    words = [w for w in (size, scene.colour, scene.subject) if w]
    return ("an " if words[0][0] in "aeiou" else "a ") + " ".join(words)


def _verb(scene: Scene, rng: np.random.Generator) -> str:
    if not scene.moves_sideways:
        return str(rng.choice(VERTICAL[scene.action]))
    verb = VERBS[scene.subject] if rng.random() < 0.5 else "moves"
    if scene.speed == "fast" and scene.subject in ("dog", "person") and verb == "walks":
        verb = "runs"
    pace = "slowly" if scene.speed == "slow" else "fast"
    if scene.speed == "slow" and rng.random() < 0.3:
        return f"{verb} {scene.action}"
    return str(
        rng.choice(
            [
                f"{verb} {pace} to the {scene.action}",
                f"{verb} {scene.action} {pace}",
                f"{verb} {pace} from {'left to right' if scene.action == 'right' else 'right to left'}",
            ]
        )
    )


def caption(scene: Scene, rng: np.random.Generator, held_out: bool = False) -> str:
    """A full caption. Tests use `held_out` phrasings: an order of words that training never sees."""
    noun, verb = _noun(scene, rng), _verb(scene, rng)
    place, moment = str(rng.choice(PLACES[scene.setting])), str(rng.choice(MOMENTS[scene.time]))
    snow = str(rng.choice(SNOW)) if scene.weather == "snow" else ""
    camera = str(rng.choice(CAMERA[scene.camera])) if scene.camera != "static" else ""
    if not camera and rng.random() < 0.15:
        camera = "static camera"
    if held_out:
        parts = [f"{moment} {place} {noun} {verb}", snow, camera]
    else:
        pattern = int(rng.integers(5))
        parts = {
            0: [f"{noun} {verb} {place} {moment}", snow, camera],
            1: [f"{noun} {verb} {moment} {place}", snow, camera],
            2: [f"{moment} {noun} {verb} {place}", snow, camera],
            3: [f"{place}, {moment}, {noun} {verb}", snow, camera],
            4: [camera, f"{noun} {verb} {place} {moment}", snow],
        }[pattern]
    text = ", ".join(p for p in parts if p)
    return text[0].upper() + text[1:] + "." if rng.random() < 0.5 else text


def short_caption(scene: Scene, rng: np.random.Generator) -> str:
    """Only part of what is to be seen."""
    noun = f"a {scene.colour} {scene.subject}".replace("a orange", "an orange")
    action = _verb(scene, rng)
    return str(
        rng.choice(
            [
                f"{noun} {action}",
                f"{noun} {rng.choice(PLACES[scene.setting])}",
                f"{noun} {action} {rng.choice(PLACES[scene.setting])}",
                f"{noun} {rng.choice(MOMENTS[scene.time])}",
            ]
        )
    )


_SIGNS: dict[str, dict[str, str]] = {
    "setting": {
        "meadow": "meadow", "desert": "desert", "ocean": "ocean", "mountains": "mountains", "city": "city",
        "forest": "forest",
    },
    "time": {"dawn": "dawn", "sunset": "sunset", "night": "night", "day": r"\bday"},
    "camera": {
        "pan left": r"pans? (to the )?left", "pan right": r"pans? (to the )?right", "zoom in": r"zooms? in\b",
        "zoom out": r"zooms? out",
    },
    "action": {
        "right": r"\bto the right|from left to right|(moves|drives|rolls|sails|drifts|flies|walks|runs) right",
        "left": r"\bto the left|from right to left|(moves|drives|rolls|sails|drifts|flies|walks|runs) left",
        "rise": r"\brises|goes up", "fall": r"\bfalls\b(?!.*snow falls)|comes down|sinks", "bounce": "bounces|hops",
        "still": "still|stays in place",
    },
}  # fmt: skip


def parse(text: str) -> dict[str, str]:
    """The attributes a caption states; those it leaves out are missing from the result."""
    low = text.lower()
    found: dict[str, str] = {}
    noun = re.search(rf"\b({'|'.join(COLOURS)}) ({'|'.join(SUBJECTS)})\b", low)
    if noun:
        found["colour"] = noun.group(1)
    for name in SUBJECTS:
        if re.search(rf"\b{name}\b", low):
            found["subject"] = name
    if re.search(r"snow falls|falling snow|it snows", low):
        found["weather"] = "snow"
    # Camera and weather clauses speak of left, right and falling too: read them first, then cut them out.
    for name, sign in _SIGNS["camera"].items():
        if re.search(sign, low):
            found["camera"] = name
    rest = re.sub(r"(the )?camera pans? (to the )?(left|right)|while snow falls|in falling snow", "", low)
    for attribute in ("setting", "time", "action"):
        for name, sign in _SIGNS[attribute].items():
            if re.search(sign, rest):
                found[attribute] = name
                break
    if re.search(r"\bsmall\b", low):
        found["size"] = "small"
    if found.get("action") in ("left", "right"):
        found["speed"] = "fast" if re.search(r"\bfast\b", rest) else "slow"
    return found
