"""The shipped needs as plain data, read from the code list itself."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyoxigraph
from oracle.plain_records import ShippedNeeds

CODE_LIST = Path(__file__).parents[2] / "ontology" / "codes" / "need.ttl"
BROADER = pyoxigraph.NamedNode("http://www.w3.org/2004/02/skos/core#broader")
NOTATION = pyoxigraph.NamedNode("http://www.w3.org/2004/02/skos/core#notation")
RELEVANT_AT = pyoxigraph.NamedNode("https://w3id.org/nowrongdoor/ontology#relevantAt")


@lru_cache(maxsize=1)
def read_shipped_needs() -> ShippedNeeds:
    """Notation -> (notations of the broader needs, life stages); needs life stages as notations."""
    needs: dict[str, tuple[list[str], list[str]]] = {}
    triples = list(pyoxigraph.parse(path=str(CODE_LIST)))
    notations = {
        triple.subject: str(getattr(triple.object, "value", ""))
        for triple in triples
        if triple.predicate == NOTATION
    }
    for notation in notations.values():
        needs[notation] = ([], [])
    for triple in triples:
        if triple.subject not in notations:
            continue
        broader, stages = needs[notations[triple.subject]]
        if triple.predicate == BROADER:
            broader.append(notations[triple.object])
        elif triple.predicate == RELEVANT_AT:
            stages.append(str(getattr(triple.object, "value", "")).rsplit("/", 1)[-1])
    return needs
