"""Keyword rules: what words of a name give, and what they must not."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from directories.facts_of import Facts, facts_of, shared
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import SourceError
from loaders import hsds
from loaders.crosswalk import (
    Classified,
    Rule,
    keyword_files,
    read_crosswalk,
    shipped_crosswalk,
    shipped_keywords,
)
from loaders.crosswalk.words import split_words
from loaders.shipped import read_shipped
from loaders.source import LoadContext
from ontology.terms import nwd

KEYWORDS = keyword_files([shipped_keywords()])
AIRS_CODE = re.compile(r"\b[A-Z]{1,2}-\d{4}(\.\d{4})?(-\d+)*\b")
"""The form of the codes of 211HSIS, which may not be shipped."""


def needs(name: str) -> list[str]:
    return sorted(hit.rule.notation or "" for hit in KEYWORDS.find(name) if hit.rule.target)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("WIC", ["wic"]),
        ("Linn County Women, Infants & Children (WIC) clinic", ["wic"]),
        ("Prenatal Care", ["prenatal-care"]),
        ("Mothers' Breastfeeding Circle", ["breastfeeding-support"]),
        ("Nurse-Family Partnership", ["home-visiting"]),
        ("Early Intervention Services (Birth to Three)", ["early-intervention"]),
        ("Early Head Start", ["early-head-start"]),
        ("Head Start", ["preschool"]),
        ("Diaper Bank", ["diapers"]),
        ("Licensed Child Care Centers", ["child-care"]),
        ("Child Care Subsidies", ["child-care-subsidy"]),
        ("Community Doulas", ["doula-support"]),
        ("Postpartum Depression Support Group", ["maternal-mental-health"]),
        ("Parenting Classes", ["parenting-education"]),
        ("Car Seats and Baby Supplies", ["baby-gear", "car-seat"]),
        ("FREE DIAPERS AT NO COST", ["diapers"]),
        ("No-cost prenatal care for the uninsured", ["prenatal-care"]),
        ("Teen Parent Program", ["teen-parent-support"]),
        ("Grandparents Raising Grandchildren", ["kinship-support"]),
        ("Safe Sleep: Cribs for Kids", ["safe-sleep"]),
        ("Infant & Early Childhood Mental Health", ["early-childhood-mental-health"]),
        ("Toddlers' story time at the library", ["early-literacy"]),
    ],
)
def test_a_name_that_says_what_it_is(name: str, expected: list[str]) -> None:
    assert needs(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Adult Day Care",
        "Dog Day Care",
        "Parent group (no child care provided)",
        "Counseling; child care is not provided",
        "Formerly WIC",
        "Food for families not on WIC",
        "Pregnancy test for pets",
        "Pet Food Pantry",
        "Child Care Licensing",
        "Child Care Resource and Referral",
        "Doula Training and Certification",
        "Adult diapers",
        "Diaper donation drop-off",
        "Senior Food Box",
        "Meals on Wheels",
        "Early Intervention for Psychosis",
        "HIV Early Intervention",
        "Wicomico Library",
        "Home visiting physicians",
        "Home visiting for homebound adults",
        "Parenting classes for divorcing parents",
        "Teen Pregnancy Prevention",
        "Adult Respite Care",
        "Homeless shelter for men",
        "Veterans Food Pantry",
        "Batterers' intervention: domestic violence program for offenders",
        "College Food Pantry",
        "Breastfeeding Coalition",
        "Head Start Policy Council",
        "Toddler Morning",
        "Lactation consultant certification",
        "Snap Fitness",
        "Medicaid",
        "Food Stamps",
        "",
    ],
)
def test_a_name_that_only_sounds_so(name: str) -> None:
    assert needs(name) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We are closed. WIC is next door", True),
        ("There is no fee. WIC clinic", True),
        ("not for profit WIC clinic", True),
        ("not only WIC", True),
        ("excluding WIC", False),
        ("WIC no longer here", False),
        ("without staff for WIC", False),
    ],
)
def test_a_denial_holds_for_its_sentence(text: str, found: bool) -> None:
    assert bool(needs(text)) is found


def test_keywords_in_capitals_are_found_in_capitals_only() -> None:
    rules = [Rule("own.csv", 2, None, "keyword", "SNAP|food help", "need", "snap")]
    keywords = keyword_files([rules])
    assert [hit.text for hit in keywords.find("SNAP office")] == ["SNAP"]
    assert keywords.find("Snap Fitness") == []
    assert [hit.text for hit in keywords.find("FOOD  helps")] == ["FOOD  helps"]


def test_a_row_to_none_stops_its_own_and_later_files() -> None:
    first = [Rule("first.csv", 2, None, "keyword", "puppet", None, None)]
    second = [Rule("second.csv", 2, None, "keyword", "story time", "need", "early-literacy")]
    assert [
        hit.rule.maps_to for hit in keyword_files([first, second]).find("Puppet story time")
    ] == ["none"]
    hits = keyword_files([second, first]).find("Puppet story time")
    assert [hit.rule.maps_to for hit in hits] == ["need:early-literacy", "none"]


def directory(folder: Path, services: str, terms: str = "", links: str = "") -> Path:
    folder.mkdir()
    tables = {
        "organizations": "id,name\no1,One\n",
        "services": "id,organization_id,name,description\n" + services,
        "taxonomy_terms": "id,code,name,parent_id,taxonomy\n" + terms,
        "attributes": "id,link_id,link_entity,taxonomy_term_id\n" + links,
    }
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def test_every_keyword_fact_says_how_it_came(tmp_path: Path) -> None:
    services = "s1,o1,Linn Diaper Depot,\ns2,o1,Group,\n"
    path = directory(tmp_path / "d", services, "t1,X1,Car Seats,,Ours\n", "a,s2,service,t1\n")
    facts = facts_of(path)
    (row,) = [rule.row for rule in shipped_keywords() if rule.notation == "diapers"]
    by_name, by_term = "mapped-fact/s1>>need:diapers", "mapped-fact/s2>t1>need:car-seat"
    assert facts.of("service/s1", "addressesNeed") == ["diapers"]
    assert facts.of(by_name, "mappedBy") == [f"first-1000-days.csv, row {row}, keyword"]
    assert (facts.of(by_name, "mappedText"), facts.of(by_name, "mappedFrom")) == (["Diaper"], [])
    assert facts.of(by_term, "mappedText") == ["Car Seats"]
    assert facts.of(by_term, "mappedFrom") == ["term/t1"]


def test_descriptions_give_no_facts(tmp_path: Path) -> None:
    path = directory(tmp_path / "d", "s1,o1,Front desk,We also tell of WIC and child care\n")
    assert facts_of(path).of("service/s1", "addressesNeed") == []


def test_keywords_are_asked_only_where_terms_give_no_need(tmp_path: Path) -> None:
    terms, links = "t1,X1,Things,,Ours\n", "a,s1,service,t1\nb,s2,service,t1\n"
    path = directory(tmp_path / "d", "s1,o1,WIC,\ns2,o1,Senior WIC,\n", terms, links)
    own = tmp_path / "own.csv"
    own.write_text("match,term,maps_to\nlabel,Things,need:clothing\n")
    facts = facts_of(path, crosswalks=[own])
    assert facts.of("service/s1", "addressesNeed") == ["clothing"]
    own.write_text("match,term,maps_to\nlabel,Things,none\n")
    facts = facts_of(path, crosswalks=[own])
    assert facts.of("service/s1", "addressesNeed") == ["wic"]
    assert facts.of("service/s2", "addressesNeed") == []


def test_a_stop_word_in_the_name_is_for_the_terms_too(tmp_path: Path) -> None:
    terms, links = "t1,X1,Food Pantry,,Ours\n", "a,s1,service,t1\nb,s2,service,t1\n"
    path = directory(tmp_path / "d", "s1,o1,Senior Helpline,\ns2,o1,Monday,\n", terms, links)
    facts = facts_of(path)
    assert facts.of("service/s1", "addressesNeed") == []
    assert facts.of("service/s2", "addressesNeed") == ["food"]


def test_keywords_can_be_switched_off(tmp_path: Path) -> None:
    path = directory(tmp_path / "d", "s1,o1,WIC,\n")
    context = LoadContext(source="t", keywords=False)
    quads = list(hsds.build(hsds.read(path, context), context))
    assert not [quad for quad in quads if quad.predicate == nwd("addressesNeed")]


def test_ones_own_keywords_come_first(tmp_path: Path) -> None:
    path = directory(tmp_path / "d", "s1,o1,Diaper Depot,\ns2,o1,Tot Lot Fridays,\n")
    own = tmp_path / "own.csv"
    own.write_text(
        "match,term,maps_to,unless\nkeyword,depot,none,\nkeyword,tot lot,need:playgroup,adult\n"
    )
    facts = facts_of(path, crosswalks=[own])
    assert facts.of("service/s1", "addressesNeed") == []
    assert facts.of("service/s2", "addressesNeed") == ["playgroup"]
    assert facts.of("mapped-fact/s2>>need:playgroup", "mappedBy") == ["own.csv, row 3, keyword"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("AIRS,keyword,wic,need:wic,,", "misplaced-value", "vocabulary"),
        (",keyword,wic|,need:wic,,", "wrong-type", "term"),
        (",label,wic,need:wic,adult,", "misplaced-value", "unless"),
        (",code-prefix,BH-180,need:wic,,", "half-prefix", "term"),
    ],
)
def test_rows_that_do_not_fit_their_kind(tmp_path: Path, row: str, code: str, column: str) -> None:
    own = tmp_path / "own.csv"
    own.write_text(f"vocabulary,match,term,maps_to,unless,note\n{row}\n")
    _, (issue,) = read_crosswalk(own)
    assert (issue.code, issue.column, issue.row) == (code, column, 2)


def test_the_shipped_rows_are_all_usable() -> None:
    lists = read_shipped().code_lists
    rules = shipped_keywords()
    assert len(rules) > 70
    assert {rule.match for rule in rules} == {"keyword"}
    assert all(rule.notation in lists[rule.scheme].labels for rule in rules if rule.scheme)


def test_every_keyword_of_a_shipped_row_is_found() -> None:
    """By itself, so that no row shuts out its own keywords; a narrower row may take it over."""
    lost = [
        (rule.row, keyword)
        for rule in shipped_keywords()
        for keyword in rule.term.split("|")
        if rule.notation not in {hit.rule.notation for hit in KEYWORDS.find(keyword)}
    ]
    assert lost == []


def test_no_shipped_file_holds_codes_of_211hsis() -> None:
    assert AIRS_CODE.search("BH-1800.1500-100")
    for package in ("loaders", "ontology", "service"):
        for path in Path(str(files(package))).rglob("*"):
            if path.suffix in (".csv", ".ttl", ".json", ".jsonld", ".tsv"):
                text = path.read_text(encoding="utf-8")
                assert AIRS_CODE.search(text) is None, path


def classified_of(path: Path) -> Classified:
    context = LoadContext(source="t")
    found = Classified()
    for quad in hsds.build(hsds.read(path, context), context):
        found.see(quad)
    return found


@pytest.mark.parametrize(
    ("name", "services", "by_terms", "by_keywords"),
    [
        ("ohana-sanmateo-sample/sample-csv", 23, 1, 1),
        ("hsds-1.1-sample/all_resources", 13, 0, 0),
        pytest.param("haarrrvest-cc0/hsds_like.ndjson", 1050, 0, 880, marks=pytest.mark.slow),
        ("transformer-florida", 135, 0, 35),
        ("transformer-ilao/output", 429, 0, 18),
    ],
)
def test_what_keywords_add_on_real_directories(
    name: str, services: int, by_terms: int, by_keywords: int
) -> None:
    facts: Facts = facts_of(shared(name))
    coded = facts.reading.details["crosswalk"]["services_coded_by"]
    assert sum(coded.values()) == services
    assert coded["terms"] == by_terms
    assert coded["keywords"] >= by_keywords
    stated = {q.subject for q in facts.quads if q.predicate == nwd("addressesNeed")}
    assert len(stated) == coded["terms"] + coded["keywords"]


def test_keywords_agree_with_the_mapping_made_by_hand() -> None:
    """Terms of Open Eligibility, read as names, against the shipped crosswalk of its labels."""
    by_hand: dict[str, set[str]] = {}
    for rule in shipped_crosswalk():
        by_hand.setdefault(rule.term, set()).add(rule.maps_to)
    with shared("openeligibility/taxonomy.csv").open(encoding="utf-8", newline="") as stream:
        names = sorted({row["name"] for row in csv.DictReader(stream)})
    found = {name: {f"need:{need}" for need in needs(name)} for name in names if needs(name)}
    assert len(names) > 180
    assert [name for name in found if not found[name] & by_hand.get(name, set())] == []
    assert len(found) >= 28


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300), header=st.booleans())
def test_any_bytes_are_a_crosswalk_or_told_why_not(
    tmp_path: Path, content: bytes, header: bool
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes((b"vocabulary,match,term,maps_to,unless,note\n" if header else b"") + content)
    try:
        rules, issues = read_crosswalk(path)
    except SourceError:
        return
    assert all(issue.file == "any.csv" and issue.row for issue in issues)
    assert all(rule.match and rule.term for rule in rules)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=80), beside=st.text(max_size=20))
def test_any_text_can_be_searched(text: str, beside: str) -> None:
    for hit in KEYWORDS.find(f"{text} WIC clinic {text}", beside=beside):
        assert hit.text in f"{text} WIC clinic {text}"
    assert all(word.written in text for word in split_words(text))
