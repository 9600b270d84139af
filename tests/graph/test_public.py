"""The public data of a store, apart from how it is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pyoxigraph import Literal, NamedNode, Quad

from graph.identity import read_decisions
from graph.identity.decisions import Decision, describe_decision
from graph.public import PublicStore
from graph.store import MemoryStore
from ontology.terms import PROV, RDF, SDO, code, nwd, source_graph


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


def test_findings_of_a_lower_floor_and_what_says_them_again_are_not_told() -> None:
    graph = source_graph("findings")
    derived = NamedNode(f"{PROV}wasDerivedFrom")
    names = ("bold", "modest", "signal", "repeats", "repeats-again", "other")
    bold, modest, signal, repeats, again, other = (NamedNode(f"a:{name}") for name in names)
    told = [
        Quad(modest, nwd("smallCellFloor"), Literal(11), graph),
        Quad(bold, nwd("smallCellFloor"), Literal(0), graph),
        Quad(other, nwd("ofRun"), modest, graph),
    ]
    hidden = [
        Quad(signal, nwd("ofRun"), bold, graph),
        Quad(repeats, derived, signal, graph),
        Quad(again, derived, repeats, graph),
        Quad(signal, derived, again, graph),
    ]
    assert set(PublicStore(MemoryStore([*told, *hidden])).store) == set(told)


def test_a_quote_of_a_hidden_value_is_not_told_and_others_are() -> None:
    """A count of 7; values near what is hidden; what the source hides could be anything below."""
    graph = source_graph("county")
    unit, about = nwd("indicatorUnit"), nwd("forIndicator")
    types = {"count": "Indicator", "share": "Indicator"}
    quads = []
    for name, kind in types.items():
        node = NamedNode(f"a:{name}")
        measure = "count" if name == "count" else "percent"
        quads += [
            Quad(node, NamedNode(f"{RDF}type"), nwd(kind), graph),
            Quad(node, unit, code("indicator-unit", measure), graph),
        ]
    for name, below in (("o1", False), ("o2", True)):
        node = NamedNode(f"a:{name}")
        counted = nwd("numeratorSuppressedBelow") if below else nwd("numerator")
        quads += [
            Quad(node, NamedNode(f"{RDF}type"), nwd("IndicatorReport"), graph),
            Quad(node, about, NamedNode("a:share"), graph),
            Quad(node, counted, Literal(11 if below else 7), graph),
            Quad(node, nwd("denominator"), Literal(400 if below else 70), graph),
        ]
    quotes = {
        ("count", "7"): False, ("count", "70"): True, ("count", "0"): True,
        ("share", "10.2"): False, ("share", "2.1"): False, ("share", "5"): True,
        ("share", "many"): False,
    }  # fmt: skip
    for (name, value), _ in quotes.items():
        node = NamedNode(f"a:cycle-{name}-{value}")
        quads += [
            Quad(node, NamedNode(f"{RDF}type"), nwd("PdsaCycle"), graph),
            Quad(node, about, NamedNode(f"a:{name}"), graph),
            Quad(node, nwd("observedValue"), Literal(value), graph),
        ]
    store = PublicStore(MemoryStore(quads)).store
    told = {q.object for q in store.quads_for_pattern(None, nwd("observedValue"), None, None)}
    assert told == {Literal(value) for (_, value), is_told in quotes.items() if is_told}
    withheld = list(store.quads_for_pattern(None, nwd("isWithheld"), None, None))
    assert len([quad for quad in withheld if "cycle" in str(quad.subject)]) == 4
