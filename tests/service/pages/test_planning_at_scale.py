"""Pages of planning where there is much of it: one is chosen, the point first, nothing cut."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from graph.errors import NoSuchRecord
from graph.parameters import CoverageParameters
from graph.planning.budget import compute_budgets
from graph.public import PublicStore
from graph.store import EmbeddedStore
from service.analyses import select_analysis
from service.analyses.options import read_public_options
from service.demo import AS_OF
from service.language import select_language
from service.pages.explorer import compare, learning, plan_budget, plans
from service.pages.planning.choosing import choices
from service.pages.planning.reading import names_by_id
from service.pages.registers import register
from service.pages.rendering import answer_page
from service.pages.words.collaboratives import ACTION_STATES
from service.pages.words.models import name_parts, tell_problem
from service.pictures.results import draw_network
from service.pictures.snapshot import render_snapshot
from service.settings import Settings
from service.workers.job import JobData

PARAMETERS = {"handoffs": 1, "mode": "warm", "stale_after_days": 365,
              "uncoded_services": "unknown", "as_of": None}  # fmt: skip


@pytest.fixture(scope="module")
def data(loaded_demo: Path) -> JobData:
    public = PublicStore(EmbeddedStore(loaded_demo).read())
    return JobData.over(public, Settings(data_dir=loaded_demo, as_of=AS_OF))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every community counts as large."""
    monkeypatch.setattr(register, "MOST_CELLS", 0)
    monkeypatch.setattr(plan_budget, "MOST_CELLS", 0)


def show(data: JobData, page: str, **asked: str) -> str:
    made = answer_page(data, page=page, parameters=PARAMETERS, path={}, asked=list(asked.items()))
    return b"".join(made.chunks).decode()


def analyse(data: JobData, name: str, **options: Any) -> dict[str, Any]:
    analysis = select_analysis(name)
    values = read_public_options(analysis, {}, floor=data.settings.small_cell_floor) | options
    return data.analyses.analysis(analysis, CoverageParameters(as_of=AS_OF), values)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.mark.parametrize("page", ["plan_journeys", "plan_policy", "plan_maturity"])
def test_what_takes_long_is_computed_only_where_it_is_asked_for(
    data: JobData, large: None, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("it was computed")

    with monkeypatch.context() as patched:
        patched.setattr(data.analyses, "analysis", refuse)
        told = show(data, page, handoffs="2")
        assert 'class="go" href="/plan/' in told
        assert "handoffs=2&amp;compute=yes" in told
        with pytest.raises(AssertionError, match="it was computed"):
            show(data, page, compute="yes")


def test_a_goal_waits_with_the_grid(data: JobData, large: None) -> None:
    assert "compute=yes" in show(data, "plan_maturity_goal", goal="no-such-goal")
    with pytest.raises(NoSuchRecord):
        show(data, "plan_maturity_goal", goal="no-such-goal", compute="yes")


def test_one_scenario_is_followed_without_the_others(data: JobData, large: None) -> None:
    scenarios = analyse(data, "journeys")["scenarios"]
    one = max(scenarios, key=lambda row: row["breaks"])
    alone = analyse(data, "journeys", scenario=one["scenario"])
    told = show(data, "plan_journeys", scenario=one["scenario"])
    assert [row["breaks"] for row in alone["scenarios"]] == [one["breaks"]]
    assert f"{one['breaks']} breaks" in text_of(told)
    assert "Only the scenarios chosen here were followed" in told
    # All scenarios can still be chosen.
    assert all(f'<option value="{row["scenario"]}"' in told for row in scenarios)
    whole = show(data, "plan_journeys", scenario=one["scenario"], compute="yes")
    assert "Only the scenarios chosen here were followed" not in whole


def test_cost_beside_coverage_is_asked_of_one_budget(
    data: JobData, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    plain = compute_budgets(data.store, as_of=AS_OF)
    only = plain["budgets"][0]["budget"]
    original = data.analyses.analysis

    def note(analysis: Any, parameters: Any, values: Any) -> Any:
        if analysis.NAME != "budget":
            return original(analysis, parameters, values)
        asked.append(values["budget"])
        return plain

    monkeypatch.setattr(data.analyses, "analysis", note)
    told = show(data, "plan_budget", budget=only, costs="yes")
    assert asked == [only]
    assert "/api/export/budget-xlsx?budget=" in told
    # Of several budgets one is to be chosen, and no file of all is offered.
    again = {**plain["budgets"][0], "budget": "again"}
    two = {**plain, "budgets": [*plain["budgets"], again]}
    asked.clear()
    monkeypatch.setattr(plan_budget, "_compute_sums", lambda view: two)
    several = show(data, "plan_budget", costs="yes")
    assert asked == []
    assert "one budget at a time" in several
    assert "/api/export/budget" not in several


def test_many_plans_are_a_table_with_their_sums(
    data: JobData, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = analyse(data, "plan")
    monkeypatch.setattr(plans, "MOST_PLANS", 0)
    told = show(data, "plans")
    rows = result["plans"]
    done, late = (sum(row[key] for row in rows) for key in ("done", "late"))
    to_do = sum(row["actions"] - row["dropped"] for row in rows)
    assert f"{done} of {to_do} actions done {late} late" in text_of(told)
    assert 'id="plans"' in told
    assert 'class="gantt"' not in told
    assert all(f"plan={row['plan']}" in told for row in rows)


def test_actions_that_need_somebody_are_first(data: JobData) -> None:
    told = show(data, "plans")
    table = told[told.index('id="actions"') :]
    names = re.findall(r'<th scope="row">\s*(?:<[^>]*>)?([^<]+)', table)
    states = {row["name"]: row["state"] for row in analyse(data, "plan")["actions"]}
    order = list(ACTION_STATES)
    first = [order.index(states[html.unescape(name.strip())]) for name in names[:10]]
    assert first == sorted(first)
    assert first[0] == min(map(order.index, states.values()))


def test_many_snapshots_are_links_and_many_places_a_table(
    data: JobData, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = show(data, "learning").count('id="snapshot-')
    monkeypatch.setattr(learning, "MOST_SNAPSHOTS", 0)
    told = show(data, "learning")
    assert drawn > told.count('id="snapshot-') == 0
    snapshots = analyse(data, "learning")["last_snapshots"]["snapshots"]
    assert snapshots
    assert all(f"snapshot={row['snapshot']}" in told for row in snapshots)
    many = show(data, "compare").count('aria-labelledby="bar-')
    monkeypatch.setattr(compare, "MOST_CARDS", 1)
    few = show(data, "compare")
    assert few.count('aria-labelledby="bar-') == 1 < many
    assert f"The picture shows 1 of {many}" in text_of(few)


def test_names_that_several_bear_have_their_id_beside_them() -> None:
    rows = [{"id": "a", "name": "Birch"}, {"id": "b", "name": "Birch"}, {"id": "c", "name": None}]
    assert names_by_id(rows, "id") == {"a": "Birch (a)", "b": "Birch (b)", "c": "c"}
    many = [{"id": str(number), "name": f"Plan {number}"} for number in range(1000)]
    assert len(choices(many, "id")) == 1000


def test_a_role_is_named_by_what_it_is_for_whatever_source_its_partner_is_of() -> None:
    role = {"activity": "visit", "partner": "o1", "role": "lead", "activity_name": "A visit",
            "partner_name": "Haven"}  # fmt: skip
    names = name_parts({"roles": [role], "evaluations": []})
    row = {"id": "visit>bench:o1>lead", "name": "visit>bench:o1>lead", "verdict": "fails",
           "check": "lead-answers"}  # fmt: skip
    said = tell_problem(select_language("en"), row, names)  # type: ignore[arg-type]
    assert said.startswith("A visit (Haven): ")


def test_scores_in_a_picture_are_written_as_the_language_does(data: JobData) -> None:
    result = analyse(data, "snapshot")
    score = next(row["score"] for row in result["questions"] if row["score"] is not None)
    in_english = render_snapshot(result, language=select_language("en"))
    in_spanish = render_snapshot(result, language=select_language("es"))
    assert f">{score:.1f}" in in_english
    assert f">{score:.1f}".replace(".", ",") in in_spanish
    assert not re.search(r">\d\.\d[ <]", in_spanish)


def test_a_large_network_is_drawn_where_it_hangs_together() -> None:
    loose = [(f"a{number}", f"b{number}") for number in range(500)]
    star = [("hub", f"arm{number}") for number in range(40)]
    drawn = draw_network([*loose, *star], "x")
    assert all(f">hub – arm{number}<" in drawn.svg for number in range(40))
    assert drawn.svg.count("<circle") <= 120
    assert drawn.shown == 40 + (120 - 41) // 2
    assert drawn.of == 540
