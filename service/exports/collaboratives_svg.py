"""The network of collaboratives as a picture."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "collaboratives-svg"
TITLE = "Collaboratives: who helped whom, and who could"
MEDIA_TYPE = "image/svg+xml"
SUFFIX = ".svg"
OF = "collaboratives"


def write(data: ExportData, path: Path) -> None:
    """Write the picture."""
    from service.pictures.peers import render_peers

    with write_atomically(path) as part:
        part.write_text(render_peers(data.result), encoding="utf-8", newline="\n")
