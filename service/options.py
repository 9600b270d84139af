"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from graph.parameters import MAX_HANDOFFS, CoverageParameters
from service.fetching import FETCHING, PathOrAddress
from service.settings import read_settings
from service.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])


def data_dir_option(command: Command) -> Command:
    """`--data-dir DIR`; the command receives `workspace`."""
    return click.option(
        "--data-dir",
        "workspace",
        type=click.Path(path_type=Path),
        callback=_open_workspace,
        help="Folder of the store.  [default: NWD_DATA_DIR or ./nwd-data]",
    )(command)


def _open_workspace(ctx: click.Context, param: click.Parameter, value: Path | None) -> Workspace:
    return Workspace(read_settings(**({} if value is None else {"data_dir": value})))


def as_of_option(command: Command) -> Command:
    """`--as-of DATE`; the command receives a date, or None where none was given."""
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_day,
        metavar="DATE",
        help="Day on which freshness is judged: yyyy-mm-dd.  [default: NWD_AS_OF or today]",
    )(command)


def coverage_options(command: Command) -> Command:
    """The parameters of coverage; the command receives them as in CoverageParameters."""
    options = [
        click.option(
            "--handoffs",
            type=click.IntRange(0, MAX_HANDOFFS),
            default=1,
            show_default=True,
            help="Most referrals a family may be handed along.",
        ),
        click.option(
            "--mode",
            type=click.Choice(["warm", "any"]),
            default="warm",
            show_default=True,
            help="Count warm referrals only, or any.",
        ),
        as_of_option,
        click.option(
            "--stale-after-days",
            type=click.IntRange(0),
            default=365,
            show_default=True,
            help="Age past which a dated fact becomes unknown; 0 never.",
        ),
        click.option(
            "--uncoded-services",
            type=click.Choice(["unknown", "ignore"]),
            default="unknown",
            show_default=True,
            help="Whether a service without coded needs may meet any need, or none.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _day(ctx: click.Context, param: click.Parameter, value: datetime | None) -> date | None:
    return None if value is None else value.date()


def read_parameters(workspace: Workspace, options: dict[str, Any]) -> CoverageParameters:
    """The parameters from the options that `coverage_options` adds."""
    names = ("handoffs", "mode", "as_of", "stale_after_days", "uncoded_services")
    given = {name: options[name] for name in names}
    return CoverageParameters(**{**given, "as_of": given["as_of"] or workspace.settings.day()})


def report_option(command: Command) -> Command:
    """`--report FILE`, on what reads a source; the command receives `report_file`."""
    return click.option(
        "--report",
        "report_file",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_check_report_file,
        help="Also write the data-quality report: .xlsx, .json, .html or .csv.",
    )(command)


def _check_report_file(
    ctx: click.Context, param: click.Parameter, value: Path | None
) -> Path | None:
    from service.quality_files import check_suffix

    if value is not None:
        check_suffix(value)
    return value


def limit_option(command: Command) -> Command:
    """`--limit N`, on what shows a table; the command receives `limit`."""
    return click.option(
        "--limit",
        type=click.IntRange(0),
        default=25,
        show_default=True,
        help="Most rows of the table, 0 for all; CSV and JSON are never cut.",
    )(command)


def save_option(command: Command) -> Command:
    """`--save/--no-save`, on every analysis; the command receives `save`."""
    return click.option(
        "--save/--no-save",
        default=True,
        show_default=True,
        help="Keep the findings in the store, for queries.",
    )(command)


def source_options(command: Command) -> Command:
    """What `load` and `check` ask of a source; the command receives them by these names."""
    options = [
        click.argument("path", type=PathOrAddress()),
        click.option("--source", help="Name of the source.  [default: made of PATH's name]"),
        click.option("--kind", help="What PATH is: workbook, hsds or rdf.  [default: as it looks]"),
        click.option(
            "--crosswalk",
            "crosswalks",
            multiple=True,
            help="Crosswalk file; may be repeated.  [default: those kept for the source]",
            type=click.Path(path_type=Path),
        ),
        click.option(
            "--keywords/--no-keywords",
            default=None,
            help="Whether words of names may give needs where terms give none.  [default: as kept "
            "for the source, else --keywords]",
        ),
        click.option("--strict", is_flag=True, help="Any issue is an error: exit code 1."),
        click.option(
            "--validate/--no-validate",
            default=True,
            show_default=True,
            help="Check RDF sources against the shapes.",
        ),
        *FETCHING,
    ]
    for option in reversed(options):
        command = option(command)
    return command
