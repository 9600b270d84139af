"""Opening zip archives that may be broken or hostile: limits first, then bytes.

A `.xlsx` is a zip too, so the same checks stand before openpyxl sees it.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from graph.errors import SourceError

MAX_TOTAL_BYTES = 4 * 1024**3
"""The most that all entries together may unpack to."""
MAX_RATIO = 200
"""The most an entry may grow by unpacking; text compresses by 5 to 50 times."""
RATIO_FROM_BYTES = 16 * 1024**2
"""Entries that unpack to less than this may have any ratio: they do no harm."""
MAX_ENTRIES = 10_000

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
"""What the zip reader raises on damaged data."""


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may hold before it is refused."""

    total_bytes: int = MAX_TOTAL_BYTES
    ratio: int = MAX_RATIO
    ratio_from_bytes: int = RATIO_FROM_BYTES
    entries: int = MAX_ENTRIES


DEFAULT_LIMITS = ArchiveLimits()


@dataclass(frozen=True)
class SafeArchive:
    """A zip whose directory has been checked."""

    path: Path
    _zip: zipfile.ZipFile

    def names(self) -> list[str]:
        """Entry names in the archive's order, folders and system clutter left out."""
        return [
            entry.filename
            for entry in self._zip.infolist()
            if not entry.is_dir() and not _is_clutter(entry.filename)
        ]

    def size(self, name: str) -> int:
        """Unpacked bytes of an entry, as the archive declares them."""
        return self._zip.getinfo(name).file_size

    def read(self, name: str) -> bytes:
        """The whole entry; never more than the size declared, which was checked on opening."""
        try:
            return self._zip.read(name)
        except (*BROKEN_ZIP, RuntimeError) as error:
            raise SourceError(f"{name} in the zip is damaged: {error}", path=self.path) from error

    def peek(self, name: str, *, size: int = 65_536) -> bytes:
        """The first bytes of an entry."""
        with self.open(name) as stream:
            return stream.read(size)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The entry as a stream; damage met while reading becomes a SourceError."""
        try:
            stream = self._zip.open(name)
        except (*BROKEN_ZIP, RuntimeError) as error:
            raise SourceError(f"{name} in the zip is damaged: {error}", path=self.path) from error
        try:
            with stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise SourceError(f"{name} in the zip is damaged: {error}", path=self.path) from error


@contextmanager
def open_archive(path: Path, *, limits: ArchiveLimits = DEFAULT_LIMITS) -> Iterator[SafeArchive]:
    """A checked zip.

    Raises SourceError when the file is not a zip, is truncated, is encrypted, holds a link or a
    name that leads out of the archive, repeats a name, or would unpack to more than the limits.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN_ZIP as error:
        raise SourceError(_why_not_a_zip(path), path=path) from error
    with archive:
        check_entries(archive.infolist(), path=path, limits=limits)
        yield SafeArchive(path, archive)


def check_entries(
    entries: list[zipfile.ZipInfo], *, path: Path, limits: ArchiveLimits = DEFAULT_LIMITS
) -> None:
    """Raise SourceError for the first entry or total that breaks a limit."""
    if len(entries) > limits.entries:
        raise SourceError(
            f"the zip holds {len(entries):,} entries, the most is {limits.entries:,}", path=path
        )
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry, path)
        if entry.filename in seen:
            raise SourceError(f"the zip holds {entry.filename!r} twice", path=path)
        seen.add(entry.filename)
        _check_packing(entry, path)
        _check_growth(entry, path, limits)
    total = sum(entry.file_size for entry in entries)
    if total > limits.total_bytes:
        raise SourceError(
            f"the zip would unpack to {total:,} bytes, the most is {limits.total_bytes:,}",
            path=path,
        )


def _check_name(entry: zipfile.ZipInfo, path: Path) -> None:
    name = entry.filename
    if not name:
        raise SourceError("the zip holds an entry without a name; it is damaged", path=path)
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or (len(name) > 1 and name[1] == ":"):
        raise SourceError(f"the zip entry {name!r} leads out of the archive", path=path)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SourceError(f"the zip entry {name!r} is a link", path=path)
    if entry.flag_bits & 0x1:
        raise SourceError(
            f"the zip entry {name!r} is encrypted; save it without a password", path=path
        )


def _check_packing(entry: zipfile.ZipInfo, path: Path) -> None:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError(
            f"the zip entry {entry.filename!r} is packed by method {entry.compress_type}, which is "
            "not read; pack the files again as a plain zip",
            path=path,
        )


def _check_growth(entry: zipfile.ZipInfo, path: Path, limits: ArchiveLimits) -> None:
    if entry.file_size < limits.ratio_from_bytes:
        return
    if entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise SourceError(
            f"the zip entry {entry.filename!r} would grow to {entry.file_size:,} bytes from "
            f"{entry.compress_size:,}, more than {limits.ratio} times; this looks like a zip bomb",
            path=path,
        )


def _is_clutter(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _why_not_a_zip(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if not start:
        return "the file is empty (0 bytes)"
    if start == b"PK\x03\x04":
        return "the zip is truncated or damaged; copy or save the file again"
    return "not a zip file, whatever its name says"
