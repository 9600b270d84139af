"""Run charts below each other, as one picture."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData, write_atomically

NAME = "run-charts-svg"
TITLE = "Run charts: one picture with every indicator"
MEDIA_TYPE = "image/svg+xml"
SUFFIX = ".svg"
OF = "improvement"


def write(data: ExportData, path: Path) -> None:
    """Write the picture; it needs no script and no connection."""
    from service.pictures.run_chart import draw_run_charts

    with write_atomically(path) as part:
        part.write_text(draw_run_charts(data.result["charts"]), encoding="utf-8", newline="\n")
