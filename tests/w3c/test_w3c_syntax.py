"""The W3C's tests of syntax, over HTTP: what is no SPARQL is refused, and all else is read."""

from __future__ import annotations

import pytest
from w3c.endpoint import Endpoint
from w3c.suite import Entry, list_entries, needs_suite, read_file

QUERIES = list_entries("syntax-query")
UPDATES = [
    entry
    for folder in ("syntax-update-1", "syntax-update-2")
    for entry in list_entries(folder)
    if entry.kind == "NegativeUpdateSyntaxTest11"
]
REFUSED = {400, 403}
"""403 where a text is refused for what it asks before its syntax is looked at."""


def test_the_manifests_are_whole() -> None:
    needs_suite()
    assert (len(QUERIES), len(UPDATES)) == (94, 13)


@pytest.mark.parametrize("entry", QUERIES, ids=str)
def test_queries(entry: Entry, endpoint: Endpoint) -> None:
    text = read_file(entry.query).decode()
    answer = endpoint.query(text, accept="*/*")
    if entry.kind.startswith("Negative"):
        assert answer.status in REFUSED, answer.body[:300]
    else:
        # A function that no engine knows is legal, but cannot be answered.
        assert answer.status == 200 or b"is not supported" in answer.body, answer.body[:300]


@pytest.mark.parametrize("entry", UPDATES, ids=str)
def test_updates(entry: Entry, endpoint: Endpoint) -> None:
    answer = endpoint.update(read_file(entry.query).decode())
    assert answer.status in REFUSED, answer.body[:300]
