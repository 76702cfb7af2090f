"""LTX-Video end to end: tiny pipelines as diffusers saves them, their packs against what diffusers computes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
import pytest
from export.__main__ import export
from export.errors import ExportError
from export.options import Options
from export.parity.ltx import graph_cases
from export.parity.runner import PackRunner
from export.tiny.ltx import LTX_KINDS, LtxKind, make_ltx


@pytest.mark.parametrize("kind", LTX_KINDS)
def test_graphs_match_diffusers(kind: LtxKind, tmp_path: Path) -> None:
    pipe = make_ltx(kind)
    pipe.save_pretrained(tmp_path / "pipeline")
    export(str(tmp_path / "pipeline"), Options(tmp_path / "pack"))
    figures = PackRunner(tmp_path / "pack").compare(graph_cases(pipe))
    assert set(figures) == {"text", "transformer", "encode", "decode"}
    assert max(figures.values()) <= 1e-4, figures


@pytest.mark.parametrize("kind", LTX_KINDS)
def test_parts_of_a_transformer_give_what_the_whole_gives(kind: LtxKind, tmp_path: Path) -> None:
    pipe = make_ltx(kind)
    pipe.save_pretrained(tmp_path / "pipeline")
    export(str(tmp_path / "pipeline"), Options(tmp_path / "pack"))
    runner = PackRunner(tmp_path / "pack")
    errors = [runner.parted(tensors) for _, tensors in graph_cases(pipe).of("transformer")]
    assert len(errors) >= 3
    assert max(errors) <= 1e-4, errors


def test_the_plain_form_matches_too(tmp_path: Path) -> None:
    pipe = make_ltx("timed")
    pipe.save_pretrained(tmp_path / "pipeline")
    export(str(tmp_path / "pipeline"), Options(tmp_path / "pack", opset=17, fused=False))
    figures = PackRunner(tmp_path / "pack").compare(graph_cases(pipe))
    assert max(figures.values()) <= 1e-4, figures
    domains = {entry.domain for entry in onnx.load(tmp_path / "pack" / "transformer.onnx").opset_import}
    assert domains == {""}


def _edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    ("file", "changes", "sentence"),
    [
        ("vae/config.json", {"down_block_types": ["LTXVideoDownBlock3D"] * 4}, r"LTX-Video before 0\.9\.5"),
        ("vae/config.json", {"encoder_causal": False}, r"encoder looks ahead"),
        ("vae/config.json", {"decoder_inject_noise": [True] * 4}, r"draws noise in its layers"),
        ("transformer/config.json", {"patch_size": 2}, r"joins several latent cells"),
        ("scheduler/scheduler_config.json", {"use_dynamic_shifting": True}, r"changes its levels"),
        ("model_index.json", {"_class_name": "LTXPipeline"}, r"class LTXPipeline can't be exported"),
        ("model_index.json", {"_class_name": "LTX2Pipeline"}, r"LTX-2 can't be exported: what is missing .*Gemma"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence(
    file: str, changes: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    make_ltx("plain").save_pretrained(tmp_path / "pipeline")
    _edit(tmp_path / "pipeline" / file, **changes)
    with pytest.raises(ExportError, match=sentence):
        export(str(tmp_path / "pipeline"), Options(tmp_path / "pack"))
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize("component", ["transformer", "vae", "text_encoder"])
def test_a_pipeline_without_weights_is_no_pipeline(component: str, tmp_path: Path) -> None:
    make_ltx("plain").save_pretrained(tmp_path / "pipeline")
    for path in (tmp_path / "pipeline" / component).glob("*.safetensors"):
        path.unlink()
    with pytest.raises(ExportError, match=f"folder {component} has no weights"):
        export(str(tmp_path / "pipeline"), Options(tmp_path / "pack"))
    assert not (tmp_path / "pack").exists()
