"""Independent providers left, against trying all of them."""

from __future__ import annotations

import random

import numpy as np
import pytest
from oracle.overlap_oracle import most_independent

from graph import independent
from graph.independent import count_left, group_equal

Group = list[tuple[int, int]]


def draw_groups(rng: random.Random, groups: int) -> list[Group]:
    """Groups of (partner, funder); some empty, some with the same pair twice."""
    return [
        [(rng.randrange(5), rng.randrange(4)) for _ in range(rng.randrange(7))]
        for _ in range(groups)
    ]


def found_left(groups: list[Group]) -> list[int]:
    starts = np.cumsum([0, *(len(group) for group in groups)])
    flat = np.array([pair for group in groups for pair in group], np.int64).reshape(-1, 2)
    left: list[int] = count_left(starts, flat[:, 0], flat[:, 1]).tolist()
    return left


def expected_left(groups: list[Group]) -> list[int]:
    return [
        most_independent([(str(p), str(f)) for p, f in set(group[:i] + group[i + 1 :])])
        for group in groups
        for i in range(len(group))
    ]


@pytest.mark.parametrize("seed", range(10))
def test_left_is_the_most_of_the_others(seed: int) -> None:
    groups = draw_groups(random.Random(seed), 30)
    assert found_left(groups) == expected_left(groups)


@pytest.mark.parametrize("most", [1, 7, 50])
def test_groups_are_matched_in_parts(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [[], *draw_groups(random.Random(99), 40), []]
    whole = found_left(groups)
    monkeypatch.setattr(independent, "MOST_PROVIDERS", most)
    assert found_left(groups) == whole


def test_no_group_and_one_provider() -> None:
    assert found_left([]) == []
    assert found_left([[(3, 2)]]) == [0]
    assert found_left([[(3, 2), (3, 2)]]) == [1, 1]


def test_equal_lists_are_one_group() -> None:
    lists = [[4, 1], [], [1, 4], [4, 1], [1], [], [1, 4]]
    starts = np.cumsum([0, *(len(one) for one in lists)])
    values = np.array([value for one in lists for value in one], np.int64)
    group_starts, group_values, group = group_equal(starts, values)
    assert len(group_starts) == 5
    for one, number in zip(lists, group.tolist(), strict=True):
        assert group_values[group_starts[number] : group_starts[number + 1]].tolist() == one
