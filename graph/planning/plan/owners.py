"""Partners that answer for an action and for certain have no service that is open."""

from __future__ import annotations

from dataclasses import replace

from graph.coverage.facts import Facts
from graph.planning.plan.records import PlanRecords
from graph.planning.success.carriers import Carriers
from graph.register import Register


def with_closed_owners(records: PlanRecords, register: Register, facts: Facts) -> PlanRecords:
    """The records with the partners that are closed, as success models judge them.

    A service whose status is not known, or too old to count, may be open, and so may be one that is
    not listed where a partner's list was last said to be partial.
    """
    owners = {action.partner for action in records.actions} - {None}
    if not owners:
        return records
    carriers = Carriers(facts, register)
    closed = {
        partner
        for partner in owners
        if partner is not None and carriers.judge_partner(partner)[0] == "fails"
    }
    return replace(records, closed_partners=frozenset(closed))
