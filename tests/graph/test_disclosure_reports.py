"""Values of indicators: no small count of families can be worked out from what is told.

The attacker here knows every told number and every sum that holds, and solves the equations
exactly, by fractions, without the solver that chose what to hide.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest

from graph.disclosure.reports import Hidden, Report, hide_reports

FLOOR = 11


def report(segment: str | None, numerator: int | None, denominator: int | None) -> Report:
    return Report(
        "i", 100, 130, segment, None,
        numerator=numerator, denominator=denominator, scale=100, parts=True,
    )  # fmt: skip


def is_small(count: int) -> bool:
    return 0 < count < FLOOR


Form = dict[tuple[int, str], int]
"""A count as a sum of counts in the data, each times so much."""


def list_secrets(reports: Sequence[Report]) -> Iterator[Form]:
    """Every small count that stands in the data or follows from it by one subtraction."""
    for place, each in enumerate(reports):
        n, d = each.numerator, each.denominator
        assert n is not None
        assert d is not None
        if is_small(n):
            yield {(place, "n"): 1}
        if is_small(d):
            yield {(place, "d"): 1}
        if is_small(d - n):
            yield {(place, "d"): 1, (place, "n"): -1}
    whole = reports[0]
    for place, part in enumerate(reports[1:], start=1):
        for name in ("numerator", "denominator"):
            rest = getattr(whole, name) - getattr(part, name)
            if is_small(rest):
                yield {(0, name[0]): 1, (place, name[0]): -1}


def list_sums(reports: Sequence[Report]) -> Iterator[Form]:
    """Forms that are zero: segments that add up to the whole."""
    parts = range(1, len(reports))
    for size in range(1, len(reports)):
        for chosen in combinations(parts, size):
            fits = all(
                getattr(reports[0], name) == sum(getattr(reports[p], name) for p in chosen)
                for name in ("numerator", "denominator")
            )
            for name in "nd" if fits else "":
                yield {(0, name): 1, **{(p, name): -1 for p in chosen}}


def rank(rows: Sequence[Sequence[Fraction]]) -> int:
    matrix, found = [list(row) for row in rows], 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((r for r in range(found, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[found], matrix[pivot] = matrix[pivot], matrix[found]
        for r in range(found + 1, len(matrix)):
            factor = matrix[r][column] / matrix[found][column]
            matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[found], strict=True)]
        found += 1
    return found


def disclosed(reports: Sequence[Report], hidden: Sequence[Hidden]) -> list[Form]:
    """The secrets that the told numbers settle."""
    cells = [(place, name) for place in range(len(reports)) for name in "nd"]
    told = [
        {(place, name): 1}
        for place, hide in enumerate(hidden)
        for name, kind in (("n", hide.numerator), ("d", hide.denominator))
        if kind is None
    ]
    # A value that is told settles numerator by denominator.
    told += [
        {(place, "n"): each.denominator or 0, (place, "d"): -(each.numerator or 0)}
        for place, (each, hide) in enumerate(zip(reports, hidden, strict=True))
        if each.value is not None and hide.value is None
    ]

    def row(form: Form) -> list[Fraction]:
        return [Fraction(form.get(cell, 0)) for cell in cells]

    known = [row(form) for form in (*told, *list_sums(reports))]
    return [
        form
        for form in list_secrets(reports)
        if any(row(form)) and rank([*known, row(form)]) == rank(known)
    ]


def draw_reports(seed: int) -> list[Report]:
    """A whole, with parts that add up to it or overlap; some small, some not."""
    source = random.Random(seed)
    number = source.randint(1, 5)
    parts = []
    for place in range(number):
        denominator = source.choice([source.randint(1, 14), source.randint(15, 60)])
        numerator = source.randint(0, denominator)
        parts.append(report(f"s{place}", numerator, denominator))
    n = sum(part.numerator or 0 for part in parts)
    d = sum(part.denominator or 0 for part in parts)
    if source.random() < 0.4:
        more = source.randint(1, 40)
        d, n = d + more, n + source.randint(0, more)
    found = [report(None, n, d), *parts]
    if source.random() < 0.5:
        found = [
            replace(each, value=Decimal(each.numerator or 0) * 100 / Decimal(each.denominator or 1))
            for each in found
        ]
    return found


@pytest.mark.parametrize("seed", range(60))
def test_an_attacker_learns_no_small_count(seed: int) -> None:
    reports = draw_reports(seed)
    hidden = hide_reports(reports)
    assert disclosed(reports, hidden) == []
    for each, hide in zip(reports, hidden, strict=True):
        if is_small(each.numerator or 0):
            assert hide.numerator == "primary"
        if each.value is not None and (hide.numerator or hide.denominator):
            assert hide.value is not None


def test_the_attacker_of_these_tests_is_no_fool() -> None:
    """Were only the small numerator hidden, it would be found by subtraction."""
    reports = [report(None, 40, 90), report("a", 33, 60), report("b", 7, 30)]
    only_small = [Hidden(), Hidden(), Hidden(numerator="primary")]
    assert {(2, "n"): 1} in disclosed(reports, only_small)
    assert disclosed(reports, hide_reports(reports)) == []


@pytest.mark.slow
def test_an_attacker_learns_no_small_count_of_many() -> None:
    for seed in range(60, 500):
        reports = draw_reports(seed)
        assert disclosed(reports, hide_reports(reports)) == [], seed


def test_large_counts_are_all_told() -> None:
    reports = [report(None, 40, 90), report("a", 20, 45), report("b", 20, 45)]
    assert hide_reports(reports) == [Hidden(), Hidden(), Hidden()]


def test_how_many_were_not_reached_is_a_small_count_too() -> None:
    (hidden,) = hide_reports([report(None, 45, 48)])
    assert hidden == Hidden(numerator="complementary")


def test_zeros_are_told() -> None:
    assert hide_reports([report(None, 0, 30), report("a", 0, 14)]) == [Hidden(), Hidden()]


def test_a_value_that_gives_a_small_count_away_is_hidden() -> None:
    stated = replace(report(None, None, 30), value=Decimal(20))
    assert hide_reports([stated]) == [Hidden(numerator="primary", value="complementary")]
    of_numerator = replace(report(None, 12, None), value=Decimal("75"))
    assert hide_reports([of_numerator])[0].value == "complementary"


def test_a_small_count_as_a_value_is_hidden() -> None:
    visits = replace(report(None, None, None), value=Decimal(7), scale=0, parts=False)
    assert hide_reports([visits])[0].value == "primary"


def test_what_the_source_hides_is_protected_by_the_rest() -> None:
    """The whole less the other part would be the count that the source did not want told."""
    secret = replace(report("b", None, 30), numerator_below=11)
    reports = [report(None, 40, 90), report("a", 33, 60), secret]
    hidden = hide_reports(reports)
    assert "complementary" in {hidden[0].numerator, hidden[1].numerator}


def test_parts_of_a_place_do_not_give_each_other_away() -> None:
    county = report(None, 60, 120)
    parts = [
        replace(report(None, 54, 90), place="town"),
        replace(report(None, 6, 30), place="valley"),
    ]
    hidden = hide_reports([county, *parts])
    assert hidden[2].numerator == "primary"
    assert hidden[1].numerator or hidden[0].numerator


def test_months_do_not_give_each_other_away() -> None:
    months = [
        replace(report(None, 20, 40), start=1, end=31),
        replace(report(None, 4, 40), start=32, end=59),
    ]
    quarter = replace(report(None, 24, 80), start=1, end=59)
    hidden = hide_reports([*months, quarter])
    assert hidden[1].numerator == "primary"
    assert hidden[0].numerator or hidden[2].numerator


def test_what_is_hidden_stays_so_when_it_is_published_again() -> None:
    once = [
        replace(report(None, None, 48), is_withheld=True),
        replace(report("a", None, 30), numerator_below=11),
    ]
    assert hide_reports(once) == [Hidden(), Hidden()]


def test_with_a_floor_of_nothing_all_is_told() -> None:
    assert hide_reports([report(None, 2, 3)], floor=0) == [Hidden()]
