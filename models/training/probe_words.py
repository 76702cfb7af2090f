"""The two prompt lists of the evaluation: held-out combinations in a held-out order, and words no caption ever used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .captions import caption, parse
from .probe import attributes
from .world import Scene, draw_scene

HELD_OUT = 300
FREE = 60

Words = dict[str, tuple[str, ...]]

# Nothing on the right may occur in a caption; `test_probe.py` holds that.
SUBJECT_WORDS: Words = {
    "car": ("automobile", "sedan", "hatchback"),
    "bus": ("coach", "double-decker"),
    "train": ("locomotive", "steam engine"),
    "boat": ("yacht", "sailing ship", "dinghy"),
    "balloon": ("airship", "blimp"),
    "bird": ("seagull", "pigeon", "sparrow"),
    "dog": ("puppy", "hound", "terrier"),
    "person": ("woman", "man", "pedestrian"),
    "ball": ("football", "basketball"),
    "rocket": ("spaceship", "spacecraft", "missile"),
}
COLOUR_WORDS: Words = {
    "red": ("scarlet", "crimson"),
    "orange": ("tangerine", "amber"),
    "yellow": ("golden", "lemon-coloured"),
    "green": ("emerald", "lime"),
    "blue": ("navy", "azure"),
    "purple": ("violet", "lilac"),
    "white": ("ivory", "milky"),
}
SETTING_WORDS: Words = {
    "meadow": ("in grassland", "across a pasture", "among grassy fields"),
    "desert": ("among sand dunes", "in the Sahara", "in an arid wasteland"),
    "ocean": ("on open water", "on the waves", "far from shore"),
    "mountains": ("in the Alps", "below icy peaks", "among high summits"),
    "city": ("downtown", "between apartment blocks", "in an urban avenue"),
    "forest": ("in the woods", "between fir trees", "in woodland"),
}
TIME_WORDS: Words = {
    "dawn": ("at daybreak", "at sunrise", "as the morning begins"),
    "day": ("at noon", "in the afternoon", "in broad sunlight"),
    "sunset": ("at dusk", "in the evening glow", "as evening comes"),
    "night": ("at midnight", "after dark", "by moonlight"),
}
ACTION_WORDS: Words = {
    "left": ("heads leftwards", "travels toward the left side", "crosses the frame leftward"),
    "right": ("heads rightwards", "travels toward the right side", "crosses the frame rightward"),
    "rise": ("climbs upward", "ascends", "soars higher and higher"),
    "fall": ("descends", "drops downward", "plunges earthward"),
    "bounce": ("jumps again and again", "springs up repeatedly"),
    "still": ("waits motionless", "does not move", "rests without moving"),
}
CAMERA_WORDS: Words = {
    "pan left": ("the view swings leftward", "we look around toward the left"),
    "pan right": ("the view swings rightward", "we look around toward the right"),
    "zoom in": ("we push in closer", "the view closes in"),
    "zoom out": ("we pull back", "the view widens"),
}
SNOW_WORDS = ("snowflakes everywhere", "in a snowstorm", "during a blizzard")
PATTERNS = (
    "{subject} {action} {setting} {time}",
    "picture {subject} that {action}, {time}, {setting}",
    "{time} and {setting}: {subject} {action}",
    "I want {subject} which {action} {setting} {time}",
    "{setting}, {time}. There, {subject} {action}",
)


def said_in(text: str, scene: Scene) -> dict[str, str]:
    """What a caption states of its scene, with the scene's own values."""
    found = parse(text)
    said = {name: str(getattr(scene, name)) for name in attributes() if name in found}
    # `parse` takes a journey without a word about its pace for a slow one; nobody asked for that.
    if "speed" in said and not any(word in text.lower() for word in ("slowly", "fast", "runs")):
        del said["speed"]
    return said


def held_out_prompts(count: int = HELD_OUT, seed: int = 2024) -> list[dict[str, Any]]:
    """Combinations and an order of words that training never sees."""
    rng = np.random.default_rng([seed, 0x11E1D])
    out = []
    for _ in range(count):
        scene = draw_scene(rng, test=True)
        text = caption(scene, rng, held_out=True)
        out.append({"prompt": text, "expect": said_in(text, scene)})
    return out


def free_prompts(count: int = FREE, seed: int = 2025) -> list[dict[str, Any]]:
    """Wordings that are in no caption. Only what they say is expected."""
    rng = np.random.default_rng([seed, 0xF4EE])
    out: list[dict[str, Any]] = []
    while len(out) < count:
        scene = draw_scene(rng, test=len(out) % 2 == 0)
        tables = (SUBJECT_WORDS, COLOUR_WORDS, SETTING_WORDS, TIME_WORDS, ACTION_WORDS)
        values = (scene.subject, scene.colour, scene.setting, scene.time, scene.action)
        if any(value not in table for table, value in zip(tables, values, strict=True)):
            continue
        noun, colour, place, moment, action = (
            str(rng.choice(table[value])) for table, value in zip(tables, values, strict=True)
        )
        subject = ("an " if colour[0] in "aeiou" else "a ") + f"{colour} {noun}"
        words = {"subject": subject, "action": action, "setting": place, "time": moment}
        text = str(rng.choice(PATTERNS)).format(**words)
        expect = {"setting": scene.setting, "time": scene.time, "subject": scene.subject, "colour": scene.colour}
        expect["action"] = scene.action
        if scene.weather == "snow":
            text += f", {rng.choice(SNOW_WORDS)}"
            expect["weather"] = "snow"
        if scene.camera in CAMERA_WORDS:
            text += f"; {rng.choice(CAMERA_WORDS[scene.camera])}"
            expect["camera"] = scene.camera
        out.append({"prompt": text[0].upper() + text[1:], "expect": expect})
    return out


def write_prompts(folder: Path) -> None:
    """`prompts/held-out.json` and `prompts/free-wordings.json`, an entry a line."""
    target = folder / "prompts"
    target.mkdir(parents=True, exist_ok=True)
    for name, prompts in (("held-out", held_out_prompts()), ("free-wordings", free_prompts())):
        lines = ",\n".join("  " + json.dumps(entry) for entry in prompts)
        (target / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
