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
    "car": ("motorcar", "passenger car", "family car", "sports car", "station wagon", "convertible", "limousine",
            "roadster", "racing car", "taxi", "jeep", "saloon car", "van", "motor vehicle"),
    "bus": ("minibus", "omnibus", "city bus", "school bus", "tour bus", "shuttle bus", "trolleybus", "public bus",
            "long bus", "commuter bus"),
    "train": ("railway train", "old train", "express train", "freight train", "passenger train",
              "railcar", "tram", "long-distance train", "goods train", "night train"),
    "boat": ("sailboat", "vessel", "rowboat", "schooner", "fishing boat", "sloop", "catamaran", "galleon",
             "rowing boat", "canoe", "ketch", "small craft", "barge"),
    "balloon": ("hot-air balloon", "hot air balloon", "gas balloon", "balloon with a basket", "aerostat", "zeppelin",
                "dirigible", "flying balloon"),
    "bird": ("songbird", "swallow", "robin", "crow", "eagle", "duck", "dove", "hawk", "goose", "raven", "finch",
             "parrot", "stork", "blackbird", "falcon"),
    "dog": ("pet dog", "labrador", "doggy", "poodle", "spaniel", "beagle", "retriever", "bulldog", "mutt", "canine",
            "collie", "husky", "corgi", "sheepdog", "dachshund"),
    "person": ("human", "walker", "girl", "boy", "child", "hiker", "traveller", "lady", "gentleman", "guy", "kid",
               "tourist", "farmer", "runner", "human being"),
    "ball": ("beach ball", "rubber ball", "toy ball", "volleyball", "tennis ball", "bouncy ball", "round ball",
             "playground ball", "plastic ball", "baseball"),
    "rocket": ("space rocket", "rocket craft", "launcher", "space shuttle", "moon rocket", "booster", "starship",
               "space probe", "rocket plane", "projectile"),
}  # fmt: skip
COLOURS: Words = {
    "red": ("ruby", "cherry red", "bright red", "dark red", "blood red", "brick-red", "vermilion", "reddish", "carmine",
            "tomato-coloured", "maroon", "firetruck red", "strawberry-coloured", "cardinal red"),
    "orange": ("apricot", "pumpkin orange", "bright orange", "carrot-coloured", "burnt orange", "peach-coloured",
               "saffron", "rust-coloured", "copper", "mandarin orange", "marigold", "orangey"),
    "yellow": ("canary yellow", "bright yellow", "mustard", "sunflower-coloured", "banana-coloured", "straw-coloured",
               "pale yellow", "yellowish", "butter-yellow", "honey-coloured", "corn-coloured", "sunny yellow", "gold"),
    "green": ("jade", "dark green", "grass-green", "olive", "mint-green", "light green", "moss-green", "pea-green",
              "leaf-green", "bottle-green", "greenish", "avocado-coloured", "apple-green", "viridian"),
    "blue": ("cobalt", "dark blue", "royal blue", "sapphire", "indigo", "light blue", "ultramarine", "cerulean",
             "cornflower-blue", "baby blue", "bluish", "turquoise", "denim-blue", "steel-blue", "teal"),
    "purple": ("plum-coloured", "mauve", "dark purple", "lavender", "amethyst", "aubergine", "grape-coloured",
               "magenta", "purplish", "orchid purple", "mulberry-coloured", "bright purple"),
    "white": ("snow-white", "pure white", "chalk-white", "cream-coloured", "pearl-white", "bone-white", "whitish",
              "silvery white", "porcelain", "alabaster", "frosty white", "pale white", "cotton-white", "bleached"),
}  # fmt: skip
SETTINGS: Words = {
    "meadow": ("in a green field", "in the countryside", "on a lawn", "on a wide plain", "on the prairie",
               "in a field of flowers", "on green hills", "in farmland", "on the village green", "in a park"),
    "desert": ("in dry sandy land", "in the sands", "in a hot dry place with cacti", "in a land of hot dust",
               "in the Gobi", "on parched ground", "in a barren land", "in the outback", "in sandy emptiness"),
    "ocean": ("on the sea", "out on the sea", "on the high seas", "in the Atlantic", "amid the swell",
              "over the deep", "off the coast", "on the blue Pacific", "at sea"),
    "mountains": ("on a snowy mountain range", "in the highlands", "before white mountains", "in the Himalayas",
                  "under snow-capped mountains", "in a land of glaciers", "in the Rockies", "among steep ridges",
                  "in high mountain country"),
    "city": ("in a big town", "among tall buildings", "in the street", "among skyscrapers", "in the town centre",
             "between rows of houses", "on a boulevard", "in New York", "before office towers", "in the metropolis"),
    "forest": ("among the pines", "among tall trunks", "in a wild forest", "in the jungle", "in a grove",
               "under old oaks", "beneath the branches", "in a thicket of spruces", "deep in the green wilderness"),
}  # fmt: skip
TIMES: Words = {
    "dawn": ("early in the new day", "at first light", "before the sun is up", "as day breaks", "when the sun comes up",
             "early in the day", "at cockcrow", "in the first rays of the sun", "as a new day starts"),
    "day": ("in the daytime", "under the midday sun", "under a blue sky", "at lunchtime", "on a sunny day",
            "in full daylight", "in the middle of the day", "with the sun high above", "on a clear bright day"),
    "sunset": ("at twilight", "as the sun goes down", "at the end of the day", "when the sun sinks", "at nightfall",
               "in the last light", "under a red sky", "as the sun dips low", "late in the day"),
    "night": ("under the stars", "late at night", "in darkness", "in the moonshine", "in the small hours",
              "in total darkness", "under a starry sky", "long past bedtime", "in the middle of the night"),
}  # fmt: skip
ACTIONS: Words = {
    "left": ("goes left", "goes to the left", "comes from the right and goes left", "makes its way left",
             "passes from the right edge to the left edge", "is on its way to the left", "glides left",
             "proceeds to the left"),
    "right": ("goes right", "goes to the right", "comes from the left and goes right", "makes its way right",
              "passes from the left edge to the right edge", "is on its way to the right", "glides right",
              "proceeds to the right"),
    "rise": ("goes upwards", "floats up", "lifts off", "moves up", "gains height", "takes off into the air",
             "mounts into the sky", "goes far up", "flies up"),
    "fall": ("goes down", "sinks", "comes down to land", "moves down", "loses height", "tumbles out of the sky",
             "goes further down", "is falling", "lands from above"),
    "bounce": ("leaps up and down", "keeps bouncing", "hops on the spot", "skips up and down", "goes up and down",
               "keeps hopping", "bobs up and down"),
    "still": ("is standing there", "stands in place", "is not going anywhere", "stays where it is", "is at rest",
              "holds its position", "remains in one spot", "stands there quietly", "is parked"),
}  # fmt: skip
CAMERAS: Words = {
    "pan left": ("the camera turns left", "panning left", "the shot sweeps to the left", "the camera moves left",
                 "a pan from right to left"),
    "pan right": ("the camera turns right", "panning right", "the shot sweeps to the right", "the camera moves right",
                  "a pan from left to right"),
    "zoom in": ("zooming in", "the camera moves in", "the camera comes nearer", "getting nearer and nearer",
                "a slow dolly in"),
    "zoom out": ("zooming out", "the camera moves away", "the camera backs off", "getting further away",
                 "a slow dolly out"),
}  # fmt: skip
SNOWY = ("with snow in the air", "while it is snowing", "in the snow", "in a snow shower", "with flakes falling",
         "in wintry weather", "amid swirling snow")  # fmt: skip


def other_words() -> dict[str, list[str]]:
    """What captions say for the terms of `world.VOCABULARY` in other words, by term: what a prompt may say as well."""
    sideways = [*sorted({*VERBS.values()}), "runs"]
    said: dict[str, tuple[str, ...]] = {
        **SUBJECTS,
        **COLOURS,
        **{("snowy mountains" if name == "mountains" else name): PLACES[name] + SETTINGS[name] for name in SETTINGS},
        **{name: MOMENTS[name] + TIMES[name] for name in TIMES},
        "snow": SNOW + SNOWY,
        **{name: CAMERA[name] + CAMERAS[name] for name in CAMERA},
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
                f"{place}, {moment}: {subject} {action}",
                f"a shot of {subject} that {action} {moment}, {place}",
                f"{place} {subject} {action}; {moment}",
            ]
        )
    )
    if scene.weather == "snow":
        text += f", {pick(SNOW, SNOWY)}"
    if scene.camera != "static":
        text += f", {pick(CAMERA[scene.camera], CAMERAS[scene.camera])}"
    return text
