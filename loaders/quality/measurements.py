"""The report as measurements in the graph of sources (W3C Data Quality Vocabulary), and back.

Every figure is a `dqv:QualityMeasurement` of a metric of our list, computed on the source's
dataset. The standard: https://www.w3.org/TR/vocab-dqv/, W3C Working Group Note of 2016-12-15.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from graph.errors import UnknownSource
from graph.store import ReadableStore
from loaders.literals import calendar_day, integer
from loaders.quality.outcomes import COUNTED, RowCount
from loaders.quality.report import ColumnFill, DanglingKey, IssueCount, Measure, QualityReport
from ontology.terms import (
    CODE,
    DCAT,
    DCTERMS,
    DQV,
    GRAPH_SOURCES,
    RDF,
    code,
    mint,
    nwd,
    source_graph,
)

_TYPE = NamedNode(RDF + "type")
_SCHEME = f"{CODE}quality-metric/"
_FILL = {"read": "column-filled", "unread": "unread-column", "unknown": "unknown-column"}
_DAYS = ("verified-oldest", "verified-median", "verified-newest")
_PROPERTIES = {
    nwd("measuredOf").value: "out_of",
    nwd("file").value: "file",
    nwd("sheet").value: "sheet",
    nwd("column").value: "column",
    nwd("row").value: "row",
    nwd("message").value: "meaning",
    nwd("issueCode").value: "code",
    nwd("severity").value: "severity",
    nwd("effect").value: "effect",
    nwd("remedy").value: "right",
    nwd("measuredKind").value: "kind",
}
_NUMBERS = ("out_of", "row")
_ASKED = f"""
SELECT ?measurement ?metric ?number ?property ?value
WHERE {{ GRAPH {GRAPH_SOURCES} {{
  ?measurement <{DQV}computedOn> $source ; <{DQV}isMeasurementOf> ?metric ; <{DQV}value> ?number ;
    ?property ?value .
}} }}
"""


@dataclass(frozen=True)
class Measured:
    """One measurement: a metric, its value, and what it is of."""

    metric: str
    value: int | str | date
    about: Mapping[str, str | int]
    """By the names of `_PROPERTIES`."""


def describe_quality(report: QualityReport, *, base: str) -> Iterator[Quad]:
    """Quads of every measurement of a report, in the graph of sources."""
    dataset = source_graph(report.source)
    names = {name: NamedNode(iri) for iri, name in _PROPERTIES.items()}
    for number, one in enumerate(_measured(report), start=1):
        subject = mint(report.source, "measurement", str(number), base=base)
        pairs: list[tuple[NamedNode, NamedNode | Literal]] = [
            (_TYPE, NamedNode(DQV + "QualityMeasurement")),
            (nwd("ofSource"), dataset),
            (NamedNode(DQV + "computedOn"), dataset),
            (NamedNode(DQV + "isMeasurementOf"), code("quality-metric", one.metric)),
            (NamedNode(DQV + "value"), _literal(one.value)),
            *((names[name], _literal(value)) for name, value in one.about.items()),
        ]
        for predicate, value in pairs:
            yield Quad(subject, predicate, value, GRAPH_SOURCES)


def _measured(report: QualityReport) -> Iterator[Measured]:
    for row in report.rows:
        about: dict[str, str | int] = {"file": row.file, "sheet": row.table}
        for name in ("read", *COUNTED):
            if name == "read" or getattr(row, name):
                yield Measured(f"rows-{name.replace('_', '-')}", getattr(row, name), about)
    for column in report.columns:
        about = {"sheet": column.table, "column": column.column, "out_of": column.rows}
        yield Measured(_FILL[column.use], column.filled, about)
    for key in report.dangling:
        yield Measured(
            "dangling-keys",
            key.dangling,
            {"sheet": key.table, "column": key.column, "kind": key.target, "out_of": key.keys},
        )
    for measure in report.measures:
        yield Measured(
            "records-with", measure.count, {"kind": measure.name, "out_of": measure.out_of}
        )
    for issue in report.issues:
        told = {k: v for k, v in asdict(issue).items() if v is not None and k != "count"}
        yield Measured("issues", issue.count, told)
    for kind, count in report.placeholders.items():
        yield Measured("placeholders", count, {"kind": kind})
    for file, encoding in report.encodings.items():
        yield Measured("encoding", encoding, {"file": file})
    for metric, day in zip(_DAYS, report.verified, strict=False):
        yield Measured(metric, day, {})
    if report.people_left_out:
        yield Measured("people-left-out", report.people_left_out, {})


def read_quality(store: ReadableStore, source: str) -> QualityReport:
    """The report that was made when a source was loaded; UnknownSource where it is not loaded.

    The services that lack something are not in it. A source that was not loaded from a file has
    a report without figures.
    """
    kinds = _source_kinds(store)
    if source not in kinds:
        raise UnknownSource(source, sorted(kinds))
    held: dict[str, dict[str, str]] = {}
    found = store.query(_ASKED.replace("$source", str(source_graph(source))))
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    for subject, metric, number, predicate, value in found:
        if not isinstance(number, Literal) or not isinstance(metric, NamedNode):
            continue
        row = held.setdefault(
            str(subject), {"metric": metric.value.removeprefix(_SCHEME), "number": number.value}
        )
        if isinstance(predicate, NamedNode) and isinstance(value, Literal):
            name = _PROPERTIES.get(predicate.value)
            if name is not None:
                row[name] = value.value
    ordered = sorted(held.items(), key=lambda pair: int(pair[0].rstrip(">").rpartition("/")[2]))
    return _report(source, kinds[source], [row for _, row in ordered])


def quality_sources(store: ReadableStore) -> list[str]:
    """Names of the loaded sources."""
    return sorted(_source_kinds(store))


def _source_kinds(store: ReadableStore) -> dict[str, str]:
    asked = f"""SELECT ?name ?kind WHERE {{ GRAPH {GRAPH_SOURCES} {{
      ?dataset a <{DCAT}Dataset> ; <{DCTERMS}identifier> ?name . {_kind_pattern()} }} }}"""
    found = store.query(asked)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT gives solutions")
    return {
        name.value: kind.value if isinstance(kind, Literal) else ""
        for name, kind in found
        if isinstance(name, Literal)
    }


def _kind_pattern() -> str:
    return f"OPTIONAL {{ ?dataset {nwd('sourceKind')} ?kind }}"


def _report(source: str, kind: str, rows: list[dict[str, str]]) -> QualityReport:
    by_metric: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_metric.setdefault(row["metric"], []).append(row)

    def every(metric: str) -> list[dict[str, str]]:
        return by_metric.get(metric, [])

    counts: dict[tuple[str, str], dict[str, Any]] = {}
    for name in ("read", *COUNTED):
        for row in every(f"rows-{name.replace('_', '-')}"):
            counts.setdefault((row["file"], row["sheet"]), {})[name] = int(row["number"])
    fills = {metric: use for use, metric in _FILL.items()}
    columns = [
        ColumnFill(
            row["sheet"],
            row["column"],
            fills[row["metric"]],
            int(row["out_of"]),
            int(row["number"]),
        )
        for row in rows
        if row["metric"] in fills
    ]
    days = [every(metric) for metric in _DAYS]
    people = every("people-left-out")
    return QualityReport(
        source=source,
        kind=kind,
        rows=tuple(replace(RowCount(*slot, read=0), **each) for slot, each in counts.items()),
        columns=tuple(columns),
        dangling=tuple(
            DanglingKey(
                row["sheet"], row["column"], row["kind"], int(row["out_of"]), int(row["number"])
            )
            for row in every("dangling-keys")
        ),
        measures=tuple(
            Measure(row["kind"], int(row["number"]), int(row["out_of"]))
            for row in every("records-with")
        ),
        issues=tuple(_issue(row) for row in every("issues")),
        placeholders={row["kind"]: int(row["number"]) for row in every("placeholders")},
        encodings={row["file"]: row["number"] for row in every("encoding")},
        verified=tuple(date.fromisoformat(found[0]["number"]) for found in days if found),
        people_left_out=int(people[0]["number"]) if people else 0,
    )


def _issue(row: Mapping[str, str]) -> IssueCount:
    return IssueCount(
        code=row["code"],
        severity=row["severity"],
        effect=row["effect"],
        count=int(row["number"]),
        meaning=row["meaning"],
        right=row["right"],
        file=row["file"],
        sheet=row.get("sheet"),
        row=int(row["row"]) if "row" in row else None,
        column=row.get("column"),
    )


def _literal(value: str | int | date) -> Literal:
    if isinstance(value, date):
        return calendar_day(value)
    if isinstance(value, int):
        return integer(value)
    return Literal(value)
