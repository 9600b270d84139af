"""`nwd template`"""

from __future__ import annotations

from pathlib import Path

import click

from graph.errors import SourceError
from loaders.workbook.template import write_template
from service.output import say


@click.command(name="template", short_help="Write the blank workbook.")
@click.argument("path", type=click.Path(path_type=Path), default="community.xlsx")
def command(path: Path) -> None:
    """Write the blank workbook to PATH: an `.xlsx` file, or else a folder of CSV files.

    The default is community.xlsx. What is there already is not replaced.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise SourceError("this is already there; choose another name", path=path)
    write_template(path)
    say(f"blank workbook written to {path}")
