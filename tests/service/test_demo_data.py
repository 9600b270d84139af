"""The demonstration community: its size, that it loads clean, and that it shows what it should."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph.coverage import CoverageParameters, compute_coverage
from graph.overlap import compute_overlaps
from graph.projection import Projection, build_projection
from graph.store import EmbeddedStore
from loaders.load import LoadReport, load_source
from service.demo import AS_OF, demo_sources

Rows = list[dict[str, str]]
Cell = dict[str, Any]

FOLDERS = {name: folder for name, folder, _ in demo_sources()}
COMMUNITY, DIRECTORY = FOLDERS["community"], FOLDERS["directory"]
GAP_TYPES = ("orphan", "supply", "eligibility", "access", "link", "warmth", "door-gap")
PARAMETERS = CoverageParameters(handoffs=1, mode="warm", as_of=AS_OF)
FILES = sorted(path for path in COMMUNITY.parent.rglob("*") if path.suffix in (".csv", ".json"))


@cache
def read_rows(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadReport, Projection]:
    """The workbook in a store of its own."""
    store = EmbeddedStore(tmp_path_factory.mktemp("demo"))
    report = load_source(store, COMMUNITY, source="community")
    return report, build_projection(store.read())


@pytest.fixture(scope="module")
def result(loaded: tuple[LoadReport, Projection]) -> dict[str, Any]:
    return compute_coverage(loaded[1], PARAMETERS).as_dict()


@pytest.fixture(scope="module")
def cells(result: dict[str, Any]) -> dict[tuple[str, str, str, str], Cell]:
    names = ("touchpoint", "need", "segment", "place")
    return {
        (cell[names[0]], cell[names[1]], cell[names[2]], cell[names[3]]): cell
        for cell in result["cells"]
    }


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("partners", 45),
        ("sites", 60),
        ("services", 110),
        ("referrals", 120),
        ("referral_volumes", 80),
        ("completeness", 20),
        ("segments", 6),
        ("funding_streams", 12),
        ("allocations", 90),
        ("requirements", 400),
    ],
)
def test_table_is_large_enough(table: str, least: int) -> None:
    assert len(read_rows(COMMUNITY, table)) >= least


def test_partners_are_of_ten_sectors() -> None:
    assert len({row["sector"] for row in read_rows(COMMUNITY, "partners")}) >= 10


def test_twenty_touchpoints_have_one_to_six_doors() -> None:
    doors = Counter(row["touchpoint"] for row in read_rows(COMMUNITY, "doors"))
    touchpoints = {row["id"] for row in read_rows(COMMUNITY, "touchpoints")}
    assert len(doors) >= 20
    assert set(doors) < touchpoints, "one touchpoint has no door on record"
    assert max(doors.values()) <= 6


def test_touchpoints_are_of_twenty_kinds_in_every_life_stage() -> None:
    rows = read_rows(COMMUNITY, "touchpoints")
    assert len({row["kind"] for row in rows}) >= 20
    stages = {"prenatal", "newborn", "infant", "toddler", "preschool"}
    assert {row["life_stage"] for row in rows} == stages
    assert all(row["required_needs"] for row in rows)


def test_five_places_lie_at_the_bottom() -> None:
    rows = read_rows(COMMUNITY, "places")
    above = {parent for row in rows for parent in row["part_of"].split(";")}
    assert len([row for row in rows if row["id"] not in above]) == 5


def test_one_segment_is_the_reference() -> None:
    assert [row["reference"] for row in read_rows(COMMUNITY, "segments")].count("yes") == 1


def test_one_site_is_confidential() -> None:
    rows = read_rows(COMMUNITY, "sites")
    assert [row["id"] for row in rows if row["confidential"] == "yes"] == [
        "site-quiet-harbor-shelter"
    ]


def test_referrals_are_mixed() -> None:
    rows = read_rows(COMMUNITY, "referrals")
    seen = {column: {row[column] for row in rows} for column in ("mode", "status", "claimed_by")}
    assert seen["mode"] >= {"warm", "cold", "unknown"}
    assert seen["status"] >= {"active", "planned", "lapsed", "unknown", ""}
    assert seen["claimed_by"] == {"sender", "receiver", "both"}
    assert any(not row["id"] for row in rows)
    for column in ("needs", "segments"):
        assert {bool(row[column]) for row in rows} == {True, False}


def test_volumes_hide_small_counts() -> None:
    counts = [row["count"] for row in read_rows(COMMUNITY, "referral_volumes")]
    assert "<11" in counts
    assert "0" in counts
    assert not [count for count in counts if count.isdigit() and 0 < int(count) < 11]


def test_money_ends_at_different_times() -> None:
    ends = [row["ends_on"] for row in read_rows(COMMUNITY, "funding_streams")]
    assert "" in ends
    assert min(end[:4] for end in ends if end) == "2026"
    assert max(ends)[:4] == "2031"
    assert {row["fiscal_year"] for row in read_rows(COMMUNITY, "allocations")} == {"2026", "2027"}


def test_workbook_loads_without_issues(loaded: tuple[LoadReport, Projection]) -> None:
    report, _ = loaded
    assert list(report.issues) == []
    assert report.refused == 0


def test_headline_is_neither_all_nor_nothing(result: dict[str, Any]) -> None:
    low, high = result["headline"]["every_door"]
    assert 0.3 <= low <= high <= 0.6
    assert high - low < 0.25
    assert result["required"]["origin"] == "declared"
    assert 400 <= result["required"]["cells"] <= 900


@pytest.mark.parametrize("gap_type", [*GAP_TYPES, "no-doors-listed"])
def test_every_gap_type_occurs(result: dict[str, Any], gap_type: str) -> None:
    weights = [cell["weight"] for cell in result["cells"] if cell["gap_type"] == gap_type]
    assert sum(weights) >= 10


def test_every_stage_of_covered_occurs(result: dict[str, Any]) -> None:
    for doors in ("any_door", "every_door"):
        found = Counter(cell[doors] for cell in result["cells"])
        assert min(found[word] for word in ("covered", "gap", "unknown")) >= 20


def test_unknown_cells_say_what_to_verify(result: dict[str, Any]) -> None:
    facts = {fact["fact"] for cell in result["cells"] for fact in cell["verify"]}
    assert facts >= {"open", "usable", "warm", "door", "access", "refers"}


@pytest.mark.parametrize(
    ("touchpoint", "need", "segment", "place", "gap_type"),
    [
        ("starting-child-care", "odd-hours-child-care", "families-general", "millrace", "supply"),
        ("birth-in-hospital", "doula-support", "families-general", "millrace", "eligibility"),
        ("well-baby-visit", "oral-health", "families-general", "millrace", "eligibility"),
        ("newborn-nurse-visit", "diapers", "families-general", "cinder-butte", "access"),
        ("wic-in-pregnancy", "home-visiting", "families-general", "millrace", "link"),
        ("first-prenatal-visit", "oral-health", "families-general", "north-fork", "warmth"),
        ("childbirth-class", "childbirth-education", "spanish-speaking", "millrace", "orphan"),
        ("birth-registration", "health-insurance", "families-general", "millrace", "door-gap"),
        ("newborn-nurse-visit", "diapers", "families-general", "millrace", None),
    ],
)
def test_the_readme_tells_the_truth(
    cells: dict[tuple[str, str, str, str], Cell],
    touchpoint: str,
    need: str,
    segment: str,
    place: str,
    gap_type: str | None,
) -> None:
    cell = cells[touchpoint, need, segment, place]
    assert cell["gap_type"] == gap_type
    assert gap_type or cell["every_door"] == "covered"


def test_overlaps_are_of_every_verdict(loaded: tuple[LoadReport, Projection]) -> None:
    pairs = compute_overlaps(loaded[1], PARAMETERS)["pairs"]
    verdict = {frozenset((pair["first"], pair["second"])): pair["verdict"] for pair in pairs}
    assert set(verdict.values()) == {
        "duplication-candidate",
        "healthy-redundancy",
        "overlap-not-judged",
    }
    for first, second, expected in (
        ("svc-hub-toys", "svc-meadowlark-toys", "duplication-candidate"),
        ("svc-hub-toys", "svc-kindred-toys", "healthy-redundancy"),
        ("svc-food-share-diapers", "svc-sage-diapers", "overlap-not-judged"),
    ):
        assert verdict[frozenset((first, second))] == expected


def test_directory_is_the_size_of_a_small_one() -> None:
    assert len(read_rows(DIRECTORY, "organizations")) == 12
    assert len(read_rows(DIRECTORY, "services")) == 25


def test_directory_shares_five_organizations_under_other_names() -> None:
    partners = read_rows(COMMUNITY, "partners")
    sites = {row["website"] for row in partners if row["website"]}
    names = {row["name"] for row in partners}
    organizations = read_rows(DIRECTORY, "organizations")
    shared = [row["name"] for row in organizations if row["website"] in sites]
    assert len(shared) == 5
    assert not names & set(shared)


def test_directory_loads_beside_the_workbook(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    load_source(store, COMMUNITY, source="community")
    report = load_source(store, DIRECTORY, source="directory")
    assert not [issue for issue in report.issues if issue.severity == "error"]
    assert report.loaded["Service"] == 25
    result = compute_coverage(build_projection(store.read()), PARAMETERS).as_dict()
    assert {cell["gap_type"] for cell in result["cells"]} >= set(GAP_TYPES)


def texts() -> Iterator[tuple[str, str]]:
    for path in FILES:
        yield path.name, path.read_text(encoding="utf-8")


def test_addresses_reach_nobody() -> None:
    for name, text in texts():
        for host in re.findall(r"(?:@|https?://)([A-Za-z0-9.-]+)", text):
            assert host.endswith(".example"), f"{name}: {host}"


def test_phone_numbers_are_fictional() -> None:
    for name, text in texts():
        for number in re.findall(r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b", text):
            assert re.fullmatch(r"541-555-01\d\d", number), f"{name}: {number}"
