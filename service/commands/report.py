"""`nwd report`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.errors import ExportError
from service.language import LANGUAGES
from service.options import coverage_options, data_dir_option, read_parameters
from service.output import say
from service.report.asked import MOST, TOP, Asked
from service.report.formats import select_format
from service.workspace import Workspace


@click.command(name="report", short_help="Write an asset map and gap report in plain words.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default="report.html",
    show_default=True,
    help="File to write; its suffix chooses the format: .html, .docx or .pdf.",
)
@click.option(
    "--place",
    multiple=True,
    help="Only what is asked in the place of this id or name, and in it.  May be repeated.",
)
@click.option("--segment", help="Only what is asked for the segment of this id or name.")
@click.option("--touchpoint", help="Only what is asked at the touchpoint of this id or name.")
@click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    show_default=True,
    help="Language of the report.",
)
@click.option(
    "--top",
    type=click.IntRange(1, MOST),
    default=TOP,
    show_default=True,
    help="Most rows of each list; what is left out is counted.",
)
@coverage_options
@data_dir_option
def command(
    workspace: Workspace,
    out: Path,
    place: tuple[str, ...],
    segment: str | None,
    touchpoint: str | None,
    lang: str,
    top: int,
    **options: Any,
) -> None:
    """Write an asset map and gap report in plain words, to print and to hand round.

    How close the community is to no wrong door, touchpoint by touchpoint and for each kind of
    family; gaps, overlaps, risks, what could be done, what is not known and whom to ask; how it was
    counted, and the sources with their licences. The numbers are those of the other commands.

    Without --place, --segment and --touchpoint it is of everything.
    """
    select_format(out)
    if not out.absolute().parent.is_dir():
        raise ExportError(f"{out}: there is no such folder", format=out.suffix)
    # What is written is loaded only by who writes.
    from service.report.material import Material
    from service.report.writing import write_report

    asked = Asked(tuple(dict.fromkeys(place)), segment, touchpoint, lang, top, compute="yes")
    parameters = read_parameters(workspace, options)
    write_report(Material(workspace, parameters, asked), out)
    say(f"report written to {out}")
