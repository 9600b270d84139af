"""The pages of journeys, models, budget, policy and maturity: the numbers of their analyses."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from graph.errors import NoSuchRecord, UnknownChoice
from graph.parameters import CoverageParameters
from graph.planning.journeys.sentences import age
from graph.public import PublicStore
from graph.store import EmbeddedStore, MemoryStore
from ontology.files import read_ontology
from queries.codes import code_labels
from service.analyses import select_analysis
from service.analyses.options import read_options
from service.demo import AS_OF
from service.language import select_language
from service.pages.explorer import (
    plan_budget,
    plan_journeys,
    plan_maturity,
    plan_models,
    plan_policy,
    select_pages,
)
from service.pages.rendering import answer_page
from service.pages.view import View
from service.pages.words import budget as budget_words
from service.pages.words import journeys as journey_words
from service.pages.words import maturity as maturity_words
from service.pages.words import models as model_words
from service.pictures.flows import Flow, Node, Tie, draw_flows
from service.pictures.journey_line import Stop, draw_journey_line
from service.pictures.money_years import Bars, draw_years
from service.settings import Settings
from service.workers.job import JobData

PAGES = ("/plan/journeys", "/plan/models", "/plan/budget", "/plan/policy", "/plan/maturity")
HOSTILE = "<script>boo()</script>\"'><b onclick=1>{{7*7}}%(x)s 100% \u202e"
WORDS = frozenset(
    ["name", "story", "drawn_from", "branch", "note", "description", "summary", "activity_name",
     "partner_name", "question", "use", "ask", "of_name", "to_name", "strategy", "responsibility",
     "statement", "self_evidence", "family", "reviewed_evidence", "by_role", "frequency",
     "model_name", "collaborative_name"]
)  # fmt: skip
"""Keys under which results hold what people wrote."""


class Page(HTMLParser):
    """The classes, tags and links of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.tags, self.classes = "", Counter[str](), Counter[str]()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add(name)
            if name == "class":
                self.classes[value or ""] += 1
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(data: JobData, address: str) -> str:
    parts = urlsplit(address)
    page = next(each for each in select_pages().values() if parts.path == each.PATH)
    asked = parse_qsl(parts.query)
    parameters = {
        "handoffs": 1,
        "mode": "warm",
        "stale_after_days": 365,
        "uncoded_services": "unknown",
        "as_of": None,
    }
    given = answer_page(data, page=page.NAME, parameters=parameters, path={}, asked=asked)
    return b"".join(given.chunks).decode("utf-8-sig")


def rows_of(data: JobData, address: str, table: str) -> list[dict[str, str]]:
    mark = "&" if "?" in address else "?"
    text = answer(data, f"{address}{mark}download=csv&list={table}")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


def result_of(data: JobData, name: str) -> Any:
    analysis = select_analysis(name)
    values = read_options(analysis, {})
    return data.analyses.analysis(analysis, CoverageParameters(as_of=AS_OF), values)


def of_model(rows: list[dict[str, Any]], component: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["component"] == component]


def test_a_journey_is_drawn_and_told_step_by_step(data: JobData) -> None:
    result = result_of(data, "journeys")
    for scenario in result["scenarios"]:
        own = {
            name: [row for row in result[name] if row["scenario"] == scenario["scenario"]]
            for name in ("steps", "needs", "paths", "opportunities")
            if name != "opportunities"
        }
        address = f"/plan/journeys?scenario={scenario['scenario']}"
        page = Page(answer(data, address))
        marks = Counter(row["verdict"] for row in own["steps"])
        for verdict, look in (("holds", "covered"), ("fails", "gap"), ("unknown", "unknown")):
            # One more in the key of the picture.
            assert page.classes[f"mark {look}"] == marks[verdict] + 1
        steps = rows_of(data, address, "steps")
        signs = {"holds": "●", "fails": "✕", "unknown": "◇"}
        for told, row in zip(steps, own["steps"], strict=True):
            assert told["As a whole"][0] == signs[row["verdict"]]
            assert told["Door"][0] == signs[row["door"]]
            needs = Counter(n["verdict"] for n in own["needs"] if n["step"] == row["step"])
            for verdict, sign in signs.items():
                assert told["What becomes of the needs"].count(f"{sign} ") == needs[verdict]
        assert len(rows_of(data, address, "paths")) == len(own["paths"])
        mends = [r for r in result["opportunities"] if scenario["scenario"] in r["scenarios"]]
        assert len(rows_of(data, address, "opportunities")) == len(mends)


def test_the_overview_of_journeys_draws_each_and_counts_breaks(data: JobData) -> None:
    result = result_of(data, "journeys")
    page = Page(answer(data, "/plan/journeys"))
    assert page.classes["journeyline"] == len(result["scenarios"])
    told = {row["Scenario"]: row for row in rows_of(data, "/plan/journeys", "scenarios")}
    for row in result["scenarios"]:
        assert int(told[row["name"]]["Breaks"]) == row["breaks"]
        assert int(told[row["name"]]["Not known"]) == row["unknown"]
    assert len(rows_of(data, "/plan/journeys", "problems")) == len(result["problems"])
    some = rows_of(data, "/plan/journeys?collaborative=willow-bend-circle", "scenarios")
    wanted = [r for r in result["scenarios"] if r["collaborative"] == "willow-bend-circle"]
    assert {row["Scenario"] for row in some} == {row["name"] for row in wanted}


def test_ages_are_told_as_the_analysis_tells_them() -> None:
    view = View(
        data=None,  # type: ignore[arg-type]
        page=plan_journeys,  # type: ignore[arg-type]
        language=select_language("en"),
        parameters=CoverageParameters(),
        options={},
        path={},
        asked=[],
    )
    days = [*range(-290, 800), 1095, 1200, 1461, 1826]
    assert [journey_words.tell_age(view, day) for day in days] == [age(day) for day in days]


def test_every_code_of_a_check_and_change_has_words() -> None:
    special = {"widen-age", "shorten-wait", "verify"}
    assert journey_words.CHANGES.keys() | special == code_labels("journey-opportunity").keys()
    assert model_words.FAILS.keys() == code_labels("model-check").keys()
    assert budget_words.FOUND.keys() == code_labels("budget-check").keys()
    assert {*maturity_words.STEPS, "unknown"} == code_labels("maturity-rating").keys()


def test_the_matrix_of_a_model_holds_every_role(data: JobData) -> None:
    result = result_of(data, "models")
    (model,) = result["models"]
    for component in result["components"]:
        page = answer(data, f"/plan/models?component={component['id']}")
        cells = page.split('<table class="matrix">')[1:]
        roles = of_model(result["roles"], component["id"])
        assert len(cells) == bool(roles)
        if roles:
            matrix = cells[0].split("</table>")[0]
            assert matrix.count("<li>") == len(roles)
            assert matrix.count('class="answers"') == sum(row["responsible"] for row in roles)
            not_carried = sum(row["carried"] == "fails" for row in roles)
            assert matrix.count("no open service") == not_carried
    problems = rows_of(data, "/plan/models", "problems")
    signs = Counter(row["Verdict"][0] for row in problems)
    verdicts = Counter(row["verdict"] for row in result["problems"])
    assert signs == {"✕": verdicts["fails"], "◇": verdicts["unknown"]}
    of_none = sum(row["verdict"] == "fails" for row in result["problems"] if not row["model"])
    assert signs["✕"] == model["fails"] + of_none
    told = {row["Check"]: row for row in rows_of(data, "/plan/models", "checks")}
    for row in result["checks"]:
        assert int(told[row["name"]]["Fails"]) == row["fails"]


def test_the_budget_has_the_sums_of_the_analysis(data: JobData) -> None:
    result = result_of(data, "budget")
    (budget,) = result["budgets"]
    money = select_language("en").money
    text = Page(answer(data, "/plan/budget")).text
    for key in ("expenses", "secured", "requested"):
        assert money(Decimal(budget[key])) in text
    balance = rows_of(data, "/plan/budget", "balance")
    assert [row["Fiscal year"] for row in balance] == [r["fiscal_year"] for r in result["balance"]]
    for told, row in zip(balance, result["balance"], strict=True):
        assert Decimal(told["Cost"]) == Decimal(row["expenses"])
    flows = rows_of(data, "/plan/budget", "flows")
    for column, key in (("Secured", "secured"), ("Requested", "requested")):
        assert sum(Decimal(row[column]) for row in flows) == Decimal(budget[key])
    findings = rows_of(data, "/plan/budget", "findings")
    assert len(findings) == len(result["findings"]) > 0
    amounts = [row["amount"] for row in result["findings"] if row["amount"]]
    said = " ".join(row["What was found"] for row in findings)
    assert all(money(Decimal(amount)) in said for amount in amounts)


def test_a_fiscal_year_narrows_flows_and_lines(data: JobData) -> None:
    result = result_of(data, "budget")
    year = result["balance"][1]
    address = f"/plan/budget?fiscal_year={year['fiscal_year']}"
    flows = rows_of(data, address, "flows")
    assert sum(Decimal(row["Secured"]) for row in flows) == Decimal(year["secured"])
    lines = rows_of(data, address, "lines")
    assert {row["Fiscal year"] for row in lines} == {year["fiscal_year"]}
    categories = rows_of(data, address, "categories")
    known = [Decimal(row["Amount"]) for row in categories if row["Amount"]]
    assert sum(known) == Decimal(year["expenses"])
    with pytest.raises(UnknownChoice):
        answer(data, "/plan/budget?fiscal_year=1999")


def test_cost_beside_coverage_is_shown_when_asked_for(data: JobData) -> None:
    result = result_of(data, "budget")
    assert not rows_of(data, "/plan/budget", "cost")[0]["Requirements met only with it"][
        :1
    ].isdigit()
    told = {r["Activity"]: r for r in rows_of(data, "/plan/budget?costs=yes", "cost")}
    row = next(row for row in result["cost_per_cell"] if row["activity"] == "bedside-visit")
    low, high = row["cells"]
    assert told[row["name"]]["Requirements met only with it"] == f"{low} to {high}"
    assert len(rows_of(data, "/plan/budget?costs=yes", "needs")) == len(result["needs"])


def test_a_recommendation_shows_what_supports_it_and_who_shares_it(data: JobData) -> None:
    result = result_of(data, "policy")
    text = Page(answer(data, "/plan/policy")).text
    supported = sum(row["supported"] == "yes" for row in result["recommendations"])
    assert f"{supported} of {len(result['recommendations'])} recommendations are supported" in text
    assert len(rows_of(data, "/plan/policy", "unaddressed")) == len(result["unaddressed"])
    assert len(rows_of(data, "/plan/policy", "problems")) == len(result["problems"])
    row = max(result["recommendations"], key=lambda each: each["matched"])
    address = f"/plan/policy?recommendation={row['id']}"
    found = rows_of(data, address, "support")
    behind = [each for each in result["support"] if each["recommendation"] == row["id"]]
    assert Counter(each["State"][0] for each in found) == Counter(
        {"open": "●", "gone": "✕", "unknown": "◇"}[each["state"]] for each in behind
    )
    asked = [each for each in result["communities"] if each["recommendation"] == row["id"]]
    communities = rows_of(data, address, "communities")
    sure = sum(each["Has the barrier"].startswith("✕") for each in communities)
    assert (len(communities), sure) == (len(asked), row["communities_with"])
    assert any(link.startswith("/gaps/card?") for link in Page(answer(data, address)).links)


def test_the_grid_has_three_ratings_in_every_cell_with_goals(data: JobData) -> None:
    result = result_of(data, "maturity")
    page = answer(data, "/plan/maturity")
    grid = page.split('<table class="maturity">')[1].split("</table>")[0]
    cells = re.findall(r"<td.*?</td>", grid, re.DOTALL)
    told = sorted(result["grid"], key=lambda row: list(_areas(result)).index(row["area"]))
    assert len(cells) == len(told) == 40
    for cell, row in zip(cells, told, strict=True):
        if not row["goals"]:
            assert "no goals" in cell
            continue
        assert cell.count("<dt>") == 3
        own = cell.split("<dd>")[1]
        assert (
            (own.count('class="full"') == maturity_words.STEPS.index(row["self"]))
            if row["self"] in maturity_words.STEPS
            else "<svg" not in own
        )
        for verdict, look in (("holds", "covered"), ("fails", "gap"), ("unknown", "unknown")):
            assert cell.count(f'class="tag {look}"') == bool(row[f"computed_{verdict}"])
        assert f"{row['goals']} goal" in cell
    assert len(rows_of(data, "/plan/maturity", "differences")) == len(result["differences"])
    one = rows_of(data, "/plan/maturity?area=connecting&stage=core", "goals")
    wanted = next(r for r in told if (r["area"], r["stage"]) == ("connecting", "core"))
    assert len(one) == wanted["goals"]


def _areas(result: Any) -> Iterator[str]:
    yield from dict.fromkeys(row["area"] for row in result["grid"])


def test_a_goal_shows_the_evidence_of_each_rating(data: JobData) -> None:
    result = result_of(data, "maturity")
    goal = next(row for row in result["goals"] if row["goal"] == "service-array-core-drivers")
    address = f"/plan/maturity/goal?goal={goal['goal']}"
    page = Page(answer(data, address))
    assert goal["self_evidence"] in page.text
    assert goal["reviewed_evidence"] in page.text
    assert "Outpatient substance use treatment, Parents' recovery group" in page.text
    evidence = rows_of(data, address, "evidence")
    assert Counter(row["What it says of the goal"][0] for row in evidence) == Counter(
        {"holds": "●", "fails": "✕", "unknown": "◇"}[row["speaks"]] for row in goal["evidence"]
    )
    assert goal["goal"] in " ".join(
        link for link in Page(answer(data, "/plan/maturity?area=service-array")).links
    )
    with pytest.raises(NoSuchRecord):
        answer(data, "/plan/maturity/goal?goal=none-such")


def test_an_unknown_choice_is_refused(data: JobData) -> None:
    for address in (
        "/plan/journeys?scenario=none",
        "/plan/models?model=none",
        "/plan/models?component=none",
        "/plan/budget?budget=none",
        "/plan/policy?recommendation=none",
        "/plan/maturity?model=none",
    ):
        with pytest.raises(UnknownChoice):
            answer(data, address)


def test_without_records_each_page_says_which_tables_to_fill_in() -> None:
    empty = JobData.over(MemoryStore(list(read_ontology())), Settings())
    for path in PAGES:
        text = Page(answer(empty, path)).text
        assert f"--tables {path.rpartition('/')[2]}" in text, path


def test_every_page_is_in_spanish_and_links_to_files_that_there_are(data: JobData) -> None:
    from service.export_formats import list_export_formats

    for path in PAGES:
        page = Page(answer(data, f"{path}?lang=es"))
        files = [link for link in page.links if link.startswith("/api/export/")]
        names = {urlsplit(link).path.rpartition("/")[2] for link in files}
        analysis = path.rpartition("/")[2]
        wanted = {each.name for each in list_export_formats().values() if each.of == analysis}
        assert names == wanted != set()
        assert page.tags["h1"] == 1
        assert "style" not in page.attributes
    text = answer(data, "/plan/journeys?scenario=recovery-tamarack&lang=es")
    assert "La espera supera el paso siguiente" in text


def _poison(value: Any, key: str = "") -> Any:
    """The same result in which every text that people wrote is hostile."""
    if isinstance(value, dict):
        if key == "names":
            return {name: HOSTILE for name in value}
        return {name: _poison(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_poison(each, key) for each in value]
    return HOSTILE if key in WORDS and isinstance(value, str) else value


def test_hostile_words_stay_words(data: JobData, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (plan_journeys, "compute"),
        (plan_models, "compute"),
        (plan_policy, "compute"),
        (plan_budget, "_compute_sums"),
        (plan_maturity, "compute_maturity"),
    ):
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, real=real, **k: _poison(real(*a, **k)), raising=True
        )
    for address in (*PAGES, "/plan/journeys?scenario=recovery-tamarack"):
        text = answer(data, address)
        page = Page(text)
        assert "boo()" in page.text
        assert page.tags["script"] == text.count('<script src="/static/'), address
        assert page.tags["b"] == 0, address
        assert "onclick" not in page.attributes
        assert "{{7*7}}%(x)s 100%" in page.text


def test_pictures_hold_hostile_and_long_words_as_text() -> None:
    long = HOSTILE + "W" * 5_000
    stops = [
        Stop("a", "1", [], "holds", "holds", long, long),
        Stop("b", "2", ["a"], "fails", "breaks", "", ""),
        Stop("c", "3", ["a"], "unknown", "not known", "x", "y"),
        Stop("d", "4", ["b", "c", "a"], "holds", "holds", "x", "y"),
    ]
    nodes = [Node("s", long, long, 10.0)], [Node("t", long, "", 0.0)], [Node("n", long, "")]
    pictures = [
        draw_journey_line(stops, long),
        draw_journey_line([], "nothing", plain=True),
        draw_flows(
            *nodes,
            [Flow("s", "t", 10.0, True, long)],
            [Tie("t", "n")],
            label=long,
            titles=(long, "", ""),
        ),
        draw_flows([], [], [], [], [], label="nothing", titles=("", "", "")),
        draw_years([Bars(long, 0.0, 0.0, 0.0, "", "")], long),
        draw_years([], "nothing"),
    ]
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        tags = {each.tag for each in root.iter()}
        assert tags <= {"svg", "path", "rect", "circle", "text", "title", "line"}
        assert all("style" not in each.attrib for each in root.iter())


def test_bands_are_as_thick_as_their_amounts() -> None:
    picture = draw_flows(
        [Node("one", "One", "", 300.0), Node("two", "Two", "", 100.0)],
        [Node("act", "Act", "", 400.0)],
        [],
        [Flow("one", "act", 300.0, False, "a"), Flow("two", "act", 100.0, True, "b")],
        [],
        label="Flows",
        titles=("", "", ""),
    )
    paths = [each for each in ElementTree.fromstring(picture).iter("path")]
    thick = {}
    for path in paths:
        start = re.match(r"M\S+ (\S+) ", path.attrib["d"])
        end = re.search(r"(\S+) Z$", path.attrib["d"])
        assert start is not None
        assert end is not None
        thick[path.attrib["class"]] = float(end.group(1)) - float(start.group(1))
    assert thick["flow"] == pytest.approx(3 * thick["flow asked"], abs=0.2)
