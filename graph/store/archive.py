"""Backups: one generation copied to a directory or a .tar.gz, and read back with care.

nowrongdoor-backup/
├── backup.json      format, the generation, and the length and SHA-256 of every file
└── store/           the files of the generation
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pyoxigraph import Store

from graph.errors import StoreError
from graph.store.generation import Generation, parse_generation, render_generation
from graph.store.layout import remove_tree, sync_directory, sync_files

_TOP = "nowrongdoor-backup"
_MANIFEST = "backup.json"
_TARS = (".tar.gz", ".tgz")
_OTHER_ARCHIVES = (".zip", ".tar", ".gz", ".bz2", ".xz", ".7z", ".zst")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MANIFEST_LIMIT = 64 * 2**20
_CHUNK = 2**20


def check_target(target: Path, *, data_dir: Path) -> None:
    """Raise StoreError when a backup cannot go there."""
    name = target.name.lower()
    reason = None
    if os.path.lexists(target):
        reason = "is already there; choose another name, or remove it first"
    elif not target.parent.is_dir():
        reason = f"cannot be made: there is no directory {target.parent}"
    elif target.resolve().is_relative_to(data_dir.resolve()):
        reason = "is inside the data directory; choose a place outside it"
    elif name.endswith(_OTHER_ARCHIVES) and not name.endswith(_TARS):
        reason = "is not a name for a backup; end it with .tar.gz, or name a directory"
    if reason:
        raise StoreError(f"{target} {reason}", data_dir=data_dir)


def write_backup(directory: Path, generation: Generation, target: Path) -> None:
    """Copy a generation's files to `target`, which appears only when it is whole."""
    manifest = _render_manifest(directory, generation)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.name.lower().endswith(_TARS):
            _write_tar(directory, manifest, part)
        else:
            _write_directory(directory, manifest, part)
        os.rename(part, target)
        sync_directory(target.parent)
    finally:
        if part.is_dir():
            remove_tree(part)
        else:
            part.unlink(missing_ok=True)


def read_backup(archive: Path, into: Path, *, data_dir: Path) -> Generation:
    """Unpack a backup into a new directory and check it; returns the generation it holds.

    Raises StoreError when it is not a backup, is damaged, or holds what a backup does not have,
    such as a link or a path that leads elsewhere.
    """
    into.mkdir()
    try:
        with _opened(archive) as members:
            manifest, found = _unpack(members, into)
        fields = json.loads(manifest)
        generation = parse_generation(
            json.dumps(fields["generation"]).encode(), path=archive, data_dir=data_dir
        )
        if found != fields["files"]:
            raise _BackupError("its files are not those that were backed up")
        sync_files(into)
        if len(Store.read_only(str(into))) != generation.triples:
            raise _BackupError(f"it does not hold the {generation.triples} triples it should")
    except FileNotFoundError as error:
        raise StoreError(f"{archive}: no such file or directory", data_dir=data_dir) from error
    except _FAULTS as error:
        raise StoreError(
            f"{archive} is not a backup, or is damaged: {error}; nothing was changed",
            data_dir=data_dir,
        ) from error
    return generation


class _BackupError(ValueError):
    """Says what is wrong with a backup."""


_FAULTS = (ValueError, KeyError, TypeError, tarfile.TarError, EOFError, zlib.error)

_Members = Iterator[tuple[str, IO[bytes]]]


def _render_manifest(directory: Path, generation: Generation) -> bytes:
    files = {}
    for path in sorted(directory.iterdir()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        files[path.name] = {"bytes": path.stat().st_size, "sha256": digest}
    fields: dict[str, Any] = {"generation": json.loads(render_generation(generation))}
    return (json.dumps({**fields, "files": files}, indent=2) + "\n").encode()


def _write_directory(directory: Path, manifest: bytes, part: Path) -> None:
    part.mkdir()
    (part / _MANIFEST).write_bytes(manifest)
    # Real copies: a hard link would share the fate of the original's blocks.
    shutil.copytree(directory, part / "store", copy_function=shutil.copyfile)
    sync_files(part / "store")
    for path in (part / _MANIFEST, part):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_tar(directory: Path, manifest: bytes, part: Path) -> None:
    # Level 1: RocksDB has compressed its blocks already.
    with part.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar:
            note = part.with_name(part.name + ".json")
            try:
                note.write_bytes(manifest)
                tar.add(note, f"{_TOP}/{_MANIFEST}", filter=_anonymous)
            finally:
                note.unlink(missing_ok=True)
            for path in sorted(directory.iterdir()):
                tar.add(path, f"{_TOP}/store/{path.name}", recursive=False, filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


@contextmanager
def _opened(archive: Path) -> Iterator[_Members]:
    if archive.is_dir():
        yield _members_of_directory(archive)
    else:
        with tarfile.open(archive, "r:gz") as tar:
            yield _members_of_tar(tar)


def _members_of_directory(folder: Path) -> _Members:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or name == "store"):
            raise _BackupError(f"it holds {name}, which is not a plain file")
        if path.is_file():
            with path.open("rb") as file:
                yield name, file


def _members_of_tar(tar: tarfile.TarFile) -> _Members:
    for member in tar:
        top, _, name = member.name.partition("/")
        file = tar.extractfile(member) if member.isreg() else None
        if file is None or top != _TOP:
            raise _BackupError(f"it holds {member.name!r}, which no backup has")
        with file:
            yield name, file


def _unpack(members: _Members, into: Path) -> tuple[bytes, dict[str, dict[str, Any]]]:
    """The manifest, and the length and hash of every other file, which are now in `into`."""
    manifest = b""
    found: dict[str, dict[str, Any]] = {}
    for name, file in members:
        folder, _, plain = name.rpartition("/")
        if name == _MANIFEST:
            manifest = file.read(_MANIFEST_LIMIT)
        elif folder == "store" and _PLAIN_NAME.fullmatch(plain) and plain not in found:
            found[plain] = _copy(file, into / plain)
        else:
            raise _BackupError(f"it holds {name!r}, which no backup has")
    if not manifest:
        raise _BackupError(f"it has no {_MANIFEST}")
    return manifest, found


def _copy(file: IO[bytes], target: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    length = 0
    with target.open("xb") as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)
            digest.update(chunk)
            length += len(chunk)
    return {"bytes": length, "sha256": digest.hexdigest()}
