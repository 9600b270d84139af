"""RDF in any usual syntax: what a file states, whatever its graphs, becomes one source's graph.

Turtle, N-Triples, N-Quads, TriG, RDF/XML and JSON-LD, each also as `.gz`. Nothing is fetched. With
validation the statements are parsed into memory and checked against the basic shapes; records
that break one are left out, and each violation is an issue.

What validation costs: on one core about 0.1 ms a statement of our vocabulary (32,000 in 3 s),
so some two minutes and 1 GB for a million, against seconds for loading them. Data that this
product wrote itself may be loaded with validation off; then no record is left out, not even a
person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store

from graph.errors import SourceError
from graph.store import Draft
from graph.store.querying import count_triples
from loaders.rdf_checks import check_shapes
from loaders.rdf_syntax import find_format, plain_file, read_triples, without_graphs
from loaders.source import Issue, LoadContext, Reading
from ontology.terms import RDF

KIND = "rdf"
TITLE = "RDF (Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD, also .gz)"
LEVEL = "basic"
"""Level of the shapes that loaded data must meet."""

_BULK = frozenset({RdfFormat.N_TRIPLES, RdfFormat.N_QUADS, RdfFormat.TURTLE, RdfFormat.RDF_XML})
_TYPE = NamedNode(RDF + "type")


@dataclass
class RdfReading(Reading):
    """An RDF file; parsed only if it was validated."""

    path: Path = Path()
    format: RdfFormat = RdfFormat.TURTLE
    parsed: Store | None = None
    left_out: frozenset[str] = field(default_factory=frozenset)
    """IRIs and labels of blank nodes whose statements are not loaded."""


def recognises(path: Path) -> bool:
    """Whether the name, or the front of a JSON or XML file, says RDF."""
    try:
        return path.is_file() and find_format(path) is not None
    except OSError:
        return False


def read(path: Path, context: LoadContext) -> RdfReading:
    """The file, not parsed yet; SourceError where it is no RDF file or empty."""
    try:
        format = find_format(path) if path.is_file() else None
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=path) from error
    if format is None:
        raise SourceError(
            "not known as RDF; use .ttl, .nt, .nq, .trig, .rdf or .jsonld, also with .gz", path=path
        )
    if size == 0:
        raise SourceError("the file is empty (0 bytes)", path=path)
    details = {"dialect": format.name}
    return RdfReading(records=(), files=[path], details=details, path=path, format=format)


def validate(reading: Reading, context: LoadContext) -> None:
    """Parse the file into memory and note what breaks a shape; those records will be left out."""
    if not isinstance(reading, RdfReading):
        return
    parsed = Store()
    with plain_file(reading.path, reading.format) as plain:
        triples = read_triples(plain, reading.format, reading.path)
        parsed.bulk_extend(Quad(one.subject, one.predicate, one.object) for one in triples)
    violations = check_shapes(parsed, level=LEVEL, progress=context.progress)
    reading.parsed = parsed if violations else None
    reading.left_out = frozenset(violation.focus for violation in violations)
    for violation in violations:
        reading.issues.append(
            Issue(
                severity="error",
                code=f"shape-{violation.shape}",
                message=f"{violation.message} This record is not loaded.",
                file=reading.path.name,
                column=violation.path,
                value=violation.value,
                record=violation.focus,
            )
        )


def build(reading: Reading, context: LoadContext) -> Iterable[Quad]:
    """Every statement in the source's graph, but for the records left out."""
    if not isinstance(reading, RdfReading):
        return
    typed = False
    for quad in _quads(reading, context.graph):
        reading.rows_read += 1
        typed = typed or quad.predicate == _TYPE
        yield quad
    _check_any(reading, typed=typed)


def load_into(draft: Draft, reading: Reading, context: LoadContext) -> int | None:
    """Load the file straight into the store, at the speed of the store; the statements loaded.

    Returns None, with the graph empty, where statements must be left out or moved one by one; the
    quads of `build` are needed then. Raises SourceError with the line of a syntax error.
    """
    if not isinstance(reading, RdfReading) or reading.left_out or reading.format not in _BULK:
        return None
    draft.remove_graph(context.graph)
    with plain_file(reading.path, reading.format) as plain:
        if reading.format == RdfFormat.N_QUADS:
            with without_graphs(plain) as triples:
                done = _bulk(draft, triples, RdfFormat.N_TRIPLES, context, reading, judge=False)
            if not done:
                return None
        else:
            _bulk(draft, plain, reading.format, context, reading, judge=True)
    reading.rows_read = count_triples(draft.store, context.graph)
    typed = draft.store.quads_for_pattern(None, _TYPE, None, context.graph)
    _check_any(reading, typed=next(typed, None) is not None)
    return reading.rows_read


def _bulk(
    draft: Draft,
    plain: Path,
    format: RdfFormat,
    context: LoadContext,
    reading: RdfReading,
    *,
    judge: bool,
) -> bool:
    try:
        draft.bulk_load_file(plain, format, context.graph)
    except SourceError as error:
        if not judge:
            draft.remove_graph(context.graph)
            return False
        message = str(error).split(": ", 1)[-1]
        raise SourceError(f"not valid RDF: {message}", path=reading.path, row=error.row) from error
    return True


def _quads(reading: RdfReading, into: NamedNode) -> Iterator[Quad]:
    if reading.parsed is not None:
        for quad in reading.parsed:
            if not _is_left_out(quad.subject, reading.left_out):
                yield Quad(quad.subject, quad.predicate, quad.object, into)
        return
    with plain_file(reading.path, reading.format) as plain:
        for triple in read_triples(plain, reading.format, reading.path):
            yield Quad(triple.subject, triple.predicate, triple.object, into)


def _is_left_out(subject: object, left_out: frozenset[str]) -> bool:
    return isinstance(subject, (NamedNode, BlankNode)) and subject.value in left_out


def _check_any(reading: RdfReading, *, typed: bool) -> None:
    """Statements without any class still count as loaded; no statement at all is an error."""
    if reading.rows_read == 0 and not reading.left_out:
        raise SourceError("the file states nothing", path=reading.path)
    if not typed and reading.rows_read:
        reading.details = {**reading.details, "loaded": {"statements": reading.rows_read}}
