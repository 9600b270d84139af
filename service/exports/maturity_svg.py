"""The grid of a maturity model as a picture."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "maturity-svg"
TITLE = "Maturity: areas by stages, with self, reviewed and computed ratings"
MEDIA_TYPE = "image/svg+xml"
SUFFIX = ".svg"
OF = "maturity"


def write(data: ExportData, path: Path) -> None:
    """Write the picture."""
    from service.pictures.maturity import render_maturity

    with write_atomically(path) as part:
        part.write_text(render_maturity(data.result), encoding="utf-8", newline="\n")
