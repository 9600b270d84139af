"""Success models: every check where it holds, fails and is not known, and the lists."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad

from graph.errors import BadParameter
from graph.findings.models import build_model_findings
from graph.findings.states import read_finding_states
from graph.parameters import CoverageParameters
from graph.planning.success import compute_models
from graph.projection import build_projection
from graph.register import Register
from graph.store import MemoryStore
from loaders.source import LoadContext
from loaders.workbook.source import build, read_tables
from ontology.files import read_ontology
from ontology.findings import cite_finding
from ontology.terms import CODE, SKOS, mint, nwd

DAY = date(2026, 11, 21)
Row = dict[str, str]
Tables = dict[str, list[Row]]

COMMUNITY: Tables = {
    "places": [{"id": "linn", "name": "Linn County"}],
    "partners": [
        {"id": "health", "name": "Health Department", "sector": "public-health"},
        {"id": "wic", "name": "WIC", "sector": "public-health", "parent": "health"},
        {"id": "nest", "name": "Nest", "sector": "early-learning", "verified_on": "2026-11-01"},
        {"id": "court", "name": "Court", "sector": "justice-legal"},
    ],
    "services": [
        {"id": "visits", "name": "Visits", "partner": "nest", "needs": "home-visiting"},
        {"id": "food", "name": "Food", "partner": "wic", "needs": "food", "status": "active"},
        {"id": "closed", "name": "Old visits", "partner": "nest", "needs": "doula-support",
         "status": "defunct"},
    ],
    "touchpoints": [{"id": "birth", "name": "Birth", "life_stage": "newborn"}],
    "scenarios": [{"id": "maya", "name": "Maya", "place": "linn", "from_age": "0"}],
    "scenario_steps": [
        {"id": "m1", "scenario": "maya", "name": "Birth", "touchpoint": "birth",
         "needs": "home-visiting", "from_age": "1 day"},
    ],
    "success_models": [
        {"id": "first", "name": "First", "starts_on": "2026-07-01", "ends_on": "2031-06-30"},
    ],
    "components": [
        {"id": "welcome", "name": "Welcome", "model": "first", "scenarios": "maya",
         "needs": "home-visiting"},
    ],
    "activities": [
        {"id": "bedside", "name": "Bedside", "component": "welcome", "starts_on": "2026-09-01",
         "ends_on": "2030-06-30", "status": "under-way"},
    ],
    "activity_roles": [
        {"activity": "bedside", "partner": "health", "role": "lead"},
        {"activity": "bedside", "partner": "nest", "role": "deliver"},
    ],
    "evaluations": [
        {"id": "reach", "of": "bedside", "question": "All?", "use": "Changed each quarter."},
    ],
    "efforts": [{"id": "plan", "name": "Plan", "ends_on": "2028-12-31"}],
    "effort_links": [{"effort": "plan", "to": "first", "how": "aligns"}],
}  # fmt: skip
"""Where every check holds."""


LISTS = ("need/", "life-stage/", "model-role/", "model-check/", "sector/")


@cache
def vocabulary() -> tuple[Quad, ...]:
    """The code lists that are read; stores are quick to fill without the rest."""
    wanted = tuple(f"{CODE}{name}" for name in LISTS)
    reserved = (nwd("allFamilies"), nwd("everywhere"))
    return tuple(
        quad
        for quad in read_ontology()
        if isinstance(quad.subject, NamedNode)
        and (quad.subject.value.startswith(wanted) or quad.subject in reserved)
        and quad.predicate.value != f"{SKOS}definition"
    )


def load(tables: Tables) -> MemoryStore:
    context = LoadContext("linn")
    reading = read_tables(tables, context)
    quads = list(build(reading, context))
    assert [issue.message for issue in reading.issues if issue.severity == "error"] == []
    return MemoryStore([*quads, *vocabulary()])


def compute(tables: Tables, **options: Any) -> dict[str, Any]:
    store = load(tables)
    parameters = CoverageParameters(as_of=DAY)
    return compute_models(Register(store), build_projection(store), parameters, **options)


def changed(table: str, place: int = 0, **cells: str) -> Tables:
    """The community with some cells of one row changed."""
    rows = [dict(row) for row in COMMUNITY[table]]
    rows[place] |= cells
    return {**COMMUNITY, table: rows}


def more(table: str, *rows: Row) -> Tables:
    return {**COMMUNITY, table: [*COMMUNITY[table], *rows]}


def verdicts(result: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(row["check"], row["verdict"], row["id"]) for row in result["problems"]}


def test_where_all_holds_there_is_no_problem() -> None:
    result = compute(COMMUNITY)
    assert result["problems"] == []
    assert all(row["holds"] and not row["fails"] + row["unknown"] for row in result["checks"])
    findings = build_model_findings(result)
    assert {quad.subject for quad in findings.quads} == {findings.run}


CASES: list[tuple[str, Tables, tuple[str, str, str]]] = [
    ("nobody answers", {**COMMUNITY, "activity_roles": [COMMUNITY["activity_roles"][1]]},
     ("responsible", "fails", "bedside")),
    ("no role at all", {**COMMUNITY, "activity_roles": []}, ("responsible", "fails", "bedside")),
    ("two leads", more("activity_roles", {"activity": "bedside", "partner": "wic", "role": "lead"}),
     ("one-lead", "fails", "bedside")),
    ("another answers too", changed("activity_roles", 1, responsible="yes"),
     ("one-lead", "fails", "bedside")),
    ("a lead that does not answer", changed("activity_roles", 0, responsible="no"),
     ("lead-answers", "fails", "bedside>health>lead")),
    ("no service for the need", changed("activity_roles", 1, partner="wic"),
     ("role-service", "fails", "bedside>wic>deliver")),
    ("no service listed", changed("activity_roles", 1, partner="court"),
     ("role-service", "unknown", "bedside>court>deliver")),
    ("a service without coded needs", changed("services", 0, needs=""),
     ("role-service", "unknown", "bedside>nest>deliver")),
    ("status not known", changed("services", 0, status="unknown"),
     ("role-service", "unknown", "bedside>nest>deliver")),
    ("a stale service", changed("services", 0, verified_on="2024-01-01"),
     ("role-service", "unknown", "bedside>nest>deliver")),
    ("all closed", changed("services", 0, status="defunct"),
     ("role-service", "fails", "bedside>nest>deliver")),
    ("the list is not complete",
     {**changed("services", 0, status="defunct"),
      "completeness": [{"subject": "nest", "topic": "services", "value": "partial"}]},
     ("role-service", "unknown", "bedside>nest>deliver")),
    ("the service named is closed", changed("activity_roles", 1, service="closed"),
     ("role-service", "fails", "bedside>nest>deliver")),
    ("the service is another's", changed("activity_roles", 1, service="food"),
     ("own-service", "fails", "bedside>nest>deliver")),
    ("all services of a partner are closed", changed("services", 0, status="defunct"),
     ("partner-open", "fails", "nest")),
    ("a stale partner", changed("partners", 2, verified_on="2024-01-01"),
     ("partner-open", "unknown", "nest")),
    ("no scenario named", changed("components", scenarios=""),
     ("asked-for", "fails", "welcome")),
    ("no step has a need of it", changed("components", needs="food"),
     ("asked-for", "fails", "welcome")),
    ("needs of a step not stated", {**changed("components", needs="food"), "scenario_steps": [
        *COMMUNITY["scenario_steps"],
        {"id": "m2", "scenario": "maya", "name": "Later", "touchpoint": "birth"}]},
     ("asked-for", "unknown", "welcome")),
    ("needs of the component not stated", changed("components", needs=""),
     ("asked-for", "unknown", "welcome")),
    ("a scenario without a component",
     more("scenarios", {"id": "lee", "name": "Lee", "place": "linn", "from_age": "0"}),
     ("answered", "fails", "lee")),
    ("every activity stopped", changed("activities", status="stopped"),
     ("has-activity", "fails", "welcome")),
    ("not evaluated", {**COMMUNITY, "evaluations": []}, ("evaluated", "fails", "bedside")),
    ("results not used", changed("evaluations", use=""), ("results-used", "fails", "reach")),
    ("an effort linked to nothing", more("efforts", {"id": "roads", "name": "Roads"}),
     ("effort-linked", "fails", "roads")),
    ("an effort that ended", changed("efforts", ends_on="2026-11-20"),
     ("effort-in-motion", "fails", "plan")),
    ("before the model", changed("activities", starts_on="2026-06-30"),
     ("in-window", "fails", "bedside")),
    ("after the model", changed("activities", ends_on="2031-07-01"),
     ("in-window", "fails", "bedside")),
    ("no last day", changed("activities", ends_on=""), ("in-window", "unknown", "bedside")),
    ("a model without days", changed("success_models", starts_on=""),
     ("in-window", "unknown", "bedside")),
    ("planned and late", changed("activities", status="planned"),
     ("under-way-in-time", "fails", "bedside")),
    ("under way and over", changed("activities", ends_on="2026-11-20"),
     ("under-way-in-time", "fails", "bedside")),
    ("under way before its day", changed("activities", starts_on="2026-11-22"),
     ("under-way-in-time", "fails", "bedside")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "told"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_each_check(tables: Tables, told: tuple[str, str, str]) -> None:
    result = compute(tables)
    assert told in verdicts(result)
    row = next(r for r in result["problems"] if (r["check"], r["verdict"], r["id"]) == told)
    assert row["sentence"].endswith(".")
    assert row["finding"] == (f"models/{told[0]}>{told[2]}" if told[1] == "fails" else None)


def test_an_indicator_is_followed_once_a_value_is_recorded() -> None:
    tables = changed("evaluations", indicator="reached")
    tables["indicators"] = [{"id": "reached", "name": "Reached"}]
    assert ("indicator-followed", "fails", "reach") in verdicts(compute(tables))
    aimed = {"indicator": "reached", "period_start": "2027-10-01", "value": "1", "kind": "target"}
    tables["observations"] = [aimed]
    assert ("indicator-followed", "fails", "reach") in verdicts(compute(tables))
    tables["observations"] = [
        {"indicator": "reached", "period_start": "2026-10-01", "value": "0.4"}
    ]
    assert verdicts(compute(tables)) == set()


def test_a_narrower_need_of_a_step_asks_for_the_component() -> None:
    """early-head-start is no kind of food; a need and its broader one touch."""
    tables = changed("scenario_steps", needs="wic")
    tables["needs"] = [{"id": "lunch", "name": "Lunch", "broader": "food"}]
    tables["components"] = [{**COMMUNITY["components"][0], "needs": "lunch"}]
    tables["scenario_steps"] = [{**COMMUNITY["scenario_steps"][0], "needs": "food"}]
    assert not any(check == "asked-for" for check, _, _ in verdicts(compute(tables)))


def test_a_stopped_activity_is_asked_about_no_more() -> None:
    tables = changed("activities", status="stopped", starts_on="2020-01-01")
    tables["activity_roles"] = tables["evaluations"] = []
    assert verdicts(compute(tables)) == {("has-activity", "fails", "welcome")}


@pytest.mark.parametrize("seed", range(12))
def test_roles_and_services_as_counted_by_hand(seed: int) -> None:
    """The verdict on a delivering partner, from the rows alone."""
    draw = random.Random(seed)
    services = [
        {"id": f"s{n}", "name": f"Service {n}", "partner": draw.choice(["nest", "court"]),
         "needs": draw.choice(["home-visiting", "food", ""]),
         "status": draw.choice(["active", "", "defunct", "unknown"]),
         "verified_on": draw.choice(["", "2026-11-01", "2020-01-01"])}
        for n in range(draw.randint(0, 4))
    ]  # fmt: skip
    told = {
        (check, record): verdict
        for check, verdict, record in verdicts(compute({**COMMUNITY, "services": services}))
    }

    def low_high(row: Row) -> tuple[bool, bool]:
        may_open = row["status"] != "defunct"
        is_open = row["status"] in ("active", "") and row["verified_on"] != "2020-01-01"
        may_meet = row["needs"] in ("home-visiting", "")
        return is_open and row["needs"] == "home-visiting", may_open and may_meet

    own = [low_high(row) for row in services if row["partner"] == "nest"]
    expected = (
        "holds" if any(low for low, _ in own)
        else "unknown" if not own or any(high for _, high in own)
        else "fails"
    )  # fmt: skip
    assert told.get(("role-service", "bedside>nest>deliver"), "holds") == expected


def test_lists_say_who_does_what() -> None:
    result = compute(COMMUNITY)
    (model,) = result["models"]
    assert (model["components"], model["activities"], model["partners"]) == (1, 1, 2)
    assert model["sentence"] == (
        "First: 1 component, 1 activity, 2 partners of 2 sectors; 0 checks fail, and 0 cannot be "
        "judged."
    )
    (activity,) = result["activities"]
    assert activity["responsible_names"] == ["Health Department"]
    assert activity["needs"] == ["home-visiting"]
    assert activity["evaluated"] == "by itself"
    roles = [(row["partner"], row["role"], row["carried"]) for row in result["roles"]]
    assert roles == [("health", "lead", None), ("nest", "deliver", "holds")]
    sectors = {row["sector"]: row["represented"] for row in result["sectors"]}
    assert sectors == {"public-health": True, "early-learning": True, "justice-legal": False}


def test_one_model_of_several() -> None:
    tables = more("success_models", {"id": "second", "name": "Second"})
    tables["components"] = [
        *COMMUNITY["components"],
        {"id": "other", "name": "Other", "model": "second"},
    ]
    chosen = compute(tables, model="second")
    assert [row["id"] for row in chosen["components"]] == ["other"]
    assert ("answered", "fails", "maya") not in verdicts(chosen)
    # What is kept is of all models: a flaw of the first is not gone when the second is looked at.
    tables["evaluations"] = []
    kept = {flaw["key"] for flaw in compute(tables, model="second")["flaws"]}
    assert {"evaluated>bedside", "asked-for>other"} <= kept
    with pytest.raises(BadParameter, match="there are: first, second"):
        compute(tables, model="third")


def test_without_a_model_everything_is_empty() -> None:
    result = compute({"partners": COMMUNITY["partners"]})
    lists = ("problems", "models", "components", "activities", "roles", "evaluations", "efforts")
    assert [result[name] for name in lists] == [[]] * len(lists)


def test_a_flaw_that_is_mended_is_gone() -> None:
    broken = build_model_findings(compute({**COMMUNITY, "evaluations": []}))
    mended = build_model_findings(compute(COMMUNITY))
    cited = cite_finding("models/evaluated>bedside")
    states = [
        read_finding_states(MemoryStore(found.quads), [NamedNode(cited.value)])[cited.value].state
        for found in (broken, mended)
    ]
    assert states == ["open", "gone"]


def test_what_another_source_no_longer_holds_is_not_known() -> None:
    """Records that are referred to and were dropped with their source."""
    dropped = {"nest", "maya", "welcome", "first"}
    kept = [
        quad
        for quad in load(changed("activity_roles", 1, service="visits")).store
        if str(quad.subject).rstrip(">").rpartition("/")[2] not in dropped
    ]
    store = MemoryStore(kept)
    parameters = CoverageParameters(as_of=DAY)
    result = compute_models(Register(store), build_projection(store), parameters)
    assert ("partner-open", "unknown", str(mint("linn", "partner", "nest"))[1:-1]) in verdicts(
        result
    )
    assert [row["id"] for row in result["activities"]] == ["bedside"]


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("activities", {"id": "x", "name": "X", "component": "nowhere"}, "component"),
        ("activity_roles", {"activity": "bedside", "partner": "nest", "role": "boss"}, "role"),
        ("activity_roles", {"activity": "bedside", "partner": "health", "role": "lead"}, "row 2"),
        ("success_models",
         {"id": "y", "name": "Y", "starts_on": "2027-01-01", "ends_on": "2026-01-01"}, "ends_on"),
        ("effort_links", {"effort": "plan", "to": "nest", "how": "aligns"}, "to"),
    ],
)  # fmt: skip
def test_bad_rows_are_told_by_row(table: str, row: Row, told: str) -> None:
    context = LoadContext("linn")
    tables = more(table, row)
    reading = read_tables(tables, context)
    list(build(reading, context))
    issues = [issue for issue in reading.issues if issue.severity == "error"]
    assert issues
    assert {issue.sheet for issue in issues} == {table}
    assert {issue.row for issue in issues} == {len(tables[table]) + 1}
    assert any(told in f"{issue.column} {issue.message}" for issue in issues)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"starts_on": "2026-06-30"}, "it begins on 2026-06-30, before its model"),
        ({"starts_on": "", "ends_on": "2026-06-30"}, "it ends on 2026-06-30, before its model"),
        ({"starts_on": "2031-07-01", "ends_on": ""}, "it begins on 2031-07-01, after its model"),
        ({"ends_on": "2031-07-01"}, "it ends on 2031-07-01, after its model"),
    ],
)
def test_days_outside_a_model_are_told_as_what_they_are(cells: Row, words: str) -> None:
    rows = compute(changed("activities", 0, **cells))["problems"]
    assert any(words in row["sentence"] for row in rows if row["check"] == "in-window")


def test_a_partner_whose_services_are_all_closed_is_told_so_without_needs() -> None:
    tables = changed("services", status="defunct")
    tables["components"] = [{**COMMUNITY["components"][0], "needs": ""}]
    rows = compute(tables)["problems"]
    (row,) = (row for row in rows if row["check"] == "role-service")
    assert "all its services are closed" in row["sentence"]
