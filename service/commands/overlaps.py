"""`nwd overlaps`"""

from __future__ import annotations

from typing import Any

import click

from service.findings import record_overlaps
from service.options import (
    coverage_options,
    data_dir_option,
    limit_option,
    read_parameters,
    save_option,
)
from service.output import format_option, print_json, print_rows, print_table, say
from service.workspace import Workspace

COLUMNS = (
    "verdict",
    "jaccard",
    "containment",
    "first",
    "first_partner",
    "second",
    "second_partner",
    "reason",
)
READ = ("verdict", "jaccard", "first", "second", "reason")
TWICE = "possible-duplicate-record"


@click.command(name="overlaps", short_help="Services that serve nearly the same families.")
@coverage_options
@format_option
@limit_option
@save_option
@data_dir_option
def command(workspace: Workspace, format_: str, limit: int, save: bool, **options: Any) -> None:
    """Services of different partners that serve nearly the same families.

    A duplication candidate is named only where capacity and demand are known; it is a question for
    the partners to discuss, not a verdict.
    """
    result = workspace.overlaps(read_parameters(workspace, options))
    if save:
        record_overlaps(workspace, result)
    if format_ == "json":
        print_json(result)
        return
    pairs = result["pairs"]
    twice = [
        {**pair, "verdict": TWICE, "reason": ", ".join(pair["reasons"])}
        for pair in result["possible_duplicates"]
    ]
    if format_ == "csv":
        print_rows([*pairs, *twice], "csv", columns=COLUMNS)
        return
    shown = pairs if limit == 0 else pairs[:limit]
    print_table([_name(pair) for pair in shown], READ)
    if len(shown) < len(pairs):
        say(f"{len(shown)} of {len(pairs)} overlaps shown; --limit 0 shows all")
    if twice:
        print_table(twice, ("first", "second", "reason"), title="Records that may be the same")


def _name(pair: dict[str, Any]) -> dict[str, Any]:
    """A pair with its services called by name and partner."""
    names = pair["names"]
    return {
        **pair,
        "first": f"{names['first']} ({names['first_partner'] or 'partner unknown'})",
        "second": f"{names['second']} ({names['second_partner'] or 'partner unknown'})",
    }
