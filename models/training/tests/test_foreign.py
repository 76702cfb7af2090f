"""Pictures of nothing in the world: always the same for a number, never still, and only gone on from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from training.batches import Feeder, load_groups
from training.codec import Codec
from training.corpus import encode, encoder_of, load_shard
from training.foreign import CLIPS, build, shots
from training.layout import WIDE, WINDOW
from training.shots import render_shots
from training.text import TextStates

PACK = Path(__file__).resolve().parents[2] / "animatic"


def test_clips_are_the_same_again_and_move() -> None:
    (rendered, words), (again, _) = shots(1), shots(1)
    assert np.array_equal(rendered.pictures, again.pictures)
    assert rendered.pictures.shape == (CLIPS, WINDOW, WIDE.height, WIDE.width, 3)
    assert len(words) == CLIPS and all(words)
    first, last = rendered.pictures[:, 0].astype(int), rendered.pictures[:, -1].astype(int)
    assert (np.abs(first - last).mean((1, 2, 3)) > 1).all()


def test_one_shard_in_five_has_another_shape() -> None:
    shapes = {shots(number)[0].bucket.aspect for number in (0, 4)}
    assert len(shapes) == 2


def test_windows_of_them_know_frames_and_have_their_own_words(tmp_path: Path) -> None:
    codec = Codec().eval()
    build(tmp_path, codec, 1)
    words = load_shard(tmp_path / "foreign-0000.pt").captions
    assert words is not None
    shard = encode(render_shots((1, "shot", "16:9", 2)), encoder_of(codec))
    shard.save(tmp_path / "shot-1.pt")
    feeder = Feeder(load_groups(tmp_path), TextStates(PACK), 3)
    assert {feeder._begun() for _ in range(60)} == {None, "foreign"}
    feeder._begun = lambda: "foreign"  # type: ignore[method-assign]
    feeder.text.memory.clear()
    batch = feeder.window(4)
    assert (batch.weight == 0).flatten(2).all(2).any(1).all(), "every window knows a frame"
    assert set(feeder.text.memory) <= {*words, ""}
