"""`nwd serve`"""

from __future__ import annotations

import socket
from contextlib import suppress
from datetime import date

import click

from graph.errors import SettingError
from service.options import as_of_option, data_dir_option
from service.output import say
from service.workspace import Workspace


@click.command(name="serve", short_help="Serve the page, the API and SPARQL over HTTP.")
@click.option("--host", help="Address to bind.  [default: NWD_HOST or 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port, 0 for any free one.  [default: NWD_PORT or 8000]",
)
@as_of_option
@data_dir_option
def command(workspace: Workspace, host: str | None, port: int | None, as_of: date | None) -> None:
    """Serve the page, the API and read-only SPARQL over HTTP, until Ctrl-C.

    A load that another command publishes is served from then on.
    """
    # Here, so that the help of `nwd` need not wait for the web framework.
    import uvicorn

    from service.app import create_app

    settings = workspace.settings.model_copy(update={"as_of": as_of} if as_of else {})
    address, number = host or settings.host, settings.port if port is None else port
    with _listen(address, number) as listener:
        shown = f"[{address}]" if ":" in address else address
        say(f"serving {settings.data_dir} on http://{shown}:{listener.getsockname()[1]}/")
        say("Ctrl-C ends")
        app = create_app(Workspace(settings))
        config = uvicorn.Config(app, log_level="warning", server_header=False)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; SettingError where the address or the port cannot be had."""
    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(where[:2], family=family)
    except OSError as error:
        raise SettingError(
            f"cannot listen on {host}:{port} ({error.strerror or error}); choose another --host or "
            "--port",
            names=["host", "port"],
        ) from error
