"""Every public sample directory loads; counts and facts were read off the files by eye."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of, shared
from pyoxigraph import Quad, Store

from graph.errors import SourceError
from loaders import hsds
from loaders.rdf_checks import check_shapes
from loaders.source import LoadContext

SPEC_SERVICE = "service/ac148810-d857-441c-9679-408f346de14b"
SPEC_SITE = "site/3a19ff88-4620-4d17-9830-ac1d859eb5d5"
SPEC_ORGANIZATION = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
SPEC_30 = "hsds-spec-3.0-examples"
SPEC_31 = "hsds-spec-3.1-examples/hsds_official_examples"

COUNTS = {
    # path: partners (with placeholders), placeholders, services, sites, terms
    "hsds-1.1-sample/all_resources": (10, 0, 13, 10, 1),
    "hsds-1.1-sample/simple": (10, 0, 13, 10, 0),
    f"{SPEC_30}/csv": (3, 2, 1, 1, 1),
    f"{SPEC_31}/csv": (3, 2, 1, 1, 1),
    f"{SPEC_31}/csv/datapackage.json": (3, 2, 1, 1, 1),
    f"{SPEC_30}/tabular.json": (3, 2, 1, 1, 1),
    f"{SPEC_31}/tabular.json": (3, 2, 1, 1, 1),
    f"{SPEC_30}/service_full.json": (2, 1, 1, 1, 1),
    f"{SPEC_31}/service_full.json": (2, 1, 1, 1, 1),
    f"{SPEC_30}/organization_full.json": (2, 1, 1, 1, 1),
    f"{SPEC_31}/organization_full.json": (2, 1, 1, 1, 1),
    f"{SPEC_31}/service_at_location_full.json": (2, 1, 1, 1, 1),
    f"{SPEC_31}/service_at_location_list.json": (2, 1, 1, 1, 0),
    f"{SPEC_31}/service_list.json": (2, 1, 1, 0, 0),
    f"{SPEC_31}/organization_list.json": (2, 1, 0, 0, 0),
    f"{SPEC_31}/location.json": (1, 1, 0, 1, 0),
    f"{SPEC_31}/taxonomy_term.json": (0, 0, 0, 0, 1),
    f"{SPEC_31}/taxonomy_term_list.json": (0, 0, 0, 0, 1),
    "ohana-sanmateo-sample/sample-csv": (8, 0, 23, 22, 290),
    "transformer-ilao/output": (313, 280, 429, 520, 0),
    "transformer-ilao/input": (313, 280, 429, 520, 7),
    "transformer-florida": (20, 0, 135, 378, 80),
    "servicenet-adapters/healthleads": (3, 0, 3, 3, 3),
    "servicenet-adapters/healthleads/complete": (1, 0, 1, 1, 1),
    "servicenet-adapters/healthleads/conflicting/1": (1, 0, 1, 1, 1),
    "servicenet-adapters/healthleads/invalid_fields": (1, 0, 1, 1, 1),
    "servicenet-adapters/healthleads/minimal": (3, 2, 1, 1, 1),
    "servicenet-adapters/smcconnect/complete": (1, 0, 1, 1, 3),
    "servicenet-adapters/smcconnect/invalid_fields": (1, 0, 1, 1, 3),
    "servicenet-adapters/smcconnect/minimal": (3, 2, 1, 1, 0),
    "oruk-validator-mocks/V3.0-UK-Default/service_full.json": (2, 1, 1, 1, 1),
    "oruk-validator-mocks/V3.0-UK-Default/organization_list.json": (10, 0, 0, 0, 0),
    "oruk-validator-mocks/V3.0-UK-Warn/service_full.json": (2, 1, 1, 1, 1),
    "oruk-validator-mocks/V3.0-UK-Fail/service_full.json": (2, 1, 1, 1, 1),
    "oruk-validator-mocks/V3.0-UK-Fail/service_list.json": (4, 1, 3, 0, 0),
    "oruk-validator-mocks/V3.0-UK-Test/service_list.json": (2, 1, 1, 0, 0),
    "openeligibility/taxonomy.csv": (0, 0, 0, 0, 289),
    "openeligibility/taxonomy.json": (0, 0, 0, 0, 289),
}
LANGUAGES_OF_2 = ["Chinese (Mandarin)", "Italian", "Spanish", "Tagalog"]
FOLDERS = (
    "hsds-1.1-sample",
    "hsds-spec-3.0-examples",
    "hsds-spec-3.1-examples",
    "ohana-sanmateo-sample",
    "oruk-validator-mocks",
    "servicenet-adapters",
    "openeligibility",
)


def counts(facts: Facts) -> tuple[int, int, int, int, int]:
    return (
        facts.count("Partner"),
        len(facts.placeholders()),
        facts.count("Service"),
        facts.count("Site"),
        facts.count("DirectoryTerm"),
    )


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name: str) -> None:
    path = shared(name)
    assert counts(facts_of(path)) == COUNTS[name]
    assert hsds.recognises(path)


@pytest.mark.parametrize("name", FOLDERS)
def test_any_json_is_read_or_refused_in_one_line(name: str) -> None:
    for path in sorted(shared(name).rglob("*.json")):
        hsds.recognises(path)
        with contextlib.suppress(SourceError):
            facts_of(path)


@pytest.mark.parametrize(
    "name",
    [
        "hsds-1.1-sample/all_resources",
        f"{SPEC_31}/csv",
        f"{SPEC_31}/organization_full.json",
        "ohana-sanmateo-sample/sample-csv",
        "transformer-florida",
        "transformer-ilao/input",
        "servicenet-adapters/healthleads/minimal",
        "servicenet-adapters/smcconnect/minimal",
        "haarrrvest-cc0/hsds_like.ndjson",
        "oruk-validator-mocks/V3.0-UK-Fail/service_list.json",
    ],
)
def test_what_is_loaded_meets_the_basic_shapes(name: str) -> None:
    store = Store()
    quads = facts_of(shared(name)).quads
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    assert check_shapes(store, level="basic", progress=lambda *_: None) == []


@pytest.mark.parametrize("name", [f"{SPEC_31}/service_full.json", f"{SPEC_31}/csv"])
def test_official_example(name: str) -> None:
    facts = facts_of(shared(name))
    assert facts.of(SPEC_SERVICE, "prefLabel") == ["Community Counselling"]
    assert facts.of(SPEC_SERVICE, "providedBy") == [f"partner/{SPEC_ORGANIZATION}"]
    assert facts.of(SPEC_SERVICE, "atSite") == [SPEC_SITE]
    assert facts.of(SPEC_SERVICE, "programName") == ["Community Mental Health Support"]
    assert facts.of(SPEC_SERVICE, "fromDay") == ["4383"]
    assert facts.of(SPEC_SERVICE, "toDay") == ["36890"]
    assert facts.of(SPEC_SERVICE, "rawMinimumAge") == ["12"]
    assert facts.of(SPEC_SERVICE, "rawMaximumAge") == ["100"]
    assert facts.of(SPEC_SERVICE, "slotsTotal") == ["10"]
    assert facts.of(SPEC_SERVICE, "slotsAvailable") == ["12"]
    assert facts.of(SPEC_SERVICE, "verifiedOn") == ["2005-01-01"]
    note = "Translation services provided via bilingual staff when they are available"
    assert facts.of(SPEC_SERVICE, "language") == [f"Urdu ({note})"]
    assert facts.of(SPEC_SERVICE, "languageCode") == ["urd"]
    assert facts.of(SPEC_SERVICE, "hoursText") == ["Thu-Fri 10:00-18:00"]
    assert facts.of(SPEC_SERVICE, "serviceStatus") == ["active"]
    assert facts.of(SPEC_SERVICE, "waitDays") == []
    assert facts.of(SPEC_SITE, "streetAddress") == ["1-30 Main Street, MyVillage"]
    assert facts.of(SPEC_SITE, "latitude") == []  # the example says 100
    assert facts.of(f"partner/{SPEC_ORGANIZATION}", "telephone") == ["+44 1234 234567 ext. 100"]
    assert facts.issue("capacity-exceeded").value == "12 of 10"
    assert facts.codes()["contacts-dropped"] == 1
    assert not any("Ann Persona" in str(quad.object) for quad in facts.quads)


def test_the_json_example_and_the_tables_agree() -> None:
    nested = facts_of(shared(f"{SPEC_31}/service_full.json"))
    tables = facts_of(shared(f"{SPEC_31}/csv"))
    for term in ("cost", "eligibilityText", "fundingText", "serviceAreaText", "description"):
        assert nested.of(SPEC_SERVICE, term) == tables.of(SPEC_SERVICE, term) != []


def test_version_1_1() -> None:
    facts = facts_of(shared("hsds-1.1-sample/all_resources"))
    service = "service/c89eb05c-62dd-4b64-b494-0cc347b6ea7f"
    assert facts.of(service, "eligibilityText") == ["adult"]
    assert facts.of(service, "fundingText") == ["Funding source A"]
    assert facts.of(service, "hoursText") == ["Mon-Wed 09:00-17:00"]
    assert facts.of(service, "language") == ["English", "Spanish"]
    assert facts.of(service, "serviceAreaText") == ["Sample service area"]
    site = "site/30b83c60-64a1-11e6-8b77-86f30ca893d3"
    assert facts.of(site, "addressLocality") == ["New York City"]
    phone = facts.of("partner/18997068-649c-11e6-8b77-86f30ca893d3", "telephone")
    assert phone == ["(223) 346 12361"]
    assert facts.of("term/df7be950-1b0f-11e9-b56e-0800200c9a66", "vocabulary") == ["AIRS"]


def test_ohana() -> None:
    facts = facts_of(shared("ohana-sanmateo-sample/sample-csv"))
    assert facts.of("service/22", "providedBy") == ["partner/8"]
    assert facts.of("service/22", "atSite") == ["site/22"]
    assert facts.of("service/22", "serviceAreaText") == ["Alameda County", "San Mateo County"]
    assert facts.of("service/22", "fundingText") == ["City; County; Federal; State"]
    hours = "Mon 08:00-12:00, 14:00-16:00; Wed 10:00-15:00"
    assert facts.of("service/22", "hoursText") == [hours]
    assert facts.of("service/22", "classifiedAs") == [
        f"term/{code}" for code in ("105", "108", "108-05", "108-05-01", "111", "111-05")
    ]
    assert facts.of("service/22", "addressesNeed") == ["benefits-enrollment", "language-access"]
    assert facts.of("service/20", "serviceStatus") == ["defunct"]
    assert facts.of("service/21", "serviceStatus") == ["inactive"]
    assert facts.of("service/2", "language") == LANGUAGES_OF_2
    assert facts.of("term/101-02-01", "broader") == ["term/101-02"]
    assert facts.of("site/20", "addressLocality") == ["Fairfax"]  # only a postal address


def test_json_tables() -> None:
    healthleads = facts_of(shared("servicenet-adapters/healthleads"))
    assert healthleads.of("service/serv1", "language") == ["English", "Spanish"]
    assert healthleads.of("service/serv1", "classifiedAs") == ["term/tax1"]
    assert healthleads.of("service/serv1", "serviceStatus") == ["unknown"]
    assert healthleads.of("site/loc3", "latitude") == ["60.0"]
    smc = facts_of(shared("servicenet-adapters/smcconnect/complete"))
    assert smc.of("service/serviceId", "hoursText") == ["Thu 13:00-16:30"]
    assert smc.of("service/serviceId", "fundingText") == ["County; Dues"]
    assert smc.of("term/111-01", "notation") == ["111-01"]
    assert smc.codes()["contacts-dropped"] == 1


def test_raw_and_transformed_tables_agree() -> None:
    raw = facts_of(shared("transformer-ilao/input"))
    made = facts_of(shared("transformer-ilao/output"))
    for record in ("service/129441", "service/132741", "service/127461"):
        for term in ("prefLabel", "providedBy", "cost"):
            assert raw.of(record, term) == made.of(record, term) != []
    assert raw.of("service/129441", "hoursText") == ["Thu 09:00-17:00"]
    assert raw.of("service/129441", "serviceAreaText") == ["Chicago"]
    assert raw.of("service/135836", "serviceAreaText") == ["Cook County"]
    assert raw.of("service/127461", "serviceAreaText") == ["Illinois"]
    issue = made.issue("blank-record")
    assert (issue.severity, issue.row) == ("error", 431)


def test_florida_prefixed_columns_and_a_shifted_row() -> None:
    facts = facts_of(shared("transformer-florida"))
    helpline = "service/5bc648cc-e854-4e22-b4df-481bac1e02dd"
    assert facts.of(helpline, "serviceAreaText") == ["Hillsborough County", "Pasco County"]
    assert facts.of(helpline, "toDay") == ["21915"]
    everyone = "service/5b96834b-d6e8-4c41-bc9d-b2b5ac1e02dd"
    assert facts.of(everyone, "rawMaximumAge") == ["200"]
    assert facts.of(everyone, "fromDay") == facts.of(everyone, "toDay") == []
    site = "site/5bd38bd8-2928-4745-90c3-0f1ed0502002"
    assert facts.of(site, "streetAddress") == ["9525 Sterling Drive"]
    assert facts.of(site, "addressLocality") == ["Cutler Bay"]
    shifted = [issue for issue in facts.reading.issues if issue.code == "wrong-type"]
    assert [issue.column for issue in shifted] == ["minimum_age", "email"]
    issue = shifted[0]
    assert (issue.row, issue.column) == (65, "minimum_age")


def test_pages_that_repeat_one_service() -> None:
    facts = facts_of(shared("oruk-validator-mocks/V3.0-UK-Test/service_list.json"))
    assert facts.codes()["repeated-key"] == 127
    assert facts.reading.rows_read == 128
    failing = facts_of(shared("oruk-validator-mocks/V3.0-UK-Fail/service_list.json"))
    assert (failing.codes()["repeated-key"], failing.codes()["no-name"]) == (1, 3)


def test_scraped_documents_with_ids_of_their_own() -> None:
    facts = facts_of(shared("haarrrvest-cc0/hsds_like.ndjson"))
    partners = [one for one in facts.placeholders() if one.startswith("partner/")]
    assert facts.count("Partner") - len(partners) == 946
    assert facts.count("Service") == 1050
    assert facts.of("service/svc_6198", "providedBy") == ["partner/org_3557"]
    assert facts.of("service/svc_6198", "hoursText") == ["Wed 17:00-18:00"]
    assert facts.of("partner/org_1~6", "prefLabel") == ["ACRFB Pop-Up (Carroll)"]
    assert facts.of("service/svc_1~6", "atSite") == ["site/loc_1~6"]
    assert facts.of("site/loc_1~6", "streetAddress") == ["353 Moody Ave"]
    assert facts.issue("not-hsds").message.startswith("4 JSON documents")


@pytest.mark.parametrize(
    "name",
    [
        "oruk-validator-mocks/V1.0-UK-Default/V1_ValidateResponse.json",
        "oruk-validator-mocks/V3.0-UK-Default/api_details.json",
        f"{SPEC_31}/base.json",
        "servicenet-adapters/icarol/ids.json",
    ],
)
def test_other_json_is_refused(name: str) -> None:
    path = shared(name)
    with pytest.raises(SourceError, match="no organization, service, location or term"):
        hsds.read(path, LoadContext(source="t"))


def test_a_missing_path_is_refused() -> None:
    with pytest.raises(SourceError):
        hsds.read(Path("nowhere.json"), LoadContext(source="t"))


def test_a_full_service_at_location_ties_its_ends() -> None:
    facts = facts_of(shared(f"{SPEC_31}/service_at_location_full.json"))
    assert facts.of(SPEC_SERVICE, "atSite") == [SPEC_SITE]
    assert facts.of(SPEC_SERVICE, "providedBy") == [f"partner/{SPEC_ORGANIZATION}"]
