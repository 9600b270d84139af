"""`nwd mcp`"""

from __future__ import annotations

import asyncio
from datetime import date

import click

from service.options import as_of_option, data_dir_option
from service.workspace import Workspace


@click.command(name="mcp", short_help="Serve an assistant on this machine.")
@click.option(
    "--compact",
    is_flag=True,
    help="Two tools in place of one for each named query, for assistants that take few.",
)
@as_of_option
@data_dir_option
def command(workspace: Workspace, compact: bool, as_of: date | None) -> None:
    """Offer the named queries, the analyses and search as tools of the Model Context Protocol.

    An assistant starts this command itself and speaks with it over standard input and output;
    nothing is written to the store. Register it with the assistant as a server named nwd, with
    the full path of the command and of the folder:

    \b
        {"mcpServers": {"nwd": {
          "command": "/path/to/.venv/bin/nwd",
          "args": ["mcp", "--data-dir", "/path/to/nwd-data"]}}}

    An assistant elsewhere uses nwd serve, at the address /mcp.
    """
    from service.assistants.stdio import serve_stdio
    from service.logs import configure_logs

    settings = workspace.settings.model_copy(update={"as_of": as_of} if as_of else {})
    debug = bool(click.get_current_context().find_root().params.get("debug"))
    logs = configure_logs(settings.log_format, debug=debug)
    try:
        asyncio.run(serve_stdio(settings, compact=compact))
    finally:
        logs.close()
