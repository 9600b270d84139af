"""Whatever JSON or text comes, the HSDS loader gives records and issues, or a SourceError."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from directories.facts_of import shared
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, Store

from graph.errors import SourceError
from loaders import hsds
from loaders.hsds.columns import COLUMNS, SPELLINGS
from loaders.rdf_checks import check_shapes
from loaders.source import LoadContext

KEYS = sorted(
    {name for table, names in SPELLINGS.items() for name in (table, *names)}
    | {name for columns in COLUMNS.values() for name in columns}
    | {"contents", "data", "metadata", "coordinates", "x_other"}
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["", " ", "1", "s1", "o1", "0.5", "9am", "MO,TU", '["Active"]', "active"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
        st.dictionaries(st.text(max_size=6), inner, max_size=2),
    ),
    max_leaves=30,
)
BUNDLES = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8), max_size=3)
        for name in ("organizations", "services", "locations", "service_at_locations", "attributes")
    },
)
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def load(path: Path) -> list[Quad]:
    """Quads of a path; only SourceError may leave."""
    hsds.recognises(path)
    context = LoadContext(source="t")
    try:
        reading = hsds.read(path, context)
        return list(hsds.build(reading, context))
    except SourceError as error:
        told = str(error)
    assert "\n" not in told
    return []


def load_text(name: str, content: str) -> list[Quad]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(content, encoding="utf-8", errors="surrogatepass")
        return load(path)


@QUIET
@given(root=st.one_of(VALUES, BUNDLES), name=st.sampled_from(["x.json", "services.json"]))
def test_any_json(root: Any, name: str) -> None:
    load_text(name, json.dumps(root))


@QUIET
@given(root=BUNDLES)
def test_any_bundle_meets_the_basic_shapes(root: Any) -> None:
    store = Store()
    quads = load_text("x.json", json.dumps(root))
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    assert check_shapes(store, level="basic", progress=lambda *_: None) == []


@QUIET
@given(lines=st.lists(st.one_of(BUNDLES.map(json.dumps), st.text(max_size=20)), max_size=5))
def test_any_lines(lines: list[str]) -> None:
    load_text("x.ndjson", "\n".join(lines))


@QUIET
@given(
    header=st.lists(st.one_of(st.sampled_from(KEYS), st.text(max_size=8)), min_size=1, max_size=8),
    rows=st.lists(st.lists(st.text(max_size=10), max_size=9), max_size=5),
)
def test_any_table(header: list[str], rows: list[list[str]]) -> None:
    content = "\n".join(",".join(cells) for cells in [header, *rows])
    load_text("services.csv", content)


@QUIET
@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("services.csv", "services.json", "services.ndjson", "services.zip"):
            path = Path(folder) / name
            path.write_bytes(content)
            load(path)


@pytest.mark.parametrize("step", [7, 101, 977])
def test_a_file_cut_anywhere(tmp_path: Path, step: int) -> None:
    sample = shared("hsds-spec-3.1-examples/hsds_official_examples/service_full.json")
    content = sample.read_bytes()
    path = tmp_path / "service_full.json"
    for end in range(1, len(content), max(step, len(content) // 40)):
        path.write_bytes(content[:end])
        with pytest.raises(SourceError):
            hsds.read(path, LoadContext(source="t"))


def test_a_table_cut_anywhere_still_loads_its_whole_rows(tmp_path: Path) -> None:
    sample = shared("ohana-sanmateo-sample/sample-csv/services.csv").read_bytes()
    for name in ("organizations", "locations"):
        whole = shared(f"ohana-sanmateo-sample/sample-csv/{name}.csv").read_bytes()
        (tmp_path / f"{name}.csv").write_bytes(whole)
    for end in range(400, len(sample), 1500):
        (tmp_path / "services.csv").write_bytes(sample[:end])
        context = LoadContext(source="t")
        with contextlib.suppress(SourceError):
            reading = hsds.read(tmp_path, context)
            assert list(hsds.build(reading, context))
