"""`nwd demo`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.findings import build_gap_findings, build_overlap_findings, save_findings
from graph.parameters import CoverageParameters
from loaders.load import load_source
from service.analyses import select_analyses
from service.analyses.options import read_options
from service.demo import AS_OF, demo_sources
from service.exports import ExportData, select_exports, write_export
from service.output import print_table, say
from service.progress import show_progress
from service.quality import say_issues
from service.settings import read_settings
from service.summary import print_summary
from service.workspace import Workspace

WORST = 10
FIRST = 5


@click.command(name="demo", short_help="Load and analyse the demonstration community.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="demo",
    show_default=True,
    help="Folder for the store and the take-away files.",
)
def command(out: Path) -> None:
    """Load the demonstration community, analyse it, and write the take-away files.

    A fictional county: a planner's workbook and an HSDS directory.
    """
    out.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(read_settings(data_dir=out / "nwd-data"))
    _load(workspace)
    parameters = CoverageParameters(as_of=AS_OF)
    coverage, overlaps = (
        workspace.coverage(parameters, routes="all"),
        workspace.overlaps(parameters),
    )
    gaps = workspace.gaps(parameters)
    results: dict[str, Any] = {"coverage": coverage.as_dict(), "gaps": gaps, "overlaps": overlaps}
    for name, analysis in select_analyses().items():
        results[name] = workspace.analysis(analysis, parameters, read_options(analysis, {}))
    save_findings(workspace.store, build_gap_findings(coverage))
    save_findings(workspace.store, build_overlap_findings(coverage.net, overlaps))
    for name, analysis in select_analyses().items():
        save_findings(workspace.store, analysis.find(coverage.net, results[name]))
    print_summary(coverage.summary())
    worst = gaps["gaps"][:WORST]
    columns = ("gap_type", "weight", "sentence")
    print_table(worst, columns, title=f"The {len(worst)} heaviest gaps")
    counts = [{"gap_type": name, "cells": count} for name, count in gaps["counts"].items()]
    print_table(counts, ("gap_type", "cells"), title="Gaps by type")
    risks = results["resilience"]["units"][:FIRST]
    losing = ("kind", "name", "loss", "cells")
    print_table(risks, losing, title="What would be lost first if one of them went")
    proposed = results["recommend"]["recommendations"][:FIRST]
    proposing = ("rank", "action", "gain", "cost")
    print_table(proposed, proposing, title=f"The first {len(proposed)} recommendations, to discuss")
    data = ExportData(workspace.snapshot(), parameters, results=results)
    written = []
    for name, export in select_exports().items():
        path = out / f"community{export.SUFFIX}"
        write_export(name, data, path)
        written.append({"file": str(path), "what": export.TITLE})
    print_table(written, ("file", "what"), title="To take away")
    folder = workspace.settings.data_dir
    say(f"to look around in a browser: nwd serve --data-dir {folder} --as-of {AS_OF}")


def _load(workspace: Workspace) -> None:
    with show_progress() as progress:
        for name, path, title in demo_sources():
            report = load_source(
                workspace.store,
                path,
                source=name,
                title=title,
                licence="CC0-1.0",
                progress=progress,
            )
            say_issues(report.issues)
            say(f"{title}: {sum(report.loaded.values())} records, {report.triples} triples")
