"""The forms in which a thing is told, and triples in those of RDF."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from ontology.terms import PREFIXES

HTML = "html"
FORMS: dict[str, tuple[str, str]] = {
    "html": ("text/html", "html"),
    "turtle": ("text/turtle", "ttl"),
    "jsonld": ("application/ld+json", "jsonld"),
    "ntriples": ("application/n-triples", "nt"),
    "rdfxml": ("application/rdf+xml", "rdf"),
}
"""Form -> media type and suffix."""
BY_SUFFIX = {suffix: form for form, (_, suffix) in FORMS.items()}
BY_TYPE = {media_type: form for form, (media_type, _) in FORMS.items()}
TITLES = {
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "ntriples": "N-Triples",
    "rdfxml": "RDF/XML",
}
_SYNTAX = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}


def split_suffix(path: str) -> tuple[str, str | None]:
    """A path without the suffix of a form, and that form.

    >>> split_suffix("demo/site/a.ttl"), split_suffix("demo/site/a.b")
    (('demo/site/a', 'turtle'), ('demo/site/a.b', None))
    """
    stem, dot, suffix = path.rpartition(".")
    form = BY_SUFFIX.get(suffix) if dot and stem else None
    return (stem, form) if form else (path, None)


def render_triples(triples: Iterable[Triple], form: str) -> bytes:
    """Triples in a form of RDF."""
    told = list(dict.fromkeys(triples))
    if form == "jsonld":
        return _render_jsonld(told)
    return serialize(told, format=_SYNTAX[form], prefixes=PREFIXES) or b""


def _render_jsonld(triples: Iterable[Triple]) -> bytes:
    """With the terms of our context; only those that are used are in the file."""
    from service.exports.content.compaction import Compactor
    from service.exports.jsonld import read_context

    context = read_context()
    compactor = Compactor(context)
    by_subject: dict[object, list[Quad]] = defaultdict(list)
    for triple in triples:
        by_subject[triple.subject].append(Quad(*triple))
    nodes = [compactor.node(subject, quads) for subject, quads in by_subject.items()]
    whole = {"@context": _used(context, nodes), "@graph": nodes}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _used(context: dict[str, Any], nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The keywords, terms and prefixes of a context that nodes need."""
    keys = {key for node in nodes for key in node}
    kept = {name: value for name, value in context.items() if name[:1] == "@" or name in keys}
    text = json.dumps([kept, nodes])
    return {name: value for name, value in context.items() if name in kept or f'"{name}:' in text}
