"""Values of indicators that other records quote, of those that would tell a small count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from graph.disclosure import Rule
from graph.disclosure.reports import Hidden
from graph.planning.indicators.records import SCALES, Indicator, Observation, read_decimal
from graph.planning.indicators.telling import AIM, work_out
from graph.register import Register

QUOTES = {"PdsaCycle": "observedValue", "Objective": "baselineValue"}
"""Class -> its property that states a value of the indicators that a record is about."""
NEAR = Decimal("0.5")
"""A quote may differ by so much from a value, in its unit, and still tell it."""

Range = tuple[Decimal, Decimal | None]
"""Least and greatest that a hidden value can be; None where nothing bounds it."""


def list_telling_quotes(
    register: Register,
    observations: Sequence[Observation],
    indicators: Mapping[str, Indicator],
    hidden: Sequence[Hidden],
    *,
    floor: int,
) -> Iterator[tuple[str, str]]:
    """(IRI of the record, property) of every quote that may not be told, in a stable order.

    That is a small count of families, and what lies near a value of the same indicator that is
    itself not told (`hidden`, one for each observation). Of a value whose size the source hides
    every quote counts that it could be. A record that names no indicator quotes none.
    """
    rule = Rule(floor)
    ranges: dict[str, list[Range]] = defaultdict(list)
    for each, hide in zip(observations, hidden, strict=True):
        found = _range(each, indicators.get(each.indicator), hide, rule)
        if found is not None:
            ranges[each.indicator].append(found)
    for class_name, name in QUOTES.items():
        for entry in register.of(class_name):
            if not entry.has(name):
                continue
            quotes = [read_decimal(text) for text in entry.texts(name)]
            about = [indicators[iri] for iri in entry.refs("forIndicator") if iri in indicators]
            # What is no number is not known to be large enough.
            if any(
                quote is None or _tells(quote, each, ranges, rule)
                for each in about
                if each.counts_families
                for quote in quotes
            ):
                yield entry.iri, name


def _tells(
    quote: Decimal, indicator: Indicator, ranges: Mapping[str, Sequence[Range]], rule: Rule
) -> bool:
    if indicator.unit == "count" and rule.is_small(float(quote)):
        return True
    return any(
        low - NEAR <= quote and (high is None or quote <= high + NEAR)
        for low, high in ranges.get(indicator.iri, ())
    )


def _range(
    each: Observation, indicator: Indicator | None, hide: Hidden, rule: Rule
) -> Range | None:
    """What the value of an observation that is not told whole can be; None of one that is."""
    bounded = each.numerator_below is not None or each.denominator_below is not None
    is_hidden = hide.numerator or hide.denominator or hide.value or bounded
    if indicator is None or each.kind == AIM or not is_hidden:
        return None
    value = each.value
    if value is None:
        value = work_out(indicator, each.numerator, each.denominator)
    if value is not None:
        return value, value
    scale = SCALES.get(indicator.unit or "")
    least, most = _ends(each.numerator, each.numerator_below, rule)
    if scale == 0 or scale is None:
        return least, most
    fewest, many = _ends(each.denominator, each.denominator_below, rule)
    low = least * scale / many if many else Decimal(0)
    return low, most * scale / fewest if most is not None and fewest else None


def _ends(count: int | None, below: int | None, rule: Rule) -> tuple[Decimal, Decimal | None]:
    if count is not None:
        return Decimal(count), Decimal(count)
    return Decimal(rule.least), None if below is None else Decimal(below - 1)
