"""LTX-Video pipelines to packs: which graphs, and everything the engine must know about them."""

from __future__ import annotations

from typing import Any

from ..errors import ExportError
from ..graph import WeightStore
from ..options import Options
from ..pack import CACHE_THRESHOLD, Manifest, bucket, carry_papers, identifier, operations, write_manifest
from ..pipeline import Pipeline
from ..preview import fit_preview
from ..t5 import build_t5
from ..tokenizer import carry_tokenizer
from .stream import Layer, whole
from .transformer import TIME_WIDTH, Shape, build_body, build_end, build_head, build_transformer
from .vae import VaeShape, build_decoder, build_encoder

#: Longest prompt in tokens (`max_sequence_length` of the pipeline).
TEXT_LENGTH = 256

#: Sizes near those the models were trained at; all sides are multiples of 32 pixels.
BUCKETS: dict[int, list[Manifest]] = {
    512: [
        bucket("16:9", 896, 512, (896, 504)),
        bucket("9:16", 512, 896, (504, 896)),
        bucket("1:1", 640, 640),
        bucket("4:3", 704, 544, (704, 528)),
        bucket("21:9", 1024, 448, (1024, 439)),
    ],
    704: [
        bucket("16:9", 1248, 704, (1248, 702)),
        bucket("9:16", 704, 1248, (702, 1248)),
        bucket("1:1", 928, 928),
        bucket("4:3", 1088, 832, (1088, 816)),
        bucket("21:9", 1440, 640, (1440, 617)),
    ],
}
_WINDOW = 121
#: Side of a decoded tile and distance between two, in pixels (AutoencoderKLLTXVideo).
_TILE = {"size": 512, "stride": 448}
#: `frame_rate` of the pipeline, to which the coordinates of time refer.
_RATE = 25

#: The transformer as a whole, and in parts of which the second may be left out. All share their weights.
TRANSFORMER_PARTS = {
    "transformer": build_transformer,
    "head": build_head,
    "body": build_body,
    "end": build_end,
}

_LOOP = "A causal autoencoder makes no closed loop of itself; bridge the end of a clip to its beginning instead."
_SMOOTH = "This model was not trained on slow motion."


def _check_scheduler(config: dict[str, Any]) -> None:
    if config["_class_name"] != "FlowMatchEulerDiscreteScheduler":
        raise ExportError(
            f"The pipeline's scheduler is a {config['_class_name']}; "
            "this exporter knows FlowMatchEulerDiscreteScheduler for LTX-Video."
        )
    plain = ("use_dynamic_shifting", "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas")
    if any(config.get(name) for name in (*plain, "invert_sigmas", "shift_terminal", "stochastic_sampling")):
        raise ExportError(
            "The scheduler changes its levels by the picture's size or otherwise, which is not known here."
        )
    if config.get("shift", 1.0) != 1.0 or config.get("num_train_timesteps", 1000) != 1000:
        raise ExportError("The scheduler shifts the levels of a pipeline that brings its own.")


def export_ltx(pipeline: Pipeline, options: Options, buckets: list[Manifest] | None = None) -> None:
    """Write an LTX-Video pipeline as a pack into `options.folder`.

    `buckets` overrides the sizes, for models other than the published ones.
    """
    folder = options.folder
    transformer = pipeline.component("transformer", "LTXVideoTransformer3DModel")
    vae = pipeline.component("vae", "AutoencoderKLLTXVideo")
    text = pipeline.component("text_encoder", "T5EncoderModel")
    shape, vae_shape = Shape.of(transformer.config), VaeShape.of(vae.config)
    _check_scheduler(pipeline.scheduler())
    if shape.channels != vae_shape.latent:
        raise ExportError("The transformer and the autoencoder have different latents.")
    lines = options.lines or 512
    if buckets is None and lines not in BUCKETS:
        raise ExportError(f"Sizes of {lines} lines are not known; choose one of {', '.join(map(str, BUCKETS))}.")

    graphs: Manifest = {}
    precision: Any = "fp32" if options.dtype == "fp32" else "fp16-stored"
    graph = options.graph("text", WeightStore(folder, "text"), precision)
    build_t5(graph, text.weights, text.config, longest=TEXT_LENGTH)
    graphs["text"] = {"file": graph.save()}
    store = WeightStore(folder, "transformer")
    for role, write in TRANSFORMER_PARTS.items():
        graph = options.graph(role, store)
        write(graph, transformer.weights, shape)
        graphs[role] = {"file": graph.save()}
    store = WeightStore(folder, "vae")
    layers: dict[str, list[Layer]] = {}
    for half, build in (("encoder", build_encoder), ("decoder", build_decoder)):
        graph = options.graph(half, store)
        layers[half] = build(graph, vae.weights, vae_shape)
        graphs[half] = {"file": graph.save()}

    mean = tuple(float(each) for each in vae.weights["latents_mean"])
    std = tuple(float(each) for each in vae.weights["latents_std"])
    sizes = buckets or BUCKETS[lines]
    decode: Manifest = {}
    if vae_shape.timed:
        # What the published models are shown with; the pipeline itself has no opinion.
        scale = float(vae.weights["decoder.timestep_scale_multiplier"].reshape(()))
        decode["timed"] = {"timestep": 0.05, "noise": 0.025, "scale": scale}
    write_manifest(
        folder,
        {
            "id": identifier(pipeline.name),
            "version": "1.0.0",
            "name": pipeline.name,
            "family": "ltx",
            **carry_papers(pipeline, folder),
            "graphs": graphs,
            "tokenizer": carry_tokenizer(pipeline, folder, TEXT_LENGTH),
            "text": {"width": text.config["d_model"]},
            "latent": {
                "channels": vae_shape.latent,
                "spatialFactor": vae_shape.spatial,
                "temporal": {"kind": "causal", "factor": vae_shape.temporal},
                "mean": list(mean),
                "std": list(std),
            },
            "frames": {
                "rule": "first-and-groups",
                "group": vae_shape.temporal,
                "window": _WINDOW,
                "rate": {"num": _RATE, "den": 1},
                "strides": [1],
            },
            "buckets": sizes,
            "conditioning": "token_t",
            "prediction": "velocity",
            "transformer": {
                "width": shape.width,
                "timeWidth": TIME_WIDTH,
                "ropeTheta": 10000,
                "ropeBase": {"frames": 20, "height": 2048, "width": 2048},
            },
            "schedule": {"kind": "linear-quadratic", "threshold": 0.025, "timesteps": 1000},
            "condition": {"noise": 0.15, "prefix": 2},
            "stream": {
                "encoder": {"causal": True, "layers": [each.about() for each in layers["encoder"]]},
                "decoder": {"causal": vae_shape.decoder_causal, "layers": [each.about() for each in layers["decoder"]]},
                "tile": _TILE,
            },
            "decode": decode,
            "operations": operations(
                {"generate", "animate", "extend-forward", "extend-backward", "bridge", "fill", "keyframes", "restyle"},
                {"loop": _LOOP},
                _SMOOTH,
            ),
            "context": {"frames": 17},
            "sampler": {
                "name": "euler",
                "steps": 40,
                "guidance": 3.0,
                "guidanceInterval": [0.0, 1.0],
                "cfgZeroStar": False,
                "shift": 1.0,
                "draftSteps": 16,
            },
            "cache": {"threshold": CACHE_THRESHOLD},
            "preview": fit_preview(
                folder / "encoder.onnx",
                mean,
                std,
                vae_shape.spatial,
                lambda cells: whole(layers["encoder"], 1, cells, causal=True),
            ),
            "cost": _cost(
                shape,
                vae_shape,
                sizes,
                sum(path.stat().st_size for path in folder.glob("*.bin")),
            ),
            "prompt": {},
        },
    )


def _cost(shape: Shape, vae: VaeShape, buckets: list[Manifest], weights: int) -> Manifest:
    """Operations of one evaluation of a full window, and the memory the transformer needs in float32.

    What the autoencoder needs follows from its layers.
    """
    first = buckets[0]
    tokens = ((_WINDOW - 1) // vae.temporal + 1) * (first["width"] // vae.spatial) * (first["height"] // vae.spatial)
    # Products with weights (4 of self-attention, 2 of cross-attention, feed-forward of 4 widths twice), scores.
    per_block = 2 * tokens * shape.width * shape.width * (6 + 8) + 4 * tokens * tokens * shape.width
    # Hidden states, queries, keys, values, what attention gives and a feed-forward of four widths.
    activations = tokens * shape.width * 4 * 16
    return {"weightsBytes": weights, "flopsPerWindow": shape.layers * per_block, "peakBytes": weights + activations}
