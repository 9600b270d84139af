"""Telephones of records as HSDS phones."""

from __future__ import annotations

import re
from typing import Any

from loaders.hsds.fields import TELEPHONE
from loaders.hsds.writing.kept import spoken
from service.facts import Facts
from service.hsds.details import rows_of
from service.hsds.ids import made_id

Json = dict[str, Any]

_EXTENSION = re.compile(r"(.+?)\s*(?:ext\.?|x)\s*(\d{1,9})", re.IGNORECASE)


def phones_of(facts: Facts, iri: str) -> list[Json]:
    """HSDS phones: those told with all there is, and numbers that are known without more."""
    rows = rows_of(facts, iri, "phone")
    told = {spoken(row) for row in rows}
    numbers = facts.texts(iri, TELEPHONE.value)
    return [*rows, *(phone_of(iri, said) for said in numbers if said not in told)]


def phone_of(subject: str, said: str) -> Json:
    """An HSDS phone; an extension is told apart.

    >>> phone_of("x", "541-555-0127 ext. 12")["extension"]
    12
    """
    match = _EXTENSION.fullmatch(said.strip())
    found: Json = {"id": made_id(subject, "phone", said), "number": match[1] if match else said}
    return {**found, "extension": int(match[2])} if match else found
