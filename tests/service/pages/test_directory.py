"""Partners, services, funding streams, their network and their map: what the store says of each."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from served.pages import ask, read_html, read_table

from graph.errors import BadParameter, NoSuchRecord
from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.store import EmbeddedStore
from loaders.load import load_source
from queries.run import run_query
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.pages.addresses import accepted
from service.responding import SecurityHeaders
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

STREET = "4711 Hidden Hollow Lane"
HOSTILE = "<script>window.hacked=1</script>{{7*7}} %(name)s \u202egnirts"
FORMULA = "=HYPERLINK(1)"
TABLES = {
    "places": "id,name,kind,latitude,longitude\nmill,Mill County,county,44.4,-122.4\n"
    "brook,Brook,city,44.6,-122.6\n",
    "partners": "id,name,sector,description,website\n"
    f'haven,"{HOSTILE}",housing,"{HOSTILE}",javascript:alert(1)\n'
    'a:b/c,"=HYPERLINK(1)",health,A clinic,https://clinic.example\n'
    f"{'w' * 300},{'W' * 5000},,,\n",
    "sites": (
        "id,partner,name,address,city,latitude,longitude,place,confidential\n"
        f"refuge,haven,The refuge,{STREET},Hidden,44.9,-122.6,mill,yes\n"
        "desk,a:b/c,Front desk,1 Main Street,Millville,44.5,-122.5,mill,no\n"
        "bad,a:b/c,Nowhere,2 Main Street,Millville,,,mill,no\n"
    ),
    "segments": "id,name\nnew,New parents\n",
    "services": (
        "id,name,partner,needs,segments,places,sites,status\n"
        "shelter,Shelter,haven,emergency-shelter,all,mill,refuge,active\n"
        f'visits,"{HOSTILE}",a:b/c,home-visiting,new,mill,desk,inactive\n'
        "open,Nothing said,a:b/c,,,,,\n"
    ),
    "touchpoints": "id,name,life_stage,kind,required_needs\n"
    "birth,Birth,newborn,hospital-birth,home-visiting;emergency-shelter\n",
    "doors": "touchpoint,at,places\nbirth,a:b/c,mill\n",
    "referrals": "id,from,to,mode,closed_loop\nr1,a:b/c,haven,cold,yes\nr2,haven,a:b/c,warm,\n",
}


class Page(HTMLParser):
    """A page: its text, its links, its tags, and the rows of each table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.html, self.text = text, ""
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.rows: dict[str, list[list[str]]] = {}
        self._table = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags[tag] += 1
        self.attributes |= set(told)
        if "listing" in (told.get("class") or "").split():
            self._table = told["id"] or ""
            self.rows[self._table] = []
        if tag == "tr" and self._table:
            self.rows[self._table].append([])
        if tag in ("th", "td") and self._table and self.rows[self._table]:
            self.rows[self._table][-1].append("")
        if tag == "a" and told.get("href"):
            self.links.append(told["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data
        rows = self.rows.get(self._table)
        if rows and rows[-1]:
            rows[-1][-1] = " ".join((rows[-1][-1] + " " + data).split())

    def body(self, table: str) -> list[list[str]]:
        """The rows below the heads; none where the table is empty."""
        return self.rows[table][1:]

    def ids(self, kind: str) -> set[str]:
        """The ids that links of a kind lead to."""
        found = (urlsplit(link).path for link in self.links if link.startswith(f"/{kind}/"))
        return {unquote(path.removeprefix(f"/{kind}/")) for path in found}


def show(data: JobData, address: str) -> Page:
    return Page(read_html(data, address))


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> JobData:
    """Names that attack, ids with marks, a confidential site: as its owner sees it."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "tables").mkdir()
    for name, text in TABLES.items():
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    settings = Settings(data_dir=folder / "nwd-data", as_of=AS_OF)
    workspace = Workspace(settings)
    load_source(workspace.store, folder / "tables", source="small", title="S", licence="CC0-1.0")
    return JobData.over(workspace.snapshot(), settings)


def rows_of(data: JobData, query: str, **values: str) -> list[dict[str, Any]]:
    table = run_query(data.store, query, values)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_partners_are_counted_as_in_the_named_query(data: JobData) -> None:
    told = read_table(data, "/partners?download=csv&list=partners")
    known = rows_of(data, "partners/by-sector")
    assert len(told) == len(known) == 60
    assert Counter(
        (row["Partner"], int(row["Services"]), int(row["Doors"]), int(row["Refers to"]))
        for row in told
    ) == Counter(
        (row["partner_name"], row["services"], row["doors"], row["referrals_out"]) for row in known
    )
    health = show(data, "/partners?sector=health").ids("partners")
    assert health == {row["partner_id"] for row in known if row["sector_name"] == "health"}
    first, second = show(data, "/partners"), show(data, "/partners?partners_page=2")
    assert len(first.body("partners")) == 50
    assert len(second.body("partners")) == 10
    assert show(data, "/partners?q=HEARTHSIDE+agency").ids("partners") < first.ids("partners")


def test_services_of_a_need_and_place_are_those_of_the_named_query(data: JobData) -> None:
    known = rows_of(data, "services/for-need-and-place", need="food", place="tamarack-falls")
    told = {row["service_id"] for row in known if row["area"] != "not stated"}
    perhaps = {row["service_id"] for row in known} - told
    assert told
    assert perhaps
    open_ = "/services?need=food&place=tamarack-falls&status=active"
    codes = {row["service_id"]: row["status"] for row in known}
    page = show(data, open_)
    assert page.ids("services") == {id_ for id_ in told if codes[id_] == "active"}
    both = show(data, open_ + "&unstated=yes")
    uncoded = both.ids("services") - {id_ for id_ in told | perhaps if codes[id_] == "active"}
    needs = {row[0]: row[2] for row in both.body("services")}
    assert len(uncoded) == list(needs.values()).count("not coded")
    assert len(both.ids("services")) > len(page.ids("services"))


def test_what_does_not_fit_is_named(data: JobData) -> None:
    for address in (
        "/partners?sector=helth",
        "/partners?place=atlantis",
        "/services?need=fod",
        "/services?status=opne",
        "/streams?level=fedral",
        "/network?life_stage=newborns",
        "/map?touchpoint=brth",
    ):
        with pytest.raises(BadParameter, match="expected"):
            show(data, address)
    for address in ("/partners/none", "/services/none", "/streams/none"):
        with pytest.raises(NoSuchRecord):
            show(data, address)
    name = show(data, "/partners?place=Tamarack+Falls").ids("partners")
    assert name == show(data, "/partners?place=tamarack-falls").ids("partners")


def test_a_partner_has_its_services_referrals_and_losses(data: JobData) -> None:
    id_ = "tamarack-falls-hospital"
    page = show(data, f"/partners/{id_}")
    services = rows_of(data, "partners/services", partner=id_)
    assert page.ids("services") >= {row["service_id"] for row in services}
    referrals = rows_of(data, "referrals/of-partner", partner=id_)
    for table, direction, end in (("sent", "out", "to"), ("received", "in", "from")):
        known = [row for row in referrals if row["direction"] in (direction, "within")]
        told = read_table(data, f"/partners/{id_}?download=csv&list={table}")
        assert len(told) == len(known)
        assert {row[end.title()] for row in told} == {row[end] for row in known}
        words = {True: "yes", False: "no", None: "not stated"}
        shown = page.body(table)
        assert Counter(row[3] for row in shown) == Counter(
            words[row["closed_loop"]] for row in known
        )
        assert {row[2] for row in shown} <= {"warm", "cold", "not known"}
    assert any("change=remove%3Apartner%3Atamarack-falls-hospital" in link for link in page.links)
    sites = {row["address"] for row in rows_of(data, "partners/sites", partner=id_)}
    assert all(any(address in row[1] for row in page.body("sites")) for address in sites)


def test_gaps_of_a_partner_stand_at_its_touchpoints(data: JobData) -> None:
    page = show(data, "/partners/alder-public-health")
    doors = page.ids("touchpoints")
    told = [dict(parse_qsl(urlsplit(link).query)) for link in page.links if "/gaps/card?" in link]
    register = data.analyses.gaps(CoverageParameters(as_of=AS_OF))["gaps"]
    known = {
        (gap["touchpoint"], gap["need"], gap["segment"], gap["place"]): gap["weight"]
        for gap in register
    }
    shown = [(g["touchpoint"], g["need"], g["segment"], g["place"]) for g in told]
    assert len(shown) == 10
    assert {touchpoint for touchpoint, *_ in shown} <= doors
    weights = [known[key] for key in shown]
    assert weights == sorted(weights, reverse=True)


def test_what_hangs_on_a_record_is_told_only_where_it_was_worked_out(
    data: JobData, small: JobData
) -> None:
    from service.pages.directory.findings import read_run

    class Seen:
        def __init__(self, kept: JobData) -> None:
            self.data = kept

    assert read_run(Seen(small), "resilience") is None  # type: ignore[arg-type]
    text = show(small, "/partners/a%3Ab%2Fc").text
    assert "has not been worked out" in text
    assert "Nothing that is covered" not in text


def test_a_service_tells_its_money_its_way_and_its_overlaps(data: JobData) -> None:
    page = show(data, "/services/svc-baby-link")
    money = rows_of(data, "funding/allocations-of-service", service="svc-baby-link")
    told = read_table(data, "/services/svc-baby-link?download=csv&list=money")
    assert sorted(Decimal(row["Amount"]) for row in told) == sorted(r["amount"] for r in money)
    net = data.analyses.projection()
    some = list(zip(net.touchpoints.ids, net.touchpoints.names, strict=True))[::4]
    led = {
        name
        for id_, name in some
        for row in rows_of(data, "partners/serving-touchpoint", touchpoint=id_)
        if row["partner_id"] == "baby-link"
    }
    assert 0 < len(led) < len(some)
    assert {row[0] for row in page.body("touchpoints")} & {name for _, name in some} == led
    pairs = data.analyses.overlaps(CoverageParameters(as_of=AS_OF))["pairs"]
    others = [p for p in pairs if "svc-baby-link" in (p["first"], p["second"])]
    assert len(page.body("overlaps")) == len(others) > 0


def test_a_stream_has_its_sums_and_what_rests_on_it(data: JobData) -> None:
    listed = show(data, "/streams")
    assert listed.ids("streams") == {
        row["stream_id"] for row in rows_of(data, "funding/by-stream-and-year")
    }
    ends = [row[2] for row in listed.body("streams")]
    assert ends.count("not stated") == 6
    assert ends[-6:] == ["not stated"] * 6
    sums = [
        row
        for row in rows_of(data, "funding/by-stream-and-year")
        if row["stream_id"] == "basin-family-fund"
    ]
    told = read_table(data, "/streams/basin-family-fund?download=csv&list=sums")
    assert [Decimal(row["Amount"]) for row in told] == [row["amount"] for row in sums]
    page = show(data, "/streams/basin-family-fund")
    assert page.html.count('class="bar-ink"') == len(sums)
    assert "svc-hearthside-rides" in page.ids("services")
    assert "cbcap" in page.ids("streams")


def test_the_network_is_that_of_the_analysis(data: JobData) -> None:
    analysis = select_analysis("network")
    parameters = CoverageParameters(as_of=AS_OF)
    result = data.analyses.analysis(analysis, parameters, read_options(analysis, {}))
    warm = [arc for arc in result["arcs"] if arc["warm"]]
    page = show(data, "/network")
    assert page.html.count("marker-end=") == len(warm) < len(result["arcs"])
    every = show(data, "/network?mode=any")
    assert every.html.count("marker-end=") == len(result["arcs"])
    told = read_table(data, "/network?download=csv&list=partners")
    assert {row["Partner"]: int(row["Referred to by"]) for row in told} == {
        row["name"]: row["in_degree"] for row in result["partners"]
    }
    one = read_table(data, "/network?mode=any&partner=baby-link&download=csv&list=arcs")
    ends = [arc for arc in result["arcs"] if "baby-link" in (arc["sender"], arc["receiver"])]
    assert len(one) == len(ends)
    group = read_table(data, "/network?community=1&download=csv&list=partners")
    assert len(group) == result["communities"]["sizes"][0]


def test_a_network_too_large_to_read_is_drawn_by_sector(data: JobData) -> None:
    from service.pages.directory import network_parts
    from service.pages.explorer import network

    class Seen:
        def __init__(self) -> None:
            self.options = {each.name: each.default for each in network.OPTIONS}
            self.data, self.parameters = data, CoverageParameters(as_of=AS_OF, mode="any")
            self.net = data.analyses.projection()

        def code(self, name: str) -> str:
            return name

        def gettext(self, message: str) -> str:
            return message

    view: Any = Seen()
    chosen = network_parts.choose_network(view)
    whole = network_parts.shape_network(view, chosen)
    folded = network_parts.shape_network(view, chosen, limit=20)
    pathways = sum(arc["pathways"] for arc in chosen.arcs)
    assert not whole.folded
    assert folded.folded
    assert sum(line.pathways for line in whole.lines) == pathways
    assert sum(line.pathways for line in folded.lines) + folded.inner == pathways
    assert sum(dot.stands_for for dot in folded.dots) == len(whole.dots) > len(folded.dots)
    view.options = {**view.options, "sector": "public-health"}
    near = network_parts.shape_network(view, network_parts.choose_network(view), limit=18)
    alone = {dot.partner for dot in near.dots if dot.partner}
    assert "alder-public-health" in alone
    assert "tamarack-falls-hospital" not in alone


def test_the_picture_to_move_runs_only_its_own_scripts_in_our_frame(data: JobData) -> None:
    outcome = ask(data, "/network/picture?sector=public-health")
    policy = outcome.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.endswith("frame-ancestors 'self'")
    assert outcome.headers["X-Frame-Options"] == "SAMEORIGIN"
    page = show(data, "/network?sector=public-health&arcs_sort=pathways")
    (frame,) = re.findall(r'<iframe src="([^"]+)"', page.html)
    address = urlsplit(frame.replace("&amp;", "&"))
    assert set(dict(parse_qsl(address.query))) <= accepted(address.path)
    assert dict(parse_qsl(address.query))["sector"] == "public-health"


def test_what_has_not_changed_keeps_its_own_policy() -> None:
    """A browser puts the headers of a 304 in place of those of the answer that it keeps."""

    async def headers_of(status: int) -> set[bytes]:
        sent: list[Any] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": status, "headers": []})

        async def keep(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "scheme": "http"}
        await SecurityHeaders(app)(scope, keep, keep)  # type: ignore[arg-type]
        return {name for name, _ in sent[0]["headers"]}

    told, unchanged = asyncio.run(headers_of(200)), asyncio.run(headers_of(304))
    assert told - unchanged == {b"content-security-policy", b"x-frame-options"}


def test_the_map_shows_each_site_of_the_query_once(data: JobData) -> None:
    places = rows_of(data, "places/sites", place="alder-county")
    known = Counter(row["site_name"] for row in places if row["latitude"] is not None)
    told = read_table(data, "/map?place=alder-county&download=csv&list=sites")
    assert Counter(row["Site"] for row in told) == known
    page = show(data, "/map?place=alder-county")
    discs = sum(int(n) for n in re.findall(r'text-anchor="middle">(\d+)</text></g>', page.html))
    single = page.html.split('<svg class="map"')[1].split("</svg>")[0].count("<g><title>")
    assert discs + single == len(told)
    near = show(data, "/map?place=alder-county&zoom=18&lat=43.5175&lon=-119.7575")
    assert "lie outside of this part" in near.text


def test_confidential_sites_are_nowhere_even_in_the_owners_store(small: JobData) -> None:
    for address in ("/map", "/partners/haven", "/services/shelter", "/partners", "/network"):
        text = b"".join(ask(small, address).chunks).decode()
        assert "Hidden Hollow" not in text, address
        assert "The refuge" not in text, address
    page = show(small, "/map")
    assert [row[0] for row in page.body("sites")] == ["Front desk"]
    assert "1 site has no coordinates" in page.text


def test_tiles_are_off_unless_set_and_then_of_one_host(small: JobData) -> None:
    plain = ask(small, "/map")
    assert "Content-Security-Policy" not in plain.headers
    assert b"<image" not in b"".join(plain.chunks)
    told = {
        **small.settings.model_dump(),
        "tile_url": "https://tiles.example/{z}/{y}/{x}.png?k=1",
        "tile_attribution": "© <b>Makers</b>",
    }
    with_tiles = JobData.over(small.store, Settings(**told))
    outcome = ask(with_tiles, "/map?zoom=1&lat=0&lon=0")
    policy = outcome.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example;" in policy
    page = Page(b"".join(outcome.chunks).decode())
    tiles = re.findall(r'<image href="https://tiles\.example/1/([01])/([01])\.png\?k=1"', page.html)
    assert set(tiles) == {("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")}
    assert "© <b>Makers</b>" in page.text
    assert "Content-Security-Policy" not in ask(with_tiles, "/partners").headers


@pytest.mark.parametrize(
    "address",
    [
        "/partners",
        "/partners/haven",
        "/partners/a%3Ab%2Fc",
        "/services",
        "/services/visits",
        "/services/open",
        "/streams",
        "/network?mode=any",
        "/map",
    ],
)
def test_hostile_names_are_text_and_layout_holds(small: JobData, address: str) -> None:
    page = show(small, address)
    assert page.tags["script"] == page.html.count("<script src=")
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    assert not [link for link in page.links if link.lower().startswith("javascript")]
    assert page.tags["h1"] == 1
    assert "49 %" not in page.text
    if address in ("/partners", "/partners/haven", "/services", "/map"):
        assert "window.hacked=1" in page.text or address == "/map"
    if address == "/partners":
        assert page.ids("partners") >= {"haven", "a:b/c", "w" * 300}
        told = read_table(small, "/partners?download=csv&list=partners")
        assert "'=HYPERLINK(1)" in {row["Partner"] for row in told}


def test_not_stated_is_told_apart_from_no(small: JobData) -> None:
    page = show(small, "/services/open")
    assert page.html.count('class="tag unknown">not stated') >= 5
    assert page.html.count('class="tag unknown">not coded') == 1
    sent = show(small, "/partners/haven").body("sent")
    assert sent[0][2:4] == ["warm", "not stated"]
    assert "no" not in sent[0]


def test_without_data_each_list_says_how_to_begin(tmp_path: Path) -> None:
    empty = JobData(Settings(data_dir=tmp_path), None, None)
    for address in ("/partners", "/services", "/streams", "/network", "/map", "/partners/x"):
        assert "<form" not in show(empty, address).html.split("<main")[1], address
