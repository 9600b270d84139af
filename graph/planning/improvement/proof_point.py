"""The proof-point rule: which share of a community's indicators has improved.

StriveTogether's words for it name six outcomes from kindergarten readiness to the end of training
after school, and 60 percent of indicators maintained or improved (Impact and Improvement Networks,
2017); its site speaks of improvement in 60 percent and of tangible systems change, and now lists
seven outcomes. So all of it is a parameter. What comes out is this rule applied to the data at
hand: no designation by StriveTogether or anybody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from graph.planning.improvement.options import OUTCOME_LISTS, ImprovementOptions
from graph.planning.indicators import Indicator, Series
from graph.planning.indicators.telling import Told
from graph.register import Register
from ontology.terms import DCTERMS

CHANGES = ("improved", "maintained", "worse", "unknown")
NO_DESIGNATION = "This is a rule applied to the data at hand, no designation by anybody else."


def judge_indicator(
    indicator: Indicator, series: Series | None, options: ImprovementOptions, *, as_of: date
) -> dict[str, Any]:
    """How an indicator has changed within the years looked at.

    The latest value measured is held against the earliest one stated as baseline in that time,
    else the earliest measured. `change` is improved, maintained (within the tolerance, both
    ways), worse, or unknown with a `reason`: no-values, one-value, suppressed, no-direction.
    """
    since = _years_before(as_of, options.years)
    actual = _within(series.actual if series else (), since, as_of)
    baselines = _within(series.baselines if series else (), since, as_of)
    first = next(iter([*baselines, *actual]), None)
    last = actual[-1] if actual else None
    change, reason = "unknown", None
    if first is None or last is None:
        reason = "no-values"
    elif first is last or first.observation.start == last.observation.start:
        reason = "one-value"
    elif first.value is None or last.value is None:
        reason = "suppressed" if first.is_suppressed or last.is_suppressed else "no-values"
    elif indicator.better is None:
        reason = "no-direction"
    else:
        change = _compare(first.value, last.value, indicator.better, options.exact_tolerance)
    return {
        "indicator": indicator.id,
        "name": indicator.name,
        "outcome": indicator.outcome,
        "first": _value(first),
        "first_day": _day(first),
        "last": _value(last),
        "last_day": _day(last),
        "change": change,
        "reason": reason,
        "counts": None if change == "unknown" else _counts(change, options),
    }


def judge_proof_point(
    register: Register,
    indicators: Mapping[str, Indicator],
    series: Mapping[str, Series],
    options: ImprovementOptions,
    *,
    as_of: date,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(the rule for each collaborative, the indicators it looked at).

    Of a collaborative: how many of its indicators belong to the outcomes, how many of them are
    known to have changed how, `share` over those known, `share_low` with the unknown as not
    improved, `share_high` with them as improved; `outcomes_with` and `outcomes_without` an
    indicator; `systems_changes` recorded by `as_of`.

    `holds` is yes where the lower bound reaches the share, every outcome has an indicator and a
    systems change is recorded; no where even the upper bound falls short; else unknown: what is
    not recorded is never taken for lacking.
    """
    outcomes = OUTCOME_LISTS[options.outcomes]
    changes = Counter(
        entry.ref("ofCollaborative")
        for entry in register.of("SystemsChange")
        if (day := entry.day(f"{DCTERMS}date")) is None or day <= as_of
    )
    rows, looked_at = [], []
    for collaborative in register.of("Collaborative"):
        own = [
            judge_indicator(each, series.get(each.iri), options, as_of=as_of)
            for each in indicators.values()
            if collaborative.iri in each.collaboratives and each.outcome in outcomes
        ]
        looked_at += [{"collaborative": collaborative.id, **each} for each in own]
        rows.append(
            {
                "collaborative": collaborative.id,
                "name": collaborative.name,
                **_rule(own, outcomes, changes[collaborative.iri], options),
            }
        )
    return rows, looked_at


def _rule(
    own: Sequence[Mapping[str, Any]],
    outcomes: Sequence[str],
    systems_changes: int,
    options: ImprovementOptions,
) -> dict[str, Any]:
    counted = Counter(each["change"] for each in own)
    number, unknown = len(own), counted["unknown"]
    good = sum(each["counts"] is True for each in own)
    covered = {each["outcome"] for each in own}
    low = good / number if number else None
    high = (good + unknown) / number if number else None
    without = [outcome for outcome in outcomes if outcome not in covered]
    holds = "unknown"
    if low is not None and high is not None:
        if high < options.share:
            holds = "no"
        elif low >= options.share and not without and systems_changes:
            holds = "yes"
    row: dict[str, Any] = {
        "indicators": number,
        **{change: counted[change] for change in CHANGES},
        "counted": good,
        "share": good / (number - unknown) if number > unknown else None,
        "share_low": low,
        "share_high": high,
        "needed": options.share,
        "outcomes_with": [outcome for outcome in outcomes if outcome in covered],
        "outcomes_without": without,
        "systems_changes": systems_changes,
        "version": options.outcomes,
        "holds": holds,
    }
    return {**row, "sentence": _sentence(row, options)}


def _sentence(row: Mapping[str, Any], options: ImprovementOptions) -> str:
    if not row["indicators"]:
        return f"No indicator of these outcomes is recorded. {NO_DESIGNATION}"
    word = "improved or maintained" if options.maintained == "yes" else "improved"
    known = row["indicators"] - row["unknown"]
    share = "" if row["share"] is None else f" ({row['share']:.0%})"
    said = (
        f"{row['counted']} of {known} indicators known are {word}{share}; with the "
        f"{row['unknown']} unknown as not {word} it is {row['share_low']:.0%}, and "
        f"{options.share:.0%} are needed."
    )
    if row["outcomes_without"]:
        said += f" No indicator is recorded for {len(row['outcomes_without'])} of the outcomes."
    if not row["systems_changes"]:
        said += " No systems change is recorded."
    return f"{said} {NO_DESIGNATION}"


def _compare(first: Decimal, last: Decimal, better: str, tolerance: Decimal) -> str:
    gain = last - first if better == "higher" else first - last
    if gain > tolerance:
        return "improved"
    return "maintained" if gain >= -tolerance else "worse"


def _counts(change: str, options: ImprovementOptions) -> bool:
    return change == "improved" or (change == "maintained" and options.maintained == "yes")


def _within(told: Sequence[Told], since: date, until: date) -> list[Told]:
    return [
        each
        for each in told
        if each.observation.start is not None and since <= each.observation.start <= until
    ]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        # The 29th of February, in a year that has none.
        return day.replace(year=day.year - years, day=28)


def _value(told: Told | None) -> float | None:
    return float(told.value) if told is not None and told.value is not None else None


def _day(told: Told | None) -> str | None:
    if told is None or told.observation.start is None:
        return None
    return told.observation.start.isoformat()
