"""`nwd drop`"""

from __future__ import annotations

import click

from loaders.load import drop_source
from service.options import data_dir_option
from service.output import say
from service.workspace import Workspace


@click.command(name="drop", short_help="Remove a source.")
@click.argument("source")
@data_dir_option
def command(workspace: Workspace, source: str) -> None:
    """Remove SOURCE, a name that `nwd sources` lists; `nwd rollback` brings it back."""
    generation = drop_source(workspace.store, source)
    say(f"{source} dropped; generation {generation.number} published")
