"""Requests to an engine, and what goes wrong with them as errors of one line."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from pyoxigraph import NamedNode

from graph.errors import (
    KnowledgeGraphError,
    QueryError,
    QueryTimeout,
    QueryTooLarge,
    RemoteStoreError,
)
from graph.store.querying import has_dataset_clause
from graph.store.remote.endpoint import Endpoint, shown_address

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
TRIPLES_TYPE = "application/n-triples"
_CHUNK = 1024 * 1024
_SAID = 300
"""Characters of an engine's own message that are passed on."""
_MESSAGE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    body: bytes
    media_type: str
    """Without parameters, in lower case; empty where none was said."""


class Connection:
    """One engine over HTTP. Sockets are of the process that uses them and close with this object.

    `read_timeout` is for each wait for more bytes, so a long answer that flows is not broken off;
    where the engine can be told, it is also the limit of a query there.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        connect_timeout: float,
        read_timeout: float,
        answer_limit: int,
    ) -> None:
        self.endpoint = endpoint
        self.seconds = read_timeout
        self._timeout = httpx2.Timeout(read_timeout, connect=connect_timeout)
        self._answer_limit = answer_limit
        self.whole = 0
        """So many triples are known to be below the engine's limit of rows."""
        self._client: httpx2.Client | None = None
        self._pid = 0

    def ask(self, sparql: str, *, accept: str) -> Answer:
        """The answer to a query; QueryError, QueryTimeout, QueryTooLarge or RemoteStoreError."""
        engine = self.endpoint.engine
        fields: list[tuple[str, str]] = []
        if not has_dataset_clause(sparql):
            fields += engine.union_fields
        if engine.time_limit is not None:
            fields.append((engine.time_limit.field, engine.time_limit.render(self.seconds)))
        how = _sent(engine.query_sent, "query", sparql, QUERY_TYPE, fields)
        how["headers"]["accept"] = accept
        with self._request("POST", self.endpoint.query_url, how, query=sparql) as response:
            body = self._read(response, sparql)
            return Answer(body, _media_type(response))

    def update(self, sparql: str) -> None:
        """Run an update."""
        how = _sent(self.endpoint.engine.update_sent, "update", sparql, UPDATE_TYPE, [])
        with self._request("POST", self.endpoint.find_update_url(), how) as response:
            response.read()

    def put_graph(self, url: str, graph: NamedNode, path: Path) -> None:
        """Replace a graph by the N-Triples of a file."""
        # With its length: an engine took a body without one for empty, and answered 204.
        headers = {"content-type": TRIPLES_TYPE, "content-length": str(path.stat().st_size)}
        how = {"headers": headers, "content": _Replayable(path)}
        with self._request("PUT", url, how, graph=graph) as response:
            response.read()

    def delete_graph(self, url: str, graph: NamedNode) -> None:
        """Remove a graph; nothing happens when there is none."""
        with self._request("DELETE", url, {}, graph=graph, allowed=(404,)) as response:
            response.read()

    def download(self, url: str, graph: NamedNode, target: Path) -> None:
        """Write a graph's N-Triples into a file."""
        how = {"headers": {"accept": TRIPLES_TYPE}}
        with self._request("GET", url, how, graph=graph) as response, target.open("wb") as file:
            for chunk in response.iter_bytes(_CHUNK):
                file.write(chunk)

    def download_answer(self, sparql: str, target: Path) -> None:
        """Add the N-Triples that a CONSTRUCT answers to a file."""
        how = _sent(self.endpoint.engine.query_sent, "query", sparql, QUERY_TYPE, [])
        how["headers"]["accept"] = TRIPLES_TYPE
        address = self.endpoint.query_url
        with (
            self._request("POST", address, how, query=sparql) as response,
            target.open("ab") as file,
        ):
            for chunk in response.iter_bytes(_CHUNK):
                file.write(chunk)

    @contextmanager
    def _request(
        self,
        method: str,
        url: str,
        how: dict[str, Any],
        *,
        query: str = "",
        graph: NamedNode | None = None,
        allowed: Iterable[int] = (),
    ) -> Iterator[httpx2.Response]:
        """A successful answer, open; everything else is raised."""
        shown = shown_address(url)
        if graph is not None:
            address = httpx2.URL(url)
            url = str(address.copy_set_param("graph", graph.value))
        try:
            with self._session().stream(method, url, **how) as response:
                if not (response.is_success or response.status_code in allowed):
                    raise self._refusal(response, shown, query)
                self._check_whole(response, query)
                yield response
        except httpx2.ConnectTimeout as error:
            raise RemoteStoreError("no connection in time", url=shown) from error
        except httpx2.TimeoutException as error:
            raise self._late(shown, query) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise RemoteStoreError(said, url=shown) from error

    def _read(self, response: httpx2.Response, query: str) -> bytes:
        parts, size = [], 0
        for chunk in response.iter_bytes(_CHUNK):
            size += len(chunk)
            if size > self._answer_limit:
                limit = f"{self._answer_limit // (1024 * 1024)} MiB"
                raise QueryTooLarge(
                    f"{self.endpoint.shown}: the answer is larger than {limit}",
                    query=query,
                    limit=limit,
                )
            parts.append(chunk)
        return b"".join(parts)

    def _check_whole(self, response: httpx2.Response, query: str) -> None:
        """Raise for an answer that says it is not all there is."""
        engine = self.endpoint.engine
        for name in engine.cut_headers:
            if name in response.headers:
                limit = f"{response.headers[name]} rows"
                raise QueryTooLarge(
                    f"{self.endpoint.shown}: the engine cut the answer at its limit of {limit};"
                    " ask for less, or raise the limit in the engine",
                    query=query,
                    limit=limit,
                )
        for name, value in engine.partial_headers:
            if value in response.headers.get(name, ""):
                raise self._late(self.endpoint.shown, query)

    def _refusal(self, response: httpx2.Response, shown: str, query: str) -> KnowledgeGraphError:
        status, said = response.status_code, _first_line(response)
        engine = self.endpoint.engine
        if status in (401, 403):
            who = "the user or password" if self.endpoint.may_sign else "a request without a user"
            return RemoteStoreError(f"the engine refuses {who}{said}", url=shown, status=status)
        late = status in engine.timeout_statuses or self.tells_timeout(said)
        if query and late:
            return self._late(shown, query, said)
        if query and status == 400:
            return QueryError(f"{shown}: the engine refuses the query{said}", query=query)
        if response.is_redirect:
            said = f", to {response.headers.get('location', 'nowhere')}"
        return RemoteStoreError(f"status {status}{said}", url=shown, status=status)

    def tells_timeout(self, text: str) -> bool:
        """Whether a message of the engine, or a piece of a broken answer, says time was over."""
        return any(word in text for word in self.endpoint.engine.timeout_words)

    def _late(self, shown: str, query: str, said: str = "") -> KnowledgeGraphError:
        message = f"no whole answer in time ({self.seconds:g} s){said}"
        if query:
            return QueryTimeout(f"{shown}: {message}", query=query, seconds=self.seconds)
        return RemoteStoreError(message, url=shown)

    def _session(self) -> httpx2.Client:
        # A child process must not write into its parent's sockets.
        if self._client is None or self._pid != os.getpid():
            self._client = httpx2.Client(timeout=self._timeout, **_sign(self.endpoint))
            self._pid = os.getpid()
            weakref.finalize(self, self._client.close)
        return self._client


class _Replayable:
    """A file's bytes, as often as they are asked for: signing may need a second try."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _sent(
    how: str, name: str, text: str, media_type: str, fields: list[tuple[str, str]]
) -> dict[str, Any]:
    if how == "form":
        return {"data": _form([(name, text), *fields]), "headers": {}}
    # An empty list of fields would take away those that the address has.
    more = {"params": fields} if fields else {}
    return {"content": text.encode(), "headers": {"content-type": media_type}, **more}


def _form(fields: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return form


def _sign(endpoint: Endpoint) -> dict[str, Any]:
    """What of a client shows who asks."""
    if not endpoint.may_sign:
        return {}
    user, password = endpoint.user or "", endpoint.password or ""
    if endpoint.engine.auth == "bearer":
        return {"headers": {"authorization": f"Bearer {password}"}}
    kind = httpx2.DigestAuth if endpoint.engine.auth == "digest" else httpx2.BasicAuth
    return {"auth": kind(user, password)}


def _media_type(response: httpx2.Response) -> str:
    told: str = response.headers.get("content-type", "")
    return told.partition(";")[0].strip().lower()


def _first_line(response: httpx2.Response) -> str:
    """The first line of an engine's message after `: `; nothing where it sent a page or nothing."""
    if _media_type(response) == "text/html":
        return ""
    text, size = b"", 0
    for chunk in response.iter_bytes():
        text += chunk
        size += len(chunk)
        if size > _MESSAGE_BYTES:
            break
    lines = (line.strip() for line in text.decode("utf-8", "replace").splitlines())
    first = next(filter(None, lines), "")
    return f": {first[:_SAID]}" if first else ""
