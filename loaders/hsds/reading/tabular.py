"""CSV and TSV tables: encoding, header, the schema row some exports put below it, rows.

Tables are read line by line: beside the cells that are kept no more than one row is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.errors import SourceError
from loaders.hsds.cells import text
from loaders.hsds.columns import column_of, snake
from loaders.hsds.dialects import Dialect, find_dialect
from loaders.hsds.reading.collect import Collector
from loaders.hsds.reading.decoding import Encoding, looks_binary, open_lines, sound_encoding
from loaders.hsds.reading.folding import Folding
from loaders.hsds.reading.headers import delimiter_of
from loaders.hsds.reading.members import WIDE_TABLE, Member
from loaders.hsds.reading.rows import Rows
from loaders.source import Record

_TYPE_WORD = re.compile(
    r"[\W_]*(?:(?:required|optional|unique|primary key|foreign key)[\W_]*)?"
    r"(?:text|string|str|varchar|number|numeric|integer|int|float|decimal|date|datetime|time|"
    r"boolean|bool|uuid|uri|url|array|id|required|optional|unique)?(?:\s*\([\w, ]*\))?[\W_]*",
    re.I,
)

Numbered = Iterator[tuple[int, list[str]]]
"""(row as a spreadsheet shows it, cells)"""


def read_table(member: Member, collector: Collector, *, declared: str | None = None) -> None:
    """Add every row of a table to the collector; raises SourceError for what is no table.

    `declared` is the character set that the export states, for bytes that are not UTF-8.
    """
    with member.open() as stream:
        if looks_binary(stream.read(4096)):
            raise SourceError("not a text table, whatever its name says", path=member.name)
    with member.open() as stream:
        encoding = sound_encoding(stream, declared=declared)
    _tell_encoding(member, encoding, collector)
    with member.open() as stream, open_lines(stream, encoding) as found:
        lines = _lines(found)
        first = next(lines, "")
        if first.lstrip()[:1] == "<":
            raise SourceError("this is HTML or XML, not a table", path=member.name)
        rows = iter(
            Rows(
                _chained(first, lines),
                delimiter=delimiter_of(first),
                file=member.name,
                table=member.table or "table",
                remarks=collector.remarks,
            )
        )
        _, header = next(rows, (1, []))
        if not any(cell.strip() for cell in header):
            raise SourceError("the first row holds no column names", path=member.name)
        _tell_repeated(header, member.name, collector)
        if dialect := find_dialect(header):
            _fold_rows(rows, header, dialect, member.name, collector)
        elif (table := _table(member, header)) and table != WIDE_TABLE:
            _read_rows(rows, header, table, member.name, collector)


def _tell_encoding(member: Member, encoding: Encoding, collector: Collector) -> None:
    collector.remarks.encodings[member.name] = encoding.name
    if encoding.mixed:
        collector.remarks.tell_file(
            member.name,
            "mixed-encoding",
            f"both UTF-8 and {encoding.name}, as when two exports are joined; each was read as "
            "what it is, check accented letters",
        )
    elif encoding.old:
        collector.remarks.tell_file(
            member.name,
            "old-encoding",
            f"not UTF-8; read as {encoding.name}, check accented letters",
        )


def _lines(found: Iterator[str]) -> Iterator[str]:
    """Lines from the first that is not blank on."""
    for line in found:
        if line.strip("\ufeff\r\n"):
            yield line.removeprefix("\ufeff")
            break
    yield from found


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _tell_repeated(header: Sequence[str], file: str, collector: Collector) -> None:
    names = [snake(cell) for cell in header if cell.strip()]
    twice = (
        list(dict.fromkeys(name for name in names if names.count(name) > 1))[:5]
        if (len(set(names)) < len(names))
        else []
    )
    if twice:
        collector.remarks.tell_file(
            file,
            "repeated-column",
            f"the header has {', '.join(twice)} more than once; the first filled cell is taken",
        )


def _fold_rows(
    rows: Numbered,
    header: Sequence[str],
    dialect: Dialect,
    file: str,
    collector: Collector,
) -> None:
    folding = Folding(dialect, collector, file)
    names = [name.strip() for name in header]
    folding.names(names, row=1)
    for row, cells in rows:
        if any(cell.strip() for cell in cells):
            given: dict[str, str] = {}
            for name, cell in zip(names, cells, strict=False):
                if cell.strip() and not given.get(name):
                    given[name] = cell
            folding.add(given, row)
    folding.finish()


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
    rows: Numbered, header: Sequence[str], table: str, file: str, collector: Collector
) -> None:
    columns, unread = _columns(table, header, file, collector)
    filled = [0] * len(unread)
    for row, cells in rows:
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
        for place, (position, _, _) in enumerate(unread):
            if position < len(cells) and text(cells[position]) is not None:
                filled[place] += 1
    for (_, name, known), number in zip(unread, filled, strict=True):
        collector.unread[table, name, known] += number


def _columns(
    table: str, header: Sequence[str], file: str, collector: Collector
) -> tuple[list[tuple[int, str]], list[tuple[int, str, bool]]]:
    """Columns that are read, and those that are not with whether HSDS knows them.

    Each with its position. Every extension column is told once.
    """
    found: list[tuple[int, str]] = []
    unread: list[tuple[int, str, bool]] = []
    for position, name in enumerate(header):
        if not name.strip():
            continue
        column, known = column_of(table, name)
        if column:
            found.append((position, column))
            continue
        unread.append((position, name.strip(), known))
        if not known:
            collector.extension(table, name.strip(), file, row=1)
    return found, unread


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
