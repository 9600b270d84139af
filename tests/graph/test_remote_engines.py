"""The same tables and the same cells from real engines as from the embedded store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from communities.river import read_river
from engines.comparing import TODAY, Case, cases_on, compare, golden_cases
from engines.servers import ROW_LIMIT, running_oxigraph, running_virtuoso
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from graph.coverage import CoverageParameters, compute_coverage
from graph.errors import QueryError, QueryTooLarge
from graph.findings import build_gap_findings, build_overlap_findings, save_findings
from graph.overlap import compute_overlaps
from graph.projection import build_projection
from graph.public import PublicStore
from graph.store import EmbeddedStore, MemoryStore, WritableStore
from graph.store.remote import Endpoint, RemoteStore
from graph.store.seed import Seed
from loaders.load import load_source
from ontology.terms import GRAPH_ONTOLOGY
from service.demo import AS_OF, demo_sources

EVERYTHING = "{ ?s ?p ?o }"

Variants = list[tuple[CoverageParameters, dict[str, Any]]]
Running = Callable[[Path], AbstractContextManager[Endpoint]]


def load_demo(store: WritableStore) -> None:
    for name, path, title in demo_sources():
        load_source(store, path, source=name, title=title)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The demonstration community in an embedded store."""
    store = EmbeddedStore(tmp_path_factory.mktemp("demo"))
    load_demo(store)
    return store


@pytest.fixture(scope="module")
def variants(demo: EmbeddedStore) -> Variants:
    """The coverage of the demonstration as each variant sees it."""
    net = build_projection(demo.read())
    asked = [
        CoverageParameters(handoffs=handoffs, mode=mode, as_of=AS_OF)
        for handoffs in (0, 1, 2)
        for mode in ("warm", "any")
    ]
    return [(each, compute_coverage(net, each).as_dict()) for each in asked]


@pytest.fixture(
    scope="module", params=[running_oxigraph, running_virtuoso], ids=["oxigraph", "virtuoso"]
)
def endpoint(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    """An engine that runs for this module."""
    running: Running = request.param
    with running(tmp_path_factory.mktemp("engine")) as endpoint:
        yield endpoint


def clear(store: RemoteStore) -> None:
    with store.write(note="an end to it") as draft:
        for graph in list(draft.store.named_graphs()):
            assert isinstance(graph, NamedNode)
            if graph != GRAPH_ONTOLOGY:
                draft.remove_graph(graph)


# The two communities are in the engine one after the other, as the tests stand in this file.


@pytest.fixture(scope="module")
def river(endpoint: Endpoint) -> tuple[MemoryStore, RemoteStore]:
    """The community that the queries are tested on, here and in the engine."""
    here = MemoryStore(read_river())
    graphs = [graph for graph in here.store.named_graphs() if isinstance(graph, NamedNode)]
    quads = {graph: list(here.store.quads_for_pattern(None, None, None, graph)) for graph in graphs}
    # With its own part of the ontology, so that the tables are those of the golden files.
    there = RemoteStore(endpoint, seed=Seed(lambda: "river", lambda: quads[GRAPH_ONTOLOGY]))
    with there.write(note="the river community") as draft:
        for graph in graphs:
            draft.replace_graph(graph, quads[graph])
    return here, there


@pytest.fixture(scope="module")
def remote(endpoint: Endpoint) -> RemoteStore:
    """The demonstration community in the engine."""
    store = RemoteStore(endpoint)
    clear(store)
    load_demo(store)
    return store


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: f"{case[0]}?{case[1]}")
def test_every_query_with_its_golden_parameters(
    river: tuple[MemoryStore, RemoteStore], case: Case
) -> None:
    here, there = river
    assert compare(PublicStore(here), there, case, today=TODAY) == ""


def test_every_query_on_the_demonstration(demo: EmbeddedStore, remote: RemoteStore) -> None:
    public, there = PublicStore(demo.read()), remote.read()
    cases = cases_on(public, apart_from="findings/")
    different = [compare(public, there, case, today=AS_OF) for case in cases]
    assert list(filter(None, different)) == []


def test_every_variant_of_coverage(variants: Variants, remote: RemoteStore) -> None:
    net = build_projection(remote.read())
    for asked, expected in variants:
        assert compute_coverage(net, asked).as_dict() == expected


def test_what_is_told_of_the_data(demo: EmbeddedStore, remote: RemoteStore) -> None:
    here, there = demo.read(), remote.read()
    assert there.generation.note == here.generation.note
    assert there.generation.kind == "load"
    assert there.version == str(there.generation.number)
    with there.copied() as copy:
        assert len(copy) == there.generation.triples == len(PublicStore(here).store)


def test_all_forms(remote: RemoteStore) -> None:
    asked = remote.query("ASK { ?s a <https://w3id.org/nowrongdoor/ontology#Service> }")
    assert isinstance(asked, QueryBoolean)
    assert asked
    made = remote.query("CONSTRUCT { ?s <a:b> ?o } WHERE { ?s ?p ?o } LIMIT 5")
    assert isinstance(made, QueryTriples)
    assert 1 <= len(list(made)) <= 5
    told = remote.query("DESCRIBE <https://w3id.org/nowrongdoor/ontology#Service>")
    assert isinstance(told, QueryTriples)
    assert list(told)


def test_from_wins_over_the_union(remote: RemoteStore) -> None:
    found = remote.query(
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/nowrongdoor/graph/version> {?s ?p ?o}"
    )
    assert isinstance(found, QuerySolutions)
    assert [row[0].value for row in found] == ["6"]


def test_a_text_that_is_not_legal(remote: RemoteStore) -> None:
    with pytest.raises(QueryError, match="refuses the query"):
        remote.query("SELECT ?s WHERE { ?s ?p }")


def test_the_limit_of_rows_is_never_silent(remote: RemoteStore) -> None:
    for text in (f"SELECT ?s ?p ?o {EVERYTHING}", f"CONSTRUCT {EVERYTHING} WHERE {EVERYTHING}"):
        if remote.endpoint.engine.name == "virtuoso":
            with pytest.raises(QueryTooLarge):
                remote.query(text)
        else:
            answer = remote.query(text)
            assert isinstance(answer, (QuerySolutions, QueryTriples))
            assert len(list(answer)) > ROW_LIMIT


@pytest.mark.slow
def test_findings_of_the_demonstration(demo: EmbeddedStore, remote: RemoteStore) -> None:
    asked = CoverageParameters(as_of=date(2026, 11, 21))
    for store in (demo, remote):
        net = build_projection(store.read())
        save_findings(store, build_gap_findings(compute_coverage(net, asked)))
        save_findings(store, build_overlap_findings(net, compute_overlaps(net, asked)))
    public, there = PublicStore(demo.read()), remote.read()
    cases = [case for case in cases_on(public) if case[0].startswith("findings/")]
    different = [compare(public, there, case, today=AS_OF) for case in cases]
    assert list(filter(None, different)) == []
