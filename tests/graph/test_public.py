"""The public data of a store, apart from how it is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad

from graph.identity import read_decisions
from graph.identity.decisions import Decision, describe_decision
from graph.public import PublicStore
from graph.store import MemoryStore
from ontology.terms import SDO, nwd, source_graph


def test_addresses_are_removed_wherever_they_stand() -> None:
    graph = source_graph("county")
    site, other = NamedNode("a:site"), NamedNode("a:other")
    street, about = NamedNode(f"{SDO}streetAddress"), NamedNode("a:about")
    quads = [
        Quad(site, nwd("isConfidential"), Literal(True), graph),
        Quad(site, street, Literal("9 Secret (Lane)"), graph),
        Quad(other, street, Literal("1 Main Street"), graph),
        Quad(other, about, Literal("Ring at 9  secret (LANE), twice", language="en"), graph),
    ]
    store = PublicStore(MemoryStore(quads))
    found = store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert {(t.subject, t.predicate, t.object) for t in found} == {  # type: ignore[union-attr]
        (site, nwd("isConfidential"), Literal(True)),
        (other, street, Literal("1 Main Street")),
        (other, about, Literal("Ring at [address withheld], twice", language="en")),
    }


def test_nothing_is_copied_where_nothing_is_withheld() -> None:
    memory = MemoryStore([Quad(NamedNode("a:s"), NamedNode("a:p"), Literal("o"))])
    assert PublicStore(memory).store is memory.store


def test_who_decided_on_a_match_is_not_told_and_the_match_still_counts() -> None:
    made = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
    decision = Decision(1, "a:hs", "a:nursery", "accepted", "Rosa Diaz", made, note="Rosa called")
    store = PublicStore(MemoryStore(list(describe_decision(decision))))
    (told,) = read_decisions(store)
    assert told == replace(decision, by="[not told]", note="")
    assert not store.query('ASK { ?s ?p ?o FILTER(CONTAINS(STR(?o), "Rosa")) }')
