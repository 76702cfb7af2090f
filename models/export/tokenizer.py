"""Carries a pipeline's tokenizer over as a tokenizer.json."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .errors import ExportError
from .pipeline import Pipeline

#: Several scripts, marks, blanks and a character that hardly any vocabulary has.
PROBE = "A fox — rouge, лиса, 狐狸 – runs  at 24 fps: naïve ﬁsh, ½ moon 🦊!"


def carry_tokenizer(pipeline: Pipeline, folder: Path, longest: int) -> dict[str, Any]:
    """Copy the tokenizer and note how it reads a probe; gives the manifest's part about it."""
    name = _copy(pipeline, folder)
    try:
        tokenizer = Tokenizer.from_file(str(folder / name))
    except Exception as error:
        raise ExportError(f"The pipeline's tokenizer can't be read: {error}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return {"file": name, "maxLength": longest, "probe": {"text": PROBE, "ids": tokenizer.encode(PROBE).ids}}


def _copy(pipeline: Pipeline, folder: Path) -> str:
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
