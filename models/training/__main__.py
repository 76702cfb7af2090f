"""Command line: `python -m training <command>` from the folder `models`. Every command resumes where it stopped."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch


def _arguments() -> argparse.Namespace:
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(prog="training", description="Trains and exports Kinoloom Animatic.")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where checkpoints, logs and sheets go")
    parser.add_argument("--pack", type=Path, default=here.parent / "animatic", help="the exported pack")
    parser.add_argument("--threads", type=int, default=2)
    commands = parser.add_subparsers(dest="command", required=True)
    text = commands.add_parser("text", help="export the sentence encoder, which training reads")
    text.add_argument("minilm", type=Path, help="folder with model.safetensors and tokenizer.json")
    shots = commands.add_parser("shots", help="render shots")
    shots.add_argument("--stills", type=int, default=4800)
    shots.add_argument("--shots", type=int, default=3200)
    shots.add_argument("--longs", type=int, default=640)
    shots.add_argument("--later", type=int, default=960)
    shots.add_argument("--seed", type=int, default=2)
    codec = commands.add_parser("codec", help="train the autoencoder")
    codec.add_argument("--minutes", type=float, default=28)
    codec.add_argument("--begin", type=Path, help="an exported pack to start from")
    codec.add_argument("--decoder-only", action="store_true", help="polish the decoder of --begin alone")
    commands.add_parser("corpus", help="encode the rendered shots")
    train = commands.add_parser("train", help="train the transformer")
    train.add_argument("--minutes", type=float, default=70, help="of processor time")
    train.add_argument("--peak", type=float, default=2e-3, help="learning rate before the decay")
    train.add_argument("--begin", type=Path, help="an exported pack to start from")
    train.add_argument("--width", type=int, default=384, help="of the network, when a run begins")
    train.add_argument("--layers", type=int, default=4, help="of the network, when a run begins")
    own = commands.add_parser("own", help="sample clips of the transformer's own, to learn to go on from")
    own.add_argument("--shards", type=int, default=60, help="of eight clips")
    own.add_argument("--begin", type=Path, help="an exported pack whose networks draw, instead of those of the runs")
    foreign = commands.add_parser(
        "foreign", help="make clips of nothing in the world, to learn to leave them as they are"
    )
    foreign.add_argument("--shards", type=int, default=100, help="of sixteen clips")
    pairs = commands.add_parser("pairs", help="draw what the finisher learns from")
    pairs.add_argument("--files", type=int, default=45, help="of 48 frames")
    pairs.add_argument("--begin", type=Path, help="an exported pack whose networks draw, instead of those of the runs")
    finisher = commands.add_parser("finisher", help="train the finisher")
    finisher.add_argument("--minutes", type=float, default=50)
    evaluate = commands.add_parser("evaluate", help="measure what the weights obey")
    evaluate.add_argument("--prompts", type=int, default=40)
    evaluate.add_argument("--steps", type=int, default=12)
    evaluate.add_argument("--guidance", type=float, default=2.5)
    probe = commands.add_parser("probe", help="train the evaluation's judge and write what it judges by")
    probe.add_argument("--minutes", type=float, default=30, help="of processor time; 0 only writes the files")
    probe.add_argument("--material", type=Path, default=here.parent / "evaluation")
    export = commands.add_parser("export", help="write the pack")
    export.add_argument("--version", default="0.3.0")
    export.add_argument("--begin", type=Path, help="write this pack's networks anew instead of those of the runs")
    export.add_argument("--finisher-alone", action="store_true", help="add the finisher to the pack as it lies there")
    export.add_argument("--untrained", action="store_true", help="right shapes, random weights")
    return parser.parse_args()


def main() -> None:
    """Run a command."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    runs: Path = arguments.runs
    codec_path, model_path = runs / "codec" / "codec.pt", runs / "transformer" / "last.pt"
    finisher_path = runs / "finisher" / "last.pt"
    # Imported late: rendering processes start this file again and need none of it.
    from . import corpus as corpora
    from . import export
    from .codec import Codec
    from .transformer import Shape, Transformer

    def finished() -> export.Networks:
        return export.trained(codec_path, model_path, finisher_path, arguments.pack)

    if arguments.command == "text":
        export.export_text_pack(arguments.minilm, arguments.pack)
    elif arguments.command == "codec":
        from .train_codec import train as train_codec

        train_codec(
            runs / "codec", runs / "shots", arguments.minutes, arguments.begin, decoder_only=arguments.decoder_only
        )
    elif arguments.command == "shots":
        from . import shots

        counts = {"still": arguments.stills, "shot": arguments.shots, "long": arguments.longs, "later": arguments.later}
        shots.render(runs / "shots", shots.plan(counts, arguments.seed))
    elif arguments.command == "corpus":
        corpora.build(runs / "corpus", export.load_codec(codec_path), runs / "shots")
    elif arguments.command == "train":
        from .train import train

        codec = export.load_codec(codec_path)
        train(
            runs / "transformer", runs / "corpus", arguments.pack, codec, arguments.minutes, arguments.peak,
            begin=arguments.begin, shape=Shape(arguments.width, arguments.layers),
        )  # fmt: skip
    elif arguments.command == "own":
        from . import own
        from .text import TextStates

        networks = export.carried(arguments.begin) if arguments.begin else finished()
        text = TextStates(arguments.pack)
        own.build(runs / "corpus", networks.transformer, networks.codec, text, arguments.shards)
    elif arguments.command == "foreign":
        from . import foreign

        foreign.build(runs / "corpus", export.load_codec(codec_path), arguments.shards)
    elif arguments.command == "pairs":
        from . import finisher_pairs

        networks = export.carried(arguments.begin) if arguments.begin else finished()
        finisher_pairs.build(runs / "pairs", arguments.pack, networks.codec, networks.transformer, arguments.files)
    elif arguments.command == "finisher":
        from .train_finisher import train as train_finisher

        train_finisher(runs / "finisher", runs / "pairs", arguments.minutes)
    elif arguments.command == "evaluate":
        from .evaluate import evaluate
        from .sample import Settings

        settings = Settings(arguments.steps, arguments.guidance)
        model, codec = export.load_transformer(model_path), export.load_codec(codec_path)
        print(json.dumps(evaluate(model, codec, arguments.pack, arguments.prompts, settings, runs), indent=2))
    elif arguments.command == "probe":
        from .probe_train import run

        print(json.dumps(run(runs / "probe", arguments.minutes, arguments.material), indent=2))
    elif arguments.finisher_alone:
        print(export.export_finisher_alone(arguments.pack, export.load_finisher(finisher_path)))
    else:
        if arguments.untrained:
            torch.manual_seed(0)
            networks = export.Networks(Codec(), Transformer())
        elif arguments.begin:
            networks = export.carried(arguments.begin)
        else:
            networks = finished()
        print(export.export_pack(arguments.pack, networks, arguments.version))


if __name__ == "__main__":
    main()
