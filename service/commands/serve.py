"""`nwd serve`"""

from __future__ import annotations

import resource
import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

import click

from graph.errors import SettingError
from service.keys import KeyStore
from service.options import as_of_option, data_dir_option
from service.output import say
from service.settings import Settings
from service.workspace import Workspace

STOP_SECONDS = 10
"""How long requests that are being answered may go on after the signal to end."""
PROXY = "127.0.0.1"
PROXY_KEPT = 75
"""Seconds that a connection of a proxy is kept unused; proxies end theirs earlier."""
KEPT = 5
FILES = 65_536
CREATE = "create one by `nwd key create --name NAME --scope edit`"


@click.command(name="serve", short_help="Serve the page, the API and SPARQL over HTTP.")
@click.option("--host", help="Address to bind.  [default: NWD_HOST or 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port, 0 for any free one.  [default: NWD_PORT or 8000]",
)
@click.option(
    "--writable/--read-only",
    default=None,
    help="Whether holders of a key may write (nwd key).  [default: NWD_WRITABLE or read-only]",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes that answer queries, one at a time each.  [default: NWD_WORKERS or 2]",
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="Believe a proxy on 127.0.0.1 who the client is (X-Forwarded-For, X-Forwarded-Proto).",
)
@as_of_option
@data_dir_option
def command(workspace: Workspace, behind_proxy: bool, **given: Any) -> None:
    """Serve the page, the API and SPARQL over HTTP, until Ctrl-C or SIGTERM.

    A load that another command publishes is served from then on. At the end, requests that are
    being answered have ten seconds to finish. Log lines go to standard error.
    """
    asked = {name: value for name, value in given.items() if value is not None}
    settings = workspace.settings.model_copy(update=asked)
    settings = _check_exposure(settings, behind_proxy=behind_proxy)
    # Before anything that takes time, so that a signal always ends it well.
    signal.signal(signal.SIGTERM, _end)
    with _listen(settings.host, settings.port) as listener:
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        say(f"serving {settings.data_dir} on http://{shown}:{listener.getsockname()[1]}/")
        say("Ctrl-C ends")
        if settings.writable and not KeyStore(settings.data_dir).list_keys():
            say(f"nobody can write yet: {CREATE}")
        debug = bool(click.get_current_context().find_root().params.get("debug"))
        with suppress(KeyboardInterrupt):
            _serve(settings, listener, behind_proxy=behind_proxy, debug=debug)


def _serve(settings: Settings, listener: socket.socket, *, behind_proxy: bool, debug: bool) -> None:
    # Here, so that the help of `nwd` need not wait for the web framework.
    import uvicorn

    from service.app import create_app
    from service.logs import configure_logs
    from service.middleware.connections import BoundedProtocol

    _allow_many_files()
    logs = configure_logs(settings.log_format, debug=debug)
    try:
        config = uvicorn.Config(
            create_app(Workspace(settings)),
            http=BoundedProtocol,
            ws="none",
            log_config=None,
            log_level="debug" if debug else "error",
            access_log=False,
            server_header=False,
            proxy_headers=behind_proxy,
            forwarded_allow_ips=PROXY,
            timeout_keep_alive=PROXY_KEPT if behind_proxy else KEPT,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        logs.close()


def _check_exposure(settings: Settings, *, behind_proxy: bool) -> Settings:
    """The settings, with a limit on rates where others than this machine can ask.

    Raises SettingError where anyone could write but nobody holds a key.
    """
    from service.middleware.rate import DEFAULT_RATE
    from service.middleware.scopes import is_loopback

    if is_loopback(settings.host) and not behind_proxy:
        return settings
    if settings.writable and not KeyStore(settings.data_dir).list_keys():
        raise SettingError(
            f"nobody holds a key to write to {settings.data_dir}; {CREATE}",
            names=["writable"],
        )
    rate = DEFAULT_RATE if settings.rate_limit is None else settings.rate_limit
    return settings.model_copy(update={"rate_limit": rate})


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM is how it is meant to end, so it is no failure."""
    raise SystemExit(0)


def _allow_many_files() -> None:
    """Each connection is an open file, and shells allow few of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


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
