"""What a load changes before it is published: findings that appear and vanish, the headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.coverage import Coverage
    from graph.findings import Findings
    from graph.parameters import CoverageParameters
    from graph.store import ReadableStore, Results
    from service.workspace import Analyses, Workspace

# The analyses are imported where they are used, as in `service.workspace`.

FINDINGS = ("resilience",)
"""Analyses whose findings are compared beside gaps and overlaps: those that take no choice."""
MOST_OVERLAPS = 20_000
"""Pairs of overlapping services above which overlaps are not compared: many hundred services that
say no more than that they serve one need are all alike."""


@dataclass(frozen=True)
class _Draft:
    """A draft that no one changes any more, so that results are kept while it is looked at."""

    draft: ReadableStore
    version: str

    def query(self, sparql: str) -> Results:
        """As the draft answers."""
        return self.draft.query(sparql)


class Review:
    """Called with the data as it is to be; then holds `result`.

    The result has `parameters`, `headline` (before, after: as in coverage), `required` and `counts`
    (of cells that changed, as in a comparison), `cells` (these cells), `findings` (`counts`,
    `appeared`, `vanished`) and `not_compared` (kinds of findings of which there are too many). It
    is None where nothing is published yet.
    """

    def __init__(self, workspace: Workspace, parameters: CoverageParameters) -> None:
        self._workspace, self._parameters = workspace, parameters
        self.result: dict[str, Any] | None = None

    def __call__(self, draft: ReadableStore) -> None:
        """Compare the draft with what is published."""
        if not self._workspace.store.exists():
            return
        from service.workspace import Analyses

        fixed = _Draft(draft, "draft")
        self.result = compare_updates(self._workspace, Analyses(lambda: fixed), self._parameters)


def compare_updates(
    before: Analyses, after: Analyses, parameters: CoverageParameters
) -> dict[str, Any]:
    """Coverage and findings of two states of the data, side by side."""
    from graph.comparison import compare_findings, describe_changes, pair_cells
    from graph.overlap import count_overlaps

    was, is_now = (each.coverage(parameters, routes="none") for each in (before, after))
    changes = describe_changes(was, is_now, pair_cells(was, is_now))
    pairs = max(count_overlaps(each.projection(), parameters) for each in (before, after))
    overlapping = pairs <= MOST_OVERLAPS
    findings = [
        _findings(analyses, coverage, parameters, overlapping=overlapping)
        for analyses, coverage in ((before, was), (after, is_now))
    ]
    return {
        "parameters": parameters.as_dict(),
        "headline": {"before": was.summary()["headline"], "after": is_now.summary()["headline"]},
        "required": changes["required"],
        "counts": changes["counts"],
        "cells": changes["cells"],
        "findings": compare_findings(*findings),
        "not_compared": [] if overlapping else ["overlaps"],
    }


def _findings(
    analyses: Analyses, coverage: Coverage, parameters: CoverageParameters, *, overlapping: bool
) -> list[Findings]:
    from graph.findings import build_gap_findings, build_overlap_findings
    from service.analyses import select_analysis
    from service.analyses.options import read_options

    net = analyses.projection()
    found = [build_gap_findings(coverage)]
    if overlapping:
        found.append(build_overlap_findings(net, analyses.overlaps(parameters)))
    for module in map(select_analysis, FINDINGS):
        result = analyses.analysis(module, parameters, read_options(module, {}))
        found.append(module.find(net, result))
    return found
