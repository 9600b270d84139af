"""RDF files of every syntax as one source: offline, collapsed into its graph, checked."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from graph.errors import SourceError, StrictError
from graph.store import EmbeddedStore
from loaders import rdf
from loaders.load import load_source
from loaders.source import LoadContext
from ontology.terms import GRAPH_ONTOLOGY, NWD, source_graph

PARTNER = (
    f'<http://x.example/p> a <{NWD}Partner> ; <http://purl.org/dc/terms/identifier> "p" ; '
    '<http://www.w3.org/2004/02/skos/core#prefLabel> "Partner" .\n'
)
QUADS = (
    "<http://x.example/a> <http://x.example/b> _:n <http://x.example/g1> .\n"
    '_:n <http://x.example/b> "c <x> \\" . " <http://x.example/g2> .\n'
    "# a note\n"
    "<http://x.example/a> <http://x.example/b> <http://x.example/c> .\n"
    '<http://x.example/a><http://x.example/b>"d"@en-GB _:g .\n'
    f'<http://x.example/a> <http://x.example/b> "e"^^<http://x.example/t> {GRAPH_ONTOLOGY} . # x\n'
)
SYNTAXES = {
    "a.ttl": PARTNER,
    "a.nt": "".join(
        f"{triple} .\n" for triple in parse(input=PARTNER.encode(), format=RdfFormat.TURTLE)
    ),
    "a.nq": "".join(
        f"{triple} <http://x.example/g> .\n"
        for triple in parse(input=PARTNER.encode(), format=RdfFormat.TURTLE)
    ),
    "a.trig": f"<http://x.example/g> {{ {PARTNER} }}",
    "a.rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:d="http://purl.org/dc/terms/" xmlns:s="http://www.w3.org/2004/02/skos/core#" '
        f'xmlns:n="{NWD}"><n:Partner rdf:about="http://x.example/p"><d:identifier>p</d:identifier>'
        "<s:prefLabel>Partner</s:prefLabel></n:Partner></rdf:RDF>"
    ),
    "a.jsonld": json.dumps(
        {
            "@context": "https://w3id.org/nowrongdoor/context.jsonld",
            "@id": "http://x.example/p",
            "@type": "nwd:Partner",
            "dcterms:identifier": "p",
            "skos:prefLabel": "Partner",
        }
    ),
}


def context() -> LoadContext:
    return LoadContext(source="t")


def loaded(store: EmbeddedStore, source: str) -> Store:
    """The graph of a source, alone and without its name."""
    alone = Store()
    for quad in store.read().store.quads_for_pattern(None, None, None, source_graph(source)):
        alone.add(quad)
    return alone


def statements(store: Store) -> list[str]:
    """Statements in order, blank nodes told as such."""
    return sorted(
        " ".join(
            "_" if isinstance(term, BlankNode) else str(term)
            for term in (quad.subject, quad.predicate, quad.object)
        )
        for quad in store
    )


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore(tmp_path / "data")


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", SYNTAXES)
def test_every_syntax_gives_the_same(
    tmp_path: Path, store: EmbeddedStore, name: str, packed: bool, validate: bool
) -> None:
    content = SYNTAXES[name].encode()
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(content) if packed else content)
    assert rdf.recognises(path)
    report = load_source(store, path, source="t", validate=validate)
    assert (report.kind, report.triples, report.rows_read) == ("rdf", 3, 3)
    assert report.loaded == {"Partner": 1}
    expected = Store()
    for quad in parse(input=PARTNER.encode(), format=RdfFormat.TURTLE):
        expected.add(quad)
    assert statements(loaded(store, "t")) == statements(expected)


@pytest.mark.parametrize("validate", [True, False])
def test_all_graphs_fall_into_the_one_of_the_source(
    tmp_path: Path, store: EmbeddedStore, validate: bool
) -> None:
    path = tmp_path / "a.nq"
    path.write_text(QUADS, encoding="utf-8")
    before = len(list(_ontology(store)))
    report = load_source(store, path, source="t", validate=validate)
    assert report.triples == 5
    assert report.loaded == {"statements": 5}
    snapshot = store.read().store
    graphs = {graph.value for graph in snapshot.named_graphs()}
    assert not any(graph.startswith("http://x.example") for graph in graphs)
    assert before in (0, len(list(_ontology(store))))
    linked = snapshot.query(
        "SELECT ?n WHERE { GRAPH ?g { <http://x.example/a> <http://x.example/b> ?n . ?n ?p ?v } }"
    )
    assert len(list(linked)) == 1  # type: ignore[arg-type]


def _ontology(store: EmbeddedStore) -> list[object]:
    if not store.exists():
        return []
    return list(store.read().store.quads_for_pattern(None, None, None, GRAPH_ONTOLOGY))


def test_the_fast_and_the_slow_way_load_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.nq"
    path.write_text(QUADS * 3, encoding="utf-8")
    reading = rdf.read(path, context())
    slow = Store()
    for quad in rdf.build(reading, context()):
        slow.add(quad)
    fast = EmbeddedStore(tmp_path / "data")
    load_source(fast, path, source="t", validate=False)
    assert statements(slow) == statements(loaded(fast, "t"))


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path, store: EmbeddedStore) -> None:
    for name in ("one", "two"):
        path = tmp_path / f"{name}.nt"
        path.write_text(f'_:b0 <http://x.example/p> "{name}" .\n', encoding="utf-8")
        load_source(store, path, validate=False)
    predicate = NamedNode("http://x.example/p")
    found = list(store.read().store.quads_for_pattern(None, predicate, None, None))
    assert len({quad.subject for quad in found}) == 2


def test_loading_again_replaces(tmp_path: Path, store: EmbeddedStore) -> None:
    path = tmp_path / "a.nt"
    for word in ("first", "second"):
        line = f'<http://x.example/a> <http://x.example/b> "{word}" .\n'
        path.write_text(line, encoding="utf-8")
        load_source(store, path, source="t", validate=False)
    assert [quad.object.value for quad in loaded(store, "t")] == ["second"]


@pytest.mark.parametrize(
    ("name", "content", "row"),
    [
        ("a.nt", '<http://x.example/a> <http://x.example/b> "c" .\n<oops\n', 2),
        ("a.nq", '<http://x.example/a> <http://x.example/b> "c" .\n\n<oops\n', 3),
        ("a.ttl", "@prefix x: <http://x.example/> .\nx:a x:b x:c .\nx:a x:b", 3),
        ("a.trig", "<http://x.example/g> {\n <a> }", 2),
        ("a.rdf", "<rdf:RDF>", None),  # its parser does not say
    ],
)
@pytest.mark.parametrize("validate", [True, False])
def test_a_syntax_error_says_its_line_and_changes_nothing(
    tmp_path: Path, store: EmbeddedStore, name: str, content: str, row: int | None, validate: bool
) -> None:
    good = tmp_path / "good.ttl"
    good.write_text(PARTNER, encoding="utf-8")
    before = load_source(store, good, source="t").generation
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_source(store, path, source="t", validate=validate)
    assert caught.value.row == row
    assert Path(caught.value.path) == path
    assert store.read().generation.number == before


@pytest.mark.parametrize(
    "root",
    [
        {"@context": "https://other.example/context.jsonld", "@id": "http://x.example/p"},
        {"@context": [{"a": "http://x.example/a"}, "https://schema.org"], "a": 1},
        {"@context": {"@import": "https://other.example/c"}, "a": 1},
        {"@context": {"a": {"@id": "http://x.example/a", "@context": "http://o.example/c"}}},
        {"@graph": [{"@context": "//other.example/c"}]},
    ],
)
def test_remote_contexts_are_refused(tmp_path: Path, root: object) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps(root), encoding="utf-8")
    with pytest.raises(SourceError, match="is not fetched"):
        list(rdf.build(rdf.read(path, context()), context()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonld", b"[" * 100_000),
        ("a.jsonld", b'{"@id": '),
        ("a.jsonld", b"<html>"),
        ("a.ttl", b"<html><body>"),
        ("a.ttl", b"# nothing here\n"),
        ("a.ttl", b""),
        ("a.nt", b"\x00\x01\x02"),
        ("a.nt.gz", b"not a gzip file"),
        (
            "a.nt.gz",
            gzip.compress(b"<http://a.example> <http://b.example> 1 .\n" * 99, mtime=0)[:-20],
        ),
        ("a.nt.gz", gzip.compress(b"#" * 60_000_000, mtime=0)),
        ("a.rdf", b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r/>'),
        ("a.rdf", b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><r/>'),
        ("a.rdf", b'<!DOCTYPE r [<!ENTITY % a "b">]><r/>'),
        ("a.csv", b"id,name\n"),
    ],
)
@pytest.mark.parametrize("validate", [True, False])
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, store: EmbeddedStore, name: str, content: bytes, validate: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        load_source(store, path, kind="rdf", validate=validate)
    assert "\n" not in str(caught.value)
    assert not store.exists()


def test_plain_entities_of_owl_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.owl"
    path.write_text(
        '<!DOCTYPE r [<!ENTITY x "http://x.example/">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="&x;">'
        '<rdf:Description rdf:about="&x;a"><x:b>c</x:b></rdf:Description></rdf:RDF>',
        encoding="utf-8",
    )
    (quad,) = rdf.build(rdf.read(path, context()), context())
    assert quad.subject == NamedNode("http://x.example/a")


def test_records_that_break_a_shape_are_left_out(tmp_path: Path, store: EmbeddedStore) -> None:
    path = tmp_path / "a.ttl"
    nameless = f"<http://x.example/q> a <{NWD}Partner> .\n"
    path.write_text(PARTNER + nameless, encoding="utf-8")
    report = load_source(store, path, source="t")
    assert report.loaded == {"Partner": 1}
    (issue,) = report.issues
    assert (issue.severity, issue.code) == ("error", "shape-identifier")
    assert issue.record == "http://x.example/q"
    assert report.refused == 1
    with pytest.raises(StrictError):
        load_source(store, path, source="t", strict=True)
    assert load_source(store, path, source="t", validate=False).loaded == {"Partner": 2}


def test_a_person_is_left_out(tmp_path: Path, store: EmbeddedStore) -> None:
    path = tmp_path / "a.ttl"
    person = '<http://x.example/j> a <https://schema.org/Person> ; <http://x.example/n> "Jane" .\n'
    path.write_text(PARTNER + person, encoding="utf-8")
    load_source(store, path, source="t")
    assert not any("Jane" in line for line in statements(loaded(store, "t")))


def test_a_json_file_of_another_kind_is_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"id": "s1"}', encoding="utf-8")
    assert not rdf.recognises(path)
    path.write_text('{"@id": "http://x.example/a"}', encoding="utf-8")
    assert rdf.recognises(path)
    assert not rdf.recognises(tmp_path / "missing.ttl")
    assert not rdf.recognises(tmp_path)


def test_a_triple_that_ends_like_the_graphs_around_it(tmp_path: Path) -> None:
    path = tmp_path / "odd.nq"
    path.write_text(
        "<http://x.example/a> <http://x.example/p> <http://x.example/o> <http://x.example/g> .\n"
        "<http://x.example/b> <http://x.example/p> <http://x.example/g> .\n",
        encoding="utf-8",
    )
    store = EmbeddedStore(tmp_path / "data")
    load_source(store, path, source="odd", validate=False)
    found = store.read().store.quads_for_pattern(None, None, None, source_graph("odd"))
    assert {quad.object.value for quad in found} == {"http://x.example/o", "http://x.example/g"}  # type: ignore[union-attr]
