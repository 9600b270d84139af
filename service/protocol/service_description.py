"""What the SPARQL service is and can do, as RDF.

Source: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import DCTERMS, RDF, RDFS, VOID, XSD
from service.protocol.forms import SOLUTIONS, TRIPLES
from service.settings import Settings

ABOUT_CUT = "#truncated"
"""Behind the address of the service: what a cut answer links to."""
SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "trig": "TriG",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "n3": "N3",
}
"""Names in the W3C's list of formats, by ours."""
_TYPE = NamedNode(f"{RDF}type")


@dataclass(frozen=True)
class Size:
    """How much there is: triples in all, and the named graphs with their triples where counted."""

    triples: int
    graphs: Sequence[tuple[str, int | None]]


def describe_service(endpoint: str, settings: Settings, size: Size) -> Iterator[Triple]:
    """The description of the service at that address."""
    service = BlankNode("service")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(endpoint))
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if settings.writable:
        yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    for name in dict.fromkeys(
        [*(each.name for each in SOLUTIONS.values()), *(each.name for each in TRIPLES.values())]
    ):
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[name]))
    if settings.writable:
        for name in dict.fromkeys(each.name for each in TRIPLES.values()):
            yield Triple(service, _sd("inputFormat"), NamedNode(_FORMATS + _FORMAT_NAMES[name]))
    features = ["EmptyGraphs"]
    features += ["UnionDefaultGraph"] if settings.default_graph == "union" else []
    features += ["BasicFederatedQuery"] if settings.service_allow else []
    for feature in features:
        yield Triple(service, _sd("feature"), _sd(feature))
    simple = NamedNode("http://www.w3.org/ns/entailment/Simple")
    yield Triple(service, _sd("defaultEntailmentRegime"), simple)
    yield Triple(service, NamedNode(f"{DCTERMS}title"), Literal("nowrongdoor", language="en"))
    for sentence in _limits(settings):
        yield Triple(service, NamedNode(f"{RDFS}comment"), Literal(sentence, language="en"))
    cut = NamedNode(endpoint + ABOUT_CUT)
    told = "An answer that links here was cut at the limit of rows or bytes: there are more rows."
    yield Triple(cut, NamedNode(f"{RDFS}comment"), Literal(told, language="en"))
    yield Triple(service, NamedNode(f"{RDFS}seeAlso"), cut)
    yield from _describe_dataset(service, settings, size)


def _limits(settings: Settings) -> Iterator[str]:
    if settings.default_graph == "union":
        yield "The default graph is the union of all graphs, where no graphs are named."
    else:
        yield "The default graph is the unnamed one, where no graphs are named."
    yield "The parameter default-graph (union, strict) chooses the default graph of one request."
    yield (
        f"An answer has at most {settings.row_limit} rows and {settings.answer_limit_mb} MiB; one "
        "that was cut says so in the header Nwd-Truncated-At. The parameter limit lowers the rows."
    )
    yield (
        f"A query is stopped after {settings.query_timeout:g} seconds, which the parameter timeout "
        f"lowers, and when it needs more than {settings.query_memory_mb} MiB of memory."
    )
    if settings.service_allow:
        yield f"SERVICE may call: {', '.join(settings.service_allow)}."
    else:
        yield "SERVICE is refused. FROM and FROM NAMED only find graphs that are here."


def _describe_dataset(service: BlankNode, settings: Settings, size: Size) -> Iterator[Triple]:
    dataset, default = BlankNode("dataset"), BlankNode("default")
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, _TYPE, _sd("Graph"))
    if settings.default_graph == "union":
        yield _triples(default, size.triples)
    for number, (name, triples) in enumerate(size.graphs, start=1):
        named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, _TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(name))
        yield Triple(named, _sd("graph"), content)
        yield Triple(content, _TYPE, _sd("Graph"))
        if triples is not None:
            yield _triples(content, triples)


def _triples(of: BlankNode, count: int) -> Triple:
    number = Literal(str(count), datatype=NamedNode(f"{XSD}integer"))
    return Triple(of, NamedNode(f"{VOID}triples"), number)


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
