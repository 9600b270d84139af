"""Where loaded data came from: one dataset for each source, with counts and issues."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from graph.store import ReadableStore
from loaders.literals import integer
from loaders.source import Issue
from ontology.terms import (
    DCAT,
    DCTERMS,
    GRAPH_SOURCES,
    PROV,
    RDF,
    VOID,
    XSD,
    mint,
    nwd,
    source_graph,
)

MAX_ISSUES_KEPT = 1_000
"""Of more issues the first are kept in the store; the count is always the true one."""
_CHUNK = 1024 * 1024

_TYPE = NamedNode(RDF + "type")
_LISTED = {
    f"{DCTERMS}identifier": "name",
    f"{DCTERMS}title": "title",
    nwd("sourceKind").value: "kind",
    f"{DCTERMS}license": "licence",
    f"{DCTERMS}source": "file",
    nwd("sha256").value: "sha256",
    f"{PROV}generatedAtTime": "loaded_at",
    nwd("rowsRead").value: "rows",
    nwd("recordsLoaded").value: "loaded",
    nwd("recordsRefused").value: "refused",
    nwd("issueCount").value: "issues",
    f"{VOID}triples": "triples",
}
# One pattern for all, since a chain of OPTIONALs is more than some engines plan well.
_LISTING = f"""
SELECT ?dataset ?property ?value
WHERE {{ GRAPH {GRAPH_SOURCES} {{ ?dataset a <{DCAT}Dataset> ; ?property ?value }} }}
"""
_COUNTS = ("rows", "loaded", "refused", "issues", "triples")


@dataclass(frozen=True)
class Provenance:
    """What is told of one load."""

    source: str
    kind: str
    file: str
    """The name of the file or folder, without its place."""
    sha256: str
    rows_read: int
    loaded: int
    refused: int
    triples: int
    issues: Sequence[Issue]
    title: str
    licence: str | None = None


def describe_source(told: Provenance, *, base: str) -> Iterator[Quad]:
    """Quads of the dataset and its first issues, in the graph of sources."""
    dataset = source_graph(told.source)
    yield Quad(dataset, _TYPE, NamedNode(DCAT + "Dataset"), GRAPH_SOURCES)
    texts = {
        DCTERMS + "identifier": told.source,
        DCTERMS + "title": told.title,
        DCTERMS + "license": told.licence,
        DCTERMS + "source": told.file,
        nwd("sourceKind").value: told.kind,
        nwd("sha256").value: told.sha256,
    }
    counts = {
        nwd("rowsRead").value: told.rows_read,
        nwd("recordsLoaded").value: told.loaded,
        nwd("recordsRefused").value: told.refused,
        nwd("issueCount").value: len(told.issues),
        VOID + "triples": told.triples,
    }
    for predicate, text in texts.items():
        if text is not None:
            yield Quad(dataset, NamedNode(predicate), Literal(text), GRAPH_SOURCES)
    for predicate, count in counts.items():
        yield Quad(dataset, NamedNode(predicate), integer(count), GRAPH_SOURCES)
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    moment = Literal(now, datatype=NamedNode(XSD + "dateTime"))
    yield Quad(dataset, NamedNode(PROV + "generatedAtTime"), moment, GRAPH_SOURCES)
    for number, issue in enumerate(told.issues[:MAX_ISSUES_KEPT], start=1):
        yield from _describe_issue(
            issue, mint(told.source, "issue", str(number), base=base), dataset
        )


def _describe_issue(issue: Issue, subject: NamedNode, dataset: NamedNode) -> Iterator[Quad]:
    yield Quad(subject, _TYPE, nwd("LoadIssue"), GRAPH_SOURCES)
    yield Quad(subject, nwd("ofSource"), dataset, GRAPH_SOURCES)
    told = {
        nwd("severity"): issue.severity,
        nwd("issueCode"): issue.code,
        nwd("message"): issue.message,
        nwd("file"): issue.file,
        nwd("sheet"): issue.sheet,
        nwd("column"): issue.column,
        nwd("value"): issue.value,
        nwd("record"): issue.record,
    }
    for predicate, text in told.items():
        if text is not None:
            yield Quad(subject, predicate, Literal(text), GRAPH_SOURCES)
    if issue.row is not None:
        yield Quad(subject, nwd("row"), integer(issue.row), GRAPH_SOURCES)


def forget_source(store: Store, source: str) -> None:
    """Remove what is told of a source's last load."""
    dataset = source_graph(source)
    subjects: list[NamedNode | BlankNode | Triple] = [dataset]
    about = store.quads_for_pattern(None, nwd("ofSource"), dataset, GRAPH_SOURCES)
    subjects += [quad.subject for quad in about]
    for subject in subjects:
        for quad in list(store.quads_for_pattern(subject, None, None, GRAPH_SOURCES)):
            store.remove(quad)


def list_sources(store: ReadableStore) -> list[dict[str, str | int | None]]:
    """The loaded sources by name.

    Each has name, title, kind, licence, file, sha256, loaded_at (UTC), rows, loaded, refused,
    issues and triples; what is not told is None.
    """
    found = store.query(_LISTING)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    rows: dict[str, dict[str, str | int | None]] = {}
    for dataset, predicate, value in found:
        row = rows.setdefault(str(dataset), dict.fromkeys(_LISTED.values()))
        name = _LISTED.get(predicate.value) if isinstance(predicate, NamedNode) else None
        if name is not None and isinstance(value, Literal):
            row[name] = int(value.value) if name in _COUNTS else value.value
    return sorted(
        (row for row in rows.values() if row["name"] is not None), key=lambda row: str(row["name"])
    )


def hash_files(files: Iterable[Path], *, within: Path) -> str:
    """One sha256: of the file's bytes, or of names and bytes when there are several."""
    every = sorted(file for file in files if file.is_file())
    if every == [within]:
        return _hash_file(within)
    digest = hashlib.sha256()
    for file in every:
        digest.update(f"{_hash_file(file)}  {file.name}\n".encode())
    return digest.hexdigest()


def _hash_file(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
