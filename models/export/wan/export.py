"""Wan pipelines to packs: which graphs, and everything the engine must know about them."""

from __future__ import annotations

import json
from typing import Any

from ..clip import build_clip
from ..errors import ExportError
from ..graph import WeightStore
from ..options import Options
from ..pack import CACHE_THRESHOLD, Manifest, bucket, carry_papers, identifier, operations, write_manifest
from ..pipeline import Component, Pipeline
from ..preview import fit_preview
from ..t5 import build_t5
from ..tokenizer import carry_tokenizer
from .schedule import schedule_of
from .transformer import Shape, build_body, build_end, build_head, build_transformer
from .vae import State, VaeShape, build_decoder, build_encoder

#: Longest prompt in tokens; the transformer sees zeros up to it (`max_sequence_length` of the pipelines).
TEXT_LENGTH = 512

#: Sizes the models were trained near, by lines of the shorter side; all sides are multiples of a token's pixels.
BUCKETS: dict[int, list[Manifest]] = {
    480: [
        bucket("16:9", 832, 480, (832, 468)),
        bucket("9:16", 480, 832, (468, 832)),
        bucket("1:1", 624, 624),
        bucket("4:3", 720, 544, (720, 540)),
        bucket("21:9", 960, 416, (960, 412)),
    ],
    720: [
        bucket("16:9", 1280, 720),
        bucket("9:16", 720, 1280),
        bucket("1:1", 960, 960),
        bucket("4:3", 1104, 832, (1104, 828)),
        bucket("21:9", 1472, 640, (1472, 630)),
    ],
    704: [
        bucket("16:9", 1280, 704, (1250, 704)),
        bucket("9:16", 704, 1280, (704, 1250)),
        bucket("1:1", 960, 960),
        bucket("4:3", 1088, 832, (1088, 816)),
        bucket("21:9", 1472, 640, (1472, 630)),
    ],
}

_WORDS_ONLY = "This model makes shots from words alone; choose an image-to-video or VACE model of the family."
_FIRST_ONLY = "This model was trained to be given the first frame and nothing else."
_ENDS_ONLY = "This model was trained to be given the first and the last frame and nothing between."
_LOOP = "A causal autoencoder makes no closed loop of itself; bridge the end of a clip to its beginning instead."
_SMOOTH = "This model was not trained on slow motion."


def _abilities(kind: str, transformer: Shape, expand: bool) -> tuple[str, str, Manifest]:
    """Conditioning mode, knowable frames, operations."""
    if kind == "WanVACEPipeline":
        native = {"generate", "animate", "extend-forward", "extend-backward", "bridge", "fill", "keyframes", "restyle"}
        return "vace", "any", operations(native, {"loop": _LOOP}, _SMOOTH)
    reasons = {"loop": _LOOP, "smooth": _SMOOTH}
    if expand:
        native = {"generate", "animate", "extend-forward", "restyle"}
        return "token_t", "first", operations(native, reasons, _FIRST_ONLY)
    if kind == "WanImageToVideoPipeline":
        native = {"animate", "extend-forward"}
        # Wan 2.1 has its own weights for both ends, known by the place of two pictures; Wan 2.2 takes either.
        both = transformer.image_width is None
        reasons["generate"] = reasons["restyle"] = "This model starts from a picture; choose a text-to-video model."
        if both:
            return "concat_mask", "first-last", operations(native | {"bridge"}, reasons, _ENDS_ONLY)
        return "concat_mask", "first", operations(native, reasons, _FIRST_ONLY)
    # Long shots continue by re-noised known frames (RePaint), which every text-to-video model can.
    return "replace", "head", operations({"generate", "extend-forward", "restyle"}, reasons, _WORDS_ONLY)


def _state(states: list[State]) -> list[Manifest]:
    return [{"name": s.name, "channels": s.channels, "frames": s.frames, "scale": s.scale} for s in states]


def _export_vae(options: Options, component: Component, shape: VaeShape) -> tuple[Manifest, Manifest]:
    """Write the four streaming graphs; gives the manifest's graphs and state."""
    store = WeightStore(options.folder, "vae")
    graphs: Manifest = {}
    states: dict[str, list[State]] = {}
    for half, build in (("encoder", build_encoder), ("decoder", build_decoder)):
        for place in ("first", "next"):
            graph = options.graph(f"{half}-{place}", store)
            states[half] = build(graph, component.weights, shape, first=place == "first")
            graphs[f"{half}{place.capitalize()}"] = {"file": graph.save()}
    return graphs, {half: _state(found) for half, found in states.items()}


#: The transformer as a whole, and in parts of which the second may be left out. All share their weights.
TRANSFORMER_PARTS = {
    "transformer": build_transformer,
    "head": build_head,
    "body": build_body,
    "end": build_end,
}


def _export_transformer(options: Options, component: Component, shape: Shape, *, low: bool = False) -> Manifest:
    """Write one transformer; gives its graphs by role."""
    if component.config["patch_size"][0] != 1:
        raise ExportError("The transformer joins several latent frames in one token, which this exporter can't write.")
    if component.config.get("qk_norm", "rms_norm_across_heads") != "rms_norm_across_heads":
        raise ExportError(f"The transformer normalises queries by {component.config['qk_norm']}, which is not known.")
    store = WeightStore(options.folder, "transformer-low" if low else "transformer")
    graphs: Manifest = {}
    for role, build in TRANSFORMER_PARTS.items():
        graph = options.graph(f"{role}-low" if low else role, store)
        build(graph, component.weights, shape)
        graphs[f"{role}Low" if low else role] = {"file": graph.save()}
    return graphs


def _pairs_of_pictures(component: Component) -> bool:
    """Whether a Wan 2.1 transformer has places for two pictures (first and last frame)."""
    return "condition_embedder.image_embedder.pos_embed" in component.weights


def export_wan(pipeline: Pipeline, options: Options, buckets: list[Manifest] | None = None) -> None:
    """Write a Wan pipeline as a pack into `options.folder`.

    `buckets` overrides the sizes, for models other than the published ones.
    """
    folder = options.folder
    classes = ("WanVACETransformer3DModel",) if pipeline.kind == "WanVACEPipeline" else ("WanTransformer3DModel",)
    transformer = pipeline.component("transformer", *classes)
    vae = pipeline.component("vae", "AutoencoderKLWan")
    text = pipeline.component("text_encoder", "UMT5EncoderModel", "T5EncoderModel")
    shape, vae_shape = Shape.of(transformer.config), VaeShape.of(vae.config)
    sampler, schedule = schedule_of(pipeline.scheduler())
    expand = bool(pipeline.index.get("expand_timesteps"))
    boundary = pipeline.index.get("boundary_ratio")
    experts = pipeline.has("transformer_2")
    if experts != (boundary is not None):
        raise ExportError("The pipeline has a second transformer or a boundary between two, but not both.")

    graphs: Manifest = {}
    text_graph = options.graph(
        "text", WeightStore(folder, "text"), "fp32" if options.dtype == "fp32" else "fp16-stored"
    )
    build_t5(text_graph, text.weights, text.config, longest=TEXT_LENGTH)
    graphs["text"] = {"file": text_graph.save()}
    graphs |= _export_transformer(options, transformer, shape)
    if experts:
        low = pipeline.component("transformer_2", *classes)
        if Shape.of(low.config) != shape:
            raise ExportError("The two transformers of the pipeline have different shapes.")
        graphs |= _export_transformer(options, low, shape, low=True)
    conditioning, knowable, abilities = _abilities(pipeline.kind, shape, expand)
    about: Manifest = {
        "inChannels": shape.in_channels,
        "outChannels": shape.out_channels,
        "patch": list(shape.patch),
        "ropePairs": list(shape.rope_pairs),
        "ropeTheta": 10000,
        "timeWidth": shape.time_width,
    }
    if shape.image_width is not None:
        image = pipeline.component("image_encoder", "CLIPVisionModel", "CLIPVisionModelWithProjection")
        graph = options.graph("image", WeightStore(folder, "image"), text_graph_precision(options))
        picture = build_clip(graph, image.weights, image.config)
        graphs["image"] = {"file": graph.save()}
        about["image"] = picture | _image_processor(pipeline)
        about["image"]["pictures"] = 2 if _pairs_of_pictures(transformer) else 1
        if _pairs_of_pictures(transformer):
            knowable = "first-last"
            reasons = {"loop": _LOOP, "smooth": _SMOOTH}
            abilities = operations({"bridge"}, reasons, "This model needs the first and the last frame.")
    if shape.vace_layers:
        about["control"] = {"hints": len(shape.vace_layers), "channels": shape.vace_channels}
    vae_graphs, states = _export_vae(options, vae, vae_shape)
    graphs |= vae_graphs

    large = vae_shape.spatial == 16
    lines = options.lines or (704 if large else 480)
    if buckets is None and lines not in BUCKETS:
        raise ExportError(f"Sizes of {lines} lines are not known; choose one of {', '.join(map(str, BUCKETS))}.")
    window = 121 if large else 81
    weights = sum(path.stat().st_size for path in folder.glob("*.bin"))
    manifest = {
        "id": identifier(pipeline.name),
        "version": "1.0.0",
        "name": pipeline.name,
        "family": "wan",
        **carry_papers(pipeline, folder),
        "graphs": graphs,
        "tokenizer": carry_tokenizer(pipeline, folder, TEXT_LENGTH),
        "text": {"width": text.config["d_model"], "length": TEXT_LENGTH},
        "latent": {
            "channels": vae_shape.latent,
            "spatialFactor": vae_shape.spatial,
            "temporal": {"kind": "causal", "factor": vae_shape.temporal},
            "mean": list(vae_shape.mean),
            "std": list(vae_shape.std),
        },
        "frames": {
            "rule": "first-and-groups",
            "group": vae_shape.temporal,
            "window": window,
            "rate": {"num": 24 if large else 16, "den": 1},
            "strides": [1],
        },
        "buckets": buckets or BUCKETS[lines],
        "conditioning": conditioning,
        "prediction": "velocity",
        "knowable": knowable,
        "transformer": about,
        "schedule": schedule,
        "stream": {**states, "fold": vae_shape.fold, "tile": {"size": 256, "stride": 192}},
        "operations": abilities,
        "context": {"frames": 9 if knowable in ("any", "head") else 1},
        "sampler": {
            "name": sampler,
            "steps": 40 if experts else 50,
            "guidance": 4.0 if experts else 5.0,
            "guidanceInterval": [0.0, 1.0],
            "cfgZeroStar": False,
            "shift": schedule["shift"],
            "draftSteps": 20,
        },
        "cache": {"threshold": CACHE_THRESHOLD},
        "preview": fit_preview(folder / "encoder-first.onnx", vae_shape.mean, vae_shape.std, vae_shape.spatial),
        "cost": _cost(shape, vae_shape, buckets or BUCKETS[lines], window, weights),
        "prompt": {},
    }
    if boundary is not None:
        manifest["experts"] = {"boundary": float(boundary), "guidanceLow": 3.0}
    write_manifest(folder, manifest)


def text_graph_precision(options: Options) -> Any:
    """Encoders of words and pictures overflow in half precision; there it is only how they are stored."""
    return "fp32" if options.dtype == "fp32" else "fp16-stored"


def _image_processor(pipeline: Pipeline) -> Manifest:
    """How a picture is made ready for CLIP."""
    path = pipeline.folder / "image_processor" / "preprocessor_config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise ExportError("The pipeline has an image encoder but no settings of its image processor.") from error
    size = config["size"]
    side = size.get("shortest_edge") or size.get("height")
    return {"side": side, "mean": config["image_mean"], "std": config["image_std"]}


def _cost(shape: Shape, vae: VaeShape, buckets: list[Manifest], window: int, weights: int) -> Manifest:
    """Operations of one evaluation of a full window, and the memory it needs in float32."""
    first = buckets[0]
    frames = (window - 1) // vae.temporal + 1
    cells = first["width"] * first["height"] // (vae.spatial * shape.patch[1]) ** 2
    tokens = frames * cells
    width = shape.width
    blocks = shape.layers + len(shape.vace_layers)
    # Products with weights (4 of self-attention, 2 of cross-attention, feed-forward of about 4.5 widths twice), scores.
    per_block = 2 * tokens * width * width * (6 + 9) + 4 * tokens * tokens * width
    activations = tokens * width * 4 * 12
    return {"weightsBytes": weights, "flopsPerWindow": blocks * per_block, "peakBytes": weights + activations}
