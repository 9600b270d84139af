"""Shares and counts with unknown parts: against every way in which these may turn out."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from graph.planning.maturity.truth import Truth, all_of, any_of, at_least, count, share

TRUTH = st.sampled_from([True, False, None])


def worlds(facts: list[Truth]) -> list[tuple[bool, ...]]:
    return list(product(*((fact,) if fact is not None else (True, False) for fact in facts)))


@given(st.lists(st.tuples(TRUTH, TRUTH), max_size=5))
def test_a_share_is_bounded_by_every_possible_world(pairs: list[tuple[Truth, Truth]]) -> None:
    found = share(pairs)
    members, having = [m for m, _ in pairs], [h for _, h in pairs]
    if not any(member is True for member in members):
        assert found is None
        return
    ratios = [
        Decimal(sum(m and h for m, h in zip(some, has, strict=True))) / Decimal(sum(some))
        for some in worlds(members)
        for has in worlds(having)
    ]
    assert found == (min(ratios), max(ratios))


@given(st.lists(TRUTH, max_size=6), st.integers(0, 4))
def test_counts_and_connectives_agree_with_every_possible_world(
    facts: list[Truth], limit: int
) -> None:
    sums = {sum(world) for world in worlds(facts)}
    complete = count(facts, complete=True)
    assert complete == (Decimal(min(sums)), Decimal(max(sums)))
    answers = {total >= limit for total in sums}
    assert at_least(complete, Decimal(limit)) == (answers.pop() if len(answers) == 1 else None)
    for connective, word in ((all_of, all), (any_of, any)):
        found = {word(world) for world in worlds(facts)}
        assert connective(*facts) == (found.pop() if len(found) == 1 else None)


def test_what_is_not_listed_may_be_more() -> None:
    assert count([True, None], complete=None) == (Decimal(1), None)
    assert at_least((Decimal(1), None), Decimal(2)) is None
    assert at_least(None, Decimal(0)) is None
