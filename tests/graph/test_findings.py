"""Findings: what a run leaves in the store, and that the next run replaces it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from graph.coverage import Coverage, compute_coverage
from graph.findings import build_gap_findings, build_overlap_findings, save_findings
from graph.overlap import compute_overlaps
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from graph.store import EmbeddedStore
from loaders.load import load_source
from ontology.terms import NWD
from service.demo import AS_OF, demo_sources


def loaded(folder: Path) -> EmbeddedStore:
    store = EmbeddedStore(folder / "data")
    name, path, _ = demo_sources()[0]
    load_source(store, path, source=name)
    return store


def coverage_of(store: EmbeddedStore, as_of: date = AS_OF) -> Coverage:
    return compute_coverage(build_projection(store.read()), CoverageParameters(as_of=as_of))


def count(store: EmbeddedStore, class_name: str) -> int:
    query = f"SELECT (COUNT(?f) AS ?n) WHERE {{ ?f a <{NWD}{class_name}> }}"
    return int(next(iter(store.read().query(query)))[0].value)  # type: ignore[arg-type]


def test_gap_findings_are_the_gaps_and_are_replaced(tmp_path: Path) -> None:
    store = loaded(tmp_path)
    coverage = coverage_of(store)
    findings = build_gap_findings(coverage)
    generation = save_findings(store, findings)
    assert generation is not None
    assert generation.kind == "findings"
    types = [cell["gap_type"] for cell in coverage.cells() if cell["gap_type"]]
    assert count(store, "DoorGap") == types.count("door-gap")
    asked = ("door-gap", "no-doors-listed")
    assert count(store, "ReferralGap") == sum(each not in asked for each in types)
    assert save_findings(store, build_gap_findings(coverage_of(store))) is None

    later = build_gap_findings(coverage_of(store, date(2031, 1, 1)))
    assert save_findings(store, later) is not None
    assert count(store, "AnalysisRun") == 1
    dates = store.read().query(f"SELECT ?d WHERE {{ ?r <{NWD}asOf> ?d }}")
    assert "2031-01-01" in {solution[0].value for solution in dates}  # type: ignore[union-attr]


def test_a_finding_names_its_cell_and_its_facts(tmp_path: Path) -> None:
    store = loaded(tmp_path)
    save_findings(store, build_gap_findings(coverage_of(store)))
    rows = store.read().query(
        "PREFIX nwd: <https://w3id.org/nowrongdoor/ontology#> "
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        "PREFIX prov: <http://www.w3.org/ns/prov#> "
        "SELECT ?f WHERE { ?f a nwd:Finding ; nwd:ofRun ?run ; dcterms:description ?text . "
        "FILTER NOT EXISTS { ?f nwd:atTouchpoint/dcterms:identifier ?t ; "
        "nwd:forNeed/dcterms:identifier ?n ; nwd:forSegment/dcterms:identifier ?s ; "
        "nwd:forPlace/dcterms:identifier ?p ; nwd:weight ?w ; nwd:gapType ?g ; "
        "prov:wasDerivedFrom ?fact } }"
    )
    assert list(rows) == []  # type: ignore[arg-type]


def test_overlap_findings_name_both_services(tmp_path: Path) -> None:
    store = loaded(tmp_path)
    net = build_projection(store.read())
    overlaps = compute_overlaps(net, CoverageParameters(as_of=AS_OF))
    save_findings(store, build_overlap_findings(net, overlaps))
    assert count(store, "ServiceOverlap") == len(overlaps["pairs"]) > 0
    rows = store.read().query(
        f"SELECT ?f WHERE {{ ?f <{NWD}firstService> ?a ; <{NWD}secondService> ?b ; "
        f"<{NWD}overlapVerdict> ?v . ?a a <{NWD}Service> . ?b a <{NWD}Service> }}"
    )
    assert len(list(rows)) == len(overlaps["pairs"]) + len(overlaps["possible_duplicates"])  # type: ignore[arg-type]
