"""SPARQL 1.1 Query Results CSV (https://www.w3.org/TR/sparql11-results-csv-tsv/)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import QueryResultsFormat

from service.tables.contract import Answered
from service.tables.terms import render_results

NAME = "sparql-csv"
TITLE = "SPARQL results in CSV, cells as they are; not for spreadsheets"
MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
IS_FILE = False


def render(answered: Answered) -> Iterator[bytes]:
    """The whole answer at once."""
    yield render_results(answered, QueryResultsFormat.CSV)
