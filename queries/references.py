"""References to records: an id, `source:id` or an IRI, found in the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph.errors import BadParameter
from graph.store import ReadableStore
from ontology.terms import DCAT, DCTERMS, GRAPH, RDF, SKOS, nwd, source_graph
from queries.terms import render_term

_CLASSES = {
    "partner": nwd("Partner"),
    "service": nwd("Service"),
    "touchpoint": nwd("Touchpoint"),
    "place": nwd("Place"),
    "need": nwd("Need"),
    "segment": nwd("PopulationSegment"),
    "stream": nwd("FundingStream"),
    "pathway": nwd("ReferralPathway"),
    "collaborative": nwd("Collaborative"),
    "source": NamedNode(DCAT + "Dataset"),
}
_TYPE = NamedNode(RDF + "type")
_IDENTIFIER = NamedNode(DCTERMS + "identifier")
_LABEL = NamedNode(SKOS + "prefLabel")
_TITLE = NamedNode(DCTERMS + "title")
_SOURCE_GRAPH = GRAPH + "source/"
_MANY = 10_000
"""How many records are looked at for the nearest names."""


@dataclass(frozen=True)
class Reference:
    """A record one can refer to: its IRI, its own id, its name, and its source (None = shipped)."""

    iri: NamedNode
    identifier: str
    label: str
    source: str | None

    @property
    def text(self) -> str:
        """How to write it so that no other record is meant: `source:id`, or the IRI."""
        return self.iri.value if self.source is None else f"{self.source}:{self.identifier}"


def resolve_record(
    store: ReadableStore, kind: str, text: str, *, bad: Callable[[str], BadParameter]
) -> NamedNode:
    """The IRI of the one record that is meant: by id first, then `source:id`, then IRI.

    Raises what `bad` makes when there is none (with the nearest ids) or several (with all of them).
    """
    try:
        found = _find(store, kind, text)
    except ValueError:  # neither an IRI nor text in Unicode
        found = []
    if len(found) == 1:
        return found[0].iri
    if found:
        raise bad(f"one {kind}; it may be {', '.join(each.text for each in found[:10])}")
    nearest = _nearest(store, kind, text)
    hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
    raise bad(f"the id of a loaded {kind}{hint}")


def list_records(store: ReadableStore, kind: str, *, limit: int = 1000) -> list[Reference]:
    """The records of a kind that a parameter may refer to, by name; at most `limit` of them."""
    label = _TITLE if kind == "source" else _LABEL
    return _select(
        store,
        f"""GRAPH ?graph {{
          ?record {_TYPE} {_CLASSES[kind]} ; {_IDENTIFIER} ?identifier .
          OPTIONAL {{ ?record {label} ?label }}
        }}""",
        tail=f"ORDER BY LCASE(STR(?label)) ?identifier STR(?record) LIMIT {limit:d}",
    )


def sample_records(store: ReadableStore, kind: str, *, limit: int) -> list[Reference]:
    """Any `limit` records of a kind, by name: cheap where there are many, as none are sorted."""
    members = f"?record {_TYPE} {_CLASSES[kind]} ; {_IDENTIFIER} ?identifier ."
    any_of_them = f"{{ SELECT DISTINCT ?record WHERE {{ {members} }} LIMIT {limit:d} }}"
    label = _TITLE if kind == "source" else _LABEL
    found = _select(
        store, f"{any_of_them} GRAPH ?graph {{ {members} OPTIONAL {{ ?record {label} ?label }} }}"
    )
    return sorted(found, key=lambda each: (each.label.casefold(), each.text))


def _find(store: ReadableStore, kind: str, text: str) -> list[Reference]:
    def having(identifier: str, graph: str = "?graph") -> list[Reference]:
        bound = "" if graph == "?graph" else f"BIND({graph} AS ?graph)"
        pattern = (
            f"?record {_IDENTIFIER} {render_term(Literal(identifier))} ; {_TYPE} {_CLASSES[kind]} ."
        )
        given = f"BIND({render_term(Literal(identifier))} AS ?identifier)"
        return _select(store, f"GRAPH {graph} {{ {pattern} }} {bound} {given}")

    found = having(text)
    source, colon, identifier = text.partition(":")
    if not found and colon and kind != "source":
        found = having(identifier, str(source_graph(source)))
    if not found and colon:
        record = NamedNode(text.removeprefix("<").removesuffix(">"))
        pattern = f"{record} {_TYPE} {_CLASSES[kind]} ; {_IDENTIFIER} ?identifier ."
        found = _select(store, f"GRAPH ?graph {{ {pattern} }} BIND({record} AS ?record)")
    return found


def _select(store: ReadableStore, pattern: str, *, tail: str = "") -> list[Reference]:
    text = f"SELECT ?record ?identifier ?label ?graph WHERE {{ {pattern} }} {tail}"
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    found: dict[NamedNode, Reference] = {}
    for row in answer:
        record, graph, label = row["record"], row["graph"], row["label"]
        if isinstance(record, NamedNode) and record not in found:
            identifier = getattr(row["identifier"], "value", "")
            source = getattr(graph, "value", "")
            found[record] = Reference(
                record,
                identifier,
                getattr(label, "value", identifier),
                unquote(source.removeprefix(_SOURCE_GRAPH))
                if source.startswith(_SOURCE_GRAPH)
                else None,
            )
    return sorted(found.values(), key=lambda each: each.text) if not tail else list(found.values())


def _nearest(store: ReadableStore, kind: str, text: str) -> list[str]:
    names: dict[str, Reference] = {}
    for record in list_records(store, kind, limit=_MANY):
        names.setdefault(record.identifier.lower(), record)
        names.setdefault(record.label.lower(), record)
    sought = text.rpartition(":")[2].lower()
    close = [names[name] for name in get_close_matches(sought, names, n=4, cutoff=0.5)]
    return [f"{each.identifier} ({each.label})" for each in dict.fromkeys(close)]
