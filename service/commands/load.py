"""`nwd load`"""

from __future__ import annotations

import click

from loaders.load import load_source
from service.options import data_dir_option, source_options
from service.output import format_option
from service.progress import show_progress
from service.quality import issues_told, print_load_report
from service.workspace import Workspace


@click.command(name="load", short_help="Load a source, or load it again.")
@source_options
@click.option("--licence", help="Licence of the data, kept with it.")
@click.option("--title", help="Title of the source, kept with it.")
@format_option
@data_dir_option
def command(workspace: Workspace, format_: str, **options: object) -> None:
    """Load a workbook, an HSDS directory or an RDF file as one source.

    PATH is a file or a folder. Loading a source again replaces it. Everything becomes visible at
    once, in a new generation, or nothing does.

    Rows that cannot be loaded are reported with file, row and column; the others load. With
    --strict any issue stops the load. --format csv lists the issues, json the counts as well.
    """
    with issues_told(), show_progress() as progress:
        report = load_source(
            workspace.store,
            base=workspace.settings.base_iri,
            progress=progress,
            **options,  # type: ignore[arg-type]
        )
    print_load_report(report, format_)
