"""`nwd check`"""

from __future__ import annotations

from pathlib import Path

import click

from loaders.load import check_source
from service.fetching import on_disk
from service.options import data_dir_option, report_option, source_options
from service.output import format_option
from service.progress import show_progress
from service.quality import issues_told, print_load_report
from service.workspace import Workspace


@click.command(name="check", short_help="Report what loading a source would do.")
@source_options
@report_option
@format_option
@data_dir_option
def command(
    workspace: Workspace, format_: str, report_file: Path | None, **options: object
) -> None:
    """Report what loading PATH, a file, folder or address, would do, and change nothing.

    The data-quality report is that of `nwd load`. References to other sources are looked up in the
    store, where there is one. --format csv lists the issues, json the counts as well; --report
    writes the whole report, with every issue and the services that lack something, to a file.
    """
    with (
        issues_told(report_file),
        show_progress() as progress,
        on_disk(workspace, options, progress, keep=True) as source,
    ):
        report = check_source(
            workspace.store,
            base=workspace.settings.base_iri,
            progress=progress,
            **source,
        )
    print_load_report(report, format_, file=report_file)
