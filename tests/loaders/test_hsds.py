"""What the HSDS loader makes of forms and faults of exports; `data/hsds/tangled` has most."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of
from directories.tables import write_tables
from pyoxigraph import NamedNode

from graph.errors import SourceError
from loaders import hsds
from loaders.source import Listed, LoadContext
from ontology.terms import DATA

TANGLED = Path(__file__).parents[1] / "data" / "hsds" / "tangled"


@pytest.fixture(scope="module")
def tangled() -> Facts:
    return facts_of(TANGLED)


def write_json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def place(name: str, label: str, *, geoid: str | None = None, kind: str | None = None) -> Listed:
    iri = NamedNode(f"{DATA}places/place/{name}")
    return Listed(iri, "places", name, label=label, geoid=geoid, kind=kind)


def test_good_rows_load_whatever_the_others(tangled: Facts) -> None:
    assert tangled.count("Service") == 3
    assert tangled.count("Partner") == 5
    assert tangled.placeholders() == ["partner/gone", "partner/missing", "site/l9"]
    assert tangled.of("service/s1", "prefLabel") == ["Baby Café"]
    assert tangled.of("service/s1", "serviceStatus") == ["active"]
    assert tangled.of("service/s1", "language") == ["Spanish (limited)", "Urdu"]
    assert tangled.of("service/s1", "serviceAreaText") == ["Alder County"]
    assert tangled.of("service/s1", "waitDays") == ["14"]
    assert tangled.of("service/s1", "hoursText") == ["Mon-Tue 09:00-14:00"]
    assert tangled.of("service/s1", "eligibilityText") == ["Families with a baby"]
    assert tangled.of("site/l1", "addressRegion") == ["FL"]
    assert tangled.of("partner/o1", "description") == ["First line\nsecond line"]
    assert tangled.of("partner/o1", "telephone") == ["555 0101"]


def test_every_fault_is_told_where_it_is(tangled: Facts) -> None:
    codes = tangled.codes()
    assert codes["repeated-key"] == 2
    assert codes["blank-id"] == 2
    assert codes["dangling-reference"] == 4
    assert codes["extension-column"] == 2
    assert codes["unjoined-rows"] == 2
    assert codes["schema-row"] == codes["old-encoding"] == codes["ages-reversed"] == 1
    found = tangled.issue("unlisted-word")
    assert (found.file, found.sheet, found.row) == ("what_service.csv", "service", 3)
    assert (found.column, found.value, found.record) == ("status", "paused", "s2")
    repeated = [one for one in tangled.reading.issues if one.code == "repeated-key"]
    assert {(one.severity, one.row) for one in repeated} == {("error", 4), ("error", 5)}
    told = {one.value for one in tangled.reading.issues if one.code == "wrong-type"}
    assert told == {"0, 0", "never", "not an address", "soon"}


def test_no_person_is_loaded(tangled: Facts) -> None:
    said = " ".join(str(quad.object) for quad in tangled.quads)
    assert not any(word in said for word in ("Jane", "Roe", "0199"))
    assert tangled.issue("contacts-dropped").message.endswith("2 records")
    assert tangled.reading.details["contacts_dropped"] == 2


def test_a_confidential_location_is_marked(tangled: Facts) -> None:
    assert tangled.of("site/l2", "isConfidential") == ["true"]
    assert tangled.of("site/l1", "isConfidential") == []


def test_only_a_confirmation_counts_as_verified(tangled: Facts) -> None:
    assert tangled.of("service/s1", "verifiedOn") == ["2026-03-01"]
    assert tangled.of("service/s2", "verifiedOn") == []


def test_a_zip_a_prefix_and_a_folder_within_are_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in TANGLED.iterdir():
            archive.write(file, f"export/{file.name}")
    assert hsds.recognises(packed)
    assert facts_of(packed).quads == facts_of(TANGLED).quads
    outer = tmp_path / "outer"
    (outer / "export").mkdir(parents=True)
    for file in TANGLED.iterdir():
        (outer / "export" / file.name).write_bytes(file.read_bytes())
    assert facts_of(outer).quads == facts_of(TANGLED).quads


def test_a_data_package_names_the_tables(tmp_path: Path) -> None:
    folder = write_tables(tmp_path / "p", a="id,name\no1,One\n", b="id,organization_id\ns1,o1\n")
    resources = [{"name": "organization", "path": "a.csv"}, {"name": "service", "path": "b.csv"}]
    write_json(folder / "datapackage.json", {"resources": resources})
    facts = facts_of(folder / "datapackage.json")
    assert facts.of("service/s1", "providedBy") == ["partner/o1"]


@pytest.mark.parametrize(
    "root",
    [
        {"id": "s1", "name": "A", "status": "active", "organization": {"id": "o1", "name": "O"}},
        [{"id": "s1", "name": "A", "organization": {"id": "o1", "name": "O"}}],
        {"contents": [{"id": "s1", "name": "A", "organization": {"id": "o1", "name": "O"}}]},
        {"content": [{"id": "s1", "name": "A", "organization": {"id": "o1", "name": "O"}}]},
        {"organizations": [{"id": "o1", "name": "O", "services": [{"id": "s1", "name": "A"}]}]},
        {"organization": {"id": "o1", "name": "O"}, "services": [{"id": "s1", "name": "A"}]},
        {"data": {"organization": {"id": "o1", "name": "O"}, "services": [{"id": "s1"}]}},
        {"id": "o1", "name": "O", "website": "x", "services": [{"id": "s1", "name": "A"}]},
        {"organizations.csv": [{"id": "o1"}], "services.csv": [{"id": "s1"}]},
        [{"organization": {"id": "o1", "name": "O"}, "services": [{"id": "s1", "name": "A"}]}],
    ],
)
def test_roots(tmp_path: Path, root: object) -> None:
    facts = facts_of(write_json(tmp_path / "x.json", root))
    assert facts.of("service/s1", "providedBy") == ["partner/o1"]


def test_a_service_at_a_location_ties_the_three(tmp_path: Path) -> None:
    root = {
        "id": "x",
        "service": {"id": "s1", "name": "A", "organization": {"id": "o1", "name": "O"}},
        "location": {"id": "l1", "name": "L", "location_type": "physical"},
        "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "08:00", "closes_at": "9:30"}],
    }
    facts = facts_of(write_json(tmp_path / "service_at_location.json", root))
    assert facts.of("service/s1", "atSite") == ["site/l1"]
    assert facts.of("service/s1", "hoursText") == ["Mon 08:00-09:30"]
    assert facts.of("site/l1", "siteOf") == ["partner/o1"]


def test_ndjson_keeps_good_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    good = '{"id": "s%d", "name": "A", "organization": {"id": "o1", "name": "O"}}'
    path.write_text(f"{good % 1}\n{{broken\n\n{good % 2}\n", encoding="utf-8")
    facts = facts_of(path)
    assert facts.count("Service") == 2
    assert facts.count("Partner") == 1
    issue = facts.issue("not-json")
    assert (issue.severity, issue.row) == ("error", 2)


def test_ids_of_one_line_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    services = '"services": [{"id": "svc_1", "name": "P"}]'
    line = '{"organization": {"id": "org_1", "name": "%s"}, ' + services + "}"
    path.write_text("\n".join([line % "North", line % "South", line % "North"]), encoding="utf-8")
    facts = facts_of(path)
    assert facts.count("Partner") == 2
    assert facts.of("service/svc_1~2", "providedBy") == ["partner/org_1~2"]
    assert facts.issue("id-of-one-document").row == 2


def test_version_2_links_and_schedule_rules(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path / "v2",
        organizations="id,name,url\no1,One,http://x.example\n",
        services="id,organization_id,name,status\ns1,o1,A,temporarily closed\n",
        taxonomy_terms="id,term,parent_id,taxonomy\nt1,Food,,Own\nt2,Pantry,t1,Own\n",
        service_attributes="id,service_id,taxonomy_term_id\na1,s1,t2\n",
        other_attributes="id,link_id,link_type,taxonomy_term_id\na2,s1,service_eligibility,t1\n",
        schedules="id,service_id,freq,byday,opens_at,closes_at\nx,s1,MONTHLY,1MO,10:00,12:00\n",
        languages="id,service_id,language\n,s1,Hmong\n,s1,French\n",
    )
    facts = facts_of(folder)
    assert facts.of("service/s1", "classifiedAs") == ["term/t2"]
    assert facts.of("service/s1", "eligibilityText") == ["Food"]
    assert facts.of("service/s1", "hoursText") == ["1st Mon 10:00-12:00"]
    assert facts.of("service/s1", "serviceStatus") == ["temporarily-closed"]
    assert facts.of("service/s1", "language") == ["French", "Hmong"]
    assert facts.of("term/t2", "broader") == ["term/t1"]
    assert facts.of("term/t2", "vocabulary") == ["Own"]
    assert facts.of("partner/o1", "url") == ["http://x.example"]


def test_areas_match_exactly_one_known_place(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path / "areas",
        organizations="id,name\no1,One\n",
        services="id,organization_id,name\ns1,o1,A\n",
        locations="id,organization_id,name\nl1,o1,L\n",
        addresses="id,location_id,address_1,city\n,l1,1 Elm,Alder\n",
        service_areas=(
            "id,service_id,name,uri\n,s1,ALDER county,\n,s1,Elsewhere,https://x.example/geo/41003\n"
            ",s1,Twin,\n,s1,Everywhere we can,\n"
        ),
    )
    places = [
        place("alder", "Alder County", kind="county"),
        place("alder-town", "Alder", kind="city"),
        place("oak", "Oak County", geoid="41003", kind="county"),
        place("twin-1", "Twin"),
        place("twin-2", "Twin"),
    ]
    facts = facts_of(folder, listed=[("Place", one) for one in places])
    assert facts.of("service/s1", "servesArea") == ["alder", "oak"]
    assert len(facts.of("service/s1", "serviceAreaText")) == 4
    assert facts.of("site/l1", "inPlace") == ["alder-town"]


@pytest.mark.parametrize(
    ("least", "most", "first", "past"),
    [
        ("0", "3", "0", "1461"),
        ("0.5", "2.99", "182", "1093"),
        ("18", "", None, None),
        ("6", "", "2191", None),
        ("60", "", "21915", None),
        ("", "5", None, "2191"),
        ("0", "999", None, None),
        ("-0.75", "0", "-274", "365"),
        ("old", "-5", None, None),
    ],
)
def test_ages(tmp_path: Path, least: str, most: str, first: str | None, past: str | None) -> None:
    rows = f"id,organization_id,name,minimum_age,maximum_age\ns1,o1,A,{least},{most}\n"
    folder = write_tables(tmp_path / "ages", organizations="id,name\no1,One\n", services=rows)
    facts = facts_of(folder)
    assert facts.of("service/s1", "fromDay") == ([first] if first else [])
    assert facts.of("service/s1", "toDay") == ([past] if past else [])
    assert facts.of("service/s1", "rawMinimumAge") == ([least] if least else [])


def test_capacity_adds_up_within_one_unit(tmp_path: Path) -> None:
    folder = write_tables(
        tmp_path / "capacity",
        organizations="id,name\no1,One\n",
        services="id,organization_id,name\ns1,o1,A\n",
        units="id,name\nu1,Slots\nu2,Beds\n",
        service_capacity=(
            "id,service_id,unit_id,available,maximum\n,s1,u1,1,4\n,s1,u1,2,6\n,s1,u2,9,9\n"
        ),
    )
    facts = facts_of(folder)
    assert facts.of("service/s1", "slotsTotal") == ["10"]
    assert facts.of("service/s1", "slotsAvailable") == ["3"]
    assert facts.codes()["several-units"] == 1


def test_all_keys_dangling_keeps_every_service(tmp_path: Path) -> None:
    services = "id,organization_id,name\n" + "".join(f"s{n},x{n},S{n}\n" for n in range(50))
    folder = write_tables(tmp_path / "d", organizations="id,name\n1,One\n", services=services)
    facts = facts_of(folder)
    assert facts.count("Service") == 50
    assert len(facts.placeholders()) == 50
    assert facts.codes()["dangling-reference"] == 50


def test_a_service_without_any_organization_gets_its_own_placeholder(tmp_path: Path) -> None:
    path = write_json(
        tmp_path / "services.json", [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    )
    facts = facts_of(path)
    assert facts.placeholders() == ["partner/provider-of-a", "partner/provider-of-b"]


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    assert facts_of(TANGLED).quads == facts_of(TANGLED).quads


@pytest.mark.parametrize("name", ["services.csv", "places.csv"])
def test_a_workbook_folder_is_not_hsds(tmp_path: Path, name: str) -> None:
    folder = write_tables(tmp_path / "w", partners="id,name\n", services="id,name,partner\n")
    assert not hsds.recognises(folder)
    assert not hsds.recognises(folder / name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("services.csv", b""),
        ("services.csv", b"\x00\x01\x02" * 100),
        ("services.csv", b"<html><body>not found</body></html>"),
        ("services.csv", b"\n\n\n"),
        ("services.json", b'{"id": "s1", "name": '),
        ("services.json", b"<!doctype html><p>login"),
        ("services.json", b"[" * 1000 + b"]" * 1000),
        ("services.json", b'{"organization":' * 1000 + b"1" + b"}" * 1000),
        ("services.json", b"[" * 200_000),
        ("services.json", b"[]"),
        ("services.json", b"null"),
        ("services.json", b"42"),
        ("services.json", b"9" * 10_000),
        ("services.ndjson", b"nonsense\n{{\n"),
        ("services.json", b'{"contents": [], "total_items": 0}'),
    ],
)
def test_what_is_no_directory_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    hsds.recognises(path)
    with pytest.raises(SourceError) as caught:
        hsds.read(path, LoadContext(source="t"))
    assert "\n" not in str(caught.value)
    assert str(caught.value).count(str(path)) == 1


def test_truncated_json_says_the_line(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    path.write_text('[\n {"id": "s1",\n  "name": "A', encoding="utf-8")
    with pytest.raises(SourceError, match="row 3"):
        hsds.read(path, LoadContext(source="t"))


def test_repeated_json_keys_keep_the_first(tmp_path: Path) -> None:
    path = tmp_path / "services.json"
    path.write_text('[{"id": "s1", "name": "First", "name": "Second", "status": "active"}]')
    facts = facts_of(path)
    assert facts.of("service/s1", "prefLabel") == ["First"]
    assert facts.codes()["repeated-json-key"] == 1


def test_an_unclosed_quote_is_told(tmp_path: Path) -> None:
    rows = 'id,organization_id,name\ns1,o1,"cut off\n'
    folder = write_tables(tmp_path / "q", organizations="id,name\no1,One\n", services=rows)
    assert facts_of(folder).codes()["unclosed-quote"] == 1


def test_a_long_cell_is_read(tmp_path: Path) -> None:
    rows = f"id,organization_id,name,description\ns1,o1,A,{'x' * 300_000}\n"
    folder = write_tables(tmp_path / "q", organizations="id,name\no1,One\n", services=rows)
    assert len(facts_of(folder).of("service/s1", "description")[0]) == 300_000


def test_open_referral_uk_1(tmp_path: Path) -> None:
    service = {
        "id": "s1",
        "name": "Stay and play",
        "status": "active",
        "organization": {"id": "o1", "name": "O", "url": "http://o.example"},
        "service_at_locations": [
            {
                "id": "x1",
                "location": {
                    "id": "l1",
                    "name": "Hall",
                    "physical_addresses": [{"id": "a1", "address_1": "1 High St", "city": "Ely"}],
                },
                "regular_schedules": [
                    {"id": "r1", "weekday": "Tuesday", "opens_at": "10:00", "closes_at": "11:30"}
                ],
            }
        ],
        "service_areas": [{"id": "g1", "service_area": "East Cambridgeshire"}],
        "service_taxonomys": [
            {"id": "y1", "taxonomy": {"id": "t1", "name": "Play", "vocabulary": "esdServices"}}
        ],
        "eligibilitys": [{"id": "e1", "eligibility": "Under fives", "maximum_age": 5}],
        "cost_options": [{"id": "c1", "option": "Child", "amount": 2.5}],
        "languages": [{"id": "g", "language": "Polish"}],
        "fundings": [{"id": "f1", "source": "Council"}],
    }
    page = {"totalElements": 1, "totalPages": 1, "number": 1, "content": [service]}
    facts = facts_of(write_json(tmp_path / "page.json", page))
    assert facts.of("service/s1", "atSite") == ["site/l1"]
    assert facts.of("site/l1", "streetAddress") == ["1 High St"]
    assert facts.of("service/s1", "hoursText") == ["Tue 10:00-11:30"]
    assert facts.of("service/s1", "serviceAreaText") == ["East Cambridgeshire"]
    assert facts.of("service/s1", "classifiedAs") == ["term/t1"]
    assert facts.of("term/t1", "vocabulary") == ["esdServices"]
    assert facts.of("service/s1", "eligibilityText") == ["Under fives"]
    assert facts.of("service/s1", "cost") == ["Child: 2.5"]
    assert facts.of("service/s1", "language") == ["Polish"]
    assert facts.of("service/s1", "fundingText") == ["Council"]
    assert facts.of("partner/o1", "url") == ["http://o.example"]
    assert set(facts.codes()) <= {"no-name"}
