"""Which files a path holds: one file, the tables of a folder, or the entries of a zip."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from graph.errors import SourceError
from loaders.archives import MAX_ENTRIES, open_archive
from loaders.hsds.columns import table_of
from loaders.hsds.fields import NOT_EXPORTED
from loaders.hsds.reading.headers import header_dialect

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
LINE_SUFFIXES = frozenset({".ndjson", ".jsonl"})
JSON_SUFFIXES = LINE_SUFFIXES | {".json"}
MAX_FILE_BYTES = 4 * 1024**3
"""The largest single file: tables and ndjson are read row by row, so it need not fit in memory."""
MAX_WHOLE_BYTES = 512 * 1024**2
"""The largest JSON document, which must be held whole; a larger directory comes as ndjson."""
WIDE_TABLE = "rows of another dialect"
"""Table of a member whose header is that of another dialect."""


@dataclass(frozen=True)
class Member:
    """One file of a source."""

    name: str
    """As shown in issues."""
    size: int
    """Bytes, unpacked."""
    table: str | None
    """The table its name, the data package or its header says it holds."""
    opener: Callable[[], AbstractContextManager[IO[bytes]]]
    path: Path | None = None
    """The file itself, where it stands in no archive."""

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def is_table(self) -> bool:
        return self.suffix in TABLE_SUFFIXES

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes as a stream; SourceError for a file beyond MAX_FILE_BYTES."""
        if self.size > MAX_FILE_BYTES:
            raise SourceError(
                f"{self.size:,} bytes, the most for one file is {MAX_FILE_BYTES:,}; "
                "split it into several tables or ndjson files",
                path=self.name,
            )
        with self.opener() as stream:
            yield stream

    def read(self) -> bytes:
        """The bytes whole; SourceError for a file beyond MAX_WHOLE_BYTES."""
        if self.size > MAX_WHOLE_BYTES:
            raise SourceError(
                f"{self.size:,} bytes, the most for one JSON document is {MAX_WHOLE_BYTES:,}; "
                "save it as ndjson (one record in each line) or as tables",
                path=self.name,
            )
        with self.opener() as stream:
            return stream.read(MAX_WHOLE_BYTES + 1)


@contextmanager
def open_members(path: Path) -> Iterator[Sequence[Member]]:
    """The files to read, tables before JSON; raises SourceError where there are none."""
    try:
        if path.is_dir():
            yield _of_folder(path)
        elif path.suffix.lower() == ".zip":
            with open_archive(path) as archive:
                found = _chosen(
                    [
                        _member(name, archive.size(name), partial(archive.open, name))
                        for name in archive.names()
                        if PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES | JSON_SUFFIXES
                    ]
                )
                if not found:
                    raise SourceError("no HSDS table or JSON file in the zip", path=path)
                yield found
        elif path.name == "datapackage.json":
            yield _of_folder(path.parent)
        else:
            yield [_of_file(path)]
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=path) from error


def unread_tables(path: Path, members: Sequence[Member]) -> list[str]:
    """Names of the tables beside those that are read, which nothing of HSDS is called like.

    The list that an export from here adds holds nothing to read.
    """
    if path.is_dir():
        folders = {member.path.parent for member in members if member.path}
        names = [one.name for folder in folders for one in folder.iterdir() if one.is_file()]
    elif path.suffix.lower() == ".zip":
        with open_archive(path) as archive:
            names = list(archive.names())
    else:
        return []
    # A .txt is more often a note than a table.
    tables = (name for name in names if PurePosixPath(name).suffix.lower() in (".csv", ".tsv"))
    named = (name for name in tables if PurePosixPath(name).name != NOT_EXPORTED)
    return sorted(set(named) - {member.name for member in members})


def _of_file(path: Path) -> Member:
    return replace(_member(path.name, path.stat().st_size, lambda: path.open("rb")), path=path)


def _member(
    name: str, size: int, opener: Callable[[], AbstractContextManager[IO[bytes]]]
) -> Member:
    return Member(name, size, table_of(PurePosixPath(name).stem), opener)


def _of_folder(folder: Path) -> list[Member]:
    for candidates in ([folder], sorted(child for child in folder.iterdir() if child.is_dir())):
        chosen = [found for place in candidates if (found := _in_folder(place))]
        if len(chosen) == 1:
            return chosen[0]
        if len(chosen) > 1:
            raise SourceError("several folders here hold HSDS tables; name one", path=folder)
    raise SourceError("no HSDS table or JSON file in this folder", path=folder)


def _in_folder(folder: Path) -> list[Member]:
    named = [
        child
        for child in folder.iterdir()
        if child.suffix.lower() in TABLE_SUFFIXES | JSON_SUFFIXES
    ]
    if len(named) > MAX_ENTRIES:
        raise SourceError(
            f"the folder holds {len(named):,} tables or JSON files, the most is {MAX_ENTRIES:,}; "
            "join them into one ndjson file",
            path=folder,
        )
    return _chosen([_of_file(child) for child in sorted(named) if child.is_file()])


def _chosen(members: Sequence[Member]) -> list[Member]:
    """Tables where there are any, else JSON; of a zip, the folder with the most tables."""
    packages = [m for m in members if PurePosixPath(m.name).name == "datapackage.json"]
    named = _package_names(packages[0]) if packages else {}
    tables = [
        replace(m, table=named.get(PurePosixPath(m.name).name, m.table))
        for m in members
        if m.is_table
    ]
    tables = [m for m in tables if m.table] or _wide_tables(tables)
    if tables:
        folders: dict[str, list[Member]] = {}
        for member in tables:
            folders.setdefault(str(PurePosixPath(member.name).parent), []).append(member)
        best = max(folders.values(), key=len)
        telling = ("organization", "service", "location", WIDE_TABLE)
        if any(m.table in telling for m in best):
            return best
        return _wide_tables(best)
    return [m for m in members if not m.is_table and m not in packages]


def _wide_tables(members: Sequence[Member]) -> list[Member]:
    """Tables of no name we know whose header is that of another dialect."""
    found = []
    for member in members[:MAX_ENTRIES]:
        with member.opener() as stream:
            if header_dialect(stream):
                found.append(replace(member, table=WIDE_TABLE))
    return found


def _package_names(package: Member) -> dict[str, str]:
    """File name -> table, as the data package says; a broken package says nothing."""
    try:
        told = json.loads(package.read())
    except (ValueError, RecursionError, SourceError):
        return {}
    resources = told.get("resources") if isinstance(told, dict) else None
    names: dict[str, str] = {}
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict):
            continue
        name, file = resource.get("name"), resource.get("path")
        if isinstance(name, str) and isinstance(file, str) and (table := table_of(name)):
            names[PurePosixPath(file).name] = table
    return names
