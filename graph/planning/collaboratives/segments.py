"""Progress by segment: rates beside those of a reference that is named in advance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from graph.equity.comparing import compare
from graph.equity.intervals import Interval, as_list
from graph.planning.collaboratives.progress import Progress
from graph.planning.collaboratives.records import Collaborative
from graph.planning.collaboratives.values import period
from graph.planning.indicators import Indicator, Told
from graph.planning.indicators.records import PARTS
from graph.register import Register

NUMBERS = ("ratio", "difference", "adverse_ratio", "adverse_difference")
EVERY_FAMILY = "all"


@dataclass(frozen=True)
class Period:
    """The values of one period, one a segment; None is every family."""

    start: date
    end: date
    told: Mapping[str | None, Told]


def list_periods(progress: Progress) -> list[Period]:
    """The periods in which something was measured, in order."""
    found: dict[tuple[date, date], dict[str | None, Told]] = {}
    for told in progress.measured:
        if told.observation.kind == "actual":
            found.setdefault(period(told), {}).setdefault(told.observation.segment, told)
    return [Period(start, end, told) for (end, start), told in sorted(found.items())]


def tell_segments(
    progress: Progress, collaborative: Collaborative, register: Register, *, reference: str | None
) -> list[dict[str, Any]]:
    """One row a period and segment, the last period first; `reference` is a segment's IRI.

    What is small, or would tell of something small, has been taken out of `progress` already.
    """
    indicator = progress.indicator
    if indicator is None:
        return []
    return [
        {
            "collaborative": collaborative.id,
            "outcome": progress.outcome.id,
            "indicator": indicator.id,
            "period_start": each.start.isoformat(),
            "period_end": each.end.isoformat(),
            "segment": EVERY_FAMILY if segment is None else register.id(segment),
            "is_reference": segment is not None and segment == reference,
            **_values(each.told[segment]),
            **_beside(each, segment, reference, indicator),
        }
        for each in reversed(list_periods(progress))
        for segment in sorted(each.told, key=lambda iri: (iri is not None, _id(register, iri)))
    ]


def _id(register: Register, segment: str | None) -> str:
    return "" if segment is None else register.id(segment)


def _values(told: Told) -> dict[str, Any]:
    value = None if told.value is None else round(float(told.value), 6)
    lacking = "small" if told.is_suppressed else "no-value"
    return {
        "numerator": told.numerator,
        "denominator": told.denominator,
        "value": value,
        "reason": lacking if value is None else None,
    }


def _beside(
    each: Period, segment: str | None, reference: str | None, indicator: Indicator
) -> dict[str, Any]:
    """The value beside that of the reference in the same period, or why there is none."""
    mine, theirs = (_point(each.told.get(name), indicator) for name in (segment, reference))
    nothing: dict[str, Any] = {**dict.fromkeys(NUMBERS), "standing": None}
    if segment is None or segment == reference:
        return nothing | {"comparison_reason": None}
    if reference is None:
        return nothing | {"comparison_reason": "no-reference"}
    if mine is None or theirs is None:
        lacking = "not-told" if mine is None else "reference-not-told"
        return nothing | {"comparison_reason": lacking}
    compared = compare(mine, theirs)
    is_share = indicator.unit in PARTS and mine.high <= 1 and theirs.high <= 1
    told = {
        name: as_list(getattr(compared, name)) for name in (NUMBERS if is_share else NUMBERS[:2])
    }
    standing = _stand(compared.standing, indicator.better)
    return nothing | told | {"standing": standing, "comparison_reason": None}


def _point(told: Told | None, indicator: Indicator) -> Interval | None:
    """A share from 0 to 1, or a value of another unit; None where there is nothing to compare.

    Counts of groups of different size are not compared.
    """
    if told is None or told.value is None or told.value < 0 or indicator.unit in (None, "count"):
        return None
    exact = Fraction(told.value)
    if indicator.unit in PARTS and told.numerator is not None and told.denominator:
        exact = Fraction(told.numerator, told.denominator)
    else:
        exact /= {"percent": 100, "per-thousand": 1000}.get(str(indicator.unit), 1)
    return Interval(exact, exact)


def _stand(standing: str, better: str | None) -> str:
    """`better` or `worse` where it is said which direction is better."""
    if better is None or standing not in ("lower", "higher"):
        return standing
    return "better" if standing == better else "worse"
