"""Loading a source: read, build, replace its graph, derive, and tell where it came from."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.errors import SourceError, UnknownSource
from graph.store import Draft, Generation, MemoryStore, ReadableStore, WritableStore
from loaders import workbook
from loaders.derived import check_cycles, count_types, decides_cycles, derive_edges
from loaders.known import known_in
from loaders.listing import listed_in
from loaders.provenance import (
    Provenance,
    describe_source,
    forget_source,
    hash_files,
    list_sources,
)
from loaders.registry import find_loader, list_loaders
from loaders.report import LoadReport, Timer, check_outcome, make_report, render_issue
from loaders.source import LoadContext, Loader, Progress, Reading
from loaders.updates import SourceChanges, compare_source
from ontology.files import read_ontology
from ontology.terms import DATA, GRAPH_EDGES, source_graph

__all__ = [
    "LoadReport",
    "build_dataset",
    "build_store",
    "check_source",
    "drop_source",
    "list_sources",
    "load_source",
    "render_issue",
]

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table: each a dict of column name to cell."""

Review = Callable[[ReadableStore], None]
"""Called with the data as it is to be, before it is published."""


def load_source(
    store: WritableStore,
    path: Path,
    *,
    source: str | None = None,
    kind: str | None = None,
    crosswalks: Sequence[Path] = (),
    licence: str | None = None,
    title: str | None = None,
    strict: bool = False,
    validate: bool = True,
    base: str = DATA,
    progress: Progress | None = None,
    dry_run: bool = False,
    review: Review | None = None,
) -> LoadReport:
    """Load a file or folder as a source, in place of what was loaded under that name before.

    Everything becomes visible in one generation, or nothing does. `source` is by default made of
    the name of the file; `kind` names the loader when the path does not tell. Where the source was
    loaded before, the report holds what changed. With `dry_run` all is done but the publication;
    `review` sees the data as it is to be, in both cases. Raises SourceError when nothing could be
    loaded, StrictError when `strict` and there is any issue, ShapeError from a loader that
    validates.
    """
    loader = find_loader(path, kind=kind)
    name = _checked_name(path, source)
    timer = Timer()
    into = source_graph(name)
    # A dry run ends the write as a fault would: nothing of it is left.
    with suppress(_NotPublished), store.write(note=f"load {name}", kind="load") as draft:
        context = _context(name, draft.store, base=base, crosswalks=crosswalks, progress=progress)
        reading = _read(loader, path, context, validate=validate, timer=timer)
        with timer.stage("build"):
            triples = _store(draft, loader, reading, context)
            check_cycles(draft.store, into, others=draft.store, path=path)
        types = count_types(draft.store, into)
        report = make_report(
            reading, source=name, kind=loader.KIND, types=types, triples=triples, timer=timer
        )
        check_outcome(report, path, strict=strict)
        with timer.stage("derive"):
            draft.replace_graph(GRAPH_EDGES, list(derive_edges(draft.store)))
            forget_source(draft.store, name)
            told = _provenance(report, path, reading, licence=licence, title=title)
            draft.add_quads(describe_source(told, base=base))
        draft.set_note(f"load {name}: {sum(report.loaded.values()):,} records of {path.name}")
        with timer.stage("compare"):
            changes = _changes(store, draft, name)
        if review is not None:
            with timer.stage("review"):
                review(draft)
        publishing = time.perf_counter()
        if dry_run:
            raise _NotPublished
    if not dry_run:
        timer.seconds["publish"] = time.perf_counter() - publishing
    published = draft.published.number if draft.published else None
    return replace(report, generation=published, seconds=timer.seconds, changes=changes)


def check_source(
    store: WritableStore | None,
    path: Path,
    *,
    source: str | None = None,
    kind: str | None = None,
    crosswalks: Sequence[Path] = (),
    strict: bool = False,
    validate: bool = True,
    base: str = DATA,
    progress: Progress | None = None,
) -> LoadReport:
    """What loading would do, without writing; references see the store, when there is one."""
    loader = find_loader(path, kind=kind)
    name = _checked_name(path, source)
    timer, into = Timer(), source_graph(name)
    with _known(store) as known:
        context = _context(name, known, base=base, crosswalks=crosswalks, progress=progress)
        reading = _read(loader, path, context, validate=validate, timer=timer)
        triples, deciding = 0, Store()
        with timer.stage("build"):
            for quad in loader.build(reading, context):
                triples += 1
                if decides_cycles(quad):
                    deciding.add(quad)
            check_cycles(deciding, into, others=known, path=path)
    types = count_types(deciding, into)
    report = make_report(
        reading, source=name, kind=loader.KIND, types=types, triples=triples, timer=timer
    )
    check_outcome(report, path, strict=strict)
    return report


def drop_source(store: WritableStore, source: str) -> Generation:
    """Remove a source and what is told of it; UnknownSource when it is not loaded."""
    if not store.exists():
        raise UnknownSource(source, [])
    with store.write(note=f"drop {source}", kind="drop") as draft:
        names = [str(row["name"]) for row in list_sources(draft)]
        if source not in names:
            raise UnknownSource(source, names)
        draft.remove_graph(source_graph(source))
        forget_source(draft.store, source)
        draft.replace_graph(GRAPH_EDGES, list(derive_edges(draft.store)))
    if draft.published is None:
        raise UnknownSource(source, names)
    return draft.published


def build_dataset(
    sources: Mapping[str, Tables | Path], *, base: str = DATA, today: date | None = None
) -> tuple[MemoryStore, dict[str, LoadReport]]:
    """A store in memory with the ontology and these sources, and the report of each.

    `sources` maps a source's name to a path, or to its workbook tables as
    `{table: [{column: cell}]}`; they are loaded in the order given, by the code that loads files.
    A source without a loadable row gives an empty graph here, not an error.
    """
    made = MemoryStore(read_ontology())
    reports = {}
    for name, given in sources.items():
        path = given if isinstance(given, Path) else Path(name)
        loader = find_loader(path) if isinstance(given, Path) else list_loaders()[workbook.KIND]
        timer = Timer()
        context = _context(name, made.store, base=base)
        context = context if today is None else replace(context, today=today)
        if isinstance(given, Path):
            reading = _read(loader, path, context, validate=True, timer=timer)
        else:
            reading = workbook.read_tables(given, context)
        before = len(made.store)
        made.store.bulk_extend(loader.build(reading, context))
        check_cycles(made.store, context.graph, others=made.store, path=path)
        triples, types = len(made.store) - before, count_types(made.store, context.graph)
        reports[name] = make_report(
            reading, source=name, kind=loader.KIND, types=types, triples=triples, timer=timer
        )
        made.store.extend(describe_source(_provenance(reports[name], path, reading), base=base))
    made.store.extend(derive_edges(made.store))
    return made, reports


def build_store(
    sources: Mapping[str, Tables | Path], *, base: str = DATA, today: date | None = None
) -> MemoryStore:
    """The store of `build_dataset`, for tests and measurements."""
    return build_dataset(sources, base=base, today=today)[0]


def source_name(path: Path) -> str:
    """The name of a source whose file is called so.

    >>> source_name(Path("Linn County 2026.xlsx"))
    'linn-county-2026'
    """
    resolved = path.resolve()
    stem = resolved.name if path.is_dir() else resolved.stem
    return re.sub(r"[^\w.]+", "-", stem.casefold()).strip("-.") or "source"


class _NotPublished(Exception):
    """Ends the write of a dry run."""


def _changes(store: WritableStore, draft: Draft, name: str) -> SourceChanges | None:
    """What changes against the published data, where the source is loaded already."""
    if not store.exists():
        return None
    published = store.read()
    if all(row["name"] != name for row in list_sources(published)):
        return None
    with published.copied() as before:
        return compare_source(
            before, draft.store, source_graph(name), against=published.generation.number
        )


@contextmanager
def _known(store: WritableStore | None) -> Iterator[Store]:
    """What references may find: the data of the store, or what ships where there is none yet."""
    if store is None or not store.exists():
        yield MemoryStore(read_ontology()).store
    else:
        with store.read().copied() as held:
            yield held


def _checked_name(path: Path, given: str | None) -> str:
    if given is None:
        return source_name(path)
    if not given.strip() or given != given.strip() or not given.isprintable() or ":" in given:
        raise SourceError(f"{given!r} is no name for a source; use letters and digits", path=path)
    return given


def _context(
    name: str,
    store: Store,
    *,
    base: str,
    crosswalks: Sequence[Path] = (),
    progress: Progress | None = None,
) -> LoadContext:
    context = LoadContext(
        source=name,
        base=base,
        crosswalks=tuple(crosswalks),
        known=known_in(store, apart_from=source_graph(name)),
        listed=listed_in(store, apart_from=source_graph(name)),
    )
    return context if progress is None else replace(context, progress=progress)


def _read(
    loader: Loader, path: Path, context: LoadContext, *, validate: bool, timer: Timer
) -> Reading:
    """Read, and validate where the loader has a `validate(reading, context)` of its own."""
    with timer.stage("read"):
        reading = loader.read(path, context)
    check = getattr(loader, "validate", None)
    if validate and check is not None:
        with timer.stage("validate"):
            check(reading, context)
    return reading


def _store(draft: Draft, loader: Loader, reading: Reading, context: LoadContext) -> int:
    """Put the statements in the source's graph, straight from the file where the loader can."""
    load_into = getattr(loader, "load_into", None)
    done: int | None = load_into(draft, reading, context) if load_into else None
    if done is not None:
        return done
    quads = loader.build(reading, context)
    return draft.replace_graph(context.graph, quads, progress=context.progress)


def _provenance(
    report: LoadReport,
    path: Path,
    reading: Reading,
    *,
    licence: str | None = None,
    title: str | None = None,
) -> Provenance:
    return Provenance(
        source=report.source,
        kind=report.kind,
        file=path.name or path.resolve().name,
        sha256=hash_files(reading.files or [path], within=path),
        rows_read=report.rows_read,
        loaded=sum(report.loaded.values()),
        refused=report.refused,
        triples=report.triples,
        issues=report.issues,
        title=title or report.source,
        licence=licence,
    )
