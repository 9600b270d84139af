"""Tables through the loader, the projection and the engine: what the product says of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from communities.community import seeded_community
from communities.funding import funded_community
from oracle.plain_facts import OracleParameters
from oracle.plain_records import Sources

from graph.coverage import CoverageParameters, compute_coverage
from graph.projection import Projection, build_projection
from graph.store import ReadableStore
from loaders.load import build_dataset, render_issue

Result = dict[str, Any]


def load_tables(sources: Sources) -> ReadableStore:
    """All sources in one store; a row that is refused fails, as these are all well formed."""
    store, reports = build_dataset(sources)
    errors = [
        render_issue(issue)
        for report in reports.values()
        for issue in report.issues
        if issue.severity == "error"
    ]
    assert not errors, f"the loader refused: {'; '.join(errors)}"
    return store


@lru_cache(maxsize=256)
def seeded_projection(seed: int, scale: float = 1.0) -> Projection:
    """A seeded community as arrays, which nobody changes; loaded once for all who ask."""
    return build_projection(load_tables(seeded_community(seed, scale=scale)))


@lru_cache(maxsize=256)
def funded_projection(seed: int) -> Projection:
    """The same with its money."""
    return build_projection(load_tables(funded_community(seed)))


class Engine:
    """The engine on one community, loaded once for any parameters."""

    def __init__(self, sources: Sources) -> None:
        self.net = build_projection(load_tables(sources))

    def result(self, parameters: OracleParameters) -> Result:
        return compute_coverage(self.net, CoverageParameters(**asdict(parameters))).as_dict()


def engine_result(sources: Sources, *, as_of: date, **given: Any) -> Result:
    """The object of SEMANTICS 11 for the tables of each source."""
    return Engine(sources).result(OracleParameters(as_of, **given))
