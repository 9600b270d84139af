"""What must not leave the store: where confidential sites are, and cells quoted in load issues."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.store.querying import select
from ontology.terms import DCTERMS, NWD, ORG, RDF, SDO, SKOS

if TYPE_CHECKING:
    from graph.store import ReadableStore

KEPT = frozenset(
    {
        f"{RDF}type",
        f"{DCTERMS}identifier",
        f"{SKOS}prefLabel",
        f"{ORG}siteOf",
        f"{NWD}isConfidential",
    }
)
"""The only properties of a confidential site that are exported."""
INSTEAD = "[address withheld]"
NOT_TOLD = "[not told]"
"""In place of a text that is not told, where a value must stand."""
DECIDED_BY = NamedNode(f"{NWD}decidedBy")
NOTE = NamedNode(f"{SKOS}note")
"""Of a decision on a match; it may name a person."""
"""Names a person of the staff; only those who hold the store need to know."""
SHORTEST_ADDRESS = 6

Subject = NamedNode | BlankNode | Triple

SITES = f"SELECT DISTINCT ?s WHERE {{ ?s <{NWD}isConfidential> ?c FILTER(?c) }}"
ISSUES = f"SELECT ?s WHERE {{ ?s a <{NWD}LoadIssue> }}"
# What is said of a service at a confidential site only, and what hangs on that.
AT_SITES = f"""
SELECT ?node ?further WHERE {{
  ?node <{NWD}offeredAt> ?s . ?s <{NWD}isConfidential> ?c FILTER(?c)
  OPTIONAL {{ ?node <{SDO}contactPoint> ?further }}
}}"""
ADDRESSES = f"""
SELECT DISTINCT ?text WHERE {{
  ?s <{NWD}isConfidential> ?c ; <{SDO}streetAddress> ?text FILTER(?c)
}}"""
# A geometry or address node that hangs on a confidential site, and what hangs on that node. Records
# of our own classes (the place, the partner) stay: they are not the site's own.
HANGING = f"""
SELECT ?p ?node ?further WHERE {{
  ?s <{NWD}isConfidential> ?c ; ?p ?node FILTER(?c && !isLiteral(?node))
  FILTER NOT EXISTS {{ ?node a ?class FILTER(STRSTARTS(STR(?class), "{NWD}")) }}
  OPTIONAL {{
    ?node ?q ?further FILTER(?q != <{RDF}type> && !isLiteral(?further))
    FILTER NOT EXISTS {{ ?further a ?other FILTER(STRSTARTS(STR(?other), "{NWD}")) }}
  }}
}}"""


@dataclass(frozen=True)
class Withheld:
    """Which triples and which texts stay in the store."""

    sites: frozenset[str]
    """Confidential sites."""
    hidden: frozenset[str]
    """Subjects of which nothing leaves: load issues, and nodes that hang on confidential sites."""
    addresses: re.Pattern[str] | None
    """Street addresses of confidential sites, wherever they stand in a text."""

    def keeps(self, subject: Subject, predicate: NamedNode) -> bool:
        """Whether a triple of this subject and predicate may leave."""
        key = str(subject)
        if key in self.hidden:
            return False
        return key not in self.sites or predicate.value in KEPT

    def redact(self, text: str) -> str:
        """The text without any street address of a confidential site."""
        return self.addresses.sub(INSTEAD, text) if self.addresses else text


def read_withheld(store: ReadableStore) -> Withheld:
    """What this store must not let out.

    A site is confidential when `nwd:isConfidential` is true in any source. Load issues are left
    out whole, because they quote cells of rows that were refused, addresses among them.
    """
    sites = frozenset(str(s) for (s,) in select(store, SITES))
    hidden = {str(s) for (s,) in select(store, ISSUES)}
    for predicate, node, further in select(store, HANGING):
        if predicate.value not in KEPT and str(node) not in sites:
            hidden.add(str(node))
            if further is not None:
                hidden.add(str(further))
    for node, further in select(store, AT_SITES):
        hidden.add(str(node))
        if further is not None:
            hidden.add(str(further))
    texts = [row[0].value for row in select(store, ADDRESSES) if isinstance(row[0], Literal)]
    return Withheld(sites, frozenset(hidden), _pattern(texts))


def _pattern(addresses: Iterable[str]) -> re.Pattern[str] | None:
    """Matches the addresses in any case and spacing; words without a number are too common."""
    telling = sorted(
        {" ".join(text.split()) for text in addresses if any(c.isdigit() for c in text)},
        key=lambda text: (-len(text), text),
    )
    parts = [
        r"\s+".join(map(re.escape, text.split()))
        for text in telling
        if len(text) >= SHORTEST_ADDRESS
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None
