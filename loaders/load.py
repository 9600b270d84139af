"""Loading a source: read, build, replace its graph, derive, and tell where it came from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, Store

from graph.errors import UnknownSource
from graph.store import Draft, Generation, MemoryStore, ReadableStore, WritableStore
from loaders import workbook
from loaders.crosswalk.kept import choose_crosswalks, forget_crosswalks, keep_chosen
from loaders.derived import check_cycles, count_types, decides_cycles, derive_edges
from loaders.provenance import describe_source, forget_source, list_sources
from loaders.quality.assess import assess
from loaders.quality.measurements import describe_quality
from loaders.quality.services import ServiceFacts
from loaders.registry import find_loader, list_loaders
from loaders.report import LoadReport, Timer, check_outcome, make_report, render_issue
from loaders.source import Origin, Progress
from loaders.stages import (
    checked_name,
    known_of,
    make_context,
    provenance_of,
    read_source,
    store_statements,
)
from loaders.unchanged import check_unchanged, fingerprint
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
    keywords: bool | None = None,
    licence: str | None = None,
    title: str | None = None,
    strict: bool = False,
    validate: bool = True,
    base: str = DATA,
    progress: Progress | None = None,
    dry_run: bool = False,
    review: Review | None = None,
    origin: Origin | None = None,
) -> LoadReport:
    """Load a file or folder as a source, in place of what was loaded under that name before.

    Everything becomes visible in one generation, or nothing does. `source` is by default made of
    the name of the file; `kind` names the loader when the path does not tell. Where the source was
    loaded before, the report holds what changed. With `dry_run` all is done but the publication;
    `review` sees the data as it is to be, in both cases. `origin` tells where the path was fetched
    from. Raises SourceError when nothing could be loaded, StrictError when `strict` and there is
    any issue, ShapeError from a loader that validates.
    """
    loader = find_loader(path, kind=kind)
    name = checked_name(path, source)
    timer = Timer()
    into = source_graph(name)
    # A dry run ends the write as a fault would: nothing of it is left.
    with suppress(_NotPublished), store.write(note=f"load {name}", kind="load") as draft:
        mapped_with = choose_crosswalks(draft.store, name, crosswalks, keywords=keywords)
        context = make_context(name, draft.store, base=base, kept=mapped_with, progress=progress)
        before = fingerprint(path)
        reading = read_source(loader, path, context, validate=validate, timer=timer)
        reading.issues[:0] = origin.issues if origin else ()
        with timer.stage("build"):
            facts = ServiceFacts()
            triples = store_statements(draft, loader, reading, context, facts)
            keep_chosen(draft.store, name, mapped_with, reading, base=base)
            check_cycles(draft.store, into, others=draft.store, path=path)
        types = count_types(draft.store, into)
        report = make_report(
            reading, source=name, kind=loader.KIND, types=types, triples=triples, timer=timer
        )
        with timer.stage("assess"):
            quality = assess(reading, context, facts, kind=loader.KIND)
        report = replace(report, quality=quality)
        check_outcome(report, path, strict=strict)
        with timer.stage("derive"):
            draft.replace_graph(GRAPH_EDGES, list(derive_edges(draft.store)))
            forget_source(draft.store, name)
            check_unchanged(path, before)
            told = provenance_of(report, path, reading, licence=licence, title=title, origin=origin)
            draft.add_quads(describe_source(told, base=base))
            draft.add_quads(describe_quality(quality, base=base))
        draft.set_note(f"load {name}: {sum(report.loaded.values()):,} records of {told.file}")
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
    return replace(
        report, generation=published, seconds=timer.seconds, changes=changes, quality=quality
    )


def check_source(
    store: WritableStore | None,
    path: Path,
    *,
    source: str | None = None,
    kind: str | None = None,
    crosswalks: Sequence[Path] = (),
    keywords: bool | None = None,
    strict: bool = False,
    validate: bool = True,
    base: str = DATA,
    progress: Progress | None = None,
    origin: Origin | None = None,
) -> LoadReport:
    """What loading would do, without writing; references see the store, when there is one."""
    loader = find_loader(path, kind=kind)
    name = checked_name(path, source)
    timer, into = Timer(), source_graph(name)
    with known_of(store) as known:
        mapped_with = choose_crosswalks(known, name, crosswalks, keywords=keywords)
        context = make_context(name, known, base=base, kept=mapped_with, progress=progress)
        reading = read_source(loader, path, context, validate=validate, timer=timer)
        reading.issues[:0] = origin.issues if origin else ()
        triples, deciding, facts = 0, Store(), ServiceFacts()
        with timer.stage("build"):
            for quad in loader.build(reading, context):
                triples += 1
                facts.take(quad)
                if decides_cycles(quad):
                    deciding.add(quad)
            check_cycles(deciding, into, others=known, path=path)
    types = count_types(deciding, into)
    report = make_report(
        reading, source=name, kind=loader.KIND, types=types, triples=triples, timer=timer
    )
    with timer.stage("assess"):
        report = replace(report, quality=assess(reading, context, facts, kind=loader.KIND))
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
        forget_crosswalks(draft.store, source)
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
    made = MemoryStore(_shipped())
    reports = {}
    for name, given in sources.items():
        path = given if isinstance(given, Path) else Path(name)
        loader = find_loader(path) if isinstance(given, Path) else list_loaders()[workbook.KIND]
        timer = Timer()
        context = make_context(name, made.store, base=base)
        context = context if today is None else replace(context, today=today)
        if isinstance(given, Path):
            reading = read_source(loader, path, context, validate=True, timer=timer)
        else:
            reading = workbook.read_tables(given, context)
        before = len(made.store)
        made.store.bulk_extend(loader.build(reading, context))
        check_cycles(made.store, context.graph, others=made.store, path=path)
        triples, types = len(made.store) - before, count_types(made.store, context.graph)
        reports[name] = make_report(
            reading, source=name, kind=loader.KIND, types=types, triples=triples, timer=timer
        )
        made.store.extend(describe_source(provenance_of(reports[name], path, reading), base=base))
    made.store.extend(derive_edges(made.store))
    return made, reports


@cache
def _shipped() -> tuple[Quad, ...]:
    """The ontology, which takes longer to parse than most communities to load."""
    return tuple(read_ontology())


def build_store(
    sources: Mapping[str, Tables | Path], *, base: str = DATA, today: date | None = None
) -> MemoryStore:
    """The store of `build_dataset`, for tests and measurements."""
    return build_dataset(sources, base=base, today=today)[0]


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
