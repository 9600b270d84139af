"""An assistant on this machine, over standard input and output."""

from __future__ import annotations

import asyncio
import logging
import os
import signal

from mcp.server.stdio import stdio_server

from service.assistants.server import build_server, run_on
from service.published import open_published
from service.settings import Settings
from service.workers.pool import Workers

_log = logging.getLogger(__name__)


async def serve_stdio(settings: Settings, *, compact: bool = False) -> None:
    """Answer until the input ends. While it lasts, whatever else is printed goes to the log."""
    workers = Workers(settings, open_published(settings))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _end, workers)
    try:
        server = build_server(run_on(workers), settings, compact=compact)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    except* BrokenPipeError:
        _log.warning("the assistant went away before its answers were written")
    finally:
        workers.close()


def _end(workers: Workers) -> None:
    """End at once: the thread that waits for input cannot be woken, and would be waited for."""
    workers.close()
    for handler in logging.getLogger().handlers:
        handler.close()
    os._exit(0)
