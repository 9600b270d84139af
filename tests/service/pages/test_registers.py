"""The registers of findings: the numbers of the analyses, in the words of the reader."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from served.pages import read_html, read_table

from graph.errors import BadParameter, NoSuchRecord
from graph.public import PublicStore
from graph.store import EmbeddedStore
from loaders.load import load_source
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.pages.registers import register
from service.settings import Settings
from service.workers.job import JobData
from service.workspace import Workspace

REGISTERS = (
    "/gaps",
    "/overlaps",
    "/resilience",
    "/cliffs",
    "/recommend?count=3",
    "/capacity",
    "/completion?measure=accepted",
    "/freshness",
)
HOSTILE = [
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "{{7*7}}{% for x in y %}",
    "100% %(name)s %s",
    "\u202egnirts",
    "W" * 5_000,
]


class Page(HTMLParser):
    """A page: its text, its links, its headings and the rows of each of its tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.html, self.text = text, ""
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.rows: dict[str, list[list[str]]] = {}
        self._table = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags[tag] += 1
        if tag == "script":
            self.scripts.append(told.get("src") or "")
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
        """The rows below the heads."""
        return self.rows[table][1:]

    def heading(self) -> str:
        return self.html.split("<h1>")[1].split("</h1>")[0]


def show(data: JobData, address: str) -> Page:
    return Page(read_html(data, address))


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


def result_of(data: JobData, name: str, given: Mapping[str, list[str]] | None = None) -> Any:
    from graph.parameters import CoverageParameters

    parameters = CoverageParameters(as_of=AS_OF)
    if name in ("gaps", "overlaps"):
        return getattr(data.analyses, name)(parameters)
    analysis = select_analysis(name)
    return data.analyses.analysis(analysis, parameters, read_options(analysis, given or {}))


def test_the_register_of_gaps_is_that_of_the_analysis(data: JobData) -> None:
    gaps = result_of(data, "gaps")["gaps"]
    page = show(data, "/gaps")
    assert page.heading() == f"{len(gaps)} gaps"
    assert [row[0] for row in page.body("gaps")] == [gap["names"]["need"] for gap in gaps[:50]]
    some = [gap for gap in gaps if gap["need"] == "food" and gap["gap_type"] == "warmth"]
    assert 0 < len(some) < len(gaps)
    told = read_table(data, "/gaps?need=food&gap_type=warmth&download=csv&list=gaps")
    assert [float(row["Families expected"]) for row in told] == [gap["weight"] for gap in some]


def test_gaps_are_grouped_with_their_counts_and_weights(data: JobData) -> None:
    gaps = result_of(data, "gaps")["gaps"]
    counts = Counter(gap["names"]["touchpoint"] for gap in gaps)
    told = read_table(data, "/gaps?group=touchpoint&download=csv&list=groups")
    assert {row["Touchpoint"]: int(row["Count"]) for row in told} == counts
    assert sum(float(row["Families expected"]) for row in told) == sum(g["weight"] for g in gaps)
    page = show(data, "/gaps?group=touchpoint")
    heaviest = max(counts, key=lambda t: sum(g["weight"] for g in gaps if _at(g) == t))
    assert page.body("groups")[0][0] == heaviest


def _at(gap: Mapping[str, Any]) -> str:
    return str(gap["names"]["touchpoint"])


def test_the_card_of_a_gap_says_which_question_fails(data: JobData) -> None:
    gaps = result_of(data, "gaps")["gaps"]
    first = {gap["gap_type"]: gap for gap in reversed(gaps)}
    assert len(first) == 7
    questions = []
    for gap in first.values():
        page = show(data, _card(gap))
        assert page.html.count('<li class="fails">') == 1
        failed = page.html.split('<li class="fails"><span>no</span><span>')[1].split("<")[0]
        questions.append(failed)
        assert page.html.count("/coverage/cell?") == 1
        forms = [link for link in page.links if link.startswith("/whatif?kind=")]
        assert len(forms) == (gap["gap_type"] != "supply")
    assert len(set(questions)) == len(first)


def test_the_card_of_a_door_gap_names_the_failing_doors_and_a_change_to_try(data: JobData) -> None:
    gap = next(g for g in result_of(data, "gaps")["gaps"] if g["gap_type"] == "door-gap")
    page = show(data, _card(gap))
    failing = {door["door"] for door in gap["failing_doors"]}
    rows = page.body("doors")
    assert sum(row[1] == "no referral" for row in rows) == len(failing)
    (trial,) = [link for link in page.links if "change=add-pathway" in link]
    assert trial.endswith(f"add-pathway%3A{min(failing)}%3A{gap['route'][-1]}%3Awarm")


def _card(gap: Mapping[str, Any]) -> str:
    keys = ("touchpoint", "need", "segment", "place")
    return "/gaps/card?" + "&".join(f"{key}={gap[key]}" for key in keys)


def test_what_is_no_gap_is_told_as_such(data: JobData) -> None:
    gap = dict(result_of(data, "gaps")["gaps"][0])
    covered = {**gap, "need": "food"}
    assert show(data, _card(covered)).heading() == "No gap here"
    assert show(data, "/gaps/card").heading() == "No gap here"
    with pytest.raises(BadParameter, match="no-such-need"):
        show(data, _card({**gap, "need": "no-such-need"}))


def test_overlaps_and_two_services_side_by_side(data: JobData) -> None:
    pairs = result_of(data, "overlaps")["pairs"]
    told = read_table(data, "/overlaps?download=csv&list=overlaps")
    assert [float(row["Shared of what either serves"]) for row in told] == [
        pair["jaccard"] for pair in pairs
    ]
    twice = [pair for pair in pairs if pair["verdict"] == "duplication-candidate"]
    page = show(data, "/overlaps?verdict=duplication-candidate")
    assert [row[0].startswith(pair["names"]["first"]) for row, pair in
            zip(page.body("overlaps"), twice, strict=True)] == [True] * len(twice)  # fmt: skip
    card = show(data, f"/overlaps/card?first={twice[0]['second']}&second={twice[0]['first']}")
    needs = next(row for row in card.body("traits") if row[0] == "Needs it is coded for")
    assert set(needs[3].split(", ")) == set(needs[1].split(", ")) & set(needs[2].split(", "))
    assert f"{twice[0]['jaccard']:.1%}" in card.text
    with pytest.raises(NoSuchRecord):
        show(data, f"/overlaps/card?first={twice[0]['first']}&second=none")


def test_single_points_of_failure_and_what_is_lost_with_one(data: JobData) -> None:
    result = result_of(data, "resilience")
    page = show(data, "/resilience?kind=partner")
    partners = [unit for unit in result["units"] if unit["kind"] == "partner"]
    assert page.heading().startswith(f"{len(partners)} ")
    assert [row[0] for row in page.body("units")][:3] == [unit["name"] for unit in partners[:3]]
    worst = partners[0]
    card = f"/resilience/card?kind=partner&unit={worst['unit']}"
    assert f"{worst['loss']:.1%}" in show(data, card).text
    lost = read_table(data, card + "&download=csv&list=lost")
    assert len(lost) == worst["cells"]
    assert Counter(row["Becomes"] for row in lost)["unknown"] == worst["become_unknown"]
    safe = show(data, f"/resilience/card?kind=partner&unit={_safe(data, result)}")
    assert "Nothing that is covered" in safe.text
    with pytest.raises(NoSuchRecord):
        show(data, "/resilience/card?kind=site&unit=none")


def _safe(data: JobData, result: Mapping[str, Any]) -> str:
    units = {unit["unit"] for unit in result["units"] if unit["kind"] == "partner"}
    return next(id_ for id_ in data.analyses.projection().partners.ids if id_ not in units)


def test_funding_cliffs_of_one_horizon_and_a_card(data: JobData) -> None:
    given = {"horizon": ["730"], "threshold": ["0.5"]}
    cliffs = [c for c in result_of(data, "cliffs", given)["cliffs"] if c["kind"] == "funder"]
    address = "/cliffs?horizon=730&threshold=0.5&kind=funder"
    told = read_table(data, address + "&download=csv&list=cliffs&cliffs_sort=name")
    losses = {row["Without the money of"]: float(row["Loses, of what is covered, least"])
              for row in told}  # fmt: skip
    assert losses == {cliff["name"]: cliff["loss"][0] for cliff in cliffs}
    worst = max(cliffs, key=lambda cliff: cliff["loss"])
    card = show(data, f"/cliffs/card?kind=funder&id={worst['id']}&horizon=730&threshold=0.5")
    assert len(card.body("services")) == len(worst["services_possible"])
    (trial,) = [link for link in card.links if "change=end-stream" in link]
    assert trial.count("change=end-stream") == len(worst["streams"])
    assert "threshold=0.5" in trial
    with pytest.raises(NoSuchRecord):
        show(data, "/cliffs/card?kind=stream&id=none")


def test_recommendations_and_the_card_of_one(data: JobData) -> None:
    result = result_of(data, "recommend", {"count": ["3"]})
    proposed = result["recommendations"]
    page = show(data, "/recommend?count=3")
    assert [row[0] for row in page.body("recommendations")] == [
        f"{each['action']} {row[0].removeprefix(each['action']).strip()}"
        for each, row in zip(proposed, page.body("recommendations"), strict=True)
    ]
    (link,) = [each for each in page.links if each.startswith("/recommend/card")][:1]
    assert "count=3" in link
    card = show(data, link)
    assert card.heading().startswith(proposed[0]["action"])
    assert len(card.body("evidence")) == len(proposed[0]["evidence"])
    assert [row[0] for row in card.body("capacity")] == [c["name"] for c in proposed[0]["capacity"]]
    assert "Not proposed" in show(data, "/recommend/card?count=3&key=add-door>alder-wic>x>y").text
    with pytest.raises(NoSuchRecord):
        show(data, "/recommend/card?count=3&key=nothing")


def test_slots_and_demand(data: JobData) -> None:
    result = result_of(data, "capacity")
    short = sorted(need["possible_share"] for need in result["needs"] if need["short"])
    told = read_table(data, "/capacity?show=short&download=csv&list=needs")
    assert [float(row["At the very best"]) for row in told] == short
    page = show(data, "/capacity")
    low, high = result["together"]["served_share"]
    assert f"{low:.1%} to {high:.1%}" in page.text
    assert len(page.body("bottlenecks")) == len(result["bottlenecks"])


def test_what_became_of_referrals(data: JobData) -> None:
    rates = [
        rate
        for rate in result_of(data, "completion", {"measure": ["accepted"]})["rates"]
        if rate["measure"] == "accepted" and rate["by"] != "all" and rate["rate"]
    ]
    told = read_table(data, "/completion?measure=accepted&told=yes&download=csv&list=rates")
    assert sorted(float(row["Share that got there, least"]) for row in told) == sorted(
        rate["rate"][0] for rate in rates
    )
    page = show(data, "/completion?measure=accepted")
    unrated = [c for c in result_of(data, "completion")["cohorts"] if c["state"] != "rated"]
    assert len(page.body("cohorts")) == len(unrated)


def test_what_to_verify_is_in_the_words_of_the_analysis_and_in_its_order(data: JobData) -> None:
    result = result_of(data, "freshness")
    page = show(data, "/freshness")
    assert [row[0] for row in page.body("worklist")] == [f["question"] for f in result["worklist"]]
    assert [row[0] for row in page.body("calls")] == [call["name"] for call in result["calls"]]
    partner = result["calls"][0]["partner"]
    mine = [fact for fact in result["worklist"] if fact["with"] == partner]
    assert len(show(data, f"/freshness?partner={partner}").body("worklist")) == len(mine)


@pytest.mark.parametrize("address", REGISTERS)
def test_no_english_sentence_of_an_analysis_is_shown(data: JobData, address: str) -> None:
    name = address[1:].partition("?")[0]
    result = result_of(data, name, {"count": ["3"]} if name == "recommend" else None)
    page = show(data, address + ("&" if "?" in address else "?") + "lang=es")
    sentences = _sentences(result)
    assert sentences or name in ("overlaps",)
    assert not [each for each in sentences if each in page.text]
    assert page.attributes.isdisjoint({"style", "onclick", "onload"})
    assert len(page.html) < 300_000


def _sentences(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {str(value["sentence"])} if value.get("sentence") else set()
        return own.union(*map(_sentences, value.values()))
    if isinstance(value, list):
        return set().union(*map(_sentences, value))
    return set()


SLOW = ["overlaps", "resilience", "cliffs", "recommend", "capacity", "freshness"]


@pytest.mark.parametrize("name", SLOW)
def test_at_a_large_size_what_is_kept_is_shown_and_the_rest_on_demand(
    data: JobData, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(register, "MOST_CELLS", 10)
    with monkeypatch.context() as quiet:
        quiet.setattr(data.analyses, "analysis", None)
        quiet.setattr(data.analyses, "overlaps", None)
        page = show(data, f"/{name}")
    assert "takes some minutes" in page.text
    (begin,) = [link for link in page.links if "compute=yes" in link]
    if name != "recommend":
        assert "takes some minutes" not in show(data, begin).text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> JobData:
    """A community whose every name is an attack."""
    folder, data_dir = tmp_path_factory.mktemp("rows"), tmp_path_factory.mktemp("hostile-data")
    ids = range(len(HOSTILE))
    tables: dict[str, list[list[str]]] = {
        "partners": [["id", "name"], *([f"p{i}", HOSTILE[i]] for i in ids)],
        "segments": [["id", "name"], ["kind", HOSTILE[0]]],
        "places": [["id", "name"], *([f"a{i}", HOSTILE[i]] for i in ids)],
        "needs": [["id", "name"], *([f"n{i}", HOSTILE[i]] for i in ids)],
        "services": [
            ["id", "name", "partner", "needs", "segments", "places", "status", "verified_on"],
            *([f"s{i}{k}", HOSTILE[i], f"p{(i + k) % len(ids)}", f"n{i}", "all", f"a{i}", "active",
               "2026-11-01"] for i in ids for k in (0, 1)),
        ],
        "touchpoints": [
            ["id", "name", "life_stage", "required_needs"],
            *([f"t{i}", HOSTILE[i], "newborn", f"n{i}"] for i in ids),
        ],
        "doors": [["touchpoint", "at"], *([f"t{i}", f"p{(i + 3) % len(ids)}"] for i in ids)],
        "referrals": [
            ["from", "to", "mode", "status", "verified_on"],
            ["p3", "s01", "warm", "active", "2026-11-01"],
            ["p4", "s11", "unknown", "active", "2026-11-01"],
        ],
        "completeness": [
            ["subject", "topic", "value"],
            *([f"p{i}", "referrals", "complete"] for i in ids if i != 5),
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    store = Workspace(Settings(data_dir=data_dir)).store
    load_source(store, folder, source="hostile", title="Hostile", licence="CC0-1.0")
    return JobData.over(store.read(), Settings(data_dir=data_dir, as_of=AS_OF))


def test_names_run_nothing_and_break_nothing(hostile: JobData) -> None:
    pages = [show(hostile, address) for address in REGISTERS]
    cards = {
        link
        for page in pages
        for link in page.links
        if urlsplit(link).path.endswith("/card") and urlsplit(link).path.count("/") == 2
    }
    assert {urlsplit(link).path for link in cards} >= {
        "/gaps/card", "/overlaps/card", "/resilience/card", "/recommend/card"
    }  # fmt: skip
    chosen = {urlsplit(link).path: link for link in sorted(cards)}
    pages += [show(hostile, link) for link in chosen.values()]
    for page in pages:
        assert all(source.startswith("/static/") for source in page.scripts)
        assert page.tags["svg"] == page.html.count('<svg class="bar"')
        assert not [name for name in page.attributes if name.startswith("on")]
        assert "49" not in page.heading()
    assert any("100% %(name)s %s" in page.text for page in pages)
