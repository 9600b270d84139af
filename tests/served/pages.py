"""Pages of the explorer without a server: what is answered at an address, and tables as files."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from service.pages.addresses import COVERAGE, find_page, names_of
from service.pages.rendering import answer_page
from service.workers.job import JobData, Outcome

DEFAULTS: dict[str, Any] = {
    "handoffs": 1,
    "mode": "warm",
    "stale_after_days": 365,
    "uncoded_services": "unknown",
    "as_of": None,
}
"""The parameters of coverage as the routes send them where nothing is asked."""


def ask(data: JobData, address: str) -> Outcome:
    """The answer at an address, found as the routes do; it asks only what the page takes."""
    parts = urlsplit(address)
    found = find_page(parts.path)
    assert found is not None, address
    page, path = found
    asked = parse_qsl(parts.query)
    assert {name for name, _ in asked} <= set(names_of(page)), address
    parameters = DEFAULTS | {name: value for name, value in asked if name in COVERAGE}
    return answer_page(data, page=page.NAME, parameters=parameters, path=path, asked=asked)


def read_html(data: JobData, address: str) -> str:
    """The page at an address."""
    return b"".join(ask(data, address).chunks).decode()


def read_table(data: JobData, address: str) -> list[dict[str, str]]:
    """The rows of a table that is taken away as CSV."""
    text = b"".join(ask(data, address).chunks).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
