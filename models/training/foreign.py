"""Moving pictures of nothing in the world: what photographs and drawings are to the model.

A filmmaker's first frame may show anything. A network that only ever saw its own world takes such a frame for noise
and paints a landscape over it. So a few windows begin with pictures that have the statistics of photographs (spectra
that fall with frequency, Ruderman 1994; shapes of all sizes before one another, "dead leaves", Lee, Mumford and Huang
2001) or of drawings: two layers of them, slowly moved. What is known stays, and moves a little. No photograph is used,
and nothing is made from words here: these windows always know some frames.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from .captions import CAMERA
from .codec import Codec
from .corpus import encode, encoder_of
from .layout import BUCKETS, RATE, WIDE, WINDOW, Bucket
from .shots import Rendered
from .world import Scene

CLIPS = 16  # in a shard
OTHER_SHAPES = 5  # one shard in so many has another picture shape than 16:9
SEED = 8_000_000  # apart from the seeds of the rendered shots and of its own clips
MARGIN = 1.5  # a canvas is so many times as large as what is seen of it
DRAWINGS = 0.25
STILL_CAMERA = 0.4

THINGS = (
    "a house", "a tree", "a face", "two people", "a flower", "a bridge", "a cake", "an old castle", "a river",
    "a chair", "a mountain road", "a street", "a garden", "a lion", "a lamp", "a bowl of fruit", "a violin",
    "a harbour", "a lighthouse", "a market", "a window", "a sleeping child", "a dancer", "a tower", "a cow",
    "a kitchen", "a statue", "a bicycle",
)  # fmt: skip
KINDS = ("", "a photograph of ", "a picture of ", "a drawing of ", "a painting of ", "an old photograph of ")

Floats = NDArray[np.float32]


def _clouds(rng: np.random.Generator, height: int, width: int) -> Floats:
    """A field [H, W] of unit deviation whose spectrum falls with frequency."""
    y, x = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    fall = np.hypot(y, x)
    fall[0, 0] = np.inf
    phase = rng.standard_normal((*fall.shape, 2)) @ np.array([1, 1j])
    field = np.fft.irfft2(phase * fall ** -rng.uniform(1.1, 2.0), (height, width))
    return np.asarray(field / (field.std() + 1e-9), np.float32)


def _leaves(rng: np.random.Generator, picture: Floats, colours: NDArray[np.float64]) -> None:
    """Cover `picture` [H, W, 3] with shapes of all sizes, the later ones before the earlier."""
    height, width = picture.shape[:2]
    for _ in range(int(10 ** rng.uniform(0.3, 2.0))):
        size = height * 0.5 * rng.random() ** 2.5 + 3
        centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        colour = tuple(float(c) for c in np.clip(colours[rng.integers(len(colours))] + rng.normal(0, 0.06, 3), 0, 1))
        if rng.random() < 0.5:
            axes = (int(size), int(size * rng.uniform(0.3, 1)))
            cv2.ellipse(picture, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 8))))
            reach = size * rng.uniform(0.5, 1.2, len(angles))
            points = np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None] + centre
            cv2.fillPoly(picture, [points.astype(np.int32)], colour, cv2.LINE_AA)


def canvas(rng: np.random.Generator, height: int, width: int) -> Floats:
    """A picture [H, W, 3] from 0 to 1 that shows nothing in particular."""
    colours = rng.beta(0.8, 0.8, (int(rng.integers(2, 6)), 3))
    # Photographs are seldom as gaudy as dice.
    colours += (colours.mean(1, keepdims=True) - colours) * rng.uniform(0, 0.9)
    if rng.random() < DRAWINGS:
        picture = np.ones((height, width, 3), np.float32) * np.float32(rng.uniform(0.85, 1))
        _leaves(rng, picture, rng.beta(0.5, 2.0, (2, 3)))
        return picture
    strength = (1.0, 0.35, 0.2)
    parts = np.stack([_clouds(rng, height, width) * each for each in strength], axis=-1)
    mixing = np.linalg.qr(rng.standard_normal((3, 3)) + np.array([[2.0, 0, 0]]).T)[0]
    picture = (parts @ mixing.T * rng.uniform(0.06, 0.22) + colours.mean(0)).astype(np.float32)
    if rng.random() < 0.7:
        _leaves(rng, picture, colours)
        grain = _clouds(rng, height, width)[..., None] * np.float32(rng.uniform(0, 0.06))
        picture = picture + grain
    blur = float(rng.uniform(0, 1.6))
    return np.clip(cv2.GaussianBlur(picture, (0, 0), blur) if blur > 0.3 else picture, 0, 1).astype(np.float32)


def _moved(layer: Floats, bucket: Bucket, shift: NDArray[np.float64], zoom: float) -> Floats:
    """What is seen of a layer, `shift` pixels from its middle and `zoom` times as large."""
    height, width = layer.shape[:2]
    seen = np.array([[zoom, 0, bucket.width / 2], [0, zoom, bucket.height / 2]], np.float64)
    seen[:, 2] += shift - zoom * np.array([width / 2, height / 2])
    size = (bucket.width, bucket.height)
    moved = cv2.warpAffine(layer, seen, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(moved, np.float32)


def clip(rng: np.random.Generator, bucket: Bucket) -> tuple[NDArray[np.uint8], str]:
    """Pictures [T, H, W, 3] of two seconds, and words for them."""
    height, width = round(bucket.height * MARGIN), round(bucket.width * MARGIN)
    behind, before = canvas(rng, height, width), canvas(rng, height, width)
    cover = np.clip((_clouds(rng, height, width) - rng.uniform(0.2, 1.2)) * rng.uniform(2, 12), 0, 1)
    cover = cover[..., None].astype(np.float32)
    words = str(rng.choice(KINDS)) + str(rng.choice(THINGS))
    camera, zooming = np.zeros(2), 0.0
    if rng.random() > STILL_CAMERA:
        move = str(rng.choice(list(CAMERA)))
        words += f", {rng.choice(CAMERA[move])}"
        camera[0] = {"pan left": 1, "pan right": -1}.get(move, 0) * rng.uniform(0.08, 0.3) * bucket.width
        zooming = {"zoom in": 1, "zoom out": -1}.get(move, 0) * rng.uniform(0.08, 0.25)
    drift = rng.normal(0, 0.05, 2) * bucket.width
    frames = []
    for moment in np.linspace(0, 1, WINDOW):
        zoom = float(np.exp(zooming * moment))
        back = _moved(behind, bucket, camera * moment, zoom)
        shift = (camera * 1.2 + drift) * moment
        front, alpha = _moved(before, bucket, shift, zoom), _moved(cover, bucket, shift, zoom)[..., None]
        frames.append(np.rint((back * (1 - alpha) + front * alpha) * 255))
    return np.stack(frames).astype(np.uint8), words


def shots(number: int) -> tuple[Rendered, list[str]]:
    """A shard's clips before they are encoded, and their words."""
    rng = np.random.default_rng(SEED + number)
    bucket = BUCKETS[1 + number // OTHER_SHAPES % 4] if number % OTHER_SHAPES == OTHER_SHAPES - 1 else WIDE
    made = [clip(rng, bucket) for _ in range(CLIPS)]
    pictures = np.stack([pictures for pictures, _ in made])
    seconds = np.repeat((np.arange(WINDOW) / RATE).astype(np.float32)[None], CLIPS, 0)
    steps = np.full(CLIPS, 1 / RATE, np.float32)
    nobody = np.zeros(pictures.shape[:4], np.uint8)
    scenes = [Scene() for _ in made]
    return Rendered("foreign", bucket, scenes, seconds, steps, pictures, nobody), [words for _, words in made]


def build(folder: Path, codec: Codec, shards: int) -> None:
    """Make and encode every shard that isn't there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder = encoder_of(codec)
    for number in range(shards):
        target = folder / f"foreign-{number:04d}.pt"
        if target.exists():
            continue
        rendered, words = shots(number)
        shard = encode(rendered, encoder)
        shard.captions = words
        shard.save(target)
