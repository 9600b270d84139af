"""SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/)."""

from __future__ import annotations

from collections.abc import Iterator

from service.tables.contract import Answered
from service.tables.terms import render_bindings

NAME = "srj"
TITLE = "SPARQL results in JSON"
MEDIA_TYPE = "application/sparql-results+json"
IS_FILE = False


def render(answered: Answered) -> Iterator[bytes]:
    """The variables and the bindings of each row."""
    yield from render_bindings(answered)
