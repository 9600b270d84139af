"""JSON files into the collector, and ids that hold only within one document.

Directories scraped page by page number their records anew on every page: `org_1` on line 12 and
`org_1` on line 80 are two organizations. So where a line of an ndjson file is a bundle of its own
(an organization beside its services) and one of its ids is already taken by something plainly
different, all ids of that line get `~` and the line's number behind them, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from loaders.hsds.cells import key
from loaders.hsds.dialects import Dialect
from loaders.hsds.reading.collect import KEYED, Collector
from loaders.hsds.reading.documents import Document, read_documents
from loaders.hsds.reading.entries import Entry, find_entries, hint_of
from loaders.hsds.reading.folding import Folding, dialect_of, objects_of
from loaders.hsds.reading.members import Member
from loaders.hsds.reading.nested import Unfolder
from loaders.source import Record

_RENAMED = frozenset({"organization", "service", "location", "program", "address"})
_REFERENCES = (
    "id",
    "organization_id",
    "parent_organization_id",
    "service_id",
    "location_id",
    "program_id",
    "service_at_location_id",
)


def read_json(member: Member, collector: Collector) -> None:
    """Add the records of a JSON or ndjson file; raises SourceError for what is not JSON."""
    hint = hint_of(member.name)
    unfolder = Unfolder(collector, member.name)
    passed, seen = 0, False
    foldings: dict[str, Folding] = {}
    for document in read_documents(member, collector.remarks):
        if dialect := dialect_of(document.root):
            _fold(document, dialect, foldings, member.name, collector)
            continue
        entries = list(find_entries(document, hint))
        if not entries:
            passed += 1
            nothing = Record("document", {}, member.name, document.row)
            collector.remarks.outcomes.end(nothing, "left-out")
            continue
        seen = seen or any(entry.bundle is not None for entry in entries)
        local = document.of_lines and seen
        _add(entries, unfolder, collector, local_row=document.row if local else None)
    for folding in foldings.values():
        folding.finish()
    if passed:
        collector.remarks.tell_file(
            member.name, "not-hsds", f"{passed} JSON documents hold no HSDS object; passed over"
        )


def _fold(
    document: Document,
    dialect: Dialect,
    foldings: dict[str, Folding],
    file: str,
    collector: Collector,
) -> None:
    folding = foldings.setdefault(dialect.NAME, Folding(dialect, collector, file))
    for ordinal, item in enumerate(objects_of(document.root), start=1):
        names = [str(name) for name in item]
        row = document.row if document.of_lines else ordinal
        folding.names(names, row=row)
        folding.add(item, row)


def _add(
    entries: Sequence[Entry],
    unfolder: Unfolder,
    collector: Collector,
    *,
    local_row: int | None,
) -> None:
    rows: list[tuple[Record, bool]] = []
    for entry in entries:
        unfolded = unfolder.unfold(entry, local=local_row is not None)
        if entry.bundle is None and local_row is None:
            for record, own in unfolded:
                collector.add_row(record, own=own)
        else:
            rows += unfolded
    if not rows:
        return
    records = _with_only_organization([record for record, _ in rows])
    if local_row is not None:
        collector.rows_read += sum(own for _, own in rows)
        for record in _renamed(records, local_row, collector):
            collector.add_row(record, own=False)
    else:
        for record, (_, own) in zip(records, rows, strict=True):
            collector.add_row(record, own=own)


def _with_only_organization(records: Sequence[Record]) -> list[Record]:
    """Services and locations of a bundle with one organization belong to it, if to none else.

    An organization without an id of its own is the one they name, whatever they call it.
    """
    ids = {str(r.values["id"]) for r in records if r.table == "organization" and "id" in r.values}
    if len(ids) != 1:
        return list(records)
    (only,) = ids
    return [
        Record(r.table, {**r.values, "organization_id": only}, r.file, r.row)
        if r.table in ("service", "location")
        and (only.startswith("made-") or key(r.values.get("organization_id")) is None)
        else r
        for r in records
    ]


def _renamed(records: Sequence[Record], row: int, collector: Collector) -> Iterable[Record]:
    if not any(record.table in KEYED and collector.clashes(record) for record in records):
        return records
    collector.remarks.tell(
        records[0],
        "id-of-one-document",
        f"an id of this line already names another record; the ids of the line end in ~{row}",
    )
    return [_with_fresh_ids(record, f"~{row}") for record in records]


def _with_fresh_ids(record: Record, suffix: str) -> Record:
    values = dict(record.values)
    for column in _REFERENCES:
        if column in values and (column != "id" or record.table in _RENAMED):
            values[column] = _fresh(values[column], suffix)
    return Record(record.table, values, record.file, record.row)


def _fresh(value: Any, suffix: str) -> Any:
    if isinstance(value, list):
        return [_fresh(item, suffix) for item in value]
    found = key(value)
    return found + suffix if found else value
