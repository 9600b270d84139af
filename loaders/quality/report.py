"""The data-quality report of one source: the figures, and the same as plain objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from loaders.quality.outcomes import COUNTED, RowCount


@dataclass(frozen=True)
class ColumnFill:
    """How full one column is."""

    table: str
    column: str
    use: str
    """`read`; `unread` = the standard knows it, the map has no use for it; `unknown` = neither."""
    rows: int
    filled: int


@dataclass(frozen=True)
class DanglingKey:
    """References of one column, and those of which the record is not there."""

    table: str
    column: str
    target: str
    """Table that is referred to."""
    keys: int
    """Filled references."""
    dangling: int


@dataclass(frozen=True)
class Measure:
    """How many of the records of one kind have something."""

    name: str
    """One of MEASURES, or `needs-by-<way>` for each way that occurs."""
    count: int
    out_of: int


@dataclass(frozen=True)
class IssueCount:
    """The issues of one code and severity, with the place of the first.

    No cell of the source is quoted, since the report may be told where the source may not.
    """

    code: str
    severity: str
    effect: str
    count: int
    meaning: str
    right: str
    """What would be right."""
    file: str
    sheet: str | None
    row: int | None
    column: str | None


@dataclass(frozen=True)
class Lacking:
    """A service of which something is not known."""

    record: str
    """Its own id."""
    name: str
    file: str
    row: int | None
    lacks: tuple[str, ...]
    """Of LISTED, what it lacks."""


@dataclass(frozen=True)
class QualityReport:
    """What is known of how good a source is."""

    source: str
    kind: str
    rows: Sequence[RowCount]
    """By file and table; of a source with very many files by table, `file` being blank."""
    columns: Sequence[ColumnFill]
    dangling: Sequence[DanglingKey]
    measures: Sequence[Measure]
    issues: Sequence[IssueCount]
    placeholders: Mapping[str, int] = field(default_factory=dict)
    """Class -> records made only because another refers to them."""
    encodings: Mapping[str, str] = field(default_factory=dict)
    """File -> encoding."""
    verified: Sequence[date] = ()
    """Oldest, median and newest day on which a service was verified; empty where none was."""
    people_left_out: int = 0
    lacking: Sequence[Lacking] = ()
    """Services that lack something; only known while the source is read."""
    places: Mapping[tuple[str, str, str | None], Sequence[tuple[str, int]]] = field(
        default_factory=dict
    )
    """(code, table, column) of issues that are told once -> (file, row) of each, up to a limit;
    only known while the source is read."""

    def blank_columns(self) -> list[ColumnFill]:
        """Columns of tables that have rows, in which no cell is filled."""
        return [one for one in self.columns if one.rows and not one.filled]

    def dangling_keys(self) -> list[DanglingKey]:
        """Columns of which some reference leads nowhere, most of them first."""
        found = [one for one in self.dangling if one.dangling]
        return sorted(found, key=lambda one: (-one.dangling, one.table, one.column, one.target))

    def total(self, outcome: str) -> int:
        """Rows of one outcome (a field of RowCount), over all files and tables."""
        return sum(int(getattr(row, outcome)) for row in self.rows)

    def by_table(self) -> list[RowCount]:
        """The rows by table, over all files."""
        found: dict[str, list[RowCount]] = {}
        for row in self.rows:
            found.setdefault(row.table, []).append(row)
        return [
            RowCount(
                "",
                table,
                **{name: sum(getattr(row, name) for row in rows) for name in ("read", *COUNTED)},
            )
            for table, rows in sorted(found.items())
        ]

    def measure(self, name: str) -> Measure | None:
        """The measure of that name."""
        return next((one for one in self.measures if one.name == name), None)


MEASURES: Mapping[str, str] = {
    "needs": "needs coded",
    "ages": "ages",
    "areas-stated": "areas stated in words",
    "areas": "areas matched to a place",
    "sites": "a site",
    "verified": "a day of verification",
    "contact": "telephone, e-mail or website",
    "languages": "languages",
    "schedules": "opening hours",
    "eligibility": "eligibility in words",
    "classified": "terms of a taxonomy",
    "site-coordinates": "coordinates",
    "site-address": "a street address",
}
"""What is measured, as in "services with ..."; the last two are of sites."""
OF_SITES = ("site-coordinates", "site-address")
BY_WAY = "needs-by-"
WAYS: Mapping[str, str] = {
    "source": "stated in the source itself",
    "code": "crosswalk by code",
    "code-prefix": "crosswalk by the front of the code",
    "label": "crosswalk by label",
    "broader": "crosswalk by a broader term",
    "keyword": "keyword rule",
}
"""How needs come to be coded."""
LISTED = ("needs", "ages", "areas", "verified")
"""What the steward's lists of services are about."""


def describe_measure(name: str) -> str:
    """A measure in words.

    >>> describe_measure("needs"), describe_measure("needs-by-label")
    ('services with needs coded', 'services with needs by: crosswalk by label')
    """
    if name.startswith(BY_WAY):
        way = name.removeprefix(BY_WAY)
        return f"services with needs by: {WAYS.get(way, way)}"
    return f"{'sites' if name in OF_SITES else 'services'} with {MEASURES[name]}"


def share(count: int, out_of: int) -> float | None:
    """Count of total, to four digits; None of nothing."""
    return round(count / out_of, 4) if out_of else None


def as_object(report: QualityReport) -> dict[str, Any]:
    """The report as JSON takes it; the same from the command, the service and the file.

    Without the list of services that lack something, which a store does not hold.
    """
    return {
        "source": report.source,
        "kind": report.kind,
        "summary": summarise(report),
        "rows": {name: report.total(name) for name in ("read", *COUNTED)},
        "unusable_share": share(unusable(report), report.total("read")),
        "people_left_out": report.people_left_out,
        "placeholders": dict(report.placeholders),
        "measures": [
            {
                "measure": one.name,
                "meaning": describe_measure(one.name),
                "count": one.count,
                "out_of": one.out_of,
                "share": share(one.count, one.out_of),
            }
            for one in report.measures
        ],
        "verified": dict(
            zip(
                ("oldest", "median", "newest"),
                (d.isoformat() for d in report.verified),
                strict=False,
            )
        ),
        "tables": [asdict(row) for row in report.rows],
        "columns": [
            {**asdict(one), "share": share(one.filled, one.rows)} for one in report.columns
        ],
        "dangling": [
            {**asdict(one), "share": share(one.dangling, one.keys)} for one in report.dangling
        ],
        "issues": [asdict(one) for one in report.issues],
        "encodings": dict(report.encodings),
    }


def unusable(report: QualityReport) -> int:
    """Rows that serve nothing as they stand: refused, or kept apart."""
    return report.total("refused") + report.total("apart")


def summarise(report: QualityReport) -> list[str]:
    """What the figures say, in plain sentences."""
    told = [_of_rows(report)]
    needs, dated = report.measure("needs"), report.measure("verified")
    if needs and needs.out_of:
        told.append(
            f"{_part(needs.count, needs.out_of)} services have a need coded; the others count as "
            "unknown in every analysis, not as missing."
        )
    if dated and dated.out_of:
        when = f", the median day is {report.verified[1]}" if report.verified else ""
        told.append(
            f"{_part(dated.count, dated.out_of)} services say when they were last verified{when}."
        )
    return told


def _of_rows(report: QualityReport) -> str:
    read, mended = report.total("read"), report.total("repaired")
    if not read:
        return "No rows were counted."
    parts = [f"{_rows(read)} read: {_part(report.total('loaded'), read)} are loaded as they stand"]
    if mended:
        parts.append(f"{mended:,} after a repair")
    if marked := report.total("marked"):
        parts.append(f"{marked:,} joined to a placeholder for what is not there")
    if merged := report.total("merged"):
        parts.append(f"{merged:,} repeat another")
    if left := report.total("left_out"):
        parts.append(f"{left:,} are left out on purpose")
    bad = unusable(report)
    parts.append(f"{_part(bad, read)} cannot be used" if bad else "none is unusable")
    return ", ".join(parts) + "."


def _rows(count: int) -> str:
    return f"{count:,} {'row was' if count == 1 else 'rows were'}"


def _part(count: int, out_of: int) -> str:
    """Count, total and share; a share that is not nothing or all never looks so."""
    percent = 100 * count / out_of
    said = f"{percent:.0f}%"
    if count and percent < 1:
        said = "under 1%"
    elif count < out_of and percent > 99:
        said = "over 99%"
    return f"{count:,} of {out_of:,} ({said})"
