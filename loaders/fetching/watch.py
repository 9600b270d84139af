"""The time that one request may take as a whole."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Watch:
    """Ends a request that takes too long as a whole, however steadily it drips.

    Timeouts of the client are for each wait; so at the end of time the socket is shut, which ends
    the wait that is going on.
    """

    def __init__(self, seconds: float) -> None:
        self.ended = False
        self._seconds = seconds
        self._stream: Any = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Remembers the socket; called by the client at each step of a request."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._stream = info["return_value"]

    @contextmanager
    def over(self) -> Iterator[None]:
        self.ended = False
        timer = threading.Timer(self._seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.ended = True
        found = self._stream.get_extra_info("socket") if self._stream is not None else None
        if found is not None:
            try:
                found.shutdown(socket.SHUT_RDWR)
            except OSError:
                # It is closed already, which is what was wanted.
                return
