"""Improvement as one page: tests of change, and every run chart with its values."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "improvement-html"
TITLE = "Improvement: tests of change and run charts, one page, works offline"
MEDIA_TYPE = "text/html"
SUFFIX = ".html"
OF = "improvement"


def write(data: ExportData, path: Path) -> None:
    """Write the page."""
    from service.pictures.improvement_page import render_page

    with write_atomically(path) as part:
        part.write_text(render_page(data.result), encoding="utf-8", newline="\n")
