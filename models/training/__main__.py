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
    codec = commands.add_parser("codec", help="train the autoencoder")
    codec.add_argument("--minutes", type=float, default=20)
    codec.add_argument("--decoder-only", action="store_true", help="polish the decoder under a frozen encoder")
    corpus = commands.add_parser("corpus", help="render and encode shots")
    corpus.add_argument("--stills", type=int, default=4000)
    corpus.add_argument("--shots", type=int, default=480)
    corpus.add_argument("--longs", type=int, default=64)
    corpus.add_argument("--seed", type=int, default=1)
    train = commands.add_parser("train", help="train the transformer")
    train.add_argument("--minutes", type=float, default=70)
    train.add_argument("--peak", type=float, default=1e-3, help="learning rate before the decay")
    evaluate = commands.add_parser("evaluate", help="measure what the weights obey")
    evaluate.add_argument("--prompts", type=int, default=40)
    evaluate.add_argument("--steps", type=int, default=12)
    evaluate.add_argument("--guidance", type=float, default=2.5)
    export = commands.add_parser("export", help="write the pack")
    export.add_argument("--version", default="0.1.0")
    export.add_argument("--untrained", action="store_true", help="right shapes, random weights")
    return parser.parse_args()


def main() -> None:
    """Run a command."""
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    runs: Path = arguments.runs
    codec_path, model_path = runs / "codec" / "codec.pt", runs / "transformer" / "last.pt"
    # Imported late: rendering processes start this file again and need none of it.
    from . import corpus as corpora
    from . import export

    if arguments.command == "text":
        export.export_text_pack(arguments.minilm, arguments.pack)
    elif arguments.command == "codec":
        from .train_codec import train as train_codec

        train_codec(runs / "codec", arguments.minutes, decoder_only=arguments.decoder_only)
    elif arguments.command == "corpus":
        jobs = corpora.plan(arguments.stills, arguments.shots, arguments.longs, arguments.seed)
        corpora.build(runs / "corpus", export.load_codec(codec_path), jobs)
    elif arguments.command == "train":
        from .train import train

        codec = export.load_codec(codec_path)
        train(runs / "transformer", runs / "corpus", arguments.pack, codec, arguments.minutes, arguments.peak)
    elif arguments.command == "evaluate":
        from .evaluate import evaluate
        from .sample import Settings

        settings = Settings(arguments.steps, arguments.guidance)
        model, codec = export.load_transformer(model_path), export.load_codec(codec_path)
        print(json.dumps(evaluate(model, codec, arguments.pack, arguments.prompts, settings, runs), indent=2))
    elif arguments.untrained:
        print(export.export_pack(arguments.pack, None, None, arguments.version))
    else:
        print(export.export_pack(arguments.pack, codec_path, model_path, arguments.version))


if __name__ == "__main__":
    main()
