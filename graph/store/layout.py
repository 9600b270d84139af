"""Where things are in a data directory, and how they are put there without being half there.

data_dir/
├── CURRENT                   number of the published generation; 000000 = none yet
├── LOCK                      held by the writer; says who that is
├── drafts/                   of the writer; leftovers are removed by the next one
└── generations/
    ├── 000012/               a RocksDB that no one writes to any more
    ├── 000012.json           its metadata; readers hold a shared lock on it
    ├── 000012.derived        its projection, and
    └── 000012.coverage       its coverage: computed from it, and may be lost at any time
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from graph.errors import StoreError
from graph.store.generation import Generation, parse_generation, render_generation

COMPUTED = (".derived", ".coverage")
"""Of the names of files that are computed from the data of a generation."""
SUFFIXES = ("", ".json", *COMPUTED)
"""Of the names that belong to one generation."""

_log = logging.getLogger(__name__)


def derived_file(directory: Path) -> Path:
    """Where the projection of the data in a directory is kept, for as long as they are."""
    return directory.with_name(directory.name + ".derived")


def coverage_file(directory: Path) -> Path:
    """Where coverage of the data in a directory is kept, for as long as they are."""
    return directory.with_name(directory.name + ".coverage")


def remove_computed(directory: Path) -> None:
    """Remove what is kept that was computed from the data in a directory."""
    for suffix in COMPUTED:
        directory.with_name(directory.name + suffix).unlink(missing_ok=True)


def sync_directory(path: Path) -> None:
    """Make renames and new names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_files(directory: Path) -> None:
    """Make a directory of plain files survive a power cut."""
    for path in directory.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_directory(directory)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file: others see the old content or the new, never a part."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync_directory(path.parent)


def remove_tree(path: Path) -> None:
    """Remove a directory; what cannot be removed now is left to the next writer, and logged."""
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except OSError as error:
        _log.warning("not removed path=%s error=%s", path, error)


class Layout:
    """The paths of one data directory; making one touches nothing."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.current_file = data_dir / "CURRENT"
        self.lock_file = data_dir / "LOCK"
        self.drafts = data_dir / "drafts"
        self.generations = data_dir / "generations"

    def directory(self, number: int) -> Path:
        return self.generations / f"{number:06d}"

    def metadata_file(self, number: int) -> Path:
        return self.generations / f"{number:06d}.json"

    def list_kept(self) -> list[int]:
        """Numbers of the generations with metadata, newest first, published or not."""
        if not self.generations.is_dir():
            return []
        stems = (path.stem for path in self.generations.glob("*.json"))
        return sorted((int(stem) for stem in stems if stem.isdecimal()), reverse=True)

    def read_current(self) -> int:
        """Number of the published generation; 0 when nothing is published yet.

        Raises StoreError when the pointer is lost or damaged.
        """
        try:
            text = self.current_file.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            if self.list_kept():
                raise self.damaged("CURRENT is missing") from None
            return 0
        if not (text.isascii() and text.isdecimal()):
            raise self.damaged(f"CURRENT holds {text[:20]!r}, not the number of a generation")
        return int(text)

    def read_pointer(self) -> int | None:
        """As `read_current`, but None where that is lost or damaged."""
        try:
            return self.read_current()
        except StoreError:
            return None

    def write_current(self, number: int) -> None:
        """Publish a generation: the one moment at which readers move on."""
        write_atomically(self.current_file, f"{number:06d}\n".encode())

    def read_generation(self, number: int) -> Generation:
        path = self.metadata_file(number)
        return parse_generation(path.read_bytes(), path=path, data_dir=self.data_dir)

    def write_generation(self, generation: Generation) -> None:
        write_atomically(self.metadata_file(generation.number), render_generation(generation))

    def prepare(self) -> None:
        """Make the directories and, in a new store, the pointer to nothing."""
        self.generations.mkdir(parents=True, exist_ok=True)
        self.drafts.mkdir(exist_ok=True)
        if not self.current_file.exists() and not self.list_kept():
            self.write_current(0)

    def remove_leftovers(self, current: int | None) -> None:
        """Remove what crashed writers left; only the holder of the writer lock may call this.

        A generation above the published one was never published; one without metadata was being
        pruned. With the pointer lost (None) no generation is removed, so that one can be chosen.
        """
        for path in self.drafts.iterdir():
            remove_tree(path)
        if current is None:
            return
        kept = {number for number in self.list_kept() if number < current} | {current}
        names = {f"{number:06d}{suffix}" for number in kept for suffix in SUFFIXES}
        for path in list(self.generations.iterdir()):
            if path.name not in names:
                remove_tree(path) if path.is_dir() else path.unlink()

    def damaged(self, what: str) -> StoreError:
        """The error for a pointer that leads nowhere, with the ways out."""
        kept = ", ".join(str(number) for number in self.list_kept()) or "none"
        return StoreError(
            f"{self.data_dir}: {what}; roll back to a generation that is kept ({kept})"
            " or restore a backup",
            data_dir=self.data_dir,
        )
