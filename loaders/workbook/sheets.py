"""Finding the sheets: in an `.xlsx`, a folder, a zip or a single `.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from graph.errors import SourceError
from loaders.archives import SafeArchive, open_archive
from loaders.source import Issue
from loaders.workbook.definition import read_definition
from loaders.workbook.delimited import MAX_FILE_BYTES, peek_headings, read_delimited
from loaders.workbook.headings import normal_name
from loaders.workbook.reading import RawTable
from loaders.workbook.spreadsheet import open_spreadsheet

SPREADSHEETS = frozenset((".xlsx", ".xlsm"))
OLD_SPREADSHEETS = frozenset((".xls", ".ods", ".numbers"))
DELIMITED = ".csv"
SHARED_NAMES = frozenset(("services",))
"""Tables that other kinds of directory have too, with other headings."""


@dataclass
class Opened:
    """Tables that can be read while the source is open."""

    tables: Iterable[RawTable]
    files: Sequence[Path]
    issues: list[Issue] = field(default_factory=list)
    """Filled while the tables are read."""


def looks_like_workbook(path: Path) -> bool:
    """Whether the path is a spreadsheet, or is or holds a `.csv` that is one of our tables."""
    suffix = path.suffix.casefold()
    if suffix in SPREADSHEETS | OLD_SPREADSHEETS:
        return path.is_file()
    try:
        if path.is_dir():
            return any(_is_ours(file.name, file) for file in _delimited_files(path))
        if suffix == ".zip":
            with open_archive(path) as archive:
                names = _delimited_entries(archive)
                return any(_is_ours_by_name(name, archive.peek(name)) for name in names)
        return suffix == DELIMITED and _is_ours(path.name, path)
    except (SourceError, OSError):
        return False


def _is_ours(name: str, file: Path) -> bool:
    with file.open("rb") as stream:
        return _is_ours_by_name(name, stream.read(65_536))


def _is_ours_by_name(name: str, start: bytes) -> bool:
    """Whether a file has a table's name, and where the name alone cannot tell, our headings too."""
    table = read_definition().by_name.get(_table_name(name))
    if table is None:
        return False
    if table.name not in SHARED_NAMES:
        return True
    found = {normal_name(heading) for heading in peek_headings(start)}
    return all(column.name in found for column in table.columns if column.required)


def _table_name(file_name: str) -> str:
    return normal_name(PurePosixPath(file_name).stem)


def _delimited_files(folder: Path) -> list[Path]:
    files = (entry for entry in folder.iterdir() if entry.is_file())
    return sorted(file for file in files if file.suffix.casefold() == DELIMITED)


def _delimited_entries(archive: SafeArchive) -> list[str]:
    return sorted(
        name for name in archive.names() if PurePosixPath(name).suffix.casefold() == DELIMITED
    )


@contextmanager
def open_tables(path: Path) -> Iterator[Opened]:
    """The tables of a path, to be read within the block.

    Raises SourceError when the path cannot be opened, or when none of its sheets is a table.
    """
    suffix = path.suffix.casefold()
    if suffix in OLD_SPREADSHEETS:
        raise SourceError("this kind of spreadsheet is not read; save it as .xlsx", path=path)
    with ExitStack() as stack:
        if path.is_dir():
            opened = _open_folder(path)
        elif suffix in SPREADSHEETS:
            opened = stack.enter_context(_open_spreadsheet(path))
        elif suffix == ".zip":
            opened = _open_zip(path, stack.enter_context(open_archive(path)))
        else:
            opened = _open_files([path], path)
        try:
            yield opened
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror or error}", path=path) from error


def _open_folder(path: Path) -> Opened:
    return _open_files(_delimited_files(path), path)


def _open_files(files: Sequence[Path], path: Path) -> Opened:
    _require_tables([file.name for file in files], path)
    opened = Opened((), [file for file in files if _is_table(file.name)])

    def tables() -> Iterator[RawTable]:
        for file in files:
            size = file.stat().st_size
            if size > MAX_FILE_BYTES:
                raise SourceError(
                    f"the file has {size:,} bytes, the most is {MAX_FILE_BYTES:,}", path=file
                )
            yield _table(file.name, file, file.read_bytes(), opened)

    opened.tables = tables()
    return opened


def _open_zip(path: Path, archive: SafeArchive) -> Opened:
    names = _delimited_entries(archive)
    _require_tables(names, path)
    opened = Opened((), [path])

    def tables() -> Iterator[RawTable]:
        for name in names:
            if archive.size(name) > MAX_FILE_BYTES:
                size = f"{archive.size(name):,}"
                message = f"{name} has {size} bytes, the most is {MAX_FILE_BYTES:,}"
                raise SourceError(message, path=path)
            yield _table(name, path / name, archive.read(name), opened)

    opened.tables = tables()
    return opened


def _table(name: str, path: Path, content: bytes, opened: Opened) -> RawTable:
    rows = read_delimited(content, path=path, name=name, issues=opened.issues)
    return RawTable(_table_name(name), name, None, rows, ragged_is_wrong=True)


@contextmanager
def _open_spreadsheet(path: Path) -> Iterator[Opened]:
    opened = Opened((), [path])
    with open_spreadsheet(path, issues=opened.issues) as tables:
        _require_tables([table.name for table in tables], path)
        opened.tables = tables
        yield opened


def _is_table(file_name: str) -> bool:
    return _table_name(file_name) in read_definition().by_name


def _require_tables(names: Sequence[str], path: Path) -> None:
    tables = read_definition().by_name
    if any(_table_name(name) in tables or normal_name(name) in tables for name in names):
        return
    groups = read_definition().groups
    known = ", ".join(table.name for table in groups[0].tables)
    further = sum(len(group.tables) for group in groups[1:])
    found = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    raise SourceError(
        f"holds none of the tables ({known} and {further} of planning, see docs/tables.md); "
        f"found: {found or 'nothing'}",
        path=path,
    )
