"""Recommendations: what supports them, which communities share it, and what nobody asks for."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.coverage import Coverage, compute_coverage
from graph.errors import AnalysisError, BadParameter
from graph.findings import FindingsWriter, build_findings
from graph.findings.policy import build_policy_findings
from graph.parameters import CoverageParameters
from graph.planning.policy import PolicyOptions, compute_policy
from graph.projection import build_projection
from graph.register import Register
from graph.store import MemoryStore
from loaders.source import LoadContext
from loaders.workbook.source import build, read_tables
from ontology.files import read_ontology
from ontology.terms import CODE, SKOS, code, mint, nwd

DAY = date(2026, 11, 21)
Row = dict[str, str]
Tables = dict[str, list[Row]]

COMMUNITY: Tables = {
    "places": [
        {"id": "north", "name": "North"}, {"id": "south", "name": "South"},
        {"id": "west", "name": "West"}, {"id": "town", "name": "Town", "part_of": "north"},
    ],
    "partners": [{"id": "clinic", "name": "Clinic"}, {"id": "nest", "name": "Nest"}],
    "segments": [{"id": "teen", "name": "Teen parents"}],
    "services": [
        {"id": "visits", "name": "Visits", "partner": "nest", "needs": "home-visiting",
         "segments": "all", "places": "south"},
        {"id": "rides", "name": "Rides", "partner": "nest", "needs": "transportation",
         "segments": "all", "status": "unknown", "places": "north; south; west"},
    ],
    "touchpoints": [{"id": "birth", "name": "Birth", "life_stage": "newborn"}],
    "doors": [{"touchpoint": "birth", "at": "clinic"}],
    "referrals": [{"id": "r", "from": "clinic", "to": "visits", "mode": "warm",
                   "claimed_by": "both"},
                  {"id": "q", "from": "clinic", "to": "rides", "mode": "warm",
                   "claimed_by": "both"}],
    "completeness": [{"subject": "clinic", "topic": "referrals", "value": "complete"}],
    "requirements": [
        {"touchpoint": "birth", "need": "home-visiting", "place": "town", "weight": "30"},
        {"touchpoint": "birth", "need": "home-visiting", "place": "south", "weight": "20"},
        {"touchpoint": "birth", "need": "legal-aid", "place": "north", "weight": "8.5"},
        {"touchpoint": "birth", "need": "legal-aid", "place": "south", "weight": "4"},
        {"touchpoint": "birth", "need": "transportation", "place": "town", "weight": "5"},
    ],
    "collaboratives": [
        {"id": "n", "name": "North Families", "places": "north"},
        {"id": "s", "name": "South Families", "places": "south"},
    ],
    "funding_streams": [
        {"id": "old", "name": "Old money", "funder": "State", "ends_on": "2026-11-20"},
        {"id": "last", "name": "Last day", "funder": "State", "ends_on": "2026-11-21"},
    ],
}  # fmt: skip


LISTS = ("need/", "gap-type/", "life-stage/")


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


def load(tables: Tables) -> list[Quad]:
    context = LoadContext("linn")
    reading = read_tables(tables, context)
    quads = list(build(reading, context))
    assert [issue.message for issue in reading.issues if issue.severity == "error"] == []
    return quads


def ask(id_: str = "ask", **cells: str) -> Row:
    return {"id": id_, "name": id_.title(), "kind": "rule", "ask": "Do it.",
            "collaboratives": "n", **cells}  # fmt: skip


def run(
    *recommendations: Row, quads: tuple[Quad, ...] = (), **more: Any
) -> tuple[dict[str, Any], Coverage]:
    options = {key: more.pop(key) for key in ("shared", "least", "recommendation") if key in more}
    tables = {**COMMUNITY, "policy_recommendations": list(recommendations), **more}
    store = MemoryStore([*load(tables), *vocabulary(), *quads])
    net = build_projection(store)
    coverage = compute_coverage(net, CoverageParameters(as_of=DAY), routes="gaps")
    return compute_policy(Register(store), coverage, PolicyOptions(**options)), coverage


def one(*, quads: tuple[Quad, ...] = (), barriers: list[Row] | None = None, **cells: str) -> Any:
    """The row of one recommendation."""
    tables = {"barriers": barriers} if barriers else {}
    result, _ = run(ask(**cells), quads=quads, **tables)
    return result["recommendations"][0]


def checks(result: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(row["check"], row["verdict"], row["id"]) for row in result["problems"]}


def findings(kind: str, class_name: str, key: str, **links: Any) -> tuple[Quad, ...]:
    def fill(write: FindingsWriter) -> None:
        node = write.finding(class_name, key, "It was found.")
        for name, value in links.items():
            write.add(node, name, value)

    parameters = CoverageParameters(as_of=DAY).as_dict()
    return tuple(build_findings(kind, {"parameters": parameters}, fill).quads)


def test_gaps_that_fit_support_it() -> None:
    """Town in North has no visits, South has; West is asked about nowhere."""
    row = one(needs="home-visiting", amount="90000", per="year")
    assert (row["supported"], row["matched"]) == ("yes", 1)
    assert (row["weight"], row["families"], row["cost_per_family"]) == ("30", "30", "3000.00")
    with_, without, unknown = (
        row[f"communities_{name}"] for name in ("with", "without", "unknown")
    )
    assert (with_, without, unknown, row["communities_asked"]) == (1, 1, 1, 3)
    assert row["share"] == [1 / 3, 2 / 3]
    assert row["sentence"] == (
        "Ask: 1 further finding fits it; 30 families are expected to meet what it would mend. "
        "1 of 3 communities has it for certain, 1 for certain does not, and of 1 it is not known."
    )


def test_communities_are_collaboratives_then_places_of_none() -> None:
    result, _ = run(ask(needs="home-visiting"))
    has = {row["community"]: (row["kind"], row["has"]) for row in result["communities"]}
    assert has == {
        "n": ("collaborative", "yes"),
        "s": ("collaborative", "no"),
        "west": ("place", "unknown"),
    }


def test_a_collaborative_without_places_or_that_ended() -> None:
    rows = [
        {"id": "blank", "name": "Blank"},
        {"id": "over", "name": "Over", "places": "north", "ends_on": "2026-11-20"},
    ]
    result, _ = run(ask(needs="home-visiting", collaboratives=""), collaboratives=rows)
    has = {row["community"]: row["has"] for row in result["communities"]}
    assert has == {"blank": "unknown", "north": "yes", "south": "no", "west": "unknown"}


@pytest.mark.parametrize(
    ("types", "has"),
    [
        ("access", {"n": "yes", "s": "no", "west": "unknown"}),
        # What comes before access is ruled out by it, what comes after may be hidden behind it.
        ("supply", {"n": "no", "s": "no", "west": "unknown"}),
        ("link", {"n": "unknown", "s": "no", "west": "unknown"}),
        ("supply; access", {"n": "yes", "s": "no", "west": "unknown"}),
    ],
)
def test_types_of_gap_are_reasons_in_order(types: str, has: dict[str, str]) -> None:
    result, _ = run(ask(needs="home-visiting", gap_types=types))
    assert {row["community"]: row["has"] for row in result["communities"]} == has


def test_a_larger_area_tells_of_its_parts_only_that_a_need_is_met() -> None:
    places = [{"id": "t", "name": "Town Families", "places": "town"}]
    met = [{"id": "aid", "name": "Aid", "partner": "clinic", "needs": "legal-aid",
            "segments": "all", "places": "north; south"}]  # fmt: skip
    gap, _ = run(ask(needs="legal-aid", collaboratives="t"), collaboratives=places)
    ok, _ = run(
        ask(needs="legal-aid", collaboratives="t"), collaboratives=places, services=met,
        referrals=[],
    )  # fmt: skip
    assert [row["has"] for row in gap["communities"] if row["community"] == "t"] == ["unknown"]
    assert [row["has"] for row in ok["communities"] if row["community"] == "t"] == ["no"]


def test_what_is_unknown_supports_nothing_and_denies_nothing() -> None:
    row = one(needs="transportation")
    assert (row["supported"], row["communities_with"]) == ("unknown", 0)
    assert row["reason"] == "whether families get what it is about is not known"


@pytest.mark.parametrize(
    ("cells", "supported", "reason"),
    [
        ({}, "no", "it cites no finding and names nothing that one could fit"),
        ({"needs": "diapers"}, "unknown", "no touchpoint asks for what it is about"),
        ({"needs": "home-visiting", "gap_types": "supply"}, "no", "no finding fits"),
        ({"streams": "last"}, "unknown", "no run of cliffs is kept"),
        ({"findings": "cliffs/x"}, "unknown", "whether what it cites still stands"),
        ({"findings": "gaps/birth>food>all>town"}, "no", "mended or is not found any more"),
        ({"findings": "gaps/birth>home-visiting>all>town"}, "yes", ""),
        ({"findings": "gaps/birth>transportation>all>town"}, "unknown", "not known"),
        ({"findings": "gaps/birth>home-visiting>all>south"}, "no", "mended or is not found"),
    ],
)
def test_support_is_certain_or_not_known(cells: Row, supported: str, reason: str) -> None:
    result, _ = run(ask(**cells))
    (row,) = result["recommendations"]
    assert row["supported"] == supported
    assert reason in row["reason"]
    verdict = {"no": "fails", "unknown": "unknown"}.get(supported)
    told = {(check, verdict_) for check, verdict_, _ in checks(result) if check == "supported"}
    assert told == ({("supported", verdict)} if verdict else set())


def test_a_decided_recommendation_needs_no_support() -> None:
    result, _ = run(ask(status="adopted"), ask("b", status="withdrawn"))
    assert not any(check == "supported" for check, _, _ in checks(result))


def test_what_is_cited_and_fits_is_counted_once() -> None:
    result, _ = run(ask(needs="home-visiting", findings="gaps/birth>home-visiting>all>town"))
    (row,) = result["recommendations"]
    assert (row["cited"], row["cited_open"], row["matched"]) == (1, 1, 0)
    (support,) = result["support"]
    assert (support["how"], support["state"], support["weight"]) == ("cited", "open", "30")


def test_findings_that_are_kept_support_it() -> None:
    cliff = findings("cliffs", "FundingCliff", "365>1.0>stream>last",
                     endingStream=mint("linn", "funding-stream", "last"))  # fmt: skip
    assert one(streams="last", quads=cliff)["supported"] == "yes"
    assert one(streams="old", quads=cliff)["supported"] == "no"
    short = findings("capacity", "CapacityShortfall", "food",
                     forNeed=mint("linn", "need", "lunch"))  # fmt: skip
    lunch = [{"id": "lunch", "name": "Lunch", "broader": "food"}]
    for need, supported in (("food", "yes"), ("legal-aid", "yes"), ("diapers", "unknown")):
        result, _ = run(ask(needs=need), quads=short, needs=lunch)
        kinds = {row["kind"] for row in result["support"]}
        assert ("capacity" in kinds) == (need == "food"), need
        assert result["recommendations"][0]["supported"] == supported


@pytest.mark.parametrize(
    ("kind", "types", "fits"),
    [
        ("aged-out", "", True),
        ("aged-out", "eligibility", True),
        ("aged-out", "supply", False),
        ("past-next", "", True),
        ("past-next", "supply", False),
        ("unknown", "", False),
    ],
)
def test_breaks_of_journeys_fit_by_what_they_are(kind: str, types: str, fits: bool) -> None:
    links = {"forNeed": code("need", "diapers"), "breakKind": code("journey-break", kind)}
    found = findings("journeys", "JourneyBreak", "maya>1>diapers", **links)
    row = one(needs="diapers", gap_types=types, quads=found)
    assert row["matched"] == fits


@pytest.mark.parametrize(("verdict", "fits"), [("fails", True), ("holds", False)])
def test_a_goal_that_fails_supports_it(verdict: str, fits: bool) -> None:
    goal = code("maturity-goal", "connecting-core-referrals")
    found = findings("maturity", "RatingDifference", "x", ratesGoal=goal,
                     computedVerdict=Literal(verdict))  # fmt: skip
    row = one(goals="connecting-core-referrals", quads=found)
    assert row["supported"] == ("yes" if fits else "no")


def test_a_cliff_of_further_streams_is_not_its_own() -> None:
    cliff = findings("cliffs", "FundingCliff", "365>1.0>funder>state",
                     endingStream=mint("linn", "funding-stream", "last"))  # fmt: skip
    node = cliff[-1].subject
    second = mint("linn", "funding-stream", "old")
    both = (*cliff, Quad(node, cliff[-1].predicate, second, cliff[-1].graph_name))
    assert one(streams="last", quads=both)["supported"] == "no"
    assert one(streams="last; old", quads=both)["supported"] == "yes"


def test_each_stream_that_ends_is_told_of_once() -> None:
    """The cliff of a stream before that of its funder; what is cited before both."""
    last, old = (mint("linn", "funding-stream", name) for name in ("last", "old"))
    state = mint("linn", "partner", "clinic")
    of_one = findings("cliffs", "FundingCliff", "365>1.0>stream>last", endingStream=last)
    of_funder = findings("cliffs", "FundingCliff", "90>1.0>funder>state", endingStream=last,
                         endingFunder=state)  # fmt: skip
    node = of_funder[-1].subject
    more = Quad(node, nwd("endingStream"), old, of_funder[-1].graph_name)
    quads = (*of_one, *of_funder)

    def named(*found: Quad, **cells: str) -> list[tuple[str, str]]:
        result, _ = run(ask(streams="last; old", **cells), quads=found)
        return [(row["finding"], row["how"]) for row in result["support"]]

    one_, funder = "cliffs/365>1.0>stream>last", "cliffs/90>1.0>funder>state"
    assert named(*quads) == [(one_, "fits")]
    assert named(*quads, findings=funder) == [(funder, "cited")]
    # The funder's cliff ends a second stream, of which no other tells.
    assert named(*quads, more) == [(one_, "fits"), (funder, "fits")]


def test_a_share_is_compared_exactly() -> None:
    """0.07 of 100 is 7, where floats say a little more."""
    assert PolicyOptions(shared=0.07).least_share * 100 == 7 < 0.07 * 100


def test_problems_of_a_recommendation() -> None:
    result, _ = run(
        ask("a", streams="old; last", needs="home-visiting", kind="appropriation",
            collaboratives="s", asked_on="2026-11-22"),
        ask("b", needs="home-visiting", collaboratives="",
            findings="gaps/birth>food>all>town; cliffs/x"),
        barriers=[{"id": "vague", "name": "Vague"}],
    )  # fmt: skip
    assert checks(result) == {
        ("stream-runs", "fails", "a"),
        ("amount", "fails", "a"),
        ("own-barrier", "fails", "a"),
        ("asked-on", "fails", "a"),
        ("put-forward", "fails", "b"),
        ("cited-stands", "fails", "b"),
        ("cited-stands", "unknown", "b"),
        ("criteria", "unknown", "vague"),
    }
    (ended,) = (row for row in result["problems"] if row["check"] == "stream-runs")
    assert "Old money" in ended["sentence"]


def test_a_stream_that_was_dropped_with_its_source_is_told() -> None:
    tables = {**COMMUNITY, "policy_recommendations": [ask(streams="old", needs="home-visiting")]}
    gone = str(mint("linn", "funding-stream", "old"))
    store = MemoryStore(
        quad for quad in [*load(tables), *vocabulary()] if str(quad.subject) != gone
    )
    coverage = compute_coverage(
        build_projection(store), CoverageParameters(as_of=DAY), routes="gaps"
    )
    result = compute_policy(Register(store), coverage)
    assert ("stream-known", "fails", "ask") in checks(result)


def test_a_barrier_that_is_told_counts_for_who_tells_it() -> None:
    told = [{"id": "lone", "name": "Alone", "collaboratives": "s", "needs": "legal-aid"}]
    row = one(barriers=told)
    assert row["communities_with"] == 0
    result, _ = run(ask(barriers="lone"), barriers=told)
    has = {row["community"]: (row["has"], row["told"]) for row in result["communities"]}
    assert has["s"] == ("yes", True)
    assert has["n"] == ("yes", False)
    assert result["recommendations"][0]["weight"] == "12.5"


def test_shared_barriers_that_nobody_asks_for() -> None:
    told = [
        {"id": "lone", "name": "Alone", "collaboratives": "n; s"},
        {"id": "asked", "name": "Asked", "collaboratives": "n; s"},
        {"id": "few", "name": "Few", "collaboratives": "n"},
    ]
    result, _ = run(ask(barriers="asked"), barriers=told, shared=0.6)
    rows = {row["barrier"]: row for row in result["unaddressed"]}
    # Legal aid is missing in two of three communities, home visiting in one.
    assert list(rows) == ["barrier>lone", "legal-aid>supply"]
    assert (rows["legal-aid>supply"]["weight"], rows["legal-aid>supply"]["gaps"]) == ("12.5", 2)
    assert rows["legal-aid>supply"]["communities_with"] == 2
    stricter, _ = run(ask(barriers="asked"), barriers=told, shared=1.0)
    assert stricter["unaddressed"] == []
    addressed, _ = run(ask(barriers="asked", needs="legal-aid"), barriers=told, shared=0.6)
    assert [row["barrier"] for row in addressed["unaddressed"]] == ["barrier>lone"]
    dropped, _ = run(ask(needs="legal-aid", status="rejected"), shared=0.6)
    assert [row["barrier"] for row in dropped["unaddressed"]] == ["legal-aid>supply"]


def test_findings_have_stable_keys() -> None:
    result, _ = run(ask(), shared=0.6)
    subjects = {str(quad.subject)[1:-1] for quad in build_policy_findings(result).quads}
    keys = {iri.rpartition("/policy/")[2] for iri in subjects if "/run/" not in iri}
    assert keys == {"ask", "legal-aid%3Esupply"}


@pytest.mark.parametrize(
    ("amount", "per", "year", "cost"),
    [
        ("90000", "biennium", "45000", "1500.00"),
        ("100.50", "once", "100.50", "3.35"),
        ("0.10", "year", "0.10", "0.00"),
        ("1000000000000.10", "year", "1000000000000.10", "33333333333.34"),
    ],
)
def test_money_is_exact(amount: str, per: str, year: str, cost: str) -> None:
    row = one(needs="home-visiting", amount=amount, per=per)
    assert (row["amount_per_year"], row["cost_per_family"]) == (year, cost)
    assert Decimal(row["amount"]) == Decimal(amount)


def test_families_are_not_counted_twice() -> None:
    """By hand: North whole 8.5 is less than its town's 6 + 3; teen at two touchpoints counts once;
    all families of South, 4, are more than its teen parents."""
    required = [
        {"touchpoint": "birth", "need": "legal-aid", "place": "north", "weight": "8.5"},
        {"touchpoint": "birth", "need": "legal-aid", "segment": "teen", "place": "town",
         "weight": "6"},
        {"touchpoint": "visit", "need": "legal-aid", "segment": "teen", "place": "town",
         "weight": "5"},
        {"touchpoint": "visit", "need": "legal-aid", "segment": "kin", "place": "town",
         "weight": "3"},
        {"touchpoint": "birth", "need": "legal-aid", "place": "south", "weight": "4"},
        {"touchpoint": "birth", "need": "legal-aid", "segment": "teen", "place": "south",
         "weight": "1"},
    ]  # fmt: skip
    result, _ = run(
        ask(needs="legal-aid"),
        requirements=required,
        touchpoints=[
            *COMMUNITY["touchpoints"],
            {"id": "visit", "name": "Visit", "life_stage": "newborn"},
        ],
        doors=[*COMMUNITY["doors"], {"touchpoint": "visit", "at": "clinic"}],
        segments=[*COMMUNITY["segments"], {"id": "kin", "name": "Kin"}],
    )
    (row,) = result["recommendations"]
    assert (row["weight"], row["families"]) == ("27.5", "13")


def test_without_families_stated_there_is_no_cost() -> None:
    row = one(needs="home-visiting", amount="10", per="year")
    assert row["cost_per_family"]
    result, _ = run(ask(needs="legal-aid", amount="10"), requirements=[])
    (derived,) = result["recommendations"]
    assert (derived["weight"], derived["families"], derived["cost_per_family"]) == (None,) * 3


@pytest.mark.parametrize("seed", range(10))
def test_communities_as_counted_by_hand(seed: int) -> None:
    """Cells and verdicts from the rows of coverage, community by community."""
    draw = random.Random(seed)
    needs = ["home-visiting", "legal-aid", "transportation"]
    required = [
        {"touchpoint": "birth", "need": need, "place": place, "segment": segment, "weight": "1"}
        for need in needs
        for place in ("north", "south", "west", "town")
        for segment in ("all", "teen")
        if draw.random() < 0.5
    ] or COMMUNITY["requirements"]
    wanted, segment = draw.choice(needs), draw.choice(["", "teen"])
    result, coverage = run(ask(needs=wanted, segments=segment), requirements=required)
    inside = {"n": {"north", "town"}, "s": {"south"}, "west": {"west"}}
    for row in result["communities"]:
        cells = [cell for cell in coverage.cells() if cell["need"] == wanted]
        own = [cell for cell in cells if cell["place"] in inside[row["community"]]]
        states = {
            "gap" if "gap" in (cell["any_door"], cell["every_door"]) else cell["every_door"]
            for cell in own
        }
        expected = "yes" if "gap" in states else "no" if states == {"covered"} else "unknown"
        assert row["has"] == expected, (row["community"], own)


def test_what_is_kept_is_of_all_recommendations() -> None:
    result, _ = run(ask("a"), ask("b", needs="home-visiting"), recommendation="b")
    assert [row["id"] for row in result["recommendations"]] == ["b"]
    assert [row["key"] for row in result["unsupported"]] == ["a"]


def test_options_that_do_not_fit() -> None:
    with pytest.raises(BadParameter, match="there are: ask"):
        run(ask(), recommendation="nothing")
    with pytest.raises(BadParameter, match="none is loaded"):
        run(recommendation="nothing")
    for options in ({"shared": 0.0}, {"shared": 1.1}, {"least": 0}):
        with pytest.raises(AnalysisError, match=next(iter(options))):
            PolicyOptions(**options)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"streams": "nowhere"}, "streams"),
        ({"amount": "a lot"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"kind": "wish"}, "kind"),
        ({"findings": "no finding"}, "findings"),
        ({"gap_types": "supply; hole"}, "gap_types"),
    ],
)
def test_bad_cells_are_told_by_row_and_column(cells: Row, column: str) -> None:
    context = LoadContext("linn")
    reading = read_tables({**COMMUNITY, "policy_recommendations": [ask(**cells)]}, context)
    list(build(reading, context))
    (issue,) = (each for each in reading.issues if each.severity == "error")
    assert (issue.sheet, issue.row, issue.column) == ("policy_recommendations", 2, column)
