"""Completion rates, by pathway, by the partner that receives, and of all together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from graph.completion.cohorts import (
    Cohort,
    find_contradictions,
    most_reached,
    read_cohorts,
)
from graph.completion.sentences import describe_rate
from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.disclosure import DEFAULT_FLOOR, Rule
from graph.disclosure.outcomes import SENT
from graph.errors import AnalysisError
from graph.parameters import CoverageParameters
from graph.projection import Projection

MEASURES = {
    "acknowledged": "arrival confirmed",
    "accepted": "family accepted",
    "contacted": "contact made",
    "service-started": "service received",
    "need-met": "need met",
    "completed": "loop closed",
}
"""Outcome -> the kind of connection that its rate measures."""

Key = tuple[str, str, int, int]
"""(by, id of the pathway or partner or nothing, first day, last day)."""


def compute_completion(
    net: Projection,
    parameters: CoverageParameters,
    *,
    follow_up_days: int = 90,
    measure: str = "completed",
    target: float = 0.5,
    floor: int = DEFAULT_FLOOR,
    show_zeros: bool = True,
) -> dict[str, Any]:
    """Which share of the referrals sent got how far.

    Keys: `parameters` (with these options), `measures` (outcome -> the connection it measures),
    `cohorts` (one object a pathway and period), `rates` (one a pathway, receiving partner or all,
    period, and measure), `inconsistent` (one a contradiction), `names`, `completeness`.

    A cohort is what a pathway sent in a period. Its `state` is `rated`; `follow-up` where fewer
    than `follow_up_days` have gone by since the period ended; `no-denominator` where it is not told
    how many were sent, or none were; `small` where these are fewer than `floor`; `inconsistent`
    where counts contradict each other.

    `rate` is [reached / sent, (reached + pending) / sent]: pending referrals count neither as
    reached nor as lost, so the truth lies between. Hidden counts widen it by their range, and
    where nobody counted the pending, all without another result may be. Rates of a partner and of
    all are of the rated cohorts of one and the same period that count that outcome.

    `low`: whether the rate is of `measure` and lies below `target` for certain. Raises
    AnalysisError for an option that makes no sense.
    """
    _check(follow_up_days, measure, target)
    run = _Run(net, parameters, Rule(floor, show_zeros), follow_up_days, measure, target)
    return {
        "parameters": {
            **parameters.as_dict(),
            "follow_up_days": follow_up_days,
            "measure": measure,
            "target": target,
            "floor": floor,
            "show_zeros": show_zeros,
        },
        "measures": MEASURES,
        "cohorts": [run.cohort(cohort) for cohort in run.cohorts],
        "rates": list(run.rates()),
        "inconsistent": list(run.contradictions()),
        "names": run.names(),
        "completeness": {
            **compute_completeness(Facts(net, parameters)),
            "pathways_with_volumes": len({cohort.pathway for cohort in run.cohorts}),
            "volumes_hidden": sum(len(cohort.hidden) for cohort in run.cohorts),
        },
    }


def _check(follow_up_days: int, measure: str, target: float) -> None:
    if follow_up_days < 0:
        raise AnalysisError(f"follow_up_days must be 0 or more, not {follow_up_days}")
    if measure not in MEASURES:
        raise AnalysisError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}")
    if not 0 <= target <= 1:
        raise AnalysisError(f"target must be between 0 and 1, not {target}")


class _Run:
    """One run over all cohorts."""

    def __init__(
        self,
        net: Projection,
        parameters: CoverageParameters,
        rule: Rule,
        follow_up_days: int,
        measure: str,
        target: float,
    ) -> None:
        self.net, self.rule, self.measure, self.target = net, rule, measure, target
        self.today, self.wait = parameters.as_of.toordinal(), follow_up_days
        self.cohorts = read_cohorts(net, rule)
        self.state = {id(cohort): self._state(cohort) for cohort in self.cohorts}

    def cohort(self, cohort: Cohort) -> dict[str, Any]:
        net = self.net
        sender, receiver = (int(ends[cohort.pathway]) for ends in _ends(net))
        return {
            "pathway": net.pathways.ids[cohort.pathway],
            "from": net.node_id(sender) if sender >= 0 else None,
            "to": net.node_id(receiver) if receiver >= 0 else None,
            "receiver": self._receiver(cohort),
            **_period(cohort.start, cohort.end),
            "follow_up_days": self.today - cohort.end,
            "state": self.state[id(cohort)],
            "sent": cohort.sent,
            "counts": {outcome: list(found) for outcome, found in cohort.counts.items()},
            "hidden": dict(cohort.hidden),
        }

    def contradictions(self) -> Iterator[dict[str, Any]]:
        for cohort in self.cohorts:
            pathway = self.net.pathways.ids[cohort.pathway]
            for outcome, exceeded in find_contradictions(cohort):
                period = _period(cohort.start, cohort.end)
                yield {
                    "pathway": pathway,
                    **period,
                    "outcome": outcome,
                    "exceeds": exceeded,
                    "sentence": (
                        f"{pathway}, {period['start']} to {period['end']}: more referrals are "
                        f"counted as {outcome} than as {exceeded}, which cannot be; counts may be "
                        "of the last state only, not of all who got so far."
                    ),
                }

    def rates(self) -> Iterator[dict[str, Any]]:
        """Of pathways whatever their state; of partners and all where some cohort is rated."""
        for cohort in self.cohorts:
            pathway = self.net.pathways.ids[cohort.pathway]
            for measure in MEASURES:
                key = ("pathway", pathway, cohort.start, cohort.end)
                yield self._rate(key, measure, [cohort], reason=self._reason(cohort, measure))
        groupings: Sequence[tuple[str, Callable[[Cohort], str | None]]] = (
            ("partner", self._receiver),
            ("all", lambda _: ""),
        )
        for by, name in groupings:
            groups: dict[Key, list[Cohort]] = defaultdict(list)
            for cohort in self.cohorts:
                identifier = name(cohort)
                if self.state[id(cohort)] == "rated" and identifier is not None:
                    groups[by, identifier, cohort.start, cohort.end].append(cohort)
            for key in sorted(groups):
                for measure in MEASURES:
                    counted = [each for each in groups[key] if measure in each.counts]
                    reason = None if counted else "not-counted"
                    yield self._rate(key, measure, counted, reason=reason)

    def names(self) -> dict[str, str]:
        net = self.net
        nodes = {
            int(ends[cohort.pathway])
            for cohort in self.cohorts
            for ends in _ends(net)
            if ends[cohort.pathway] >= 0
        }
        receivers = {net.node_partner(int(net.pathway.receiver[c.pathway])) for c in self.cohorts}
        named = {net.node_id(node): net.node_name(node) for node in sorted(nodes)}
        partners = sorted(partner for partner in receivers if partner >= 0)
        return named | {net.partners.ids[each]: net.partners.names[each] for each in partners}

    def _state(self, cohort: Cohort) -> str:
        if self.today - cohort.end < self.wait:
            return "follow-up"
        if any(find_contradictions(cohort)):
            return "inconsistent"
        if cohort.hidden.get(SENT) == "primary":
            return "small"
        return "rated" if cohort.sent else "no-denominator"

    def _reason(self, cohort: Cohort, measure: str) -> str | None:
        state = self.state[id(cohort)]
        if state != "rated":
            return state
        return None if measure in cohort.counts else "not-counted"

    def _receiver(self, cohort: Cohort) -> str | None:
        receiver = int(self.net.pathway.receiver[cohort.pathway])
        partner = self.net.node_partner(receiver) if receiver >= 0 else -1
        return self.net.partners.ids[partner] if partner >= 0 else None

    def _rate(
        self, key: Key, measure: str, cohorts: Sequence[Cohort], *, reason: str | None
    ) -> dict[str, Any]:
        by, identifier, start, end = key
        reached, most, sent, pending = (0, 0, 0, [0, 0])
        for cohort in cohorts if reason is None else ():
            low, _ = cohort.reached(measure) or (0, None)
            least, waiting = cohort.pending
            assert cohort.sent is not None, "a cohort that is rated has a denominator"
            assert waiting is not None, "what is pending is at most what was sent"
            reached, sent = reached + low, sent + cohort.sent
            most += most_reached(cohort, measure)
            pending = [pending[0] + least, pending[1] + waiting]
        rate = [reached / sent, most / sent] if reason is None else None
        told = {
            "by": by,
            "pathway": identifier if by == "pathway" else None,
            "partner": identifier if by == "partner" else None,
            **_period(start, end),
            "measure": measure,
            "connection": MEASURES[measure],
            "cohorts": len(cohorts),
            "sent": sent if reason is None else None,
            "pending": pending if reason is None else None,
            "rate": rate,
            "reason": reason,
            "low": rate is not None and measure == self.measure and rate[1] < self.target,
        }
        return {**told, "sentence": describe_rate(told)}


def _ends(net: Projection) -> tuple[Any, Any]:
    return net.pathway.sender, net.pathway.receiver


def _period(start: int, end: int) -> dict[str, str]:
    return {
        "start": date.fromordinal(start).isoformat(),
        "end": date.fromordinal(end).isoformat(),
    }
