"""`nwd history`"""

from __future__ import annotations

import click

from service.options import data_dir_option
from service.output import format_option, print_rows
from service.workspace import Workspace

COLUMNS = ("generation", "published_at", "kind", "triples", "note")


@click.command(name="history", short_help="List the kept generations of the store.")
@format_option
@data_dir_option
def command(workspace: Workspace, format_: str) -> None:
    """The kept generations of the store, newest first; the first is the one in use."""
    rows = [
        {
            "generation": generation.number,
            "published_at": generation.published_at.isoformat(timespec="seconds"),
            "kind": generation.kind,
            "triples": generation.triples,
            "note": generation.note,
        }
        for generation in workspace.store.history()
    ]
    print_rows(rows, format_, columns=COLUMNS)
