"""Steps that measure planning: its tables, and each of its analyses beside coverage."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bench.generated import SIZES, write_tables
from bench.registry import AS_OF, step
from communities.planning_copies import copy_planning

from graph.parameters import CoverageParameters
from graph.store import EmbeddedStore
from service.workspace import Analyses

PARAMETERS = CoverageParameters(as_of=AS_OF)
COPIES = {"county": 1, "state": 36}
"""How often the demonstration's planning tables are there: once a county."""
Made = TypeVar("Made")


@step
def generate_planning(size: str, folder: str) -> dict[str, Any]:
    """The planning tables of a size, about the records of its workbook; `rows` of all tables."""
    have = SIZES[size]
    pools = {
        "place": [f"a{i}" for i in range(have.places)],
        "partner": [f"o{i}" for i in range(have.partners)],
        "service": [f"s{i}" for i in range(have.services)],
        "touchpoint": [f"t{i}" for i in range(have.touchpoints)],
        "need": [f"n{i}" for i in range(have.needs)],
        "segment": [f"p{i}" for i in range(have.segments)],
        "referral": [f"e{i}" for i in range(have.pathways)],
    }
    tables = copy_planning(pools, COPIES[size], source="bench")
    write_tables(tables, Path(folder) / "planning")
    return {"rows": sum(map(len, tables.values())), "tables": len(tables)}


@step
def load_planning(path: str, data_dir: str) -> dict[str, Any]:
    """The planning tables as a source of their own beside the workbook; an error stops it."""
    from loaders.load import load_source

    store = EmbeddedStore(Path(data_dir))
    started, busy = time.perf_counter(), time.process_time()
    report = load_source(store, Path(path), source="plans", validate=False)
    seconds, processor = time.perf_counter() - started, time.process_time() - busy
    refused = [issue for issue in report.issues if issue.severity == "error"]
    assert not refused, refused[:5]
    return {
        "seconds": seconds,
        "processor": processor,
        "triples": report.triples,
        "rows": report.rows_read,
        "stages": {name: round(value, 2) for name, value in report.seconds.items()},
    }


@step
def plan_coverage(data_dir: str) -> dict[str, Any]:
    """One run of coverage on the kept projection: the statuses alone, and with routes at gaps."""
    analyses = Analyses(lambda: store)
    store = EmbeddedStore(Path(data_dir)).read()
    analyses.projection()
    started = time.process_time()
    analyses.coverage(PARAMETERS, routes="none")
    plain = time.process_time()
    analyses.coverage(PARAMETERS, routes="gaps")
    return {"processor": plain - started, "with_gaps": time.process_time() - plain}


@step
def plan_with(data_dir: str, name: str) -> dict[str, Any]:
    """One analysis as a command asks for it first: the projection is kept, nothing else is.

    `rests_on` is the part of the seconds of the processor that goes to the coverage, or the
    baseline of what-if, that it asks for.
    """
    from service.analyses import select_analysis
    from service.analyses.options import read_options

    analysis = select_analysis(name)
    analyses = TimedAnalyses(EmbeddedStore(Path(data_dir)).read())
    analyses.projection()
    options = read_options(analysis, {})
    started = time.process_time()
    result = analyses.analysis(analysis, PARAMETERS, options)
    found = time.process_time()
    analysis.find(analyses.projection(), result)
    return {
        "processor": found - started,
        "finding": time.process_time() - found,
        "rests_on": sum(analyses.spent.values()),
        "rows": sum(len(result.get(each.name) or ()) for each in analysis.LISTS),
    }


class TimedAnalyses(Analyses):
    """Analyses that note the processor's seconds in coverage and baseline."""

    def __init__(self, store: Any) -> None:
        super().__init__(lambda: store)
        self.spent: dict[str, float] = {}

    def coverage(self, parameters: CoverageParameters, *, routes: Any) -> Any:
        return self._timed("coverage", lambda: Analyses.coverage(self, parameters, routes=routes))

    def baseline(self, parameters: CoverageParameters) -> Any:
        return self._timed("baseline", lambda: Analyses.baseline(self, parameters))

    def _timed(self, what: str, make: Callable[[], Made]) -> Made:
        started = time.process_time()
        made = make()
        self.spent[what] = self.spent.get(what, 0.0) + time.process_time() - started
        return made
