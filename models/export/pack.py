"""What every pack has: its folder, its manifest, its hashes, its licence and its model card."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

from .errors import ExportError
from .pipeline import Pipeline

Manifest = dict[str, Any]

#: First-block cache: how much the first block's residual may change, relative to its size, before the other blocks are
#: evaluated again (`FirstBlockCacheConfig` of diffusers).
CACHE_THRESHOLD = 0.05

OPERATIONS = (
    "generate",
    "animate",
    "extend-forward",
    "extend-backward",
    "bridge",
    "fill",
    "loop",
    "keyframes",
    "restyle",
    "smooth",
)


def operations(native: set[str], reasons: dict[str, str], otherwise: str) -> Manifest:
    """Which operations a pack can do; for each of the others why not."""
    return {
        name: {"native": True} if name in native else {"native": False, "reason": reasons.get(name, otherwise)}
        for name in OPERATIONS
    }


def bucket(aspect: str, width: int, height: int, visible: tuple[int, int] | None = None) -> Manifest:
    """One frame size; the visible part has the exact aspect."""
    wide, high = visible or (width, height)
    return {"aspect": aspect, "width": width, "height": height, "visible": {"width": wide, "height": high}}


def identifier(name: str) -> str:
    """A pack's id from a pipeline's name: lower case letters, digits and hyphens, at most 64."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix("-diffusers")).strip("-")[:64].rstrip("-")
    return plain if len(plain) > 1 else f"pack-{plain}"


def new_folder(path: Path) -> Path:
    """An empty folder to write a pack to; what is already there is never overwritten."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ExportError(f"{path} is not an empty folder; name one that does not exist yet.")
    path.mkdir(parents=True, exist_ok=True)
    return path


def front_matter(text: str) -> dict[str, str]:
    """The plain `key: value` lines of a model card's YAML header."""
    match = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    pairs = re.findall(r"^([A-Za-z_]+):[ \t]*(\S[^\n]*)$", match.group(1), re.MULTILINE) if match else []
    return {key: value.strip().strip("\"'") for key, value in pairs}


def carry_papers(pipeline: Pipeline, folder: Path) -> Manifest:
    """Copy licence and model card; gives the manifest's fields about them."""
    fields: Manifest = {"licence": "unknown", "description": f"Exported from {pipeline.name}."}
    card = pipeline.folder / "README.md"
    if card.is_file():
        shutil.copyfile(card, folder / "MODEL_CARD.md")
        header = front_matter(card.read_text(encoding="utf-8", errors="replace"))
        named = header.get("license_name", header.get("license", "unknown"))
        fields["licence"] = "Apache-2.0" if named == "apache-2.0" else named[:120]
    licences = sorted(path for path in pipeline.folder.glob("LICENSE*") if path.is_file())
    if licences:
        shutil.copyfile(licences[0], folder / "LICENSE.txt")
        # A permissive licence need not be accepted to run; any other is shown first.
        free = fields["licence"] in ("Apache-2.0", "mit", "MIT")
        fields["licenceText"] = {"file": "LICENSE.txt", "mustAccept": not free}
    return fields


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Hash every file in the folder and write pack.json last, so that an export that broke off is no pack."""
    files: dict[str, Any] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        files[path.relative_to(folder).as_posix()] = {"sha256": digest.hexdigest(), "bytes": path.stat().st_size}
    content = {"format": "kinoloom-pack", "formatVersion": 1, **manifest, "files": files}
    (folder / "pack.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
