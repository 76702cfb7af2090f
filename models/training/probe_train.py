"""Trains the probe, finds its ceiling on true renders, and exports it."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .graphs import OPSET, round_to_half, store_in_half
from .layout import RATE
from .probe import FEATURES, FRAMES, HEIGHT, SHRINK, STEP_SECONDS, WIDTH, Probe, attributes, split
from .probe_data import UNREAD, Clip, Supply, held_out_examples, worn
from .runlog import Average, RunLog, decayed, half_precision

STILLS, CLIPS = 36, 3  # of a step
CEILING_CLIPS = 150
PLACE_WEIGHT = 6.0


def loss_of(logits: Tensor, labels: Tensor) -> Tensor:
    """Sum over attributes of the cross entropy, where the attribute can be seen."""
    total = logits.new_zeros(())
    for index, part in enumerate(split(logits).values()):
        if bool((labels[:, index] != UNREAD).any()):
            total = total + functional.cross_entropy(part, labels[:, index], label_smoothing=0.05, ignore_index=UNREAD)
    return total


def readings(still: Tensor, moving: Tensor) -> Tensor:
    """Logits of a batch, a row for each still and each clip; stills say nothing of motion, their labels are unread."""
    clips = still[STILLS:].reshape(CLIPS, FRAMES, -1).mean(1)
    motion = torch.cat([moving.new_zeros(STILLS, moving.shape[1]), moving])
    return torch.cat([torch.cat([still[:STILLS], clips]), motion], dim=1)


def right(logits: Tensor, labels: Tensor) -> dict[str, list[bool]]:
    """For each attribute, whether each reading that could be made was right."""
    out: dict[str, list[bool]] = {}
    for index, (name, part) in enumerate(split(logits).items()):
        seen = labels[:, index] != UNREAD
        out[name] = (part.argmax(1) == labels[:, index])[seen].tolist()
    return out


def read(probe: Probe, clips: list[Clip], wear: int | None = None) -> tuple[Tensor, Tensor]:
    """Logits and features of clips; `wear` is the seed of the wear, None leaves them as rendered."""
    rng = None if wear is None else np.random.default_rng(wear)
    logits, features = [], []
    with torch.no_grad():
        for clip in clips:
            plain = clip.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1
            picture = plain if rng is None else worn(clip, rng)
            one, other = probe(torch.from_numpy(np.ascontiguousarray(picture)))
            logits.append(one)
            features.append(other)
    return torch.cat(logits), torch.cat(features)


def shares(logits: Tensor, labels: Tensor) -> dict[str, float]:
    """Share of right readings per attribute, and of clips with everything right."""
    out = {name: float(np.mean(hits)) for name, hits in right(logits, labels).items() if hits}
    wrong = torch.zeros(len(labels), dtype=torch.bool)
    for index, part in enumerate(split(logits).values()):
        wrong |= (part.argmax(1) != labels[:, index]) & (labels[:, index] != UNREAD)
    out["mean"] = float(np.mean(list(out.values())))
    out["all"] = float((~wrong).float().mean())
    return {name: round(value, 4) for name, value in out.items()}


def new_probe() -> Probe:
    """A probe with a head for every value the world can say."""
    return Probe()


def train(folder: Path, minutes: float, peak: float = 3e-3, seed: int = 71) -> None:
    """Train until `minutes` of processor time are used, counting earlier sittings."""
    log = RunLog(folder)
    torch.manual_seed(seed)
    state: dict[str, Any] | None = log.load()
    heads = {name: list(values) for name, values in attributes().items()}
    if state is not None and json.loads(state["heads"]) != heads:
        log.write(event="the world has changed: starting anew")
        state = None
    model = new_probe().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    others = [p for p in model.parameters() if p.ndim < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}],
        lr=peak,
        betas=(0.9, 0.98),
    )
    average = Average(model, 0.995)
    done, step = 0.0, 0
    if state is not None:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average.state, average.steps = state["average"], int(state["averageSteps"])
        done, step = float(state["seconds"]), int(state["step"])
    supply = Supply(seed + step)
    log.write(event="start", step=step, seconds=done, parameters=sum(p.numel() for p in model.parameters()))
    base, began, shown = done, time.process_time(), done
    loss_mean, hits = 0.0, {name: 0.0 for name in heads}
    while done < minutes * 60:
        for group in optimizer.param_groups:
            group["lr"] = decayed(done / (minutes * 60), peak) * min(1.0, (step + 1) / 60)
        pictures, labels, cover = supply.batch(STILLS, CLIPS)
        model.train()
        with half_precision():
            moments, found = model.moments(pictures.to(memory_format=torch.channels_last), CLIPS)
            # A clip's pictures count as one still each; of its motion there is one reading.
            still = model.still_heads(functional.relu(model.still(moments)))
            moving = model.moving_heads(functional.relu(model.motion(moments[STILLS:])))
        logits = readings(still.float(), moving.float())
        place = functional.binary_cross_entropy_with_logits(found.float(), cover)
        loss = loss_of(logits, labels) + PLACE_WEIGHT * place
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(model)
        step += 1
        done = base + time.process_time() - began
        loss_mean += (loss.item() - loss_mean) * max(0.02, 1 / step)
        for name, seen in right(logits.detach(), labels).items():
            if seen:
                hits[name] += (float(np.mean(seen)) - hits[name]) * max(0.02, 1 / step)
        if done - shown > 15 or done >= minutes * 60 or step == 10:
            shown = done
            log.write(step=step, seconds=done, loss=loss_mean, **hits)
            checkpoint = {
                "model": model.state_dict(), "average": average.state, "averageSteps": average.steps,
                "optimizer": optimizer.state_dict(), "heads": json.dumps(heads), "seconds": done, "step": step,
            }  # fmt: skip
            log.save(checkpoint)


def fold_norms(module: nn.Module) -> None:
    """Fold batch normalisation into the convolutions before it, as the exporter would: half precision comes after."""
    for child in module.modules():
        if not isinstance(child, nn.Sequential):
            continue
        for at in range(len(child) - 1):
            first, second = child[at], child[at + 1]
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                child[at] = fuse_conv_bn_eval(first, second)
                child[at + 1] = nn.Identity()


def load_probe(path: Path) -> Probe:
    """The averaged weights of a checkpoint, rounded to what the exported file holds."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    probe = new_probe()
    probe.load_state_dict(state["average"])
    probe.eval()
    fold_norms(probe)
    round_to_half(probe)
    return probe


def export_graph(probe: Probe, path: Path) -> None:
    """Write the probe as ONNX with weights in half precision."""
    example = torch.zeros(FRAMES, 3, HEIGHT, WIDTH)
    axes = {"pixels": {0: "pictures"}, "logits": {0: "clips"}, "features": {0: "clips"}}
    torch.onnx.export(
        probe,
        (example,),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=["pixels"],
        output_names=["logits", "features"],
        dynamic_axes=axes,
    )
    store_in_half(path)


def export(checkpoint: Path, folder: Path) -> dict[str, Any]:
    """Write `probe.onnx` and `probe.json`: heads, geometry, what training it took, and the ceilings."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    probe = load_probe(checkpoint)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "probe.onnx"
    export_graph(probe, path)

    examples = list(held_out_examples(CEILING_CLIPS, seed=5))
    labels = torch.tensor([example.labels for example in examples])
    clips = [example.clip for example in examples]
    logits, features = read(probe, clips)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pixels = np.ascontiguousarray(examples[0].clip.transpose(0, 3, 1, 2), np.float32) / 127.5 - 1
    theirs = session.run(None, {"pixels": pixels})
    worst = max(
        float(np.abs(theirs[0][0] - logits[0].numpy()).max()), float(np.abs(theirs[1][0] - features[0].numpy()).max())
    )
    if worst > 1e-3:
        raise RuntimeError(f"probe.onnx differs from PyTorch by {worst:.2e}")
    description: dict[str, Any] = {
        "graph": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "width": WIDTH,
        "height": HEIGHT,
        "shrink": SHRINK,
        "frames": FRAMES,
        "step": round(STEP_SECONDS * RATE),
        "rate": RATE,
        "features": FEATURES,
        "heads": [{"name": name, "values": list(values)} for name, values in attributes().items()],
        "trained": {
            "stills": int(state["step"]) * STILLS,
            "clips": int(state["step"]) * CLIPS,
            "minutes": round(float(state["seconds"]) / 60, 1),
        },
        "ceiling": {
            "clips": CEILING_CLIPS,
            "trueRenders": shares(logits, labels),
            "wornRenders": shares(read(probe, clips, wear=9)[0], labels),
        },
    }
    (folder / "probe.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    return description


def run(folder: Path, minutes: float, material: Path) -> dict[str, Any]:
    """Train, then write everything the evaluation reads: the probe, prompts, references and true renders."""
    from .probe_references import write_clips, write_first_frames, write_references
    from .probe_words import write_prompts

    if minutes > 0:
        train(folder, minutes)
    checkpoint = folder / "last.pt"
    description = export(checkpoint, material)
    write_prompts(material)
    write_first_frames(material)
    write_clips(checkpoint, material)
    return {**description["ceiling"], **write_references(checkpoint, material)}
