"""The shipped code lists as parameters see them: notations and labels, read from `ontology`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pyoxigraph import RdfFormat, parse

from ontology.terms import CODE, SKOS


@cache
def code_labels(scheme: str) -> Mapping[str, str]:
    """Label by notation of one code list, in the list's order; empty when there is no such list."""
    file = files("ontology") / "codes" / f"{scheme}.ttl"
    if not file.is_file():
        return MappingProxyType({})
    notations: dict[str, str] = {}
    labels: dict[str, str] = {}
    for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE):
        subject, value = str(quad.subject), getattr(quad.object, "value", "")
        if quad.predicate.value == f"{SKOS}notation" and subject.startswith(f"<{CODE}{scheme}/"):
            notations[subject] = value
        elif quad.predicate.value == f"{SKOS}prefLabel":
            labels.setdefault(subject, value)
    return MappingProxyType({value: labels.get(key, value) for key, value in notations.items()})
