"""Snapshots, plans, collaboratives, improvement, learning, comparisons: as the analyses say."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from graph.errors import BadParameter
from graph.parameters import CoverageParameters
from graph.public import PublicStore
from graph.store import EmbeddedStore
from loaders.load import load_source
from service.analyses import select_analysis
from service.analyses.options import read_public_options
from service.comparing import compare_days, compare_places
from service.demo import AS_OF
from service.language import select_language
from service.pages.explorer import select_page
from service.pages.rendering import answer_page
from service.pages.words import collaboratives as words
from service.pictures.gantt import Bar, Words, draw_gantt
from service.settings import Settings
from service.workers.job import JobData

PAGES = ("snapshot", "plans", "collaboratives", "improvement", "learning", "compare")
PARAMETERS = {"handoffs": 1, "mode": "warm", "stale_after_days": 365,
              "uncoded_services": "unknown", "as_of": None}  # fmt: skip
HOSTILE = "<script>window.hacked=1</script>{{7*7}} %(name)s \u202egnirts"
TABLES = {
    "places": "id,name,kind\nmill,Mill County,county\n",
    "partners": "id,name\nhaven,Haven\n",
    "collaboratives": f'id,name,places\ntable,"{HOSTILE}",mill\n',
    "members": f'id,collaborative,partner,note\nseat,table,haven,"{HOSTILE}"\n',
    "plans": f'id,name,collaborative,success\np,"{HOSTILE}",table,"{HOSTILE}"\n',
    "plan_priorities": f'id,plan,name,rank\npp,p,"{HOSTILE}",1\n',
    "objectives": f'id,priority,name\no,pp,"{HOSTILE}"\n',
    "actions": f'id,objective,name,role,starts_on,target_date\na,o,"{HOSTILE}","{HOSTILE}",'
    f'2026-01-01,2026-02-01\nb,o,"{"W" * 5000}",,,\n',
    "indicators": f'id,name,unit,better\ni,"{HOSTILE}",percent,higher\n',
    "observations": "indicator,period_start,value,numerator,denominator\n"
    "i,2026-01-01,50,50,100\ni,2026-02-01,60,60,100\n",
    "lessons": f'id,name,kind,topic,text,learned_by\nl,"{HOSTILE}",worked,"{HOSTILE}",'
    f'"{HOSTILE}",table\n',
}


class Page(HTMLParser):
    """Its tags, their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text, self.source = "", text
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [value for name, value in self.attributes if name == "href"]


def answer(data: JobData, page: str, **asked: str | tuple[str, ...]) -> bytes:
    pairs = [
        (name, each)
        for name, value in asked.items()
        for each in (value if isinstance(value, tuple) else (value,))
    ]
    made = answer_page(data, page=page, parameters=PARAMETERS, path={}, asked=pairs)
    return b"".join(made.chunks)


def show(data: JobData, page: str, **asked: str | tuple[str, ...]) -> Page:
    return Page(answer(data, page, **asked).decode())


def rows(data: JobData, page: str, table: str, **asked: str) -> list[dict[str, str]]:
    text = answer(data, page, download="csv", list=table, **asked).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> JobData:
    """A community without any of these records."""
    return _load(tmp_path_factory.mktemp("bare"), {"places": TABLES["places"]})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> JobData:
    return _load(tmp_path_factory.mktemp("hostile"), TABLES)


def _load(folder: Path, tables: dict[str, str]) -> JobData:
    source = folder / "tables"
    source.mkdir()
    for name, text in tables.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    store = EmbeddedStore(folder / "nwd-data")
    load_source(store, source, source="own")
    return JobData.over(PublicStore(store.read()), Settings(data_dir=folder, as_of=AS_OF))


def analyse(data: JobData, name: str, **given: str) -> dict[str, Any]:
    analysis = select_analysis(name)
    values = read_public_options(analysis, {n: [v] for n, v in given.items()}, floor=11)
    return data.analyses.analysis(analysis, CoverageParameters(as_of=AS_OF), values)


class TestPlans:
    def test_actions_are_those_of_the_analysis(self, data: JobData) -> None:
        result = analyse(data, "plan")
        told = {row["Action"]: row for row in rows(data, "plans", "actions")}
        assert len(told) == len(result["actions"])
        for each in result["actions"]:
            assert told[each["name"]]["How far it has come"] == words.ACTION_STATES[each["state"]]
            assert told[each["name"]]["Due"] == (each["target_date"] or "")
        assert len(rows(data, "plans", "unanswered")) == len(result["unanswered"])

    def test_the_picture_says_each_action_and_what_the_plan_waits_for(self, data: JobData) -> None:
        result = analyse(data, "plan", plan="aff-plan")
        page = show(data, "plans", plan="aff-plan")
        picture = re.search(r'<svg class="gantt".*?</svg>', page.source, re.DOTALL)
        assert picture is not None
        drawn = ElementTree.fromstring(picture[0])
        text = "".join(drawn.itertext())
        assert all(row["name"][:60] in text for row in result["actions"])
        bold = [e for e in drawn.iter() if e.get("class") == "critical"]
        assert len(bold) == len(result["critical_path"])
        late = [e for e in drawn.iter() if e.get("class") == "bar-late"]
        assert len(late) == sum(row["state"] == "late" for row in result["actions"])

    def test_one_plan_is_chosen_and_taken_away(self, data: JobData) -> None:
        page = show(data, "plans", plan="wbc-plan")
        assert "/api/export/plan-calendar?plan=wbc-plan" in page.links()
        assert "/api/export/plan-xlsx?plan=wbc-plan" in page.links()
        names = {row["Action"] for row in rows(data, "plans", "actions", plan="wbc-plan")}
        assert names == {row["name"] for row in analyse(data, "plan", plan="wbc-plan")["actions"]}
        with pytest.raises(BadParameter):
            show(data, "plans", plan="no-such-plan")

    def test_every_problem_has_words(self, data: JobData) -> None:
        told = Counter(row["What is wrong"] for row in rows(data, "plans", "problems"))
        found = Counter(row["problem"] for row in analyse(data, "plan")["problems"])
        assert told == {words.PLAN_PROBLEMS[kind]: count for kind, count in found.items()}


class TestSnapshot:
    def test_the_last_one_is_shown(self, data: JobData) -> None:
        result = analyse(data, "snapshot", snapshot="alder-2026")
        told = {row["Question"]: row for row in rows(data, "snapshot", "questions")}
        assert {row["text"] for row in result["questions"]} == set(told)
        for each in result["questions"]:
            shown = told[each["text"]]["Mean"]
            assert (float(shown) if shown else None) == each["score"]

    def test_nothing_is_told_below_the_floor(self, data: JobData) -> None:
        result = analyse(data, "snapshot", snapshot="alder-2026", floor="8")
        hidden = {row["text"] for row in result["questions"] if row["reason"] == "too-few"}
        assert hidden
        told = rows(data, "snapshot", "questions", snapshot="alder-2026", floor="8")
        for row in told:
            if row["Question"] in hidden:
                assert (row["Mean"], row["Median"], row["Scores given"]) == ("", "", "")
        with pytest.raises(BadParameter):
            show(data, "snapshot", floor="2")

    def test_files_are_of_the_snapshot_shown(self, data: JobData) -> None:
        links = show(data, "snapshot", snapshot="alder-2025").links()
        assert "/api/export/snapshot-svg?snapshot=alder-2025" in links
        assert not any("snapshot=alder-2026" in each for each in links if "/api/" in each)


class TestCollaboratives:
    def test_who_is_missing(self, data: JobData) -> None:
        result = analyse(data, "collaboratives")
        told = Counter(r["Spoken for?"] for r in rows(data, "collaboratives", "representation"))
        found = Counter(row["verdict"] for row in result["representation"])
        assert told == {words.VOICE_VERDICTS[each]: count for each, count in found.items()}
        page = show(data, "collaboratives")
        assert f"{found['missing']} voices of the community are missing" in page.text

    def test_a_seat_that_may_be_is_no_gap(self, data: JobData) -> None:
        page = show(data, "collaboratives", collaborative="willow-bend-circle")
        assert '<span class="tag unknown">not known</span>' in page.source
        assert '<span class="tag gap">missing</span>' not in page.source

    def test_small_numbers_are_not_told(self, data: JobData) -> None:
        hidden = [r for r in analyse(data, "collaboratives")["progress"] if r["reason"] == "small"]
        assert hidden
        told = rows(data, "collaboratives", "progress")
        assert sum(row["Value"] == "" for row in told) >= len(hidden)
        with pytest.raises(BadParameter):
            show(data, "collaboratives", floor="3")


class TestImprovement:
    def test_verdicts_and_values(self, data: JobData) -> None:
        result = analyse(data, "improvement")
        told = {row["Indicator"]: row for row in rows(data, "improvement", "indicators")}
        for each in result["indicators"]:
            assert told[each["name"]]["Verdict"] == words.CHART_VERDICTS[each["verdict"]]
            assert told[each["name"]]["Direction"] == words.DIRECTIONS[each["direction"]]
        assert len(rows(data, "improvement", "values")) == len(result["points"])

    def test_the_proof_point_has_its_bounds(self, data: JobData) -> None:
        row = analyse(data, "improvement")["proof_point"][0]
        told = rows(data, "improvement", "proof_point")[0]
        assert float(told["Share of all, least"]) == row["share_low"]
        assert float(told["Share of all, most"]) == row["share_high"]
        assert told["Does it hold?"] == words.YES_NO[row["holds"]]

    def test_one_indicator_is_one_chart(self, data: JobData) -> None:
        page = show(data, "improvement", indicator="er-visits-babies")
        assert page.source.count('<svg class="rc"') == 1
        assert "More than chance: worse." in page.text


class TestLearning:
    def test_lessons_and_whether_they_are_borne_out(self, data: JobData) -> None:
        result = analyse(data, "learning")
        told = {row["Lesson"]: row for row in rows(data, "learning", "lessons")}
        key = "Do tests and indicators bear it out?"
        for each in result["lessons"]:
            expected = words.YES_NO[each["borne_out"]] if each["borne_out"] else "–"
            assert told[each["name"]][key] == expected

    def test_one_of_many(self, data: JobData) -> None:
        page = show(data, "learning", collaborative="alder-families-first")
        assert "Alder Families First: tried, moved, learned" in page.text
        one = rows(data, "learning", "collaboratives", collaborative="alder-families-first")
        assert [row["Collaborative"] for row in one] == ["Alder Families First"]
        assert len(rows(data, "learning", "collaboratives")) == 3


class TestCompare:
    def test_places(self, data: JobData) -> None:
        asked = ("millrace", "north-county")
        parameters = CoverageParameters(as_of=AS_OF)
        result = compare_places(data.analyses, parameters, asked)
        page = show(data, "compare", place=asked)
        measures = {each["name"]: each["values"] for each in result["measures"]}
        language = select_language("en")
        for ends in (*measures["every_door"], *measures["any_door"]):
            assert language.interval(ends) in page.text
        gaps = analyse_gaps(data, "millrace")
        assert "/gaps?place=millrace" in page.links()
        assert gaps == sum(
            v[0]
            for name, v in measures.items()
            if name.startswith("gaps_") and name != "gaps_no_doors_listed"
        )

    def test_two_days(self, data: JobData) -> None:
        first, second = CoverageParameters(as_of=date(2026, 7, 1)), CoverageParameters(as_of=AS_OF)
        result = compare_days(data.analyses, first, second)
        told = rows(data, "compare", "cells", with_day="2026-07-01")
        kinds = Counter(row["any_door_change"] for row in result["changes"]["cells"])
        shown = Counter(row["Some door"] for row in told)
        assert len(told) == len(result["changes"]["cells"])
        assert shown[words.CELL_CHANGES["no-longer-certain"]] == kinds["no-longer-certain"] > 0

    def test_what_cannot_be_compared_is_refused(self, data: JobData) -> None:
        with pytest.raises(BadParameter):
            show(data, "compare", place="millrace", with_day="2026-07-01")
        with pytest.raises(BadParameter):
            show(data, "compare", place=tuple(f"p{n}" for n in range(51)))


def analyse_gaps(data: JobData, place: str) -> int:
    from service.filters import select_among

    gaps = data.analyses.gaps(CoverageParameters(as_of=AS_OF))["gaps"]
    return len(select_among(gaps, {"place": place}, data.analyses.projection()))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_recorded_says_what_to_fill_in(empty: JobData, page: str) -> None:
    made = show(empty, page)
    assert "nwd template" in made.text
    assert "Tables: " in made.text
    assert made.tags["h1"] == 1


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_are_words(hostile: JobData, empty: JobData, page: str) -> None:
    made = show(hostile, page)
    assert "<script>window" not in made.source
    assert made.tags["script"] == show(empty, page).tags["script"]
    assert not [name for name, _ in made.attributes if name.startswith("on") or name == "style"]
    assert made.tags["style"] == 0
    if page in ("plans", "collaboratives", "learning", "improvement"):
        assert html.escape(HOSTILE[:30], quote=False) in made.source.replace("&#34;", '"')


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_the_demonstration_are_light_and_whole(data: JobData, page: str) -> None:
    made = show(data, page)
    assert len(made.source.encode()) < 300_000
    assert made.tags["style"] == 0
    assert not [name for name, _ in made.attributes if name == "style"]
    ids = [value for name, value in made.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert select_page(page).PATH.startswith(("/plan/", "/compare"))


def test_a_bar_without_days_is_told_in_words() -> None:
    bar = Bar("An action", None, None, None, None, "unknown", "not known", None, False)
    told = Words("Actions", "today", "waits", "no day is stated")
    drawn = ElementTree.fromstring(draw_gantt([bar], AS_OF, [], told))
    assert "no day is stated" in "".join(drawn.itertext())
    assert not [e for e in drawn.iter() if (e.get("class") or "").startswith("bar-")]
