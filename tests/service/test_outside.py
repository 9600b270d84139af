"""Nothing that is asked or sent makes the service call another address, unless it is allowed to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from served.writable import WritableService

ANSWER = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"far"}}]}}'
TURTLE = b"<a:s> <a:p> 'far' ."


class Listener:
    """A server that counts who connects, and answers everyone."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                asked = connection.recv(65536)
                body, kind = (
                    (TURTLE, b"text/turtle")
                    if b"/data" in asked
                    else (ANSWER, b"application/sparql-results+json")
                )
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + kind
                    + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
                )  # fmt: skip

    def close(self) -> None:
        # Closing alone does not end a wait for connections.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> WritableService:
    made = WritableService(tmp_path_factory.mktemp("outside") / "nwd-data")
    assert made.update("INSERT DATA { <a:s> <a:p> 1 }").status_code == 204
    return made


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ service silent<{0}>{{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE # comment\n <{0}> {{ ?s ?p ?o }} }}",
        "PREFIX e: <{0}/> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
        "PREFIX : <{0}/> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
        "BASE <{0}/> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
        "SELECT * {{ VALUES ?e {{ <{0}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
        "SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }} }}",
        "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p 1SERVICE <{0}> {{ ?s ?p ?o }} }}",
        'SELECT * {{ ?s ?p "\\u0022 . SERVICE <{0}> {{ ?s ?p ?o }} }} #"',
        "ASK {{ FILTER NOT EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
        "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{0}> {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
        "DESCRIBE <{0}>",
        "LOAD <{0}>",
    ],
)
def test_no_query_calls_another_address(
    service: WritableService, listener: Listener, query: str
) -> None:
    text = query.format(listener.address)
    for params in ({}, {"default-graph-uri": listener.address, "named-graph-uri": "file:///x"}):
        answer = service.client.get("/sparql", params={"query": text, **params})
        assert answer.status_code in (200, 400, 403)
    assert listener.connections == 0


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <{0}/data>",
        "LOAD SILENT <{0}/data> INTO GRAPH <a:g>",
        "load<{0}/data>",
        "PREFIX : <{0}/> LOAD:data",
        "\\u004COAD <{0}/data>",
        "CREATE GRAPH <a:g> ; LOAD <{0}/data>",
        "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
        "DELETE {{ ?s ?p ?o }} USING <{0}/data> WHERE {{ ?s ?p ?o }}",
        "COPY <{0}/data> TO <a:g>",
        "LOAD <file:///etc/passwd>",
    ],
)
def test_no_update_calls_another_address(
    service: WritableService, listener: Listener, text: str
) -> None:
    answer = service.update(text.format(listener.address))
    assert answer.status_code in (204, 400, 403)
    assert listener.connections == 0
    assert not service.holds("?s ?p 'far'")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/ld+json", '{{"@context": "{0}/data", "name": "x"}}'),
        ("application/ld+json", '{{"@context": {{"@import": "{0}/data"}}, "name": "x"}}'),
        (
            "application/rdf+xml",
            '<!DOCTYPE r [<!ENTITY x SYSTEM "{0}/data">]>'
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</r:RDF>',
        ),
        ("text/n3", '<a:s> <a:p> "x" . @prefix x: <{0}/data> .'),
    ],
)
def test_no_rdf_that_is_sent_calls_another_address(
    service: WritableService, listener: Listener, kind: str, body: str
) -> None:
    answer = service.ask(
        "PUT",
        "/rdf-graph-store?default",
        content=body.format(listener.address).encode(),
        headers={"Content-Type": kind},
    )
    assert answer.status_code in (204, 400)
    assert listener.connections == 0


def test_an_address_on_the_list_is_called(tmp_path: Path) -> None:
    with listening() as allowed, listening() as other:
        names = (f"{allowed.address}/sparql", f"{allowed.address}/data")
        service = WritableService(tmp_path / "nwd-data", service_allow=names)
        assert service.update("INSERT DATA { <a:s> <a:p> 1 }").status_code == 204
        call = "SELECT ?x {{ SERVICE <{}> {{ ?s ?p ?x }} }}"
        answer = service.client.get("/sparql", params={"query": call.format(names[0])})
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == "far"
        assert service.update(f"LOAD <{names[1]}> INTO GRAPH <a:g>").status_code == 204
        assert service.holds("?s ?p 'far'")
        for address in (f"{allowed.address}/sparql2", allowed.address, f"{other.address}/sparql"):
            refused = service.client.get("/sparql", params={"query": call.format(address)})
            assert refused.status_code == 403
        described = service.client.get("/sparql", accept="text/turtle")
        assert "BasicFederatedQuery" in described.text
        assert (allowed.connections, other.connections) == (2, 0)
