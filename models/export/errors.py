"""What the exporter says when it can't go on."""

from __future__ import annotations


class ExportError(Exception):
    """One sentence for the person who runs the exporter."""
