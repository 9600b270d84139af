"""`nwd compare`"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from service.comparing import compare_days, compare_generations, compare_places
from service.options import coverage_options, data_dir_option, read_parameters
from service.output import format_option, print_json, print_rows, print_table, say
from service.workspace import Workspace

COLUMNS = (
    "column",
    "name",
    "section",
    "unit",
    "low",
    "high",
    "common_low",
    "common_high",
    "difference_low",
    "difference_high",
)
CHANGED = (
    "every_door_change",
    "any_door_change",
    "touchpoint",
    "need",
    "segment",
    "place",
    "weight",
    "sentence",
)
TWO = 2
Command = Callable[..., Any]


def _options(command: Command) -> Command:
    """The parameters of coverage; `--as-of` may be given twice."""
    described: Any = coverage_options(command)
    described.__click_params__ = [
        option for option in described.__click_params__ if option.name != "as_of"
    ]
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        multiple=True,
        metavar="DATE",
        help="Day on which freshness is judged; two of them compare the two days.",
    )(command)


@click.command(name="compare", short_help="Places, days or generations of the data side by side.")
@_options
@click.option("--place", multiple=True, help="Id of a place to compare; may be repeated.")
@click.option(
    "--generation",
    type=click.IntRange(1),
    multiple=True,
    help="Number of a generation of the store, see `nwd history`; two of them.",
)
@format_option
@click.option(
    "--list",
    "list_",
    type=click.Choice(["measures", "changes"]),
    default="measures",
    show_default=True,
    help="Which list CSV holds: changes are cells that changed, over time.",
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=25,
    show_default=True,
    help="Most changed cells that the table shows, 0 for all; CSV and JSON are never cut.",
)
@data_dir_option
def command(
    workspace: Workspace,
    format_: str,
    list_: str,
    limit: int,
    as_of: tuple[datetime, ...],
    place: tuple[str, ...],
    generation: tuple[int, ...],
    **options: Any,
) -> None:
    """The same measures side by side: of places, of two days, or of two generations of the data.

    Without options, of the first level of places of which several have required cells. Completeness
    stands beside each figure, and nothing is ranked: a place that maps less can look better. Over
    time, coverage is compared over the required cells that both ask.
    """
    ways = [bool(place), len(as_of) > 1, bool(generation)]
    if sum(ways) > 1:
        raise click.UsageError("compare places, two days, or two generations: one at a time")
    if len(as_of) > TWO or (generation and len(generation) != TWO):
        raise click.UsageError("--as-of takes one day or two, --generation takes two")
    first = as_of[0].date() if as_of else None
    parameters = read_parameters(workspace, {**options, "as_of": first})
    if generation:
        result = compare_generations(workspace, parameters, *generation)
    elif len(as_of) == TWO:
        later = replace(parameters, as_of=as_of[1].date())
        result = compare_days(workspace, parameters, later)
    else:
        result = compare_places(workspace, parameters, place)
    if format_ == "json":
        print_json(result)
    elif format_ == "csv":
        _print_csv(result, list_)
    else:
        _print(result, limit)


def _print(result: dict[str, Any], limit: int) -> None:
    ids = [column["id"] for column in result["columns"]]
    rows = [
        {
            "measure": row["name"],
            **{
                f"{id_} ": _read(row["unit"], value, between="-")
                for id_, value in zip(ids, row["values"], strict=True)
            },
            **(
                {"difference": _read(row["unit"], row["differences"][1])} if len(ids) == TWO else {}
            ),
        }
        for row in result["measures"]
    ]
    for warning in result["warnings"]:
        click.echo(warning)
    click.echo()
    print_table(rows, list(rows[0]), title="Side by side")
    changes = result["changes"]
    if changes is None:
        return
    click.echo(changes["required"]["sentence"])
    counts = [
        {"doors": measure, "change": kind, "cells": number}
        for measure, kinds in changes["counts"].items()
        for kind, number in kinds.items()
    ]
    print_table(counts, ("doors", "change", "cells"), title="Cells that changed")
    shown = changes["cells"] if limit == 0 else changes["cells"][:limit]
    print_table(shown, ("every_door_change", "sentence"))
    if len(shown) < len(changes["cells"]):
        say(f"{len(shown)} of {len(changes['cells'])} cells shown; --limit 0 shows all")


def _print_csv(result: dict[str, Any], list_: str) -> None:
    if list_ == "changes":
        changes = result["changes"]
        print_rows(changes["cells"] if changes else [], "csv", columns=CHANGED)
        return
    print_rows(list_values(result), "csv", columns=COLUMNS)


def list_values(result: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a measure and column; a number has itself as low and high."""
    rows = []
    for row in result["measures"]:
        for i, column in enumerate(result["columns"]):
            told = {"": row["values"][i], "difference_": row["differences"][i]}
            told["common_"] = row["common"][i] if row["common"] else None
            ends = {
                f"{name}{end}": _end(value, end) for name, value in told.items() for end in ENDS
            }
            rows.append({**row, **ends, "column": column["id"]})
    return rows


ENDS = ("low", "high")


def _end(value: Any, end: str) -> Any:
    return value[ENDS.index(end)] if isinstance(value, list) else value


def _read(unit: str, value: Any, *, between: str = " to ") -> str:
    """A value for people: shares as percent, intervals as from and to."""
    if value is None:
        return ""
    ends = value if isinstance(value, list) else [value]
    shares = unit in ("share", "share of weight")
    told = [f"{100 * each:.1f}" if shares else f"{each:g}" for each in ends]
    return between.join(dict.fromkeys(told)) + ("%" if shares else "")
