"""How good the loaded sources are, as JSON."""

from __future__ import annotations

import json

from loaders.quality.measurements import quality_sources, read_quality
from loaders.quality.report import as_object
from service.quality_tables import of_sources
from service.workers.job import JobData, Lane, Outcome

LANE: Lane = "catalogue"


def run(data: JobData, *, source: str | None) -> Outcome:
    """The report of one source, or a row for each; raises UnknownSource."""
    if source is None:
        found: object = of_sources(
            [read_quality(data.store, name) for name in quality_sources(data.store)]
        )
    else:
        found = as_object(read_quality(data.store, source))
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Outcome([text.encode()], "application/json")
