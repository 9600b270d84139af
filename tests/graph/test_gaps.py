"""The gap register and its sentences, on the demonstration community."""

from __future__ import annotations

import pytest

from graph.coverage import Coverage, compute_coverage
from graph.errors import AnalysisError
from graph.gaps import select_gaps
from graph.parameters import CoverageParameters
from graph.projection import build_projection
from graph.sentences import describe_gap
from loaders.load import build_dataset
from service.demo import AS_OF, demo_sources


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    store, _ = build_dataset({"community": demo_sources()[0][1]})
    return compute_coverage(build_projection(store), CoverageParameters(as_of=AS_OF))


def test_gaps_are_the_cells_that_fail(coverage: Coverage) -> None:
    result = select_gaps(coverage)
    failing = [cell for cell in coverage.cells() if "gap" in (cell["any_door"], cell["every_door"])]
    assert len(result["gaps"]) == len(failing) == sum(result["counts"].values())
    weights = [gap["weight"] for gap in result["gaps"]]
    assert weights == sorted(weights, reverse=True)


def test_each_type_has_a_sentence_that_names_the_need(coverage: Coverage) -> None:
    seen = set()
    for gap in select_gaps(coverage)["gaps"]:
        assert gap["sentence"].startswith(gap["names"]["need"] + ": ")
        assert gap["names"]["touchpoint"] in gap["sentence"]
        seen.add(gap["gap_type"])
    assert seen == {"orphan", "supply", "eligibility", "access", "link", "warmth", "door-gap"}


def test_only_a_gap_is_described(coverage: Coverage) -> None:
    row = next(
        i
        for i, cell in enumerate(coverage.cells())
        if cell["any_door"] == "covered" and cell["every_door"] == "covered"
    )
    with pytest.raises(ValueError, match="not a gap"):
        describe_gap(coverage, row)


@pytest.mark.parametrize(
    "given",
    [
        {"handoffs": -1},
        {"handoffs": 99},
        {"mode": "hot"},
        {"stale_after_days": -1},
        {"uncoded_services": "maybe"},
    ],
)
def test_parameters_out_of_range_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(AnalysisError):
        CoverageParameters(**given)  # type: ignore[arg-type]
