"""Places, days and generations side by side, for the command line and over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.parameters import CoverageParameters
    from service.workspace import Analyses, Workspace

# The analyses are imported where they are used, as in `service.workspace`.


def compare_places(
    analyses: Analyses, parameters: CoverageParameters, places: tuple[str, ...]
) -> dict[str, Any]:
    """Places of one state of the data."""
    from graph import comparison

    return comparison.compare_places(analyses.coverage(parameters, routes="none"), places)


def compare_days(
    analyses: Analyses, first: CoverageParameters, second: CoverageParameters
) -> dict[str, Any]:
    """Two days on the same data."""
    from graph.comparison import Moment, compare_moments

    moments = [
        Moment(each.as_of.isoformat(), analyses.coverage(each, routes="none"))
        for each in (first, second)
    ]
    return compare_moments("as_of", *moments)


def compare_generations(
    workspace: Workspace, parameters: CoverageParameters, first: int, second: int
) -> dict[str, Any]:
    """Two generations of the store, as of one day.

    Raises UnknownGeneration for one that is not kept.
    """
    from graph.comparison import Moment, compare_moments, open_generation
    from graph.coverage import compute_coverage
    from graph.projection import build_projection

    moments = []
    for number in (first, second):
        store = open_generation(workspace.store, number)
        generation = store.generation
        told = {
            "generation": generation.number,
            "published_at": generation.published_at.isoformat(timespec="seconds"),
            "kind": generation.kind,
            "note": generation.note,
        }
        coverage = compute_coverage(build_projection(store), parameters, routes="none")
        moments.append(Moment(str(number), coverage, told))
    return compare_moments("generation", *moments)
