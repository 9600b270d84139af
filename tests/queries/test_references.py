"""A record is meant by its id, by source and id, or by its IRI."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import BadParameter
from graph.store import ReadableStore
from ontology.terms import DATA, code, nwd
from queries.header import Param
from queries.references import list_records
from queries.values import parse_value


def resolve(store: ReadableStore, kind: str, text: str) -> str:
    param = Param("x", kind, "a record")
    return parse_value(param, text, store=store, query="q", today=date(2026, 7, 1)).value


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("partner", "clinic", DATA + "river/partner/clinic"),
        ("partner", "river:wic", DATA + "river/partner/wic"),
        ("partner", "directory:wic", DATA + "directory/partner/wic"),
        ("partner", DATA + "river/partner/wic", DATA + "river/partner/wic"),
        ("partner", f"<{DATA}river/partner/wic>", DATA + "river/partner/wic"),
        ("need", "food", code("need", "food").value),
        ("need", "teaching", DATA + "river/need/teaching"),
        ("need", code("need", "food").value, code("need", "food").value),
        ("place", "everywhere", nwd("everywhere").value),
        ("segment", "all", nwd("allFamilies").value),
        ("pathway", "wic>stay", DATA + "river/referral-between/wic%3Estay"),
        ("source", "river", "https://w3id.org/nowrongdoor/graph/source/river"),
        ("stream", "levy", DATA + "river/funding-stream/levy"),
    ],
)
def test_found(river: ReadableStore, kind: str, text: str, expected: str) -> None:
    assert resolve(river, kind, text) == expected


def test_an_id_of_two_sources_is_ambiguous(river: ReadableStore) -> None:
    with pytest.raises(BadParameter) as caught:
        resolve(river, "partner", "wic")
    assert "it may be directory:wic, river:wic" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("partner", "clinik", "clinic (River Clinic)"),
        ("partner", "corner pantry", "pantry (Corner Pantry)"),
        ("partner", "river:nset", "nest (Nest Home Visiting)"),
        ("service", "clinic", "the id of a loaded service"),
        ("partner", DATA + "river/service/boxes", "the id of a loaded partner"),
        ("partner", "nowhere:clinic", "clinic (River Clinic)"),
        ("source", "rivver", "river (River community workbook)"),
    ],
)
def test_not_found_names_the_nearest(river: ReadableStore, kind: str, text: str, hint: str) -> None:
    with pytest.raises(BadParameter) as caught:
        resolve(river, kind, text)
    assert hint in str(caught.value)


def test_records_are_listed_by_name(river: ReadableStore) -> None:
    found = [(each.text, each.label) for each in list_records(river, "touchpoint")]
    assert found == [
        ("river:birth", "Hospital birth"),
        ("river:hotline", "Hotline call"),
        ("river:pantry-line", "Pantry line"),
        ("river:prenatal", "Prenatal visit"),
        ("river:wic-appt", "WIC appointment"),
    ]
    assert len(list_records(river, "need", limit=3)) == 3
