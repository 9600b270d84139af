"""What a load did, for the person who can mend the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from typing import Any

from graph.errors import StrictError
from loaders.load import LoadReport, render_issue
from loaders.source import Issue
from service.output import print_json, print_rows, print_table, say
from service.update_report import changes_object, print_update

SHOWN = 50
"""Most issues printed one by one; CSV and JSON hold all of them."""
ISSUE_COLUMNS = tuple(field.name for field in fields(Issue))


def print_load_report(
    report: LoadReport, format_: str, *, review: Mapping[str, Any] | None = None
) -> None:
    """The table counts what was loaded, with the issues beside it; CSV lists the issues.

    `review` is what becomes of the findings, as `service.updating` tells it.
    """
    if format_ == "json":
        print_json({**_report_object(report), "review": review})
    elif format_ == "csv":
        print_rows([asdict(issue) for issue in report.issues], "csv", columns=ISSUE_COLUMNS)
    else:
        say_issues(report.issues)
        rows = [{"record": table, "loaded": count} for table, count in report.loaded.items()]
        print_table(rows, ("record", "loaded"))
        print_update(report.changes, review)
    done = f"generation {report.generation}" if report.generation else "nothing changed"
    seconds = sum(report.seconds.values())
    say(
        f"{report.source} ({report.kind}): {report.rows_read:,} rows read, "
        f"{sum(report.loaded.values()):,} records loaded, {report.refused:,} refused, "
        f"{len(report.issues):,} issues, {report.triples:,} triples, {seconds:.1f} s; {done}"
    )


def say_issues(issues: Sequence[Issue]) -> None:
    """The first issues on standard error, one a line."""
    for issue in issues[:SHOWN]:
        say(f"{issue.severity}: {render_issue(issue)}")
    if len(issues) > SHOWN:
        say(f"... and {len(issues) - SHOWN:,} more issues; `nwd check --format csv` lists all")


@contextmanager
def issues_told() -> Iterator[None]:
    """Say every issue that a strict load met, before the error ends the command."""
    try:
        yield
    except StrictError as error:
        say_issues([issue for issue in error.issues if isinstance(issue, Issue)])
        raise


def _report_object(report: LoadReport) -> dict[str, Any]:
    return {
        "source": report.source,
        "kind": report.kind,
        "generation": report.generation,
        "rows_read": report.rows_read,
        "loaded": report.loaded,
        "refused": report.refused,
        "triples": report.triples,
        "seconds": report.seconds,
        "changes": changes_object(report.changes),
        "issues": [asdict(issue) for issue in report.issues],
    }
