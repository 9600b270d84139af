"""Services that could serve one more place, or take one more kind of family."""

from __future__ import annotations

from graph.closing.actions import WIDEN_AREA, WIDEN_ELIGIBILITY
from graph.closing.candidates.pool import Pool
from graph.closing.candidates.services import build_of_fact
from graph.closing.flows import Flows


def build_area(flows: Flows) -> list[Pool]:
    """Places that are surely outside a service's area."""
    return build_of_fact(flows, "access", WIDEN_AREA)


def build_eligibility(flows: Flows) -> list[Pool]:
    """Segments that a service surely does not take."""
    return build_of_fact(flows, "eligible", WIDEN_ELIGIBILITY)
