"""Namespaces, named graphs and the IRIs of our own terms and codes.

Every term written `nwd("...")` anywhere in the project must be defined in `nwd.ttl`, and every
code written `code("scheme", "notation")` in `codes/`; a test walks the source and checks it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

NWD = "https://w3id.org/nowrongdoor/ontology#"
CODE = "https://w3id.org/nowrongdoor/code/"
SHAPES = "https://w3id.org/nowrongdoor/shapes#"
GRAPH = "https://w3id.org/nowrongdoor/graph/"
DATA = "https://w3id.org/nowrongdoor/id/"
"""Default base of the IRIs of loaded data; a deployment may set its own."""

ADMS = "http://www.w3.org/ns/adms#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
DQV = "http://www.w3.org/ns/dqv#"
GEO = "http://www.opengis.net/ont/geosparql#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SDO = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "adms": ADMS,
    "code": CODE,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "dqv": DQV,
    "geo": GEO,
    "nwd": NWD,
    "nwdg": GRAPH,
    "org": ORG,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sdo": SDO,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}

GRAPH_ONTOLOGY = NamedNode(GRAPH + "ontology")
"""Our terms and the shipped code lists."""
GRAPH_SOURCES = NamedNode(GRAPH + "sources")
"""Provenance of every loaded source, its counts and its issues."""
GRAPH_EDGES = NamedNode(GRAPH + "derived/edges")
"""The derived `nwd:refersTo` shortcuts."""
GRAPH_DECISIONS = NamedNode(GRAPH + "decisions")
"""What people decided of records that may be of one thing, and the links that follow from it."""
GRAPH_CROSSWALKS = NamedNode(GRAPH + "crosswalks")
"""The crosswalks that sources are mapped with; reloading a source uses them again."""
GRAPH_FINDINGS = NamedNode(GRAPH + "findings/")
"""Prefix of the findings graphs, one for each kind of analysis."""


_SAFE = "-._~"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
"""What needs no percent-encoding, as RFC 3986 section 2.3 lists it; asked, as quoting is slow."""


@cache
def nwd(name: str) -> NamedNode:
    """Our term of that local name."""
    return NamedNode(NWD + name)


@cache
def code(scheme: str, notation: str) -> NamedNode:
    """The concept of that notation in one of the shipped code lists."""
    return NamedNode(f"{CODE}{scheme}/{notation}")


@lru_cache(maxsize=1024)
def source_graph(source: str) -> NamedNode:
    """The named graph that holds everything loaded from one source."""
    return NamedNode(GRAPH + "source/" + quote(source, safe=_SAFE))


def findings_graph(kind: str) -> NamedNode:
    """The named graph that holds the findings of one kind of analysis."""
    return NamedNode(GRAPH_FINDINGS.value + quote(kind, safe=_SAFE))


def mint(source: str, kind: str, identifier: str, *, base: str = DATA) -> NamedNode:
    """The IRI of one record: base, source, kind, then the source's own id, percent-encoded."""
    return NamedNode(_prefix(base, source, kind) + _quoted(identifier))


@lru_cache(maxsize=1024)
def _prefix(base: str, source: str, kind: str) -> str:
    return f"{base}{_quoted(source)}/{_quoted(kind)}/"


def _quoted(part: str) -> str:
    return part if _UNRESERVED.fullmatch(part) else quote(part, safe=_SAFE)
