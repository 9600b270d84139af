"""The definition of the tables: it agrees with the vocabulary, the code lists and the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from loaders.shipped import read_shipped
from loaders.workbook.definition import group_files, parse_definition, read_definition
from loaders.workbook.document import render_tables_page
from ontology.files import read_ontology
from ontology.terms import NWD

DEFINITION = read_definition()
ROOT = Path(__file__).parents[2]


def test_the_tables_and_columns() -> None:
    community = DEFINITION.groups[0]
    columns = {table.name: [column.name for column in table.columns] for table in community.tables}
    assert community.name == "community"
    assert list(columns) == [
        "places", "partners", "sites", "needs", "segments", "services", "touchpoints", "doors",
        "referrals", "referral_volumes", "completeness", "requirements", "funding_streams",
        "allocations",
    ]  # fmt: skip
    assert columns["doors"] == ["touchpoint", "at", "places", "status", "verified_on"]
    assert sum(map(len, columns.values())) == 115


def test_every_term_of_ours_is_in_the_vocabulary() -> None:
    known = {quad.subject.value for quad in read_ontology() if isinstance(quad.subject, NamedNode)}
    used = {table.type for table in DEFINITION.tables}
    for table in DEFINITION.tables:
        for column in table.columns:
            used |= {column.predicate, *column.reserved.values()}
            used |= {column.suppressed} if column.suppressed else set()
    assert {iri for iri in used if iri.startswith(NWD)} <= known


def test_every_list_ships_and_holds_the_words_it_falls_back_to() -> None:
    lists = read_shipped().code_lists
    for table in DEFINITION.tables:
        assert table.shipped_as is None or table.shipped_as in lists
        for column in table.columns:
            for scheme in (column.codes, column.suggests):
                assert scheme is None or scheme in lists
            if column.codes and column.unlisted not in (None, "leave-out"):
                assert column.unlisted in lists[column.codes].labels


def test_life_stages_are_those_of_the_day_axis() -> None:
    assert read_shipped().stages == {
        "prenatal": (-280, 0),
        "newborn": (0, 28),
        "infant": (28, 365),
        "toddler": (365, 730),
        "preschool": (730, 1826),
    }


def test_the_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert page == render_tables_page(), "write it again with write_tables_page"


def test_no_two_tables_share_a_name_or_a_kind() -> None:
    names = [table.name for table in DEFINITION.tables]
    kinds = [table.naming.kind for table in DEFINITION.tables]
    assert len(set(names)) == len(names)
    assert len(set(kinds)) == len(kinds)


def load_definition() -> dict[str, dict[str, Any]]:
    return {name: json.loads(file.read_text("utf-8")) for name, file in group_files().items()}


def test_annotations_are_known() -> None:
    """A misspelled annotation would be left out of account in silence."""
    tables = {"noun", "idSpace", "acyclic", "shippedAs", "ordered", "aboutWhenBlank"}
    columns = {"codes", "unlisted", "absent", "refersTo", "reserved", "orNamed", "age"}
    columns |= {"suppressed", "whenBlank", "suggests", "example", "finding"}
    for table in (table for group in load_definition().values() for table in group["tables"]):
        assert {key[3:] for key in table if key.startswith("wb:")} <= tables | {"keyWhenBlank"}
        for column in table["tableSchema"]["columns"]:
            assert {key[3:] for key in column if key.startswith("wb:")} <= columns


@pytest.mark.parametrize("change", ["key", "reference"])
def test_a_definition_that_contradicts_itself_is_refused(change: str) -> None:
    document = load_definition()
    schema = document["community"]["tables"][0]["tableSchema"]
    if change == "key":
        schema["primaryKey"] = ["name_of_nothing"]
    else:
        schema["columns"][3]["wb:refersTo"] = ["nothing"]
    with pytest.raises(ValueError, match=r"name_of_nothing|refers to unknown"):
        parse_definition(document)
