"""Recommendations as findings, and the options of the command."""

from __future__ import annotations

import pytest
from communities.community import AS_OF
from communities.engine_result import seeded_projection

from graph.closing.recommend import Wanted, compute_recommendations
from graph.errors import AnalysisError
from graph.findings.recommend import build_recommend_findings
from graph.parameters import CoverageParameters
from service.analyses.recommend import read_cost, tell


def test_one_finding_a_card_with_its_records() -> None:
    net = seeded_projection(15, 3.0)
    result = compute_recommendations(net, CoverageParameters(as_of=AS_OF), Wanted(count=4))
    findings = build_recommend_findings(net, result)
    told: dict[str, dict[str, list[str]]] = {}
    for quad in findings.quads:
        name = str(quad.predicate.value).rsplit("#", 1)[-1]
        value = getattr(quad.object, "value", "")
        told.setdefault(str(quad.subject), {}).setdefault(name, []).append(str(value))
    cards = result["recommendations"]
    by_rank = {facts["rank"][0]: facts for facts in told.values() if "rank" in facts}
    assert list(by_rank) == ["1", "2", "3", "4"] == [str(card["rank"]) for card in cards]
    for card, facts in zip(cards, by_rank.values(), strict=True):
        assert facts["actionKind"] == [card["kind"]]
        assert facts["concerns"] == list(card["iris"].values())
        assert [float(value) for value in facts["doorWeightGained"]] == [card["gain"]]
        for name, key in (("anyDoor", "any_door"), ("everyDoor", "every_door")):
            gained = [float(value) for value in facts[name + "WeightGained"]]
            assert gained == [card["true_gain"][key]["weight"]]
    assert any(str(result["considered"]["candidates"]) in line for line in tell(result))


def test_costs_are_read() -> None:
    assert read_cost("add-door=4.5") == ("add-door", 4.5)
    with pytest.raises(AnalysisError):
        read_cost("add-door")
