"""`python -m export.parity <folder>`: makes the tiny pipelines, exports them and writes the committed fixtures.

A fixture is a pack's manifest, reference tensors beside it, and the pack's files in a folder that all packs share, each
under its hash: the packs of a family have most of their files in common.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import diffusers
import torch

from ..ltx.export import export_ltx
from ..options import Options
from ..pack import bucket
from ..pipeline import Pipeline
from ..tiny.ltx import LTX_KINDS, LtxKind, make_ltx
from ..tiny.wan import WAN_KINDS, WanKind, make_wan
from ..wan.export import export_wan
from . import ltx
from .case import Cases
from .runner import PackRunner
from .tokenizers import write_tokenizers
from .wan import graph_cases, pipeline_cases

#: Per graph, in float32; the issue of the engine asks for no less.
TOLERANCE = 1e-4


def make_wan_fixture(kind: WanKind, scratch: Path) -> tuple[Path, Cases]:
    """A tiny pipeline of one kind as a pack, and what diffusers makes of it."""
    pipe = make_wan(kind)
    pipe.save_pretrained(scratch / "pipeline")
    pack = scratch / "pack"
    pack.mkdir()
    unit = pipe.vae.config.scale_factor_spatial * 2
    buckets = [
        bucket("2:1", 2 * unit, unit),
        bucket("1:2", unit, 2 * unit),
        bucket("1:1", 2 * unit, 2 * unit),
    ]
    export_wan(Pipeline(scratch / "pipeline", f"tiny-wan-{kind}"), Options(pack), buckets)
    cases = graph_cases(pipe, kind)
    for graph, error in PackRunner(pack).compare(cases).items():
        if not error <= TOLERANCE:
            raise RuntimeError(f"{kind}: the graph {graph} is {error:.1e} away from diffusers")
    pipeline_cases(pipe, kind, cases)
    return pack, cases


def make_ltx_fixture(kind: LtxKind, scratch: Path) -> tuple[Path, Cases]:
    """A tiny LTX-Video pipeline as a pack, and what diffusers makes of it."""
    pipe = make_ltx(kind)
    pipe.save_pretrained(scratch / "pipeline")
    pack = scratch / "pack"
    pack.mkdir()
    buckets = [bucket("2:1", 64, 32), bucket("1:2", 32, 64), bucket("1:1", 64, 64)]
    export_ltx(Pipeline(scratch / "pipeline", f"tiny-ltx-{kind}"), Options(pack), buckets)
    cases = ltx.graph_cases(pipe)
    for graph, error in PackRunner(pack).compare(cases).items():
        if not error <= TOLERANCE:
            raise RuntimeError(f"{kind}: the graph {graph} is {error:.1e} away from diffusers")
    ltx.pipeline_cases(pipe, cases, every=kind == "timed")
    if kind == "plain":
        ltx.tiled_cases(pipe, cases)
    return pack, cases


def store(pack: Path, cases: Cases, folder: Path, shared: Path) -> None:
    """Write one fixture."""
    folder.mkdir(parents=True)
    shared.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(pack / "pack.json", folder / "pack.json")
    manifest = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    for name, entry in manifest["files"].items():
        shutil.copyfile(pack / name, shared / entry["sha256"])
    cases.save(folder, f"diffusers {diffusers.__version__}, torch {torch.__version__}, models/export/parity")


def main(target: Path) -> None:
    """Write the fixtures of every family, anew."""
    torch.set_num_threads(1)
    for family in ("tokenizers", "wan", "ltx"):
        shutil.rmtree(target / family, ignore_errors=True)
    write_tokenizers(target / "tokenizers")
    for kind in WAN_KINDS:
        with tempfile.TemporaryDirectory() as scratch:
            pack, cases = make_wan_fixture(kind, Path(scratch))
            store(pack, cases, target / "wan" / kind, target / "wan" / "files")
        print(f"wan/{kind}: {len(cases.about)} cases")
    for ltx_kind in LTX_KINDS:
        with tempfile.TemporaryDirectory() as scratch:
            pack, cases = make_ltx_fixture(ltx_kind, Path(scratch))
            store(pack, cases, target / "ltx" / ltx_kind, target / "ltx" / "files")
        print(f"ltx/{ltx_kind}: {len(cases.about)} cases")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
