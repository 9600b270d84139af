"""The embedded store: generations in a data directory, published by one atomic rename."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

from graph.errors import StoreError, StoreMissing
from graph.store.archive import check_target, read_backup, write_backup
from graph.store.draft import Draft
from graph.store.faults import explain_fault, faults_explained, is_disk_full
from graph.store.generation import Generation
from graph.store.layout import Layout, remove_tree
from graph.store.lock import writer_lock
from graph.store.pruning import prune
from graph.store.publishing import (
    missing_generation,
    open_draft,
    prunable,
    publish_again,
    publish_draft,
    read_history,
    reseed,
    unknown_generation,
)
from graph.store.seed import SHIPPED, Seed
from graph.store.snapshot import Snapshot, open_snapshot

_log = logging.getLogger(__name__)


class EmbeddedStore:
    """A store in a directory of this machine, for many readers and one writer at a time.

    Making one touches nothing on disk. It may be shared by threads. Every method raises
    StoreError, in one line, when the disk or the directory does not allow what is asked.
    """

    def __init__(self, data_dir: Path, *, keep_generations: int = 5, seed: Seed = SHIPPED) -> None:
        if keep_generations < 1:
            raise ValueError(f"keep_generations must be 1 or more, not {keep_generations}")
        # Absolute, since RocksDB opens files late, perhaps after a change of directory.
        self.data_dir = data_dir.absolute()
        self._keep = keep_generations
        self._seed = seed
        self._layout = Layout(self.data_dir)
        self._mutex = threading.Lock()
        self._latest: Snapshot | None = None

    def exists(self) -> bool:
        """Whether a generation is published."""
        with faults_explained(self.data_dir):
            return self._layout.read_current() > 0

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever something is published; None before that. Costs one look at a file."""
        try:
            found = os.stat(self._layout.current_file)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    def directory(self, number: int) -> Path:
        """Where the data of a generation is; a Snapshot keeps it there."""
        return self._layout.directory(number)

    def read(self) -> Snapshot:
        """The published generation, read-only; the same object until another is published.

        Raises StoreMissing when nothing is published yet. Ask again to see later generations.
        """
        with self._mutex, faults_explained(self.data_dir):
            number = self._published()
            while True:
                latest = self._latest
                if latest is not None and latest.is_at(self._layout.metadata_file(number)):
                    return latest
                try:
                    self._latest = open_snapshot(self._layout, number)
                except FileNotFoundError:
                    # Pruned since the pointer was read, or not there at all.
                    sought, number = number, self._published()
                    if sought == number:
                        raise missing_generation(self._layout, number) from None

    def history(self) -> list[Generation]:
        """The generations that are kept, newest first; empty when nothing is published yet."""
        with faults_explained(self.data_dir):
            return read_history(self._layout)

    @contextmanager
    def write(self, *, note: str, kind: str = "load", wait_seconds: float = 0) -> Iterator[Draft]:
        """A draft of the next generation: published when the block ends, dropped when it raises.

        Raises StoreLocked when another writer does not end within `wait_seconds`.
        """
        with self._exclusive(note, wait_seconds):
            with faults_explained(self.data_dir):
                draft = open_draft(self._layout, note=note, kind=kind)
            try:
                with faults_explained(self.data_dir):
                    reseed(draft, self._seed)
                yield draft
                with faults_explained(self.data_dir):
                    draft.published = publish_draft(self._layout, draft)
            except OSError as error:
                if is_disk_full(error):
                    raise explain_fault(error, self.data_dir) from error
                raise
            finally:
                draft.close()
            self._prune()

    def rollback(
        self, to: int | None = None, *, by: str = "", wait_seconds: float = 0
    ) -> Generation:
        """Publish an earlier generation again, as a new one of kind `rollback`.

        `to` is a number in the history; the default is the generation before the published one,
        so a second rollback without a number undoes the first. `by` is who asked over HTTP, for
        the history. Raises UnknownGeneration.
        """
        with self._exclusive("rollback", wait_seconds), faults_explained(self.data_dir):
            kept = self._layout.list_kept()
            if to is None:
                current = self._published()
                to = next((number for number in kept if number < current), 0)
            if to not in kept:
                raise unknown_generation(self._layout, to)
            generation = publish_again(
                self._layout,
                self._layout.directory(to),
                self._layout.read_generation(to),
                note=f"rollback to generation {to}" + (f" over HTTP by {by}" if by else ""),
                kind="rollback",
            )
            self._prune()
            return generation

    def backup(self, target: Path) -> None:
        """Copy the published generation to a new directory, or a new file named `.tar.gz`.

        It appears under its name only when it is whole. An existing target is refused.
        """
        check_target(target, data_dir=self.data_dir)
        snapshot = self.read()
        directory = self._layout.directory(snapshot.generation.number)
        with faults_explained(target.parent):
            write_backup(directory, snapshot.generation, target)

    def restore(self, archive: Path, *, wait_seconds: float = 0) -> Generation:
        """Publish a backup as a new generation of kind `restore`; the history is kept.

        The backup is unpacked and checked first: only files that a backup has, each as long as
        and with the hash that was noted, and as many triples. Else StoreError, nothing changed.
        """
        with self._exclusive("restore", wait_seconds), faults_explained(self.data_dir):
            folder = Path(mkdtemp(prefix="restore-", dir=self._layout.drafts))
            try:
                saved = read_backup(archive, folder / "store", data_dir=self.data_dir)
                generation = publish_again(
                    self._layout,
                    folder / "store",
                    saved,
                    note=f"restore of {archive.name}: {saved.note}",
                    kind="restore",
                )
            finally:
                remove_tree(folder)
            self._prune()
            return generation

    def _published(self) -> int:
        number = self._layout.read_current()
        if number == 0:
            raise StoreMissing(
                f"{self.data_dir}: no data yet; load a source first, or choose another data"
                " directory",
                data_dir=self.data_dir,
            )
        return number

    @contextmanager
    def _exclusive(self, note: str, wait_seconds: float) -> Iterator[None]:
        with ExitStack() as stack:
            with faults_explained(self.data_dir):
                self.data_dir.mkdir(parents=True, exist_ok=True)
                stack.enter_context(
                    writer_lock(self._layout.lock_file, note=note, wait_seconds=wait_seconds)
                )
                self._layout.prepare()
                self._layout.remove_leftovers(self._layout.read_pointer())
            yield

    def _prune(self) -> None:
        # What is published stays published, whatever befalls the old generations.
        try:
            prune(self._layout, prunable(self._layout, keep=self._keep))
        except (OSError, StoreError) as error:
            _log.warning("not pruned data_dir=%s error=%s", self.data_dir, error)
