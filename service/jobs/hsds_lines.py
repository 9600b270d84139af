"""A whole list of HSDS objects, one on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.hsds import Form
from service.hsds.lists import LISTS
from service.jobs.hsds_list import read_directory, read_filters, write_json
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "export"

LINES = "application/x-ndjson"


def run(
    data: JobData,
    *,
    kind: str,
    filters: Mapping[str, Any],
    form: Form,
    full_service: bool = False,
) -> Outcome:
    """Every item that passes the filters, as one line of JSON; arguments as for `hsds_list`."""
    directory, chosen = read_directory(data), LISTS[kind]
    items = chosen.select(directory, read_filters(filters))
    return Outcome(_lines(chosen.write(directory, items, form, full_service)), LINES)


def _lines(objects: Iterator[Mapping[str, Any]]) -> Iterator[bytes]:
    for each in objects:
        yield write_json(each) + b"\n"
