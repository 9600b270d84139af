"""Where a success model does not hold together.

Each check is a concept of the code list model-check. `fails` is certain, `unknown` says what is
not known; what is stopped is not asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.planning.success.activity_checks import (
    check_evaluated,
    check_in_window,
    check_lead_answers,
    check_one_lead,
    check_own_service,
    check_partner_open,
    check_responsible,
    check_role_service,
    check_under_way_in_time,
)
from graph.planning.success.outcomes import Outcome, Question
from graph.planning.success.record_checks import (
    check_answered,
    check_asked_for,
    check_effort_in_motion,
    check_effort_linked,
    check_has_activity,
    check_indicator_followed,
    check_results_used,
)


def check_all(ask: Question) -> list[Outcome]:
    """Every check of every record, in order of check, then of record."""
    found: list[Outcome] = []
    for check in CHECKS:
        found += check(ask)
    return found


CHECKS: tuple[Callable[[Question], Iterator[Outcome]], ...] = (
    check_responsible,
    check_one_lead,
    check_lead_answers,
    check_role_service,
    check_own_service,
    check_partner_open,
    check_asked_for,
    check_answered,
    check_has_activity,
    check_evaluated,
    check_results_used,
    check_indicator_followed,
    check_effort_linked,
    check_effort_in_motion,
    check_in_window,
    check_under_way_in_time,
)
