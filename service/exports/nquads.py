"""Every graph as N-Quads: our terms, the sources, derived edges and findings."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from service.exports.content.read_me import describe_completeness, describe_run, describe_withheld
from service.exports.content.triples import read_quads
from service.exports.contract import ExportData, write_atomically

NAME = "nquads"
TITLE = "Every graph as N-Quads"
MEDIA_TYPE = "application/n-quads"
SUFFIX = ".nq"


def write(data: ExportData, path: Path) -> None:
    """Write all graphs, sorted unless they are very large (content.triples.MOST_SORTED).

    This is for taking data elsewhere; to move a store as it is, with what is withheld here, use a
    backup.
    """
    with write_atomically(path) as part, part.open("wb") as out:
        for line in (describe_run(data), describe_completeness(data), describe_withheld(data)):
            out.write(f"# {line}\n".encode())
        serialize(read_quads(data, with_ontology=True), out, RdfFormat.N_QUADS)
