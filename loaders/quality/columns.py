"""How full the columns of a directory are, and which of its references lead nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from loaders.hsds.cells import key, line, listed
from loaders.quality.report import ColumnFill, DanglingKey
from loaders.source import Record

TARGETS: Mapping[str, str] = {
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "service_id": "service",
    "service_ids": "service",
    "location_id": "location",
    "service_at_location_id": "service_at_location",
    "program_id": "program",
    "taxonomy_term_id": "taxonomy_term",
    "unit_id": "unit",
}
"""Column of any table -> table that it refers to."""
_SEVERAL = frozenset({("service", "location_id"), ("location", "service_ids")})


def by_table(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records of each table."""
    tables: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        tables[record.table].append(record)
    return dict(sorted(tables.items()))


def fill_columns(
    tables: Mapping[str, Sequence[Record]], unread: Mapping[tuple[str, str, bool], int]
) -> list[ColumnFill]:
    """One for each column of each table, also of those that are not read."""
    found = []
    for table, records in tables.items():
        filled: Counter[str] = Counter()
        for record in records:
            for column, value in record.values.items():
                if value is None or value == "":
                    filled[column] += 0
                else:
                    filled[column] += 1
        found += [
            ColumnFill(table, column, "read", len(records), number)
            for column, number in filled.items()
        ]
    for (table, column, known), number in sorted(unread.items()):
        use = "unread" if known else "unknown"
        rows = max(len(tables.get(table, ())), number)
        found.append(ColumnFill(table, column, use, rows, number))
    return sorted(found, key=lambda one: one.table)


def find_dangling(tables: Mapping[str, Sequence[Record]]) -> list[DanglingKey]:
    """One for each column that refers to a table, where any reference is filled."""
    ids = {
        table: {found for record in tables.get(table, ()) if (found := _id(record)) is not None}
        for table in {*TARGETS.values(), "taxonomy_term"}
    }
    codes = (line(record.values.get("code")) for record in tables.get("taxonomy_term", ()))
    ids["taxonomy_term"] |= {code for code in codes if code}
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for table, records in tables.items():
        for column in sorted({name for record in records for name in record.values} & {*TARGETS}):
            target = TARGETS[column]
            there, several = ids[target], (table, column) in _SEVERAL
            for record in records:
                value = record.values.get(column)
                if value is None:
                    continue
                # Most keys are met as they stand; the others are read as the loader reads them.
                if isinstance(value, str) and value in there:
                    counts[table, column, target, False] += 1
                    continue
                for one in listed(value) if several else [key(value)]:
                    if one is not None:
                        counts[table, column, target, one not in there] += 1
    _count_links(tables.get("attribute", ()), ids, counts)
    slots = sorted({slot[:3] for slot in counts})
    return [
        DanglingKey(*slot, keys=counts[*slot, True] + counts[*slot, False], dangling=bad)
        for slot in slots
        for bad in [counts[*slot, True]]
    ]


def _id(record: Record) -> str | None:
    value = record.values.get("id")
    return value if type(value) is str else key(value)


def _count_links(
    records: Sequence[Record],
    ids: Mapping[str, set[str]],
    counts: Counter[tuple[str, str, str, bool]],
) -> None:
    """`link_id` of attributes refers to the table that `link_entity` names."""
    for record in records:
        linked = key(record.values.get("link_id"))
        target = (line(record.values.get("link_entity")) or "service").lower()
        if linked is not None and target in ids:
            counts["attribute", "link_id", target, linked not in ids[target]] += 1
