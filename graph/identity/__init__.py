"""Which records are of one partner or service, by what people decided; kept as data."""

from __future__ import annotations

from graph.identity.deciding import Asked, Deciding
from graph.identity.decisions import (
    ACCEPTED,
    REJECTED,
    WITHDRAWN,
    WORDS,
    Decision,
    Pair,
    make_pair,
    read_decisions,
    select_counting,
)
from graph.identity.groups import Groups
from graph.identity.identity import Identity, build_identity, read_identity
from graph.identity.records import Record, read_records
from graph.identity.saving import save_decisions

__all__ = [
    "ACCEPTED",
    "REJECTED",
    "WITHDRAWN",
    "WORDS",
    "Asked",
    "Deciding",
    "Decision",
    "Groups",
    "Identity",
    "Pair",
    "Record",
    "build_identity",
    "make_pair",
    "read_decisions",
    "read_identity",
    "read_records",
    "save_decisions",
    "select_counting",
]
