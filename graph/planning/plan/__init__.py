"""The implementation plan: how far each action has come, what stands in the way, what it mended."""

from __future__ import annotations

from graph.planning.plan.reading import read_plan_records
from graph.planning.plan.records import PlanRecords
from graph.planning.plan.run import compute_plan

__all__ = ["PlanRecords", "compute_plan", "read_plan_records"]
