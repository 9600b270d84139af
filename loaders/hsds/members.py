"""Which files a path holds: one file, the tables of a folder, or the entries of a zip."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from graph.errors import SourceError
from loaders.archives import open_archive
from loaders.hsds.columns import table_of

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
LINE_SUFFIXES = frozenset({".ndjson", ".jsonl"})
JSON_SUFFIXES = LINE_SUFFIXES | {".json"}
MAX_FILE_BYTES = 1024**3
"""The largest single file read whole; a larger directory comes as a folder or as ndjson parts."""


@dataclass(frozen=True)
class Member:
    """One file of a source."""

    name: str
    """As shown in issues."""
    read: Callable[[], bytes]
    table: str | None
    """The table its name, or the data package, says it holds."""

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def is_table(self) -> bool:
        return self.suffix in TABLE_SUFFIXES


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
                        _member(name, partial(archive.read, name), archive.size(name))
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


def _of_file(path: Path) -> Member:
    return _member(path.name, lambda: path.read_bytes(), path.stat().st_size)


def _member(name: str, read: Callable[[], bytes], size: int) -> Member:
    def limited() -> bytes:
        if size > MAX_FILE_BYTES:
            raise SourceError(
                f"{size:,} bytes, the most for one file is {MAX_FILE_BYTES:,}; "
                "split it into several tables or ndjson files",
                path=name,
            )
        return read()

    return Member(name=name, read=limited, table=table_of(PurePosixPath(name).stem))


def _of_folder(folder: Path) -> list[Member]:
    for candidates in ([folder], sorted(child for child in folder.iterdir() if child.is_dir())):
        chosen = [found for place in candidates if (found := _in_folder(place))]
        if len(chosen) == 1:
            return chosen[0]
        if len(chosen) > 1:
            raise SourceError("several folders here hold HSDS tables; name one", path=folder)
    raise SourceError("no HSDS table or JSON file in this folder", path=folder)


def _in_folder(folder: Path) -> list[Member]:
    files = [
        _of_file(child)
        for child in sorted(folder.iterdir())
        if child.is_file() and child.suffix.lower() in TABLE_SUFFIXES | JSON_SUFFIXES
    ]
    return _chosen(files)


def _chosen(members: Sequence[Member]) -> list[Member]:
    """Tables where there are any, else JSON; of a zip, the folder with the most tables."""
    packages = [m for m in members if PurePosixPath(m.name).name == "datapackage.json"]
    named = _package_names(packages[0]) if packages else {}
    tables = [
        Member(m.name, m.read, named.get(PurePosixPath(m.name).name, m.table))
        for m in members
        if m.is_table
    ]
    tables = [m for m in tables if m.table]
    if tables:
        folders: dict[str, list[Member]] = {}
        for member in tables:
            folders.setdefault(str(PurePosixPath(member.name).parent), []).append(member)
        best = max(folders.values(), key=len)
        return best if any(m.table in ("organization", "service", "location") for m in best) else []
    return [m for m in members if not m.is_table and m not in packages]


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
