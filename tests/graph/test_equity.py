"""Equity agrees with plain Python, and hides what is small so that nobody can work it out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from communities.community import AS_OF, Sources
from communities.engine_result import load_tables
from communities.equity_community import equity_community
from oracle.equity_oracle import (
    MEASURES,
    Group,
    Share,
    cells_of,
    comparisons,
    families,
    may_be_worst,
    share,
    standing,
    weigh,
)
from scipy.optimize import linprog

from graph.coverage import Coverage, compute_coverage
from graph.equity import compute_equity
from graph.errors import AnalysisError, NoSuchRecord
from graph.findings.equity import build_equity_findings
from graph.parameters import CoverageParameters
from graph.projection import Projection, build_projection
from ontology.terms import nwd

SEEDS = range(30)
NUMBERS = ("ratio", "difference", "adverse_ratio", "adverse_difference")


def coverage_of(sources: Sources) -> Coverage:
    net = build_projection(load_tables(sources))
    return compute_coverage(net, CoverageParameters(as_of=AS_OF))


@cache
def seeded(seed: int) -> tuple[Sources, Coverage, list[dict[str, Any]]]:
    sources = equity_community(seed)
    coverage = coverage_of(sources)
    return sources, coverage, coverage.as_dict()["cells"]


@cache
def protected(seed: int, zeros: Any) -> dict[str, Any]:
    return compute_equity(seeded(seed)[1], reference="g0", zeros=zeros)


def ancestors(sources: Sources) -> dict[str, set[str]]:
    """Each place with itself and everything above it, from the tables: regions hold places."""
    above = {
        row["id"]: {
            row["id"],
            "everywhere",
            *filter(None, map(str.strip, row["part_of"].split(";"))),
        }
        for row in sources["a"]["places"]
    }
    return {**above, "everywhere": {"everywhere"}}


def same(told: list[float] | None, expected: Share | None) -> bool:
    return told == (None if expected is None else [float(value) for value in expected])


def rows_of(result: dict[str, Any]) -> dict[Group, dict[str, Any]]:
    compared = {
        (row["segment"], row["place"]): row
        for row in [*result["segments"], *result["segment_places"]]
    }
    return {**compared, **{(None, row["place"]): row for row in result["places"]}}


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_are_those_of_the_oracle(seed: int) -> None:
    sources, coverage, cells = seeded(seed)
    above = ancestors(sources)
    rows = rows_of(compute_equity(coverage, floor=0))
    count = families(cells, above, _populations(sources))
    declared = coverage.required.origin == "declared"
    for group, row in rows.items():
        own = cells_of(cells, above, group)
        assert row["cells"] == len(own)
        assert row["weight"] == sum(map(weigh, own))
        assert row["families"] == (count(group) if declared else None)
        for measure in MEASURES:
            assert same(row[measure], share(own, measure))
    asked = {(cell["segment"], place) for cell in cells for place in above[cell["place"]]}
    assert asked <= rows.keys()
    assert {place for segment, place in rows if segment is None} == above.keys()


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("seed", SEEDS)
def test_comparisons_are_the_corners(seed: int, measure: Any) -> None:
    sources, coverage, cells = seeded(seed)
    above = ancestors(sources)
    result = compute_equity(coverage, measure=measure, reference="g0", floor=0)
    for (segment, place), row in rows_of(result).items():
        if segment is None:
            continue
        mine = share(cells_of(cells, above, (segment, place)), measure)
        theirs = share(cells_of(cells, above, ("g0", place)), measure)
        if segment in ("all", "g0") or mine is None or theirs is None:
            assert row["standing"] is None
            assert all(row[name] is None for name in NUMBERS)
            assert row["comparison_reason"] is not None
            continue
        assert row["comparison_reason"] is None
        assert row["standing"] == standing(mine, theirs)
        for name, expected in comparisons(mine, theirs).items():
            assert same(row[name], expected), (name, segment, place)


@pytest.mark.parametrize("seed", SEEDS)
def test_worst_off_by_trying_all_combinations(seed: int) -> None:
    sources, coverage, cells = seeded(seed)
    above = ancestors(sources)
    for row in compute_equity(coverage, floor=0)["worst_off"]:
        groups = {
            segment: share(cells_of(cells, above, (segment, row["place"])), "every_door")
            for segment in sorted(coverage.net.segments.ids[1:])
        }
        shares = {segment: found for segment, found in groups.items() if found is not None}
        expected = may_be_worst(shares) if len(shares) > 1 else []
        assert sorted(row["may_be"]) == expected
        assert row["segment"] == (expected[0] if len(expected) == 1 else None)
        assert (row["reason"] is None) == bool(expected)


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("seed", SEEDS)
def test_small_groups_are_hidden_and_cannot_be_worked_out(seed: int, zeros: Any) -> None:
    sources, coverage, cells = seeded(seed)
    above = ancestors(sources)
    result = protected(seed, zeros)
    rows = rows_of(result)
    if coverage.required.origin == "derived":
        assert not result["suppression"]["applied"]
        assert all(row["reason"] != "small" for row in rows.values())
        return
    count = families(cells, above, _populations(sources))
    open_rows = rows_of(compute_equity(coverage, reference="g0", floor=0))
    for group, row in rows.items():
        number = count(group)
        if row["cells"] and number < 11 and (number > 0 or zeros == "hide"):
            assert row["reason"] == "small", group
        if row["reason"] == "small":
            assert row["cells"]
            nothing = ("families", "weight", *MEASURES)
            assert all(row[name] is None for name in nothing)
            assert all(row.get(name) is None for name in (*NUMBERS, "standing"))
        elif row.get("comparison_reason") is None:
            told = {name: row[name] for name in row if name != "sentence"}
            assert told == {name: open_rows[group][name] for name in told}
    _check_not_worked_out(rows, above)


def _check_not_worked_out(
    rows: Mapping[Group, dict[str, Any]], above: Mapping[str, set[str]]
) -> None:
    """No weight, and no weight covered, has one value only that agrees with what is told."""
    segments = sorted({segment for segment, _ in rows if segment})
    atoms = [
        (segment, place) for segment in segments for place in above if rows.get((segment, place))
    ]
    asked = {group for group, row in rows.items() if row["cells"]}
    hidden = [group for group in asked if rows[group]["reason"] == "small"]
    forms = {
        (segment, place): np.array(
            [segment in (None, p) and place in above[a] for p, a in atoms], np.float64
        )
        for segment, place in asked
    }
    shown = [group for group in asked if group not in hidden]
    if not hidden:
        return
    matrix = np.array([forms[group] for group in shown]).reshape(len(shown), len(atoms))
    told = np.array([float(rows[group]["weight"]) for group in shown])
    for group in hidden:
        ends = [
            linprog(sign * forms[group], A_eq=matrix, b_eq=told, bounds=(0, None))
            for sign in (1, -1)
        ]
        low, high = ends[0], ends[1]
        assert low.status == 0
        assert high.status == 3 or -high.fun - low.fun > 1e-6, group


def test_the_cases_that_matter_come_up() -> None:
    """The made-up communities hold hidden groups, certain differences and several worst off."""
    seen: set[str] = set()
    for seed in SEEDS:
        result = protected(seed, "show")
        for row in [*result["segments"], *result["segment_places"]]:
            seen |= {str(row["standing"]), str(row["reason"]), str(row["comparison_reason"])}
        seen |= {f"certain {row['certain']}" for row in result["worst_off"]}
    assert seen >= {
        "lower",
        "higher",
        "equal",
        "not-certain",
        "small",
        "no-weight",
        "reference-small",
        "every-family",
        "certain True",
        "certain False",
    }


def _populations(sources: Sources) -> dict[str, int]:
    rows = sources["a"]["segments"]
    return {row["id"]: int(row["population"]) for row in rows if row["population"]}


def small_community(**weights: str) -> Sources:
    """Segments g0 (reference) and g1 in one place, where only g0 is served at the one door."""
    return {
        "a": {
            "partners": [{"id": "o", "name": "Partner"}],
            "segments": [
                {"id": "g0", "name": "Group 0", "reference": "yes"},
                {"id": "g1", "name": "Group 1"},
            ],
            "places": [{"id": "c", "name": "County", "part_of": ""}],
            "services": [
                {
                    "id": "s",
                    "name": "Service",
                    "partner": "o",
                    "needs": "food",
                    "segments": "g0",
                    "places": "c",
                }
            ],
            "touchpoints": [{"id": "t", "name": "Visit", "life_stage": "infant"}],
            "doors": [{"touchpoint": "t", "at": "o"}],
            "completeness": [{"subject": "o", "topic": "referrals", "value": "complete"}],
            "requirements": [
                {"touchpoint": "t", "need": "food", "segment": g, "place": "c", "weight": weight}
                for g, weight in weights.items()
            ],
        }
    }


def findings_of(sources: Sources, **options: Any) -> tuple[Projection, dict[str, Any], list[str]]:
    coverage = coverage_of(sources)
    result = compute_equity(coverage, **options)
    findings = build_equity_findings(coverage.net, result)
    gaps = [str(q.subject) for q in findings.quads if q.object == nwd("EquityGap")]
    return coverage.net, result, gaps


def test_a_certain_difference_is_a_finding() -> None:
    _, result, gaps = findings_of(small_community(g0="40", g1="30"))
    row = next(row for row in result["segments"] if row["segment"] == "g1")
    assert (row["standing"], row["every_door"]) == ("lower", [0.0, 0.0])
    assert (row["ratio"], row["difference"]) == ([0.0, 0.0], [-1.0, -1.0])
    assert (row["adverse_ratio"], row["adverse_difference"]) == (None, [1.0, 1.0])
    assert result["worst_off"][0]["segment"] == "g1"
    assert len(gaps) == 2  # over all places, and in the county


def test_a_small_group_is_no_finding_and_hides_its_companion() -> None:
    _, result, gaps = findings_of(small_community(g0="40", g1="10"))
    assert gaps == []
    assert {row["reason"] for row in result["segment_places"]} == {"small"}
    assert result["worst_off"][0]["reason"] == "fewer-than-two-groups"
    _, _, told = findings_of(small_community(g0="40", g1="10"), floor=10)
    assert len(told) == 2


def test_a_total_that_is_small_is_not_told_either() -> None:
    _, result, _ = findings_of(small_community(g0="4", g1="3"))
    assert result["required"]["weight"] is None
    assert result["headline"] == {"every_door": None, "any_door": None}


@pytest.mark.parametrize(("named", "reason"), [(("no", "no"), "none"), (("yes", "yes"), "several")])
def test_a_reference_is_never_picked(named: tuple[str, str], reason: str) -> None:
    sources = small_community(g0="40", g1="30")
    for row, word in zip(sources["a"]["segments"], named, strict=True):
        row["reference"] = word
    _, result, gaps = findings_of(sources)
    assert gaps == []
    assert result["reference"]["segment"] is None
    assert result["reference"]["reason"] == f"{reason}-named"
    compared = [row for row in result["segments"] if row["segment"] != "all"]
    assert {row["comparison_reason"] for row in compared} == {f"{reason}-named"}
    _, asked, _ = findings_of(sources, reference="g1")
    assert asked["reference"]["named_by"] == "option"


@pytest.mark.parametrize(
    "options", [{"reference": "nosuch"}, {"reference": "all"}, {"measure": "x"}, {"floor": -1}]
)
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises((AnalysisError, NoSuchRecord)):
        compute_equity(coverage_of(small_community(g0="40", g1="30")), **options)
