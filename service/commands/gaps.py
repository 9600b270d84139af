"""`nwd gaps`"""

from __future__ import annotations

from typing import Any

import click

from service.filters import FILTERS, list_gap_types, select_among
from service.findings import record_coverage
from service.options import (
    coverage_options,
    data_dir_option,
    limit_option,
    read_parameters,
    save_option,
)
from service.output import format_option, print_json, print_rows, say
from service.workspace import Workspace

COLUMNS = ("gap_type", "weight", "touchpoint", "need", "segment", "place", "sentence")
READ = ("gap_type", "weight", "sentence")
"""What the table shows: the sentence names the rest."""


@click.command(name="gaps", short_help="Needs that families cannot get met, and why.")
@coverage_options
@format_option
@click.option("--touchpoint", help="Only gaps at the touchpoint of this id.")
@click.option("--need", help="Only gaps of the need of this id.")
@click.option("--segment", help="Only gaps of the segment of this id.")
@click.option("--place", help="Only gaps in the place of this id.")
@click.option("--gap-type", type=click.Choice(list_gap_types()), help="Only gaps of this type.")
@limit_option
@save_option
@data_dir_option
def command(workspace: Workspace, format_: str, limit: int, save: bool, **options: Any) -> None:
    """Required cells that no door, or not every door, leads to; the heaviest first.

    What is unknown is not a gap. CSV and JSON name the records by their ids.
    """
    coverage = workspace.coverage(read_parameters(workspace, options), routes="gaps")
    if save:
        record_coverage(workspace, coverage)
    result = dict(workspace.gaps(coverage.parameters))
    asked = {name: options[name] for name in FILTERS}
    gaps = select_among(result["gaps"], asked, coverage.net)
    if format_ == "json":
        print_json({**result, "gaps": gaps})
        return
    shown = gaps if format_ == "csv" or limit == 0 else gaps[:limit]
    print_rows(shown, format_, columns=COLUMNS, shown=READ)
    if len(shown) < len(gaps):
        say(f"{len(shown)} of {len(gaps)} gaps shown; --limit 0 shows all")
