"""Command line: `python -m export <diffusers pipeline folder or hub id> -o <pack folder>`."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from .errors import ExportError
from .ltx.export import export_ltx
from .options import Options
from .pack import new_folder
from .pipeline import Pipeline, open_pipeline
from .wan.export import export_wan

#: Pipelines by class.
FAMILIES: dict[str, Callable[[Pipeline, Options], None]] = {
    "WanPipeline": export_wan,
    "WanImageToVideoPipeline": export_wan,
    "WanVACEPipeline": export_wan,
    "LTXConditionPipeline": export_ltx,
}


#: Pipelines that people may look for here, and what is missing for them.
MISSING: dict[str, str] = {
    name: "LTX-2 can't be exported: what is missing are the graph of its text encoder (Gemma, all hidden states) with "
    "its tokenizer, that of the connectors behind it, and the sound half of its transformer, which the picture looks "
    "at in every block."
    for name in ("LTX2Pipeline", "LTX2ImageToVideoPipeline", "LTX2ConditionPipeline")
}


def export(source: str, options: Options) -> None:
    """Export a pipeline; a pack that could not be finished leaves nothing behind."""
    pipeline = open_pipeline(source)
    family = FAMILIES.get(pipeline.kind)
    if family is None:
        raise ExportError(
            MISSING.get(pipeline.kind)
            or f"Pipelines of the class {pipeline.kind or '(none)'} can't be exported; known are {', '.join(FAMILIES)}."
        )
    existed = options.folder.exists()
    new_folder(options.folder)
    try:
        family(pipeline, options)
    except BaseException:
        for path in options.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not existed:
            options.folder.rmdir()
        raise


def main() -> int:
    """Parse the arguments and export."""
    parser = argparse.ArgumentParser(prog="python -m export", description="Turns a diffusers pipeline into a pack.")
    parser.add_argument("source", help="folder of a diffusers pipeline, or its id on the Hugging Face hub")
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder of the new pack")
    parser.add_argument("--dtype", choices=("fp32", "fp16"), default="fp32", help="precision of the weights")
    parser.add_argument("--opset", type=int, choices=range(17, 21), default=20, help="ONNX operator set")
    parser.add_argument("--attention", choices=("fused", "plain"), default="fused", help="plain where fused is unknown")
    parser.add_argument("--lines", type=int, help="lines of the picture's shorter side, for models of several sizes")
    arguments = parser.parse_args()
    options = Options(arguments.out, arguments.dtype, arguments.opset, arguments.attention == "fused", arguments.lines)
    try:
        export(arguments.source, options)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {arguments.out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
