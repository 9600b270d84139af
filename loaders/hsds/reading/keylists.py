"""Lists of ids in columns that hold one id: one row for each of them.

Spreadsheets are linked so by hand, and by Airtable on export. A value is taken for a list only
when it is no id itself and every part of it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from loaders.hsds.cells import key
from loaders.hsds.reading.collect import KEYED
from loaders.hsds.remarks import Remarks
from loaders.source import Record

_REFERS: Mapping[str, str] = {
    "service_id": "service",
    "location_id": "location",
    "organization_id": "organization",
    "taxonomy_term_id": "taxonomy_term",
}
_PARTED = re.compile(r"\s*[,;|\n]\s*")
_MOST = 1_000
"""The most ids of one cell; more are no list of a person's making."""


def part_lists(records: Sequence[Record], remarks: Remarks) -> list[Record]:
    """The records, with a row that names several by one key given once for each.

    A service of several organizations is given to the first, which is told.
    """
    known: dict[str, set[str]] = {table: set() for table in _REFERS.values()}
    for record in records:
        if record.table in known and (one := key(record.values.get("id"))):
            known[record.table].add(one)
    found: list[Record] = []
    for record in records:
        found += _parted(record, known, remarks)
    return found


def _parted(record: Record, known: Mapping[str, set[str]], remarks: Remarks) -> Iterator[Record]:
    for column, table in _REFERS.items():
        parts = _parts(record.values.get(column), known[table])
        if not parts or (record.table == "service" and column == "location_id"):
            continue
        if record.table in KEYED:
            remarks.tell(
                record,
                "listed-key",
                f"names several by one key; the first, {parts[0]}, is taken",
                column=column,
                value=key(record.values.get(column)),
            )
            parts = parts[:1]
        else:
            remarks.tally(
                record,
                "listed-key",
                "names several by one key; the row counts for each of them",
                column=column,
            )
        for place, part in enumerate(parts):
            one = Record(record.table, {**record.values, column: part}, record.file, record.row)
            remarks.outcomes.parted(one, record, first=place == 0)
            yield from _parted(one, known, remarks)
        return
    yield record


def _parts(value: object, known: set[str]) -> list[str]:
    if value is None or (isinstance(value, str) and value in known):
        return []
    said = key(value)
    if said is None or said in known or not _PARTED.search(said):
        return []
    parts = list(dict.fromkeys(_PARTED.split(said)))
    return parts if 1 < len(parts) <= _MOST and all(part in known for part in parts) else []
