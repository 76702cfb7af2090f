"""Noise schedules of the schedulers that Wan pipelines are published with."""

from __future__ import annotations

from typing import Any

from ..errors import ExportError
from ..pack import Manifest


def schedule_of(config: dict[str, Any]) -> tuple[str, Manifest]:
    """The sampler's name and the pack's `schedule` from a scheduler's config."""
    kind = config["_class_name"]
    steps = int(config.get("num_train_timesteps", 1000))
    if config.get("use_dynamic_shifting"):
        raise ExportError("The scheduler shifts its levels by the picture's size, which Wan packs can't say.")
    if kind == "UniPCMultistepScheduler":
        if not config.get("use_flow_sigmas") or config.get("prediction_type") != "flow_prediction":
            raise ExportError("The scheduler is UniPC, but not for flow matching.")
        if config.get("solver_order", 2) != 2 or config.get("solver_type", "bh2") != "bh2":
            raise ExportError("The scheduler is UniPC of another order or kind than 2 and bh2.")
        return "unipc", {
            "first": 1.0,
            "last": 1 / steps,
            "includesLast": False,
            "shift": float(config.get("flow_shift", 1.0)),
            "headroom": 1e-6,
            "timesteps": steps,
            "wholeTimesteps": True,
        }
    if kind == "FlowMatchEulerDiscreteScheduler":
        shift = float(config.get("shift", 1.0))
        # The class shifts its own range once when it is made and its levels again when they are set.
        return "euler", {
            "first": 1.0,
            "last": shift / steps / (1 + (shift - 1) / steps),
            "includesLast": True,
            "shift": shift,
            "headroom": 0.0,
            "timesteps": steps,
            "wholeTimesteps": False,
        }
    raise ExportError(
        f"The pipeline's scheduler is a {kind}; this exporter knows UniPCMultistepScheduler and "
        "FlowMatchEulerDiscreteScheduler for Wan."
    )
