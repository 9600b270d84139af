"""Where the money of services and partners comes from, in words.

HSDS funding is a text. Ours names the stream, its funder and its level; no amounts. Money that
was only requested is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from graph.store import ReadableStore
from ontology.terms import SKOS, code, nwd
from service.facts import solutions

_ALLOCATIONS = f"""
SELECT DISTINCT ?to ?stream ?name ?funder ?level WHERE {{
  ?allocation {nwd("allocatedTo")} ?to ; {nwd("fromStream")} ?stream .
  FILTER NOT EXISTS {{ ?allocation {nwd("budgetPhase")} {code("budget-phase", "requested")} }}
  ?stream <{SKOS}prefLabel> ?name
  OPTIONAL {{ ?stream {nwd("fundedBy")}/<{SKOS}prefLabel> ?funder }}
  OPTIONAL {{ ?stream {nwd("fundingLevel")}/<{SKOS}prefLabel> ?level }}
}} ORDER BY ?to ?stream ?name ?funder ?level"""


def read_funding(store: ReadableStore) -> Mapping[str, Sequence[str]]:
    """IRI of a service or partner -> a text for each stream that pays for it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for to, stream, *words in solutions(store, _ALLOCATIONS):
        if isinstance(to, NamedNode) and isinstance(stream, NamedNode):
            name, funder, level = (w.value if isinstance(w, Literal) else None for w in words)
            found[to.value].setdefault(stream.value, describe(name or "", funder, level))
    return {to: sorted(set(texts.values())) for to, texts in found.items()}


def describe(name: str, funder: str | None, level: str | None) -> str:
    """One stream in words.

    >>> describe("Title V block grant", "State Health Authority", "Federal")
    'Title V block grant (State Health Authority, federal)'
    """
    about = ", ".join(part for part in (funder, level and level.lower()) if part)
    return f"{name} ({about})" if about else name
