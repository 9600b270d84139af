"""The same tables as CSV in one archive, with CSVW metadata beside them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from service.exports.content.read_me import (
    FILE_TITLE,
    describe_completeness,
    describe_headline,
    describe_parameters,
    describe_reading,
    describe_run,
    describe_withheld,
)
from service.exports.content.records import Value
from service.exports.content.tables import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    MOMENT,
    MONEY,
    NUMBER,
    SHARE,
    STATUS,
    TEXT,
    Table,
)
from service.exports.contract import ExportData, write_atomically
from service.formulas import neutralise

NAME = "csv"
TITLE = "Archive of CSV tables with metadata"
MEDIA_TYPE = "application/zip"
SUFFIX = ".csv.zip"

ENCODING = "utf-8-sig"
"""UTF-8 with a byte order mark: without it Excel reads names with accents wrongly."""
DATATYPES: Mapping[str, Any] = {
    TEXT: "string", LONG: "string", STATUS: "string", INTEGER: "integer",
    NUMBER: "decimal", MONEY: "decimal", SHARE: "double", DATE: "date", MOMENT: "dateTime",
    BOOLEAN: {"base": "boolean", "format": "yes|no"},
}  # fmt: skip
NOTES = (
    "The files are UTF-8 with a byte order mark, fields separated by commas, lines ended by CRLF "
    "(RFC 4180).",
    "Text that starts with = + - @ or a tab or line break would be run as a formula by a "
    "spreadsheet. Such text, and only text, has an apostrophe put in front of it. Remove one "
    "leading apostrophe from text to get the value as loaded. Text that began with an apostrophe "
    "followed by such a character has one more.",
    "Several values in one cell are separated by a semicolon and a space.",
    "csv-metadata.json describes every column (CSV on the Web, W3C).",
)


def write(data: ExportData, path: Path) -> None:
    """Write the archive: read-me.txt, csv-metadata.json and one file a table."""
    stamp = data.generated_at.astimezone(UTC)
    with write_atomically(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as archive:

        def entry(name: str) -> ZipInfo:
            info = ZipInfo(name, date_time=stamp.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            return info

        archive.writestr(entry("read-me.txt"), _read_me(data))
        archive.writestr(entry("csv-metadata.json"), _metadata(data))
        for table in data.tables.values():
            with (
                archive.open(entry(f"{table.name}.csv"), "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding=ENCODING, newline="") as text,
            ):
                _write_table(table, text)


def _write_table(table: Table, text: io.TextIOWrapper) -> None:
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.read_rows():
        writer.writerow([render_cell(value) for value in row])


def render_cell(value: Value) -> str:
    """One cell as text; only text is neutralised, so a negative number stays a number.

    >>> render_cell("=SUM(A1)"), render_cell(-3), render_cell(True)
    ("'=SUM(A1)", '-3', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return neutralise(value.replace("\0", ""))
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _metadata(data: ExportData) -> str:
    tables = [
        {
            "url": f"{table.name}.csv",
            "dc:title": table.name,
            "dc:description": table.grain,
            "tableSchema": {
                "columns": [
                    {
                        "name": column.name,
                        "titles": column.name,
                        "dc:description": column.meaning,
                        "datatype": DATATYPES[column.kind],
                    }
                    for column in table.columns
                ]
            },
        }
        for table in data.tables.values()
    ]
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": FILE_TITLE,
        "dc:description": describe_run(data),
        "dc:created": data.generated_at.isoformat(timespec="seconds"),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tables": tables,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _read_me(data: ExportData) -> str:
    tables = [f"{table.name}.csv: {table.grain}" for table in data.tables.values()]
    parts = [
        [FILE_TITLE, describe_run(data)],
        [*describe_headline(data), describe_completeness(data)],
        [f"Parameters: {describe_parameters(data)}."],
        describe_reading(),
        tables,
        [*NOTES, describe_withheld(data)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"
