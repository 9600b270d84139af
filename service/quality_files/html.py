"""The report as one HTML page that needs no connection."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from graph.errors import ExportError
from loaders.report import LoadReport
from service.exports.contract import write_atomically
from service.pages import render_page
from service.quality_tables import all_services_without
from service.quality_values import page_values
from service.quality_words import WITHOUT


def write(report: LoadReport, path: Path) -> None:
    """Write the page with its style inside."""
    if report.quality is None:
        raise ExportError(f"{path}: this load was not assessed", format="html")
    style = files("service.pages").joinpath("static/style.css").read_text("utf-8")
    without = all_services_without(report.quality)
    page = render_page(
        "quality_file.html",
        style=style,
        without=without,
        titles=WITHOUT,
        **page_values(report.quality),
    )
    with write_atomically(path) as part:
        part.write_text(page, encoding="utf-8", newline="\n")
