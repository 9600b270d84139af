"""IRIs in the cells of tables: short, and leading to what is told of them here."""

from __future__ import annotations

import re

from markupsafe import Markup

from ontology.terms import DATA, PREFIXES
from service.things.addresses import address_of

_LOCAL_NAME = re.compile(r"[A-Za-z_][\w-]*")


def shorten(iri: str) -> str:
    """An IRI with a known prefix, or without the base of records.

    >>> shorten("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    """
    for prefix, start in PREFIXES.items():
        local = iri.removeprefix(start)
        if local != iri and _LOCAL_NAME.fullmatch(local):
            return f"{prefix}:{local}"
    return iri.removeprefix(DATA)


def told_here(iri: str | None, base: str) -> str | None:
    """Where an IRI is described here; None for others: no answer leads to another host.

    >>> told_here("https://example.org/x", "https://w3id.org/nowrongdoor/id/")
    """
    address = address_of(iri, base) if iri else None
    return address if address and address.startswith("/") else None


def show_iri(iri: str | None) -> str | Markup:
    """An IRI as a cell shows it."""
    return Markup("<code>{}</code>").format(shorten(iri)) if iri else "–"
