"""Networks, positions, tasks and batches: shapes, exactness of known frames, indifference to padding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional
from training import own
from training.batches import load_groups, make_batch
from training.carry import Doubling
from training.codec import Codec
from training.layout import (
    BUCKETS,
    HEAD_DIM,
    LATENT_CHANNELS,
    TEXT_WIDTH,
    rope_tables,
    time_features,
    window_tau,
)
from training.pack import parity_case
from training.sample import Settings, Source, Window, plain_window, sample
from training.tasks import MIXTURE, draw_task, known_frames, noise_levels
from training.transformer import Shape, Transformer, flops, precondition


def small_model() -> Transformer:
    """A tiny transformer whose gates and outputs are not zero."""
    torch.manual_seed(0)
    model = Transformer(Shape(width=64, layers=2))
    for layer in (model.modulation, model.outward, model.last_modulation):
        torch.nn.init.normal_(layer.weight, std=0.2)
    return model.eval()


def test_codec_keeps_sizes_and_undoes_its_normalisation() -> None:
    codec = Codec().eval()
    pixels = torch.rand(1, 3, 96, 160) * 2 - 1
    before = codec.decoder(codec.encoder(pixels))
    assert before.shape == pixels.shape
    codec.normalise(torch.linspace(-1, 1, LATENT_CHANNELS), torch.linspace(0.5, 2, LATENT_CHANNELS))
    assert torch.allclose(codec.decoder(codec.encoder(pixels)), before, atol=1e-4)


@pytest.mark.parametrize("bucket", BUCKETS, ids=lambda b: b.aspect)
def test_clean_frames_come_out_exactly(bucket) -> None:  # type: ignore[no-untyped-def]
    arguments = parity_case(bucket, 3, 1)
    out = small_model()(*arguments)
    cells = bucket.rows * bucket.columns
    assert torch.allclose(out[:, :cells], arguments[0][:, :cells], atol=1e-5)
    assert not torch.allclose(out[:, cells:], arguments[0][:, cells:], atol=1e-2)


def test_padding_of_words_changes_nothing() -> None:
    model = small_model()
    tokens, sigma, cos, sin, features, text, mask = parity_case(BUCKETS[0], 2, 1)
    mask[0, 7:] = 0
    cut = model(tokens, sigma, cos, sin, features, text[:, :7], mask[:, :7])
    assert torch.allclose(model(tokens, sigma, cos, sin, features, text, mask), cut, atol=1e-5)


def test_targets_reproduce_the_clean_picture() -> None:
    rng, generator = np.random.default_rng(0), torch.Generator().manual_seed(0)
    clean = torch.randn(4, 3, 6, LATENT_CHANNELS)
    known = np.zeros((4, 3), bool)
    known[:, 0] = True
    words = torch.zeros(4, 2, TEXT_WIDTH), torch.ones(4, 2)
    tables = rope_tables(np.arange(3) / 8, 2, 3)
    batch = make_batch(
        clean,
        torch.zeros(4, 3, 6),
        known,
        tables,
        np.zeros((4, 3, 8), np.float32),
        words,
        rng,
        generator,
        flawed=0.0,
    )
    _, skip, out = (c.view(4, 3, 1, 1) for c in precondition(batch.sigma))
    again = skip * batch.tokens.view(4, 3, 6, -1) + out * batch.target
    assert torch.allclose(again, clean, atol=1e-5)
    assert float(batch.weight[:, 0].sum()) == 0 and float(batch.weight[:, 1:].min()) > 0


def test_rope_tables_are_laid_out_and_loops_close() -> None:
    cos, sin = rope_tables(np.array([0.0, 0.125, 2.0]), 4, 7, loop_seconds=2.0)
    assert cos.shape == sin.shape == (3 * 28, HEAD_DIM // 2)
    assert np.allclose(cos[:28], cos[56:], atol=1e-5) and np.allclose(sin[:28], sin[56:], atol=1e-5)
    open_cos, _ = rope_tables(np.array([0.0, 0.125]), 4, 7)
    assert np.allclose(open_cos[0, :12], 1) and open_cos[28, 11] == pytest.approx(np.cos(2.0), abs=1e-5)


def test_time_features() -> None:
    features = time_features(window_tau(3), 0.25)
    assert features[0].tolist() == pytest.approx([-1, 1, 0, -1, 0, 1, 1 / 3, 0], abs=1e-6)
    assert time_features(np.zeros(2), 0.125, loop=True)[1].tolist() == [0, 0, 0, 0, 0, 0, 0, 1]


def test_tasks_leave_something_to_do_and_keep_known_frames_clean_mostly() -> None:
    rng = np.random.default_rng(0)
    assert {draw_task(rng) for _ in range(600)} == set(MIXTURE)
    clean = 0
    for task in MIXTURE:
        for frames in (1, 2, 4, 16):
            for _ in range(20):
                known = known_frames(task, frames, rng)
                sigma = noise_levels(known, rng)
                assert known.shape == (frames,) and not known.all()
                assert (sigma[known] <= 0.3).all() and (sigma[~known] > 0).all()
                clean += int((sigma[known] == 0).all())
    assert clean > 0.7 * len(MIXTURE) * 80


class Wordless:
    """Words that say nothing."""

    def batch(self, captions: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.zeros(len(captions), 2, TEXT_WIDTH), torch.ones(len(captions), 2)


def test_sampling_keeps_known_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = BUCKETS[4]
    known = np.array([True, False, False, True])
    latents = torch.randn(2, 4, bucket.rows * bucket.columns, LATENT_CHANNELS)
    window: Window = plain_window(bucket, 4, known, latents)
    made = sample(small_model(), Wordless(), ["", ""], window, 0, Settings(steps=3))  # type: ignore[arg-type]
    assert torch.equal(made[:, [0, 3]], latents[:, [0, 3]])
    assert torch.isfinite(made).all()


def test_what_is_drawn_over_with_little_noise_stays() -> None:
    window = plain_window(BUCKETS[2], 3)
    latents = torch.randn(1, 3, BUCKETS[2].rows * BUCKETS[2].columns, LATENT_CHANNELS)

    def drawn(source: Source | None) -> torch.Tensor:
        return sample(small_model(), Wordless(), [""], window, 1, Settings(), source)  # type: ignore[arg-type]

    assert torch.allclose(drawn(Source(latents, 0.001)), latents, atol=0.1)
    assert torch.equal(drawn(Source(latents, 1.0)), drawn(None))


def test_doubling_keeps_what_layers_compute() -> None:
    double = Doubling(0)
    first, second, x = torch.randn(10, 6), torch.randn(4, 10), torch.randn(3, 6)
    wide = torch.cat([x, x], 1) @ double.columns(double.rows(first, 2)).t()
    parts = (x @ first.t()).chunk(2, 1)
    assert torch.allclose(wide, torch.cat([parts[0], parts[0], parts[1], parts[1]], 1), atol=1e-5)
    inner = torch.cat([x @ first.t()] * 2, 1)
    narrow = functional.layer_norm(x @ first.t(), (10,)) @ second.t()
    assert torch.allclose(functional.layer_norm(inner, (20,)) @ double.columns(second).t(), narrow, atol=1e-4)
    # Copies must not read alike, or they would never part ways.
    shared = double.columns(second)
    assert not torch.allclose(shared[:, :10], shared[:, 10:], atol=1e-2)


def test_known_frames_stand_as_they_are_given() -> None:
    rng, generator = np.random.default_rng(0), torch.Generator().manual_seed(0)
    clean, given = torch.randn(8, 3, 6, LATENT_CHANNELS), torch.randn(8, 3, 6, LATENT_CHANNELS)
    known = np.zeros((8, 3), bool)
    known[:, 0] = True
    words = torch.zeros(8, 2, TEXT_WIDTH), torch.ones(8, 2)
    tables = rope_tables(np.arange(3) / 8, 2, 3)
    features = np.zeros((8, 3, 8), np.float32)
    batch = make_batch(clean, None, known, tables, features, words, rng, generator, flawed=0.0, given=given)
    tokens = batch.tokens.view(8, 3, 6, -1)
    exact = batch.sigma[:, 0] == 0
    assert exact.any() and torch.equal(tokens[exact, 0], given[exact, 0])
    _, skip, out = (c.view(8, 3, 1, 1) for c in precondition(batch.sigma))
    again = skip * tokens + out * batch.target
    assert torch.allclose(again[:, 1:], clean[:, 1:], atol=1e-4)
    assert batch.cover is None and float(batch.weight[:, 0].sum()) == 0 and float(batch.weight[:, 1:].min()) > 0


def test_own_clips_come_back_from_the_decoder(tmp_path: Path) -> None:
    class Words:
        def __init__(self) -> None:
            self.asked: list[str] = []

        def batch(self, captions: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
            self.asked += captions
            return torch.zeros(len(captions), 2, TEXT_WIDTH), torch.ones(len(captions), 2)

    words = Words()
    own.build(tmp_path, small_model(), Codec().eval(), words, 5, Settings(steps=1, guidance=1.0))  # type: ignore[arg-type]
    assert "" in words.asked[-own.CLIPS :] and "" not in words.asked[: own.CLIPS]
    groups = load_groups(tmp_path)["own"]
    assert {group.bucket.aspect for group in groups} == {"16:9", "9:16"}
    for group in groups:
        assert group.cover is None and group.given is not None
        assert group.latents.shape == group.given.shape and not torch.equal(group.latents, group.given)
        assert group.latents.shape[1:3] == (16, group.bucket.rows * group.bucket.columns)


def test_cost_of_a_window_stays_within_the_budget() -> None:
    assert flops(Shape(), 448, 24) < 12e9
