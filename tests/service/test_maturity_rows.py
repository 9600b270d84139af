"""The rows that are read property by property are those of the named queries."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.planning.maturity.rows import NotPlain, Properties, list_readers
from graph.store import EmbeddedStore, MemoryStore, ReadableStore
from ontology.terms import DCTERMS, NWD, ORG, RDF, SKOS, code
from queries.run import run_query

DAY = date(2026, 11, 21)
PLACE = "http://example.org/"
TRUE = Literal(True)
FALSE = Literal(False)


def query_rows(store: ReadableStore, name: str) -> list[dict[str, Any]]:
    table = run_query(store, name, today=DAY)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize("name", list_readers())
def test_the_demonstration_is_read_as_its_queries_tell_it(loaded_demo: Path, name: str) -> None:
    store = EmbeddedStore(loaded_demo).read()
    rows = query_rows(store, name)
    assert list_readers()[name](Properties(store)) == rows
    assert rows


def thing(name: str) -> NamedNode:
    return NamedNode(PLACE + name)


def uncommon() -> MemoryStore:
    """Records with several names, ids, partners, sectors and targets, stated in two graphs."""
    store = MemoryStore()
    first, second = thing("graph/1"), thing("graph/2")

    def state(subject: str, property_: str, *values: NamedNode | Literal) -> None:
        for number, value in enumerate(values):
            graph = second if number else first
            store.store.add(Quad(thing(subject), NamedNode(property_), value, graph))
            store.store.add(Quad(thing(subject), NamedNode(property_), value, second))

    for service in ("s1", "s2", "s3", "s4"):
        state(service, f"{RDF}type", NamedNode(f"{NWD}Service"))
    state("s1", f"{DCTERMS}identifier", Literal("same"))
    state("s2", f"{DCTERMS}identifier", Literal("same"), Literal("other; id"))
    state("s3", f"{DCTERMS}identifier", Literal("third"))
    state("s1", f"{SKOS}prefLabel", Literal("Help", language="en"), Literal("Ayuda", language="es"))
    state("s1", f"{NWD}providedBy", thing("p1"), thing("p2"))
    state("s2", f"{NWD}providedBy", thing("p2"))
    state("s3", f"{NWD}providedBy", thing("p3"))
    state("s4", f"{NWD}providedBy", thing("p1"))
    state("s1", f"{NWD}addressesNeed", thing("n1"), thing("n2"), thing("n3"))
    state("n1", f"{DCTERMS}identifier", Literal("food"))
    state("n2", f"{DCTERMS}identifier", Literal("food"), Literal("a home"))
    state("s1", f"{DCTERMS}language", Literal("es"), Literal("en"))
    state("s1", f"{NWD}isChildWelfare", TRUE, FALSE)
    state("s2", f"{NWD}isChildWelfare", FALSE)
    state("s2", f"{NWD}isVoluntary", TRUE)
    state("s3", f"{NWD}isChildWelfare", TRUE)
    for partner, name in (("p1", "One"), ("p2", "Two"), ("p3", "")):
        state(partner, f"{DCTERMS}identifier", Literal(partner))
        state(partner, f"{SKOS}prefLabel", Literal(name))
    state("p1", f"{ORG}classification", thing("health"), thing("schools"))
    state("health", f"{SKOS}notation", Literal("health"))
    state("schools", f"{SKOS}notation", Literal("education"))
    state("p2", f"{ORG}classification", code("sector", "child-welfare"))
    state("site", f"{ORG}siteOf", thing("p2"))
    state("site", f"{NWD}inPlace", thing("here"), thing("there"))
    state("here", f"{DCTERMS}identifier", Literal("here"))
    state("there", f"{DCTERMS}identifier", Literal("there"))
    state("seat", f"{ORG}member", thing("p1"))
    state("seat", f"{NWD}hasLivedExperience", TRUE, FALSE)
    state("moment", f"{NWD}touchpointKind", code("touchpoint-kind", "child-welfare-hotline"))
    state("moment", f"{DCTERMS}identifier", Literal("hotline"))
    state("door", f"{NWD}doorOf", thing("moment"))
    state("door", f"{NWD}doorAt", thing("p3"))
    for pathway, sender, receivers in (
        ("w1", "s1", ["s2", "p1"]),
        ("w2", "moment", ["p2"]),
        ("w3", "p3", ["s4"]),
        ("w4", "p2", ["s1"]),
    ):
        state(pathway, f"{RDF}type", NamedNode(f"{NWD}ReferralPathway"))
        state(pathway, f"{DCTERMS}identifier", Literal(pathway))
        state(pathway, f"{NWD}fromSource", thing(sender))
        state(pathway, f"{NWD}toTarget", *map(thing, receivers))
    state("w4", f"{NWD}fromSource", thing("s1"))
    state("w1", f"{NWD}isClosedLoop", FALSE, TRUE)
    state("w1", f"{NWD}agreement", Literal("b"), Literal("a"))
    state("volume", f"{NWD}ofPathway", thing("w1"))
    return store


@pytest.mark.parametrize("name", list_readers())
def test_uncommon_records_are_read_as_the_queries_tell_them(name: str) -> None:
    store = uncommon()

    def ordered(rows: list[dict[str, Any]]) -> list[str]:
        return sorted(str(sorted(row.items())) for row in rows)

    rows = query_rows(store, name)
    assert ordered(list_readers()[name](Properties(store))) == ordered(rows)
    assert len(rows) > 2


def test_what_is_not_plain_is_left_to_the_query() -> None:
    store = uncommon()
    for property_, value in (("isVoluntary", Literal("perhaps")), ("fromSource", thing("s2"))):
        subject = thing("s2" if property_ == "isVoluntary" else "w1")
        store.store.add(Quad(subject, NamedNode(NWD + property_), value, thing("graph/1")))
    for name in ("maturity/services", "maturity/pathways"):
        with pytest.raises(NotPlain):
            list_readers()[name](Properties(store))
