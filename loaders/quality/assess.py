"""From a reading and its statements to the data-quality report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from loaders.quality.codes import effect_of, find_code
from loaders.quality.columns import by_table, fill_columns, find_dangling
from loaders.quality.outcomes import COUNTED, Outcomes, RowCount
from loaders.quality.report import (
    LISTED,
    ColumnFill,
    DanglingKey,
    IssueCount,
    Lacking,
    QualityReport,
)
from loaders.quality.services import ServiceFacts
from loaders.source import Issue, LoadContext, Reading, Record
from loaders.workbook.reading import TableReading

MOST_FILES = 200
"""Pairs of file and table that are told apart; of more, the rows are counted by table."""
_SERVICE_TABLES = {"service": "name", "services": "name"}


def assess(
    reading: Reading, context: LoadContext, facts: ServiceFacts, *, kind: str
) -> QualityReport:
    """The report; to be made when every statement has been built and `facts` has seen them all."""
    tables: Mapping[str, TableReading] | None = reading.details.get("tables")
    outcomes: Outcomes | None = reading.details.get("outcomes")
    if tables is not None:
        rows, columns, dangling = _of_workbook(reading, tables)
    elif outcomes is not None:
        grouped = by_table(reading.records)
        rows = outcomes.count(reading.records)
        columns = fill_columns(grouped, reading.details.get("unread", {}))
        dangling = find_dangling(grouped)
    else:
        rows, columns, dangling = _of_statements(reading, facts), [], []
    return QualityReport(
        source=context.source,
        kind=kind,
        rows=tuple(_fewer(rows)),
        columns=tuple(columns),
        dangling=tuple(dangling),
        measures=tuple(facts.measures()),
        issues=tuple(count_issues(reading.issues, outcomes)),
        placeholders=facts.count_placeholders(),
        encodings=dict(reading.details.get("encodings", {})),
        verified=tuple(facts.verified_days()),
        people_left_out=reading.details.get("contacts_dropped", 0),
        lacking=tuple(_lacking(reading.records, context, facts)),
        places=outcomes.places if outcomes else {},
    )


def count_issues(issues: Sequence[Issue], outcomes: Outcomes | None) -> list[IssueCount]:
    """By code and severity, the most frequent first; issues told once for many rows count all."""
    first: dict[tuple[str, str], Issue] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for issue in issues:
        slot = (issue.code, issue.severity)
        first.setdefault(slot, issue)
        counts[slot] += 1
    for (code, _, _), number in (outcomes.tallied if outcomes else {}).items():
        counts[code, "warning"] += number - 1
    found = []
    for slot in sorted(first, key=lambda each: (-counts[each], each)):
        issue, known = first[slot], find_code(slot[0])
        found.append(
            IssueCount(
                code=issue.code,
                severity=issue.severity,
                effect=effect_of(issue.code, issue.severity),
                count=counts[slot],
                meaning=known.meaning if known else "",
                right=known.right if known else "",
                file=issue.file,
                sheet=issue.sheet,
                row=issue.row,
                column=issue.column,
            )
        )
    return found


def _of_workbook(
    reading: Reading, tables: Mapping[str, TableReading]
) -> tuple[list[RowCount], list[ColumnFill], list[DanglingKey]]:
    """Of the planner's workbook: a row loads, loads after a repair, or is refused."""
    rows, columns, dangling = [], [], []
    for name, table in tables.items():
        refused = table.rows_read - reading.details["loaded"].get(name, 0)
        bad = {issue.row for issue in table.issues if issue.severity == "error"}
        repaired = {
            issue.row
            for issue in table.issues
            if issue.row is not None
            and issue.row not in bad
            and effect_of(issue.code, issue.severity) == "repaired"
        }
        rows.append(
            RowCount(
                table.file,
                name,
                read=table.rows_read,
                loaded=table.rows_read - refused - len(repaired),
                repaired=len(repaired),
                refused=refused,
            )
        )
        columns += [
            ColumnFill(name, column, "read", table.rows_read, table.filled[column])
            for column in table.columns
        ]
        for column in table.table.columns:
            if column.refers_to and table.filled[column.name]:
                number = len(
                    {
                        issue.row
                        for issue in table.issues
                        if issue.code == "dangling-reference" and issue.column == column.name
                    }
                )
                target = " or ".join(column.refers_to)
                filled = table.filled[column.name]
                dangling.append(DanglingKey(name, column.name, target, filled, number))
    return rows, columns, dangling


def _of_statements(reading: Reading, facts: ServiceFacts) -> list[RowCount]:
    """Of RDF, which has statements and no rows: the records by class, and those refused."""
    file = reading.files[0].name if reading.files else ""
    refused = len({issue.record for issue in reading.issues if issue.severity == "error"})
    marked = facts.placeholders
    loaded = Counter(kind for one, kind in facts.kinds.items() if one not in marked)
    placed = Counter(facts.kinds[one] for one in marked if one in facts.kinds)
    found = [
        RowCount(
            file,
            kind,
            read=loaded[kind] + placed[kind],
            loaded=loaded[kind],
            marked=placed[kind],
        )
        for kind in sorted({*loaded, *placed})
    ]
    return found + ([RowCount(file, "record", read=refused, refused=refused)] if refused else [])


def _fewer(rows: Sequence[RowCount]) -> list[RowCount]:
    """The same by table alone, where the files are too many to tell apart."""
    if len(rows) <= MOST_FILES:
        return list(rows)
    sums: dict[str, Counter[str]] = {}
    for row in rows:
        into = sums.setdefault(row.table, Counter())
        into.update({name: getattr(row, name) for name in ("read", *COUNTED)})
    return [RowCount("", table, **counts) for table, counts in sorted(sums.items())]


def _lacking(
    records: Iterable[Record], context: LoadContext, facts: ServiceFacts
) -> Iterable[Lacking]:
    """The services that lack something, in the order of the source; all of them where it has rows.

    A source without rows (RDF) names its services by IRI.
    """
    met: set[str] = set()
    services = set(facts.services())
    for record in records:
        if record.table not in _SERVICE_TABLES:
            continue
        identifier = str(record.values.get("id"))
        iri = context.mint("service", identifier).value
        if iri in services and iri not in met:
            met.add(iri)
            if lacks := _lacks(facts, iri):
                name = _text(record.values.get("name"))
                yield Lacking(identifier, name, record.file, record.row, lacks)
    for iri in sorted(services - met):
        if lacks := _lacks(facts, iri):
            yield Lacking(iri, "", "", None, lacks)


def _lacks(facts: ServiceFacts, service: str) -> tuple[str, ...]:
    return facts.lacking(service, LISTED)


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""
