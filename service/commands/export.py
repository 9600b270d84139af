"""`nwd export`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.errors import BadParameter
from service.export_formats import FILE_NAME, list_export_formats
from service.exports import ExportData, tell_export, write_export
from service.hsds.choosing import Selection
from service.options import coverage_options, data_dir_option, read_parameters
from service.output import say
from service.workspace import Workspace


@click.command(name="export", short_help="Write a take-away file.")
@click.argument("format_", metavar="FORMAT")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write.  [default: nowrongdoor and the format's suffix, in this folder]",
)
@click.option("--source", help="hsds: only records of this source.")
@click.option("--partner", help="hsds: only services of the partner of this id or name.")
@click.option("--place", help="hsds: only services for or in the place of this id or name.")
@click.option("--need", help="hsds: only services that meet the need of this id or name.")
@click.option(
    "--merged",
    is_flag=True,
    help="hsds: tell records that were accepted as one (nwd matches) as one.",
)
@click.option(
    "--set",
    "options_",
    metavar="NAME=VALUE",
    multiple=True,
    help="Option of the analysis that the format is of.  May be repeated.",
)
@coverage_options
@data_dir_option
def command(
    workspace: Workspace,
    format_: str,
    out: Path | None,
    source: str | None,
    partner: str | None,
    place: str | None,
    need: str | None,
    merged: bool,
    options_: tuple[str, ...],
    **options: Any,
) -> None:
    """Write a take-away file.

    FORMAT is xlsx, csv, html (a picture of the network), geojson, graphml, gexf, turtle, trig,
    jsonld, nquads, or the Human Services Data Specification 3.1: hsds (tables in a zip) or
    hsds-json; workbook is the planner's workbook as it was loaded, planning a workbook for each
    kind of planning, in a zip. Others are of one analysis, and take its options with --set:
    FORMATS.

    Both of HSDS take a selection, all of which holds at once; what the chosen services refer to
    comes along. What HSDS cannot hold is told, and listed in the file.

    Confidential sites' addresses and coordinates are left out of every format.
    """
    data = ExportData(
        workspace.snapshot(),
        read_parameters(workspace, options),
        analyses=workspace,
        selection=Selection(source, partner, place, need, merged),
        options=_read_settings(options_),
    )
    known = list_export_formats().get(format_)
    path = out or Path(known.file_name() if known else FILE_NAME)
    write_export(format_, data, path)
    say(f"{format_} written to {path}")
    for line in tell_export(format_, data):
        say(line)


def _read_settings(texts: tuple[str, ...]) -> dict[str, list[str]]:
    """Texts of options by name; raises BadParameter for one that is not NAME=VALUE."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadParameter(
                f"--set {text!r} does not fit: expected NAME=VALUE, such as plan=county-2027",
                query="export",
                name="set",
                value=text,
                expected="NAME=VALUE",
            )
        found.setdefault(name.strip().replace("-", "_"), []).append(value)
    return found


def _formats_of_analyses() -> str:
    formats = [each for each in list_export_formats().values() if each.of is not None]
    return ", ".join(f"{each.name} (of {each.of})" for each in formats) or "there are none"


command.help = (command.help or "").replace("FORMATS", _formats_of_analyses())
