"""`nwd template`"""

from __future__ import annotations

from pathlib import Path

import click

from graph.errors import SourceError
from loaders.workbook.definition import read_definition
from loaders.workbook.template import COMMUNITY, write_template
from service.output import say


@click.command(name="template", short_help="Write the blank workbook.")
@click.argument("path", type=click.Path(path_type=Path), default="community.xlsx")
@click.option(
    "--tables",
    "groups",
    metavar="GROUP",
    multiple=True,
    default=(COMMUNITY,),
    show_default=True,
    help="Group of tables, or all.  May be repeated.",
)
def command(path: Path, groups: tuple[str, ...]) -> None:
    """Write the blank workbook to PATH: an `.xlsx` file, or else a folder of CSV files.

    The default is community.xlsx. What is there already is not replaced. `docs/tables.md` tells
    the groups of tables; one workbook may hold any of them, or each a workbook of its own.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise SourceError("this is already there; choose another name", path=path)
    every = [group.name for group in read_definition().groups]
    write_template(path, every if "all" in groups else groups)
    say(f"blank workbook written to {path}")
