"""Results of the command line go back into the store as findings."""

from __future__ import annotations

from typing import Any

from graph.coverage import Coverage
from graph.errors import StoreError
from graph.findings import (
    Findings,
    build_gap_findings,
    build_overlap_findings,
    save_findings,
)
from service.output import say
from service.workspace import Workspace


def record_coverage(workspace: Workspace, coverage: Coverage) -> None:
    """Replace the gap findings by those of this run."""
    record_findings(workspace, build_gap_findings(coverage))


def record_overlaps(workspace: Workspace, overlaps: dict[str, Any]) -> None:
    """Replace the overlap findings by those of this run."""
    record_findings(workspace, build_overlap_findings(workspace.projection(), overlaps))


def record_findings(workspace: Workspace, findings: Findings) -> None:
    """Save, or say why not: the result itself does not depend on it."""
    try:
        save_findings(workspace.store, findings, wait_seconds=workspace.settings.lock_wait)
    except StoreError as error:
        say(f"the {findings.kind} findings were not kept: {error}")
