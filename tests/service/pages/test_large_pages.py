"""What pages work out in a narrower way, since the whole takes minutes in a large community."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from served.pages import read_html

from graph.measures import NetworkOptions, compute_network, count_network, read_claims
from graph.namesakes import may_be_one
from graph.overlap import Overlaps
from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.register import Register
from graph.store import EmbeddedStore
from loaders.load import load_source
from service.demo import AS_OF
from service.language import select_language
from service.pages.directory.near import list_gaps_at
from service.pages.directory.referrals import list_doors, nodes_of_partner
from service.pages.explorer import select_page
from service.pages.registers import register
from service.pages.registers.gaps import KINDS, find_gap, list_choices, list_gaps, tell_row
from service.pages.view import View
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

ROUTES = ("handoffs", "route", "possible_route", "verify")
SEARCHED = (
    "rank", "betweenness", "betweenness_error", "community", "community_agreement", "coordinator",
    "itinerant", "gatekeeper", "representative", "liaison", "brokerage_unknown", "sentence",
)  # fmt: skip


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


@pytest.fixture
def view(data: JobData) -> View:
    return View(
        data=data,
        page=select_page("gaps"),
        language=select_language("en"),
        parameters=CoverageParameters(as_of=AS_OF),
        options={},
        path={},
        asked=(),
    )


def _cell(gap: dict[str, Any]) -> dict[str, str]:
    return {kind: gap[kind] for kind in ("touchpoint", "need", "segment", "place")}


def test_the_register_of_the_pages_is_that_of_the_analysis(view: View) -> None:
    gaps = view.data.analyses.gaps(view.parameters)["gaps"]
    for row, gap in zip(list_gaps(view, {}), gaps, strict=True):
        assert _cell(row) == _cell(gap)
        assert (row["weight"], row["gap_type"]) == (gap["weight"], gap["gap_type"])
        assert row["known_doors"] == gap["known_doors"]
        told = tell_row(view, row["row"])
        assert {key: told[key] for key in told if key not in ROUTES} == {
            key: gap[key] for key in gap if key not in (*ROUTES, "sentence")
        }
    asked = {"need": "food", "gap_type": "warmth", "place": gaps[0]["place"], "segment": None}
    some = [g for g in gaps if all(g[k] == v for k, v in asked.items() if v)]
    assert [_cell(row) for row in list_gaps(view, asked)] == [_cell(gap) for gap in some]
    for kind in KINDS:
        assert {id_ for id_, _ in list_choices(view, kind)} == {gap[kind] for gap in gaps}


def test_one_gap_is_told_with_the_route_of_the_register(view: View) -> None:
    gaps = view.data.analyses.gaps(view.parameters)["gaps"]
    first = {gap["gap_type"]: gap for gap in gaps}
    with_route = [gap for gap in gaps if gap["route"]][:5]
    unsure = [gap for gap in gaps if gap["verify"]][:5]
    assert with_route
    assert unsure
    for gap in (*first.values(), *with_route, *unsure):
        assert find_gap(view, _cell(gap)) == {k: v for k, v in gap.items() if k != "sentence"}
    assert find_gap(view, {**_cell(gaps[0]), "need": None}) is None


def test_gaps_at_the_doors_of_a_partner_are_those_of_the_register(view: View) -> None:
    net, gaps = view.net, view.data.analyses.gaps(view.parameters)["gaps"]
    position = net.partners.ids.index("alder-public-health")
    doors = list_doors(view, nodes_of_partner(view, position))
    known = set()
    for door in doors:
        for gap in gaps:
            at = net.places.ids.index(gap["place"])
            near = any(
                net.place_above[at, place] or net.place_above[place, at]
                for place in door["place_positions"] or [0]
            )
            if gap["touchpoint"] == door["touchpoint"] and near:
                known.add(tuple(_cell(gap).values()))
    told = [tuple(_cell(gap).values()) for gap in list_gaps_at(view, doors)]
    assert len(told) == len(set(told))
    assert set(told) == known
    assert known


def test_overlaps_of_one_service_are_its_pairs_of_the_register(view: View) -> None:
    whole = view.data.analyses.overlaps(view.parameters)
    one_by_one = Overlaps(view.net, view.parameters)
    found = 0
    for position, id_ in enumerate(view.net.services.ids):
        known = [pair for pair in whole["pairs"] if id_ in (pair["first"], pair["second"])]
        assert one_by_one.of(position) == known
        found += len(known)
    assert found == 2 * len(whole["pairs"]) > 0


def test_records_that_may_be_one_are_those_of_the_register(view: View) -> None:
    records = view.data.analyses.overlaps(view.parameters)["possible_duplicates"]
    known = {frozenset((each["first"], each["second"])) for each in records}
    ids = view.net.services.ids
    some = {id_ for pair in known for id_ in pair} | set(ids[:20])
    positions = [ids.index(id_) for id_ in some]
    told = {
        frozenset((ids[one], ids[other]))
        for one in positions
        for other in positions
        if may_be_one(view.net, one, other)
    }
    assert told == known


def test_what_is_counted_of_the_network_is_as_the_analysis_has_it(view: View) -> None:
    claims = read_claims(view.data.store, view.net)
    whole = compute_network(view.net, view.parameters, claims, NetworkOptions())
    counted = count_network(view.net, view.parameters, claims, NetworkOptions())
    assert counted["arcs"] == whole["arcs"]
    assert counted["response"] == whole["response"]
    known = {row["partner"]: row for row in whole["partners"]}
    assert len(counted["partners"]) == len(known)
    for row in counted["partners"]:
        assert {k: v for k, v in row.items() if k not in SEARCHED} == {
            k: v for k, v in known[row["partner"]].items() if k not in SEARCHED
        }


def test_the_network_of_a_large_community_is_shown_without_its_searches(
    data: JobData, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_html(data, "/network?mode=any")
    monkeypatch.setattr(register, "MOST_CELLS", 10)
    with monkeypatch.context() as quiet:
        quiet.setattr(data.analyses, "analysis", None)
        page = read_html(data, "/network?mode=any")
    assert "takes some minutes" in page
    assert page.count("marker-end=") == whole.count("marker-end=") > 0
    begin = "/network?mode=any&amp;compute=yes"
    assert begin in page
    assert "takes some minutes" not in read_html(data, begin.replace("&amp;", "&"))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/journey",
        "/touchpoints",
        "/gaps",
        "/gaps?group=need",
        "card",
        "/partners/alder-public-health",
        "/services/svc-baby-link",
        "/overlaps/card?first=svc-baby-link&second=svc-hearthside-rides",
    ],
)
def test_no_such_page_waits_for_what_takes_minutes(
    data: JobData, view: View, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    if address == "card":
        gap = list_gaps(view, {})[0]
        address = "/gaps/card?" + "&".join(f"{k}={v}" for k, v in _cell(gap).items())
    bare = data.analyses.coverage

    def without_routes(parameters: CoverageParameters, *, routes: Any) -> Any:
        assert routes == "none"
        return bare(parameters, routes=routes)

    monkeypatch.setattr(data.analyses, "coverage", without_routes)
    for name in ("gaps", "overlaps", "analysis"):
        monkeypatch.setattr(data.analyses, name, None)
    assert "<h1" in read_html(data, address)


def test_without_activities_budgets_read_no_services(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "partners.csv").write_text("id,name\np,P\n", encoding="utf-8")
    (tables / "services.csv").write_text("id,name,partner\ns,S,p\n", encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "nwd-data", as_of=AS_OF)
    workspace = Workspace(settings)
    load_source(workspace.store, tables, source="small", title="S", licence="CC0-1.0")
    small = JobData.over(workspace.snapshot(), settings)
    asked: set[str] = set()
    bare = Register.of

    def of(self: Register, class_name: str) -> Any:
        asked.add(class_name)
        return bare(self, class_name)

    monkeypatch.setattr(Register, "of", of)
    assert "<h1" in read_html(small, "/plan/budget")
    assert "<h1" in read_html(small, "/plan/collaboratives")
    assert {"Budget", "Collaborative"} <= asked
    assert asked.isdisjoint({"Service", "ReferralPathway"})
