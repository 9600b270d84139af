"""Reports as files."""

from __future__ import annotations

from pathlib import Path

from graph.errors import ExportError
from service.exports.contract import write_atomically
from service.report.building import build_report
from service.report.formats import select_format
from service.report.material import Material

STEM = "nowrongdoor-report"
"""The file's name without its suffix."""


def write_report(material: Material, path: Path) -> None:
    """Write the report in the format that the suffix of the path names, whole or not at all.

    Raises ExportError for another suffix or a path that cannot be written, BadParameter for what
    no record has.
    """
    chosen = select_format(path)
    content = chosen.render(build_report(material))
    try:
        with write_atomically(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}", format=chosen.NAME
        ) from error
