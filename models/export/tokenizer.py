"""Carries a pipeline's tokenizer over as a tokenizer.json."""

from __future__ import annotations

import shutil
from pathlib import Path

from .errors import ExportError
from .pipeline import Pipeline


def carry_tokenizer(pipeline: Pipeline, folder: Path) -> str:
    """Copy tokenizer.json, or make one from a SentencePiece model; gives the file's name."""
    source = pipeline.folder / "tokenizer"
    target = folder / "tokenizer.json"
    if (source / "tokenizer.json").is_file():
        shutil.copyfile(source / "tokenizer.json", target)
        return target.name
    if not any(source.glob("*.model")):
        raise ExportError("The pipeline has no tokenizer: neither tokenizer.json nor a SentencePiece model.")
    try:
        from transformers import AutoTokenizer
    except ImportError as error:
        raise ExportError("The tokenizer is a SentencePiece model; install transformers to convert it.") from error
    AutoTokenizer.from_pretrained(source).backend_tokenizer.save(str(target))
    return target.name
