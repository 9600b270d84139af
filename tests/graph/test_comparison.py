"""Comparison agrees with plain Python: what belongs to a place, and what changed over time."""

from __future__ import annotations

import random
from datetime import timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from communities.community import AS_OF, Sources, seeded_community
from communities.engine_result import load_tables, seeded_projection
from oracle.compare_oracle import PlaceOracle, by_key, measures
from oracle.plain_records import EVERYWHERE, Community, Key
from oracle.plain_tables import read_community
from oracle.shipped_needs import read_shipped_needs

from graph.comparison import Moment, compare_moments, compare_places, open_generation
from graph.comparison.measures import count_completeness
from graph.comparison.scope import select_whole
from graph.coverage import Coverage, compute_coverage
from graph.errors import AnalysisError, StoreError
from graph.parameters import CoverageParameters
from graph.projection import Projection, build_projection
from graph.store import MemoryStore

SEEDS = range(40)
CLOSE = 1e-9


@cache
def coverage_of(seed: int, handoffs: int = 1, mode: Any = "warm") -> Coverage:
    return run(seeded_projection(seed), handoffs=handoffs, mode=mode)


def load(sources: Sources) -> Projection:
    return build_projection(load_tables(sources))


def run(net: Projection, **given: Any) -> Coverage:
    return compute_coverage(net, CoverageParameters(**{"as_of": AS_OF, **given}))


@cache
def community_of(seed: int) -> Community:
    return read_community(seeded_community(seed), read_shipped_needs())


def key_of(community: Community, place: str) -> Key:
    """Ids are unique over the sources of a made-up community."""
    if place == "everywhere":
        return EVERYWHERE
    return next(key for key in community.places if key[1] == place)


def asked_places(coverage: Coverage) -> list[str]:
    above = coverage.net.place_above[coverage.required.place]
    return [id_ for place, id_ in enumerate(coverage.net.places.ids) if above[:, place].any()]


def values(result: dict[str, Any], column: int, key: str = "values") -> dict[str, Any]:
    return {row["name"]: row[key][column] for row in result["measures"]}


def agree(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        assert found[name] == (None if value is None else pytest.approx(value, abs=CLOSE)), name


def weights_of(cells: list[dict[str, Any]]) -> list[Fraction]:
    return [Fraction(str(cell["weight"])) for cell in cells]


@pytest.mark.parametrize("seed", SEEDS)
def test_places_are_those_of_the_oracle(seed: int) -> None:
    coverage, community = coverage_of(seed), community_of(seed)
    result = compare_places(coverage, asked_places(coverage))
    for i, column in enumerate(result["columns"]):
        place = key_of(community, column["id"])
        oracle = PlaceOracle(community, place, set())
        cells = [
            cell
            for cell in coverage.as_dict()["cells"]
            if oracle.lies_in(key_of(community, cell["place"]))
        ]
        asked = {cell["touchpoint"] for cell in cells}
        oracle.touchpoints = {key for key in community.touchpoints if key[1] in asked}
        found = values(result, i)
        agree(found, measures(cells, weights_of(cells)))
        assert found["services"] == len(oracle.services())
        assert found["partners"] == len(oracle.partners())
        assert found["pathways"] == oracle.pathways()
        told = column["completeness"]
        assert told["touchpoints"] == len(oracle.touchpoints)
        assert told["senders_declared"] + told["senders_undeclared"] == found["partners"]


@pytest.mark.parametrize("variant", list(product((0, 1, 2), ("warm", "any"))))
def test_variants_are_runs_of_their_own(variant: tuple[int, str]) -> None:
    handoffs, mode = variant
    for seed in range(12):
        coverage = coverage_of(seed)
        places = asked_places(coverage)
        own = compare_places(coverage_of(seed, handoffs, mode), places)
        result = compare_places(coverage, places)
        for i in range(len(places)):
            for name in ("every_door", "any_door"):
                assert values(result, i)[f"{name}_{handoffs}_{mode}"] == values(own, i)[name]


@pytest.mark.parametrize("seed", SEEDS)
def test_completeness_of_everything_is_that_of_coverage(seed: int) -> None:
    coverage = coverage_of(seed)
    counted = count_completeness(coverage, select_whole(coverage))
    assert counted.items() >= coverage.completeness.items()


@pytest.mark.parametrize("seed", SEEDS)
def test_differences_hold_every_pair_of_values(seed: int) -> None:
    coverage = coverage_of(seed)
    result = compare_places(coverage, asked_places(coverage))
    for row in result["measures"]:
        first = row["values"][0]
        assert row["differences"][0] is None
        for value, difference in zip(row["values"][1:], row["differences"][1:], strict=True):
            if value is None or first is None:
                assert difference is None
            elif isinstance(value, list):
                every = [x - y for x in value for y in first]
                assert difference == [min(every), max(every)]
            else:
                assert difference == value - first


def changed_community(seed: int) -> Sources:
    """The community after a while: services gone, required cells gone, come and of other weight."""
    rng = random.Random(f"change {seed}")
    sources = {name: dict(tables) for name, tables in seeded_community(seed).items()}
    asked = {_cell(row) for tables in sources.values() for row in tables.get("requirements", [])}
    for tables in sources.values():
        rows = tables.get("requirements", [])
        kept = [dict(row) for row in rows if rng.random() < 0.7] or rows
        for row in kept:
            row["weight"] = rng.choice((row["weight"], "7"))
        for row in list(kept):
            other = {**row, "need": rng.choice(("food", "diapers")), "segment": "", "place": ""}
            if _cell(other) not in asked:
                asked.add(_cell(other))
                kept.append(other)
        tables["requirements"] = kept
        for service in (services := [dict(row) for row in tables.get("services", [])]):
            if rng.random() < 0.3:
                service["status"] = rng.choice(("inactive", "active", "unknown"))
        tables["services"] = services
    return sources


def _cell(row: dict[str, str]) -> tuple[str, ...]:
    """What is asked, whichever source asks it."""
    words = (row["touchpoint"], row["need"], row["segment"] or "all", row["place"] or "everywhere")
    return tuple(word.removeprefix("a:") for word in words)


@cache
def changed(seed: int) -> Coverage:
    return run(load(changed_community(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_are_those_of_cell_by_cell(seed: int) -> None:
    before, after = coverage_of(seed), changed(seed)
    result = compare_moments("generation", Moment("1", before), Moment("2", after))
    one, other = by_key(before.as_dict()["cells"]), by_key(after.as_dict()["cells"])
    common = [key for key in other if key in one]
    told = result["changes"]["required"]
    assert told["common"] == len(common)
    assert told["added"] == len(other) - len(common) == len(result["changes"]["added"])
    assert told["dropped"] == len(one) - len(common) == len(result["changes"]["dropped"])
    assert told["weight_changed"] == sum(
        one[key]["weight"] != other[key]["weight"] for key in common
    )
    weights = [Fraction(str(one[key]["weight"])) for key in common]
    for i, (cells, whole) in enumerate(((one, before), (other, after))):
        agree(values(result, i, "common"), measures([cells[key] for key in common], weights))
        every = whole.as_dict()["cells"]
        agree(values(result, i), measures(every, weights_of(every)))
    states = ("every_door", "any_door", "gap_type")
    differing = [key for key in common if any(one[key][s] != other[key][s] for s in states)]
    found = by_key(result["changes"]["cells"])
    assert list(found) == differing
    for key, cell in found.items():
        assert cell["before"] == {state: one[key][state] for state in states}
        assert cell["after"] == {state: other[key][state] for state in states}
    for measure in ("every_door", "any_door"):
        counts = result["changes"]["counts"][measure]
        assert sum(counts.values()) == sum(
            one[key][measure] != other[key][measure] for key in common
        )


def test_the_cases_that_matter_come_up() -> None:
    """The changed communities hold each kind of change, and cells that came and went."""
    seen: set[str] = set()
    required = {"added": 0, "dropped": 0, "weight_changed": 0}
    for seed in SEEDS:
        pair = [Moment("1", coverage_of(seed)), Moment("2", changed(seed))]
        for one, other in (pair, pair[::-1]):
            changes = compare_moments("generation", one, other)["changes"]
            seen |= changes["counts"]["any_door"].keys() | changes["counts"]["every_door"].keys()
            for name in required:
                required[name] += changes["required"][name]
    assert seen == {
        "newly-covered",
        "now-known-covered",
        "lost",
        "now-known-gap",
        "no-longer-certain",
        "may-be-covered",
    }
    assert all(required.values())


def test_two_days_differ_only_by_what_went_stale() -> None:
    days = [AS_OF, AS_OF + timedelta(days=4000)]
    stale = 0
    for seed in range(12):
        pair = [Moment(day.isoformat(), run(seeded_projection(seed), as_of=day)) for day in days]
        result = compare_moments("as_of", *pair)
        required = result["changes"]["required"]
        assert required["added"] == required["dropped"] == required["weight_changed"] == 0
        assert set(result["changes"]["counts"]["any_door"]) <= {"no-longer-certain"}
        fresh = next(row for row in result["measures"] if row["name"] == "services_fresh")
        if fresh["differences"][1]:
            stale += 1
            assert "services_fresh" in result["warnings"][1]
    assert stale > 3


def small_tree() -> Sources:
    """One region with two counties, each with a required cell; only one maps its services."""
    return {
        "a": {
            "partners": [{"id": "o", "name": "O"}],
            "places": [
                {"id": "region", "name": "Region", "part_of": ""},
                {"id": "north", "name": "North", "part_of": "region"},
                {"id": "south", "name": "South", "part_of": "region"},
            ],
            "services": [
                {"id": "s", "name": "S", "partner": "o", "needs": "food", "places": "north"},
                {"id": "u", "name": "U", "partner": "o", "needs": "food"},
            ],
            "touchpoints": [{"id": "t", "name": "T", "life_stage": "infant"}],
            "doors": [{"touchpoint": "t", "at": "o", "places": "north"}],
            "requirements": [
                {"touchpoint": "t", "need": "food", "place": place, "weight": "5"}
                for place in ("south", "north")
            ],
        }
    }


def test_the_default_is_the_first_level_with_several_places() -> None:
    result = compare_places(run(load(small_tree())))
    assert [column["id"] for column in result["columns"]] == ["north", "south"]
    asked = compare_places(run(load(small_tree())), ["south", "north", "south"])
    assert asked["columns"] == result["columns"]


def test_completeness_that_differs_is_a_warning_and_nothing_is_ranked() -> None:
    result = compare_places(run(load(small_tree())))
    assert values(result, 0)["services"] == 1
    assert values(result, 1)["services"] == 0
    ranking, differs, nowhere = result["warnings"]
    assert "no ranking" in ranking
    assert "services_with_needs" in differs
    assert "maps less can look better" in differs
    assert nowhere.startswith("1 services name neither")
    assert [column["completeness"]["services_place_unknown"] for column in result["columns"]] == [
        1,
        1,
    ]
    assert not any("rank" in key for column in result["columns"] for key in column)


@pytest.mark.parametrize("places", [["nosuch"], ["north", "nosuch"], ["empty"]])
def test_places_that_cannot_be_compared_are_refused(places: list[str]) -> None:
    sources = small_tree()
    sources["a"]["places"].append({"id": "empty", "name": "Empty", "part_of": ""})
    with pytest.raises(AnalysisError, match=r"nosuch|empty"):
        compare_places(run(load(sources)), places)


def test_only_a_store_of_this_machine_has_generations(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="newest data only"):
        open_generation(MemoryStore(), 1)  # type: ignore[arg-type]
