"""`nwd load`"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from graph.parameters import CoverageParameters
from loaders.load import load_source
from service.fetching import on_disk
from service.options import as_of_option, data_dir_option, report_option, source_options
from service.output import format_option
from service.progress import show_progress
from service.quality import issues_told, print_load_report
from service.updating import Review
from service.workspace import Workspace


@click.command(name="load", short_help="Load a source, or load it again.")
@source_options
@click.option("--licence", help="Licence of the data, kept with it.")
@click.option("--title", help="Title of the source, kept with it.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--findings/--no-findings",
    "compares",
    default=True,
    show_default=True,
    help="When a source is loaded again: show which findings appear and vanish.",
)
@as_of_option
@report_option
@format_option
@data_dir_option
def command(
    workspace: Workspace,
    format_: str,
    compares: bool,
    as_of: date | None,
    report_file: Path | None,
    **options: object,
) -> None:
    """Load a workbook, an HSDS directory or an RDF file as one source.

    PATH is a file or a folder, or the address of an HSDS API. Loading a source again replaces it.
    Everything becomes visible at once, in a new generation, or nothing does. When a source is
    loaded again, the report shows the records and fields that changed, and the findings that
    appear or vanish; --dry-run shows the same and publishes nothing.

    Rows that cannot be loaded are reported with file, row and column; the others load. The report
    says what became of every row and how much is known of the services; --report writes it for
    the person who mends the source, with every issue and the services that lack something. With
    --strict any issue stops the load. --format csv lists the issues, json the counts as well.
    """
    review = Review(workspace, CoverageParameters(as_of=as_of or workspace.settings.day()))
    with (
        issues_told(report_file),
        show_progress() as progress,
        on_disk(workspace, options, progress, keep=bool(options["dry_run"])) as source,
    ):
        report = load_source(
            workspace.store,
            base=workspace.settings.base_iri,
            progress=progress,
            review=review if compares else None,
            **source,
        )
    print_load_report(report, format_, review=review.result, file=report_file)
