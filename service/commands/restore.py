"""`nwd restore`"""

from __future__ import annotations

from pathlib import Path

import click

from service.options import data_dir_option
from service.output import say
from service.workspace import Workspace


@click.command(name="restore", short_help="Publish a backup as a new generation.")
@click.argument("archive", type=click.Path(path_type=Path))
@data_dir_option
def command(workspace: Workspace, archive: Path) -> None:
    """Publish the data of a backup as a new generation; earlier ones are kept."""
    generation = workspace.store.restore(archive)
    say(f"generation {generation.number} published from {archive}")
