"""Which counts may be told, so that no small one can be worked out from the others."""

from __future__ import annotations

from graph.disclosure.auditing import Interval, audit, find_disclosed
from graph.disclosure.protection import Protected, protect, protect_table
from graph.disclosure.rule import DEFAULT_FLOOR, Kind, Rule

__all__ = [
    "DEFAULT_FLOOR",
    "Interval",
    "Kind",
    "Protected",
    "Rule",
    "audit",
    "find_disclosed",
    "protect",
    "protect_table",
]
