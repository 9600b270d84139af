"""Findings as people name them: the kind of analysis, a slash, and the key of what was found."""

from __future__ import annotations

from urllib.parse import unquote

from pyoxigraph import NamedNode

from ontology.terms import DATA, mint

PREFIX = f"{DATA}findings/"


def cite_finding(text: str) -> NamedNode:
    """The IRI of a finding named as `kind/key` or by its IRI.

    Raises ValueError that says what would be right.

    >>> cite_finding("gaps/wic>rent>all>linn").value
    'https://w3id.org/nowrongdoor/id/findings/gaps/wic%3Erent%3Eall%3Elinn'
    """
    kind, _, key = text.removeprefix(PREFIX).partition("/")
    if text.startswith(PREFIX):
        kind, key = unquote(kind), unquote(key)
    if not (kind.replace("_", "").replace("-", "").isalnum() and key):
        raise ValueError(
            "names no finding; write its kind and key, such as gaps/wic>rent>all>linn, or its IRI"
        )
    return mint("findings", kind, key)


def name_finding(iri: NamedNode) -> str:
    """A finding's IRI as `kind/key`; ValueError where the IRI is of something else.

    >>> name_finding(cite_finding("gaps/wic>rent>all>linn"))
    'gaps/wic>rent>all>linn'
    """
    kind, slash, key = iri.value.removeprefix(PREFIX).partition("/")
    if not (iri.value.startswith(PREFIX) and slash):
        raise ValueError(f"{iri.value} is no finding")
    return f"{unquote(kind)}/{unquote(key)}"
