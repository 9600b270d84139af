"""SPARQL Query Results XML (https://www.w3.org/TR/rdf-sparql-XMLres/)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import QueryResultsFormat

from service.tables.contract import Answered
from service.tables.terms import render_results

NAME = "srx"
TITLE = "SPARQL results in XML"
MEDIA_TYPE = "application/sparql-results+xml"
IS_FILE = False


def render(answered: Answered) -> Iterator[bytes]:
    """The whole answer at once."""
    yield render_results(answered, QueryResultsFormat.XML)
