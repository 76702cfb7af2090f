"""Other words for what captions say.

A share of training captions speaks in these, so that the network leans on what the sentence encoder takes words to mean
instead of on the few words of `captions.py`. The evaluation has its own list, of which nothing occurs here.
"""

from __future__ import annotations

import numpy as np

from .captions import CAMERA, MOMENTS, PLACES, SNOW, VERBS, VERTICAL, _verb
from .world.scene import Scene

Words = dict[str, tuple[str, ...]]

SUBJECTS: Words = {
    "car": ("motorcar", "passenger car", "family car"),
    "bus": ("minibus", "omnibus", "city bus"),
    "train": ("railway train", "railway engine", "old train"),
    "boat": ("sailboat", "vessel", "sailing boat"),
    "balloon": ("hot-air balloon", "hot air balloon"),
    "bird": ("songbird", "swallow", "robin"),
    "dog": ("pet dog", "labrador", "doggy"),
    "person": ("human", "walker", "girl", "boy"),
    "ball": ("beach ball", "rubber ball", "toy ball"),
    "rocket": ("space rocket", "rocket ship", "launcher"),
}
COLOURS: Words = {
    "red": ("ruby", "cherry red", "bright red"),
    "orange": ("apricot", "pumpkin orange", "bright orange"),
    "yellow": ("canary yellow", "bright yellow", "mustard"),
    "green": ("jade", "dark green", "grass-green"),
    "blue": ("cobalt", "dark blue", "royal blue"),
    "purple": ("plum-coloured", "mauve", "dark purple"),
    "white": ("snow-white", "pure white", "chalk-white"),
}
SETTINGS: Words = {
    "meadow": ("in a green field", "in the countryside", "on a lawn"),
    "desert": ("in dry sandy land", "in the sands", "in a hot dry place with cacti"),
    "ocean": ("on the sea", "in the open sea", "on the water"),
    "mountains": ("on a snowy mountain range", "in the highlands", "before white mountains"),
    "city": ("in a big town", "among tall buildings", "in the street"),
    "forest": ("among the pines", "among tall trees", "in a wild forest"),
}
TIMES: Words = {
    "dawn": ("in the early morning", "at first light", "before the sun is up"),
    "day": ("in the daytime", "under the midday sun", "under a blue sky"),
    "sunset": ("at twilight", "as the sun goes down", "at the end of the day"),
    "night": ("under the stars", "late at night", "in the dark"),
}
ACTIONS: Words = {
    "left": ("goes left", "goes to the left", "comes from the right and goes left"),
    "right": ("goes right", "goes to the right", "comes from the left and goes right"),
    "rise": ("goes upwards", "floats up", "lifts off"),
    "fall": ("goes down", "sinks", "comes down to land"),
    "bounce": ("leaps up and down", "keeps bouncing"),
    "still": ("is standing there", "stands in place", "is not going anywhere"),
}
SNOWY = ("with snow in the air", "while it is snowing", "in the snow")


def other_words() -> dict[str, list[str]]:
    """What captions say for the terms of `world.VOCABULARY` in other words, by term: what a prompt may say as well."""
    sideways = [*sorted({*VERBS.values()}), "runs"]
    said: dict[str, tuple[str, ...]] = {
        **SUBJECTS,
        **COLOURS,
        **{("snowy mountains" if name == "mountains" else name): PLACES[name] + SETTINGS[name] for name in SETTINGS},
        **{name: MOMENTS[name] + TIMES[name] for name in TIMES},
        "snow": SNOW + SNOWY,
        **CAMERA,
        "stands still": VERTICAL["still"] + ACTIONS["still"],
        "rises": VERTICAL["rise"] + ACTIONS["rise"],
        "falls": VERTICAL["fall"] + ACTIONS["fall"],
        "bounces": VERTICAL["bounce"] + ACTIONS["bounce"],
        "moves left": (*(f"{verb} left" for verb in sideways), "from right to left", *ACTIONS["left"]),
        "moves right": (*(f"{verb} right" for verb in sideways), "from left to right", *ACTIONS["right"]),
    }
    small = {"a", "an", "the", "in", "on", "at", "by", "to"}

    def adds(term: str, phrase: str) -> bool:
        return not set(phrase.split()) <= small | set(term.split())

    return {term: list(dict.fromkeys(p for p in phrases if adds(term, p))) for term, phrases in said.items()}


def free_caption(scene: Scene, rng: np.random.Generator) -> str:
    """A full caption in which every part is said in other words half of the time."""

    def pick(own: tuple[str, ...], other: tuple[str, ...]) -> str:
        return str(rng.choice(own if rng.random() < 0.5 else other))

    colour = pick((scene.colour,), COLOURS[scene.colour])
    noun = pick((scene.subject,), SUBJECTS[scene.subject])
    size = scene.size if scene.size == "small" or rng.random() < 0.4 else ""
    words = " ".join(word for word in (size, colour, noun) if word)
    subject = str(rng.choice(["an" if words[0] in "aeiou" else "a", "one", "the"])) + f" {words}"
    own = (_verb(scene, rng),) if scene.moves_sideways else VERTICAL[scene.action]
    action = pick(own, ACTIONS[scene.action]) if scene.speed == "slow" else own[0]
    place, moment = pick(PLACES[scene.setting], SETTINGS[scene.setting]), pick(MOMENTS[scene.time], TIMES[scene.time])
    text = str(
        rng.choice(
            [
                f"{subject} {action} {place} {moment}",
                f"{moment}, {subject} {action} {place}",
                f"{subject} that {action}, {place}, {moment}",
                f"{subject} {place} {moment}, it {action}",
            ]
        )
    )
    if scene.weather == "snow":
        text += f", {pick(SNOW, SNOWY)}"
    if scene.camera != "static":
        text += f", {rng.choice(CAMERA[scene.camera])}"
    return text
