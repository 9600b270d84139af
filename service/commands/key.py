"""`nwd key create`, `nwd key list`, `nwd key revoke`"""

from __future__ import annotations

import click

from service.keys import SCOPES, KeyScope, KeyStore
from service.options import data_dir_option
from service.output import format_option, print_rows, say
from service.workspace import Workspace

COLUMNS = ("name", "scope", "sources", "created", "ends_with")
MEANING = {
    "read": "read, where NWD_REQUIRE_KEY asks for a key",
    "edit": "read, and write where the service was started with --writable",
    "admin": "everything",
}


@click.group(name="key", short_help="Create, list and revoke the keys of the service.")
def command() -> None:
    """Create, list and revoke the keys of the service.

    A running service follows at once. A key is sent as `Authorization: Bearer KEY` or as
    `X-API-Key: KEY`.
    """


@command.command(name="create", short_help="Create a key and show it, once.")
@click.option("--name", required=True, help="Who or what will hold it; shown in logs.")
@click.option("--scope", required=True, type=click.Choice(SCOPES), help="What it allows.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Source that a key of scope edit may write to; may be repeated.  [default: every source]",
)
@data_dir_option
def create_key(workspace: Workspace, name: str, scope: KeyScope, sources: tuple[str, ...]) -> None:
    """Create a key; the last line of standard output is the key, and nothing else.

    Only its hash is kept, so it cannot be shown again. The scope read allows to read where every
    request needs a key, edit also to write, admin everything.
    """
    if sources and scope != "edit":
        raise click.BadParameter("only a key of scope edit has sources", param_hint="'--source'")
    try:
        token = KeyStore(workspace.settings.data_dir).create(name, scope, sources)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="'--name'") from error
    say(f"key {name!r} may: {MEANING[scope]}" + _limits(sources))
    say("it is shown this once; keep it where only its holder can read it")
    click.echo(token)


@command.command(name="list", short_help="List the keys.")
@format_option
@data_dir_option
def list_keys(workspace: Workspace, format_: str) -> None:
    """The keys by name, with what they allow and their last four letters."""
    rows = [
        {name: getattr(key, name) for name in COLUMNS}
        for key in KeyStore(workspace.settings.data_dir).list_keys()
    ]
    print_rows(rows, format_, columns=COLUMNS)


@command.command(name="revoke", short_help="Revoke a key.")
@click.argument("name")
@data_dir_option
def revoke_key(workspace: Workspace, name: str) -> None:
    """Revoke the key NAME: whoever holds it is refused from the next request on."""
    revoked = KeyStore(workspace.settings.data_dir).revoke(name)
    say(f"revoked key {name!r}, which ended in {revoked.ends_with}")


def _limits(sources: tuple[str, ...]) -> str:
    return f"; it may write to {', '.join(sources)}" if sources else ""
