"""The exporter: every graph does in ONNX Runtime what it does in PyTorch, at any shape."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from training.carry import carry_transformer, finisher_of
from training.codec import Codec
from training.export import (
    SAMPLER,
    TOLERANCE,
    carried,
    export_finisher_alone,
    export_pack,
    parity,
    session,
    trained,
)
from training.finisher import Finisher
from training.graphs import QUANTISED, export_codec, export_finisher, export_transformer, round_to_half
from training.layout import BUCKETS
from training.pack import PARITY_INPUTS, parity_case, write_pack, write_parity
from training.transformer import Shape, Transformer
from training.world import VOCABULARY

PACK = Path(__file__).resolve().parents[2] / "animatic"


def test_graphs_equal_pytorch(tmp_path: Path) -> None:
    torch.manual_seed(0)
    codec, model, finisher = Codec(), Transformer(Shape(width=128, layers=2)), Finisher()
    for parameter in [*codec.parameters(), *model.parameters(), *finisher.parameters()]:
        torch.nn.init.normal_(parameter, std=0.03)
    round_to_half(codec)
    round_to_half(model)
    round_to_half(finisher)
    export_codec(codec, tmp_path)
    export_finisher(finisher, tmp_path)
    export_transformer(model, tmp_path)
    worst = parity(tmp_path, codec, model, finisher)
    assert set(worst) == {"denoiser", "encoder", "decoder", "finisher"}
    assert max(worst.values()) < TOLERANCE
    write_parity(tmp_path, model)
    (tmp_path / "tokenizer.json").write_text("{}")
    write_pack(tmp_path, "0.0.0", model.shape, {"matrix": [], "bias": []}, VOCABULARY, SAMPLER)
    pack = json.loads((tmp_path / "pack.json").read_text())
    assert pack["format"] == "kinoloom-pack" and set(pack["files"]) >= {"denoiser.onnx", "tokenizer.json"}
    assert sum(axis["pairs"] for axis in pack["position"]["axes"]) * 2 == pack["position"]["headDim"]
    for entry in pack["buckets"]:
        assert entry["width"] % 32 == entry["height"] % 32 == 0
        across, down = (int(part) for part in entry["aspect"].split(":"))
        if entry["aspect"] != "21:9":  # 224 x 96 is 7:3, which is what 21:9 means
            assert entry["visible"]["width"] * down == entry["visible"]["height"] * across


def exported(shape: Shape, folder: Path) -> Transformer:
    """A transformer with random weights, whose graphs lie in `folder`."""
    torch.manual_seed(0)
    model = Transformer(shape)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    round_to_half(model)
    export_transformer(model, folder)
    return model


def test_int8_weights_change_little(tmp_path: Path) -> None:
    exported(Shape(width=128, layers=2), tmp_path)
    feed = {key: value.numpy() for key, value in zip(PARITY_INPUTS, parity_case(BUCKETS[0], 4, 2), strict=True)}
    full, bytewise = (session(tmp_path / f"{name}.onnx").run(None, feed)[0] for name in ("denoiser", "denoiser-int8"))
    off = float(np.sqrt(((full - bytewise) ** 2).mean() / (full**2).mean()))
    assert 0 < off < 0.02
    kinds = [node.op_type for node in onnx.load(tmp_path / "denoiser-int8.onnx").graph.node]
    assert kinds.count("MatMulInteger") == 2 * len(QUANTISED)


@pytest.mark.parametrize("width", [128, 256])
def test_an_exported_denoiser_begins_another(tmp_path: Path, width: int) -> None:
    model = exported(Shape(width=128, layers=2), tmp_path)
    other = Transformer(Shape(width=width, layers=2))
    carry_transformer(other, tmp_path)
    arguments = parity_case(BUCKETS[0], 3, 1)
    with torch.no_grad():
        assert torch.allclose(other(*arguments), model(*arguments), atol=1e-4)
    with pytest.raises(ValueError, match="128 wide"):
        carry_transformer(Transformer(Shape(width=192, layers=2)), tmp_path)


def test_a_shallower_denoiser_begins_with_some_of_the_blocks(tmp_path: Path) -> None:
    model = exported(Shape(width=64, layers=5), tmp_path)
    other = Transformer(Shape(width=64, layers=3))
    carry_transformer(other, tmp_path)
    model.blocks = torch.nn.ModuleList(model.blocks[at] for at in (0, 2, 4))
    arguments = parity_case(BUCKETS[0], 3, 1)
    with torch.no_grad():
        assert torch.allclose(other(*arguments), model(*arguments), atol=1e-4)
    with pytest.raises(ValueError, match="2 to 5"):
        carry_transformer(Transformer(Shape(width=64, layers=6)), tmp_path)


def test_a_finisher_comes_into_a_pack_whose_other_files_stay_as_they_are(tmp_path: Path) -> None:
    for name in ("text", "encoder", "denoiser", "denoiser-int8", "decoder"):
        (tmp_path / f"{name}.onnx").write_bytes(name.encode())
    (tmp_path / "tokenizer.json").write_text("{}")
    write_pack(tmp_path, "1.2.3", Shape(128, 2), {"matrix": [], "bias": []}, VOCABULARY, SAMPLER)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    old = json.loads(before.pop("pack.json"))
    torch.manual_seed(0)
    finisher = Finisher()
    for parameter in finisher.parameters():
        torch.nn.init.normal_(parameter, std=0.03)
    assert export_finisher_alone(tmp_path, finisher)["finisher"] < TOLERANCE
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    new = json.loads((tmp_path / "pack.json").read_text())
    entry = new["files"].pop("finisher.onnx")
    assert new["graphs"].pop("finisher") == {"file": "finisher.onnx"}
    assert new["cost"]["weightsBytes"] == old["cost"]["weightsBytes"] + entry["bytes"]
    assert {**new, "cost": {}} == {**old, "cost": {}}
    carried_over = finisher_of(tmp_path)
    assert carried_over is not None
    pixels = torch.rand(1, 3, 16, 24) * 2 - 1
    with torch.no_grad():
        assert torch.allclose(carried_over(pixels), finisher(pixels), atol=1e-2)


def test_a_run_without_a_finisher_keeps_the_packs(tmp_path: Path) -> None:
    shape = Shape(width=64, layers=2)
    codec, model, finisher = tmp_path / "codec.pt", tmp_path / "model.pt", tmp_path / "finisher.pt"
    torch.save({"average": Codec().state_dict()}, codec)
    torch.save({"average": Transformer(shape).state_dict(), "shape": asdict(shape)}, model)
    assert trained(codec, model, finisher, tmp_path).finisher is None
    export_finisher(Finisher(), tmp_path)
    assert trained(codec, model, finisher, tmp_path).finisher is not None
    own = Finisher()
    torch.save({"average": own.state_dict()}, finisher)
    found = trained(codec, model, finisher, tmp_path).finisher
    assert found is not None
    assert all(torch.equal(a, b) for a, b in zip(found.parameters(), own.parameters(), strict=True))


@pytest.mark.skipif(not (PACK / "denoiser.onnx").exists(), reason="no pack has been exported here")
def test_the_shipped_networks_are_written_anew(tmp_path: Path) -> None:
    for name in ("text.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes((PACK / name).read_bytes())
    shipped = json.loads((PACK / "pack.json").read_text())
    export_pack(tmp_path, carried(PACK), shipped["version"])
    written = json.loads((tmp_path / "pack.json").read_text())
    assert {**written, "files": {}} == {**shipped, "files": {}}
    feed = {key: value.numpy() for key, value in zip(PARITY_INPUTS, parity_case(BUCKETS[1], 4, 2), strict=True)}
    ours, theirs = (session(folder / "denoiser.onnx").run(None, feed)[0] for folder in (tmp_path, PACK))
    assert np.abs(ours - theirs).max() < 1e-6


@pytest.mark.skipif(not (PACK / "denoiser.onnx").exists(), reason="no pack has been exported here")
@pytest.mark.parametrize("name", ["wide", "square"])
def test_the_shipped_graph_gives_the_shipped_fixture(name: str) -> None:
    case = json.loads((PACK / "parity" / f"{name}.json").read_text())
    data = (PACK / "parity" / case["data"]).read_bytes()
    tensors = {
        key: np.frombuffer(data, "<f4", int(np.prod(entry["shape"])), entry["offset"]).reshape(entry["shape"])
        for key, entry in case["tensors"].items()
    }
    expected = tensors.pop("prediction")
    made = session(PACK / "denoiser.onnx").run(None, dict(tensors))[0]
    assert np.abs(made - expected).max() < case["tolerance"] * max(1.0, float(np.abs(expected).max()))
    assert case["bucket"] in {bucket.aspect for bucket in BUCKETS}
