"""Every graph as TriG: our terms, the sources, derived edges and findings."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from ontology.terms import PREFIXES
from service.exports.content.read_me import describe_completeness, describe_run, describe_withheld
from service.exports.content.triples import read_quads
from service.exports.contract import ExportData, write_atomically

NAME = "trig"
TITLE = "Every graph as TriG"
MEDIA_TYPE = "application/trig"
SUFFIX = ".trig"


def write(data: ExportData, path: Path) -> None:
    """Write all graphs, each as a block of its own."""
    with write_atomically(path) as part, part.open("wb") as out:
        for line in (describe_run(data), describe_completeness(data), describe_withheld(data)):
            out.write(f"# {line}\n".encode())
        serialize(read_quads(data, with_ontology=True), out, RdfFormat.TRIG, prefixes=PREFIXES)
