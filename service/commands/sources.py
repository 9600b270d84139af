"""`nwd sources`"""

from __future__ import annotations

import click

from loaders.load import list_sources
from service.options import data_dir_option
from service.output import format_option, print_rows
from service.workspace import Workspace

COLUMNS = (
    "name",
    "title",
    "kind",
    "licence",
    "file",
    "sha256",
    "loaded_at",
    "rows",
    "loaded",
    "refused",
    "issues",
    "triples",
)
READ = ("name", "title", "kind", "licence", "loaded_at", "loaded", "issues")
"""What the table shows."""


@click.command(name="sources", short_help="List the loaded sources.")
@format_option
@data_dir_option
def command(workspace: Workspace, format_: str) -> None:
    """The loaded sources with their licence, counts and number of issues."""
    rows = list_sources(workspace.snapshot())
    print_rows(rows, format_, columns=COLUMNS, shown=READ)
