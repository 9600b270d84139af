"""Every field of HSDS that the analyses do not need is kept as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of, shared
from pyoxigraph import NamedNode

from graph.public import PublicStore
from graph.store import MemoryStore
from loaders.hsds.fields import DETAIL
from ontology.terms import ADMS, SDO, SKOS, nwd

OFFICIAL = "hsds-spec-3.1-examples/hsds_official_examples"


def write_tables(folder: Path, **tables: str) -> Path:
    folder.mkdir()
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def hanging(facts: Facts, table: str, owner: str) -> list[dict[str, str]]:
    """The detail rows of a record: column -> text."""
    detail = DETAIL[table]
    nodes = [q.object for q in facts.quads if q.predicate == detail.link and _is(q.subject, owner)]
    columns = {predicate: column for column, predicate in detail.fields.items()}
    return [
        {
            columns[q.predicate]: str(getattr(q.object, "value", ""))
            for q in facts.quads
            if q.subject == node and q.predicate in columns
        }
        for node in nodes
    ]


def _is(subject: object, owner: str) -> bool:
    return isinstance(subject, NamedNode) and subject.value.endswith(f"/t/{owner}")


def said(facts: Facts, owner: str, predicate: NamedNode) -> list[str]:
    return sorted(
        str(getattr(q.object, "value", ""))
        for q in facts.quads
        if q.predicate == predicate and _is(q.subject, owner)
    )


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """A small directory with something in most of these fields."""
    return facts_of(
        write_tables(
            tmp_path_factory.mktemp("fields") / "county",
            organizations="id,name,alternate_name,tax_id,legal_status,year_incorporated,website,"
            "email,licenses\n"
            'o1,Pantry,"The Shelf; Food, Inc",12-3456789,Nonprofit,1970,'
            '"https://a.example;https://b.example",hi@a.example,Licensed\n',
            organization_identifiers="id,organization_id,identifier_scheme,identifier_type,"
            "identifier\ni1,o1,GB-CHC,Charity,55\ni2,gone,X,Y,1\n",
            services="id,organization_id,name,status,url,alert,wait_time,fees_description,"
            "application_process,last_modified,required_documents,program_id\n"
            "s1,o1,Boxes,active,example.org/boxes,Closed Friday,2 weeks,Free,Call first,"
            '2024-05-01,"Photo ID, bill",g1\n',
            programs="id,organization_id,name,description\ng1,o1,Meals,All our meals\n",
            locations="id,organization_id,name,location_type,transportation,external_identifier,"
            "external_identifier_type\nl1,o1,Hall,physical,Bus 5,77,UPRN\n",
            service_at_location="id,service_id,location_id,description\nx1,s1,l1,Side door\n",
            addresses="id,location_id,attention,address_1,city,state_province,postal_code,country,"
            "address_type\na1,l1,Jane Roe,1 Elm St,Alder,OR,97000,US,physical\n"
            "a2,l1,,PO Box 9,Alder,OR,97001,US,postal\n",
            phones="id,organization_id,service_id,location_id,contact_id,number,extension,type,"
            "description\n"
            "p1,o1,,,,541-555-0101,12,voice,Front desk\np2,o1,,,,541-555-0102,,fax,\n"
            "p3,,s1,l1,,541-555-0103,,,\np4,,,,c1,541-555-0199,,,Jane\n"
            "p6,,s1,,c1,541-555-0106,,,Jane\np5,,,,,541-555-0104,,,\n",
            cost_options="id,service_id,option,amount,currency,amount_description\n"
            "c1,s1,Adult,5,usd,a box\nc2,s1,Child,a smile,,\n",
            funding="id,organization_id,source\nf1,o1,City\nf2,o1,County\n",
            accessibility="id,location_id,description,url\nz1,l1,Ramp,https://a.example/ramp\n",
            taxonomy_terms="id,name,taxonomy\nt1,Wheelchair,Access\n",
            attributes="id,link_id,link_entity,link_type,taxonomy_term_id,value,label\n"
            "w1,l1,location,access,t1,yes,Ramp width\nw2,s1,service,,t1,,\n",
            url="id,organization_id,url,label\nu1,o1,https://social.example/p,Social\n"
            "u2,o1,see flyer,Flyer\n",
        )
    )


def test_names_and_identifiers_are_kept(county: Facts) -> None:
    assert said(county, "partner/o1", NamedNode(SKOS + "altLabel")) == ["Food, Inc", "The Shelf"]
    found = hanging(county, "organization_identifier", "partner/o1")
    assert {
        "identifier": "55",
        "identifier_scheme": "GB-CHC",
        "identifier_type": "Charity",
    } in found
    assert {
        "identifier": "12-3456789",
        "identifier_scheme": "US-EIN",
        "identifier_type": "Tax number",
    } in found
    assert len(found) == 2
    (location,) = hanging(county, "organization_identifier", "site/l1")
    assert location == {"identifier": "77", "identifier_type": "UPRN"}
    assert any(q.object == NamedNode(ADMS + "Identifier") for q in county.quads)


def test_telephones_are_kept_with_what_they_are_for(county: Facts) -> None:
    assert hanging(county, "phone", "partner/o1") == [
        {
            "number": "541-555-0101",
            "extension": "12",
            "type": "voice",
            "description": "Front desk",
        },
        {"number": "541-555-0102", "type": "fax"},
    ]
    voice = said(county, "partner/o1", NamedNode(SDO + "telephone"))
    assert voice == ["541-555-0101 ext. 12"]
    assert hanging(county, "phone", "service-at-site/s1%2Fl1") == [{"number": "541-555-0103"}]
    assert said(county, "service-at-site/s1%2Fl1", nwd("atSiteText")) == ["Side door"]


def test_no_person_comes_with_them(county: Facts) -> None:
    text = " ".join(str(quad.object) for quad in county.quads)
    assert not any(word in text for word in ("Jane", "Roe", "0199"))
    assert county.issue("contact-telephones").column == "contact_id"
    assert hanging(county, "phone", "service/s1") == [{"number": "541-555-0106"}]


def test_rows_that_hang_on_nothing_are_told(county: Facts) -> None:
    told = [i for i in county.reading.issues if i.code == "unjoined-rows"]
    assert {issue.sheet for issue in told} == {"organization_identifier", "phone"}
    wrong = [i for i in county.reading.issues if i.code == "wrong-type" and i.sheet == "url"]
    assert [issue.value for issue in wrong] == ["see flyer"]


def test_fields_of_services_are_kept_as_written(county: Facts) -> None:
    for name, value in (
        ("alert", "Closed Friday"),
        ("waitText", "2 weeks"),
        ("applicationProcess", "Call first"),
        ("statedModified", "2024-05-01"),
    ):
        assert said(county, "service/s1", nwd(name)) == [value]
    assert said(county, "service/s1", NamedNode(SDO + "url")) == ["example.org/boxes"]
    documents = hanging(county, "required_document", "service/s1")
    assert documents == [{"document": "Photo ID"}, {"document": "bill"}]
    costs = hanging(county, "cost_option", "service/s1")
    assert {"option": "Adult", "amount": "5", "currency": "usd", "amount_description": "a box"} in (
        costs
    )
    assert {"option": "Child", "amount_description": "a smile"} in costs
    assert said(county, "service/s1", nwd("cost")) == ["Free; Adult: 5 USD a box; Child: a smile"]
    assert said(county, "program/g1", NamedNode("http://purl.org/dc/terms/description")) == [
        "All our meals"
    ]
    assert said(county, "program/g1", nwd("programOf"))[0].endswith("/partner/o1")


def test_fields_of_organizations_and_locations_are_kept(county: Facts) -> None:
    assert said(county, "partner/o1", nwd("fundingText")) == ["City; County"]
    assert said(county, "partner/o1", nwd("licence")) == ["Licensed"]
    pages = hanging(county, "url", "partner/o1")
    assert pages == [
        {"url": "https://social.example/p", "label": "Social"},
        {"url": "https://b.example"},
    ]
    assert said(county, "site/l1", nwd("transportation")) == ["Bus 5"]
    assert hanging(county, "accessibility", "site/l1") == [
        {"description": "Ramp", "url": "https://a.example/ramp"}
    ]
    assert hanging(county, "attribute", "site/l1") == [
        {"value": "yes", "label": "Ramp width", "link_type": "access"}
    ]
    assert hanging(county, "attribute", "service/s1") == []
    (letters,) = hanging(county, "address", "site/l1")
    assert (letters["address_1"], letters["address_type"]) == ("PO Box 9", "postal")
    assert said(county, "site/l1", NamedNode(SDO + "addressCountry")) == ["US"]


@pytest.mark.parametrize("form", ["csv", "service_full.json", "tabular.json"])
def test_the_official_example_keeps_all_but_persons(form: str) -> None:
    facts = facts_of(shared(f"{OFFICIAL}/{form}"))
    text = json.dumps([str(quad.object) for quad in facts.quads])
    for kept in (
        "Under 18s and Over 60s",
        "MyCity Counselling Services",
        "induction loops",
        "Interpretation services are available in Urdu",
        "number 1 Bus",
        "Limited Company",
    ):
        assert kept in text, kept
    assert "Persona" not in text


def test_what_is_said_of_a_confidential_site_stays(tmp_path: Path) -> None:
    facts = facts_of(
        write_tables(
            tmp_path / "shelter",
            organizations="id,name\no1,Haven\n",
            services="id,organization_id,name\ns1,o1,Shelter\n",
            locations="id,organization_id,name,description,transportation,confidential\n"
            "l1,o1,House,Behind the mill,Bus 5,yes\n",
            service_at_location="id,service_id,location_id,description\nx,s1,l1,Blue door\n",
            phones="id,location_id,service_id,number\np1,l1,,541-555-0177\np2,l1,s1,541-555-0188\n",
        )
    )
    store = MemoryStore()
    store.store.extend(facts.quads)
    public = " ".join(str(quad) for quad in PublicStore(store).store)
    whole = " ".join(str(quad) for quad in facts.quads)
    for secret in ("mill", "Bus 5", "Blue door", "0177", "0188"):
        assert secret in whole
        assert secret not in public
