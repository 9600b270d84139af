"""Which column of a sheet is which column of the definition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from loaders.shipped import Shipped
from loaders.workbook.cells import CellError, CellParser, cell_parser, cell_text
from loaders.workbook.definition import Column, Table
from loaders.workbook.reading import SHOWN_CHARACTERS, TableReading, shorten

SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class Heading:
    """A column of the definition and where it stands in the sheet."""

    column: Column
    place: int
    parse: CellParser


def normal_name(text: str) -> str:
    """A heading or sheet name as compared: case, spaces, underscores and a trailing * do not count.

    >>> normal_name(" From Age *")
    'from_age'
    """
    text = unicodedata.normalize("NFKC", text).strip().rstrip("*").strip()
    return re.sub(r"[\s_-]+", "_", text).casefold().strip("\ufeff_")


def match_headings(
    table: Table, number: int, cells: Sequence[Any], shipped: Shipped, reading: TableReading
) -> list[Heading] | None:
    """The columns found, or None when the table cannot be read, with an issue that says why."""
    found: dict[str, int] = {}
    unknown: list[str] = []
    names = {normal_name(text): c.name for c in table.columns for text in (c.title, c.name)}
    for place, cell in enumerate(cells):
        heading = _heading_text(cell)
        name = names.get(normal_name(heading))
        if name is None:
            unknown += [heading] if heading else []
        elif name in found:
            message = f"two columns are headed {name}; keep one"
            reading.report("error", "repeated-column", message, row=number, column=name)
            return None
        else:
            found[name] = place
    missing = [c.name for c in table.columns if c.required and c.name not in found]
    if missing:
        _report_missing(table, number, missing, [*found, *unknown], reading)
        return None
    if unknown:
        _report_unknown(table, number, unknown, reading)
    return [
        Heading(table.by_name[name], place, cell_parser(table.by_name[name], shipped))
        for name, place in sorted(found.items(), key=lambda item: item[1])
    ]


def _heading_text(cell: Any) -> str:
    try:
        return cell_text(cell)
    except CellError:
        return str(cell)[:SHOWN_CHARACTERS]


def _report_missing(
    table: Table, number: int, missing: list[str], found: list[str], reading: TableReading
) -> None:
    near = [
        f"{close[0]!r} may be meant for {name}"
        for name in missing
        if (close := get_close_matches(name, found, n=1, cutoff=0.6))
    ]
    shown = ", ".join(shorten(name) for name in found[:SHOWN_COLUMNS]) or "none"
    message = f"the required column {', '.join(missing)} is missing, so no row of it was loaded"
    message += f"; columns found: {shown}" + (" ..." if len(found) > SHOWN_COLUMNS else "")
    message += f"; {'; '.join(near)}" if near else ""
    reading.report("error", "missing-column", message, row=number, column=missing[0])


def _report_unknown(table: Table, number: int, unknown: list[str], reading: TableReading) -> None:
    known = list(table.by_name)
    for heading in unknown[:SHOWN_COLUMNS]:
        near = get_close_matches(normal_name(heading)[:60], known, n=1, cutoff=0.7)
        hint = f"; {near[0]} may be meant" if near else ""
        message = f"the table {table.name} has no such column, it was not read{hint}"
        reading.report(
            "warning", "unknown-column", message, row=number, column=shorten(heading), value=heading
        )
    if len(unknown) > SHOWN_COLUMNS:
        message = f"{len(unknown) - SHOWN_COLUMNS:,} more columns are unknown and were not read"
        reading.report("warning", "unknown-column", message, row=number)
