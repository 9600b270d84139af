"""`nwd coverage`"""

from __future__ import annotations

from typing import Any

import click

from graph.coverage import Routes
from service.findings import record_coverage
from service.options import coverage_options, data_dir_option, read_parameters, save_option
from service.output import format_option, print_json, print_rows, print_table
from service.summary import print_summary
from service.workspace import Workspace

COLUMNS = (
    "touchpoint",
    "need",
    "segment",
    "place",
    "weight",
    "any_door",
    "every_door",
    "gap_type",
    "handoffs",
    "route",
)


@click.command(name="coverage", short_help="How close the community is to no wrong door.")
@coverage_options
@format_option
@click.option("--cells", is_flag=True, help="List every required cell in the table as well.")
@save_option
@data_dir_option
def command(workspace: Workspace, format_: str, cells: bool, save: bool, **options: Any) -> None:
    """How far every door, and any door, leads to what families need.

    The headline is an interval: what is certain, and what is possible if all that is unknown turns
    out well. CSV lists the required cells; JSON holds the headline, and every cell with its route,
    its gap type and what to verify.
    """
    routes: Routes = "all" if cells or format_ != "table" else "none"
    coverage = workspace.coverage(read_parameters(workspace, options), routes=routes)
    if save:
        record_coverage(workspace, coverage)
    if format_ == "json":
        print_json(coverage.as_dict())
    elif format_ == "csv":
        print_rows(list(coverage.cells()), "csv", columns=COLUMNS)
    else:
        print_summary(coverage.summary())
        if cells:
            print_table(list(coverage.cells()), COLUMNS, title="Required cells")
