"""Replacing or removing one graph of a large store in the cheaper of two ways.

Removing a quad touches six indexes one by one and costs about twice as much as adding it in bulk.
Emptying the whole store, on the other hand, costs nothing. So a graph that makes up much of the
store is replaced by emptying the store and adding the other graphs again from a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from graph.store.layout import remove_tree
from graph.store.protocol import Progress
from graph.store.querying import count_triples

SMALL = 20_000
"""Up to so many quads, one transaction beats bulk loading, which writes files for every call."""
REMOVING_COSTS = 2
"""Seconds to remove a quad by those to add one in bulk, as measured."""
_REPORT_EVERY = 50_000


def replace_graph(
    store: Store, graph: NamedNode, quads: Iterable[Quad], *, beside: Path, progress: Progress
) -> int:
    """Make `graph` hold exactly these quads; returns how many were given.

    All quads are taken before anything changes, so they may be made by looking into the store.
    `beside` is a directory on the same file system, for temporary files.
    """
    given = _Counted(quads, graph, progress)
    held = count_triples(store, graph)
    if held == 0:
        add_quads(store, given)
    else:
        folder = Path(mkdtemp(prefix="replacing-", dir=beside))
        try:
            add_new = _spill(given, folder / "new.nq")
            _take_out(store, graph, held, folder, progress)
            progress("indexing", 0, given.done)
            add_new(store)
            progress("indexing", given.done, given.done)
        finally:
            remove_tree(folder)
    store.remove_graph(graph) if given.done == 0 else store.add_graph(graph)
    return given.done


def add_quads(store: Store, quads: Iterable[Quad]) -> None:
    """Add few quads in one transaction, or many in bulk."""
    rest = iter(quads)
    first = list(islice(rest, SMALL))
    if len(first) < SMALL:
        store.extend(first)
    else:
        store.bulk_extend(chain(first, rest))


def _spill(quads: Iterable[Quad], path: Path) -> Callable[[Store], None]:
    """Take all quads, few into memory or many into a file; returns what adds them to a store."""
    rest = iter(quads)
    first = list(islice(rest, SMALL))
    if len(first) < SMALL:
        return lambda store: store.extend(first)
    serialize(chain(first, rest), path, RdfFormat.N_QUADS)
    # Lenient: the terms were checked when they were made.
    return lambda store: store.bulk_load(path=path, format=RdfFormat.N_QUADS, lenient=True)


def _take_out(store: Store, graph: NamedNode, held: int, folder: Path, progress: Progress) -> None:
    if held <= SMALL:
        store.clear_graph(graph)
    elif len(store) - held > REMOVING_COSTS * held:
        # One by one, not clear_graph: as fast, and memory does not grow with the graph.
        for done, quad in enumerate(store.quads_for_pattern(None, None, None, graph), start=1):
            store.remove(quad)
            if done % _REPORT_EVERY == 0:
                progress("removing", done, held)
    else:
        _keep_others(store, graph, folder / "before")


def _keep_others(store: Store, graph: NamedNode, copy: Path) -> None:
    store.backup(copy)
    before = Store.read_only(str(copy))
    others = [name for name in before.named_graphs() if name != graph]
    kept = (before.quads_for_pattern(None, None, None, g) for g in (DefaultGraph(), *others))
    store.clear()
    add_quads(store, chain.from_iterable(kept))
    for name in others:
        store.add_graph(name)


class _Counted:
    """The quads given, counted, and checked to be in the graph they are meant for."""

    def __init__(self, quads: Iterable[Quad], graph: NamedNode, progress: Progress) -> None:
        self.done = 0
        self._quads, self._graph, self._progress = quads, graph, progress

    def __iter__(self) -> Iterator[Quad]:
        for quad in self._quads:
            if quad.graph_name != self._graph:
                raise ValueError(f"a quad for {self._graph} is in {quad.graph_name}: {quad}")
            self.done += 1
            if self.done % _REPORT_EVERY == 0:
                self._progress("storing", self.done, None)
            yield quad
        self._progress("storing", self.done, self.done)
