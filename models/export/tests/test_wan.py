"""The exporter end to end: tiny pipelines as diffusers saves them, their packs against what diffusers computes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from export.__main__ import export
from export.errors import ExportError
from export.options import Options
from export.parity.runner import PackRunner
from export.parity.wan import graph_cases
from export.t5 import relative_buckets
from export.tiny.wan import WAN_KINDS, WanKind, make_wan

MODELS = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Path]]:
    """Every tiny pipeline, in memory and saved."""
    root = tmp_path_factory.mktemp("pipelines")
    pipelines: dict[str, tuple[Any, Path]] = {}
    for kind in WAN_KINDS:
        pipe = make_wan(kind)
        pipe.save_pretrained(root / kind)
        pipelines[kind] = (pipe, root / kind)
    return pipelines


@pytest.mark.parametrize("kind", WAN_KINDS)
def test_graphs_match_diffusers(kind: WanKind, saved: dict[str, tuple[Any, Path]], tmp_path: Path) -> None:
    pipe, folder = saved[kind]
    export(str(folder), Options(tmp_path / "pack"))
    figures = PackRunner(tmp_path / "pack").compare(graph_cases(pipe, kind))
    assert {"text", "transformer", "encode", "decode"} <= set(figures)
    assert max(figures.values()) <= 1e-4, figures


@pytest.mark.parametrize("opset", [17, 18])
def test_other_forms_match_too(opset: int, saved: dict[str, tuple[Any, Path]], tmp_path: Path) -> None:
    pipe, folder = saved["ti2v-5b"]
    export(str(folder), Options(tmp_path / "pack", opset=opset, fused=False))
    figures = PackRunner(tmp_path / "pack").compare(graph_cases(pipe, "ti2v-5b"))
    assert max(figures.values()) <= 1e-4, figures
    domains = {entry.domain for entry in onnx.load(tmp_path / "pack" / "transformer.onnx").opset_import}
    assert domains == {""}


@pytest.mark.parametrize("kind", WAN_KINDS)
def test_parts_of_a_transformer_give_what_the_whole_gives(
    kind: WanKind, saved: dict[str, tuple[Any, Path]], tmp_path: Path
) -> None:
    pipe, folder = saved[kind]
    export(str(folder), Options(tmp_path / "pack"))
    runner, cases = PackRunner(tmp_path / "pack"), graph_cases(pipe, kind)
    errors = [runner.parted(tensors) for _, tensors in cases.of("transformer")]
    if "headLow" in runner.manifest["graphs"]:
        errors += [runner.parted(tensors, "Low") for _, tensors in cases.of("transformerLow")]
    assert len(errors) >= 3
    assert max(errors) <= 1e-4, errors


def test_parts_share_the_weights_of_the_whole(saved: dict[str, tuple[Any, Path]], tmp_path: Path) -> None:
    export(str(saved["t2v"][1]), Options(tmp_path / "pack"))
    names = {path.name for path in (tmp_path / "pack").glob("*.bin")}
    assert names == {"text-00.bin", "transformer-00.bin", "vae-00.bin"}


def test_half_precision_is_near_and_half_as_large(saved: dict[str, tuple[Any, Path]], tmp_path: Path) -> None:
    pipe, folder = saved["t2v"]
    sizes = {}
    for dtype in ("fp32", "fp16"):
        export(str(folder), Options(tmp_path / dtype, dtype=dtype))  # type: ignore[arg-type]
        sizes[dtype] = (tmp_path / dtype / "transformer-00.bin").stat().st_size
    figures = PackRunner(tmp_path / "fp16").compare(graph_cases(pipe, "t2v"))
    assert max(figures.values()) <= 2e-2, figures
    assert sizes["fp16"] < 0.75 * sizes["fp32"]


def test_the_command_writes_a_pack_that_says_all_it_holds(saved: dict[str, tuple[Any, Path]], tmp_path: Path) -> None:
    _, folder = saved["i2v"]
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n")
    (folder / "LICENSE.txt").write_text("Do as you like.\n")
    command = [sys.executable, "-m", "export", str(folder), "-o", str(tmp_path / "pack")]
    done = subprocess.run(command, cwd=MODELS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "pack" / "pack.json").read_text())
    assert manifest["licence"] == "Apache-2.0"
    assert manifest["licenceText"] == {"file": "LICENSE.txt", "mustAccept": False}
    written = {path.name for path in (tmp_path / "pack").iterdir()} - {"pack.json"}
    assert set(manifest["files"]) == written
    assert {"MODEL_CARD.md", "LICENSE.txt", "tokenizer.json"} <= written
    again = subprocess.run(command, cwd=MODELS, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "not an empty folder" in again.stderr


def _edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def _wrong_class(folder: Path) -> None:
    _edit(folder / "model_index.json", _class_name="StableDiffusionPipeline")


def _no_weights(folder: Path) -> None:
    for path in (folder / "transformer").glob("*.safetensors"):
        path.unlink()


def _cut_weights(folder: Path) -> None:
    path = next((folder / "vae").glob("*.safetensors"))
    path.write_bytes(path.read_bytes()[:-100])


def _no_config(folder: Path) -> None:
    (folder / "vae" / "config.json").unlink()


def _no_index(folder: Path) -> None:
    (folder / "model_index.json").unlink()


def _other_scheduler(folder: Path) -> None:
    index = json.loads((folder / "model_index.json").read_text())
    _edit(folder / "model_index.json", **{**index, "scheduler": ["diffusers", "DDIMScheduler"]})


def _no_tokenizer(folder: Path) -> None:
    for path in (folder / "tokenizer").iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_wrong_class, r"class StableDiffusionPipeline can't be exported; known are WanPipeline"),
        (_no_weights, r"folder transformer has no weights"),
        (_cut_weights, r"is damaged: it ends before its last tensor"),
        (_no_config, r"there is no config\.json in vae"),
        (_no_index, r"there is no model_index\.json"),
        (_other_scheduler, r"scheduler is a DDIMScheduler"),
        (_no_tokenizer, r"has no tokenizer"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence_and_leaves_nothing(
    damage: Any, sentence: str, tmp_path: Path
) -> None:
    make_wan("t2v").save_pretrained(tmp_path / "pipeline")
    damage(tmp_path / "pipeline")
    with pytest.raises(ExportError, match=sentence):
        export(str(tmp_path / "pipeline"), Options(tmp_path / "pack"))
    assert not (tmp_path / "pack").exists()


def test_relative_positions_fall_into_the_buckets_of_transformers() -> None:
    from transformers import UMT5Config
    from transformers.models.umt5.modeling_umt5 import UMT5Attention

    attention = UMT5Attention(UMT5Config(d_model=8, d_kv=4, num_heads=2), has_relative_attention_bias=True)
    distances = np.arange(-600, 601)
    theirs = attention._relative_position_bucket(torch.from_numpy(distances)).numpy()
    assert (relative_buckets(distances, 32, 128) == theirs).all()
