"""A publisher of a directory on this machine, which answers as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""

    @property
    def list(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def page(self) -> int:
        return int(self.parameters.get("page", 1))


@dataclass(frozen=True)
class Reply:
    """One answer; an object is sent as JSON."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0
    """Seconds between bytes of the body."""
    told: int | None = None
    """Length that the header tells, where it is not the body's."""
    drip_head: float = 0
    """Seconds between bytes of an endless header."""

    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


NOT_FOUND = Reply({"message": "not found"}, status=404)
Answerer = Callable[[Asked], Reply]


@dataclass
class FakeApi:
    """Where it is, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    """Ends what drips."""

    def pages(self, name: str) -> list[str | None]:
        """The page numbers that were asked of a list, in order; None where none was named."""
        return [one.parameters.get("page") for one in self.asked if one.list == name]


@contextmanager
def fake_api(answer: Answerer) -> Iterator[FakeApi]:
    """A server that answers with what `answer` gives, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            found = Asked(
                address.path,
                {name: values[-1] for name, values in parse_qs(address.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
            )
            api.asked.append(found)
            try:
                self._send(answer(found))
            except ConnectionError:
                self.close_connection = True

        def _send(self, reply: Reply) -> None:
            content = reply.content()
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers}
            headers["Content-Length"] = str(len(content) if reply.told is None else reply.told)
            for name, value in headers.items():
                self.send_header(name, value)
            if reply.drip_head:
                self.flush_headers()
            while reply.drip_head and not api.stop.wait(reply.drip_head):
                self.wfile.write(b"X-Slow: 1\r\n")
                self.wfile.flush()
            self.end_headers()
            for place in range(len(content)) if reply.drip else ():
                if api.stop.wait(reply.drip):
                    break
                self.wfile.write(content[place : place + 1])
                self.wfile.flush()
            if not reply.drip:
                self.wfile.write(content)
            self.wfile.flush()
            if reply.told is not None:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    api = FakeApi(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield api
    finally:
        api.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


def service(number: int, **more: Any) -> dict[str, Any]:
    """A whole service with its organization and place."""
    return {
        "id": f"s{number}",
        "name": f"Service {number}",
        "status": "active",
        "organization": {"id": "o1", "name": "Hill Center", "description": "Helps families."},
        "service_at_locations": [
            {"id": f"sl{number}", "location": {"id": f"l{number}", "location_type": "physical",
                                               "name": f"Place {number}"}}
        ],
        **more,
    }  # fmt: skip


def envelope(items: Sequence[Any], page: int, per_page: int, **changed: Any) -> dict[str, Any]:
    """A page of HSDS 3."""
    total = -(-len(items) // per_page)
    held = items[(page - 1) * per_page : page * per_page]
    return {
        "total_items": len(items), "total_pages": total, "page_number": page, "size": len(held),
        "first_page": page == 1, "last_page": page >= total, "empty": not held,
        "contents": list(held), **changed,
    }  # fmt: skip


def paged(
    items: Sequence[Any], per_page: int = 2, headers: Mapping[str, str] | None = None
) -> Answerer:
    """An API that has services only, in pages."""

    def answer(asked: Asked) -> Reply:
        if asked.list != "services":
            return NOT_FOUND
        return Reply(envelope(items, asked.page, per_page), headers=headers or {})

    return answer
