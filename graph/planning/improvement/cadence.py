"""Whether what a network watches is measured often enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from graph.planning.improvement.options import ImprovementOptions
from graph.planning.improvement.teams import Networks
from graph.planning.indicators import Indicator, Series

DAYS = {
    "weekly": 7,
    "every-other-week": 14,
    "monthly": 30,
    "quarterly": 91,
    "twice-yearly": 182,
    "yearly": 365,
}
"""Frequency -> days between two values."""


def list_sparse(
    networks: Networks,
    indicators: Mapping[str, Indicator],
    series: Mapping[str, Series],
    options: ImprovementOptions,
) -> list[dict[str, Any]]:
    """Indicators of place-based networks that are measured less often than `measure_days`.

    The stated frequency counts; where none is stated, the time between values as a rule. Nothing
    is said of indicators of which neither is known, nor of networks not known to be place-based.
    """
    found = []
    for network in networks.networks:
        if network.truth("isPlaceBased") is not True:
            continue
        for iri in networks.indicators(network):
            indicator = indicators.get(iri)
            if indicator is None:
                continue
            days = DAYS.get(indicator.frequency or "") or _usual(series.get(iri))
            if days is not None and days > options.measure_days:
                found.append(
                    {
                        "network": network.id,
                        "network_iri": network.iri,
                        "indicator": indicator.id,
                        "indicator_iri": indicator.iri,
                        "days": days,
                        "sentence": (
                            f"{network.name} is place-based and its indicator {indicator.name} is "
                            f"measured about every {days} days, not every "
                            f"{options.measure_days} days at least."
                        ),
                    }
                )
    return found


def _usual(series: Series | None) -> int | None:
    days: Sequence[int] = [
        each.observation.start.toordinal()
        for each in (series.actual if series else ())
        if each.observation.start is not None
    ]
    steps = [later - before for before, later in pairwise(days)]
    return round(median(steps)) if steps else None
