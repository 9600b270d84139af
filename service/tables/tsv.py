"""SPARQL 1.1 Query Results TSV (https://www.w3.org/TR/sparql11-results-csv-tsv/)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import QueryResultsFormat

from service.tables.contract import Answered
from service.tables.terms import render_results

NAME = "tsv"
TITLE = "SPARQL results in TSV, terms as in Turtle"
MEDIA_TYPE = "text/tab-separated-values; charset=utf-8"
IS_FILE = False


def render(answered: Answered) -> Iterator[bytes]:
    """The whole answer at once."""
    yield render_results(answered, QueryResultsFormat.TSV)
