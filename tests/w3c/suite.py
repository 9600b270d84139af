"""The W3C's SPARQL 1.1 test suite: where it is, and what its manifests say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

BASE = "http://www.example/suite/"
"""Stands for the folder of the suite in IRIs."""
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

Node = NamedNode | BlankNode


def find_suite() -> Path | None:
    """The folder `sparql11`: beside the project, or where NWD_RDF_TESTS says."""
    beside = Path(__file__).parents[2] / ".." / "shared" / "data" / "w3c-sparql11"
    told = os.environ.get("NWD_RDF_TESTS")
    for folder in (Path(told), Path(told) / "sparql" / "sparql11") if told else (beside,):
        if (folder / "protocol" / "manifest.ttl").is_file():
            return folder
    return None


SUITE = find_suite()


def needs_suite() -> None:
    """Skip the test where the suite is not here, but not in CI."""
    if SUITE is None:
        reason = "the W3C's tests are neither in ../shared nor where NWD_RDF_TESTS says"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@dataclass(frozen=True)
class Request:
    """One HTTP request of a test, and what may be answered."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    """Local names, such as `StatusCode2xx` or `Created`."""
    boolean: bool | None
    form: str | None
    """`boolean`, `tabular` or `RDF`."""
    location: str | None
    content_type: str | None
    content: str | None
    """Turtle that the answer must be equal to."""


@dataclass(frozen=True)
class Entry:
    """One test of a manifest."""

    folder: str
    name: str
    kind: str
    """Local name of its class."""
    manifest: Manifest
    node: Node

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}"

    def files(self, of: Node, predicate: str) -> list[str]:
        """IRIs of files, in the order of their names."""
        return sorted(each.value for each in self.manifest.objects(of, predicate))

    @property
    def action(self) -> Node:
        return self.manifest.node(self.node, MF + "action")

    @property
    def query(self) -> str:
        """The IRI of its query."""
        action = self.action
        return (
            self.files(action, QT + "query")[0]
            if self.kind[0] == "Q" or isinstance(action, BlankNode)
            else action.value
        )

    @property
    def result(self) -> str | None:
        found = self.files(self.node, MF + "result")
        return found[0] if found else None

    def requests(self) -> list[Request]:
        """The requests of a protocol test, in their order."""
        listed = self.manifest.node(self.action, HT + "requests")
        return [self.manifest.request(node) for node in self.manifest.members(listed)]

    def graphs(self) -> list[tuple[str, str]]:
        """Of a protocol test: files to be loaded first, and the graphs they are loaded to."""
        data = self.manifest.objects(self.node, UT + "graphData")
        pairs = [
            (self.files(each, UT + "graph")[0], self.manifest.text(each, LABEL) or "")
            for each in data
            if isinstance(each, BlankNode)
        ]
        return sorted(pairs)


class Manifest:
    """A manifest as triples."""

    def __init__(self, folder: str, name: str = "manifest.ttl") -> None:
        self.folder = folder
        self._store = Store()
        if SUITE is not None:
            iri = f"{BASE}{folder}/{name}"
            self._store.load((SUITE / folder / name).read_bytes(), RdfFormat.TURTLE, base_iri=iri)

    def entries(self) -> Iterator[Entry]:
        for quad in list(self._store.quads_for_pattern(None, NamedNode(MF + "entries"), None)):
            for node in self.members(quad.object):  # type: ignore[arg-type]
                if kinds := self.objects(node, _RDF + "type"):
                    name = node.value.rpartition("#")[2]
                    yield Entry(self.folder, name, kinds[0].value.rpartition("#")[2], self, node)

    def objects(self, subject: Node, predicate: str) -> list[NamedNode | BlankNode | Literal]:
        found = self._store.quads_for_pattern(subject, NamedNode(predicate), None)
        return [quad.object for quad in found]  # type: ignore[misc]

    def node(self, subject: Node, predicate: str) -> Node:
        (found,) = self.objects(subject, predicate)
        assert not isinstance(found, Literal)
        return found

    def text(self, subject: Node, predicate: str) -> str | None:
        found = self.objects(subject, predicate)
        return found[0].value if found else None

    def members(self, listed: Node) -> Iterator[Node]:
        while listed.value != _RDF + "nil":
            yield self.node(listed, _RDF + "first")
            listed = self.node(listed, _RDF + "rest")

    def headers(self, node: Node) -> tuple[tuple[str, str], ...]:
        listed = self.objects(node, HT + "headers")
        return tuple(
            (self.text(each, HT + "fieldName") or "", self.text(each, HT + "fieldValue") or "")
            for one in listed
            if not isinstance(one, Literal)
            for each in self.members(one)
        )

    def body(self, node: Node) -> bytes | None:
        found = self.objects(node, HT + "body")
        if not found:
            return None
        assert isinstance(found[0], BlankNode)
        text = self.text(found[0], CNT + "chars") or ""
        return text.encode(self.text(found[0], CNT + "characterEncoding") or "utf-8")

    def request(self, node: Node) -> Request:
        answer = self.node(node, HT + "resp")
        statuses = self.objects(answer, MF + "expectedStatus")
        boolean = self.text(answer, MF + "expectedBoolean")
        expected = self.body(answer)
        return Request(
            method=self.text(node, HT + "methodName") or "",
            path=self.text(node, HT + "absolutePath") or "",
            headers=self.headers(node),
            body=self.body(node) or b"",
            statuses=frozenset(status.value.rpartition("#")[2] for status in statuses),
            boolean=None if boolean is None else boolean == "true",
            form=self.text(answer, MF + "expectedFormat"),
            location=self.text(answer, MF + "expectedLocation"),
            content_type=dict(self.headers(answer)).get("content-type"),
            content=None if expected is None else expected.decode(),
        )


@cache
def list_entries(folder: str, name: str = "manifest.ttl") -> tuple[Entry, ...]:
    """The tests of a manifest in its order; none where the suite is not here."""
    return tuple(Manifest(folder, name).entries())


def read_file(iri: str) -> bytes:
    """A file of the suite."""
    assert SUITE is not None
    return (SUITE / iri.removeprefix(BASE)).read_bytes()
