"""`nwd rollback`"""

from __future__ import annotations

import click

from graph.errors import StoreError
from service.options import data_dir_option
from service.output import say
from service.workspace import Workspace


@click.command(name="rollback", short_help="Go back to an earlier generation.")
@click.option(
    "--to",
    type=int,
    help="Generation to go back to.  [default: the one before the last change of the data]",
)
@data_dir_option
def command(workspace: Workspace, to: int | None) -> None:
    """Go back to an earlier generation; nothing is lost, it is published anew.

    Without --to the last load, drop, restore or rollback is undone; findings kept since then do
    not count as a change.
    """
    generation = workspace.store.rollback(_before_last_change(workspace) if to is None else to)
    say(f"generation {generation.number} published: {generation.note}")


def _before_last_change(workspace: Workspace) -> int | None:
    kept = workspace.store.history()
    changes = [i for i, generation in enumerate(kept) if generation.kind != "findings"]
    if kept and (not changes or changes[0] + 1 == len(kept)):
        raise StoreError(
            f"{workspace.settings.data_dir}: no earlier generation is kept; there is nothing to "
            "go back to",
            data_dir=workspace.settings.data_dir,
        )
    return kept[changes[0] + 1].number if kept else None
