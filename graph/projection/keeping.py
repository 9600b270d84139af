"""Records that were computed from a generation, kept in files beside it."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.projection.packing import UnusableFile, map_record, write_record

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_log = logging.getLogger(__name__)


def map_kept(kind: type, path: Path, labels: Mapping[str, str]) -> Any | None:
    """The record of that type in a file, mapped; None where there is none that fits and is whole.

    Labels say what it was made from: the data, the code, and what was asked.
    """
    try:
        return map_record(kind, path, labels=labels)
    except FileNotFoundError:
        return None
    except (UnusableFile, OSError) as error:
        _log.info("computed again: what is kept does not fit path=%s reason=%s", path, error)
        return None


def keep(record: object, path: Path, labels: Mapping[str, str]) -> None:
    """Write a record for the next process to map.

    Others see the file whole or not at all; of several that write it, the last one stays. Raises
    OSError where it cannot be written.
    """
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            write_record(record, file, labels=labels)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def hash_modules(packages: Sequence[str], modules: Sequence[str] = ()) -> str:
    """Of the text of all modules in packages, and of single ones: other code may read the same
    data differently.
    """
    found: list[Traversable] = []
    for package in packages:
        inside = (each for each in files(package).iterdir() if each.name.endswith(".py"))
        found += sorted(inside, key=_name)
    for module in modules:
        package, _, name = module.rpartition(".")
        found.append(files(package) / f"{name}.py")
    digest = hashlib.sha256()
    for each in found:
        digest.update(each.name.encode() + b"\0" + each.read_bytes() + b"\0")
    return digest.hexdigest()


def hash_data(directory: Path) -> str:
    """Of names, sizes and times of the engine's data files, which are written once."""
    told = [(path.name, path.stat()) for path in sorted(directory.glob("*.sst"))]
    digest = hashlib.sha256()
    for name, status in told:
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _name(module: Traversable) -> str:
    return module.name
