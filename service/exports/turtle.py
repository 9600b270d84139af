"""The loaded facts as Turtle: one graph, with the prefixes of our terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, serialize

from ontology.terms import PREFIXES
from service.exports.content.read_me import describe_completeness, describe_run, describe_withheld
from service.exports.content.triples import read_subjects
from service.exports.contract import ExportData, write_atomically

NAME = "turtle"
TITLE = "Loaded facts and findings as Turtle"
MEDIA_TYPE = "text/turtle"
SUFFIX = ".ttl"


def write(data: ExportData, path: Path) -> None:
    """Write all graphs but that of our own terms and codes, merged into one."""
    with write_atomically(path) as part, part.open("wb") as out:
        for line in (describe_run(data), describe_completeness(data), describe_withheld(data)):
            out.write(f"# {line}\n".encode())
        serialize(_triples(data), out, RdfFormat.TURTLE, prefixes=PREFIXES)


def _triples(data: ExportData) -> Iterator[Triple]:
    for _, quads in read_subjects(data):
        for quad in quads:
            yield quad.triple
