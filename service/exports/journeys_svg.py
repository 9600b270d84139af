"""Journeys as a picture: steps, branches, waits and breaks over the first years."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "journeys-svg"
TITLE = "Journeys as a picture: steps, waits and breaks over the days from pregnancy on"
MEDIA_TYPE = "image/svg+xml"
SUFFIX = ".svg"
OF = "journeys"


def write(data: ExportData, path: Path) -> None:
    """Write the picture of the scenario asked, or of all, one below the other."""
    from service.pictures.journey import render_journeys

    with write_atomically(path) as part:
        part.write_text(render_journeys(data.result), encoding="utf-8", newline="\n")
