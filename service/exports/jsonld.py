"""The loaded facts as JSON-LD, with our context inside the file."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from service.exports.content.compaction import Compactor
from service.exports.content.triples import read_subjects
from service.exports.contract import ExportData, write_atomically

NAME = "jsonld"
TITLE = "Loaded facts and findings as JSON-LD"
MEDIA_TYPE = "application/ld+json"
SUFFIX = ".jsonld"


def write(data: ExportData, path: Path) -> None:
    """Write the same triples as Turtle; one node object a line, so that it streams."""
    context = read_context()
    compactor = Compactor(context)
    with write_atomically(path) as part, part.open("w", encoding="utf-8", newline="\n") as out:
        out.write('{"@context": ' + json.dumps(context, ensure_ascii=False) + ',\n"@graph": [')
        separator = "\n"
        for subject, quads in read_subjects(data):
            node = compactor.node(subject, quads)
            out.write(separator + json.dumps(node, ensure_ascii=False))
            separator = ",\n"
        out.write("\n]}\n")


def read_context() -> dict[str, Any]:
    """The context the ontology ships."""
    text = files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    return context
