"""The learning report as a page to print."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "learning-html"
TITLE = "Learning report: a page to print, with the pictures"
MEDIA_TYPE = "text/html"
SUFFIX = ".html"
OF = "learning"


def write(data: ExportData, path: Path) -> None:
    """Write the page; it needs no other file."""
    from service.pictures.learning import render_learning

    page = render_learning(data.result, generated_at=data.generated_at)
    with write_atomically(path) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
