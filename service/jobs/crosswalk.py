"""Terms of directories to map next, as JSON."""

from __future__ import annotations

import json

from service.crosswalks import gaps_object, gaps_of
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "analysis"


def run(data: JobData, *, source: str | None, limit: int) -> Outcome:
    """What `nwd crosswalk list` prints, with the first `limit` terms; raises UnknownSource."""
    gaps = data.remember(
        ("crosswalk", source), lambda: gaps_of(data.store, [] if source is None else [source])
    )
    found = gaps_object(gaps)
    body = {**found, "total_terms": len(found["terms"]), "terms": found["terms"][:limit]}
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Outcome([text.encode()], "application/json")
