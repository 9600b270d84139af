"""What became of a load: counts, issues, seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import SourceError, StrictError
from loaders.quality.report import QualityReport
from loaders.source import Issue, Reading
from loaders.updates.changes import SourceChanges

SHOWN_ISSUES = 3
"""How many issues the message of a failed load tells."""


@dataclass(frozen=True)
class LoadReport:
    """What became of one load."""

    source: str
    kind: str
    generation: int | None
    """The generation published; None when nothing was written."""
    rows_read: int
    loaded: Mapping[str, int]
    """Records loaded, by table or by class."""
    refused: int
    triples: int
    issues: Sequence[Issue]
    seconds: Mapping[str, float]
    """Seconds of each stage: read, validate, build (with storing), assess, derive, compare,
    publish."""
    changes: SourceChanges | None = None
    """Against what was published under this name; None where nothing was."""
    quality: QualityReport | None = None
    """How good the source is; None for data made in memory."""
    mapping: Mapping[str, Any] | None = None
    """What crosswalks derived, as `MappedQuads.summary` counts it; None where nothing is mapped."""


@dataclass
class Timer:
    """Adds up the seconds of stages."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of a block."""
        started = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started


def make_report(
    reading: Reading,
    *,
    source: str,
    kind: str,
    types: Mapping[str, int],
    triples: int,
    timer: Timer,
) -> LoadReport:
    """The report of a load that is not published yet.

    Counts are by table where the loader gives them in `details`, else by class and by row.
    """
    bad = [issue for issue in reading.issues if issue.severity == "error"]
    rows = {(issue.file, issue.sheet, issue.row, issue.record) for issue in bad}
    refused = reading.details.get("refused")
    return LoadReport(
        source=source,
        kind=kind,
        generation=None,
        rows_read=reading.rows_read,
        loaded=dict(reading.details.get("loaded") or _useful(types)),
        refused=len(rows) if refused is None else sum(refused.values()),
        triples=triples,
        issues=tuple(reading.issues),
        seconds=timer.seconds,
        mapping=reading.details.get("crosswalk"),
    )


def _useful(types: Mapping[str, int]) -> dict[str, int]:
    """The counts of what serves the map: rows that are kept apart do not."""
    return {name: count for name, count in types.items() if name != "UnjoinedRow"}


def check_outcome(report: LoadReport, path: Path, *, strict: bool) -> None:
    """Raise SourceError when nothing was loaded, StrictError for any issue of a strict load."""
    if sum(report.loaded.values()) == 0:
        told = "; ".join(render_issue(issue) for issue in report.issues[:SHOWN_ISSUES])
        more = len(report.issues) - SHOWN_ISSUES
        told += f"; and {more:,} more issues" if more > 0 else ""
        reason = f": {told}" if told else "; it has no rows"
        raise SourceError(f"nothing could be loaded{reason}", path=path)
    if strict and report.issues:
        count, first = len(report.issues), render_issue(report.issues[0])
        raise StrictError(
            f"{count:,} issue{'s' * (count != 1)} and nothing changed; the first: {first}",
            path=path,
            issues=report.issues,
            report=report,
        )


def render_issue(issue: Issue) -> str:
    """One line: where, what, and the value.

    >>> render_issue(Issue("error", "blank-id", "id is blank", "a.csv", row=3, column="id"))
    'a.csv, row 3, column id: id is blank'
    """
    where = [issue.file]
    where += [f"sheet {issue.sheet}"] if issue.sheet else []
    where += [f"row {issue.row}"] if issue.row is not None else []
    where += [f"column {issue.column}"] if issue.column else []
    value = f" (value: {issue.value})" if issue.value is not None else ""
    return f"{', '.join(where)}: {issue.message}{value}"
