"""Coverage, one combination, equity and what-if: the numbers of the analyses, safe to look at."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from lxml import html
from served.pages import ask, read_html, read_table

from graph.errors import BadParameter, NoSuchRecord
from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.store import EmbeddedStore
from loaders.load import load_source
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.pages.coverage.changes import read_change, write_change
from service.pages.coverage.heat import COLUMNS, Square
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

HOSTILE = [
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "{{7*7}} 100% %(name)s %s",
    "\u202egnirts a:b,c%3A",
    "W" * 5_000,
]
KEYS = ("touchpoint", "need", "segment", "place")
Cell = Mapping[str, Any]


def show(data: JobData, address: str) -> Any:
    return html.fromstring(read_html(data, address))


def text_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def texts(elements: Iterable[Any]) -> list[str]:
    return [text_of(each) for each in elements]


def rows_of(page: Any, table: str) -> list[list[str]]:
    return [texts(row) for row in page.xpath(f"//*[@id='{table}']//tbody/tr")]


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


@pytest.fixture(scope="module")
def cells(data: JobData) -> list[dict[str, Any]]:
    """Every required cell, as `/api/coverage` tells it."""
    return list(data.analyses.coverage(CoverageParameters(as_of=AS_OF), routes="all").cells())


def share(cells: Iterable[Cell], measure: str = "every_door") -> tuple[float, float]:
    told = list(cells)
    total = sum(cell["weight"] for cell in told)
    low = sum(cell["weight"] for cell in told if cell[measure] == "covered")
    high = sum(cell["weight"] for cell in told if cell[measure] != "gap")
    return low / total, high / total


# Coverage


def test_the_heat_map_has_every_pair_with_its_interval(
    data: JobData, cells: list[dict[str, Any]]
) -> None:
    net = data.analyses.projection()
    pairs: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        pairs[cell["touchpoint"], cell["need"]].append(cell)
    touchpoints = {touchpoint for touchpoint, _ in pairs}
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for number in range(1, -(-len(touchpoints) // COLUMNS) + 1):
        page = show(data, f"/coverage?columns={number}")
        (table,) = page.xpath("//table[@class='heat']")
        heads = texts(table.xpath(".//thead/tr[2]/th"))
        assert len(heads) <= COLUMNS + 2
        for row in table.xpath(".//tbody/tr"):
            assert len(row) == len(heads)
            assert row[0].tag == "th"
            assert row[0].get("scope") == "row"
        for link in table.xpath(".//td/a"):
            asked = dict(parse_qsl(urlsplit(link.get("href")).query))
            kinds = link.getparent().get("class").split()
            ends = (int(kinds[2][1:]), int(kinds[3][1:]))
            seen[asked["touchpoint"], asked["need"]] = ends
            said = text_of(link)
            assert said.startswith(f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}%")
            words = [w for w in ("covered", "unknown", "gap") if w in said]
            assert words == ([kinds[1]] if kinds[1] != "mixed" else [])
            name = net.needs.names[net.needs.ids.index(asked["need"])]
            assert text_of(link.getparent().getparent()[0]) == name
    assert set(seen) == set(pairs)
    for pair, (low, high) in seen.items():
        exact = share(pairs[pair])
        assert low <= 100 * exact[0] + 1
        assert high >= 100 * exact[1] - 1
        assert abs(low - 100 * exact[0]) <= 1
        assert abs(high - 100 * exact[1]) <= 1


def test_the_numbers_follow_the_filters(data: JobData, cells: list[dict[str, Any]]) -> None:
    net = data.analyses.projection()
    north = net.places.ids.index("north-county")
    within = {id_ for at, id_ in enumerate(net.places.ids) if net.place_above[at, north]}
    assert len(within) > 1
    some = [c for c in cells if c["place"] in within and c["segment"] == "spanish-speaking"]
    assert 0 < len(some) < len(cells)
    address = "/coverage?place=north-county&segment=spanish-speaking"
    for measure in ("every_door", "any_door"):
        low, high = share(some, measure)
        (number,) = show(data, f"{address}&measure={measure}").xpath("//p[@class='number']")
        told = f"{low:.1%}" if f"{low:.1%}" == f"{high:.1%}" else f"{low:.1%} to {high:.1%}"
        assert text_of(number) == told
    by_name = show(data, "/coverage?place=North+County&segment=spanish-speaking")
    assert text_of(by_name.xpath("//p[@class='number']")[0]) == f"{share(some)[0]:.1%} to " + (
        f"{share(some)[1]:.1%}"
    )
    with pytest.raises(BadParameter, match="north-county"):
        show(data, "/coverage?place=north")
    newborn = read_table(data, "/coverage?life_stage=newborn&by=touchpoint&download=csv")
    assert {row["Life stage"] for row in newborn} == {"Newborn"}


@pytest.mark.parametrize(("by", "key"), [("touchpoint", "touchpoint"), ("need", "need")])
def test_the_table_by_touchpoint_or_need(
    data: JobData, cells: list[dict[str, Any]], by: str, key: str
) -> None:
    collection = getattr(data.analyses.projection(), key + "s")
    names = dict(zip(collection.ids, collection.names, strict=True))
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[names[cell[key]]].append(cell)
    told = read_table(data, f"/coverage?by={by}&download=csv&list=table")
    assert {row[key.capitalize()] for row in told} == set(groups)
    for row in told:
        group = groups[row[key.capitalize()]]
        assert int(row["Asked"]) == len(group)
        assert int(row["Gaps"]) == sum(cell["every_door"] == "gap" for cell in group)
        assert int(row["Unknown"]) == sum(cell["every_door"] == "unknown" for cell in group)
        for measure, title in (("every_door", "Every door"), ("any_door", "Some door")):
            ends = (float(row[f"{title}, least"]), float(row[f"{title}, most"]))
            assert ends == pytest.approx(share(group, measure))


def test_squares_are_rounded_so_that_nothing_looks_surer_than_it_is() -> None:
    def percents(low: float, high: float) -> tuple[int, int]:
        return Square([low, high], 1, 1, 1).percents

    assert percents(0.331, 0.339) == (33, 34)
    assert percents(0.002, 0.998) == (0, 100)
    assert percents(0.29, 0.57) == (29, 57)
    assert percents(0.999, 0.999) == (99, 99)
    assert percents(0.001, 0.001) == (1, 1)
    assert percents(1, 1) == (100, 100)
    assert Square([0.999, 0.999], 1, 0, 0).state == "mixed"
    assert Square(None, 1, 0, 0).state == "none"


# One combination


def address_of(cell: Cell) -> str:
    return "/coverage/cell?" + "&".join(f"{key}={cell[key]}" for key in KEYS)


def test_each_kind_of_combination_is_told_with_its_doors(
    data: JobData, cells: list[dict[str, Any]]
) -> None:
    net = data.analyses.projection()
    names = {net.node_id(node): net.node_name(node) for node in range(net.first_touchpoint)}
    kinds = {(cell["gap_type"], cell["any_door"], cell["every_door"]): cell for cell in cells}
    assert len(kinds) >= 10
    for (gap_type, any_door, every_door), cell in kinds.items():
        page = show(data, address_of(cell))
        tags = texts(page.xpath("//*[contains(@class,'verdict')]//span"))
        assert tags == [any_door, every_door]
        doors = rows_of(page, "doors")
        assert len(doors) == min(20, cell["known_doors"] + cell["possible_doors"])
        yes = sum(row[1] == "yes" for row in doors)
        assert (yes > 0) == (any_door == "covered")
        if gap_type not in (None, "no-doors-listed"):
            assert page.xpath("//h2[.='Why it is a gap']")
        questions = page.xpath("//h2[.='What to verify']/following-sibling::ul/li")
        assert len(questions) == len(cell["verify"])
        if cell["route"]:
            shortest = min(int(row[2]) for row in doors if row[1] == "yes")
            assert shortest == cell["handoffs"]
            door = names[cell["route"][0]]
            assert any(row[0].startswith(door) and row[1] == "yes" for row in doors)


def test_what_is_proposed_for_a_gap_closes_it(data: JobData, cells: list[dict[str, Any]]) -> None:
    tried = Counter[str]()
    for gap_type in ("link", "warmth", "eligibility", "access", "door-gap"):
        cell = next(cell for cell in cells if cell["gap_type"] == gap_type)
        for link in show(data, address_of(cell)).xpath("//li/a[.='Try it out']/@href"):
            changes = [value for name, value in parse_qsl(urlsplit(link).query) if name == "change"]
            result = data.analyses.what_if(
                CoverageParameters(as_of=AS_OF), [read_change(text) for text in changes], 1.0
            )
            changed = {tuple(each[key] for key in KEYS) for each in result["cells"]}
            tried[gap_type] += tuple(cell[key] for key in KEYS) in changed
    assert sum(count > 0 for count in tried.values()) >= 3, tried


def test_combinations_of_a_square_are_listed(data: JobData, cells: list[dict[str, Any]]) -> None:
    pair = ("first-prenatal-visit", "health-insurance")
    own = [cell for cell in cells if (cell["touchpoint"], cell["need"]) == pair]
    address = "/coverage/cell?touchpoint=first-prenatal-visit&need=health-insurance"
    told = read_table(data, address + "&download=csv&list=others")
    assert sorted(float(row["Families expected"]) for row in told) == sorted(
        cell["weight"] for cell in own
    )
    assert Counter(row["Every door"] for row in told) == Counter(c["every_door"] for c in own)
    nothing = show(data, "/coverage/cell?touchpoint=first-prenatal-visit&need=doula-support")
    assert "Nobody is expected to ask" in text_of(nothing)
    assert show(data, "/coverage/cell").xpath("//select[@name='touchpoint']")
    with pytest.raises(BadParameter):
        show(data, "/coverage/cell?touchpoint=none-such&need=food")


# Equity


def test_equity_is_that_of_the_analysis_and_keeps_small_groups_back(data: JobData) -> None:
    analysis = select_analysis("equity")
    result = data.analyses.analysis(
        analysis, CoverageParameters(as_of=AS_OF), read_options(analysis, {})
    )
    page = show(data, "/equity")
    assert f"{result['suppression']['groups_hidden']} groups are not told" in text_of(page)
    told = read_table(data, "/equity?download=csv&list=segments")
    for row, segment in zip(told, result["segments"], strict=True):
        assert row["Families"] == segment["names"]["segment"]
        ends = (float(row["Covered, least"]), float(row["Covered, most"]))
        assert ends == tuple(segment["every_door"])
    bars = page.xpath("//*[@id='segments']//*[name()='svg']/@aria-label")
    assert len(bars) == len(result["segments"])
    hidden = [row for row in result["segment_places"] if row["reason"] == "small"]
    assert hidden
    groups = read_table(data, "/equity?download=csv&list=segment_places")
    for row, group in zip(groups, result["segment_places"], strict=True):
        assert (row["Covered, least"] == "") == (group["every_door"] is None)
        assert (row["Families expected"] == "") == (group["families"] is None)
    at = hidden[0]["place"]
    shown = rows_of(show(data, f"/equity?place={at}"), "segment_places")
    assert len(shown) == sum(row["place"] == at for row in result["segment_places"])
    assert any("not told: too few families" in cell for row in shown for cell in row)
    with pytest.raises(BadParameter):
        show(data, "/equity?floor=2")
    with pytest.raises(NoSuchRecord):
        show(data, "/equity?reference=none-such")


# What if


CHANGES = (
    "change=remove:partner:alder-public-health"
    "&change=add-pathway:willow-bend-health:svc-ss-health-plan:warm"
)


def test_before_and_after_are_those_of_what_if(data: JobData) -> None:
    told = [read_change(value) for _, value in parse_qsl(CHANGES)]
    result = data.analyses.what_if(CoverageParameters(as_of=AS_OF), told, 1.0)
    page = show(data, f"/whatif?{CHANGES}")
    sides = texts(page.xpath("//*[@class='side']/strong"))
    expected = [
        result[when]["headline"][measure]
        for measure in ("every_door", "any_door")
        for when in ("before", "after")
    ]
    assert sides == [f"{low:.1%} to {high:.1%}" for low, high in expected]
    rows = read_table(data, f"/whatif?{CHANGES}&download=csv&list=combinations")
    assert len(rows) == len(result["cells"]) > 0
    moved = Counter(
        row["Every door"].replace(", then ", " to ") for row in rows if "then" in row["Every door"]
    )
    assert moved == result["counts"]["every_door"]
    turns = Counter(row["Becomes"] for row in rows)
    meaning = text_of(page.xpath("//*[@class='meaning']")[0])
    assert meaning.startswith(f"{turns['better']} combinations become better, {turns['worse']}")
    worse = read_table(data, f"/whatif?{CHANGES}&turn=worse&download=csv&list=combinations")
    assert len(worse) == turns["worse"] + turns["better and worse"]
    undo = page.xpath("//ol[@class='changes']/li/a/@href")
    assert [[v for n, v in parse_qsl(urlsplit(u).query) if n == "change"] for u in undo] == [
        [write_change(told[1])],
        [write_change(told[0])],
    ]


def location(data: JobData, fields: str) -> str:
    outcome = ask(data, f"/whatif?{fields}")
    assert outcome.status == 303, b"".join(outcome.chunks)[:2000]
    (change,) = [v for n, v in parse_qsl(urlsplit(outcome.headers["Location"]).query)
                 if n == "change"]  # fmt: skip
    return change


def test_the_form_adds_a_change_when_each_field_names_one_record(data: JobData) -> None:
    told = {
        "kind=remove&what=partner&record=tamarack-falls-hospital": "remove:partner:"
        "tamarack-falls-hospital",
        "kind=end-stream&stream=Basin+Family+Fund": "end-stream:basin-family-fund",
        "kind=add-pathway&from=Birth+in+hospital&to=svc-wb-doula&referral=cold": "add-pathway:"
        "birth-in-hospital:svc-wb-doula:cold",
        "kind=set-mode&pathway=library+baby+link&referral=warm": "set-mode:ref-library-baby-link:"
        "warm",
        "kind=add-door&touchpoint=birth-in-hospital&at=alder-library&where=millrace": "add-door:"
        "birth-in-hospital:alder-library:millrace",
        "kind=add-door&touchpoint=birth-in-hospital&at=alder-library": "add-door:birth-in-hospital"
        ":alder-library",
        "kind=widen-eligibility&service=svc-wb-doula&families=Parents+under+21": "widen-"
        "eligibility:svc-wb-doula:young-parents",
        "kind=confirm-open&service=svc-wb-doula": "confirm-open:svc-wb-doula",
    }
    for fields, change in told.items():
        assert location(data, fields) == change
        show(data, f"/whatif?change={change}")


def test_the_form_asks_back_where_a_name_may_be_several(data: JobData) -> None:
    page = show(data, "/whatif?kind=widen-area&service=food&where=millrace")
    (asked,) = page.xpath("//*[@class='proposed']")
    links = asked.xpath(".//a/@href")
    assert len(links) > 1
    assert location(data, urlsplit(links[0]).query).startswith("widen-area:")
    none = show(data, "/whatif?kind=confirm-open&service=zzzzz")
    assert "nothing is called “zzzzz”" in text_of(none)
    blank = show(data, "/whatif?kind=add-pathway&from=alder-library")
    assert blank.xpath("//input[@name='from']/@value") == ["alder-library"]
    assert not blank.xpath("//*[@class='proposed']")


def test_changes_that_cannot_be_read_are_refused(data: JobData) -> None:
    for text in ("foo", "remove:partner:a:b", "add-pathway:clinic"):
        with pytest.raises(BadParameter):
            show(data, f"/whatif?change={text}")
    with pytest.raises(NoSuchRecord):
        show(data, "/whatif?change=remove:partner:none-such")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_change_is_read_as_it_was_written(name: str) -> None:
    for told in (
        {"change": "remove", "kind": "partner", "id": name},
        {"change": "add-pathway", "from": name, "to": "a:b,c%", "needs": [name, "x,y"]},
        {"change": "add-door", "touchpoint": "a%3Ab", "at": name, "place": ":"},
    ):
        assert read_change(write_change(told)) == told


# What is hostile, and what is empty


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> JobData:
    folder = tmp_path_factory.mktemp("hostile")
    data_dir = tmp_path_factory.mktemp("store") / "nwd-data"
    ids = range(len(HOSTILE))
    tables: dict[str, list[list[str]]] = {
        "partners": [["id", "name"], *([f"p{i}", HOSTILE[i]] for i in ids)],
        "segments": [["id", "name"], *([f"g{i}", HOSTILE[i]] for i in ids)],
        "places": [["id", "name"], *([f"a{i}", HOSTILE[i]] for i in ids)],
        "needs": [["id", "name"], *([f"n{i}", HOSTILE[i]] for i in ids)],
        "services": [
            ["id", "name", "partner", "needs", "segments", "places", "status", "verified_on"],
            *([f"s{i}", HOSTILE[i], f"p{i}", f"n{i}", "g0" if i else "", "", "active",
               "2026-11-01"] for i in ids),
        ],
        "touchpoints": [
            ["id", "name", "life_stage", "required_needs"],
            *([f"t{i}", HOSTILE[i], "newborn", f"n{i}"] for i in ids),
        ],
        "doors": [["touchpoint", "at"], *([f"t{i}", f"p{(i + 1) % len(ids)}"] for i in ids)],
        "referrals": [
            ["from", "to", "mode", "status", "verified_on"],
            ["p1", "s0", "warm", "active", "2026-11-01"],
            ["p2", "s1", "unknown", "active", "2026-11-01"],
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    store = Workspace(Settings(data_dir=data_dir)).store
    load_source(store, folder, source="hostile", title="Hostile", licence="CC0-1.0")
    return JobData.over(store.read(), Settings(data_dir=data_dir, as_of=AS_OF))


def test_names_run_nothing_and_break_nothing(hostile: JobData) -> None:
    addresses = ["/coverage", "/coverage?by=touchpoint", "/equity", "/equity?reference=g0"]
    addresses += [f"/coverage/cell?touchpoint=t{i}&need=n{i}" for i in range(len(HOSTILE))]
    addresses += [
        f"/coverage/cell?touchpoint=t{i}&need=n{i}&segment=g0&place=a0" for i in (0, 1, 2)
    ]
    addresses += ["/whatif?change=remove:partner:p0&change=add-pathway:p1:s2:warm:n2:g1",
                  "/whatif?kind=widen-area&service=zz%22%3E%3Csvg&where=%3Cscript%3Ezz",
                  "/whatif?kind=confirm-open&service=%3Csvg+onload%3D1%3Ezz"]  # fmt: skip
    for address in addresses:
        page = b"".join(ask(hostile, address).chunks).decode()
        assert "<script>window" not in page
        assert "<svg onload" not in page
        assert re.fullmatch(
            r"(/static/\w+\.js )+",
            "".join(f"{script.get('src')} " for script in html.fromstring(page).iter("script")),
        )
        attributes = {name for each in html.fromstring(page).iter() for name in each.attrib}
        assert not {name for name in attributes if name == "style" or name.startswith("on")}
        assert "49 100%" not in page
    seen = text_of(show(hostile, "/coverage/cell?touchpoint=t0&need=n0&segment=g0&place=a0"))
    assert HOSTILE[0] in seen


def test_without_data_they_say_how_to_begin(tmp_path: Path) -> None:
    empty = JobData(Settings(data_dir=tmp_path / "none"), None, None)
    for path in ("/coverage", "/coverage/cell", "/equity", "/whatif"):
        assert "nwd demo" in text_of(show(empty, path))
