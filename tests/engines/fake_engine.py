"""An engine that answers as a test says, on a port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: bytes = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
    status: int = 200
    media_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    """Bytes that are said to come; by default as many as do."""
    delay: float = 0
    """Seconds before anything is sent."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, list[str]]:
        """Fields of the form and of the address."""
        text = urlsplit(self.path).query
        if self.headers.get("content-type") == "application/x-www-form-urlencoded":
            text += "&" + self.body.decode()
        return parse_qs(text, keep_blank_values=True)


class FakeEngine:
    """Gives the replies one after the other, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies) or [Reply()]
        self.asked: list[Asked] = []
        self.url = ""
        self.stopped = threading.Event()

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def running_engine(*replies: Reply) -> Iterator[FakeEngine]:
    """Such an engine; `url` is its address for queries."""
    engine = FakeEngine(*replies)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            reply = engine.reply(Asked(self.command, self.path, headers, body))
            engine.stopped.wait(reply.delay)
            self.send_response(reply.status)
            promised = len(reply.body) if reply.promised is None else reply.promised
            for name, value in {
                "content-type": reply.media_type,
                "content-length": str(promised),
                "connection": "close",
                **reply.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = True

        do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            return None

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                return  # whoever asked has gone

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        engine.url = f"http://127.0.0.1:{server.server_port}/query"
        try:
            yield engine
        finally:
            engine.stopped.set()
            server.shutdown()
            thread.join()
