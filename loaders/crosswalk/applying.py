"""Applying a crosswalk to sources that are loaded, without their files.

What was derived before is taken away and derived anew from the services, terms and links in the
source's graph; what the source itself states stays. The result is what a load with the same
crosswalks gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from graph.errors import SourceError, UnknownSource
from graph.store import Draft, WritableStore
from graph.store.querying import count_triples
from loaders.crosswalk.classified import Classified, read_classified
from loaders.crosswalk.derived import derived_before, find_targets
from loaders.crosswalk.facts import MappedQuads
from loaders.crosswalk.kept import Kept, keep_crosswalks, read_kept
from loaders.crosswalk.mapping import map_services
from loaders.crosswalk.reading import CrosswalkFile, read_crosswalk_file
from loaders.crosswalk.rules import Rule
from loaders.derived import derive_edges
from loaders.listing import listed_in
from loaders.literals import integer
from loaders.provenance import list_sources
from loaders.report import render_issue
from loaders.source import Issue, LoadContext
from ontology.terms import DATA, GRAPH_EDGES, GRAPH_SOURCES, VOID, nwd, source_graph

KIND = "crosswalk"
"""Kind of the generation, in the history."""
STATING = ("rdf", "workbook")
"""Kinds of sources that state what their services meet; nothing is derived for them."""
_TRIPLES = NamedNode(VOID + "triples")


@dataclass(frozen=True)
class SourceChange:
    """What became of one source."""

    source: str
    services: int
    coded_before: int
    """Services with at least one need before."""
    coded_after: int
    needs_added: int
    """Pairs of service and need."""
    needs_removed: int
    doors_added: int
    doors_removed: int


@dataclass
class ApplyReport:
    """What applying, or removing, a crosswalk did."""

    name: str
    rows: int
    """Usable rows of the file."""
    issues: Sequence[Issue]
    changes: list[SourceChange] = field(default_factory=list)
    used: list[tuple[Rule, int]] = field(default_factory=list)
    """Rows that decided anything, with the number of services; in the order of the file."""
    unused: list[Rule] = field(default_factory=list)
    generation: int | None = None
    """None on a dry run, and where nothing changed."""
    changed: bool = False


class _NotPublishedError(Exception):
    """Ends a write of which nothing is to be left."""


def apply_crosswalk(
    store: WritableStore,
    path: Path,
    *,
    sources: Sequence[str] = (),
    base: str = DATA,
    dry_run: bool = False,
) -> ApplyReport:
    """Map loaded sources with this file before all others, and keep it for their next load.

    By default every source whose terms are mapped. A kept file of the same name is replaced.
    Raises SourceError for what is no crosswalk and for a source that states its own needs,
    UnknownSource for one that is not loaded; the store is then as it was.
    """
    file, issues = read_crosswalk_file(path)
    if not file.rules:
        told = f"; {render_issue(issues[0])}" if issues else ""
        raise SourceError(f"no row can be used; fill in its column maps_to{told}", path=path)
    report = ApplyReport(file.name, len(file.rules), issues)
    note = f"crosswalk {file.name}"
    _rewrite(store, report, sources, file, note=note, base=base, dry_run=dry_run)
    return report


def remove_crosswalk(
    store: WritableStore,
    name: str,
    *,
    sources: Sequence[str] = (),
    base: str = DATA,
    dry_run: bool = False,
) -> ApplyReport:
    """Map the sources for which a crosswalk of this name is kept without it, and forget it.

    Raises SourceError where none of that name is kept.
    """
    report = ApplyReport(name, 0, ())
    note = f"without crosswalk {name}"
    _rewrite(store, report, sources, None, note=note, base=base, dry_run=dry_run)
    return report


def _rewrite(
    store: WritableStore,
    report: ApplyReport,
    sources: Sequence[str],
    file: CrosswalkFile | None,
    *,
    note: str,
    base: str,
    dry_run: bool,
) -> None:
    store.read()  # StoreMissing, rather than a first generation without data
    with suppress(_NotPublishedError), store.write(note=note, kind=KIND) as draft:
        used: Counter[Rule] = Counter()
        for source in _chosen(draft, sources):
            kept = read_kept(draft.store, source)
            if file is None:
                if report.name not in {one.name for one in kept.files}:
                    continue
                wanted = kept.without(report.name)
            else:
                wanted = kept.with_first(file)
            used.update(_rewrite_source(draft.store, source, kept, wanted, report, base=base))
        if file is None and not report.changes:
            raise SourceError("no crosswalk of this name is kept", path=report.name)
        _count_rules(report, file.rules if file else (), used)
        if dry_run or not report.changed:
            raise _NotPublishedError
        draft.replace_graph(GRAPH_EDGES, list(derive_edges(draft.store)))
    report.generation = draft.published.number if draft.published else None


def _chosen(draft: Draft, sources: Sequence[str]) -> list[str]:
    kinds = {str(row["name"]): str(row["kind"]) for row in list_sources(draft)}
    for source in sources:
        if source not in kinds:
            raise UnknownSource(source, sorted(kinds))
        if kinds[source] in STATING:
            raise SourceError(
                f"states itself what its services meet ({kinds[source]}); a crosswalk is for the "
                "terms of a directory",
                path=source,
            )
    return sorted(set(sources)) or [name for name, kind in kinds.items() if kind not in STATING]


def _rewrite_source(
    store: Store, source: str, kept: Kept, wanted: Kept, report: ApplyReport, *, base: str
) -> Counter[Rule]:
    """Rewrite what was derived for one source; adds to the report what changed."""
    graph = source_graph(source)
    context = LoadContext(
        source=source,
        base=base,
        crosswalks=wanted.files,
        keywords=wanted.keywords,
        listed=listed_in(store, apart_from=graph),
    )
    classified, mapped_to = read_classified(store, graph), find_targets(store, graph)
    services = list(classified.services(mapped=mapped_to))
    mapped = map_services(classified, context, [])
    before = set(derived_before(store, context, mapped_to))
    after = set(mapped.of_services(services))
    for quad in before - after:
        store.remove(quad)
    store.extend(after - before)
    if before != after:
        _tell_triples(store, graph)
    if kept != wanted:
        keep_crosswalks(store, source, wanted, base=base)
    report.changed = report.changed or before != after or kept != wanted
    report.changes.append(_change(source, classified, mapped, before, after))
    return mapped.used


def _change(
    source: str,
    classified: Classified,
    mapped: MappedQuads,
    before: set[Quad],
    after: set[Quad],
) -> SourceChange:
    services = list(classified.services())
    stated = mapped.coded["stated"]
    coded_after = stated + mapped.coded["terms"] + mapped.coded["keywords"]
    needs = _of(before, "addressesNeed"), _of(after, "addressesNeed")
    doors = _of(before, "doorAt"), _of(after, "doorAt")
    return SourceChange(
        source=source,
        services=len(services),
        coded_before=sum(bool(service.needs) for service in services),
        coded_after=coded_after,
        needs_added=len(needs[1] - needs[0]),
        needs_removed=len(needs[0] - needs[1]),
        doors_added=len(doors[1] - doors[0]),
        doors_removed=len(doors[0] - doors[1]),
    )


def _of(quads: set[Quad], name: str) -> set[Quad]:
    return {quad for quad in quads if quad.predicate == nwd(name)}


def _count_rules(report: ApplyReport, rules: Sequence[Rule], used: Counter[Rule]) -> None:
    for rule in sorted(rules, key=lambda rule: rule.row):
        if used[rule]:
            report.used.append((rule, used[rule]))
        else:
            report.unused.append(rule)


def _tell_triples(store: Store, graph: NamedNode) -> None:
    """Set the number of statements that is told of the source."""
    for quad in list(store.quads_for_pattern(graph, _TRIPLES, None, GRAPH_SOURCES)):
        store.remove(quad)
    store.add(Quad(graph, _TRIPLES, integer(count_triples(store, graph)), GRAPH_SOURCES))
