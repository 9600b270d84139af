"""`nwd export`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.exports import ExportData, select_exports, write_export
from service.options import coverage_options, data_dir_option, read_parameters
from service.output import say
from service.workspace import Workspace


@click.command(name="export", short_help="Write a take-away file.")
@click.argument("format_", metavar="FORMAT")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write.  [default: nowrongdoor and the format's suffix, in this folder]",
)
@coverage_options
@data_dir_option
def command(workspace: Workspace, format_: str, out: Path | None, **options: Any) -> None:
    """Write a take-away file.

    FORMAT is xlsx, csv, html (a picture of the network), geojson, graphml, gexf, turtle, trig,
    jsonld or nquads.

    Confidential sites' addresses and coordinates are left out of every format.
    """
    data = ExportData(workspace.snapshot(), read_parameters(workspace, options), analyses=workspace)
    known = select_exports().get(format_)
    path = out or Path(f"nowrongdoor{known.SUFFIX if known else ''}")
    write_export(format_, data, path)
    say(f"{format_} written to {path}")
