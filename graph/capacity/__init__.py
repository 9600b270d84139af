"""Capacity: the slots of the services that can be reached, against the families expected."""

from __future__ import annotations

from graph.capacity.run import SLOTS, Slots, compute_capacity

__all__ = ["SLOTS", "Slots", "compute_capacity"]
