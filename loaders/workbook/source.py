"""The workbook as a source: its sheets read, its rows decided, its quads built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from loaders.shipped import read_shipped
from loaders.source import Issue, LoadContext, Reading, Record
from loaders.workbook.definition import read_definition
from loaders.workbook.headings import normal_name
from loaders.workbook.quads import build_table
from loaders.workbook.reading import RawTable, TableReading, named_rows
from loaders.workbook.resolution import resolve_rows
from loaders.workbook.rows import read_rows
from loaders.workbook.sheets import looks_like_workbook, open_tables

KIND = "workbook"
TITLE = "the planner's workbook (.xlsx, or .csv files in a folder or zip)"

SHEETS_OF_THE_TEMPLATE = ("read_me", "lists")
"""Sheets that are no tables and need no warning."""


def recognises(path: Path) -> bool:
    """Whether this is an `.xlsx`, or a folder, zip or file of `.csv` with our tables."""
    return looks_like_workbook(path)


def read(path: Path, context: LoadContext) -> Reading:
    """Rows and issues of every table.

    Raises SourceError when the file cannot be read at all or holds none of the tables.
    """
    with open_tables(path) as opened:
        reading = _read_all(opened.tables, context)
        reading.details["beside"][:0] = opened.issues
        _gather_issues(reading)
        reading.files = opened.files
    return reading


def read_tables(tables: Mapping[str, Sequence[Mapping[str, Any]]], context: LoadContext) -> Reading:
    """The same for rows given as dicts of column name to cell, by table; nothing is on disk."""
    file = f"tables of {context.source}"
    raw = [RawTable(name, file, name, named_rows(rows)) for name, rows in tables.items()]
    return _read_all(raw, context)


def build(reading: Reading, context: LoadContext) -> Iterable[Quad]:
    """Quads of the rows that can be loaded, in the source's graph; adds issues to the reading.

    Ids, references and keys are decided before the first quad is given. Raises SourceError when
    `broader` or `part_of` leads in a circle.
    """
    readings: dict[str, TableReading] = reading.details["tables"]
    definition = read_definition()
    rows = resolve_rows(readings, definition=definition, shipped=read_shipped(), context=context)
    _gather_issues(reading)
    for table in definition.tables:
        some = rows.get(table.name, ())
        refused = sum(row.refused for row in some)
        if some:
            reading.details["loaded"][table.name] = len(some) - refused
            reading.details["refused"][table.name] = refused

    def quads() -> Iterator[Quad]:
        for table in definition.tables:
            yield from build_table(table, rows.get(table.name, ()), context.graph)

    return quads()


def _read_all(tables: Iterable[RawTable], context: LoadContext) -> Reading:
    definition, shipped = read_definition(), read_shipped()
    known = {normal_name(table.name): table for table in definition.tables}
    readings: dict[str, TableReading] = {}
    issues: list[Issue] = []
    for raw in tables:
        table = known.get(normal_name(raw.name))
        if table is None:
            issues += _unknown_table(raw, list(known))
        elif table.name in readings:
            held = readings[table.name]
            message = f"the table {table.name} stands twice; the first was read, this one was not"
            where = f" (first: {held.sheet or held.file})"
            issues.append(Issue("error", "repeated-table", message + where, raw.file, raw.sheet))
        else:
            readings[table.name] = read_rows(table, raw, shipped, context.progress)
    ordered = [readings[table.name] for table in definition.tables if table.name in readings]
    records: list[Record] = [record for one in ordered for record in one.records]
    reading = Reading(
        records,
        rows_read=sum(one.rows_read for one in ordered),
        details={"tables": readings, "beside": issues, "loaded": {}, "refused": {}},
    )
    _gather_issues(reading)
    return reading


def _gather_issues(reading: Reading) -> None:
    """Issues of files first, then those of each table by row."""
    tables: dict[str, TableReading] = reading.details["tables"]
    gathered: list[Issue] = list(reading.details["beside"])
    for table in read_definition().tables:
        if table.name in tables:
            gathered += sorted(tables[table.name].issues, key=lambda issue: issue.row or 0)
    reading.issues[:] = gathered


def _unknown_table(raw: RawTable, known: list[str]) -> list[Issue]:
    name = normal_name(raw.name)
    if name in SHEETS_OF_THE_TEMPLATE or not any(True for _ in raw.rows):
        return []
    near = get_close_matches(name[:60], known, n=1, cutoff=0.6)
    hint = f"; {near[0]} may be meant" if near else "; docs/tables.md has the names of the tables"
    message = f"{raw.sheet or raw.name} is none of the tables, it was not read{hint}"
    return [Issue("warning", "unknown-table", message, raw.file, raw.sheet)]
