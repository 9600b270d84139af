"""Findings that appear and vanish between two states of the data."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from graph.comparison import compare_findings
from graph.coverage import compute_coverage
from graph.findings import build_gap_findings
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from loaders.load import build_store

Tables = dict[str, list[dict[str, Any]]]
TABLES: Tables = {
    "partners": [{"id": "p", "name": "Clinic"}],
    "services": [{"id": "s", "name": "Visits", "partner": "p", "needs": "home-visiting"}],
    "touchpoints": [{"id": "t", "name": "Visit", "life_stage": "prenatal"}],
    "doors": [{"touchpoint": "t", "at": "s"}],
    "requirements": [
        {"touchpoint": "t", "need": "home-visiting", "weight": "3"},
        {"touchpoint": "t", "need": "wic", "weight": "2"},
    ],
}
PARAMETERS = CoverageParameters(as_of=date(2026, 11, 21))


def _compare(before: Tables, after: Tables) -> dict[str, Any]:
    findings = [
        [build_gap_findings(compute_coverage(build_projection(store), PARAMETERS, routes="gaps"))]
        for store in (build_store({"one": before}), build_store({"one": after}))
    ]
    return compare_findings(*findings)


def test_the_same_data_finds_the_same() -> None:
    told = _compare(TABLES, TABLES)
    assert told["counts"] == {"ReferralGap": {"appeared": 0, "vanished": 0, "same": 1}}
    assert told["appeared"] == told["vanished"] == []


def test_a_need_met_elsewhere_changes_two_findings() -> None:
    after = copy.deepcopy(TABLES)
    after["services"][0]["needs"] = "wic"
    told = _compare(TABLES, after)
    assert told["counts"] == {"ReferralGap": {"appeared": 1, "vanished": 1, "same": 0}}
    assert "Home visiting" in told["appeared"][0]["sentence"]
    assert "WIC" in told["vanished"][0]["sentence"]


def test_another_weight_is_the_same_finding() -> None:
    after = copy.deepcopy(TABLES)
    after["requirements"][1]["weight"] = "5"
    assert _compare(TABLES, after)["counts"]["ReferralGap"]["same"] == 1


def test_ids_that_clash_with_another_source_are_the_same_finding() -> None:
    """The id shown gets its source in front, the record stays the same."""
    store = build_store({"one": TABLES, "two": {"partners": [{"id": "s", "name": "Other"}]}})
    alone = build_projection(build_store({"one": TABLES}))
    beside = build_projection(store)
    findings = [
        [build_gap_findings(compute_coverage(net, PARAMETERS, routes="gaps"))]
        for net in (alone, beside)
    ]
    assert compare_findings(*findings)["counts"]["ReferralGap"]["same"] == 1
