"""Delimited text to rows: encoding, separator and quotation marks as programs write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from graph.errors import SourceError
from loaders.source import Issue
from loaders.workbook.definition import read_definition
from loaders.workbook.headings import normal_name
from loaders.workbook.reading import BadRow, RawRow

MAX_FILE_BYTES = 512 * 1024**2
MAX_FIELD_CHARACTERS = 16 * 1024**2
"""More between two quotation marks means that one was never closed."""
SEPARATORS = (",", ";", "\t", "|")
MANY_NULS = 0.05
"""Share of NUL bytes from which a file is not text in the encodings read here."""
_LOOKED_AT = 4096

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a zip or spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"%PDF", "a PDF"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
)


def read_delimited(
    content: bytes, *, path: Path, name: str, issues: list[Issue]
) -> Iterator[RawRow]:
    """Rows with their numbers, blank ones included.

    Raises SourceError when the bytes are no text, or a quotation mark is never closed; adds a
    warning for an encoding that had to be guessed and for an empty file.
    """
    if not content:
        issues.append(Issue("warning", "empty-file", "the file is empty (0 bytes)", name))
        return
    text = _decode(content, path=path, name=name, issues=issues)
    rows, separator = split_separator(text)
    yield from _parse(rows, separator, path=path)


def peek_headings(start: bytes) -> Sequence[str]:
    """The cells of the first line of a file that begins so; none when it is no text."""
    marked = (encoding for mark, encoding in _MARKS if start.startswith(mark))
    encoding = next(marked, "utf-8")
    text = start.decode(encoding, errors="replace")
    return _first_row(*split_separator(text))


def split_separator(text: str) -> tuple[str, str]:
    """The text without a first line such as `sep=;`, and the separator named there or found."""
    first_line, _, rest = text.partition("\n")
    named = first_line.rstrip("\r")
    if named.casefold().startswith("sep=") and len(named) == 5:
        return rest, named[4]
    return text, find_separator(text)


def find_separator(text: str) -> str:
    """The separator under which the first row holds the most names of columns."""
    names = {column.name for table in read_definition().tables for column in table.columns}

    def known(separator: str) -> int:
        return sum(normal_name(cell) in names for cell in _first_row(text, separator))

    return max(SEPARATORS, key=known)


def _first_row(text: str, separator: str) -> Sequence[str]:
    lines = io.StringIO(text[: _LOOKED_AT * 16], newline="")
    filled = (line for line in lines if line.strip())
    try:
        return next(csv.reader(islice(filled, 20), delimiter=separator), [])
    except csv.Error:
        return []


def _decode(content: bytes, *, path: Path, name: str, issues: list[Issue]) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_as(content, encoding, path)
    start = content[:_LOOKED_AT]
    for mark, what in _OTHER_FILES:
        if start.lstrip().lower().startswith(mark.lower()):
            raise SourceError(f"is {what}, whatever its name says", path=path)
    if start.count(0) > MANY_NULS * len(start):
        message = "holds bytes that are no text; save it as CSV UTF-8"
        raise SourceError(message, path=path)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        text = _decode_as(content, "cp1252", path)
        message = "is not UTF-8, read as Windows-1252; check accented letters, or save as CSV UTF-8"
        issues.append(Issue("warning", "encoding", message, name, row=row))
        return text


def _decode_as(content: bytes, encoding: str, path: Path) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = f"holds bytes that are no text in {encoding}; save it as CSV UTF-8"
        raise SourceError(message, path=path, row=row) from error


def _parse(text: str, separator: str, *, path: Path) -> Iterator[RawRow]:
    if csv.field_size_limit() < MAX_FIELD_CHARACTERS:
        csv.field_size_limit(MAX_FIELD_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error) or "field limit" in str(error):
                message = "a quotation mark opens in this row and is never closed"
                raise SourceError(message, path=path, row=number) from error
            message = "text follows a closing quotation mark; double the marks inside quoted text"
            yield number, BadRow("bad-quotes", message)
        else:
            yield number, cells
