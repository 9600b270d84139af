"""`nwd quality`"""

from __future__ import annotations

import click

from loaders.quality.measurements import quality_sources, read_quality
from loaders.quality.report import as_object
from service.options import data_dir_option
from service.output import format_option, print_json, print_rows
from service.quality import print_quality
from service.quality_tables import SOURCE_COLUMNS, of_sources, source_rows
from service.workspace import Workspace


@click.command(name="quality", short_help="Show how good the loaded sources are.")
@click.argument("source", required=False)
@format_option
@data_dir_option
def command(workspace: Workspace, format_: str, source: str | None) -> None:
    """Show the data-quality report of SOURCE as it was when it was loaded, or of every source.

    With SOURCE, --format json gives the whole report and csv one figure a line.
    """
    store = workspace.snapshot()
    if source is None:
        rows = of_sources([read_quality(store, name) for name in quality_sources(store)])
        print_rows(rows, format_, columns=SOURCE_COLUMNS)
        return
    report = read_quality(store, source)
    if format_ == "json":
        print_json(as_object(report))
    elif format_ == "csv":
        rows = source_rows(report)
        print_rows(rows, "csv", columns=("figure", "table", "column", "count", "of", "share"))
    else:
        print_quality(report)
