"""What is measured; each step runs in a process of its own, so that its peak memory is its own.

`python -m bench.steps STEP ARGUMENTS` prints one JSON object of seconds and counts.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from bench.registry import AS_OF, STEPS, step
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from graph.parameters import CoverageParameters


@step
def generate(size: str, folder: str) -> dict[str, Any]:
    """The workbook and the directory of a size."""
    from bench.directory import write_directory, write_nested
    from bench.generated import SIZES, generate_tables, write_tables

    write_tables(generate_tables(SIZES[size]), Path(folder) / "workbook")
    write_directory(SIZES[size], Path(folder) / "directory")
    write_nested(Path(folder) / "directory", Path(folder) / "services.json")
    return {}


@step
def load(path: str, data_dir: str) -> dict[str, Any]:
    """`nwd load` of anything, without the start of the interpreter; validation apart."""
    from graph.store import EmbeddedStore
    from loaders.load import load_source

    started = time.perf_counter()
    report = load_source(EmbeddedStore(Path(data_dir)), Path(path), source="bench", validate=False)
    return {
        "seconds": time.perf_counter() - started,
        "triples": report.triples,
        "rows": report.rows_read,
        "stages": {name: round(value, 2) for name, value in report.seconds.items()},
    }


@step
def dump(data_dir: str, target: str) -> dict[str, Any]:
    """The triples a load made, as N-Quads, for the bare bulk load to compare with."""
    from graph.store import EmbeddedStore
    from ontology.terms import source_graph

    snapshot = EmbeddedStore(Path(data_dir)).read()
    graph = source_graph("bench")
    with Path(target).open("wb") as file:
        for quad in snapshot.store.quads_for_pattern(None, None, None, graph):
            file.write(f"{quad} .\n".encode())
    return {}


@step
def bare_load(path: str, data_dir: str) -> dict[str, Any]:
    """pyoxigraph's own bulk load to disk."""
    started = time.perf_counter()
    store = Store(data_dir)
    store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    store.flush()
    return {"seconds": time.perf_counter() - started, "triples": len(store)}


@step
def projection(data_dir: str) -> dict[str, Any]:
    """From the store to arrays; then the same again, with what it takes to keep it."""
    from graph.projection import build_projection, open_projection
    from graph.store import EmbeddedStore, derived_file

    snapshot = EmbeddedStore(Path(data_dir)).read()
    started = time.perf_counter()
    net = build_projection(snapshot)
    built = time.perf_counter()
    kept = derived_file(snapshot.directory)
    kept.unlink(missing_ok=True)
    open_projection(snapshot)
    return {
        "seconds": built - started,
        "kept": kept.stat().st_size,
        "services": len(net.services),
    }


@step
def mapping(data_dir: str) -> dict[str, Any]:
    """The kept projection, mapped (median of five); the whole file is read to check it."""
    from statistics import median

    from graph.projection import open_projection
    from graph.store import EmbeddedStore

    snapshot = EmbeddedStore(Path(data_dir)).read()
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        open_projection(snapshot)
        taken.append(time.perf_counter() - started)
    return {"seconds": median(taken)}


@step
def coverage(data_dir: str) -> dict[str, Any]:
    """The six variants in both worlds, on the mapped projection."""
    from graph.coverage import compute_coverage
    from graph.projection import open_projection
    from graph.store import EmbeddedStore

    net = open_projection(EmbeddedStore(Path(data_dir)).read())
    started = time.perf_counter()
    result = compute_coverage(net, CoverageParameters(as_of=AS_OF), routes="none")
    return {
        "seconds": time.perf_counter() - started,
        "cells": len(result.required),
        "headline": result.summary()["headline"],
    }


@step
def details(data_dir: str) -> dict[str, Any]:
    """The same with every route, gap type and what to verify, as one object."""
    from graph.coverage import compute_coverage
    from graph.projection import open_projection
    from graph.store import EmbeddedStore

    net = open_projection(EmbeddedStore(Path(data_dir)).read())
    started = time.perf_counter()
    compute_coverage(net, CoverageParameters(as_of=AS_OF)).as_dict()
    return {"seconds": time.perf_counter() - started}


@step
def oracle(folder: str, sample: str) -> dict[str, Any]:
    """The networkx oracle on a random sample of cells: six variants, both worlds."""
    from bench.generated import SIZES, generate_tables
    from oracle.coverage_oracle import VARIANTS, CoverageOracle
    from oracle.plain_facts import OracleParameters
    from oracle.shipped_needs import read_shipped_needs

    tables = generate_tables(SIZES[Path(folder).name])
    started = time.perf_counter()
    oracle = CoverageOracle({"bench": tables}, read_shipped_needs())
    questions = oracle.questions()
    built = time.perf_counter()
    chosen = random.Random(2).sample(questions, min(int(sample), len(questions)))
    parameters = OracleParameters(as_of=AS_OF)
    for asked in chosen:
        walker = oracle.walker(parameters, asked)
        for handoffs, mode in VARIANTS:
            oracle.statuses(walker, handoffs, mode)
    seconds = time.perf_counter() - built
    return {
        "build": built - started,
        "seconds": seconds * len(questions) / len(chosen),
        "sampled": len(chosen),
        "cells": len(questions),
    }


@step
def bare_named(data_dir: str) -> dict[str, Any]:
    """Seconds (median of three) and rows of each named query that needs no value, on the engine."""
    from statistics import median

    from graph.store import EmbeddedStore
    from queries.binder import bind
    from queries.catalogue import catalogue

    snapshot = EmbeddedStore(Path(data_dir)).read()
    found = {}
    for query in catalogue().values():
        if any(param.required for param in query.params):
            continue
        bound = bind(query.text, query.params, {}, store=snapshot, query=query.name, today=AS_OF)
        taken = []
        for _ in range(3):
            started = time.perf_counter()
            answer = snapshot.query(bound.text)
            assert isinstance(answer, QuerySolutions)
            body = answer.serialize(format=QueryResultsFormat.JSON) or b""
            taken.append(time.perf_counter() - started)
        found[query.name] = [median(taken), len(json.loads(body)["results"]["bindings"])]
    return found


if __name__ == "__main__":
    # Registers its steps.
    import bench.deciding
    import bench.matching
    import bench.pages
    import bench.planning
    import bench.sites  # noqa: F401

    json.dump(STEPS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
