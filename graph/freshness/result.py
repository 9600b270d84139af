"""Freshness: the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from graph.closing.trying import compute_true_gain
from graph.closing.words import describe_action
from graph.coverage import Coverage, compute_coverage
from graph.errors import AnalysisError
from graph.freshness.calls import Call, choose_calls
from graph.freshness.facts import AskedFact, collect_facts, weight_of
from graph.freshness.records import KINDS, Dated
from graph.freshness.staleness import Ageing, describe_ages, group_records
from graph.freshness.words import describe_call, describe_date, describe_fact
from graph.projection import Projection, Ternary
from graph.whatif import Baseline

DEFAULT_COUNT = 25
DEFAULT_HORIZON_DAYS = 90
MOST_CELLS = 20_000
"""Most required cells for which every row tells what a yes covers on the changed network."""
TRIED = 10
"""With more cells, so many rows tell it."""
QUESTIONS = 10
"""Most questions that a call spells out."""


def compute_freshness(
    coverage: Coverage,
    records: Sequence[Dated],
    *,
    base: Baseline,
    contacts: Mapping[str, Mapping[str, str]],
    count: int = DEFAULT_COUNT,
    horizon_days: int = DEFAULT_HORIZON_DAYS,
) -> dict[str, Any]:
    """What to verify, whom to ask first, and how old the records are.

    `coverage` has its possible routes; `base` is the baseline of the same projection and
    parameters; `contacts` are `phone` and `website` by IRI of a partner.

    Keys: `parameters`, `required`, `headline`, `unknown` (cells, weight, facts), `together` (what
    is covered if every answer of the calls is yes), `horizon`, `worklist`, `calls`, `sources`,
    `partners`, `completeness`. Raises AnalysisError for a value outside its range.
    """
    if count < 1 or not 0 <= horizon_days <= 36_500:
        raise AnalysisError("count must be 1 or more, horizon_days between 0 and 36,500")
    facts = collect_facts(coverage)
    calls = choose_calls(coverage, facts, count)
    ageing = Ageing.of(coverage.parameters, horizon_days)
    summary = coverage.summary()
    write = _Writer(coverage, base, records, contacts, ageing)
    unknown = np.flatnonzero(coverage.any_door == Ternary.UNKNOWN)
    return {
        "parameters": {**summary["parameters"], "count": count, "horizon_days": horizon_days},
        "required": summary["required"],
        "headline": summary["headline"],
        "unknown": {
            "cells": len(unknown),
            "weight": weight_of(coverage, unknown),
            "facts": len(facts),
            "partners": len({fact.partner for fact in facts if fact.partner >= 0}),
        },
        "together": write.together(calls),
        "horizon": compute_horizon(coverage, records, ageing),
        "worklist": write.worklist(facts[:count]),
        "calls": [write.call(i, call) for i, call in enumerate(calls, start=1)],
        "sources": write.by_source(),
        "partners": write.by_partner(),
        "completeness": summary["completeness"],
    }


def compute_horizon(coverage: Coverage, records: Sequence[Dated], ageing: Ageing) -> dict[str, Any]:
    """What becomes of coverage at the horizon if nothing is verified until then.

    Keys: on, records (that go stale until then), any_door and every_door (cells and weight that are
    covered now and unknown then), headline (then).
    """
    then = coverage.parameters.as_of + timedelta(days=ageing.horizon_days)
    later = compute_coverage(coverage.net, replace(coverage.parameters, as_of=then), routes="none")
    going = {
        r.stands_for for r in records if r.verified is not None and ageing.goes_stale(r.verified)
    }
    found: dict[str, Any] = {"on": then.isoformat(), "records": len(going)}
    for name in ("any_door", "every_door"):
        before, after = getattr(coverage, name), getattr(later, name)
        lost = np.flatnonzero((before == Ternary.TRUE) & (after != Ternary.TRUE))
        found[name] = {"cells": len(lost), "weight": weight_of(coverage, lost)}
    return {**found, "headline": later.summary()["headline"]}


@dataclass(frozen=True)
class _Told:
    """What the sources say of when a record was verified."""

    verified: date | None
    sources: list[str]


NOTHING_TOLD = _Told(None, [])


def read_told(records: Sequence[Dated], asked: Set[str]) -> dict[str, _Told]:
    """What is said of some records, by the IRI that stands for them."""
    told: dict[str, _Told] = {}
    for record in records:
        if record.stands_for in asked:
            known = told.get(record.stands_for, NOTHING_TOLD)
            days = [day for day in (known.verified, record.verified) if day is not None]
            sources = dict.fromkeys([*known.sources, record.source])
            told[record.stands_for] = _Told(max(days, default=None), list(sources))
    return told


class _Writer:
    """Writes the rows of the lists."""

    def __init__(
        self,
        coverage: Coverage,
        base: Baseline,
        records: Sequence[Dated],
        contacts: Mapping[str, Mapping[str, str]],
        ageing: Ageing,
    ) -> None:
        self.coverage, self.base, self.records = coverage, base, records
        self.contacts, self.ageing = contacts, ageing
        self.net: Projection = coverage.net

    def worklist(self, facts: Sequence[AskedFact]) -> list[dict[str, Any]]:
        """The facts in their order."""
        subjects = [fact.action.concerns(self.net)["subject"] for fact in facts]
        told = read_told(self.records, set(subjects))
        return [
            self._fact(rank, fact, told.get(subject, NOTHING_TOLD))
            for rank, (fact, subject) in enumerate(zip(facts, subjects, strict=True), start=1)
        ]

    def _fact(self, rank: int, fact: AskedFact, told: _Told) -> dict[str, Any]:
        net, action = self.net, fact.action
        asked, question = action.describe(net), describe_action(net, action)
        verified = told.verified.isoformat() if told.verified else None
        age = self.ageing.age(told.verified) if told.verified else None
        partner = net.partners.names[fact.partner] if fact.partner >= 0 else None
        alone = (len(fact.alone), weight_of(self.coverage, fact.alone))
        dated = describe_date(
            verified, age, stale=told.verified is not None and self.ageing.is_stale(told.verified)
        )
        return {
            "rank": rank,
            **{name: asked[name] for name in ("fact", "subject", "object")},
            "question": question,
            "with": net.partners.ids[fact.partner] if fact.partner >= 0 else None,
            "with_name": partner,
            "sources": told.sources,
            "verified_on": verified,
            "age_days": age,
            "cells_alone": alone[0],
            "weight_alone": alone[1],
            "cells": len(fact.cells),
            "weight": weight_of(self.coverage, fact.cells),
            "settles": self._settles(rank, fact),
            "sentence": describe_fact(
                question,
                partner=partner,
                alone=alone,
                relying=len(fact.cells),
                dated=dated,
            ),
        }

    def _settles(self, rank: int, fact: AskedFact) -> dict[str, float] | None:
        """Cells and weight that a yes covers at some door on the changed network."""
        if rank > TRIED and len(self.coverage.required) > MOST_CELLS:
            return None
        found: dict[str, float] = compute_true_gain(self.base, [fact.action])["any_door"]
        return found

    def together(self, calls: Sequence[Call]) -> dict[str, Any]:
        """What is covered if every answer to the questions of some calls is yes."""
        actions = list(dict.fromkeys(fact.action for call in calls for fact in call.facts))
        gain = compute_true_gain(self.base, actions)
        return {"calls": len(calls), "facts": len(actions), **gain}

    def call(self, rank: int, call: Call) -> dict[str, Any]:
        net = self.net
        name = net.partners.names[call.partner]
        contact = self.contacts.get(net.partners.iris[call.partner], {})
        settled = (len(call.settled), weight_of(self.coverage, call.settled))
        questions = [describe_action(net, fact.action) for fact in call.facts[:QUESTIONS]]
        return {
            "rank": rank,
            "partner": net.partners.ids[call.partner],
            "name": name,
            "phone": contact.get("phone"),
            "website": contact.get("website"),
            "facts": len(call.facts),
            "cells": settled[0],
            "weight": settled[1],
            "cells_waiting": len(call.relying),
            "weight_waiting": weight_of(self.coverage, call.relying),
            "questions": questions,
            "sentence": describe_call(name, len(call.facts), settled, len(call.relying), rank),
        }

    def by_source(self) -> list[dict[str, Any]]:
        """All sources together first, then each by name; all kinds together first."""
        rows = []
        for source in (None, *sorted({record.source for record in self.records})):
            of_source = [r for r in self.records if source is None or r.source == source]
            for kind in (None, *KINDS):
                held = [r for r in of_source if kind is None or r.kind == kind]
                for _, one in group_records(held, lambda record: 0):
                    about = {"source": source, "kind": kind}
                    rows.append({**about, **describe_ages(one, self.ageing)})
        return rows

    def by_partner(self) -> list[dict[str, Any]]:
        """The partner with the most stale records first."""
        rows = []
        for partner, held in group_records(self.records, lambda record: record.partner):
            named = partner >= 0
            rows.append(
                {
                    "partner": self.net.partners.ids[partner] if named else None,
                    "name": self.net.partners.names[partner] if named else None,
                    **describe_ages(held, self.ageing),
                }
            )
        return sorted(rows, key=lambda row: (-row["stale"], -row["undated"], row["partner"] or ""))
