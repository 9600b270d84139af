"""Funding cliffs: the coverage that is lost when streams end and are not renewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from graph.coverage.facts import Facts
from graph.funding.amounts import StreamMoney
from graph.funding.budgets import Budgets, build_budgets, fiscal_year_of
from graph.funding.concentration import select_concentrations
from graph.funding.matches import select_voided_matches
from graph.funding.options import CliffOptions
from graph.funding.scenarios import Closures, Scenario, select_scenarios
from graph.funding.sentences import describe_cliff
from graph.parameters import CoverageParameters
from graph.projection import BLANK_DAY, Lists, Projection
from graph.resilience.losses import Losses, compute_losses
from graph.resilience.units import UnitTable


def compute_cliffs(
    net: Projection, parameters: CoverageParameters, options: CliffOptions | None = None
) -> dict[str, Any]:
    """What ends by each horizon, and what any-door coverage loses with it.

    Keys: `parameters` (those of coverage and of `CliffOptions`, and `fiscal_year`), `required`,
    `covered`, `counts` (see `_counts`), `cliffs` (one object a (horizon, threshold, scenario): see
    `_Writer.cliff`), `lost_cells` (one object a closure and lost cell: `closure`, `touchpoint`,
    `need`, `segment`, `place`, `weight`, `becomes`), `services` (one object a (horizon, service
    that rests on a stream which ends by then): see `_Writer.services`), `voided_matches`,
    `concentration` and `completeness`. A closure is a set of services lost together; cliffs that
    close the same services share it, so that its lost cells stand there once.
    """
    asked = options or CliffOptions()
    fiscal_year = fiscal_year_of(parameters.as_of, asked.fiscal_year_starts)
    told = asked.as_dict()
    budgets = build_budgets(net, fiscal_year)
    closures = Closures(budgets, asked.renewals(net))
    as_of = parameters.as_of.toordinal()
    horizons, thresholds = told["horizons"], told["thresholds"]
    scenarios = list(select_scenarios(net, as_of, horizons))
    exact = [Fraction(str(threshold)) for threshold in thresholds]
    closed = [closures.close(scenario.streams, exact) for scenario in scenarios]
    sets = closures.sets()
    pairs = ((service, number) for number, services in enumerate(sets) for service in services)
    service_units = Lists.from_pairs(pairs, len(net.services))
    table = UnitTable.of_closures(net, service_units, max(1, len(sets)))
    losses = compute_losses(net, parameters, table)
    write = _Writer(net, parameters.as_of, budgets, closures, losses)
    return {
        "parameters": {**parameters.as_dict(), **told, "fiscal_year": fiscal_year},
        **losses.describe(),
        "counts": _counts(net, closures),
        "cliffs": [
            write.cliff(scenario, threshold, *numbers)
            for scenario, lost in zip(scenarios, closed, strict=True)
            for threshold, numbers in zip(thresholds, lost, strict=True)
        ],
        "lost_cells": list(write.lost_cells()),
        "services": [
            row
            for scenario in scenarios
            if scenario.kind == "all"
            for row in write.services(scenario, thresholds)
        ],
        "voided_matches": list(select_voided_matches(net, write.money, closures, as_of, horizons)),
        "concentration": list(select_concentrations(Facts(net, parameters), budgets)),
        "completeness": losses.completeness,
    }


def _counts(net: Projection, closures: Closures) -> dict[str, int]:
    """`services` (not known to be closed), those of them `services_without_funding` (nothing is
    allocated to them or their partner, so nothing is known to end) and
    `services_shares_unknown`; `streams`, `streams_without_end` (none is planned, as far as is
    known) and `streams_without_funder`.
    """
    budgets = closures.budget_of.values()
    return {
        "services": len(closures.budget_of) + len(closures.unfunded),
        "services_without_funding": len(closures.unfunded),
        "services_shares_unknown": sum(not budget.is_known for budget in budgets),
        "streams": len(net.streams),
        "streams_without_end": int((net.funding.stream_ends == BLANK_DAY).sum()),
        "streams_without_funder": int((net.funding.stream_funder < 0).sum()),
    }


class _Writer:
    """The objects of the result."""

    def __init__(
        self,
        net: Projection,
        as_of: date,
        budgets: Budgets,
        closures: Closures,
        losses: Losses,
    ) -> None:
        self.net, self.as_of, self.budgets = net, as_of, budgets
        self.closures, self.losses = closures, losses
        self.sets = closures.sets()
        self.money = StreamMoney(budgets)
        self.weights = losses.weights(max(1, len(self.sets)))

    def cliff(
        self, scenario: Scenario, threshold: float, certain: int, possible: int
    ) -> dict[str, Any]:
        """`horizon`, `ends_by`, `threshold`, `kind` (`all`, `funder` or `stream`), `id`, `name`,
        `streams` (ids of those that end), `first_end`; as [low, high]: `loss` (share of the weight
        now covered, null where that is 0), `weight`, `cells`, `slots` (of the lost services whose
        capacity is known; `slots_unknown` counts the others that may be lost); `services` and
        `services_possible` (ids of those lost for certain, and of all that may be); `money` that
        ends by currency, with `money_unknown`; `closure` and `closure_possible`; `sentence`.
        """
        services, may = self.sets[certain], self.sets[possible]
        numbers = (certain, possible)
        weights = [float(self.weights[number]) for number in numbers]
        shares = [self.losses.share(weight) for weight in weights]
        cells = [self.losses.of_unit(number) for number in numbers]
        capacity = self.net.service.capacity
        found: dict[str, Any] = {
            "horizon": scenario.horizon,
            "ends_by": (self.as_of + timedelta(scenario.horizon)).isoformat(),
            "threshold": threshold,
            "kind": scenario.kind,
            **self._named(scenario),
            "streams": [self.net.streams.ids[stream] for stream in scenario.streams],
            "first_end": self._ends_on(scenario.streams[0]),
            "loss": None if None in shares else shares,
            "weight": weights,
            "cells": [rows.stop - rows.start for rows in cells],
            "slots": [int(capacity[list(s)].clip(0).sum()) if s else 0 for s in (services, may)],
            "slots_unknown": int((capacity[list(may)] < 0).sum()) if may else 0,
            "services": [self.net.services.ids[service] for service in services],
            "services_possible": [self.net.services.ids[service] for service in may],
            **self.money.total(scenario.streams),
            "closure": certain,
            "closure_possible": possible,
        }
        names = [self.net.services.names[service] for service in services]
        return {**found, "sentence": describe_cliff(found, names, self.as_of)}

    def _named(self, scenario: Scenario) -> dict[str, str | None]:
        if scenario.kind == "all":
            return {"id": None, "name": None}
        records = self.net.funders if scenario.kind == "funder" else self.net.streams
        return {"id": records.ids[scenario.position], "name": records.names[scenario.position]}

    def _ends_on(self, stream: int) -> str:
        return date.fromordinal(int(self.net.funding.stream_ends[stream])).isoformat()

    def lost_cells(self) -> Iterator[dict[str, Any]]:
        net, losses, required = self.net, self.losses, self.losses.required
        rows = (losses.unit.tolist(), losses.cell.tolist(), losses.gap.tolist())
        for closure, cell, gap in zip(*rows, strict=True):
            yield {
                "closure": closure,
                "touchpoint": net.touchpoints.ids[required.touchpoint[cell]],
                "need": net.needs.ids[required.need[cell]],
                "segment": net.segments.ids[required.segment[cell]],
                "place": net.places.ids[required.place[cell]],
                "weight": float(required.weight[cell]),
                "becomes": "gap" if gap else "unknown",
            }

    def services(self, scenario: Scenario, thresholds: list[float]) -> Iterator[dict[str, Any]]:
        """`horizon`, `service`, `name`, `year` (fiscal year of the amounts, null where none can be
        read), `money_of` (`service` or `partner`), `remaining` ([low, high] share of the budget),
        `lost_below` and `may_be_lost_below` (the thresholds below which it is), `streams` (ids of
        those that end), `braided` and `blended` (those of them whose money is so joined: braided
        money can be traced to the service, blended money only to the pool).
        """
        net, asked = self.net, frozenset(scenario.streams)
        for service in self.closures.services_of(scenario.streams):
            budget = self.closures.budget_of[service]
            held = self.closures.held[service]
            ended = self.closures.ended(service, asked)
            judged = {t: ended.is_lost(Fraction(str(t))) for t in thresholds}
            streams = [stream for stream in scenario.streams if stream in held]
            yield {
                "horizon": scenario.horizon,
                "service": net.services.ids[service],
                "name": net.services.names[service],
                "year": budget.year,
                "money_of": "service" if self.closures.is_own[service] else "partner",
                "remaining": [float(share) for share in ended.remaining()],
                "lost_below": [t for t, (certain, _) in judged.items() if certain],
                "may_be_lost_below": [t for t, (_, possible) in judged.items() if possible],
                "streams": [net.streams.ids[stream] for stream in streams],
                **{
                    word: [
                        net.streams.ids[stream]
                        for stream in streams
                        if net.funding.stream_blend[stream] == word
                    ]
                    for word in ("braided", "blended")
                },
            }
