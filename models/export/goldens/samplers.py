"""Golden vectors for the samplers in src-main/engine/samplers, made by the schedulers of diffusers.

Run: python models/export/goldens/samplers.py src-main/engine/samplers/goldens
Needs: torch, numpy, diffusers (0.42.1 made the committed vectors; the version is written into each file).

The "network" is the closed form x0 = tanh(0.8 x + 0.3 sigma + 0.05 i), i the index of the element, which the test
repeats in TypeScript: small, smooth, and different at every noise level, so that a slip in any coefficient shows.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import torch
from diffusers import (
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    UniPCMultistepScheduler,
)

WIDTH = 6
ELEMENTS = torch.arange(WIDTH, dtype=torch.float64)


def guess(x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
    """The stand-in network's clean prediction."""
    return torch.tanh(0.8 * x + 0.3 * sigma + 0.05 * ELEMENTS)


def linear_sigmas(steps: int, shift: float) -> np.ndarray:
    """1 down to 1/steps in equal steps, shifted (the final 0 is the scheduler's own)."""
    sigmas = np.linspace(1.0, 1.0 / steps, steps)
    return shift * sigmas / (1 + (shift - 1) * sigmas)


def start(seed: int) -> torch.Tensor:
    """The noise a run starts from."""
    return torch.randn(WIDTH, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def trajectory(scheduler: Any, sigmas: list[float], seed: int) -> dict[str, Any]:
    """Run a scheduler over `sigmas` (with the final zero) and note every state."""
    x = start(seed).reshape(1, WIDTH)  # the schedulers want a batch axis
    states = [x.flatten().tolist()]
    for index, timestep in enumerate(scheduler.timesteps):
        sigma = sigmas[index]
        velocity = (x - guess(x, sigma)) / sigma
        x = scheduler.step(velocity, timestep, x, return_dict=False)[0].double()
        states.append(x.flatten().tolist())
    return {"sigmas": sigmas, "states": states}


def exact(scheduler: Any, steps: int, shift: float) -> list[float]:
    """Give a scheduler our schedule in double precision, so that only its arithmetic is compared."""
    sigmas = np.append(linear_sigmas(steps, shift), 0.0)
    scheduler.set_timesteps(steps)
    scheduler.sigmas = torch.tensor(sigmas, dtype=torch.float64)
    scheduler.timesteps = torch.tensor(sigmas[:-1] * 1000, dtype=torch.float64)
    scheduler.num_inference_steps = steps
    return [float(sigma) for sigma in sigmas]


def euler(steps: int, shift: float, seed: int) -> dict[str, Any]:
    """FlowMatchEulerDiscreteScheduler, its own shifted schedule included."""
    scheduler = FlowMatchEulerDiscreteScheduler(shift=shift)
    scheduler.set_timesteps(sigmas=np.linspace(1.0, 1.0 / steps, steps))
    sigmas = [float(sigma) for sigma in scheduler.sigmas]
    return {"steps": steps, "shift": shift, **trajectory(scheduler, sigmas, seed)}


def euler_per_frame(seed: int) -> dict[str, Any]:
    """One step with a noise level per token, as diffusers' LTX pipelines take it (velocity negated there)."""
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(sigmas=np.linspace(1.0, 0.25, 4))
    levels = torch.tensor([[1.0, 0.0, 0.75, 0.5, 0.25, 1.0]], dtype=torch.float64)
    x = start(seed).reshape(1, WIDTH, 1)
    x0 = guess(x.flatten(), levels.flatten()).reshape(1, WIDTH, 1)
    velocity = torch.where(
        levels[..., None] > 0, (x - x0) / levels[..., None].clamp_min(1e-9), torch.zeros(()).double()
    )
    moved = scheduler.step(-velocity, scheduler.timesteps[0], x, per_token_timesteps=levels * 1000, return_dict=False)[
        0
    ]
    following = [0.75, 0.0, 0.5, 0.25, 0.0, 0.75]
    return {
        "from": levels.flatten().tolist(),
        "to": following,
        "before": x.flatten().tolist(),
        "after": moved.double().flatten().tolist(),
    }


def dpmpp(steps: int, shift: float, seed: int) -> dict[str, Any]:
    """DPMSolverMultistepScheduler, DPM-Solver++ 2M, midpoint, on flow sigmas."""
    scheduler = DPMSolverMultistepScheduler(
        algorithm_type="dpmsolver++",
        solver_order=2,
        solver_type="midpoint",
        prediction_type="flow_prediction",
        use_flow_sigmas=True,
        final_sigmas_type="zero",
    )
    sigmas = exact(scheduler, steps, shift)
    return {"steps": steps, "shift": shift, **trajectory(scheduler, sigmas, seed)}


def unipc(steps: int, shift: float, seed: int) -> dict[str, Any]:
    """UniPCMultistepScheduler, order 2, B(h) = expm1(h), predictor and corrector, on flow sigmas."""
    scheduler = UniPCMultistepScheduler(
        solver_order=2,
        solver_type="bh2",
        prediction_type="flow_prediction",
        use_flow_sigmas=True,
        final_sigmas_type="zero",
    )
    sigmas = exact(scheduler, steps, shift)
    # As the scheduler does itself: log(1 - sigma) must stay finite at the first step.
    sigmas[0] -= 1e-6
    scheduler.sigmas[0] -= 1e-6
    return {"steps": steps, "shift": shift, **trajectory(scheduler, sigmas, seed)}


def main(target: Path) -> None:
    """Write one file per sampler."""
    origin = f"diffusers {diffusers.__version__}, models/export/goldens/samplers.py"
    cases = [(4, 1.0, 1), (12, 1.0, 2), (12, 3.0, 3)]
    files: dict[str, dict[str, Any]] = {
        "euler": {
            "origin": f"FlowMatchEulerDiscreteScheduler, {origin}",
            "runs": [euler(*case) for case in cases],
            "perFrame": euler_per_frame(4),
        },
        "dpmpp-2m": {"origin": f"DPMSolverMultistepScheduler, {origin}", "runs": [dpmpp(*case) for case in cases]},
        "unipc": {"origin": f"UniPCMultistepScheduler, {origin}", "runs": [unipc(*case) for case in cases]},
    }
    for name, content in files.items():
        (target / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
