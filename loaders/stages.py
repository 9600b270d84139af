"""The stages of a load: its name and context, reading, storing, and where it came from."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Store

from graph.errors import SourceError
from graph.store import Draft, MemoryStore, WritableStore
from loaders.crosswalk.kept import NOTHING_CHOSEN, Chosen
from loaders.known import known_in
from loaders.listing import listed_in
from loaders.provenance import Provenance, hash_files
from loaders.quality.services import ServiceFacts
from loaders.report import LoadReport, Timer
from loaders.source import LoadContext, Loader, Origin, Progress, Reading
from ontology.files import read_ontology
from ontology.terms import source_graph


def source_name(path: Path) -> str:
    """The name of a source whose file is called so.

    >>> source_name(Path("Linn County 2026.xlsx"))
    'linn-county-2026'
    """
    resolved = path.resolve()
    stem = resolved.name if path.is_dir() else resolved.stem
    return re.sub(r"[^\w.]+", "-", stem.casefold()).strip("-.") or "source"


@contextmanager
def known_of(store: WritableStore | None) -> Iterator[Store]:
    """What references may find: the data of the store, or what ships where there is none yet."""
    if store is None or not store.exists():
        yield MemoryStore(read_ontology()).store
    else:
        with store.read().copied() as held:
            yield held


def checked_name(path: Path, given: str | None) -> str:
    """The name given, else that of the path; SourceError for one that cannot be a name."""
    if given is None:
        return source_name(path)
    if not given.strip() or given != given.strip() or not given.isprintable() or ":" in given:
        raise SourceError(f"{given!r} is no name for a source; use letters and digits", path=path)
    return given


def make_context(
    name: str,
    store: Store,
    *,
    base: str,
    kept: Chosen = NOTHING_CHOSEN,
    progress: Progress | None = None,
) -> LoadContext:
    """The context of a load; references see what `store` holds of other sources."""
    context = LoadContext(
        source=name,
        base=base,
        crosswalks=kept.crosswalks,
        keywords=kept.keywords,
        known=known_in(store, apart_from=source_graph(name)),
        listed=listed_in(store, apart_from=source_graph(name)),
    )
    return context if progress is None else replace(context, progress=progress)


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for circles of objects: records form none, and there may be millions of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read_source(
    loader: Loader, path: Path, context: LoadContext, *, validate: bool, timer: Timer
) -> Reading:
    """Read, and validate where the loader has a `validate(reading, context)` of its own."""
    with timer.stage("read"), uncollected():
        reading = loader.read(path, context)
    check = getattr(loader, "validate", None)
    if validate and check is not None:
        with timer.stage("validate"):
            check(reading, context)
    return reading


def store_statements(
    draft: Draft, loader: Loader, reading: Reading, context: LoadContext, facts: ServiceFacts
) -> int:
    """Put the statements in the source's graph, straight from the file where the loader can.

    `facts` sees them all; as they pass, since reading them from the store takes far longer.
    """
    load_into = getattr(loader, "load_into", None)
    done: int | None = load_into(draft, reading, context) if load_into else None
    if done is not None:
        facts.take_graph(draft.store, context.graph)
        return done
    quads = facts.watch(loader.build(reading, context))
    with uncollected():
        return draft.replace_graph(context.graph, quads, progress=context.progress)


def provenance_of(
    report: LoadReport,
    path: Path,
    reading: Reading,
    *,
    licence: str | None = None,
    title: str | None = None,
    origin: Origin | None = None,
) -> Provenance:
    """Where a source came from and what became of it, as it is told in the store."""
    return Provenance(
        source=report.source,
        kind=report.kind,
        file=origin.address if origin else path.name or path.resolve().name,
        sha256=hash_files(reading.files or [path], within=path),
        rows_read=report.rows_read,
        loaded=sum(report.loaded.values()),
        refused=report.refused,
        triples=report.triples,
        issues=report.issues,
        title=title or report.source,
        licence=licence,
    )
