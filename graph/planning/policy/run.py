"""Recommendations, what supports them, and the barriers that none addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from graph.coverage import Coverage
from graph.coverage.rungs import GAP_TYPES
from graph.planning.policy.cells import Cells, Has, Shown, join
from graph.planning.policy.options import PolicyOptions, choose
from graph.planning.policy.problems import Told, list_problems, list_unsupported
from graph.planning.policy.records import (
    TURNED_DOWN,
    Barrier,
    Community,
    Recommendation,
    read_barriers,
    read_communities,
    read_recommendations,
)
from graph.planning.policy.sentences import (
    NOT_NAMED,
    describe_shared,
    describe_support,
    describe_unaddressed,
    money,
    name_pair,
    plain,
)
from graph.planning.policy.support import Supports
from graph.planning.policy.verdicts import (
    cost_per_family,
    count_communities,
    describe_counts,
    judge_support,
)
from graph.register import Register
from ontology.terms import code


def compute_policy(
    register: Register, coverage: Coverage, options: PolicyOptions | None = None
) -> dict[str, Any]:
    """What supports each recommendation, and which shared barriers none addresses.

    Keys: `parameters` (with the options), `required`, `recommendations` (one row each), `support`
    (one row a recommendation and finding), `communities` (one row a recommendation and community),
    `barriers` (one row a barrier that was told), `unaddressed` (one row a barrier, told or found),
    `problems` (one row a check that fails or cannot be judged), `unsupported` (what findings are
    made of, whichever recommendation is asked for) and `completeness`.

    `weight` is the weight of the gaps that fit, `families` the families behind it, as `Cells.weigh`
    tells; both None where no families are stated. `supported` is yes, no or unknown. Amounts are
    decimals as text. Raises BadParameter for an id of no recommendation.
    """
    run = _Run(register, coverage, options or PolicyOptions())
    rows = [run.recommendation(told) for told in run.told]
    return {
        "parameters": {**coverage.parameters.as_dict(), **run.options.as_dict()},
        "required": coverage.summary()["required"],
        "recommendations": rows,
        "support": [row for told in run.told for row in run.support(told)],
        "communities": [row for told in run.told for row in run.communities_of(told)],
        "barriers": [run.barrier(barrier) for barrier in run.barriers],
        "unaddressed": run.unaddressed(),
        "problems": list_problems(register, run.told, run.barriers, coverage.parameters.as_of),
        "unsupported": list_unsupported(run.every),
        "completeness": coverage.completeness,
    }


class _Run:
    """One run over all recommendations."""

    def __init__(self, register: Register, coverage: Coverage, options: PolicyOptions) -> None:
        self.register, self.coverage, self.options = register, coverage, options
        self.cells = Cells(coverage)
        self.nothing = self.cells.nothing()
        as_of = coverage.parameters.as_of
        self.barriers = read_barriers(register)
        self.communities = read_communities(register, coverage.net, as_of)
        self.shown = {each.iri: self.cells.show(each.criteria) for each in self.barriers}
        every = read_recommendations(register)
        self.supports = Supports(register.store, coverage, every)
        self.every = [self._tell(each) for each in every]
        self.told = choose(self.every, self.options.recommendation)

    def recommendation(self, told: Told) -> dict[str, Any]:
        each, ids = told.recommendation, self.register.ids
        weighed = self.cells.weigh(told.shown) if told.criteria else None
        cited = Counter(found.state for found in told.support if found.cited)
        row: dict[str, Any] = {
            "id": each.id,
            "name": each.name,
            "kind": each.kind,
            "level": each.level,
            "ask": each.ask,
            "amount": money(each.amount),
            "per": each.per if each.amount is not None else None,
            "currency": each.currency if each.amount is not None else None,
            "amount_per_year": money(each.per_year),
            "status": each.status,
            "asked_on": None if each.asked_on is None else each.asked_on.isoformat(),
            "collaboratives": ids(each.collaboratives),
            "streams": ids(each.streams),
            "goals": ids(each.goals),
            "barriers": ids(each.barriers),
            "needs": ids(each.criteria.needs),
            "touchpoints": ids(each.criteria.touchpoints),
            "segments": ids(each.criteria.segments),
            "gap_types": list(each.criteria.gap_types),
            "activities": ids(each.activities),
            "cited": cited.total(),
            "cited_open": cited["open"],
            "cited_gone": cited["gone"],
            "cited_unknown": cited["unknown"],
            "matched": sum(not found.cited for found in told.support),
            "weight": plain(weighed[0]) if weighed else None,
            "families": plain(weighed[1]) if weighed else None,
            "cost_per_family": cost_per_family(each, weighed[1] if weighed else None),
            **describe_counts(told.has),
            "supported": told.supported,
            "reason": told.reason,
        }
        asked_about = bool(told.criteria) or "yes" in told.has.values()
        shared = describe_shared(count_communities(told.has)) if asked_about else NOT_NAMED
        return {
            **row,
            "asked_about": asked_about,
            "shared": shared,
            "sentence": describe_support(each.name, row, shared),
        }

    def support(self, told: Told) -> list[dict[str, Any]]:
        return [
            {
                "recommendation": told.recommendation.id,
                "finding": found.name,
                "kind": found.name.partition("/")[0],
                "how": "cited" if found.cited else "fits",
                "state": found.state,
                "weight": plain(found.weight),
                "as_of": None if found.as_of is None else found.as_of.isoformat(),
                "sentence": found.sentence,
            }
            for found in told.support
        ]

    def communities_of(self, told: Told) -> list[dict[str, Any]]:
        return [
            {
                "recommendation": told.recommendation.id,
                "community": community.id,
                "name": community.name,
                "kind": community.kind,
                "has": told.has[community.iri],
                "told": bool(self._tellers(told.recommendation) & {community.iri}),
                "puts_forward": community.iri in told.recommendation.collaboratives,
                "weight": self._weight_in(community, told.shown),
            }
            for community in self.communities
        ]

    def barrier(self, barrier: Barrier) -> dict[str, Any]:
        shown = self.shown[barrier.iri]
        has = self._judge(shown, set(barrier.collaboratives))
        weighed = self.cells.weigh(shown)
        return {
            "id": barrier.id,
            "name": barrier.name,
            "description": barrier.description,
            "collaboratives": self.register.ids(barrier.collaboratives),
            "needs": self.register.ids(barrier.criteria.needs),
            "gap_types": list(barrier.criteria.gap_types),
            "told_on": None if barrier.told_on is None else barrier.told_on.isoformat(),
            "weight": plain(weighed[0]) if weighed else None,
            **describe_counts(has),
            "recommendations": sorted(
                told.recommendation.id for told in self.every if self._addresses(told, barrier)
            ),
            "sentence": f"{barrier.name}. {describe_shared(count_communities(has))}",
        }

    def unaddressed(self) -> list[dict[str, Any]]:
        """Told barriers, then those found; of each the most shared first."""
        rows, covered = [], self.nothing.has
        for barrier in self.barriers:
            shown = self.shown[barrier.iri]
            covered = covered | shown.has
            has = self._judge(shown, set(barrier.collaboratives))
            if self._shared(has) and not any(self._addresses(t, barrier) for t in self.every):
                key = f"barrier>{barrier.id}"
                rows.append(self._unaddressed("told", key, barrier.name, barrier.iri, shown, has))
        for told in self.every:
            if told.recommendation.status not in TURNED_DOWN:
                covered = covered | told.shown.has
        for need, gap_type in self.cells.pairs():
            shown = self.cells.of_pair(need, gap_type)
            if (shown.has & covered).any():
                continue
            has = self._judge(shown, set())
            if self._shared(has):
                net, type_ = self.coverage.net, str(GAP_TYPES[gap_type])
                label = self.register.name(code("gap-type", type_).value)
                name = name_pair(net.needs.names[need], label)
                key, iri = f"{net.needs.ids[need]}>{type_}", net.needs.iris[need]
                rows.append(self._unaddressed("found", key, name, iri, shown, has))
        return sorted(rows, key=_most_shared)

    def _unaddressed(
        self, source: str, key: str, name: str, iri: str, shown: Shown, has: Mapping[str, Has]
    ) -> dict[str, Any]:
        weighed = self.cells.weigh(shown)
        families = plain(weighed[1]) if weighed else None
        return {
            "barrier": key,
            "source": source,
            "name": name,
            "gaps": int(shown.has.sum()),
            "weight": plain(weighed[0]) if weighed else None,
            "families": families,
            **describe_counts(has),
            "sentence": describe_unaddressed(name, count_communities(has), families),
            "finding": f"policy/{key}",
            "iri": iri,
        }

    def _tell(self, each: Recommendation) -> Told:
        named = [barrier for barrier in self.barriers if barrier.iri in each.barriers]
        criteria = [c for c in (each.criteria, *(barrier.criteria for barrier in named)) if c]
        shown = join((self.cells.show(one) for one in criteria), self.nothing)
        rows = np.flatnonzero(shown.has).tolist()
        support = self.supports.of(each, criteria, rows)
        has = self._judge(shown, self._tellers(each))
        lacking = self.supports.not_looked_for(each)
        verdict, reason = judge_support(each, criteria, support, shown, lacking)
        return Told(each, criteria, shown, support, has, verdict, reason)

    def _tellers(self, each: Recommendation) -> set[str]:
        """Collaboratives whose communities say that they have a barrier it is to take away."""
        named = [barrier for barrier in self.barriers if barrier.iri in each.barriers]
        return {iri for barrier in named for iri in barrier.collaboratives}

    def _judge(self, shown: Shown, tellers: set[str]) -> dict[str, Has]:
        return {
            each.iri: "yes" if each.iri in tellers else self.cells.judge(each, shown)
            for each in self.communities
        }

    def _shared(self, has: Mapping[str, Has]) -> bool:
        with_it = sum(value == "yes" for value in has.values())
        return with_it >= self.options.least and with_it >= self.options.least_share * len(has)

    def _addresses(self, told: Told, barrier: Barrier) -> bool:
        each = told.recommendation
        if each.status in TURNED_DOWN:
            return False
        overlap = bool((told.shown.has & self.shown[barrier.iri].has).any())
        return barrier.iri in each.barriers or overlap

    def _weight_in(self, community: Community, shown: Shown) -> str | None:
        inside = self.cells.inside(community)
        weighed = self.cells.weigh(Shown(shown.asked, shown.has & inside, shown.lacks))
        return plain(weighed[0]) if weighed else None


def _most_shared(row: Mapping[str, Any]) -> tuple[Any, ...]:
    weight = Decimal(row["weight"]) if row["weight"] else Decimal(row["gaps"])
    return row["source"] != "told", -row["communities_with"], -weight, row["barrier"]
