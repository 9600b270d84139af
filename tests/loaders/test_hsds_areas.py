"""Service areas: matched only with one known place for certain, and listed where they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from directories.facts_of import Facts, facts_of
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from loaders.hsds.parts.areas import read_area
from loaders.hsds.parts.areas_in_words import Around, match_text
from loaders.hsds.parts.extents import MAX_CHARACTERS, read_extent
from loaders.hsds.parts.places import Places
from loaders.source import Listed, LoadContext
from ontology.terms import DATA

IN_OREGON = Around(frozenset({"OR"}), frozenset({"Linn"}))


def place(
    name: str, label: str, kind: str, *, geoid: str | None = None, part_of: str | None = None
) -> Listed:
    return Listed(
        NamedNode(f"{DATA}places/place/{name}"),
        "places",
        name,
        label=label,
        geoid=geoid,
        kind=kind,
        part_of=(NamedNode(f"{DATA}places/place/{part_of}"),) if part_of else (),
    )


KNOWN = [
    place("oregon", "Oregon", "state"),
    place("linn", "Linn County", "county", part_of="oregon"),
    place("benton", "Benton County", "county", geoid="0500000US41003"),
    place("albany", "Albany", "city", part_of="linn"),
    place("tract", "Tract 206", "tract", geoid="41043020600", part_of="linn"),
    place("z97321", "97321", "postal-area", part_of="linn"),
    place("bristol", "Bristol", "city", geoid="E06000023", part_of="linn"),
    place("autauga", "Autauga County", "county", geoid="01001"),
]
PLACES = Places(
    LoadContext(source="t", listed=lambda kind: [one for one in KNOWN if kind == "Place"])
)


def names(found: list[NamedNode] | tuple[NamedNode, ...]) -> list[str]:
    return [one.value.rpartition("/")[2] for one in found]


@pytest.mark.parametrize(
    ("said", "found", "left"),
    [
        ("LINN  county", ["linn"], []),
        ("Linn County, OR", ["linn"], []),
        ("Linn County, Oregon", ["linn"], []),
        ("Linn County, KS", [], ["Linn County, KS"]),
        ("Linn County, or", [], ["Linn County, or"]),
        ("Benton County, OR", ["benton"], []),  # its GEOID says Oregon
        ("Albany, OR", ["albany"], []),
        ("Albany, NY", [], ["Albany, NY"]),
        ("County of Linn", ["linn"], []),
        ("City of Albany", ["albany"], []),
        ("Oregon", ["oregon"], []),
        ("OR", ["oregon"], []),
        ("US-OR", ["oregon"], []),
        ("Statewide", ["oregon"], []),
        ("countywide", ["linn"], []),
        ("All of Linn and Benton Counties", ["linn", "benton"], []),
        ("Linn, Benton, and Lane counties", ["linn", "benton"], ["Lane County"]),
        ("Linn & Benton Counties, OR", ["linn", "benton"], []),
        ("Linn County, Benton County", ["linn", "benton"], []),
        ("Linn County; Elsewhere", ["linn"], ["Elsewhere"]),
        ("Linn County, north of Highway 20", [], ["Linn County, north of Highway 20"]),
        ("Parts of Linn County", [], ["Parts of Linn County"]),
        ("parts of Linn and Benton counties", [], ["parts of Linn and Benton counties"]),
        ("Linn County except Albany", [], ["Linn County except Albany"]),
        ("Greater Albany area", [], ["Greater Albany area"]),
        ("surrounding counties", [], ["surrounding counties"]),
        ("Nationwide", [], ["Nationwide"]),
        ("97321", ["z97321"], []),
        ("97321-1234", ["z97321"], []),
        ("41003", ["benton"], []),
        ("41043", [], ["41043"]),
        ("0500000US41003", ["benton"], []),
        ("1400000US41043020600", ["tract"], []),
        ("8600000US97321", ["z97321"], []),
        ("8600000US41003", [], ["8600000US41003"]),
        ("E06000023", ["bristol"], []),
    ],
)
def test_texts(said: str, found: list[str], left: list[str]) -> None:
    places, unmatched = match_text(said, PLACES, IN_OREGON)
    assert (names(places), unmatched) == (found, left)


def test_words_that_need_the_sites_and_codes_of_other_states() -> None:
    for said in ("Statewide", "countywide"):
        assert match_text(said, PLACES) == ([], [said])
        both = Around(frozenset({"OR", "WA"}), frozenset({"Linn", "Clark"}))
        assert match_text(said, PLACES, both) == ([], [said])
    # A county's GEOID may be a postal code of Kentucky.
    assert match_text("41003", PLACES, Around(frozenset({"KY"}))) == ([], ["41003"])


@pytest.mark.parametrize(
    ("row", "found", "left"),
    [
        ({"name": "Somewhere", "code": "41003"}, ["benton"], []),
        ({"name": "Somewhere", "code": "1001"}, ["autauga"], []),  # a spreadsheet's lost nought
        ({"name": "Somewhere", "uri": "https://x.example/geo/41043020600"}, ["tract"], []),
        ({"county": "Linn;Lane", "state_province": "OR"}, ["linn"], ["Lane County, OR"]),
        ({"county": "Linn", "state_province": "KS"}, [], ["Linn County, KS"]),
        ({"county": "Linn"}, ["linn"], []),
        ({"city": "Albany", "state_province": "OR"}, ["albany"], []),
        ({"postal_code": "97321, 41003"}, ["z97321"], ["41003"]),
        ({"state_province": "OR"}, ["oregon"], []),
        ({"state_province": "WA"}, [], ["WA"]),
        ({"name": '[{"scope":"county","name":"Linn","state":"OR"}, "Albany"]'},
         ["linn", "albany"], []),
        ({"name": '[{"scope":"county","name":"Kent"}]'}, [], ["Kent County"]),
        ({"name": {"type": "zip_code", "name": "97321"}}, ["z97321"], []),
    ],
)  # fmt: skip
def test_rows(row: dict[str, Any], found: list[str], left: list[str]) -> None:
    area = read_area(row, PLACES, IN_OREGON)
    assert (names(area.places), list(area.unmatched)) == (found, left)


SQUARE = {"type": "Polygon", "coordinates": [[[-123, 44], [-122, 44], [-122, 45], [-123, 44]]]}


def feature(**properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": SQUARE}


@pytest.mark.parametrize(
    ("extent", "found"),
    [
        (feature(GEOID="41003", NAME="Anything"), ["benton"]),
        (feature(NAMELSAD="Linn County"), ["linn"]),
        ({"type": "FeatureCollection",
          "features": [feature(GEO_ID="0500000US41003"), feature(name="Albany")]},
         ["benton", "albany"]),
        ({"type": "FeatureCollection", "features": [feature(GEOID="41003"), feature(name="?")]},
         []),
        (SQUARE, []),  # never by its shape
        ({"type": "Topology", "objects": {"o": {"geometries": [
            {"type": "Polygon", "arcs": [], "properties": {"GEOID": "41003"}}]}}}, ["benton"]),
    ],
)  # fmt: skip
def test_extents_match_by_what_they_say_of_themselves(
    extent: dict[str, Any], found: list[str]
) -> None:
    for given_as in (extent, json.dumps(extent)):
        assert names(read_area({"extent": given_as}, PLACES).places) == found


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('{"type": "Circle", "coordinates": [1, 2]}', "no type of GeoJSON"),
        ('{"type": "Point", "coordinates": [200, 2]}', "no coordinates"),
        ('{"type": "Feature", "geometry": {"type": "Point"}}', "no coordinates"),
        ('{"type": "Feature", "geometry": null, "properties": {"a": NaN}}', "no JSON"),
        ("[" * 5000 + "]" * 5000, None),
        ("{" * 5000, None),
        ('{"type": "Polygon", "coordinates": ' + "[" * 100 + "]" * 100 + "}", "no coordinates"),
        ("x" * (MAX_CHARACTERS + 1), f"an extent of {MAX_CHARACTERS + 1:,} characters"),
    ],
)
def test_what_is_no_geometry_is_told_or_kept_as_words(said: str, problem: str | None) -> None:
    found = read_extent(said)
    assert found.geojson is None
    assert (found.problem or "").startswith(problem or "")
    assert (problem is None) == (found.problem is None)


@given(
    st.recursive(
        st.none() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "coordinates", "features", "geometry", "properties"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_any_extent_is_read(value: Any) -> None:
    read_area({"extent": value, "name": value}, PLACES)


def load(folder: Path, areas: str) -> Facts:
    for name, rows in {
        "organizations": "id,name\no1,One\n",
        "services": "id,organization_id,name\ns1,o1,A\n",
        "service_areas": "id,service_id,name,code,extent,extent_type,uri\n" + areas,
    }.items():
        (folder / f"{name}.csv").write_text(rows)
    return facts_of(folder, listed=[("Place", one) for one in KNOWN])


def test_what_an_area_states_stays_beside_what_it_matches(tmp_path: Path) -> None:
    shape = json.dumps(feature(GEOID="41003")).replace('"', '""')
    areas = (
        f'1,s1,Valley,,"{shape}",geojson,https://x.example/valley\n'
        "2,s1,Ten miles around,X9,By car,text,\n"
    )
    facts = load(tmp_path, areas)
    assert facts.of("service/s1", "servesArea") == ["benton"]
    assert facts.of("service/s1", "serviceAreaText") == ["Ten miles around", "Valley"]
    nodes = facts.of("service/s1", "statesArea")
    said = {facts.of(node, "prefLabel")[0]: node for node in nodes}
    valley, miles = said["Valley"], said["Ten miles around"]
    assert json.loads(facts.of(valley, "asGeoJSON")[0]) == feature(GEOID="41003")
    assert facts.of(valley, "matchedPlace") == ["benton"]
    assert facts.of(valley, "url") == ["https://x.example/valley"]
    assert facts.of(miles, "areaCode") == ["X9"]
    assert facts.of(miles, "extentText") == ["By car"]
    assert facts.of(miles, "unmatchedArea") == ["Ten miles around"]


@pytest.mark.parametrize(
    ("areas", "incomplete"),
    [
        ("1,s1,Linn County,,,,\n", []),
        ("1,s1,Linn County,,,,\n2,s1,Ten miles around,,,,\n", ["true"]),
        ("1,s1,Ten miles around,,,,\n", []),  # then none is stated at all
        # Every known place lies in a county, so another county holds none of them.
        ("1,s1,Linn and Lane Counties,,,,\n", []),
        ("1,s1,Linn and Bentom Counties,,,,\n", ["true"]),  # Benton, spelt wrong?
    ],
)
def test_areas_beside_the_known_ones_leave_the_rest_open(
    tmp_path: Path, areas: str, incomplete: list[str]
) -> None:
    assert load(tmp_path, areas).of("service/s1", "isAreaIncomplete") == incomplete
