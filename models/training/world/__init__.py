"""The rendered world."""

VOCABULARY: dict[str, list[str]] = {
    "settings": ["meadow", "desert", "ocean", "mountains", "city", "forest"],
    "times": ["dawn", "day", "sunset", "night"],
    "subjects": ["car", "bus", "train", "boat", "balloon", "bird", "dog", "person", "ball", "rocket"],
    "colours": ["red", "orange", "yellow", "green", "blue", "purple", "pink", "white"],
    "actions": ["stands still", "moves left", "moves right", "rises", "falls", "bounces"],
    "cameras": ["static", "pan left", "pan right", "zoom in", "zoom out"],
    "styles": ["colour"],
    "weathers": ["clear", "snow"],
    "sizes": ["small", "big"],
}
