"""From the published generation to a draft, and from a changed store to the next generation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import Store

from graph.errors import StoreError, UnknownGeneration
from graph.store.draft import Draft
from graph.store.generation import Generation
from graph.store.layout import Layout, sync_directory, sync_files
from graph.store.pruning import select_prunable
from graph.store.seed import Seed
from graph.store.snapshot import open_generation
from ontology.terms import GRAPH_ONTOLOGY


def open_draft(layout: Layout, *, note: str, kind: str) -> Draft:
    """A draft with the published data; hard links share the files, so size does not matter.

    Nothing that happens to the draft reaches the published files: RocksDB writes a data file
    once and never again, and the files it does write to are copied.
    """
    current = layout.read_current()
    folder = Path(mkdtemp(prefix=f"{current + 1:06d}-", dir=layout.drafts))
    ontology = ""
    if current:
        ontology = read_published(layout, current).ontology
        open_generation(layout, current).backup(folder / "store")
    store = Store(folder / "store")
    draft = Draft(store, folder, number=current + 1, note=note, kind=kind, data_dir=layout.data_dir)
    draft.ontology = ontology
    return draft


def read_published(layout: Layout, number: int) -> Generation:
    """Metadata of the generation that CURRENT names; StoreError when it is not there."""
    if not (layout.metadata_file(number).exists() and layout.directory(number).is_dir()):
        raise missing_generation(layout, number)
    return layout.read_generation(number)


def missing_generation(layout: Layout, number: int) -> StoreError:
    """The error for a pointer to a generation that is not there."""
    return layout.damaged(f"CURRENT names generation {number}, which is not there")


def reseed(draft: Draft, seed: Seed) -> None:
    """Write the ontology graph when the draft holds none, or another version."""
    version = seed.version()
    if draft.ontology != version:
        draft.replace_graph(GRAPH_ONTOLOGY, seed.quads())
        draft.ontology = version


def publish_draft(layout: Layout, draft: Draft) -> Generation:
    """Publish a draft as it stands."""
    draft.store.flush()
    generation = Generation(
        number=draft.number,
        published_at=_now(),
        note=draft.note,
        kind=draft.kind,
        triples=len(draft.store),
        ontology=draft.ontology,
    )
    publish(layout, draft.store, generation)
    return generation


def publish_again(
    layout: Layout, directory: Path, generation: Generation, *, note: str, kind: str
) -> Generation:
    """Publish the data of an earlier generation, or of a backup, as the next generation."""
    following = replace(
        generation, number=_next_number(layout), published_at=_now(), note=note, kind=kind
    )
    publish(layout, Store.read_only(str(directory)), following)
    return following


def publish(layout: Layout, store: Store, generation: Generation) -> None:
    """Put a checkpoint of a store in place, then its metadata, then move the pointer.

    Everything is on disk before the pointer moves. A checkpoint, rather than the store's own
    directory, so that nothing still referring to the store can touch what is published.
    """
    directory = layout.directory(generation.number)
    try:
        store.backup(directory)
        sync_files(directory)
        sync_directory(layout.generations)
        layout.write_generation(generation)
        layout.write_current(generation.number)
    except OSError:
        # Free the space at once; what the pointer did not reach is a leftover.
        layout.remove_leftovers(layout.read_pointer())
        raise


def read_history(layout: Layout) -> list[Generation]:
    """The published generations that are kept, newest first."""
    current = layout.read_current()
    history = []
    for number in layout.list_kept():
        if number <= current:
            try:
                history.append(layout.read_generation(number))
            except FileNotFoundError:  # pruned meanwhile
                continue
    return history


def prunable(layout: Layout, *, keep: int) -> list[Generation]:
    """The published generations that are not kept, newest first."""
    return select_prunable(read_history(layout), keep=keep)


def unknown_generation(layout: Layout, sought: int) -> UnknownGeneration:
    """The error for a number that is not in the history."""
    kept = layout.list_kept()
    known = ", ".join(map(str, kept)) or "none"
    what = f"there is no generation {sought}" if sought else "there is no earlier generation"
    return UnknownGeneration(
        f"{layout.data_dir}: {what} (kept: {known})",
        data_dir=layout.data_dir,
        sought=sought,
        available=kept,
    )


def _next_number(layout: Layout) -> int:
    return max(layout.read_pointer() or 0, *layout.list_kept(), 0) + 1


def _now() -> datetime:
    return datetime.now(UTC)
