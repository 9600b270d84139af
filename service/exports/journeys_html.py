"""Journeys for a meeting: one page to print, with stories, pictures, breaks and opportunities."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "journeys-html"
TITLE = "Journeys for a meeting: stories, pictures, breaks and opportunities, to print"
MEDIA_TYPE = "text/html"
SUFFIX = ".html"
OF = "journeys"


def write(data: ExportData, path: Path) -> None:
    """Write the page of the scenario asked, or of all."""
    from service.pictures.journey_page import render_journey_page

    page = render_journey_page(data.result, generated_at=data.generated_at)
    with write_atomically(path) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
