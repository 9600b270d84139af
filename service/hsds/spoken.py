"""The languages of services and sites as HSDS languages."""

from __future__ import annotations

from typing import Any

from ontology.languages import read_language
from ontology.terms import DCTERMS, nwd
from service.facts import Facts
from service.hsds.languages import language_of
from service.hsds.steps import BEFORE

Json = dict[str, Any]


def languages_of(facts: Facts, iri: str) -> list[Json]:
    """HSDS languages; a code that no name shows goes with the only name that shows none."""
    said = facts.texts(iri, f"{DCTERMS}language")
    known = {text: read_language(text).code for text in said}
    loose = set(facts.texts(iri, nwd("languageCode").value)) - set(known.values())
    without = [text for text, code in known.items() if code is None]
    found = [_language(iri, text) for text in said]
    if len(loose) == len(without) == 1:
        found[said.index(without[0])]["code"] = loose.pop()
    return found


def _language(iri: str, said: str) -> Json:
    """One language, with its words as they are where HSDS has them in parts."""
    row = language_of(iri, said)
    name, note = str(row["name"]), row.get("note")
    again = f"{name} ({note})" if note else name
    if again == said:
        return row
    return {**row, BEFORE: {"name": said, **({"note": None} if note else {})}}
