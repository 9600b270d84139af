"""Records as entries: what sources state, by class, with the names that people know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from graph.register import Register
from graph.store import MemoryStore
from loaders.source import LoadContext
from loaders.workbook.source import build, read_tables
from ontology.files import read_ontology
from ontology.terms import GRAPH_SOURCES, SKOS, XSD, code, nwd, source_graph

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DECIMAL = NamedNode(f"{XSD}decimal")


def load(source: str, tables: dict[str, list[dict[str, str]]]) -> list[Quad]:
    context = LoadContext(source)
    reading = read_tables(tables, context)
    quads = list(build(reading, context))
    assert reading.issues == []
    return quads


def stream(source: str, **cells: str) -> list[Quad]:
    rows = [{"id": "s1", "name": f"Stream of {source}", **cells}]
    return load(source, {"funding_streams": rows})


def test_entries_have_plain_values() -> None:
    quads = stream("a", ends_on="2027-06-30", flexible="no", level="state")
    iri = quads[0].subject
    quads.append(Quad(iri, nwd("amount"), Literal("10.10", datatype=DECIMAL), source_graph("a")))
    (entry,) = Register(MemoryStore(quads)).of("FundingStream")
    assert (entry.id, entry.name, entry.source) == ("s1", "Stream of a", "a")
    assert entry.day("endsOn") == date(2027, 6, 30)
    assert entry.truth("isFlexible") is False
    assert entry.truth("isVoluntary") is None
    assert entry.code("fundingLevel") == "state"
    assert entry.decimal("amount") == Decimal("10.10")
    assert entry.text(f"{SKOS}prefLabel") == "Stream of a"
    assert not entry.has("blendKind")


def test_a_shared_id_bears_its_source() -> None:
    register = Register(MemoryStore([*stream("a"), *stream("b")]))
    assert [entry.id for entry in register.of("FundingStream")] == ["a:s1", "b:s1"]


def test_what_other_graphs_say_is_no_record() -> None:
    quads = stream("a")
    quads.append(Quad(NamedNode("urn:x"), TYPE, nwd("FundingStream"), GRAPH_SOURCES))
    assert len(Register(MemoryStore(quads)).of("FundingStream")) == 1


def test_shipped_records_are_entries_without_a_source() -> None:
    register = Register(MemoryStore(read_ontology()))
    food = register.by_iri("Need")[code("need", "food").value]
    assert (food.id, food.source) == ("food", "")
    assert register.name(code("sector", "health").value) == "Health care"


def test_records_are_found_by_what_they_refer_to() -> None:
    tables = {
        "partners": [{"id": "p1", "name": "One"}, {"id": "p2", "name": "Two"}],
        "services": [
            {"id": "v1", "name": "First", "partner": "p1"},
            {"id": "v2", "name": "Second", "partner": "p1"},
        ],
    }
    register = Register(MemoryStore(load("a", tables)))
    by_partner = register.grouped("Service", "providedBy")
    (partner,) = by_partner
    assert [entry.id for entry in by_partner[partner]] == ["v1", "v2"]
    assert register.names([partner]) == ["One"]
    assert register.ids([partner, "urn:nothing"]) == ["p1", "urn:nothing"]
