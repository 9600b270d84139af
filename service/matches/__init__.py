"""Proposed matches and what people decided of them, for the command line and over HTTP."""

from __future__ import annotations

from service.matches.deciding import decide_matches, resolve_pair
from service.matches.listing import (
    MatchFilters,
    count_matches,
    describe_matches,
    select_matches,
)
from service.matches.proposals import open_proposals
from service.matches.showing import show_match
from service.matches.table import read_decision_table

__all__ = [
    "MatchFilters",
    "count_matches",
    "decide_matches",
    "describe_matches",
    "open_proposals",
    "read_decision_table",
    "resolve_pair",
    "select_matches",
    "show_match",
]
