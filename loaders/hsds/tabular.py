"""CSV and TSV tables: delimiter, header, the schema row some exports put below it, rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.errors import SourceError
from loaders.hsds.cells import text
from loaders.hsds.collect import Collector
from loaders.hsds.columns import column_of, snake
from loaders.hsds.decoding import decode, looks_binary
from loaders.hsds.members import Member
from loaders.source import Record

_MAX_CELL = 64 * 1024**2
_TYPE_WORD = re.compile(
    r"[\W_]*(?:(?:required|optional|unique|primary key|foreign key)[\W_]*)?"
    r"(?:text|string|str|varchar|number|numeric|integer|int|float|decimal|date|datetime|time|"
    r"boolean|bool|uuid|uri|url|array|id|required|optional|unique)?(?:\s*\([\w, ]*\))?[\W_]*",
    re.I,
)


def read_table(member: Member, collector: Collector) -> None:
    """Add every row of a table to the collector; raises SourceError for what is no table."""
    raw = member.read()
    if looks_binary(raw):
        raise SourceError("not a text table, whatever its name says", path=member.name)
    content, encoding = decode(raw)
    if encoding in ("cp1252", "mac_roman"):
        collector.remarks.tell_file(
            member.name, "old-encoding", f"not UTF-8; read as {encoding}, check accented letters"
        )
    if content.lstrip()[:1] == "<":
        raise SourceError("this is HTML or XML, not a table", path=member.name)
    if content.count('"') % 2:
        collector.remarks.tell_file(
            member.name,
            "unclosed-quote",
            "an odd number of quotation marks: a cell is not closed, the file may be cut short",
        )
    rows = _records(content, member.name)
    header = next(rows, None)
    if not header or not any(cell.strip() for cell in header):
        raise SourceError("the first row holds no column names", path=member.name)
    table = _table(member, header)
    if table:
        _read_rows(rows, header, table, member.name, collector)


def _records(content: str, name: str) -> Iterator[list[str]]:
    first = content.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    before = csv.field_size_limit(_MAX_CELL)
    try:
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        yield from reader
    except csv.Error as error:
        raise SourceError(str(error), path=name, row=reader.line_num) from error
    finally:
        csv.field_size_limit(before)


def _table(member: Member, header: Sequence[str]) -> str | None:
    """The table, where `taxonomy` files of versions 1 hold terms and those of 3 vocabularies."""
    names = {snake(cell) for cell in header}
    if member.table in ("taxonomy", "taxonomy_term"):
        return "taxonomy" if _holds_vocabularies(names) else "taxonomy_term"
    return member.table


def _holds_vocabularies(names: set[str]) -> bool:
    term_only = {"parent_id", "parent_name", "vocabulary", "taxonomy_id", "code", "term"}
    return bool(names & {"version", "uri"}) and not names & term_only


def _read_rows(
    rows: Iterator[list[str]], header: Sequence[str], table: str, file: str, collector: Collector
) -> None:
    columns = _columns(table, header, file, collector)
    for row, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if row == 2 and _is_schema_row(cells, header):
            collector.remarks.tell_file(
                file, "schema-row", "row 2 describes the columns and is not a record; left out"
            )
            continue
        values = _values(columns, cells)
        record = Record(table=table, values=values, file=file, row=row)
        if any(cell.strip() for cell in cells[len(header) :]):
            collector.remarks.tally(
                record,
                "cells-past-header",
                "more cells than there are columns; the rest is ignored",
            )
        collector.add_row(record)


def _columns(
    table: str, header: Sequence[str], file: str, collector: Collector
) -> list[tuple[int, str]]:
    """(position, column) of the cells read; every extension column is told once."""
    found: list[tuple[int, str]] = []
    for position, name in enumerate(header):
        if not name.strip():
            continue
        column, known = column_of(table, name)
        if column:
            found.append((position, column))
        elif not known:
            collector.extension(table, name.strip(), file, row=1)
    return found


def _values(columns: Sequence[tuple[int, str]], cells: Sequence[str]) -> Mapping[str, Any]:
    """Column -> cell; of several spellings of one column the first that is filled."""
    values: dict[str, Any] = {}
    for position, column in columns:
        cell = cells[position] if position < len(cells) else ""
        if values.get(column) is None:
            values[column] = cell if text(cell) is not None else None
    return values


def _is_schema_row(cells: Sequence[str], header: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    typed = [cell for cell in filled if _TYPE_WORD.fullmatch(cell)]
    repeats = sum(
        snake(cell) == snake(name) for cell, name in zip(cells, header, strict=False) if cell
    )
    lettered = any(re.search("[A-Za-z]", cell) for cell in typed)
    alike = len(typed) == len(filled) or (len(filled) > 2 and len(typed) >= 0.7 * len(filled))
    return len(filled) > 1 and ((lettered and alike) or repeats == len(filled))
