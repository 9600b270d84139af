"""Which graph a request of the Graph Store Protocol is about, and what it sends.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from graph.errors import QueryError
from service.errors import UnsupportedMedia
from service.protocol.fields import checked_graph, media_type_of, parse_fields
from service.protocol.forms import TRIPLES

PATH = "/rdf-graph-store"
MULTIPART = "multipart/form-data"
UNTOLD = ("", "application/octet-stream")
"""Media types of files that say nothing; then the file's name tells."""


@dataclass(frozen=True)
class Target:
    """A graph: its address, or None for the unnamed one."""

    graph: str | None

    @property
    def node(self) -> NamedNode | DefaultGraph:
        return DefaultGraph() if self.graph is None else NamedNode(self.graph)


@dataclass(frozen=True)
class Part:
    """A file that was sent: its RDF, in Base64, and its syntax, by the media type."""

    body: str
    media_type: str

    def as_argument(self) -> dict[str, Any]:
        return asdict(self)


def find_target(query_string: bytes, direct: str | None) -> Target | None:
    """The graph that is meant; None where a request names none, so means the store itself.

    `direct` is the request's address where that is the graph's. Raises QueryError for two graphs.
    """
    fields = parse_fields(query_string)
    graphs = fields.graphs("graph")
    default = "default" in fields
    if len(graphs) + default + (direct is not None) > 1:
        raise QueryError("one graph is expected, more were named", query="")
    if default and any(fields.every("default")):
        raise QueryError("default takes no value: ?default is the unnamed graph", query="")
    if direct is not None:
        return Target(direct)
    if graphs:
        return Target(graphs[0])
    return Target(None) if default else None


def make_part(body: bytes, content_type: str, *, file_name: str = "") -> Part:
    """What was sent as one file; UnsupportedMedia where its syntax is not known.

    An empty body needs no media type.
    """
    kind = media_type_of(content_type)
    if kind in UNTOLD:
        suffix = PurePosixPath(file_name).suffix.lstrip(".")
        syntax = RdfFormat.from_extension(suffix) if suffix else None
        kind = next((name for name, form in TRIPLES.items() if form.engine == syntax), kind)
    if kind not in TRIPLES and (body.strip() or kind not in UNTOLD):
        raise UnsupportedMedia(content_type, list(TRIPLES))
    return Part(b64encode(body).decode("ascii"), kind)


def read_part(part: Part, target: Target, *, base: str) -> Iterator[Quad]:
    """The triples of a file as quads of the graph; blank nodes are new ones.

    Raises QueryError with the line where it is not valid, or where it names graphs itself.
    """
    body = b64decode(part.body)
    if not body.strip():
        return
    syntax = TRIPLES[part.media_type].engine
    try:
        for quad in parse(
            body, syntax, base_iri=base, without_named_graphs=True, rename_blank_nodes=True
        ):
            yield Quad(quad.subject, quad.predicate, quad.object, target.node)
    except SyntaxError as error:
        where = f" (line {error.lineno})" if error.lineno else ""
        raise QueryError(f"not valid {syntax.name}{where}: {error.msg}", query="") from error
    except ValueError as error:
        raise QueryError(f"not valid {syntax.name}: {error}", query="") from error


def checked_target(graph: str | None) -> Target:
    """A target from an argument."""
    return Target(None if graph is None else checked_graph(graph, "graph"))
