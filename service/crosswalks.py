"""What to map next, as rows and as an object, for the command and the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyoxigraph import Store

from graph.store import ReadableStore
from loaders.crosswalk.directories import copy_what_is_read, read_directories
from loaders.crosswalk.gaps import Gap, Gaps, find_gaps

LISTED = (
    "term",
    "name",
    "match",
    "code",
    "vocabulary",
    "status",
    "why",
    "sources",
    "services",
    "uncoded",
    "newly",
    "cumulated",
    "share",
)


def gaps_in(held: Store, sources: Sequence[str] = ()) -> Gaps:
    """The list for the directories of these names, by default all; raises UnknownSource."""
    return find_gaps(list(read_directories(held, sources)))


def gaps_of(store: ReadableStore, sources: Sequence[str] = ()) -> Gaps:
    """The same of a store that can only be asked."""
    return gaps_in(copy_what_is_read(store), sources)


def gap_row(gap: Gap) -> dict[str, Any]:
    """A term as a row of plain values."""
    return {name: getattr(gap, name) for name in LISTED}


def gaps_object(gaps: Gaps) -> dict[str, Any]:
    """The list as JSON takes it."""
    return {
        "services": gaps.services,
        "uncoded": gaps.uncoded,
        "without_terms": gaps.without_terms,
        "in_an_hour": gaps.in_an_hour(),
        "sentence": gaps.sentence(),
        "terms": [gap_row(gap) for gap in gaps.gaps],
    }
