"""The small community every query is tested on, in the store and in a second engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from communities.river import read_river, river_files
from pyoxigraph import QueryResultsFormat, parse_query_results
from rdflib import Dataset

from graph.store import MemoryStore, ReadableStore
from graph.store.protocol import Results

_ORDER = re.compile(r"ORDER BY [^{}]*\Z")
_TEXT = re.compile(r"STR\(\?\w+\)")


class RdflibStore:
    """A ReadableStore on rdflib's SPARQL engine."""

    version = "fixture"

    def __init__(self, paths: Iterable[Path]) -> None:
        self.dataset = Dataset(default_union=True)
        for path in paths:
            self.dataset.parse(data=path.read_text(encoding="utf-8"), format="trig")

    def query(self, sparql: str) -> Results:
        # rdflib sorts an expression without a value last; SPARQL says first.
        sorting = _ORDER.search(sparql)
        if sorting is not None:
            keys = _TEXT.sub(r'COALESCE(\g<0>, "")', sorting[0])
            sparql = sparql[: sorting.start()] + keys
        answer = self.dataset.query(sparql).serialize(format="json")
        assert answer is not None
        found = parse_query_results(answer, format=QueryResultsFormat.JSON)
        return found


@pytest.fixture(scope="session")
def river() -> ReadableStore:
    """The community drawn at the head of `fixture.trig`, with what the other files add."""
    return MemoryStore(read_river())


@pytest.fixture(scope="session")
def second_engine() -> ReadableStore:
    """The same community in rdflib."""
    return RdflibStore(river_files())
