"""What may be told of observations: small counts of families left out, and what tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from graph.disclosure import DEFAULT_FLOOR
from graph.disclosure.reports import Hidden, Report, hide_reports
from graph.planning.indicators.records import PARTS, SCALES, Indicator, Observation
from graph.register import Register

AIM = "target"
"""Kind of value that is aimed at, and so counts nobody."""


@dataclass(frozen=True)
class Told:
    """What of an observation may be told.

    `value` is None where it is hidden or cannot be worked out; `is_suppressed` says that it is
    hidden. A hidden count has the bound `numerator_below` or `denominator_below`, if its size is
    told at all.
    """

    observation: Observation
    value: Decimal | None
    numerator: int | None
    numerator_below: int | None
    denominator: int | None
    denominator_below: int | None
    is_suppressed: bool


def protect_observations(
    observations: Sequence[Observation],
    indicators: Mapping[str, Indicator],
    within: Mapping[str, frozenset[str]],
    *,
    floor: int = DEFAULT_FLOOR,
) -> list[Told]:
    """What may be told of each observation. `within`: the larger places that a place lies in."""
    hidden = hide_observations(observations, indicators, within, floor=floor)
    return [
        _tell(each, indicators.get(each.indicator), hide, floor)
        for each, hide in zip(observations, hidden, strict=True)
    ]


def hide_observations(
    observations: Sequence[Observation],
    indicators: Mapping[str, Indicator],
    within: Mapping[str, frozenset[str]],
    *,
    floor: int,
) -> list[Hidden]:
    """For each observation what of it is hidden, and why; nothing of what counts no families.

    Of a target only the counts are looked at: the value that is aimed at counts nobody. Numbers
    that cannot be read are not known to be large enough.
    """
    found = [Hidden() for _ in observations]
    places, reports = [], []
    for place, each in enumerate(observations):
        indicator = indicators.get(each.indicator)
        if indicator is not None and not indicator.counts_families:
            continue
        places.append(place)
        reports.append(_report(each, indicator))
    for place, hidden in zip(
        places, hide_reports(reports, within=within, floor=floor), strict=True
    ):
        found[place] = _with_unread(hidden, observations[place])
    return found


def _report(each: Observation, indicator: Indicator | None) -> Report:
    unit = indicator.unit if indicator else None
    start = each.start.toordinal() if each.start else 0
    return Report(
        # What is aimed at adds up with nothing that was counted.
        indicator=(each.indicator, each.kind == AIM),
        start=start,
        end=each.end.toordinal() if each.end and each.start else None,
        segment=each.segment,
        place=each.place,
        numerator=each.numerator,
        numerator_below=each.numerator_below,
        denominator=each.denominator,
        denominator_below=each.denominator_below,
        value=None if each.kind == AIM else each.value,
        scale=SCALES.get(unit or ""),
        parts=unit in PARTS,
        is_withheld=each.is_withheld,
    )


def _with_unread(hidden: Hidden, each: Observation) -> Hidden:
    if "numerator" in each.unread:
        hidden.numerator = "primary"
    if "denominator" in each.unread:
        hidden.denominator = "primary"
    if "measuredValue" in each.unread or (
        each.kind != AIM and each.value is not None and (hidden.numerator or hidden.denominator)
    ):
        hidden.value = hidden.value or "complementary"
    return hidden


def _tell(each: Observation, indicator: Indicator | None, hidden: Hidden, floor: int) -> Told:
    numerator = None if hidden.numerator else each.numerator
    denominator = None if hidden.denominator else each.denominator
    value = None if hidden.value else each.value
    bounded = each.numerator_below is not None or each.denominator_below is not None
    suppressed = bool(hidden.numerator or hidden.denominator or hidden.value or bounded)
    suppressed = (suppressed or each.is_withheld) and value is None
    if value is None and not suppressed:
        value = work_out(indicator, numerator, denominator)
    return Told(
        observation=each,
        value=value,
        numerator=numerator,
        numerator_below=floor if hidden.numerator == "primary" else each.numerator_below,
        denominator=denominator,
        denominator_below=floor if hidden.denominator == "primary" else each.denominator_below,
        is_suppressed=suppressed,
    )


def work_out(
    indicator: Indicator | None, numerator: int | None, denominator: int | None
) -> Decimal | None:
    """The value that two counts give in the unit of an indicator; None where they give none."""
    scale = SCALES.get(indicator.unit or "") if indicator else None
    if scale is None or numerator is None:
        return None
    if scale == 0:
        return Decimal(numerator)
    return Decimal(numerator) * scale / Decimal(denominator) if denominator else None


def read_within(register: Register) -> dict[str, frozenset[str]]:
    """For each place all the larger ones that it lies in."""
    above = {entry.iri: set(entry.refs("partOf")) for entry in register.of("Place")}
    found: dict[str, frozenset[str]] = {}
    for place in above:
        seen: set[str] = set()
        waiting = list(above[place])
        while waiting:
            larger = waiting.pop()
            if larger not in seen and larger != place:
                seen.add(larger)
                waiting.extend(above.get(larger, ()))
        found[place] = frozenset(seen)
    return found
