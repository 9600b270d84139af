"""The data-quality report as tables: the same on screen, in files, in answers and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from loaders.quality.outcomes import COUNTED
from loaders.quality.report import (
    LISTED,
    MEASURES,
    ColumnFill,
    QualityReport,
    describe_measure,
    share,
)
from loaders.report import LoadReport

Row = Mapping[str, Any]

USES = {"read": "read", "unread": "known, not read", "unknown": "not known"}
"""What becomes of a column."""


@dataclass(frozen=True)
class Section:
    """One table: its columns in order, and rows by column."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]


def sections(report: QualityReport) -> list[Section]:
    """Rows, what services have, columns, dangling keys, and issues by code; none may be empty."""
    return [
        of_measures(report),
        of_rows(report),
        of_columns(report),
        of_keys(report),
        of_issues(report),
    ]


def of_measures(report: QualityReport) -> Section:
    """How many services and sites have what."""
    rows = [
        {
            "measure": describe_measure(one.name),
            "count": one.count,
            "of": one.out_of,
            "share": share(one.count, one.out_of),
        }
        for one in report.measures
    ]
    return Section("measures", "What is known", ("measure", "count", "of", "share"), rows)


def of_rows(report: QualityReport) -> Section:
    """What became of the rows, by table and file."""
    rows = [asdict(row) for row in report.rows]
    return Section("rows", "Rows", ("table", "file", "read", *COUNTED), rows)


def of_columns(report: QualityReport) -> Section:
    """How full each column is."""
    rows = [
        {
            "table": one.table,
            "column": one.column,
            "use": USES[one.use],
            "rows": one.rows,
            "filled": one.filled,
            "share": share(one.filled, one.rows),
        }
        for one in report.columns
    ]
    return Section(
        "columns", "Columns", ("table", "column", "use", "rows", "filled", "share"), rows
    )


def of_keys(report: QualityReport) -> Section:
    """References that lead nowhere."""
    rows = [
        {
            "table": one.table,
            "column": one.column,
            "refers_to": one.target,
            "keys": one.keys,
            "dangling": one.dangling,
            "share": share(one.dangling, one.keys),
        }
        for one in report.dangling_keys()
    ]
    columns = ("table", "column", "refers_to", "keys", "dangling", "share")
    return Section("dangling", "Dangling keys", columns, rows)


def of_issues(report: QualityReport) -> Section:
    """The issues by code, with the first place and what would be right."""
    rows = [asdict(one) for one in report.issues]
    columns = (
        "code", "severity", "effect", "count", "meaning", "right", "file", "sheet", "row", "column",
    )  # fmt: skip
    return Section("issues", "Issues by kind", columns, rows)


def every_issue(report: LoadReport) -> Iterator[Row]:
    """Every issue with its place; one that is told once for many rows is listed for each."""
    quality = report.quality
    for issue in report.issues:
        row = asdict(issue)
        yield row
        places = (
            quality.places.get((issue.code, issue.sheet or "", issue.column), ()) if quality else ()
        )
        if len(places) > 1 and (issue.file, issue.row) == tuple(places[0]):
            for file, number in places[1:]:
                yield {
                    **row,
                    "message": "as above",
                    "file": file,
                    "row": number,
                    "value": None,
                    "record": None,
                }


def services_without(report: QualityReport, name: str) -> Section:
    """The services that lack one thing, each with its place in the source."""
    rows = [
        {"id": one.record, "name": one.name, "file": one.file, "row": one.row}
        for one in report.lacking
        if name in one.lacks
    ]
    title = f"Services without {MEASURES[name]}"
    return Section(f"without-{name}", title, ("id", "name", "file", "row"), rows)


def all_services_without(report: QualityReport) -> list[Section]:
    """One table for each thing that a steward can add."""
    return [services_without(report, name) for name in LISTED]


def render_share(part: float | None) -> str:
    """A share in percent; one that is not nothing or all never looks so.

    >>> render_share(0.004), render_share(0.5), render_share(1.0), render_share(None)
    ('under 1%', '50%', '100%', '')
    """
    if part is None:
        return ""
    if 0 < part < 0.01:
        return "under 1%"
    if 0.99 < part < 1:
        return "over 99%"
    return f"{100 * part:.0f}%"


def list_columns(columns: Sequence[ColumnFill], most: int) -> str:
    """The names of columns by table, in one line.

    >>> list_columns([ColumnFill("phone", "type", "read", 2, 0)], 5)
    'phone.type'
    """
    names = [f"{one.table}.{one.column}" for one in columns]
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


SOURCE_COLUMNS = ("source", "kind", "read", *COUNTED, "services", "with_needs", "issues")
"""Columns of the list of sources."""


def of_sources(reports: Sequence[QualityReport]) -> list[Row]:
    """One row for each source."""
    rows: list[Row] = []
    for report in reports:
        needs = report.measure("needs")
        rows.append(
            {
                "source": report.source,
                "kind": report.kind,
                **{name: report.total(name) for name in ("read", *COUNTED)},
                "services": needs.out_of if needs else 0,
                "with_needs": needs.count if needs else 0,
                "issues": sum(one.count for one in report.issues),
            }
        )
    return rows


def source_rows(report: QualityReport) -> list[Row]:
    """Every figure of one report in one shape: figure, table, column, count, of, share."""
    rows: list[Row] = []
    for outcome in ("read", *COUNTED):
        for row in report.by_table():
            rows.append(
                _figure(f"rows {outcome.replace('_', ' ')}", row.table, "", getattr(row, outcome))
            )
    for one in report.measures:
        rows.append(_figure(describe_measure(one.name), "", "", one.count, one.out_of))
    for column in report.columns:
        rows.append(
            _figure("filled cells", column.table, column.column, column.filled, column.rows)
        )
    for key in report.dangling:
        rows.append(_figure("dangling keys", key.table, key.column, key.dangling, key.keys))
    for issue in report.issues:
        figure = f"issues: {issue.code} ({issue.severity})"
        rows.append(_figure(figure, "", "", issue.count))
    return rows


def _figure(figure: str, table: str, column: str, count: int, of: int | None = None) -> Row:
    part = None if of is None else share(count, of)
    return {
        "figure": figure, "table": table, "column": column, "count": count, "of": of, "share": part,
    }  # fmt: skip
