"""Small counts: what is hidden cannot be worked out, and what was not protected can."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from communities.volumes import QUARTERS, add_up, make_cohort
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.disclosure_oracle import intervals

from graph.disclosure import Kind, Rule, audit, find_disclosed, protect, protect_table
from graph.disclosure.volumes import (
    UNKNOWN,
    Volume,
    hide_volumes,
    list_orders,
    list_relations,
    list_tilings,
)
from graph.errors import AnalysisError

Cell = tuple[str | None, str | None]

COUNTS = st.one_of(st.integers(0, 15), st.integers(0, 60))
TABLES = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.fixed_dictionaries(
        {(f"r{i}", f"c{j}"): COUNTS for i in range(size[0]) for j in range(size[1])}
    )
)


def whole_table(cells: Mapping[Any, int]) -> tuple[dict[Cell, int], list[tuple[Cell, list[Cell]]]]:
    """Cells with all totals, and how these add up."""
    rows, columns = ({key[i] for key in cells} for i in (0, 1))
    relations: list[tuple[Cell, list[Cell]]] = [
        *(((row, None), [(row, column) for column in sorted(columns)]) for row in sorted(rows)),
        *(((None, column), [(row, column) for row in sorted(rows)]) for column in sorted(columns)),
        ((None, None), [(row, None) for row in sorted(rows)]),
    ]
    counts: dict[Cell, int] = dict(cells)
    for total, parts in relations:
        counts[total] = sum(counts[part] for part in parts)
    return counts, relations


def told(counts: Mapping[Any, int], hidden: Mapping[Any, Kind]) -> dict[Any, int]:
    return {key: count for key, count in counts.items() if key not in hidden}


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from([3, 5, 11]), st.booleans())
def test_nothing_hidden_can_be_worked_out(
    cells: dict[Cell, int], floor: int, show_zeros: bool
) -> None:
    rule = Rule(floor, show_zeros)
    counts, relations = whole_table(cells)
    hidden = protect_table(cells, floor=floor, show_zeros=show_zeros).hidden
    assert all(key in hidden for key, count in counts.items() if rule.is_small(count))
    found = audit(told(counts, hidden), hidden, relations, rule=rule)
    assert [key for key, interval in found.items() if interval.is_disclosed] == []
    for key, kind in hidden.items():
        if kind == "complementary" and not rule.is_small(counts[key]):
            assert counts[key] > 0


def test_small_counts_alone_are_often_given_away() -> None:
    """So that an audit that finds nothing means something."""
    given_away = 0
    for seed in range(40):
        rng = random.Random(seed)
        cells = {(f"r{i}", f"c{j}"): rng.randint(0, 40) for i in range(3) for j in range(3)}
        counts, relations = whole_table(cells)
        rule = Rule()
        hidden: dict[Any, Kind] = {
            key: "primary" for key, count in counts.items() if rule.is_small(count)
        }
        found = audit(told(counts, hidden), hidden, relations)
        disclosed = [key for key, interval in found.items() if interval.is_disclosed]
        assert all(found[key].low == counts[key] for key in disclosed)
        assert find_disclosed(counts, hidden, relations) == disclosed
        given_away += bool(disclosed)
    assert given_away > 20


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.sets(st.sampled_from(["a", "b", "c", "d", "ab", "cd", "all"]), min_size=1, max_size=2),
    st.booleans(),
)
def test_the_audit_finds_the_ranges_of_all_tables(
    values: list[int], chosen: set[str], ordered: bool
) -> None:
    a, b, c, d = values
    counts = {"a": a, "b": b, "c": c, "d": d, "ab": a + b, "cd": c + d, "all": a + b + c + d}
    relations = [("ab", ["a", "b"]), ("cd", ["c", "d"]), ("all", ["ab", "cd"])]
    at_most = [("a", "c")] if ordered and a <= c else []
    rule = Rule(floor=6)
    hidden: dict[str, Kind] = {
        key: "primary" if rule.is_small(counts[key]) else "complementary"
        for key in sorted(chosen)
        if counts[key] > 0
    }
    shown = told(counts, hidden)
    ranges = {
        key: range(1, 6) if kind == "primary" else range(6, 90) for key, kind in hidden.items()
    }
    expected = intervals(shown, ranges, relations, at_most)
    found = audit(shown, hidden, relations, rule=rule, at_most=at_most)
    for key, interval in found.items():
        assert interval.low == expected[key][0]
        if interval.high is not None:
            assert interval.high == expected[key][1]
        else:
            assert expected[key][1] > 80
    disclosed = [key for key, (low, high) in expected.items() if low == high]
    assert find_disclosed(counts, hidden, relations, rule=rule, at_most=at_most) == disclosed
    some = find_disclosed(counts, hidden, relations, rule=rule, at_most=at_most, every=False)
    assert bool(some) == bool(disclosed)
    assert set(some) <= set(disclosed)


def test_one_small_part_takes_the_smallest_other_with_it() -> None:
    counts = {"all": 75, "x": 5, "y": 40, "z": 30}
    assert protect(counts, [("all", ["x", "y", "z"])]).hidden == {
        "x": "primary",
        "z": "complementary",
    }


def test_two_small_parts_may_still_be_given_away() -> None:
    """10 and 10 are the only two counts below 11 that add up to 20."""
    counts = {"all": 60, "x": 10, "y": 10, "z": 40}
    assert protect(counts, [("all", ["x", "y", "z"])]).hidden == {
        "x": "primary",
        "y": "primary",
        "z": "complementary",
    }


def test_that_one_is_not_small_may_give_the_other_away() -> None:
    """Hidden beside a small one, 11 would be the only count that is not small: 12 = 1 + 11."""
    counts = {"all": 12, "x": 1, "y": 11}
    assert protect(counts, [("all", ["x", "y"])]).hidden == {
        "all": "complementary",
        "x": "primary",
    }


def test_where_all_are_small_the_range_of_the_total_is_not_told() -> None:
    counts = {"all": 10, **{f"x{i}": 1 for i in range(10)}}
    hidden = protect(counts, [("all", [f"x{i}" for i in range(10)])]).hidden
    assert hidden["all"] == "complementary"
    assert {hidden[f"x{i}"] for i in range(10)} == {"primary"}


def test_zeros_are_told_unless_they_are_to_be_hidden() -> None:
    counts = {"all": 40, "x": 0, "y": 40}
    relations = [("all", ["x", "y"])]
    assert protect(counts, relations).hidden == {}
    assert protect(counts, relations, show_zeros=False).hidden["x"] == "primary"


def test_counts_that_are_not_linked_hide_nothing_else() -> None:
    assert protect({"x": 5, "y": 40}, []).hidden == {"x": "primary"}


def test_weights_that_are_no_whole_numbers() -> None:
    counts = {"all": 50.5, "x": 5.5, "y": 25.0, "z": 20.0}
    relations = [("all", ["x", "y", "z"])]
    hidden = protect(counts, relations).hidden
    assert hidden == {"x": "primary", "z": "complementary"}
    shown = {key: count for key, count in counts.items() if key not in hidden}
    found = audit(shown, hidden, relations, whole=False)
    assert found["x"].low == pytest.approx(1.0)
    assert found["x"].high == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("counts", "relations", "given"),
    [
        ({"all": 3, "x": 1}, [("all", ["x", "y"])], {}),
        ({"all": 3, "x": 1}, [("all", ["x"])], {}),
        ({"x": -1}, [], {}),
        ({"x": 5}, [], {"floor": 2}),
        ({"x": 5}, [], {"floor": 1, "show_zeros": False}),
        ({"x": 5}, [], {"floor": -1}),
        ({"x": 5, "y": 3}, [], {"at_most": [("x", "y")]}),
    ],
)
def test_senseless_input_is_refused(
    counts: dict[str, int], relations: list[Any], given: dict[str, Any]
) -> None:
    with pytest.raises(AnalysisError):
        protect(counts, relations, **given)


def test_what_is_told_must_add_up() -> None:
    with pytest.raises(AnalysisError, match="do not add up"):
        audit({"all": 30, "x": 40}, {"y": "primary"}, [("all", ["x", "y"])])


# Volumes

YEAR = (QUARTERS[0][0], QUARTERS[-1][1])


def volumes(
    cohorts: Mapping[tuple[date, date], Mapping[str, int | str]], pathway: str = "r"
) -> list[Volume]:
    return [
        Volume(
            pathway,
            start.toordinal(),
            end.toordinal(),
            outcome,
            count if isinstance(count, int) else UNKNOWN,
            UNKNOWN if isinstance(count, int) else int(count.removeprefix("<") or UNKNOWN),
        )
        for (start, end), cohort in cohorts.items()
        for outcome, count in cohort.items()
    ]


def hidden_outcomes(cohort: Mapping[str, int | str], **given: Any) -> dict[str, Kind]:
    found = volumes({QUARTERS[0]: cohort})
    kinds = hide_volumes(found, **given)
    return {v.outcome: kind for v, kind in zip(found, kinds, strict=True) if kind is not None}


def test_what_makes_up_those_sent_is_protected() -> None:
    assert hidden_outcomes({"sent": 60, "accepted": 55, "rejected": 5}) == {
        "rejected": "primary",
        "accepted": "complementary",
    }


def test_stages_that_do_not_make_up_anything_are_told() -> None:
    assert hidden_outcomes({"sent": 60, "accepted": 50, "rejected": 5}) == {"rejected": "primary"}


def test_a_quarter_is_not_worked_out_from_the_year() -> None:
    cohorts = dict(zip(QUARTERS, [{"sent": n} for n in (20, 30, 4, 50)], strict=True))
    found = volumes({**cohorts, YEAR: {"sent": 104}})
    assert hide_volumes(found) == ["complementary", None, "primary", None, None]
    assert hide_volumes(volumes(cohorts)) == [None, None, "primary", None]


def test_a_count_that_the_source_hides_is_protected_too() -> None:
    assert hidden_outcomes({"sent": 60, "accepted": 55, "rejected": "<11"}) == {
        "rejected": "primary",
        "accepted": "complementary",
    }
    assert hidden_outcomes({"sent": 90, "accepted": 55, "rejected": "<11"}) == {
        "rejected": "primary"
    }


def test_what_was_withheld_before_is_not_chosen_anew() -> None:
    cohort: dict[str, int | str] = {
        "sent": 60,
        "accepted": "",
        "rejected": "<11",
        "pending": 3,
    }
    assert hidden_outcomes(cohort) == {
        "accepted": "complementary",
        "rejected": "primary",
        "pending": "primary",
    }


def test_other_pathways_hide_nothing_here() -> None:
    one = volumes({QUARTERS[0]: {"sent": 60, "accepted": 55, "rejected": 5}}, "one")
    two = volumes({QUARTERS[0]: {"sent": 60, "accepted": 45, "rejected": 15}}, "two")
    assert hide_volumes([*two, *one])[: len(two)] == [None] * len(two)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = random.Random(5)
    rows = volumes({quarter: make_cohort(rng) for quarter in QUARTERS})
    shuffled = rng.sample(rows, len(rows))
    first = dict(zip(rows, hide_volumes(rows), strict=True))
    assert dict(zip(shuffled, hide_volumes(shuffled), strict=True)) == first


def test_periods_that_make_up_longer_ones() -> None:
    assert list_tilings({(1, 3), (4, 6), (7, 9), (1, 6), (1, 9), (2, 4)}) == [
        ((1, 6), ((1, 3), (4, 6))),
        ((1, 9), ((1, 3), (4, 6), (7, 9))),
        ((1, 9), ((1, 6), (7, 9))),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_volume_can_be_worked_out(seed: int) -> None:
    rng = random.Random(seed)
    cohorts = [make_cohort(rng) for _ in QUARTERS]
    rows = volumes({**dict(zip(QUARTERS, cohorts, strict=True)), YEAR: add_up(cohorts)})
    kinds = dict(zip((row.cell for row in rows), hide_volumes(rows), strict=True))
    counts = {row.cell: row.count for row in rows}
    relations = [
        (total, parts)
        for total, parts in list_relations(sorted(counts))
        if counts[total] == sum(counts[part] for part in parts)
    ]
    orders = [(a, b) for a, b in list_orders(sorted(counts)) if counts[a] <= counts[b]]
    hidden: dict[Any, Kind] = {cell: kind for cell, kind in kinds.items() if kind is not None}
    assert {cell for cell, count in counts.items() if 0 < count < 11} <= hidden.keys()
    found = audit(told(counts, hidden), hidden, relations, at_most=orders)
    assert [c for c, it in found.items() if it.is_disclosed and it.low == counts[c]] == []
