"""`python -m export.parity <folder> [family ...]`: makes the tiny pipelines, exports them and writes the fixtures.

A fixture is a pack's manifest (and that of one in half precision), reference tensors beside it, and the pack's files in
a folder that all packs share, each under its hash: the packs of a family have most of their files in common.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import diffusers
import torch

from ..ltx.export import export_ltx
from ..options import Options
from ..pack import Manifest, bucket
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

FAMILIES = ("tokenizers", "wan", "ltx")


#: Kinds that are there in half precision as well, held against the same references.
HALVED = ("t2v", "timed")


def _export(
    export: Callable[[Pipeline, Options, list[Manifest]], None],
    scratch: Path,
    name: str,
    buckets: list[Manifest],
    *,
    halved: bool,
) -> Path:
    """Write a saved pipeline as a pack, beside it one in half precision where there is to be one."""
    for folder, dtype in (("pack", "fp32"), *((("half", "fp16"),) if halved else ())):
        (scratch / folder).mkdir()
        export(Pipeline(scratch / "pipeline", name), Options(scratch / folder, dtype), buckets)  # type: ignore[arg-type]
    return scratch / "pack"


def _check(pack: Path, cases: Cases) -> None:
    for graph, error in PackRunner(pack).compare(cases).items():
        if not error <= TOLERANCE:
            raise RuntimeError(f"{pack}: the graph {graph} is {error:.1e} away from diffusers")


def make_wan_fixture(kind: WanKind, scratch: Path) -> Cases:
    """A tiny pipeline of one kind as packs in `scratch`, and what diffusers makes of it."""
    pipe = make_wan(kind)
    pipe.save_pretrained(scratch / "pipeline")
    unit = pipe.vae.config.scale_factor_spatial * 2
    buckets = [
        bucket("2:1", 2 * unit, unit),
        bucket("1:2", unit, 2 * unit),
        bucket("1:1", 2 * unit, 2 * unit),
    ]
    pack = _export(export_wan, scratch, f"tiny-wan-{kind}", buckets, halved=kind in HALVED)
    cases = graph_cases(pipe, kind)
    _check(pack, cases)
    pipeline_cases(pipe, kind, cases)
    return cases


def make_ltx_fixture(kind: LtxKind, scratch: Path) -> Cases:
    """A tiny LTX-Video pipeline as packs in `scratch`, and what diffusers makes of it."""
    pipe = make_ltx(kind)
    pipe.save_pretrained(scratch / "pipeline")
    buckets = [bucket("2:1", 64, 32), bucket("1:2", 32, 64), bucket("1:1", 64, 64)]
    pack = _export(export_ltx, scratch, f"tiny-ltx-{kind}", buckets, halved=kind in HALVED)
    cases = ltx.graph_cases(pipe)
    _check(pack, cases)
    ltx.pipeline_cases(pipe, cases, every=kind == "timed")
    if kind == "plain":
        ltx.tiled_cases(pipe, cases)
    return cases


def _store_pack(pack: Path, manifest: Path, shared: Path) -> None:
    shutil.copyfile(pack / "pack.json", manifest)
    for name, entry in json.loads(manifest.read_text(encoding="utf-8"))["files"].items():
        shutil.copyfile(pack / name, shared / entry["sha256"])


def store(scratch: Path, cases: Cases, folder: Path, shared: Path) -> None:
    """Write one fixture."""
    folder.mkdir(parents=True)
    shared.mkdir(parents=True, exist_ok=True)
    _store_pack(scratch / "pack", folder / "pack.json", shared)
    if (scratch / "half").exists():
        _store_pack(scratch / "half", folder / "half.json", shared)
    cases.save(folder, f"diffusers {diffusers.__version__}, torch {torch.__version__}, models/export/parity")


def main(target: Path, families: Sequence[str]) -> None:
    """Write the fixtures of some families (all, where none are named) anew."""
    torch.set_num_threads(1)
    chosen = families or FAMILIES
    for family in chosen:
        shutil.rmtree(target / family, ignore_errors=True)
    if "tokenizers" in chosen:
        write_tokenizers(target / "tokenizers")
    makers: list[tuple[str, str, Callable[[Path], Cases]]] = [
        *(("wan", kind, partial(make_wan_fixture, kind)) for kind in WAN_KINDS),
        *(("ltx", kind, partial(make_ltx_fixture, kind)) for kind in LTX_KINDS),
    ]
    for family, kind, make in makers:
        if family not in chosen:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            cases = make(Path(scratch))
            store(Path(scratch), cases, target / family / kind, target / family / "files")
        print(f"{family}/{kind}: {len(cases.about)} cases")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
