"""A diffusers pipeline as a folder of configs and weights, read without diffusers."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import ExportError
from .safetensors_file import Weights


def _read_json(path: Path, what: str) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ExportError(f"{what}: there is no {path.name} in {path.parent.name or path.parent}.") from error
    except ValueError as error:
        raise ExportError(f"{what}: {path.name} is not valid JSON.") from error
    if not isinstance(content, dict):
        raise ExportError(f"{what}: {path.name} is no JSON object.")
    return content


class Component:
    """One model of a pipeline."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def config(self) -> dict[str, Any]:
        """Its config.json."""
        return _read_json(self.folder / "config.json", "The pipeline is incomplete")

    @cached_property
    def weights(self) -> Weights:
        """Its tensors."""
        return Weights(self.folder)


class Pipeline:
    """A downloaded pipeline."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.index = _read_json(folder / "model_index.json", "This is no diffusers pipeline")

    @property
    def kind(self) -> str:
        """The pipeline's class."""
        return str(self.index.get("_class_name", ""))

    def has(self, component: str) -> bool:
        """Whether the pipeline has a component."""
        entry = self.index.get(component)
        return isinstance(entry, list) and entry[:1] != [None]

    def class_of(self, component: str) -> str:
        """A component's class; empty where the pipeline has none."""
        return str(self.index[component][1]) if self.has(component) else ""

    def component(self, name: str, *classes: str) -> Component:
        """A component, which has to be of one of the classes."""
        if not self.has(name):
            raise ExportError(f"The pipeline has no {name.replace('_', ' ')}.")
        if self.class_of(name) not in classes:
            raise ExportError(
                f"The pipeline's {name.replace('_', ' ')} is a {self.class_of(name)}; "
                f"this exporter knows {' and '.join(classes)} there."
            )
        return Component(self.folder / name)

    def scheduler(self) -> dict[str, Any]:
        """The scheduler's class (`_class_name`) and settings."""
        config = _read_json(self.folder / "scheduler" / "scheduler_config.json", "The pipeline is incomplete")
        # The index decides what runs; the file may name the class its settings came from.
        return {**config, "_class_name": self.class_of("scheduler")}


def open_pipeline(source: str) -> Pipeline:
    """A pipeline from a folder, or from the Hugging Face hub by its id (`owner/name`)."""
    folder = Path(source)
    if folder.is_dir():
        return Pipeline(folder, folder.resolve().name)
    if source.count("/") != 1 or source.startswith((".", "/")):
        raise ExportError(f"There is no folder {source}.")
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise ExportError("To fetch a pipeline from the hub, install huggingface_hub; or name a folder.") from error
    wanted = ["*.json", "*.safetensors", "*.model", "*.txt", "*.md", "LICENSE*"]
    try:
        path = snapshot_download(source, allow_patterns=wanted)
    except Exception as error:
        raise ExportError(f"The pipeline {source} can't be fetched from the hub: {error}") from error
    return Pipeline(Path(path), source.split("/")[1])
