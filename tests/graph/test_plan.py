"""Plans: what stands in the way, what was mended, progress, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyoxigraph import NamedNode

from graph.coverage.facts import Facts
from graph.errors import BadParameter
from graph.findings.plan import build_plan_findings
from graph.findings.states import FindingState
from graph.parameters import CoverageParameters
from graph.planning.indicators import Indicator
from graph.planning.plan import compute_plan
from graph.planning.plan.answers import Open, judge_answer, read_open_findings
from graph.planning.plan.owners import with_closed_owners
from graph.planning.plan.problems import ORDER
from graph.planning.plan.progress import read_indicator
from graph.planning.plan.reading import hide_small_baselines
from graph.planning.plan.records import (
    Action,
    Measured,
    Note,
    Objective,
    Plan,
    PlanRecords,
    Priority,
    Support,
)
from graph.planning.plan.states import Standing
from graph.planning.plan.support import support_state
from graph.projection import build_projection
from graph.register import Register
from graph.store.memory import MemoryStore
from loaders.source import LoadContext
from loaders.workbook.source import build, read_tables
from ontology.files import read_ontology
from ontology.findings import cite_finding
from ontology.terms import CODE, mint, nwd

DAY = date(2026, 11, 21)
LATE, SOON, FAR = date(2026, 11, 1), date(2026, 12, 31), date(2028, 1, 1)
PLAN = Plan(
    "u:plan", "plan", "The plan", "u:us", starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30)
)
PRIORITY = Priority("u:pri", "pri", "First things", "u:plan", rank=1)
OBJECTIVE = Objective(
    "u:obj", "obj", "A change", "u:pri", "u:ind", Decimal(40), Decimal(80), date(2027, 6, 30)
)
GOOD = Action(
    "u:a", "a", "Do it", "u:obj", partner="u:p", starts_on=date(2026, 9, 1), target_date=SOON,
    status="under-way", check_every_days=100,
)  # fmt: skip
NAMES = {"u:p": "Partner", "u:shut": "Shut", "u:lost": "u:lost", "u:us": "We", "u:ind": "Share"}
RECORDS = PlanRecords(
    plans=(PLAN,),
    priorities=(PRIORITY,),
    objectives=(OBJECTIVE,),
    actions=(GOOD,),
    partners=frozenset({"u:p", "u:shut"}),
    closed_partners=frozenset({"u:shut"}),
    ids={iri: iri.removeprefix("u:") for iri in NAMES},
    names=NAMES,
)
RESERVED = (nwd("allFamilies"), nwd("everywhere"))
GAP = cite_finding("gaps/wic>rent>all>linn").value


def state(of: str = "open", as_of: date | None = DAY) -> FindingState:
    return FindingState("gaps/wic>rent>all>linn", GAP, of, "Rent.", as_of)  # type: ignore[arg-type]


def run(
    records: PlanRecords = RECORDS,
    *,
    states: Mapping[str, FindingState] | None = None,
    open_findings: tuple[Open, ...] = (),
    **options: Any,
) -> dict[str, Any]:
    cells = options.pop("cells", {})
    found = compute_plan(records, states or {}, open_findings, cells, day=DAY, **options)
    parameters = {"as_of": DAY.isoformat(), "mode": "warm", "handoffs": 1}
    parameters |= {"stale_after_days": 365, "uncoded_services": "unknown", **options}
    return {"parameters": parameters, **found}


def problems(records: PlanRecords) -> dict[str, str]:
    return {row["key"]: row["sentence"] for row in run(records)["problems"]}


def with_action(**changes: Any) -> PlanRecords:
    return replace(RECORDS, actions=(replace(GOOD, **changes),))


def test_a_plan_that_is_in_order_has_no_problem() -> None:
    assert problems(RECORDS) == {}


OTHER = Action("u:b", "b", "Before", "u:obj", role="lead", target_date=SOON, check_every_days=365)


@pytest.mark.parametrize(
    ("records", "key", "words"),
    [
        (with_action(target_date=LATE), "late>a", "20 days late, due on 1 November 2026"),
        (with_action(partner=None), "ownerless>a", "Nobody answers for"),
        (with_action(partner="u:lost"), "owner-unknown>a", "not among the partners"),
        (with_action(partner="u:shut"), "owner-closed>a", "no service that is open"),
        (with_action(target_date=None), "undated>a", "no day by which"),
        (with_action(check_every_days=None), "unmeasured>a", "no indicator"),
        (with_action(check_every_days=10), "unchecked>a", "looked at on 11 September 2026"),
        (with_action(target_date=FAR), "outside-horizon>a", "after “The plan” ends"),
        (
            with_action(starts_on=date(2026, 6, 30), check_every_days=365),
            "outside-horizon>a",
            "before “The plan” does",
        ),
        (with_action(done_on=date(2026, 11, 1)), "status-differs>a", "typed as under way"),
        (with_action(status="done"), "done-without-day>a", "not on which day"),
        (with_action(depends_on=("u:nothing",)), "depends-on-unknown>a", "not recorded"),
        (with_action(depends_on=("u:a",)), "depends-in-a-circle>a", "waits for itself"),
        (
            replace(
                RECORDS,
                actions=(
                    replace(GOOD, depends_on=("u:b",)),
                    replace(OTHER, status="dropped"),
                ),
            ),
            "depends-on-dropped>a",
            "was dropped",
        ),
        (
            replace(RECORDS, actions=(replace(GOOD, depends_on=("u:b",)), OTHER)),
            "at-risk>a",
            "is to begin on 1 September 2026, before “Before” is due",
        ),
        (
            replace(RECORDS, priorities=(PRIORITY, replace(PRIORITY, iri="u:q", id="q"))),
            "priority-without-objective>q",
            "Nothing is to change",
        ),
        (with_action(status="dropped"), "objective-without-action>obj", "No action serves"),
        (
            replace(RECORDS, objectives=(replace(OBJECTIVE, indicator=None),)),
            "objective-unmeasured>obj",
            "without indicator",
        ),
        (
            replace(RECORDS, plans=(replace(PLAN, ends_on=None),)),
            "plan-without-horizon>plan",
            "no last day",
        ),
        (
            replace(RECORDS, plans=(PLAN, replace(PLAN, iri="u:two", id="two"))),
            "plan-without-priority>two",
            "has no priority",
        ),
        (with_action(objective="u:gone"), "unknown-part>action>a", "not among the records"),
        (
            replace(
                RECORDS,
                support=(Support("u:s", "s", "u:a", "training", "calls", "u:p", LATE),),
            ),
            "support-not-given>s",
            "asked of Partner 20 days ago",
        ),
    ],
)
def test_each_problem_is_told_of_its_record(records: PlanRecords, key: str, words: str) -> None:
    found = problems(records)
    assert words in found[key]
    assert found[key].endswith(".")


def test_a_blocked_action_names_the_late_one() -> None:
    late = replace(OTHER, target_date=LATE)
    found = problems(replace(RECORDS, actions=(replace(GOOD, depends_on=("u:b",)), late)))
    assert found["blocked>a"] == "“Do it” waits for “Before”, which is late."


def test_every_problem_that_is_told_is_on_the_list_and_the_other_way_round() -> None:
    prefix = f"{CODE}plan-problem/"
    listed = {
        quad.subject.value.removeprefix(prefix)
        for quad in read_ontology()
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(prefix)
    }
    assert set(ORDER) == listed


def test_what_nobody_tells_is_unknown_and_no_problem() -> None:
    result = run(with_action(status=None))
    (row,) = result["actions"]
    assert row["state"] == "unknown"
    assert result["problems"] == []


@pytest.mark.parametrize(
    ("stage", "done", "found", "as_of", "cell", "verdict"),
    [
        ("done", LATE, "open", DAY, None, "still-found"),
        ("done", LATE, "gone", DAY, None, "no-longer-found"),
        ("done", DAY, "gone", DAY, None, "no-longer-found"),
        ("done", LATE, "gone", DAY, "covered", "no-longer-found"),
        ("done", LATE, "gone", DAY, "unknown", "not-judged"),
        ("done", LATE, "gone", DAY, "not-required", "not-judged"),
        ("done", LATE, "gone", DAY, "gap", "not-judged"),
        ("done", DAY, "open", LATE, None, "not-judged"),
        ("done", DAY, "gone", LATE, None, "not-judged"),
        ("done", None, "open", DAY, None, "not-judged"),
        ("done", LATE, "unknown", None, None, "not-judged"),
        ("under-way", None, "open", DAY, None, "not-done"),
        ("under-way", None, "unknown", None, None, "not-done"),
        ("under-way", None, "gone", DAY, "covered", "gone-before"),
        ("under-way", None, "gone", DAY, "unknown", "not-done"),
    ],
)
def test_whether_an_answer_worked(
    stage: str, done: date | None, found: str, as_of: date | None, cell: Any, verdict: str
) -> None:
    standing = Standing(stage, stage, done, None, None, None)  # type: ignore[arg-type]
    assert judge_answer(standing, state(found, as_of), cell) == verdict


def answering(**changes: Any) -> PlanRecords:
    return with_action(answers=(GAP,), **changes)


def test_what_is_unanswered_is_listed_whatever_plan_is_asked_for() -> None:
    other = Open("gaps/x>y>all>linn", cite_finding("gaps/x>y>all>linn").value, "gaps", "X.", None)
    here = Open("gaps/wic>rent>all>linn", GAP, "gaps", "Rent.", Decimal("2.5"))
    result = run(answering(), states={GAP: state()}, open_findings=(here, other), plan="plan")
    assert [row["finding"] for row in result["unanswered"]] == ["gaps/x>y>all>linn"]
    dropped = run(answering(status="dropped"), states={GAP: state()}, open_findings=(here,))
    assert [row["weight"] for row in dropped["unanswered"]] == [2.5]
    assert dropped["answered"] == []


def test_narrowing_shows_less_and_keeps_all() -> None:
    second = replace(PLAN, iri="u:two", id="two", collaborative=None)
    records = replace(RECORDS, plans=(PLAN, second))
    whole, narrow = run(records), run(records, plan="plan")
    assert [row["plan"] for row in narrow["plans"]] == ["plan"]
    assert narrow["problems"] == []
    assert narrow["kept"] == whole["kept"]
    assert len(whole["kept"]["problems"]) == 1
    assert run(records, collaborative="us")["plans"] == narrow["plans"]
    assert build_plan_findings(whole).digest == build_plan_findings(narrow).digest


@pytest.mark.parametrize("name", ["plan", "collaborative"])
def test_an_id_that_there_is_not_names_those_there_are(name: str) -> None:
    narrowed: dict[str, Any] = {name: "nothing"}
    with pytest.raises(BadParameter, match=r"there are: (plan|us)"):
        run(RECORDS, **narrowed)


def test_findings_are_named_by_ids_and_point_to_what_they_are_of() -> None:
    records = answering(done_on=LATE, status="done")
    result = run(records, states={GAP: state("gone")})
    findings = build_plan_findings(result)
    lines = {str(quad) for quad in findings.quads}
    node = cite_finding("plan/answer>a>gaps/wic>rent>all>linn")
    about = [line for line in lines if line.startswith(str(node))]
    assert any("no-longer-found" in line for line in about)
    assert any("was done on 1 November 2026" in line for line in about)
    assert any(GAP in line and "wasDerivedFrom" in line for line in about)
    json.dumps(result, allow_nan=False)


def test_open_findings_come_gaps_first_and_heaviest_first() -> None:
    texts = {
        "resilience/service>x": ("Service lost.", None, "12.5"),
        "gaps/light": ("Light.", "2.0", None),
        "gaps/heavy": ("Heavy.", "30.0", None),
        "capacity/food": ("Short.", None, None),
        "network/wic": ("Measured.", None, None),
        "plan/late>a": ("Late.", None, None),
    }
    store = MemoryStore(quads_of(texts))
    found = [each.name for each in read_open_findings(store)]
    assert found == ["gaps/heavy", "gaps/light", "capacity/food", "resilience/service>x"]


def quads_of(texts: Mapping[str, tuple[str, str | None, str | None]]) -> list[Any]:
    from graph.findings.writing import FindingsWriter, decimal

    quads = []
    for name, (sentence, weight, lost) in texts.items():
        kind, _, key = name.partition("/")
        write = FindingsWriter(kind)
        node = write.finding("ReferralGap", key, sentence)
        if weight:
            write.add(node, "weight", decimal(float(weight)))
        if lost:
            write.add(node, "lostWeight", decimal(float(lost)))
        quads += write.quads
    return quads


@pytest.mark.parametrize(
    ("value", "baseline", "target", "way", "result"),
    [
        ("60", "40", "80", 0.5, "nearer"),
        ("80", "40", "80", 1.0, "reached"),
        ("90", "40", "80", 1.25, "reached"),
        ("40", "40", "80", 0.0, "no-nearer"),
        ("30", "40", "80", -0.25, "no-nearer"),
        ("14", "24", "14", 1.0, "reached"),
        ("19", "24", "14", 0.5, "nearer"),
        ("30", "24", "14", -0.6, "no-nearer"),
        ("30", "24", "24", None, "unknown"),
        ("30", None, "24", None, "unknown"),
        ("30", "24", None, None, "unknown"),
    ],
)
def test_the_way_from_baseline_to_target(
    value: str, baseline: str | None, target: str | None, way: float | None, result: str
) -> None:
    objective = replace(
        OBJECTIVE,
        baseline=None if baseline is None else Decimal(baseline),
        target=None if target is None else Decimal(target),
    )
    values = [Measured("u:ind", LATE, Decimal(value)), Measured("u:ind", SOON, Decimal(1000))]
    found = read_indicator(objective, {"u:ind": values}, DAY)
    assert (found.way, found.result, found.until) == (way, result, LATE)
    assert read_indicator(objective, {}, DAY).result == "unknown"


def test_progress_counts_actions_and_leaves_dropped_ones_out() -> None:
    actions = (
        replace(GOOD, iri="u:1", id="1", done_on=LATE, status="done"),
        replace(GOOD, iri="u:2", id="2", target_date=LATE),
        replace(GOOD, iri="u:3", id="3", status="dropped"),
    )
    measured = (Measured("u:ind", LATE, Decimal(80)),)
    result = run(replace(RECORDS, actions=actions, measured=measured))
    (row,) = result["priorities"]
    assert (row["actions"], row["done"], row["dropped"], row["late"]) == (3, 1, 1, 1)
    assert (row["share_done"], row["reached"]) == (0.5, 1)
    assert result["objectives"][0]["way"] == 1.0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ("needed", None, None)),
        ({"asked_on": LATE}, ("asked", 20, None)),
        ({"asked_on": SOON, "status": "asked"}, ("needed", None, None)),
        ({"asked_on": LATE, "status": "agreed"}, ("agreed", 20, None)),
        ({"asked_on": LATE, "given_on": DAY}, ("given", None, 20)),
        ({"asked_on": LATE, "given_on": SOON, "status": "given"}, ("asked", 20, None)),
        ({"status": "given"}, ("given", None, None)),
        ({"asked_on": LATE, "status": "declined"}, ("declined", None, None)),
    ],
)
def test_how_far_a_request_has_come(more: dict[str, Any], found: tuple[Any, ...]) -> None:
    told = support_state(Support("u:s", "s", "u:a", "training", **more), DAY)
    assert (told.state, told.days_waiting, told.days_taken) == found


def test_the_earliest_end_of_a_plan_is_that_of_its_chain() -> None:
    first = replace(OTHER, starts_on=date(2026, 12, 1), target_date=date(2026, 12, 31))
    then = replace(
        GOOD, depends_on=("u:b",), starts_on=date(2027, 1, 10), target_date=date(2027, 1, 20),
        status=None,
    )  # fmt: skip
    result = run(replace(RECORDS, actions=(then, first)), plan="plan")
    assert [row["action"] for row in result["critical_path"]] == ["a"]
    assert result["plans"][0]["earliest_end"] == "2027-01-20"
    late = replace(first, target_date=date(2027, 2, 1))
    result = run(replace(RECORDS, actions=(then, late)))
    assert [row["action"] for row in result["critical_path"]] == ["b", "a"]
    assert result["critical_path"][1]["earliest_end"] == "2027-02-11"
    assert result["critical_path"][1]["beyond_days"] == 22


def test_notes_after_the_day_say_nothing() -> None:
    records = replace(RECORDS, notes=(Note("u:a", SOON, "done", Decimal(1)),))
    assert run(records)["actions"][0]["state"] == "under-way"


def test_an_action_due_on_the_last_day_is_inside_the_horizon() -> None:
    last = with_action(target_date=PLAN.ends_on, starts_on=PLAN.starts_on, check_every_days=365)
    assert problems(last) == {}


def test_an_end_that_rests_on_unknown_days_is_only_a_bound() -> None:
    first = replace(OTHER, target_date=LATE)
    then = replace(GOOD, depends_on=("u:b",), starts_on=DAY, target_date=SOON, status=None)
    result = run(replace(RECORDS, actions=(then, first)))
    rows = {row["action"]: row for row in result["actions"]}
    assert (rows["b"]["earliest_end"], rows["b"]["earliest_end_known"]) == ("2026-11-21", False)
    assert (rows["a"]["earliest_end"], rows["a"]["earliest_end_known"]) == ("2026-12-31", False)
    assert result["plans"][0]["earliest_end_known"] is False
    assert run()["plans"][0]["earliest_end_known"] is True


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "no first and no last day: nothing"),
        (None, FAR, "no first day: nobody can tell what is too early"),
        (LATE, None, "no last day: nobody can tell what is too late"),
    ],
)
def test_a_plan_without_a_day_says_what_cannot_be_told(
    first: date | None, last: date | None, words: str
) -> None:
    plan = replace(PLAN, starts_on=first, ends_on=last)
    assert words in problems(replace(RECORDS, plans=(plan,)))["plan-without-horizon>plan"]


def test_several_that_were_dropped_are_told_as_several() -> None:
    before = [replace(OTHER, iri=f"u:{n}", id=n, name=n, status="dropped") for n in ("b", "c")]
    after = replace(GOOD, depends_on=("u:b", "u:c"))
    told = problems(replace(RECORDS, actions=(after, *before)))["depends-on-dropped>a"]
    assert told == "“Do it” waits for “b” and “c”, which were dropped."


CLOSED = {"status": "defunct", "verified_on": "2026-11-01"}


@pytest.mark.parametrize(
    ("services", "completeness", "closed"),
    [
        ([CLOSED], "", True),
        ([CLOSED], "complete", True),
        # Nobody knows of those that are not listed, not told of, or told of long ago.
        ([CLOSED], "partial", False),
        ([CLOSED, {"status": "unknown"}], "", False),
        ([CLOSED, {"status": "active", "verified_on": "2020-01-01"}], "", False),
        ([], "", False),
    ],
)
def test_an_owner_is_closed_only_for_certain(
    services: list[dict[str, str]], completeness: str, closed: bool
) -> None:
    context = LoadContext("linn")
    tables = {
        "partners": [{"id": "p", "name": "Partner"}],
        "services": [
            {"id": f"s{n}", "name": f"Service {n}", "partner": "p", "needs": "food", **cells}
            for n, cells in enumerate(services)
        ],
        "completeness": [{"subject": "p", "topic": "services", "value": completeness}]
        if completeness
        else [],
    }
    reading = read_tables(tables, context)
    ours = [quad for quad in read_ontology() if quad.subject in RESERVED]
    store = MemoryStore([*build(reading, context), *ours])
    owner = mint("linn", "partner", "p").value
    records = replace(with_action(partner=owner), closed_partners=frozenset())
    facts = Facts(build_projection(store), CoverageParameters(as_of=DAY))
    found = with_closed_owners(records, Register(store), facts)
    assert found.closed_partners == (frozenset({owner}) if closed else frozenset())


@pytest.mark.parametrize(
    ("unit", "families", "baseline", "told"),
    [
        ("count", True, "10", False),
        ("count", True, "11", True),
        ("count", False, "10", True),
        ("percent", True, "10", True),
    ],
)
def test_a_baseline_of_few_families_is_not_told(
    unit: str, families: bool, baseline: str, told: bool
) -> None:
    nothing = dict.fromkeys(
        ("better", "outcome", "frequency", "baseline_points", "numerator_means",
         "denominator_means", "description")
    )  # fmt: skip
    indicator = Indicator(
        "u:ind", "ind", "Share", unit, counts_families=families, collaboratives=(), **nothing
    )
    objective = replace(OBJECTIVE, baseline=Decimal(baseline))
    (found,) = hide_small_baselines([objective], {"u:ind": indicator})
    assert found == (objective if told else replace(objective, baseline=None))
