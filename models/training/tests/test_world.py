"""The world: captions and pictures agree, everything follows from the seed, motion is where it should be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from training.captions import caption, parse
from training.layout import BUCKETS, WIDE
from training.wordings import COLOURS, free_caption
from training.wordings import SUBJECTS as SUBJECT_WORDS
from training.world import SUBJECTS, Renderer, Scene, draw_scene, held_out
from training.world.scene import DOES, WHERE


def centroid(mask: np.ndarray) -> tuple[float, float]:
    """Column and row of a mask's centre, as shares of the frame."""
    rows, columns = np.nonzero(mask > 127)
    return float(columns.mean() / mask.shape[1]), float(rows.mean() / mask.shape[0])


@pytest.mark.parametrize("phrasing", [False, True])
def test_captions_say_what_the_scene_is(phrasing: bool) -> None:
    rng = np.random.default_rng(1)
    for _ in range(400):
        scene = draw_scene(rng)
        text = caption(scene, rng, held_out=phrasing)
        found = parse(text)
        for name in ("setting", "time", "subject", "colour", "action"):
            assert found.get(name) == getattr(scene, name), (name, text)
        if scene.camera != "static":
            assert found.get("camera") == scene.camera, text
        assert (found.get("weather") == "snow") == (scene.weather == "snow"), text


def test_other_wordings_state_the_scene_too() -> None:
    rng = np.random.default_rng(4)
    for _ in range(200):
        scene = draw_scene(rng)
        text = free_caption(scene, rng)
        known = {scene.colour, *COLOURS[scene.colour]}
        assert any(word in text for word in known), text
        assert any(word in text for word in (scene.subject, *SUBJECT_WORDS[scene.subject])), text
        # Both directions of travel may be named ("from the right"), but the end of the journey always is.
        if scene.moves_sideways:
            assert scene.action in text, text


def test_test_scenes_are_never_trained() -> None:
    rng = np.random.default_rng(2)
    assert not any(held_out(draw_scene(rng)) for _ in range(300))
    assert all(held_out(draw_scene(rng, test=True)) for _ in range(50))


def test_rendering_is_deterministic() -> None:
    scene = draw_scene(np.random.default_rng(3))
    first, second = Renderer(WIDE).frame(scene, 0.7)[0], Renderer(WIDE).frame(scene, 0.7)[0]
    assert np.array_equal(first, second)


@pytest.mark.parametrize("bucket", BUCKETS, ids=lambda b: b.aspect)
def test_every_subject_is_in_the_picture(bucket) -> None:  # type: ignore[no-untyped-def]
    renderer = Renderer(bucket)
    for subject in SUBJECTS:
        scene = Scene(setting=WHERE[subject][0], subject=subject, action=DOES[subject][0])
        picture, mask = renderer.frame(scene, 1.0)
        assert picture.shape == (bucket.height, bucket.width, 3)
        assert (mask > 127).mean() > 0.008, subject


@pytest.mark.parametrize("subject", ["car", "bird", "person", "balloon"])
@pytest.mark.parametrize("speed", ["slow", "fast"])
def test_left_and_right_travel_as_said(subject: str, speed: str) -> None:
    renderer = Renderer(WIDE)
    for action, sign in (("right", 1), ("left", -1)):
        scene = Scene(setting=WHERE[subject][0], subject=subject, action=action, speed=speed)
        begin, end = (centroid(renderer.frame(scene, t)[1])[0] for t in (0.0, 1.9))
        assert sign * (end - begin) > 0.15
        assert sign * (begin - 0.5) < -0.1


def test_long_shots_keep_their_subject() -> None:
    renderer = Renderer(WIDE)
    scene = Scene(subject="car", action="right", speed="fast")
    for t in (4.0, 9.0, 30.0):
        assert (renderer.frame(scene, t)[1] > 127).mean() > 0.02
    early, late = renderer.frame(scene, 9.0)[0], renderer.frame(scene, 9.5)[0]
    assert np.abs(early.astype(int) - late).mean() > 2


def test_still_shots_loop_after_two_seconds() -> None:
    renderer = Renderer(WIDE)
    for subject in ("person", "dog", "boat", "ball"):
        action = "bounce" if subject == "ball" else "still"
        for weather in ("clear", "snow"):
            scene = Scene(setting=WHERE[subject][0], subject=subject, action=action, weather=weather)
            first, again = renderer.frame(scene, 0.3)[0], renderer.frame(scene, 2.3)[0]
            assert np.abs(first.astype(int) - again).max() <= 3, subject


def test_the_same_moment_at_another_size() -> None:
    scene = Scene(subject="bus", setting="city", action="left", colour="blue")
    small, large = Renderer(WIDE).frame(scene, 1.0)[0], Renderer(WIDE, 4.0).frame(scene, 1.0)[0]
    shrunk = large.reshape(128, 4, 224, 4, 3).mean((1, 3))
    assert np.abs(shrunk - small).mean() < 2.5


def test_mirroring_exchanges_directions() -> None:
    scene = Scene(action="left", camera="pan right")
    assert scene.mirrored() == replace(scene, action="right", camera="pan left")
