"""Faults of the disk, said in one line with what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import StoreError

_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP}


def is_disk_full(error: OSError) -> bool:
    """Whether the disk or a quota is full; RocksDB says it in the message only."""
    return error.errno in _NO_SPACE or "No space left on device" in str(error)


def explain_fault(error: OSError, data_dir: Path) -> StoreError:
    """The StoreError to raise for a fault met while working on `data_dir`."""
    return StoreError(f"{data_dir}: {_explanation(error, data_dir)}", data_dir=data_dir)


def _explanation(error: OSError, data_dir: Path) -> str:
    said = " ".join(str(error).split())
    if is_disk_full(error):
        return (
            "the disk is full; free some space and repeat, the published data is unchanged"
            f" ({said})"
        )
    existing = next((p for p in (data_dir, *data_dir.parents) if p.exists()), data_dir)
    if not existing.is_dir():
        return f"{existing} is a file, not a directory; choose another data directory"
    if error.errno in _NOT_WRITABLE:
        return f"no permission ({said}); change the owner or choose another data directory"
    if error.errno in _NO_LOCKS:
        return f"the file system has no file locks ({said}); choose a directory on a local disk"
    return said


@contextmanager
def faults_explained(data_dir: Path) -> Iterator[None]:
    """Raise StoreError for an OSError met inside."""
    try:
        yield
    except OSError as error:
        raise explain_fault(error, data_dir) from error
