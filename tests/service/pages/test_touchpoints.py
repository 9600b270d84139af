"""Home, the journey, and the pages of touchpoints: the numbers of the analyses, safely told."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from communities.engine_result import load_tables
from lxml import html

from graph.comparison import compare_places
from graph.errors import BadParameter, NoSuchRecord
from graph.findings.recommend import build_recommend_findings
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from graph.public import PublicStore
from graph.store import EmbeddedStore, MemoryStore
from queries.run import run_query
from service.demo import AS_OF
from service.language import select_language
from service.pages.rendering import answer_page
from service.pages.touchpoints.coverage import MOST_ASKED
from service.pages.touchpoints.picture import MOST_BEYOND, MOST_DOORS
from service.settings import Settings
from service.workers.job import JobData

ASKED = {
    "handoffs": 1,
    "mode": "warm",
    "stale_after_days": 365,
    "uncoded_services": "unknown",
    "as_of": None,
}
HOSTILE = [
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "{{7*7}}{% for x in y %} 100% %(name)s",
    "\u202egnirts",
    "W" * 5_000,
]
PLACE, SEGMENT, TOUCHPOINT = "millrace", "families-general", "well-baby-visit"
tell = select_language("en")

Read = Callable[..., html.HtmlElement]
Cells = list[dict[str, Any]]


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    """The public data of the demonstration community."""
    store = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(store, Settings(data_dir=loaded_demo, as_of=AS_OF))


def answer(data: JobData, page: str, path: Mapping[str, str] | None = None, **asked: str) -> bytes:
    told = {**ASKED, **{name: asked[name] for name in ASKED if name in asked}}
    outcome = answer_page(
        data, page=page, parameters=told, path=path or {}, asked=list(asked.items())
    )
    return b"".join(outcome.chunks)


@pytest.fixture(scope="module")
def read(data: JobData) -> Read:
    """A page of the demonstration, as a tree; each only once."""

    @cache
    def read(page: str, **asked: str) -> html.HtmlElement:
        identifier = asked.pop("id", None)
        return tree_of(answer(data, page, {"id": identifier} if identifier else None, **asked))

    return read


@pytest.fixture(scope="module")
def cells(data: JobData) -> Cells:
    """Every required cell, as `/api/coverage` tells it."""
    coverage = data.analyses.coverage(CoverageParameters(as_of=AS_OF), routes="all")
    return list(coverage.cells())


def tree_of(body: bytes) -> html.HtmlElement:
    return html.fromstring(body.decode())


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows_of(page: html.HtmlElement, name: str) -> list[list[str]]:
    rows = page.xpath(f"//div[@id='{name}']//tbody/tr")
    return [[text_of(cell) for cell in row.xpath("th|td")] for row in rows]


def interval(cells: Cells, measure: str) -> str:
    """What a page says of a share, from the cells alone."""
    weight = sum(cell["weight"] for cell in cells)
    low = sum(cell["weight"] for cell in cells if cell[measure] == "covered")
    high = sum(cell["weight"] for cell in cells if cell[measure] != "gap")
    return tell.interval([low / weight, high / weight])


# Home


def test_home_tells_the_headline_of_the_analysis(read: Read, cells: Cells) -> None:
    numbers = [text_of(each) for each in read("home").xpath("//p[@class='number']")]
    assert numbers == [interval(cells, "every_door"), interval(cells, "any_door")]
    assert "No-wrong-door coverage" in text_of(read("home"))
    assert "No-wrong-door coverage" not in text_of(read("home", mode="any"))


def test_home_of_a_place_is_that_of_the_comparison(read: Read, data: JobData) -> None:
    coverage = data.analyses.coverage(CoverageParameters(as_of=AS_OF), routes="gaps")
    compared = compare_places(coverage, (PLACE,))
    wanted = {row["name"]: row["values"] for row in compared["measures"]}
    numbers = [text_of(each) for each in read("home", place=PLACE).xpath("//p[@class='number']")]
    at = [column["id"] for column in compared["columns"]].index(PLACE)
    assert numbers == [tell.interval(wanted[name][at]) for name in ("every_door", "any_door")]


def test_home_shows_the_heaviest_gaps_of_the_choice(read: Read, data: JobData) -> None:
    gaps = data.analyses.gaps(CoverageParameters(as_of=AS_OF))["gaps"]
    for asked, among in (
        ({}, gaps),
        ({"segment": SEGMENT}, [gap for gap in gaps if gap["segment"] == SEGMENT]),
    ):
        links = read("home", **asked).xpath("//section[@aria-labelledby='h-gaps']//li/a/@href")
        assert len(links) == 3
        for link, gap in zip(links, among, strict=False):
            assert f"touchpoint={gap['touchpoint']}&need={gap['need']}" in link
            assert f"segment={gap['segment']}" in link


def test_home_without_kept_findings_leads_to_what_computes_them(read: Read) -> None:
    page = read("home")
    for heading, path in (("h-improve", "/recommend"), ("h-risks", "/resilience")):
        section = page.xpath(f"//section[@aria-labelledby='{heading}']")[0]
        assert "not been worked out" in text_of(section)
        assert section.xpath(".//a/@href") == [path]


def test_home_shows_the_cheapest_improvements_that_are_kept() -> None:
    data = small_data(CLINIC, [
        card("cold-to-warm", "r1", rank=1, cost=2, gain=90),
        card("verify-fact>open", "visits", rank=2, cost=1, gain=5),
        card("verify-fact>open", "food", rank=3, cost=1, gain=50),
        card("widen-area", "food>north", rank=4, cost=7, gain=99),
        card("add-door", "a>b>c>d>e", rank=5, cost=1.5, gain=9),
    ])  # fmt: skip
    section = tree_of(answer(data, "home")).xpath("//section[@aria-labelledby='h-improve']")[0]
    told = [text_of(each) for each in section.xpath(".//li/a")]
    assert told == ["Ask whether Food box is open", "Ask whether Visits is open", "add-door it is"]
    assert section.xpath(".//li/a/@lang") == ["en"]
    assert "and other choices than on this page" in text_of(section)


def test_facts_that_are_missing_are_counted_as_by_the_analysis(read: Read, data: JobData) -> None:
    counts = data.analyses.coverage(CoverageParameters(as_of=AS_OF), routes="gaps").completeness
    told = {row[0]: row[1].partition("of")[0] for row in rows_of(read("home"), "facts")}
    assert told["Services without a need recorded"] == str(counts["services_without_needs"])
    assert told["Referrals verified too long ago"] == str(counts["pathways_stale"])
    assert told["Partners that have not told whom they refer to"] == str(
        counts["senders_undeclared"]
    )


# Journey


@pytest.mark.parametrize("measure", ["every_door", "any_door"])
def test_the_line_tells_what_is_covered_at_each_touchpoint(
    read: Read, cells: Cells, measure: str
) -> None:
    page = read("journey", segment=SEGMENT, measure=measure)
    by_touchpoint: dict[str, Cells] = defaultdict(list)
    for cell in cells:
        if cell["segment"] == SEGMENT:
            by_touchpoint[cell["touchpoint"]].append(cell)
    drawn = {}
    for link in page.xpath("//*[local-name()='svg' and @class='life']//*[local-name()='a']"):
        identifier = re.sub(r"\?.*", "", link.get("href")).rpartition("/")[2]
        drawn[identifier] = link.get("aria-label").rpartition(": ")[2]
    assert len(by_touchpoint) > 10
    for identifier, told in drawn.items():
        asked = by_touchpoint[identifier]
        assert told == (f"{interval(asked, measure)} covered" if asked else "nothing is asked")
    assert len(drawn) == len(rows_of(page, "touchpoints"))
    listed = page.xpath("//ol[@class='life-list']//li/a/@href")
    assert len(listed) == len(drawn)


# Touchpoints


def test_the_list_holds_the_shares_of_every_touchpoint(read: Read, cells: Cells) -> None:
    rows = {row[0]: row for row in rows_of(read("touchpoints", place=PLACE), "touchpoints")}
    own = [c for c in cells if c["touchpoint"] == TOUCHPOINT and c["place"] == PLACE]
    row = rows["Well-baby visit"]
    assert row[3:5] == [interval(own, "every_door"), interval(own, "any_door")]
    assert row[5] == str(sum(cell["every_door"] == "gap" for cell in own))
    assert row[6] == str(sum(cell["every_door"] == "unknown" for cell in own))


def test_partners_are_those_of_the_query(read: Read, data: JobData) -> None:
    table = run_query(data.store, "partners/serving-touchpoint", {"touchpoint": TOUCHPOINT})
    names = [column.name for column in table.columns]
    wanted = [dict(zip(names, row, strict=True)) for row in table.rows]
    rows = rows_of(read("touchpoint", id=TOUCHPOINT), "partners")
    assert len(wanted) >= len(rows) > 5
    for row, want in zip(rows, wanted, strict=False):
        assert row[0].startswith(str(want["partner_name"]))
        by = {"door": "at the door", "warm": "by a warm", "cold": "by a cold"}
        assert row[1].startswith(by.get(str(want["mode"]), "by a referral"))


def test_families_that_are_left_out_are_weighed_as_the_cells_say(read: Read, cells: Cells) -> None:
    page = read("touchpoint", id=TOUCHPOINT)
    own: dict[tuple[str, str], Cells] = defaultdict(list)
    for cell in cells:
        if cell["touchpoint"] == TOUCHPOINT:
            own[cell["segment"], cell["place"]].append(cell)
    wanted = sorted(
        (sum(c["weight"] for c in group if c["any_door"] == "gap") for group in own.values()),
        reverse=True,
    )
    rows = rows_of(page, "families")
    assert [row[2] for row in rows] == [tell.number(weight, 1) for weight in wanted[: len(rows)]]
    assert f"{rows[0][0]} in {rows[0][1]}" in text_of(page)


def test_needs_are_told_at_the_door_in_one_and_in_two_handoffs(read: Read, data: JobData) -> None:
    rows = {row[0]: row for row in rows_of(read("touchpoint", id=TOUCHPOINT), "needs")}
    for handoffs in (0, 1, 2):
        parameters = CoverageParameters(handoffs=handoffs, as_of=AS_OF)
        coverage = data.analyses.coverage(parameters, routes="none")
        own = [c for c in coverage.cells() if (c["touchpoint"], c["need"]) == (TOUCHPOINT, "food")]
        assert rows["Food"][3 + handoffs] == interval(own, "any_door")


def test_gaps_are_those_of_the_register(read: Read, data: JobData) -> None:
    gaps = data.analyses.gaps(CoverageParameters(as_of=AS_OF))["gaps"]
    own = [gap for gap in gaps if gap["touchpoint"] == TOUCHPOINT]
    page = read("touchpoint", id=TOUCHPOINT)
    assert f"{len(own)} gaps" in text_of(page.xpath("//h2[@id='h-gaps']")[0])
    rows = rows_of(page, "gaps")
    assert [row[3] for row in rows] == [tell.number(gap["weight"], 1) for gap in own[: len(rows)]]


def test_questions_are_the_unknown_facts_of_the_cells(
    data: JobData, cells: Cells, read: Read
) -> None:
    weight: dict[tuple[str, ...], float] = defaultdict(float)
    own = [cell for cell in cells if cell["touchpoint"] == "first-prenatal-visit"]
    assert len(own) < MOST_ASKED
    for cell in own:
        for fact in cell["verify"]:
            weight[fact["fact"], fact["subject"], fact["object"] or ""] += cell["weight"]
    file = answer(
        data, "touchpoint", {"id": "first-prenatal-visit"}, download="csv", list="verify"
    ).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))[1:]
    assert len(rows) == len(weight) > 3
    assert sorted(float(row[2]) for row in rows) == sorted(weight.values())
    page = read("touchpoint", id="first-prenatal-visit")
    assert [row[0] for row in rows[:5]] == [row[0] for row in rows_of(page, "verify")[:5]]


def test_the_picture_joins_doors_and_receivers_as_the_query_says(read: Read, data: JobData) -> None:
    links = read("touchpoint", id="birth-registration").xpath(
        "//*[local-name()='path' and contains(@class, 'link') and contains(@d, 'C')]/@class"
    )
    table = run_query(data.store, "touchpoints/pathways", {"touchpoint": "birth-registration"})
    at = {column.name: number for number, column in enumerate(table.columns)}
    pairs = {tuple(row[at[key]] for key in ("from", "partner_id", "mode")) for row in table.rows}
    assert links.count("link door") == 2
    for mode in ("warm", "cold"):
        assert links.count(f"link {mode}") == sum(pair[2] == mode for pair in pairs) > 0


def test_a_touchpoint_that_is_not_there(data: JobData) -> None:
    with pytest.raises(NoSuchRecord, match="nowhere"):
        answer(data, "touchpoint", {"id": "nowhere"})


@pytest.mark.parametrize("page", ["home", "journey", "touchpoints"])
def test_a_choice_that_is_not_there_is_told_with_what_is_near(data: JobData, page: str) -> None:
    with pytest.raises(BadParameter, match="nearest: millrace"):
        answer(data, page, place="milrace")


# Other data


CLINIC: dict[str, list[dict[str, str]]] = {
    "places": [{"id": "north", "name": "North"}],
    "partners": [{"id": "clinic", "name": "Clinic"}, {"id": "pantry", "name": "Pantry"}],
    "services": [
        {"id": "visits", "name": "Visits", "partner": "clinic", "needs": "home-visiting"},
        {"id": "food", "name": "Food box", "partner": "pantry", "needs": "food"},
    ],
    "touchpoints": [
        {"id": "t", "name": "Check-up", "life_stage": "infant", "required_needs": "food"}
    ],
    "doors": [{"touchpoint": "t", "at": "clinic"}],
    "referrals": [{"id": "r1", "from": "clinic", "to": "pantry", "mode": "cold"}],
}


def card(kind: str, ids: str, *, rank: int, cost: float, gain: float) -> dict[str, Any]:
    """A recommendation with what is kept of it."""
    weight = {"weight": gain}
    return {
        "key": f"{kind}>{ids}",
        "kind": kind.partition(">")[0],
        "rank": rank,
        "cost": cost,
        "gain": gain,
        "true_gain": {"any_door": weight, "every_door": weight},
        "iris": {},
        "sentence": f"{kind} it is",
    }


def small_data(
    tables: Mapping[str, list[dict[str, str]]], cards: list[dict[str, Any]] | None = None
) -> JobData:
    store = load_tables({"a": tables})
    if cards:
        assert isinstance(store, MemoryStore)
        coverage = {"parameters": CoverageParameters(handoffs=2, as_of=AS_OF).as_dict()}
        proposed = {**coverage, "required": {"cells": 1, "origin": "derived"},
                    "headline": {"every_door": None, "any_door": None},
                    "recommendations": cards}  # fmt: skip
        findings = build_recommend_findings(build_projection(store), proposed)
        store = MemoryStore([*store.store, *findings.quads])
    return JobData.over(store, Settings(as_of=AS_OF))


def test_hostile_names_stay_text() -> None:
    numbers = range(len(HOSTILE))
    data = small_data({
        "segments": [{"id": "kind", "name": HOSTILE[1]}],
        "places": [{"id": f"a{i}", "name": HOSTILE[i]} for i in numbers],
        "needs": [{"id": f"n{i}", "name": HOSTILE[i]} for i in numbers],
        "partners": [{"id": f"p{i}", "name": HOSTILE[i]} for i in numbers],
        "services": [
            {"id": f"s{i}", "name": HOSTILE[i], "partner": f"p{i}", "needs": f"n{i}"}
            for i in numbers
        ],
        "touchpoints": [
            {"id": f"t{i}", "name": HOSTILE[i], "life_stage": "newborn", "required_needs": f"n{i}"}
            for i in numbers
        ],
        "doors": [{"touchpoint": f"t{i}", "at": f"p{i - 1}"} for i in numbers if i],
        "referrals": [{"id": f"r{i}", "from": f"p{i - 1}", "to": f"p{i}"} for i in numbers if i],
    })  # fmt: skip
    asked = [("home", ""), ("journey", ""), ("touchpoints", "")]
    asked += [("touchpoint", f"t{i}") for i in numbers]
    for page, identifier in asked:
        tree = tree_of(answer(data, page, {"id": identifier} if identifier else None))
        assert all(each.get("src", "").startswith("/static/") for each in tree.xpath("//script"))
        for element in tree.iter(html.etree.Element):
            names = [str(name) for name in element.attrib]
            assert not [name for name in names if name.startswith("on") or name == "style"]
        text = tree.text_content()
        assert HOSTILE[int(identifier.removeprefix("t") or 1)] in text


def test_a_community_without_touchpoints_or_with_nothing_asked() -> None:
    bare = {key: rows for key, rows in CLINIC.items() if key in ("partners", "services")}
    data = small_data(bare)
    assert "there is no touchpoint with needs" in text_of(tree_of(answer(data, "home")))
    assert "No touchpoint is loaded yet" in text_of(tree_of(answer(data, "journey")))
    assert "0 touchpoints" in text_of(tree_of(answer(data, "touchpoints")))
    touchpoint = {"id": "t", "name": "Check-up", "life_stage": "infant"}
    unasked = small_data({**CLINIC, "touchpoints": [touchpoint], "doors": []})
    page = text_of(tree_of(answer(unasked, "touchpoint", {"id": "t"})))
    assert "No door of this touchpoint is recorded" in page


def test_doors_and_receivers_of_a_large_touchpoint_are_drawn_by_sector() -> None:
    sectors = ("health", "housing")
    doors, receivers = MOST_DOORS + 1, MOST_BEYOND + 1
    data = small_data({
        "partners": [
            {"id": f"p{i}", "name": f"Partner {i}", "sector": sectors[i % 2]}
            for i in range(doors + receivers)
        ],
        "touchpoints": [{"id": "t", "name": "Check-up", "life_stage": "infant"}],
        "doors": [{"touchpoint": "t", "at": f"p{i}"} for i in range(doors)],
        "referrals": [
            {"from": f"p{i % doors}", "to": f"p{doors + i}", "mode": "warm"}
            for i in range(receivers)
        ],
    })  # fmt: skip
    (picture,) = tree_of(answer(data, "touchpoint", {"id": "t"})).xpath(
        "//figure//*[local-name()='svg' and @viewbox]"
    )
    told = picture.text_content()
    assert "Health care: 8 partners" in told
    assert "Partner 3" not in told


def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    data = JobData(Settings(data_dir=tmp_path / "none"), None, None)
    for page in ("home", "journey"):
        told = text_of(tree_of(answer(data, page)))
        for command in ("nwd demo", "nwd template community.xlsx", "nwd load directory.zip"):
            assert command in told
