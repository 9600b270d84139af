"""The forms of answers: their media types, their names in `format=`, and the choice among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

from graph.errors import NotAcceptable
from service.negotiation import choose

Engine = TypeVar("Engine")


@dataclass(frozen=True)
class Form(Generic[Engine]):
    """One form: its name, its media type as sent, and what the engine calls it."""

    name: str
    media_type: str
    engine: Engine


_JSON = Form("json", "application/sparql-results+json", QueryResultsFormat.JSON)
_XML = Form("xml", "application/sparql-results+xml", QueryResultsFormat.XML)
_CSV = Form("csv", "text/csv; charset=utf-8", QueryResultsFormat.CSV)
_TSV = Form("tsv", "text/tab-separated-values; charset=utf-8", QueryResultsFormat.TSV)

SOLUTIONS: Mapping[str, Form[QueryResultsFormat]] = {
    "application/sparql-results+json": _JSON,
    "application/json": Form("json", "application/json", QueryResultsFormat.JSON),
    "text/csv": _CSV,
    "text/tab-separated-values": _TSV,
    "application/sparql-results+xml": _XML,
    "application/xml": Form("xml", "application/xml", QueryResultsFormat.XML),
    "text/xml": Form("xml", "text/xml; charset=utf-8", QueryResultsFormat.XML),
}
"""Forms of what SELECT and ASK answer, by the media types that ask for them; the best first."""

_TURTLE = Form("ttl", "text/turtle; charset=utf-8", RdfFormat.TURTLE)

TRIPLES: Mapping[str, Form[RdfFormat]] = {
    "text/turtle": _TURTLE,
    "application/n-triples": Form("nt", "application/n-triples", RdfFormat.N_TRIPLES),
    "application/n-quads": Form("nq", "application/n-quads", RdfFormat.N_QUADS),
    "application/trig": Form("trig", "application/trig", RdfFormat.TRIG),
    "application/rdf+xml": Form("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    "application/ld+json": Form("jsonld", "application/ld+json", RdfFormat.JSON_LD),
    "text/n3": Form("n3", "text/n3; charset=utf-8", RdfFormat.N3),
}
"""Forms of triples, in answers and in what is written."""

FORMATS = tuple(
    dict.fromkeys(
        [*(form.name for form in SOLUTIONS.values()), *(form.name for form in TRIPLES.values())]
    )
)
"""Words for the parameter `format`."""


def choose_form(
    offered: Mapping[str, Form[Engine]], *, accept: str, name: str | None = None
) -> Form[Engine]:
    """The form of that name, else the one that Accept likes best; NotAcceptable without one.

    >>> choose_form(TRIPLES, accept="*/*", name="nt").media_type
    'application/n-triples'
    """
    if name is None:
        return offered[choose(accept, offered)]
    for form in offered.values():
        if form.name == name:
            return form
    raise NotAcceptable(name, list(dict.fromkeys(form.name for form in offered.values())))
