"""The fields and detail rows that a directory states, read back as HSDS has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from loaders.hsds.fields import DETAIL, DETAILS, TEXTS
from ontology.terms import nwd
from service.facts import Facts
from service.hsds.ids import made_id
from service.hsds.steps import BEFORE

Json = dict[str, Any]

SCHEDULE = nwd("hasSchedule").value
LINKS = (*(detail.link.value for detail in DETAILS), SCHEDULE, nwd("statesArea").value)
"""Properties that lead from a record to its details."""


def read_details(facts: Facts, iris: Iterable[str]) -> None:
    """Read the details of records that are read."""
    facts.read(node for iri in iris for link in LINKS for node in facts.links(iri, link))


def forget_details(facts: Facts, iris: Iterable[str]) -> None:
    """Give up what was read of the details of these records."""
    facts.forget([node for iri in iris for link in LINKS for node in facts.links(iri, link)])


def texts_of(facts: Facts, iri: str, table: str, *columns: str) -> Json:
    """The fields that are kept as they are; several names are parted by semicolons."""
    found = {}
    for column in columns:
        predicate, form = TEXTS[table][column]
        said = facts.texts(iri, predicate.value)
        if said:
            found[column] = "; ".join(said) if form == "names" else said[0]
    return found


def rows_of(facts: Facts, iri: str, table: str) -> list[Json]:
    """The detail rows of a record, in the order of their ids."""
    return sorted(_rows(facts, iri, table), key=lambda row: str(row["id"]))


def _rows(facts: Facts, iri: str, table: str) -> Iterator[Json]:
    detail = DETAIL[table]
    for node in facts.links(iri, detail.link.value):
        said = {
            column: text
            for column, predicate in detail.fields.items()
            if (text := facts.text(node, predicate.value)) is not None
        }
        if said:
            yield {"id": made_id(iri, table, node), **said}


def identifiers_of(facts: Facts, iri: str) -> list[Json]:
    """HSDS organization identifiers; a type that is not known is the scheme, else a word."""
    rows = rows_of(facts, iri, "organization_identifier")
    for row in rows:
        if "identifier_type" not in row:
            row["identifier_type"] = row.get("identifier_scheme", UNTYPED)
            row[BEFORE] = {"identifier_type": None}
    return rows


UNTYPED = "Identifier"
"""Type of an identifier of which none is known, since HSDS requires one."""


def attribute_terms(facts: Facts, iri: str) -> Iterator[tuple[Json, str]]:
    """(value, label and kind of link, term) of what a record has by a term with more to say."""
    detail = DETAIL["attribute"]
    for node in facts.links(iri, detail.link.value):
        term = facts.link(node, nwd("classifiedAs").value)
        if term:
            said = {
                column: text
                for column, predicate in detail.fields.items()
                if (text := facts.text(node, predicate.value)) is not None
            }
            yield {"id": made_id(iri, "attribute", node), **said}, term
