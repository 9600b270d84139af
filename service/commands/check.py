"""`nwd check`"""

from __future__ import annotations

import click

from loaders.load import check_source
from service.options import data_dir_option, source_options
from service.output import format_option
from service.progress import show_progress
from service.quality import issues_told, print_load_report
from service.workspace import Workspace


@click.command(name="check", short_help="Report what loading a source would do.")
@source_options
@format_option
@data_dir_option
def command(workspace: Workspace, format_: str, **options: object) -> None:
    """Report what loading PATH would do, and change nothing.

    References to other sources are looked up in the store, where there is one. --format csv lists
    the issues, json the counts as well.
    """
    with issues_told(), show_progress() as progress:
        report = check_source(
            workspace.store,
            base=workspace.settings.base_iri,
            progress=progress,
            **options,  # type: ignore[arg-type]
        )
    print_load_report(report, format_)
