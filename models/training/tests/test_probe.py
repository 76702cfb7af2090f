"""The probe and the lists it judges by: values follow from the world, words from no caption, readings from pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from training.captions import caption, parse
from training.layout import RATE, WIDE, WINDOW
from training.probe import COVER, FRAMES, HEIGHT, MOVING, WIDTH, Probe, attributes, split
from training.probe_data import UNREAD, Supply, draw_example, held_out_examples, labels_of, new_renderer, worn
from training.probe_references import still_flicker, through_the_window, visible
from training.probe_train import CLIPS, STILLS, export_graph, loss_of, readings, right
from training.probe_words import (
    COLOUR_WORDS,
    FREE,
    HELD_OUT,
    SETTING_WORDS,
    SUBJECT_WORDS,
    TIME_WORDS,
    free_prompts,
    held_out_prompts,
)  # fmt: skip
from training.wordings import other_words
from training.world import Renderer, Scene, draw_scene, held_out
from training.world import scene as scenes

MATERIAL = Path(__file__).resolve().parents[2] / "evaluation"


def test_every_attribute_of_the_world_has_a_head() -> None:
    known = attributes()
    assert set(known) >= {"setting", "time", "weather", "subject", "colour", "size", "action", "speed", "camera"}
    assert known["subject"] == scenes.SUBJECTS
    order = [name in MOVING for name in known]
    assert order == sorted(order), "what a single picture shows comes first"


def test_labels_hide_what_cannot_be_seen() -> None:
    shot = Scene(action="still")
    named = dict(zip(attributes(), labels_of(shot, whole=True), strict=True))
    assert named["speed"] == UNREAD and named["action"] == attributes()["action"].index("still")
    partly = dict(zip(attributes(), labels_of(shot, whole=False), strict=True))
    assert all((value == UNREAD) == (name in MOVING) for name, value in partly.items())


def test_examples_and_batches_have_their_shapes() -> None:
    rng = np.random.default_rng(1)
    example = draw_example(rng, new_renderer(), whole=True)
    assert example.clip.shape == (FRAMES, HEIGHT, WIDTH, 3)
    assert example.cover.shape == (FRAMES, *COVER) and 0 < example.cover.max() <= 1
    soft = worn(example.clip, rng)
    assert soft.shape == (FRAMES, 3, HEIGHT, WIDTH) and np.abs(soft).max() <= 1
    pictures, labels, cover = Supply(3).batch(3, 2)
    assert len(pictures) == len(cover) == 3 + 2 * FRAMES
    assert labels.shape == (5, len(attributes()))


def test_held_out_examples_are_held_out() -> None:
    rng = np.random.default_rng([5, 0x7E57])
    assert held_out(draw_scene(rng, test=True))
    first, again = (next(held_out_examples(1, seed=5)) for _ in range(2))
    assert np.array_equal(first.clip, again.clip) and first.labels == again.labels


def test_a_step_lowers_the_loss() -> None:
    torch.manual_seed(0)
    probe, supply = Probe(), Supply(7)
    optimizer = torch.optim.AdamW(probe.parameters(), lr=2e-3)
    pictures, labels, _ = supply.batch(STILLS, CLIPS)
    losses = []
    for _ in range(4):
        moments, _ = probe.moments(pictures, CLIPS)
        still = probe.still_heads(torch.relu(probe.still(moments)))
        moving = probe.moving_heads(torch.relu(probe.motion(moments[STILLS:])))
        logits = readings(still, moving)
        loss = loss_of(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    assert set(right(logits, labels)) == set(attributes())


def test_the_graph_reads_what_pytorch_reads(tmp_path: Path) -> None:
    torch.manual_seed(1)
    probe = Probe().eval()
    export_graph(probe, tmp_path / "probe.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "probe.onnx", providers=["CPUExecutionProvider"])
    pictures = torch.rand(2 * FRAMES, 3, HEIGHT, WIDTH) * 2 - 1
    with torch.no_grad():
        logits, features = probe(pictures)
    made = session.run(None, {"pixels": pictures.numpy()})
    # Weights are stored in half precision.
    assert np.abs(made[0] - logits.numpy()).max() < 5e-3
    assert np.abs(made[1] - features.numpy()).max() < 5e-3
    assert list(split(logits)) == list(attributes())


def test_flicker_is_nothing_where_nothing_trembles() -> None:
    clip = visible(Renderer(WIDE).clip(Scene(action="right"), np.arange(WINDOW) / RATE)[0])
    assert still_flicker(clip) < 0.3
    noisy = np.clip(clip + np.random.default_rng(0).normal(0, 6, clip.shape), 0, 255).astype(np.uint8)
    assert still_flicker(noisy) > 2


def test_the_held_out_list_says_what_its_captions_say() -> None:
    prompts = held_out_prompts(60)
    for entry in prompts:
        found = parse(entry["prompt"])
        for name, value in entry["expect"].items():
            assert found[name] == value or name == "speed", entry
        assert {"setting", "time", "subject", "colour", "action"} <= set(entry["expect"]), entry
    assert len(held_out_prompts()) == HELD_OUT


def test_free_wordings_use_no_word_of_a_caption_for_what_they_ask() -> None:
    rng = np.random.default_rng(2)
    training = set()
    for _ in range(3000):
        training |= set(re.findall(r"[a-z]+", caption(draw_scene(rng), rng).lower()))
    # Words without a subject of their own; they name nothing that is asked for.
    training -= {"a", "an", "the", "in", "on", "at", "by", "to", "from", "up", "is", "into", "out", "early", "while"}
    for entry in free_prompts():
        words = set(re.findall(r"[a-z]+", entry["prompt"].lower()))
        named = {value for name, value in entry["expect"].items() if name in ("subject", "colour", "setting", "time")}
        assert not named & words, entry
        assert len(words & training) <= 3, (words & training, entry)
    assert len(free_prompts()) == FREE


def _content(phrase: str) -> set[str]:
    """The words of a phrase that could name something."""
    empty = {"a", "an", "the", "in", "on", "at", "by", "to", "from", "up", "as", "of", "after", "below", "far"}
    return set(re.findall(r"[a-z]+", phrase.lower())) - empty


def test_free_wordings_are_not_taught_in_other_words_either() -> None:
    tables = (SUBJECT_WORDS, COLOUR_WORDS, SETTING_WORDS, TIME_WORDS)
    asked = {word for table in tables for phrases in table.values() for phrase in phrases for word in _content(phrase)}
    taught = {word for phrases in other_words().values() for phrase in phrases for word in _content(phrase)}
    # Parts of colour names and of whereabouts that mean nothing alone.
    assert asked & taught == {"coloured", "comes", "dark", "high", "between", "among"}


def test_the_probe_that_is_used_is_the_one_described() -> None:
    description = json.loads((MATERIAL / "probe.json").read_text())
    assert {head["name"]: tuple(head["values"]) for head in description["heads"]} == attributes(), (
        "the world has changed: train the probe again"
    )
    clips = json.loads((MATERIAL / "clips" / "clips.json").read_text())
    assert all(len(clip["logits"]) == sum(len(values) for values in attributes().values()) for clip in clips)


@pytest.mark.parametrize("frames", [WINDOW])
def test_the_evaluations_view_is_close_to_a_small_render(frames: int) -> None:
    torch.manual_seed(2)
    probe = Probe().eval()
    large = visible(Renderer(WIDE).clip(Scene(), np.arange(frames) / RATE)[0])
    small = new_renderer().clip(Scene(), np.arange(FRAMES) * 2 / RATE)[0]
    pixels = torch.from_numpy(small.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1)
    with torch.no_grad():
        expected = probe(pixels)[1]
    seen = through_the_window(probe, large)[1]
    assert float((seen - expected).norm() / expected.norm()) < 0.2
