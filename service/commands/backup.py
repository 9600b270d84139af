"""`nwd backup`"""

from __future__ import annotations

from pathlib import Path

import click

from service.options import data_dir_option
from service.output import say
from service.workspace import Workspace


@click.command(name="backup", short_help="Write a backup of the current generation.")
@click.argument("target", type=click.Path(path_type=Path))
@data_dir_option
def command(workspace: Workspace, target: Path) -> None:
    """Write the current generation to TARGET, a file named `.tar.gz` or a new folder.

    What is there already is not replaced.
    """
    workspace.store.backup(target)
    say(f"backup written to {target}")
