"""Sheets of an `.xlsx`, read row by row, whatever the file claims about itself."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from graph.errors import SourceError
from loaders.archives import ArchiveLimits, SafeArchive, open_archive
from loaders.source import Issue
from loaders.workbook.reading import BadValue, RawRow, RawTable

MAX_FILE_BYTES = 512 * 1024**2
LIMITS = ArchiveLimits(total_bytes=2 * 1024**3, entries=5_000)
MAX_ROWS = 1_048_576
"""As in a spreadsheet."""

ATTACK = "holds XML entities, which no spreadsheet needs; it may be made to do harm"

_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_CHUNK = 1024 * 1024
_PROLOG = 4096
_NO_VALUE = "is a formula whose result was not saved; open the file in a spreadsheet and save it"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    InvalidFileException,
    SyntaxError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What openpyxl raises on files that are not what they should be; XML parsers a SyntaxError."""


@contextmanager
def open_spreadsheet(path: Path, *, issues: list[Issue]) -> Iterator[Sequence[RawTable]]:
    """The sheets, to be read within the block.

    Raises SourceError when the file is no spreadsheet, is damaged, or is made to do harm.
    """
    if not openpyxl.DEFUSEDXML:
        raise SourceError(
            "spreadsheets are read only with defusedxml; unset OPENPYXL_DEFUSEDXML", path=path
        )
    _check_start(path)
    with open_archive(path, limits=LIMITS) as archive:
        if "xl/workbook.xml" not in archive.names():
            raise SourceError("is a zip but no .xlsx spreadsheet", path=path)
        _refuse_entities(archive, path)
        formulas = _has_formulas(archive)
    # Unknown extensions of a sheet are nothing a person could act on.
    with warnings.catch_warnings(), ExitStack() as stack:
        warnings.simplefilter("ignore")
        book = stack.enter_context(_open(path, data_only=True))
        behind = stack.enter_context(_open(path, data_only=False)) if formulas else None
        yield _tables(path, book, behind)


def _check_start(path: Path) -> None:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise SourceError(f"the file has {size:,} bytes, the most is {MAX_FILE_BYTES:,}", path=path)
    with path.open("rb") as stream:
        start = stream.read(512).lstrip()
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        message = "is an old .xls or has a password; save it as .xlsx without one"
        raise SourceError(message, path=path)
    if start.startswith(b"<"):
        message = "is a web page or XML under the name of a spreadsheet; open it and save as .xlsx"
        raise SourceError(message, path=path)
    if start and not start.startswith(b"PK") and b"\x00" not in start:
        message = "is plain text under the name of a spreadsheet; if it is CSV, name it .csv"
        raise SourceError(message, path=path)


def _refuse_entities(archive: SafeArchive, path: Path) -> None:
    """Raise SourceError for a part with a document type, as only that can declare entities.

    openpyxl leaves this to defusedxml, but not where lxml is installed.
    """
    for name in archive.names():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as stream:
                if _has_document_type(stream):
                    raise SourceError(ATTACK, path=path)


class _Decided(Exception):
    """Raised to stop a parser once it has seen enough."""


def _has_document_type(stream: IO[bytes]) -> bool:
    found = []

    def begin(*_: Any) -> None:
        raise _Decided

    def declare(*_: Any) -> None:
        found.append(True)
        raise _Decided

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = declare
    try:
        while chunk := stream.read(_PROLOG):
            parser.Parse(chunk)
    except _Decided:
        return bool(found)
    except expat.ExpatError:
        # Not well formed; openpyxl says so in the words for any damage.
        return False
    return False


def _has_formulas(archive: SafeArchive) -> bool:
    for name in archive.names():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        with archive.open(name) as stream:
            tail = b""
            while chunk := stream.read(_CHUNK):
                if _FORMULA.search(tail + chunk):
                    return True
                tail = chunk[-16:]
    return False


@contextmanager
def _open(path: Path, *, data_only: bool) -> Iterator[Workbook]:
    # Given a stream and not a path, so that the file is closed whatever openpyxl does.
    with path.open("rb") as stream:
        with _damage_explained(path):
            book = openpyxl.load_workbook(
                stream, read_only=True, data_only=data_only, keep_links=False
            )
        with closing(book):
            yield book


@contextmanager
def _damage_explained(path: Path, *, sheet: str | None = None) -> Iterator[None]:
    try:
        yield
    except (DefusedXmlException, *_DAMAGE) as error:
        message = "is damaged or no .xlsx spreadsheet; open it in a spreadsheet and save it again"
        if _is_attack(error):
            message = ATTACK
        raise SourceError(message, path=path, sheet=sheet) from error


def _is_attack(error: BaseException | None) -> bool:
    """Whether defusedxml stands behind an error, which openpyxl wraps in its own."""
    while error is not None and not isinstance(error, DefusedXmlException):
        error = error.__cause__ or error.__context__
    return error is not None


def _tables(path: Path, book: Workbook, behind: Workbook | None) -> list[RawTable]:
    return [
        RawTable(
            sheet.title,
            path.name,
            sheet.title,
            _rows(path, book, behind, sheet.title),
        )
        for sheet in book.worksheets
    ]


def _rows(path: Path, book: Workbook, behind: Workbook | None, title: str) -> Iterator[RawRow]:
    values = _cells(path, book, title)
    if behind is None:
        yield from values
        return
    # Both read the same sheet, so the rows go in step.
    for (number, cells), (_, formulas) in zip(values, _cells(path, behind, title), strict=False):
        pairs = zip(cells, formulas, strict=False)
        yield number, [_saved_value(value, formula) for value, formula in pairs]


def _saved_value(value: Any, formula: Any) -> Any:
    if value is not None or formula is None:
        return value
    shown = getattr(formula, "text", formula)
    return BadValue("formula-without-value", _NO_VALUE, str(shown))


def _cells(path: Path, book: Workbook, title: str) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet = book[title]
    sheet.reset_dimensions()
    rows = iter(sheet.iter_rows(values_only=True))
    number = 0
    while True:
        number += 1
        with _damage_explained(path, sheet=title):
            cells = next(rows, None)
        if cells is None:
            return
        if number > MAX_ROWS:
            raise SourceError(f"has more than {MAX_ROWS:,} rows", path=path, sheet=title)
        yield number, cells
