"""The whole analysis of collaboratives: from the table of members to the report for a state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from graph.coverage import Coverage
from graph.equity.intervals import as_list
from graph.equity.reference import choose_reference
from graph.planning.choosing import check_known
from graph.planning.collaboratives.assistance import find_request_problems, tell_request
from graph.planning.collaboratives.community import Communities
from graph.planning.collaboratives.goals import tell_goals
from graph.planning.collaboratives.membership import (
    current_seats,
    find_membership_problems,
    problem,
    tell_members,
)
from graph.planning.collaboratives.options import CollaborativeOptions
from graph.planning.collaboratives.peers import PeerNetwork
from graph.planning.collaboratives.progress import STALLED, Progress, judge_outcome, tell_outcome
from graph.planning.collaboratives.readiness import Looked, judge_readiness
from graph.planning.collaboratives.records import Collaborative, read_records
from graph.planning.collaboratives.representation import Table, tell_representation
from graph.planning.collaboratives.segments import tell_segments
from graph.planning.collaboratives.sharing import (
    tell_barriers,
    tell_peers,
    tell_proposals,
    tell_solved,
)
from graph.planning.collaboratives.values import Values
from graph.projection.arrays import Bools
from graph.register import Register


def compute_collaboratives(
    coverage: Coverage, register: Register, options: CollaborativeOptions
) -> dict[str, Any]:
    """Who sits at each table, what it reaches, and who can learn from whom.

    Keys: `parameters`, `as_of`, `collaboratives` (one row a collaborative, the report for a state),
    `members`, `representation`, `readiness`, `outcomes`, `progress` (one row an outcome, period and
    segment), `barriers` (one a gap type and need), `solved` (one a life stage and need), `goals`,
    `peers`, `assistance`, `proposals` (one an open request and peer), `problems`, `reference`,
    `completeness`, `not_judged`, `records` (IRIs by kind and id, of what findings are about).

    Raises BadParameter for the id of a collaborative that there is not, NoSuchRecord for such a
    reference.
    """
    return _Run(coverage, register, options).as_dict()


class _Run:
    """One result, made list by list."""

    def __init__(
        self, coverage: Coverage, register: Register, options: CollaborativeOptions
    ) -> None:
        self.coverage, self.register, self.options = coverage, register, options
        self.day = coverage.parameters.as_of
        self.records = read_records(register)
        self.wanted = self._choose()
        self.communities = Communities(coverage, self.records.collaboratives, floor=options.floor)
        self.network = PeerNetwork(
            self.records, self.communities, self.day, options.answer_days, options.proposals
        )
        self.reference = choose_reference(coverage.net, options.reference)

    def as_dict(self) -> dict[str, Any]:
        net = self.coverage.net
        voices = [row for each in self.wanted for row in self._voices(each)]
        return {
            "parameters": self.coverage.parameters.as_dict() | self.options.as_dict(),
            "as_of": self.day.isoformat(),
            "collaboratives": [self._report(each) for each in self.wanted],
            "members": tell_members(self.records, self.register, self.wanted, self.day),
            "representation": voices,
            "readiness": [row for each in self.wanted for row in self._readiness[each.iri]],
            "outcomes": [row for each in self.wanted for row in self._outcome_rows(each)],
            "progress": [row for each in self.wanted for row in self._segment_rows(each)],
            "barriers": tell_barriers(self.communities),
            "solved": tell_solved(self.network, self.register, self._rows),
            "goals": tell_goals(
                self.records, self.register, {each.iri for each in self.wanted}, self.day
            ),
            "peers": tell_peers(self.network, self._rows),
            "assistance": self._requests(),
            "proposals": tell_proposals(self.network, self._rows, self.options.answer_days),
            "problems": [row for each in self.wanted for row in self._problems(each)],
            "reference": self.reference.as_dict(net),
            "completeness": self.coverage.completeness,
            "not_judged": self._not_judged(),
            "records": self._iris(),
        }

    # Whom it is about ---------------------------------------------------------------------

    def _choose(self) -> Sequence[Collaborative]:
        every = self.records.collaboratives
        known = {each.id for each in every}
        asked = self.options.collaborative
        check_known(asked, known, analysis="collaboratives", option="collaborative")
        chosen = set(asked) or known
        return [each for each in every if each.id in chosen]

    @cached_property
    def _rows(self) -> list[int]:
        """Positions of those told of."""
        return [self.communities.row[each.iri] for each in self.wanted]

    # Rows -----------------------------------------------------------------------------------

    def _voices(self, each: Collaborative) -> list[dict[str, Any]]:
        return self._voices_of[each.iri]

    @cached_property
    def _voices_of(self) -> dict[str, list[dict[str, Any]]]:
        return {
            each.iri: tell_representation(self.records, self.communities, each, self.day)
            for each in self.wanted
        }

    @cached_property
    def _readiness(self) -> dict[str, list[dict[str, Any]]]:
        return {
            each.iri: judge_readiness(
                Looked(
                    collaborative=each,
                    records=self.records,
                    register=self.register,
                    table=self._table(each),
                    voices=self._voices(each),
                    partners_without_sector=self.communities.without_sector(
                        self.communities.row[each.iri]
                    ),
                    sums=self.communities.sums[self.communities.row[each.iri]],
                    progress=self._progress[each.iri],
                    options=self.options,
                    day=self.day,
                )
            )
            for each in self.wanted
        }

    @cached_property
    def _progress(self) -> dict[str, list[Progress]]:
        outcomes = [
            outcome
            for each in self.wanted
            for outcome in self.records.outcomes_of.get(each.iri, ())
        ]
        asked = {outcome.indicator for outcome in outcomes if outcome.indicator}
        values = Values(self.register, asked, floor=self.options.floor)
        return {
            each.iri: [
                judge_outcome(outcome, each, values, self.day)
                for outcome in self.records.outcomes_of.get(each.iri, ())
            ]
            for each in self.wanted
        }

    def _table(self, each: Collaborative) -> Table:
        return Table(each, current_seats(self.records, each.iri, self.day))

    def _outcome_rows(self, each: Collaborative) -> list[dict[str, Any]]:
        return [tell_outcome(progress, each) for progress in self._progress[each.iri]]

    def _segment_rows(self, each: Collaborative) -> list[dict[str, Any]]:
        at = self.reference.segment
        reference = None if at is None else self.coverage.net.segments.iris[at]
        return [
            row
            for progress in self._progress[each.iri]
            for row in tell_segments(progress, each, self.register, reference=reference)
        ]

    def _requests(self) -> list[dict[str, Any]]:
        told = {each.iri for each in self.wanted}
        return [
            tell_request(
                request,
                self.records,
                self.register,
                day=self.day,
                answer_days=self.options.answer_days,
            )
            for request in self.network.requests
            if request.asked_by in told or request.given_by in told
        ]

    def _problems(self, each: Collaborative) -> list[dict[str, Any]]:
        found = list(find_membership_problems(self.records, self.register, each))
        found.extend(find_request_problems(self.records, each, self.day))
        for outcome in self.records.outcomes_of.get(each.iri, ()):
            if outcome.target is not None and outcome.indicator is None:
                told = "It has a target, but no indicator that the target is a value of."
                found.append(problem(each, "strategic outcome", outcome.id, "no-indicator", told))
        return found

    def _report(self, each: Collaborative) -> dict[str, Any]:
        """The row of the state's report: every list in one line."""
        k = self.communities.row[each.iri]
        sums, table = self.communities.sums[k], self._table(each)
        states = [row["state"] for row in self._readiness[each.iri]]
        status = [progress.status for progress in self._progress[each.iri]]
        net, register = self.coverage.net, self.register
        above = self.records.by_iri.get(each.part_of or "")
        return {
            "collaborative": each.id,
            "name": each.name,
            "kind": each.kind,
            "state": each.state(self.day),
            "part_of": None if above is None else above.id,
            "convened_by": register.id(each.convened_by) if each.convened_by else None,
            "coordinator_role": each.coordinator_role,
            "places": register.ids(each.places),
            "cells": sums.cells,
            "every_door": as_list(sums.every_door),
            "any_door": as_list(sums.any_door),
            "gaps": sums.gaps,
            "unknown": sums.unknown,
            "coverage_reason": _no_coverage(sums.cells, small=sums.small, told=sums.every_door),
            "seats": table.total,
            "family_seats": table.family_seats,
            "family_share": None if table.family_share is None else float(table.family_share),
            "voices_missing": sum(row["verdict"] == "missing" for row in self._voices(each)),
            "voices_unknown": sum(row["verdict"] == "unknown" for row in self._voices(each)),
            "holds": states.count("holds"),
            "fails": states.count("fails"),
            "not_known": states.count("unknown"),
            "outcomes": len(status),
            "on_track": sum(each in ("met", "on-track") for each in status),
            "behind": status.count("behind"),
            "stalled": sum(each in STALLED for each in status),
            "outcomes_unknown": status.count("unknown"),
            **self.network.measures(k),
            "partners_without_sector": self.communities.without_sector(k),
            "places_not_loaded": sum(iri not in net.places.index for iri in each.places),
        }

    def _not_judged(self) -> dict[str, Any]:
        """What the result could not say, in counts."""
        required, inside = self.coverage.required, self.communities.inside
        local = [
            k
            for k, each in enumerate(self.records.collaboratives)
            if each.kind == "local" and each.places
        ]
        places: Bools = np.any(inside[local], axis=0)
        return {
            "collaboratives_without_members": sum(
                not self.records.seats_of.get(each.iri) for each in self.wanted
            ),
            "collaboratives_members_not_listed": sum(
                each.members_listed is not True for each in self.wanted
            ),
            "cells_in_no_collaborative": int((~places[required.place]).sum()),
            "coverage_small": int(self.communities.hidden[self._rows].sum()),
        }

    def _iris(self) -> dict[str, dict[str, str]]:
        kinds: dict[str, Sequence[Any]] = {
            "collaborative": self.records.collaboratives,
            "outcome": self.records.outcomes,
            "request": self.records.requests,
            "membership": self.records.memberships,
        }
        return {
            kind: {record.id: record.iri for record in records} for kind, records in kinds.items()
        }


def _no_coverage(cells: int, *, small: bool, told: object) -> str | None:
    if not cells:
        return "no-required-cells"
    return "small" if small else None if told is not None else "no-weight"
