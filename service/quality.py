"""What a load did, for the person who can mend the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from operator import itemgetter
from pathlib import Path
from typing import Any

import click

from graph.errors import StrictError
from loaders.crosswalk import describe_coding
from loaders.load import LoadReport, render_issue
from loaders.quality.outcomes import COUNTED
from loaders.quality.report import QualityReport, as_object, summarise
from loaders.source import Issue
from service.output import print_json, print_rows, print_table, say
from service.quality_tables import (
    Row,
    list_columns,
    of_issues,
    of_keys,
    of_measures,
    render_share,
)
from service.update_report import changes_object, print_update

SHOWN = 10
"""Most issues printed one by one; reports, CSV and JSON hold all of them."""
SHOWN_KINDS = 12
"""Most kinds of issues, and of references, in their tables."""
SHOWN_TABLES = 6
"""Most tables of which all rows are counted, even where all are loaded as they stand."""
SHOWN_COLUMNS = 6
"""Most columns named in one line."""
ISSUE_COLUMNS = tuple(field.name for field in fields(Issue))


def print_load_report(
    report: LoadReport,
    format_: str,
    *,
    review: Mapping[str, Any] | None = None,
    file: Path | None = None,
) -> None:
    """The table counts what was loaded, with the issues beside it; CSV lists the issues.

    `review` is what becomes of the findings, as `service.updating` tells it; `file` is where the
    whole report goes, where it is asked for.
    """
    if file is not None:
        _write(report, file)
    if format_ == "json":
        print_json({**report_object(report), "review": review})
    elif format_ == "csv":
        print_rows([asdict(issue) for issue in report.issues], "csv", columns=ISSUE_COLUMNS)
    else:
        say_issues(report.issues)
        rows = [{"record": table, "loaded": count} for table, count in report.loaded.items()]
        print_table(rows, ("record", "loaded"))
        if report.quality:
            print_quality(report.quality)
        print_update(report.changes, review)
    if report.mapping:
        say_mapping(report.mapping)
    done = f"generation {report.generation}" if report.generation else "nothing changed"
    seconds = sum(report.seconds.values())
    # A document with records in it is many rows.
    read = report.quality.total("read") if report.quality else report.rows_read
    say(
        f"{report.source} ({report.kind}): {read:,} rows read, "
        f"{sum(report.loaded.values()):,} records loaded, {report.refused:,} refused, "
        f"{len(report.issues):,} issues, {report.triples:,} triples, {seconds:.1f} s; {done}"
    )


def say_mapping(mapping: Mapping[str, Any]) -> None:
    """What services got their needs from, and which kept crosswalks were used."""
    say(describe_coding(mapping))
    if mapping["kept_crosswalks"]:
        names = ", ".join(mapping["kept_crosswalks"])
        say(f"mapped with {names}, kept for this source; see `nwd crosswalk show`")


def _write(report: LoadReport, file: Path) -> None:
    from service.quality_files import write_report

    write_report(report, file)
    say(f"the report is in {file}")


def print_quality(report: QualityReport) -> None:
    """The report for the screen: sentences, then only what is not nothing."""
    for sentence in summarise(report):
        click.echo(sentence)
    click.echo()
    _print_rows(report)
    measures = [_percent(row) for row in of_measures(report).rows if row["of"]]
    if measures:
        print_table(measures, ("measure", "count", "of", "share"), title="What is known")
    if keys := of_keys(report).rows:
        columns = ("table", "column", "refers_to", "keys", "dangling", "share")
        print_table(
            [_percent(row) for row in keys[:SHOWN_KINDS]],
            columns,
            title="References to records that are not there",
        )
    if report.issues:
        issues = of_issues(report).rows[:SHOWN_KINDS]
        print_table(issues, ("code", "effect", "count", "right"), title="Issues by kind")
    if blank := report.blank_columns():
        say(f"columns that are blank in every row: {list_columns(blank, SHOWN_COLUMNS)}")
    if unknown := [one for one in report.columns if one.use == "unknown"]:
        say(f"columns that are not known and not read: {list_columns(unknown, SHOWN_COLUMNS)}")
    if report.people_left_out:
        say(f"contact persons left out: {report.people_left_out:,}")


def _print_rows(report: QualityReport) -> None:
    """Of many tables, those with rows that are not simply loaded."""
    tables = report.by_table()
    shown = tables if len(tables) <= SHOWN_TABLES else [t for t in tables if t.loaded < t.read]
    used = [name for name in COUNTED if report.total(name)]
    # Names with spaces can be wrapped.
    rows = [{**asdict(row), "table": row.table.replace("_", " ")} for row in shown]
    if rows:
        print_table(rows, ("table", "read", *used), title="What became of the rows")
    if left := len(tables) - len(shown):
        tables_left = f"{left} {'other ' * bool(rows)}table{'s' * (left > 1)}"
        click.echo(f"{tables_left}: every row is loaded as it stands.\n")


def _percent(row: Row) -> Row:
    return {**row, "share": render_share(row["share"])}


def say_issues(issues: Sequence[Issue]) -> None:
    """Some issues on standard error, one a line: errors, and one of each kind, before others."""
    for issue in select_issues(issues, SHOWN):
        say(f"{issue.severity}: {render_issue(issue)}")
    if len(issues) > SHOWN:
        say(f"... and {len(issues) - SHOWN:,} more issues; --report FILE.xlsx lists all")


def select_issues(issues: Sequence[Issue], most: int) -> list[Issue]:
    """At most so many, in their order: errors first, of each kind one before a second one."""
    seen: Counter[tuple[str, str]] = Counter()
    ranks = []
    for position, issue in enumerate(issues):
        kind = (issue.severity, issue.code)
        ranks.append((issue.severity != "error", seen[kind], position))
        seen[kind] += 1
    return [issues[position] for *_, position in sorted(sorted(ranks)[:most], key=itemgetter(2))]


@contextmanager
def issues_told(file: Path | None = None) -> Iterator[None]:
    """Say every issue that a strict load met, before the error ends the command.

    The report goes to `file`, where it is asked for.
    """
    try:
        yield
    except StrictError as error:
        say_issues([issue for issue in error.issues if isinstance(issue, Issue)])
        if file is not None and isinstance(error.report, LoadReport):
            _write(error.report, file)
        raise


def report_object(report: LoadReport) -> dict[str, Any]:
    """A load as JSON takes it: counts, what changed, the quality of the source, every issue."""
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
        "crosswalk": report.mapping,
        "quality": as_object(report.quality) if report.quality else None,
        "issues": [asdict(issue) for issue in report.issues],
    }
