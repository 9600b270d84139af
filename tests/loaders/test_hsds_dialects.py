"""Directories of other dialects, from a file to facts; `data/hsds/airs` is made up by hand."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of, shared
from pyoxigraph import Quad, Store

from loaders import hsds
from loaders.hsds.dialects import find_dialect, list_dialects
from loaders.rdf_checks import check_shapes
from loaders.registry import find_loader

AIRS = Path(__file__).parents[1] / "data" / "hsds" / "airs" / "211-export.csv"
ADAPTERS = "servicenet-adapters"

COUNTS = {
    # path: partners, placeholders of partners, services, sites, terms
    "icarol/complete.json": (1, 0, 1, 1, 4),
    "icarol/programs.json": (2, 2, 4, 5, 11),
    "icarol/sites.json": (2, 2, 0, 3, 0),
    "icarol/agencies.json": (2, 0, 0, 2, 0),
    "icarol/minimal.json": (1, 0, 1, 1, 0),
    "icarol/invalid_fields.json": (1, 0, 1, 2, 4),
    "eden/conflictingData1.json": (1, 0, 0, 0, 0),
    "eden/conflictingData2.json": (1, 0, 0, 0, 0),
    "sheltertech/complete.json": (1, 0, 1, 1, 2),
    "sheltertech/bad_matches.json": (1, 0, 5, 0, 4),
    "sheltertech/minimal.json": (1, 0, 1, 1, 0),
    "sheltertech/invalid_fields.json": (1, 0, 1, 1, 2),
    "laac/complete.json": (1, 0, 1, 1, 6),
    "laac/orgs.json": (3, 0, 3, 3, 16),
    "laac/minimal.json": (1, 0, 1, 1, 0),
    "anonymous/AnonymousData.json": (2, 0, 2, 2, 8),
    "anonymous/AnonymousSingleEntry.json": (1, 0, 1, 1, 3),
}


@pytest.fixture(scope="module")
def airs() -> Facts:
    return facts_of(AIRS)


def counts(facts: Facts) -> tuple[int, int, int, int, int]:
    absent = [one for one in facts.placeholders() if one.startswith("partner/")]
    return (
        facts.count("Partner"),
        len(absent),
        facts.count("Service"),
        facts.count("Site"),
        facts.count("DirectoryTerm"),
    )


@pytest.mark.parametrize("name", COUNTS)
def test_samples_of_six_directories(name: str) -> None:
    path = shared(f"{ADAPTERS}/{name}")
    assert find_loader(path).KIND == "hsds"
    facts = facts_of(path)
    assert counts(facts) == COUNTS[name]
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in facts.quads)
    assert check_shapes(store, level="basic", progress=lambda *_: None) == []


def test_a_dialect_is_found_by_its_names() -> None:
    names = [dialect.NAME for dialect in list_dialects()]
    assert names == ["AIRS", "iCarol JSON", "flat list", "ShelterTech JSON"]
    assert find_dialect(["id", "name", "organization_id"]) is None
    found = find_dialect(["resource_agency_num", "parent_agency_num"])
    assert found is not None
    assert found.NAME == "AIRS"


def test_no_name_of_hsds_is_taken_for_another_dialect() -> None:
    for folder in ("hsds-1.1-sample", "hsds-spec-3.1-examples", "ohana-sanmateo-sample"):
        for path in sorted(shared(folder).rglob("*.csv")):
            with path.open(encoding="utf-8", errors="replace", newline="") as stream:
                assert find_dialect(next(csv.reader(stream), [])) is None


# The wide table of AIRS.


def test_levels_become_organizations_sites_and_services(airs: Facts) -> None:
    assert airs.reading.details["dialect"] == "AIRS"
    assert counts(airs) == (3, 1, 5, 4, 7)
    assert airs.of("service/3001", "prefLabel") == ["Home Visits for New Parents"]
    assert airs.of("service/3001", "providedBy") == ["partner/1001"]
    assert airs.of("site/2001", "siteOf") == ["partner/1001"]
    assert airs.of("partner/1001", "altLabel") == ["AFC"]


def test_a_program_at_site_joins_the_two_while_it_is_active(airs: Facts) -> None:
    assert airs.of("service/3001", "atSite") == ["site/2001", "site/2999"]
    assert airs.issue("inactive-link").row == 7
    assert "site/2999" in airs.placeholders()


def test_a_parent_that_is_not_there_is_a_placeholder_with_its_name(airs: Facts) -> None:
    assert airs.of("service/3002", "providedBy") == ["partner/1999"]
    assert airs.of("partner/1999", "prefLabel") == ["Birch Pantry"]
    told = {one.value for one in airs.reading.issues if one.code == "dangling-reference"}
    assert told == {"1999", "2999"}


def test_a_program_under_a_site_belongs_to_the_agency_of_the_site(airs: Facts) -> None:
    assert airs.of("service/3003", "providedBy") == ["partner/1001"]
    assert airs.of("service/3003", "atSite") == ["site/2002"]


def test_an_agency_with_terms_of_its_own_is_also_a_service(airs: Facts) -> None:
    assert airs.of("service/1002", "providedBy") == ["partner/1002"]
    assert airs.of("service/1002", "classifiedAs") == ["term/QD-1000"]
    assert airs.of("service/1001", "prefLabel") == []
    assert airs.issue("agency-as-service").record == "1002"


def test_private_addresses_numbers_and_persons_stay_private(airs: Facts) -> None:
    assert airs.of("site/2002", "isConfidential") == ["true"]
    assert airs.of("site/3004-address", "isConfidential") == ["true"]
    assert airs.of("site/2001", "isConfidential") == []
    said = " ".join(str(quad.object) for quad in airs.quads)
    assert not any(word in said for word in ("Jane", "Doe", "Roe", "0199", "director"))
    assert airs.reading.details["contacts_dropped"] == 3
    assert airs.issue("private-phone").row == 3


def test_status_and_verified_date(airs: Facts) -> None:
    assert airs.of("service/3001", "verifiedOn") == ["2026-03-02"]
    assert airs.of("service/3002", "verifiedOn") == []
    assert airs.issue("never-verified").record == "3002"
    assert airs.of("service/3002", "serviceStatus") == ["inactive"]
    assert airs.of("service/3003", "serviceStatus") == ["unknown"]


def test_the_other_columns(airs: Facts) -> None:
    service = "service/3001"
    assert airs.of(service, "fundingText") == ["County; Grants"]
    assert airs.of(service, "serviceAreaText") == ["97001", "Alder County", "Elm, OR"]
    assert airs.of(service, "language") == ["Russian (by phone)", "Spanish"]
    assert airs.of(service, "slotsTotal") == ["40"]
    assert airs.of(service, "waitDays") == ["14"]
    assert airs.of(service, "telephone") == ["555-0103"]
    assert airs.of("term/QA-1000.1500", "prefLabel") == ["Home Visiting Demo"]
    assert airs.of("site/2001", "latitude") == ["44.5"]


def test_joined_codes_say_what_and_for_whom(airs: Facts) -> None:
    assert airs.of("service/3001", "classifiedAs") == ["term/QA-1000.1500", "term/QA-2000"]
    assert "New Parents Demo" in airs.of("service/3001", "eligibilityText")[0]


def test_lists_of_unlike_length_leave_codes_without_names(airs: Facts) -> None:
    assert airs.of("service/3003", "classifiedAs") == ["term/QC-1000", "term/QC-2000"]
    assert airs.of("term/QC-1000", "prefLabel") == []


def test_bad_rows_are_told_and_the_others_load(airs: Facts) -> None:
    assert airs.reading.rows_read == 13
    level = [i for i in airs.reading.issues if i.code == "unlisted-word" and i.severity == "error"]
    assert [(one.row, one.value) for one in level] == [(14, "Group")]
    assert airs.issue("repeated-key").row == 13
    assert airs.issue("extension-column").column == "Wheelies"


@pytest.mark.parametrize("form", ["folder", "zip", "json", "tabs", "snake"])
def test_other_forms_of_the_wide_table_give_the_same(
    airs: Facts, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "given" / "211-export.csv"
    path.parent.mkdir()
    with AIRS.open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream))
    if form == "folder":
        shutil.copy(AIRS, path)
        path = path.parent
    elif form == "zip":
        path = tmp_path / "given.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(AIRS, "exports/211-export.csv")
    elif form == "json":
        path = path.with_suffix(".json")
        path.write_text(json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]))
    else:
        names = [name if form == "tabs" else f"{name[0]}{name[1:]}" for name in rows[0]]
        if form == "snake":
            names = [_snake(name) for name in names]
        with path.open("w", encoding="utf-16" if form == "tabs" else "utf-8", newline="") as out:
            csv.writer(out, delimiter="\t" if form == "tabs" else ";").writerows([names, *rows[1:]])
    assert find_loader(path).KIND == "hsds"
    found = facts_of(path)
    assert counts(found) == counts(airs)
    assert found.of("service/3001", "atSite") == airs.of("service/3001", "atSite")
    assert found.of("service/3001", "serviceAreaText") == airs.of("service/3001", "serviceAreaText")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip(
        "_"
    )


def test_without_a_level_column_the_parent_tells(tmp_path: Path) -> None:
    path = tmp_path / "bc.csv"
    path.write_text(
        "ResourceAgencyNum,ParentAgencyNum,PublicName,Phone1Number\n"
        "1,0,Agency,555\n2,1,Service,556\n3,1,Other,557\n",
        encoding="utf-8",
    )
    facts = facts_of(path)
    assert counts(facts) == (1, 0, 2, 0, 0)
    assert facts.of("service/2", "providedBy") == ["partner/1"]


# iCarol's JSON.


def test_icarol_levels_and_contacts() -> None:
    facts = facts_of(shared(f"{ADAPTERS}/icarol/complete.json"))
    assert facts.of("service/3", "prefLabel") == ["CarpetHanger Office"]
    assert facts.of("service/3", "atSite") == ["site/11"]
    assert facts.of("service/3", "providedBy") == ["partner/1"]
    assert facts.of("service/3", "verifiedOn") == ["2018-05-22"]
    assert facts.of("service/3", "cost") == ["Free"]
    assert facts.of("service/3", "language") == ["English", "Farsi", "Spanish", "Vietnamese"]
    assert "Falkreath, CA" in facts.of("service/3", "serviceAreaText")
    assert facts.of("site/11", "latitude") == ["40.123456"]
    assert facts.of("partner/1", "url") == ["www.example.example"]
    assert facts.reading.details["contacts_dropped"] == 2


def test_icarol_files_of_one_folder_are_one_source(tmp_path: Path) -> None:
    for name in ("agencies", "programs", "sites", "serviceSites"):
        content = shared(f"{ADAPTERS}/icarol/{name}.json").read_bytes()
        (tmp_path / f"{name}.json").write_bytes(content)
    assert find_loader(tmp_path).KIND == "hsds"
    facts = facts_of(tmp_path)
    partners = set(facts.of("partner/2", "prefLabel"))
    assert partners == {"alphabet FOUNDATION"}
    assert not facts.of("partner/2", "isPlaceholder")


def test_icarol_names_what_is_not_in_the_file() -> None:
    facts = facts_of(shared(f"{ADAPTERS}/icarol/programs.json"))
    assert facts.of("partner/2", "prefLabel") == ["alphabet FOUNDATION"]
    assert facts.of("partner/2", "isPlaceholder") == ["true"]


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("9am", "5pm", "Mon 09:00-17:00"),
        ("09:00", "17:00", "Mon 09:00-17:00"),
        ("10", "4:45", "Mon 10-4:45"),
        ("1", "4", "Mon 1-4"),
        ("9", None, "Mon 9-?"),
    ],
)
def test_a_time_that_may_be_morning_or_afternoon_stays_text(
    tmp_path: Path, opens: str, closes: str | None, expected: str
) -> None:
    day = {"dayOfWeek": "Mon", "opens": opens, "closes": closes}
    program = {
        "id": 3,
        "type": "Program",
        "names": [{"value": "P", "purpose": "Primary"}],
        "contactDetails": [],
        "related": [{"id": 1, "type": "Agency", "name": "A"}],
        "hours": {"days": [day]},
    }
    path = tmp_path / "programs.json"
    path.write_text(json.dumps([program]))
    assert facts_of(path).of("service/3", "hoursText") == [expected]


def test_icarol_private_details_and_confidential_records(tmp_path: Path) -> None:
    phone = {"type": "PhoneNumber", "number": "555-0199"}
    place = {"type": "PhysicalLocation", "line1": "9 Hidden Rd", "city": "Alder"}
    items = [
        {
            "id": number,
            "type": "Site",
            "names": [{"value": "S"}],
            "related": [{"id": 9, "type": "Agency", "name": "A"}],
            "isConfidential": number == 1,
            "contactDetails": [
                {"contact": phone, "isConfidential": True},
                {"contact": place, "isConfidential": number == 2},
            ],
        }
        for number in (1, 2, 3)
    ]
    path = tmp_path / "sites.json"
    path.write_text(json.dumps(items))
    facts = facts_of(path)
    assert facts.of("site/1", "isConfidential") == facts.of("site/2", "isConfidential") == ["true"]
    assert facts.of("site/3", "isConfidential") == []
    assert "0199" not in " ".join(str(quad.object) for quad in facts.quads)
    assert "3 rows" in facts.issue("private-phone").message


def test_an_icarol_object_of_no_level_is_told(tmp_path: Path) -> None:
    path = tmp_path / "agencies.json"
    agency = {"id": 1, "type": "Agency", "names": [{"value": "A"}], "contactDetails": []}
    odd = {**agency, "id": 2, "type": "Bundle"}
    path.write_text(json.dumps([{**one, "related": []} for one in (agency, odd)]))
    issue = facts_of(path).issue("unlisted-word")
    assert (issue.severity, "Bundle" in issue.message) == ("error", True)


def test_a_list_of_ids_is_no_directory() -> None:
    assert not hsds.recognises(shared(f"{ADAPTERS}/icarol/ids.json"))


# The others.


def test_sheltertech_times_are_read_as_hundreds() -> None:
    facts = facts_of(shared(f"{ADAPTERS}/sheltertech/complete.json"))
    assert facts.of("service/222", "hoursText") == ["Wed 22:00-06:00"]
    assert facts.of("service/222", "atSite") == ["site/888"]
    assert facts.of("service/222", "verifiedOn") == ["2011-12-04"]
    assert facts.of("service/222", "eligibilityText") == ["Adults; Service eligibility name"]


def test_flat_lists() -> None:
    legal = facts_of(shared(f"{ADAPTERS}/laac/complete.json"))
    service = "service/626f8818-9d53-4b8b-8d72-d5b6980cacb4"
    assert legal.of(service, "serviceAreaText") == ["Area 1", "Area 2", "Area 3", "Area 4"]
    assert legal.reading.details["contacts_dropped"] == 1
    assert "Smith" not in " ".join(str(quad.object) for quad in legal.quads)
    sites = facts_of(shared(f"{ADAPTERS}/anonymous/AnonymousData.json"))
    assert sites.of("service/9876", "atSite") == ["site/1111"]
    assert sites.of("service/9876", "verifiedOn") == ["2018-08-28"]
