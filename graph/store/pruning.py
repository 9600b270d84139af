"""Which generations are kept, and how the others go without breaking a reader."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Sequence

from graph.store.generation import Generation
from graph.store.layout import Layout, remove_computed, remove_tree, sync_directory

FINDINGS, MATCH = "findings", "match"

_log = logging.getLogger(__name__)


def select_prunable(history: Sequence[Generation], *, keep: int) -> list[Generation]:
    """Of a history, newest first, what is not kept.

    Kept are the newest `keep` generations that changed data, as many that only decisions on matches
    made, so that a hundred of those push out no load, and the newest of kind `findings`, which can
    be computed again.
    """
    data = [entry for entry in history if entry.kind not in (FINDINGS, MATCH)]
    decided = [entry for entry in history if entry.kind == MATCH]
    findings = [entry for entry in history if entry.kind == FINDINGS]
    kept = {entry.number for entry in (*data[:keep], *decided[:keep], *findings[:1])}
    return [entry for entry in history if entry.number not in kept]


def prune(layout: Layout, generations: Sequence[Generation]) -> None:
    """Remove generations, but for those that a reader holds; the next writer tries them again.

    Only the holder of the writer lock may call this.
    """
    for generation in generations:
        path = layout.metadata_file(generation.number)
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # First the metadata: a directory without it is a leftover that the next writer removes.
            path.unlink()
            sync_directory(layout.generations)
            directory = layout.directory(generation.number)
            remove_tree(directory)
            remove_computed(directory)
        except BlockingIOError:
            _log.info("kept generation=%d reason=a reader has it open", generation.number)
        finally:
            os.close(descriptor)
