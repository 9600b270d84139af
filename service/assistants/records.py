"""One record: found by whatever names it, and everything that is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from graph.errors import BadParameter, NoSuchRecord
from graph.store import ReadableStore
from ontology.terms import (
    DCAT,
    DCTERMS,
    GRAPH,
    GRAPH_EDGES,
    ORG,
    RDFS,
    SKOS,
    nwd,
    source_graph,
)
from queries.run import run_sparql
from queries.terms import render_term
from service.search import KINDS as SEARCHED
from service.search import SearchIndex

KINDS = {
    "partner": nwd("Partner").value,
    "service": nwd("Service").value,
    "touchpoint": nwd("Touchpoint").value,
    "place": nwd("Place").value,
    "need": nwd("Need").value,
    "segment": nwd("PopulationSegment").value,
    "stream": nwd("FundingStream").value,
    "pathway": nwd("ReferralPathway").value,
    "door": nwd("Door").value,
    "site": f"{ORG}Site",
    "source": f"{DCAT}Dataset",
}
"""Kinds of records by the word that stands for them."""
NEAREST = 4
_WORDS = {class_: kind for kind, class_ in KINDS.items()}
_SOURCES = f"{GRAPH}source/"
_PREFIXES = f"PREFIX dcterms: <{DCTERMS}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}>"


@dataclass(frozen=True)
class Record:
    """A record of the store."""

    iri: str
    id: str
    kind: str | None
    """One of KINDS; None for what has no word of its own."""
    name: str
    source: str | None
    """None for what is shipped."""

    @property
    def shown(self) -> str:
        """How to write it so that few other records are meant."""
        return self.iri if self.source is None else f"{self.source}:{self.id}"


def find_record(
    store: ReadableStore, text: str, kind: str | None, *, index: Callable[[], SearchIndex]
) -> Record:
    """The one record that an id, `source:id` or IRI names.

    Raises NoSuchRecord with the nearest in the index, or BadParameter where several are meant.
    """
    try:
        found = _find(store, text.strip())
    except ValueError:  # neither an IRI nor text in Unicode
        found = []
    if kind is not None:
        found = [record for record in found if record.kind == kind]
    elif len(found) > 1:
        # Codes and findings are named by their IRIs where a record has the same id.
        found = [record for record in found if record.kind] or found
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(f"{each.shown} ({each.kind or 'other'})" for each in found[:10])
        raise BadParameter(
            f"record = {text!r} may be {told}: write one of these, or add its kind",
            query="",
            name="record",
            value=text,
            expected="one record",
        )
    kinds = [kind] if kind in SEARCHED else []
    hits = index().find(text.rpartition("/")[2], kinds=kinds, limit=NEAREST).hits
    nearest = ", ".join(f"{hit.id} ({hit.name})" for hit in hits if hit.iri)
    hint = f"; nearest: {nearest}" if nearest else "; search finds ids"
    raise NoSuchRecord(text, f"no {kind or 'record'} {text!r} is loaded{hint}")


def read_statements(
    store: ReadableStore, record: Record, *, limit: int
) -> tuple[list[dict[str, Any]], bool]:
    """One object a statement, and whether there are more: first what is said of the record.

    Keys: `property`, `property_iri`, `inverse` (the other record says it of this one), `value`,
    `id` and `name` of the record that the value is, `source`.
    """
    node = NamedNode(record.iri)
    rows: list[dict[str, Any]] = []
    cut = False
    for inverse in (False, True):
        triple = f"?value ?property {node}" if inverse else f"{node} ?property ?value"
        table = run_sparql(
            store,
            f"""{_PREFIXES}
            SELECT DISTINCT ?property ?label ?value ?id ?name ?graph WHERE {{
              GRAPH ?graph {{ {triple} }} FILTER(?graph != {GRAPH_EDGES})
              OPTIONAL {{ ?property rdfs:label ?label }}
              OPTIONAL {{ ?value dcterms:identifier ?id }}
              OPTIONAL {{ ?value skos:prefLabel ?name }}
            }} ORDER BY ?property STR(?value) ?graph""",
            limit=limit,
        )
        rows += [_statement(*row, inverse=inverse) for row in table.rows]
        cut = cut or table.truncated
    return rows, cut


def _statement(
    property_: Any, label: Any, value: Any, id_: Any, name: Any, graph: Any, *, inverse: bool
) -> dict[str, Any]:
    return {
        "property": label or property_.rpartition("/")[2].rpartition("#")[2],
        "property_iri": property_,
        "inverse": inverse,
        "value": value,
        "id": id_,
        "name": name,
        "source": _source(graph),
    }


def _find(store: ReadableStore, text: str) -> list[Record]:
    def having(identifier: str, graph: str = "?graph") -> list[Record]:
        literal = render_term(Literal(identifier))
        bound = "" if graph == "?graph" else f"BIND({graph} AS ?graph)"
        return _select(store, f"GRAPH {graph} {{ ?record dcterms:identifier {literal} }} {bound}")

    found = having(text)
    source, colon, identifier = text.partition(":")
    if not found and colon:
        found = having(identifier, str(source_graph(source)))
    if not found and colon:
        record = NamedNode(text.removeprefix("<").removesuffix(">"))
        found = _select(store, f"GRAPH ?graph {{ {record} a ?any }} BIND({record} AS ?record)")
    return found


def _select(store: ReadableStore, pattern: str) -> list[Record]:
    table = run_sparql(
        store,
        f"""{_PREFIXES}
        SELECT DISTINCT ?record ?id ?class ?name ?title ?graph WHERE {{
          {pattern}
          GRAPH ?graph {{ ?record a ?class }}
          OPTIONAL {{ ?record dcterms:identifier ?id }}
          OPTIONAL {{ ?record skos:prefLabel ?name }}
          OPTIONAL {{ ?record dcterms:title ?title }}
        }} ORDER BY ?record ?graph ?class""",
        limit=1000,
    )
    found: dict[str, Record] = {}
    for iri, id_, class_, name, title, graph in table.rows:
        kind = _WORDS.get(str(class_))
        known = found.get(str(iri))
        if known is None or (known.kind is None and kind is not None):
            own = str(id_ or iri)
            named = str(name or title or own)
            found[str(iri)] = Record(str(iri), own, kind, named, _source(str(graph)))
    return list(found.values())


def _source(graph: str) -> str | None:
    """The name of the source whose graph it is."""
    if graph.startswith(_SOURCES):
        return unquote(graph.removeprefix(_SOURCES))
    return None
