"""Coverage that is mapped is what was computed, and a file that does not fit is never served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from communities.community import seeded_community
from communities.engine_result import load_tables
from pyoxigraph import Literal, NamedNode, Quad

from graph.coverage import Coverage, CoverageParameters, compute_coverage, kept
from graph.coverage.kept import keep_coverage, open_coverage
from graph.projection import open_projection
from graph.store import EmbeddedStore, MemoryStore, Snapshot, coverage_file
from ontology.terms import SKOS
from service.workspace import Analyses

ASKED = CoverageParameters(as_of=date(2026, 11, 21))
THING = NamedNode("http://example.org/thing")
LABEL = NamedNode(SKOS + "prefLabel")


@pytest.fixture
def data(tmp_path: Path) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path / "data", keep_generations=1)
    made = load_tables(seeded_community(3))
    assert isinstance(made, MemoryStore)
    with store.write(note="a community") as draft:
        draft.add_quads(made.store)
    return store


def keep(snapshot: Snapshot, asked: CoverageParameters = ASKED) -> Coverage:
    computed = compute_coverage(open_projection(snapshot), asked, routes="none")
    keep_coverage(snapshot, computed)
    return computed


def opened(snapshot: Snapshot, asked: CoverageParameters = ASKED) -> Coverage:
    return open_coverage(snapshot, open_projection(snapshot), asked)


def forbid_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Coverage:
        raise AssertionError("it was computed, not mapped")

    monkeypatch.setattr(kept, "compute_coverage", refuse)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("handoffs", [1, 4])
def test_what_is_mapped_is_what_was_computed(
    seed: int, handoffs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore(tmp_path / "data")
    made = load_tables(seeded_community(seed))
    assert isinstance(made, MemoryStore)
    with store.write(note="a community") as draft:
        draft.add_quads(made.store)
    asked = replace(ASKED, handoffs=handoffs)
    computed = keep(store.read(), asked)
    forbid_computing(monkeypatch)
    mapped = opened(store.read(), asked)
    assert mapped.as_dict() == computed.as_dict()
    assert set(mapped.status) == set(computed.status)
    for variant, states in computed.status.items():
        assert all(map(np.array_equal, states, mapped.status[variant]))
    assert not mapped.any_door.flags.writeable


def test_analyses_ask_for_what_is_kept(
    data: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    Analyses(data.read).keep_coverage(ASKED)
    forbid_computing(monkeypatch)
    again = Analyses(data.read)
    assert again.coverage(ASKED, routes="none").summary()["parameters"] == ASKED.as_dict()
    with pytest.raises(AssertionError, match="computed"):
        again.coverage(replace(ASKED, mode="any"), routes="none")


@pytest.mark.parametrize(
    "other",
    [
        {"handoffs": 2},
        {"mode": "any"},
        {"as_of": ASKED.as_of + timedelta(days=1)},
        {"stale_after_days": 0},
        {"uncoded_services": "ignore"},
    ],
)
def test_other_parameters_are_computed(data: EmbeddedStore, other: dict[str, Any]) -> None:
    snapshot = data.read()
    keep(snapshot)
    whole = coverage_file(snapshot.directory).read_bytes()
    asked = replace(ASKED, **other)
    computed = compute_coverage(open_projection(snapshot), asked, routes="none")
    assert opened(snapshot, asked).as_dict() == computed.as_dict()
    assert coverage_file(snapshot.directory).read_bytes() == whole
    keep(snapshot, asked)
    assert coverage_file(snapshot.directory).read_bytes() != whole


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[:-64], id="cut short"),
        pytest.param(lambda content: content[:60] + b"!" + content[61:], id="header altered"),
        pytest.param(lambda content: content[:-70] + b"?" * 6 + content[-64:], id="array altered"),
        pytest.param(lambda content: b"x" * len(content), id="something else"),
    ],
)
def test_a_file_that_is_damaged_is_not_served(data: EmbeddedStore, spoil: Any) -> None:
    snapshot = data.read()
    computed = keep(snapshot)
    path = coverage_file(snapshot.directory)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert path.read_bytes() != whole
    assert opened(snapshot).as_dict() == computed.as_dict()
    keep_coverage(snapshot, computed)
    assert path.read_bytes() == whole


def test_a_file_of_other_code_or_data_is_not_served(
    data: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = data.read()
    with monkeypatch.context() as before:
        before.setattr(kept, "_hash_code", lambda: "other code")
        keep(snapshot)
    forbid_computing(monkeypatch)
    with pytest.raises(AssertionError, match="computed"):
        opened(snapshot)
    keep(snapshot)
    opened(snapshot)
    other = EmbeddedStore(tmp_path / "other")
    made = load_tables(seeded_community(4))
    assert isinstance(made, MemoryStore)
    with other.write(note="another community") as draft:
        draft.add_quads(made.store)
    path = coverage_file(other.read().directory)
    path.write_bytes(coverage_file(snapshot.directory).read_bytes())
    with pytest.raises(AssertionError, match="computed"):
        opened(other.read())


def test_where_nothing_can_be_kept_it_is_computed(
    data: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(30, "Read-only file system")

    snapshot = data.read()
    monkeypatch.setattr(kept, "keep", refuse)
    computed = keep(snapshot)
    assert not coverage_file(snapshot.directory).exists()
    assert opened(snapshot).as_dict() == computed.as_dict()
    memory = load_tables(seeded_community(3))
    keep_coverage(memory, computed)


def test_a_store_that_moved_on_is_not_taken_for_the_one_that_was_opened(
    data: EmbeddedStore,
) -> None:
    snapshot = data.read()
    net = open_projection(snapshot)
    with data.write(note="a second load") as draft:
        draft.add_quads([Quad(THING, LABEL, Literal("a thing"), THING)])
    keep_coverage(data.read(), compute_coverage(net, ASKED, routes="none"))
    assert not coverage_file(data.read().directory).exists()
    keep(data.read())
    assert open_coverage(data.read(), net, ASKED).net is net


def test_it_goes_with_its_generation_and_is_in_no_backup(
    data: EmbeddedStore, tmp_path: Path
) -> None:
    keep(data.read())
    first = coverage_file(data.read().directory)
    data.backup(tmp_path / "backup")
    assert first.exists()
    assert not list((tmp_path / "backup").rglob("*.coverage*"))
    half = first.with_name(first.name + ".0123456789abcdef")
    half.write_bytes(b"of a writer that was killed")
    again = EmbeddedStore(data.data_dir, keep_generations=1)
    data._latest = None  # a reader that lets go of the generation
    with again.write(note="a second load") as draft:
        draft.add_quads([Quad(THING, LABEL, Literal("a thing"), THING)])
    assert not first.exists()
    assert not half.exists()
