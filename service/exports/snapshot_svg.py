"""Snapshots as a picture."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "snapshot-svg"
TITLE = "Snapshot: scores and spread as a dot plot"
MEDIA_TYPE = "image/svg+xml"
SUFFIX = ".svg"
OF = "snapshot"


def write(data: ExportData, path: Path) -> None:
    """Write the picture, a panel for each snapshot."""
    from service.pictures.snapshot import render_snapshot

    with write_atomically(path) as part:
        part.write_text(render_snapshot(data.result), encoding="utf-8", newline="\n")
