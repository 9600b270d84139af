"""The service as the W3C's tests ask it: over HTTP, with nothing in between."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from pyoxigraph import NamedNode, Quad

UPDATE = {"Content-Type": "application/sparql-update"}
QUERY = {"Content-Type": "application/sparql-query"}


class Answer:
    """Status, headers by lower-case name, and body."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


IDLE = 1.0
"""Seconds after which a connection is made anew: the server closes those that say nothing."""


class Endpoint:
    """One connection to a running service; every request has a key."""

    def __init__(self, address: str, key: str) -> None:
        self.address = address
        self._key = key
        self._connection = HTTPConnection(urlsplit(address).netloc)
        self._used = time.monotonic()
        self.loaded: object = None
        """What the unnamed graph holds now."""

    def close(self) -> None:
        self._connection.close()

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> Answer:
        told = {"Authorization": f"Bearer {self._key}", **headers}
        if time.monotonic() - self._used > IDLE:
            self._connection.close()
        self._connection.request(method, path, body or None, told)
        response = self._connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, named, response.read())
        self._used = time.monotonic()
        return answer

    def query(
        self, text: str, *, accept: str, graphs: Iterable[str] = (), named: Iterable[str] = ()
    ) -> Answer:
        chosen = [*(("default-graph-uri", graph) for graph in graphs)]
        chosen += [*(("named-graph-uri", graph) for graph in named)]
        path = "/sparql?" + urlencode(chosen)
        return self.ask("POST", path, text.encode(), {**QUERY, "Accept": accept})

    def update(self, text: str) -> Answer:
        return self.ask("POST", "/update", text.encode(), UPDATE)

    def clear(self) -> None:
        """Empty the store, all graphs of it."""
        self.loaded = None
        assert self.update("DROP ALL").status == 204


def insert_text(quads: Iterable[Quad]) -> str:
    """An update that adds quads."""
    lines = []
    for quad in quads:
        inside = f"{quad.subject} {quad.predicate} {quad.object} ."
        graph = quad.graph_name
        lines.append(f"GRAPH {graph} {{ {inside} }}" if isinstance(graph, NamedNode) else inside)
    return "INSERT DATA {\n" + "\n".join(lines) + "\n}"
