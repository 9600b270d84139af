"""The packaged files and the version that tells stores to read them again."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode

from ontology import files
from ontology.terms import GRAPH_ONTOLOGY, code, nwd


def test_the_ontology_is_in_its_graph_without_blank_nodes() -> None:
    quads = list(files.read_ontology())
    assert {q.graph_name for q in quads} == {GRAPH_ONTOLOGY}
    assert not [q for q in quads if BlankNode in (type(q.subject), type(q.object))]
    subjects = {q.subject for q in quads}
    assert {nwd("Service"), nwd("everywhere"), code("need", "food")} <= subjects
    assert len(quads) == len(set(quads))


def test_shapes_of_a_level_include_those_below() -> None:
    basic = [f.name for f in files.select_shapes()]
    full = [f.name for f in files.select_shapes("full")]
    assert "basic.ttl" in basic
    assert {name.removesuffix(".ttl").partition("-")[0] for name in basic} == {"basic"}
    assert full[: len(basic)] == basic
    assert {"basic.ttl", "essential.ttl", "full.ttl"} <= set(full)
    assert "ontology-style.ttl" not in full


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="basic, essential, full"):
        files.select_shapes("strict")


def test_the_version_names_release_and_content(monkeypatch: pytest.MonkeyPatch) -> None:
    version = files.ontology_version()
    release, digest = version.split("+")
    assert release.count(".") == 2
    assert len(digest) == 64
    fewer = files.list_ontology_files()[:-1]
    monkeypatch.setattr(files, "list_ontology_files", lambda: fewer)
    files.ontology_version.cache_clear()
    assert files.ontology_version() != version
    monkeypatch.undo()
    files.ontology_version.cache_clear()
    assert files.ontology_version() == version
