"""`python -m export.bench make|run …`: one half of `npm run bench:packs`, which measures the engine beside this."""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

PROMPT, NEGATIVE = "A fox runs through fresh snow.", "blurred, static"
GUIDANCE = 4.0


def make(folder: Path, only: str | None) -> None:
    """Write every pipeline (or one) and its pack, and a list of them."""
    from ..ltx.export import export_ltx
    from ..options import Options
    from ..pack import bucket
    from ..pipeline import Pipeline
    from ..wan.export import export_wan
    from .pipelines import MEASURED

    about = []
    for name, measured in MEASURED.items():
        if only not in (None, name):
            continue
        pipe = measured.make()
        pipe.save_pretrained(folder / name / "pipeline")
        pack = folder / name / "pack"
        pack.mkdir()
        export = export_wan if measured.family == "wan" else export_ltx
        sizes = [bucket("1:1", measured.width, measured.height)]
        export(Pipeline(folder / name / "pipeline", name), Options(pack), sizes)
        weights = sum(parameter.numel() for parameter in pipe.transformer.parameters())
        about.append({"name": name, "weights": weights, "frames": measured.frames, "steps": measured.steps})
    print(json.dumps({"prompt": PROMPT, "negative": NEGATIVE, "guidance": GUIDANCE, "measured": about}))


def run(folder: Path, name: str, threads: int) -> None:
    """Load a saved pipeline, make one clip, and print seconds of each step and the peak of resident memory."""
    import diffusers
    import torch

    from .pipelines import MEASURED

    torch.set_num_threads(threads)
    measured = MEASURED[name]
    diffusers.utils.logging.disable_progress_bar()
    pipe = diffusers.DiffusionPipeline.from_pretrained(folder / name / "pipeline")
    pipe.set_progress_bar_config(disable=True)
    ends: list[float] = []

    def finished(_: Any, __: int, ___: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        ends.append(time.perf_counter())
        return tensors

    began = time.perf_counter()
    with torch.inference_mode():
        video = pipe(
            prompt=PROMPT,
            negative_prompt=NEGATIVE,
            height=measured.height,
            width=measured.width,
            num_frames=measured.frames,
            num_inference_steps=measured.steps,
            guidance_scale=GUIDANCE,
            generator=torch.Generator().manual_seed(7),
            callback_on_step_end=finished,
            output_type="np",
        ).frames[0]
    total = time.perf_counter() - began
    seconds = [later - earlier for earlier, later in itertools.pairwise(ends)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"steps": seconds, "total": total, "peakBytes": peak, "frames": len(video)}))


def main() -> None:
    """Parse the arguments and do one of the two."""
    parser = argparse.ArgumentParser(prog="python -m export.bench")
    parser.add_argument("what", choices=("make", "run"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--name")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.what == "make":
        make(arguments.folder, arguments.name)
    else:
        run(arguments.folder, arguments.name, arguments.threads)


if __name__ == "__main__":
    main()
