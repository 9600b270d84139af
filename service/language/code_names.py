"""The English names of the codes that the ontology ships."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, RdfFormat, parse

from ontology.files import list_code_files

_PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


@cache
def list_code_names() -> frozenset[str]:
    """The names of all codes, and of the lists they are in."""
    return frozenset(
        quad.object.value
        for file in list_code_files()
        for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE)
        if quad.predicate.value == _PREF_LABEL and isinstance(quad.object, Literal)
    )
