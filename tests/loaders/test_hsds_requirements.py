"""Each requirement that real exports and the versions of HSDS put on the loader, and its test.

Quality problems of real exports

| problem | test |
|---|---|
| keys that dangle: of services, locations, links, terms | test_every_kind_of_key_may_dangle |
| all keys of one kind dangle | test_all_organizations_renumbered |
| blank ids of detail tables; ids that repeat; pairs that repeat | test_blank_and_repeated_ids |
| ids that are no UUIDs | test_ids_of_any_form |
| columns that are filled in no row | test_columns_that_lie |
| an organization is a copy of its service | test_an_organization_that_is_its_service |
| one location for each service at one address | test_services_at_one_address_stay_apart |
| no coordinates for half of the locations | test_locations_without_coordinates |
| service names that repeat | test_names_that_repeat |
| made-up records under a public label | no rule can tell; the licence and title are the user's |
| languages, states, countries, hours, ages in words | test_words_where_codes_are_expected |
| literal `\\n`, marks of editors | test_marks_and_line_ends_in_texts |
| JSON inside cells | test_json_inside_cells |
| a row below the header that states types | test_a_schema_row |
| cp1252, MacRoman, byte order marks, stated character sets | test_encodings |
| comma lists as keys | test_lists_of_keys |
| file names | test_file_names |
| versions mixed, titles in words, columns of the publisher | test_mixed_versions |
| separate tables of agencies, sites, programs | test_hsds_dialects.py |
| JSON of a language model | test_hsds_samples.test_scraped_documents_with_ids_of_their_own |
| funding as words, areas as county names | test_funding_and_areas_in_words |
| content for the first 1000 days by name only | test_crosswalk*.py |
| three directories of one county | tests of loaders/matching |

Differences between the versions

| version | test |
|---|---|
| 1.0: fee, payment, interpretation tables; services under locations | test_version_1_0 |
| 1.1: taxonomy, schedules, eligibility, accessibility | test_version_1_1 |
| 2.0: attributes, RRULE schedules, term and taxonomy as text | test_version_2_0 |
| 3.0: renamed columns and files | test_version_3_0 |
| 3.1, 3.2: url, unit, capacity, labels, areas at a site | test_version_3_1 |
| Open Referral UK 1: its pages and link tables | test_open_referral_uk_1_pages |
| Open Referral UK 3: pages | test_hsds_samples.test_pages_that_repeat_one_service |
| Ohana | test_hsds_samples.test_ohana |
| AIRS, iCarol | test_hsds_dialects.py |
| pages of 3.x in one file and in several files of a folder | test_pages_of_a_folder |
| nested JSON, `organizations` roots, bare lists | test_hsds.test_roots |
| ndjson | test_hsds.test_ndjson_keeps_good_lines |
| zip, folder, data package | test_hsds.test_a_zip_a_prefix_and_a_folder_within_are_the_same |

Traps

| trap | test |
|---|---|
| `fundings`, `accessibilitys`, `addresss` | test_plurals_of_the_schema |
| more available than the maximum | test_version_3_1 |
| a tag v1.1 that holds the tables of 2.0 | test_version_2_0: the columns tell, not the version |
| nulls | test_nulls_are_blanks |
| eligibility as text, ages and attributes | test_version_2_0, test_version_3_0 |
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of, local, shared, short
from directories.tables import write_tables

from loaders.quality.columns import by_table, fill_columns

ORGANIZATION = "id,name\no1,One\n"
SERVICE = "id,organization_id,name\ns1,o1,A\n"
LOCATION = "id,organization_id,name\nl1,o1,Hall\n"


def of_tables(folder: Path, **tables: str) -> Facts:
    given = {"organizations": ORGANIZATION, "services": SERVICE, "locations": LOCATION}
    return facts_of(write_tables(folder, **{**given, **tables}))


def of_json(path: Path, root: object) -> Facts:
    path.write_text(json.dumps(root), encoding="utf-8")
    return facts_of(path)


# Quality problems.


def test_every_kind_of_key_may_dangle(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        services="id,organization_id,name\ns1,gone,A\n",
        locations="id,organization_id,name\nl1,lost,Hall\n",
        services_at_location="id,service_id,location_id\n1,s1,l1\n2,s9,l1\n3,s1,l9\n",
        taxonomy_terms="id,name,parent_id\nt1,T,t9\n",
        attributes="id,link_id,link_entity,taxonomy_term_id\n1,s1,service,t9\n2,s8,service,t1\n",
    )
    assert facts.of("service/s1", "providedBy") == ["partner/gone"]
    assert facts.of("site/l1", "siteOf") == ["partner/lost"]
    assert "site/l1" in facts.of("service/s1", "atSite")
    assert {"partner/gone", "partner/lost"} <= set(facts.placeholders())
    told = {one.value for one in facts.reading.issues if one.code == "dangling-reference"}
    assert {"gone", "lost", "s9", "l9", "t9"} <= told
    assert facts.codes()["unjoined-rows"] == 1


def test_all_organizations_renumbered(tmp_path: Path) -> None:
    rows = "".join(f"s{n},old-{n},S{n}\n" for n in range(200))
    facts = of_tables(tmp_path / "d", services=f"id,organization_id,name\n{rows}")
    assert facts.count("Service") == 200
    assert facts.codes()["dangling-reference"] == 200


def test_blank_and_repeated_ids(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        eligibility="id,service_id,eligibility\n,,Adults\n,s1,Parents\n",
        regular_schedules="id,service_id,weekday,opens_at,closes_at\n,s1,1,9:00,10:00\n",
        languages="id,service_id,language\n1,s1,Spanish\n1,s1,Urdu\n",
        taxonomy="id,name\nt1,Food\nt1,Food\nt1,Other\n",
        services_taxonomy="id,service_id,taxonomy_id\n1,s1,t1\n2,s1,t1\n",
    )
    assert facts.of("service/s1", "eligibilityText") == ["Parents"]
    assert facts.codes()["unjoined-rows"] == 1
    assert facts.of("service/s1", "hoursText") == ["Mon 09:00-10:00"]
    assert facts.of("service/s1", "language") == ["Spanish", "Urdu"]
    assert facts.codes()["repeated-key"] == 2
    assert facts.of("service/s1", "classifiedAs") == ["term/t1"]


def test_ids_of_any_form(tmp_path: Path) -> None:
    ids = ["1", "org_1", "A/B #2", "ünï", "9b2f1a1e-0000-4000-8000-000000000000"]
    rows = "".join(f"{one},Name {one}\n" for one in ids)
    facts = of_tables(tmp_path / "d", organizations=f"id,name\n{rows}o1,One\n")
    assert facts.count("Partner") == len(ids) + 1


def test_columns_that_lie(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        services="id,organization_id,name,status,email,fees\ns1,o1,A,,,\ns2,o1,B,,,\n",
    )
    found = {
        (one.table, one.column): one.filled
        for one in fill_columns(by_table(facts.reading.records), facts.reading.details["unread"])
        if one.table == "service"
    }
    assert found["service", "status"] == found["service", "email"] == 0
    assert found["service", "name"] == 2


def test_an_organization_that_is_its_service(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        organizations="id,name,description\no1,Food Bank,Food\n",
        services="id,organization_id,name,description\ns1,o1,Food Bank,Food\n",
    )
    assert (facts.count("Partner"), facts.count("Service")) == (1, 1)
    assert facts.of("service/s1", "providedBy") == ["partner/o1"]


def test_services_at_one_address_stay_apart(tmp_path: Path) -> None:
    """Co-location is not identity: each keeps its own site."""
    facts = of_tables(
        tmp_path / "d",
        organizations="id,name\no1,One\no2,Two\n",
        services="id,organization_id,name\ns1,o1,A\ns2,o2,B\n",
        locations="id,organization_id,name\nl1,o1,Hall\nl2,o2,Hall\n",
        physical_addresses="id,location_id,address_1,city\n1,l1,1 Elm,Ely\n2,l2,1 Elm,Ely\n",
        services_at_location="id,service_id,location_id\n1,s1,l1\n2,s2,l2\n",
    )
    assert facts.count("Site") == 2
    assert facts.of("service/s2", "atSite") == ["site/l2"]


def test_locations_without_coordinates(tmp_path: Path) -> None:
    rows = "l1,o1,Hall,51.5,-0.1\nl2,o1,Room,,\nl3,o1,Nil,0,0\n"
    facts = of_tables(
        tmp_path / "d", locations=f"id,organization_id,name,latitude,longitude\n{rows}"
    )
    assert facts.of("site/l1", "latitude") == ["51.5"]
    assert facts.of("site/l2", "latitude") == facts.of("site/l3", "latitude") == []
    assert facts.issue("wrong-type").record == "l3"


def test_names_that_repeat(tmp_path: Path) -> None:
    rows = "".join(f"s{n},o1,After School Program\n" for n in range(25))
    facts = of_tables(tmp_path / "d", services=f"id,organization_id,name\n{rows}")
    assert facts.count("Service") == 25


def test_words_where_codes_are_expected(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        services=(
            "id,organization_id,name,minimum_age,maximum_age,eligibility\n"
            "s1,o1,A,birth,under 3,Children from birth to three\n"
        ),
        languages="id,service_id,language\n1,s1,Spanish (limited)\n"
        "2,s1,other languages available upon request\n",
        physical_addresses=(
            "id,location_id,address_1,city,state_province,country\n1,l1,1 Elm,Ely,FL ,   \n"
        ),
        regular_schedule="id,service_id,weekday,opens_at,closes_at\n1,s1,Monday,9:00am,2:00pm\n",
    )
    assert "Spanish (limited)" in facts.of("service/s1", "language")
    assert facts.of("site/l1", "addressRegion") == ["FL"]
    assert facts.of("site/l1", "addressCountry") == []
    assert facts.of("service/s1", "hoursText") == ["Mon 09:00-14:00"]
    assert facts.of("service/s1", "rawMinimumAge") == ["birth"]
    assert "birth to three" in facts.of("service/s1", "eligibilityText")[0]


def test_marks_and_line_ends_in_texts(tmp_path: Path) -> None:
    rows = "s1,o1,A,###MON### First\\nsecond ###WED###\n"
    facts = of_tables(tmp_path / "d", services=f"id,organization_id,name,description\n{rows}")
    assert facts.of("service/s1", "description") == ["First\nsecond"]
    assert facts.issue("editorial-mark").column == "description"


def test_json_inside_cells(tmp_path: Path) -> None:
    rows = (
        's1,o1,A,"[""Active""]","[{""taxonomy_code"":""HH-3000""}]",'
        '"[{""scope"":""county"",""name"":""Kent""}]"\n'
    )
    header = "id,organization_id,name,status,taxonomy_codes,service_area\n"
    facts = of_tables(tmp_path / "d", services=header + rows)
    assert facts.of("service/s1", "serviceStatus") == ["active"]
    assert facts.of("service/s1", "classifiedAs") == ["term/HH-3000"]
    assert facts.of("service/s1", "serviceAreaText") == ["Kent"]


def test_a_schema_row(tmp_path: Path) -> None:
    rows = "*REQUIRED* text,text,text (optional)\ns1,o1,A\n"
    facts = of_tables(tmp_path / "d", services=f"id,organization_id,name\n{rows}")
    assert facts.count("Service") == 1
    assert facts.codes()["schema-row"] == 1


@pytest.mark.parametrize(
    ("encoding", "declared", "told"),
    [
        ("utf-8", "", {}),
        ("utf-8-sig", "", {}),
        ("cp1252", "", {"old-encoding": 1}),
        ("mac_roman", "", {"old-encoding": 1}),
        ("cp1250", "windows-1250", {"old-encoding": 1}),
        ("utf-8", "windows-1250", {}),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str, told: dict[str, int]) -> None:
    name = "Řeka" if declared else "Café “Bébé” – ñandú"
    folder = write_tables(tmp_path / "d", organizations=ORGANIZATION)
    raw = f"id,organization_id,name\ns1,o1,{name}\n".encode(encoding)
    (folder / "services.csv").write_bytes(raw)
    if declared:
        table = f"name,language,character_set\nservice,cs,{declared}\n"
        write_tables(folder, meta_table_description=table)
    facts = facts_of(folder)
    assert facts.of("service/s1", "prefLabel") == [name]
    assert {code: n for code, n in facts.codes().items() if "encoding" in code} == told


def test_lists_of_keys(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        organizations="id,name\no1,One\no2,Two\n",
        services='id,organization_id,name,location_id\ns1,"o1,o2",A,"l1, l2"\ns2,o1,B,\n',
        locations="id,organization_id,name\nl1,o1,Hall\nl2,o1,Room\n",
        eligibility='id,service_id,eligibility\n1,"s1, s2",Parents\n',
        services_at_location='id,service_id,location_id\n1,s2,"l1;l2"\n',
    )
    assert facts.of("service/s1", "providedBy") == ["partner/o1"]
    assert facts.of("service/s1", "atSite") == facts.of("service/s2", "atSite")
    assert facts.of("service/s2", "atSite") == ["site/l1", "site/l2"]
    assert facts.of("service/s1", "eligibilityText") == ["Parents"]
    assert facts.of("service/s2", "eligibilityText") == ["Parents"]
    assert facts.placeholders() == []
    assert facts.codes()["listed-key"] == 3


@pytest.mark.parametrize(
    ("link", "taxonomy", "schedule", "address"),
    [
        ("services_at_location", "taxonomy", "regular_schedules", "physical_addresses"),
        ("service_at_location", "taxonomy_terms", "schedules", "addresses"),
        ("service_at_locations", "taxonomy_term", "schedule", "address"),
        ("what_service_at_location", "what_taxonomy", "our_schedules", "export_addresses"),
        ("Services At Locations", "Taxonomy Terms", "Regular Schedule", "Physical Address"),
    ],
)
def test_file_names(tmp_path: Path, link: str, taxonomy: str, schedule: str, address: str) -> None:
    tables = {
        link: "id,service_id,location_id\n1,s1,l1\n",
        taxonomy: "id,name,parent_id\nt1,Food,\n",
        schedule: "id,service_id,weekday,opens_at,closes_at\n1,s1,Mon,9:00,10:00\n",
        address: "id,location_id,address_1,city\n1,l1,1 Elm,Ely\n",
    }
    facts = of_tables(tmp_path / "d", **tables)
    assert facts.of("service/s1", "atSite") == ["site/l1"]
    assert facts.count("DirectoryTerm") == 1
    assert facts.of("service/s1", "hoursText") == ["Mon 09:00-10:00"]
    assert facts.of("site/l1", "streetAddress") == ["1 Elm"]


def test_mixed_versions(tmp_path: Path) -> None:
    """1.1 and 2.0 in one folder, titles in words as Airtable has them, a publisher's column."""
    facts = of_tables(
        tmp_path / "d",
        organizations="id,Organization Name,URL,x_region_code\no1,One,http://o.example,7\n",
        services="Service ID,Organization ID,Service Name,x_priority\ns1,o1,A,high\n",
        eligibility="id,service_id,eligibility\n1,s1,Adults\n",
        taxonomy_terms="id,term,taxonomy\nt1,Food,Own\n",
        service_attributes="id,service_id,taxonomy_term_id\n1,s1,t1\n",
        schedules="id,service_id,freq,byday,opens_at,closes_at\n1,s1,WEEKLY,TU,9:00,10:00\n",
    )
    assert facts.of("partner/o1", "prefLabel") == ["One"]
    assert facts.of("service/s1", "prefLabel") == ["A"]
    assert facts.of("service/s1", "eligibilityText") == ["Adults"]
    assert facts.of("service/s1", "classifiedAs") == ["term/t1"]
    assert facts.of("service/s1", "hoursText") == ["Tue 09:00-10:00"]
    told = {one.column for one in facts.reading.issues if one.code == "extension-column"}
    assert told == {"x_region_code", "x_priority"}


def test_funding_and_areas_in_words(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        services=(
            "id,organization_id,name,funding_sources,service_area\n"
            "s1,o1,A,City; County; Grants,Cook County; DuPage County\n"
        ),
        funding="id,organization_id,service_id,source\n",
    )
    assert facts.of("service/s1", "fundingText") == ["City; County; Grants"]
    assert facts.of("service/s1", "serviceAreaText") == ["Cook County", "DuPage County"]


# Versions.


def test_version_1_0(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        services="id,location_id,name,accrediations,taxonomy_ids\ns1,l1,A,ISO,t2\n",
        fees="id,service_id,fee\n1,s1,$5 a visit\n",
        payments_accepted="id,service_id,payment\n1,s1,Cash\n",
        interpretation_services="id,service_id,interpretation_service\n1,s1,Sign language\n",
        taxonomy="id,name,parent_id,parent_name,vocabulary\nt1,Food,,,Own\nt2,Pantry,t1,Food,Own\n",
    )
    assert facts.of("service/s1", "providedBy") == ["partner/o1"]
    assert facts.of("service/s1", "atSite") == ["site/l1"]
    assert facts.of("service/s1", "cost") == ["$5 a visit; Payment accepted: Cash"]
    assert facts.of("service/s1", "interpretationText") == ["Sign language"]
    assert facts.of("service/s1", "accreditation") == ["ISO"]
    assert facts.of("service/s1", "classifiedAs") == ["term/t2"]
    assert facts.of("term/t2", "broader") == ["term/t1"]


def test_version_1_1(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        taxonomy="id,name,parent_id,parent_name,vocabulary\nt1,Food,,,Own\n",
        services_taxonomy="id,service_id,taxonomy_id,taxonomy_detail\n1,s1,t1,fresh\n",
        services_at_location="id,service_id,location_id\n1,s1,l1\n",
        regular_schedules=(
            "id,service_id,location_id,service_at_location_id,weekday,opens_at,closes_at\n"
            "1,,,1,1,09:00,12:00\n2,,,1,2,09:00,12:00\n"
        ),
        holiday_schedules=(
            "id,service_id,closed,start_date,end_date\n1,s1,TRUE,2026-12-25,2026-12-25\n"
        ),
        eligibility="id,service_id,eligibility\n1,s1,Parents\n",
        accessibility_for_disabilities="id,location_id,accessibility,details\n1,l1,Ramp,Rear\n",
        postal_addresses="id,location_id,address_1,city\n1,l1,PO Box 1,Ely\n",
        physical_addresses="id,location_id,address_1,city\n1,l1,1 Elm,Ely\n",
        languages="id,service_id,language\n1,s1,Hmong\n",
        phones="id,service_id,number,department,language\n1,s1,555 0100,Intake,en\n",
    )
    assert facts.reading.details["dialect"] == "HSDS 1 tables"
    assert facts.of("service/s1", "hoursText") == ["Mon-Tue 09:00-12:00"]
    assert facts.of("service/s1", "eligibilityText") == ["Parents"]
    assert facts.of("service/s1", "classifiedAs") == ["term/t1"]
    assert facts.of("site/l1", "streetAddress") == ["1 Elm"]
    assert facts.of("service/s1", "telephone") == ["555 0100"]
    closed = [quad.object for quad in facts.quads if local(quad.predicate) == "isClosed"]
    assert [short(one) for one in closed] == ["true"]


def test_version_2_0(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        taxonomy_terms="id,term,parent_id,taxonomy\nt1,Food,,Own\nt2,Adults,,Own\n",
        service_attributes="id,service_id,taxonomy_term_id\n1,s1,t1\n",
        other_attributes="id,link_id,link_type,taxonomy_term_id\n1,s1,service_eligibility,t2\n",
        eligibility="id,service_id\n1,s1\n",
        schedules=(
            "id,service_id,dtstart,freq,byday,opens_at,closes_at\n"
            '1,s1,2026-01-05,WEEKLY,"MO,WE",09:00,12:00\n'
        ),
    )
    assert facts.reading.details["dialect"].startswith(("HSDS 1", "HSDS 2"))
    assert facts.of("service/s1", "classifiedAs") == ["term/t1"]
    assert facts.of("term/t1", "vocabulary") == ["Own"]
    assert facts.of("service/s1", "eligibilityText") == ["Adults"]
    assert facts.of("service/s1", "hoursText") == ["Mon, Wed 09:00-12:00"]


def test_version_3_0(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        organizations="id,name,description,website\no1,One,D,https://o.example\n",
        services=(
            "id,organization_id,name,status,eligibility_description,minimum_age,maximum_age\n"
            "s1,o1,A,temporarily closed,Parents,0,3\n"
        ),
        service_at_location="id,service_id,location_id\n1,s1,l1\n",
        addresses=(
            "id,location_id,address_1,city,address_type\n"
            "1,l1,PO Box 1,Ely,postal\n2,l1,1 Elm,Ely,physical\n"
        ),
        service_areas="id,service_id,name,extent,extent_type\n1,s1,Ely,,text\n",
        languages="id,service_id,name,code\n1,s1,Urdu,ur\n",
        taxonomies="id,name,description,version\nx,Own,D,1\n",
        taxonomy_terms="id,code,name,description,taxonomy_id\nt1,F,Food,D,x\n",
        attributes="id,link_id,link_entity,taxonomy_term_id\n1,s1,service,t1\n",
        cost_options="id,service_id,option,amount,currency\n1,s1,Visit,5,usd\n",
        organization_identifiers=(
            "id,organization_id,identifier_type,identifier_scheme,identifier\n"
            "1,o1,EIN,US-EIN,12-3456789\n"
        ),
        required_documents="id,service_id,document\n1,s1,Photo ID\n",
    )
    assert facts.of("partner/o1", "url") == ["https://o.example"]
    assert facts.of("service/s1", "serviceStatus") == ["temporarily-closed"]
    assert facts.of("service/s1", "eligibilityText") == ["Parents"]
    assert facts.of("service/s1", "toDay") == ["1461"]
    assert facts.of("site/l1", "streetAddress") == ["1 Elm"]
    assert facts.of("service/s1", "serviceAreaText") == ["Ely"]
    assert facts.of("term/t1", "vocabulary") == ["Own"]
    assert facts.of("service/s1", "cost") == ["Visit: 5 USD"]
    said = {quad.object.value for quad in facts.quads if hasattr(quad.object, "value")}
    assert {"12-3456789", "Photo ID"} <= said


def test_version_3_1(tmp_path: Path) -> None:
    facts = of_tables(
        tmp_path / "d",
        service_at_location="id,service_id,location_id\n1,s1,l1\n",
        service_areas="id,service_at_location_id,name\n1,1,Ely\n",
        units="id,name\nu1,Places\n",
        service_capacity=(
            "id,service_id,unit_id,available,maximum,updated\n1,s1,u1,12,10,2026-01-01\n"
        ),
        urls="id,service_id,url,label\n1,s1,https://s.example/more,More\n",
        attributes="id,link_id,link_entity,taxonomy_term_id,label\n1,s1,service,t1,Food\n",
        taxonomy_terms="id,code,name,description\nt1,F,Food,D\n",
    )
    assert facts.of("service/s1", "serviceAreaText") == ["Ely"]
    assert facts.of("service/s1", "slotsTotal") == ["10"]
    assert facts.of("service/s1", "slotsAvailable") == ["12"]
    assert facts.issue("capacity-exceeded").value == "12 of 10"
    assert facts.of("service/s1", "classifiedAs") == ["term/t1"]
    said = {quad.object.value for quad in facts.quads if hasattr(quad.object, "value")}
    assert "https://s.example/more" in said


@pytest.mark.parametrize("name", ["3.0", "3.1"])
def test_the_official_examples_of_version_3(name: str) -> None:
    folder = f"hsds-spec-{name}-examples"
    path = "csv" if name == "3.0" else "hsds_official_examples/csv"
    facts = facts_of(shared(f"{folder}/{path}"))
    assert facts.reading.details["dialect"] == "HSDS 3 tables"
    assert facts.count("Service") == 1


def envelope(services: list[dict[str, object]], *, page: int, pages: int) -> dict[str, object]:
    return {
        "total_items": pages,
        "total_pages": pages,
        "page_number": page,
        "size": len(services),
        "first_page": page == 1,
        "last_page": page == pages,
        "empty": not services,
        "contents": services,
    }


def service(number: int) -> dict[str, object]:
    organization = {"id": "o1", "name": "One", "description": "D"}
    return {"id": f"s{number}", "name": f"S{number}", "organization": organization}


def test_pages_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in (1, 2, 3):
        found = envelope([service(page)] if page < 3 else [], page=page, pages=3)
        (folder / f"page-{page}.json").write_text(json.dumps(found))
    facts = facts_of(folder)
    assert facts.count("Service") == 2
    assert facts.of("service/s2", "providedBy") == ["partner/o1"]
    assert facts.count("Partner") == 1


def test_open_referral_uk_1_pages(tmp_path: Path) -> None:
    folder = tmp_path / "uk"
    folder.mkdir()
    for number in (1, 2):
        content = {
            **service(number),
            "link_taxonomies": [{"id": "k", "taxonomy": {"id": "t1", "name": "Play"}}],
            "service_taxonomys": [
                {"id": f"y{number}", "taxonomy": {"id": "t2", "name": "Baby", "vocabulary": "esd"}}
            ],
        }
        page = {
            "totalElements": 2,
            "totalPages": 2,
            "number": number,
            "size": 1,
            "first": number == 1,
            "last": number == 2,
            "content": [content],
        }
        (folder / f"services{number}.json").write_text(json.dumps(page))
    facts = facts_of(folder)
    assert facts.count("Service") == 2
    assert "term/t2" in facts.of("service/s2", "classifiedAs")
    assert facts.of("term/t2", "vocabulary") == ["esd"]


# Traps.


def test_plurals_of_the_schema(tmp_path: Path) -> None:
    root = {
        "id": "s1",
        "name": "A",
        "organization": {"id": "o1", "name": "One"},
        "fundings": [{"id": "f", "source": "Council"}],
        "service_at_locations": [
            {
                "id": "x",
                "location": {
                    "id": "l1",
                    "name": "Hall",
                    "location_type": "physical",
                    "addresss": [{"id": "a", "address_1": "1 Elm", "city": "Ely"}],
                    "accessibilitys": [{"id": "y", "description": "Ramp"}],
                },
            }
        ],
    }
    facts = of_json(tmp_path / "service.json", root)
    assert facts.of("service/s1", "fundingText") == ["Council"]
    assert facts.of("site/l1", "streetAddress") == ["1 Elm"]
    assert "Ramp" in {q.object.value for q in facts.quads if hasattr(q.object, "value")}


@pytest.mark.parametrize("nothing", [None, "", " ", "null", "NULL", "None", "N/A", []])
def test_nulls_are_blanks(tmp_path: Path, nothing: object) -> None:
    root = {
        "id": "s1",
        "name": "A",
        "description": nothing,
        "minimum_age": nothing,
        "status": nothing,
        "organization": {"id": "o1", "name": "One", "website": nothing},
        "schedules": nothing,
    }
    facts = of_json(tmp_path / "service.json", root)
    assert facts.of("service/s1", "description") == []
    assert facts.of("service/s1", "serviceStatus") == []
    assert facts.of("partner/o1", "url") == []
    assert facts.reading.issues == []
