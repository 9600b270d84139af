"""`nwd demo`"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from graph.findings import build_gap_findings, build_overlap_findings, save_findings
from graph.parameters import CoverageParameters
from loaders.load import load_source
from service.analyses import select_analyses
from service.analyses.contract import Part
from service.analyses.options import read_options
from service.demo import AS_OF, demo_sources
from service.export_formats import list_export_formats
from service.exports import ExportData, write_export
from service.output import print_table, say
from service.progress import show_progress
from service.quality import say_issues
from service.report.asked import Asked
from service.report.material import Material
from service.report.writing import write_report
from service.settings import read_settings
from service.summary import print_summary
from service.workspace import Workspace

PARTS: tuple[Part, ...] = ("map", "planning")
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
    save_findings(workspace.store, build_gap_findings(coverage))
    save_findings(workspace.store, build_overlap_findings(coverage.net, overlaps))
    # Plans ask what has become of what the map's analyses found.
    for part in PARTS:
        results |= _analyse(workspace, part, parameters)
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
    plans = [
        {"command": f"nwd {name}", "says": _first_line(each.tell(results[name]))}
        for name, each in select_analyses().items()
        if each.PART == "planning"
    ]
    print_table(plans, ("command", "says"), title="From the map to the plan")
    data = ExportData(workspace.snapshot(), parameters, results=results, analyses=workspace)
    written = []
    for name, format_ in list_export_formats().items():
        path = out / format_.file_name("community")
        write_export(name, data, path)
        written.append({"file": str(path), "what": format_.title})
    report = out / "report.html"
    told = Asked(compute="yes")
    write_report(Material(workspace, parameters, told, computed=coverage, results=results), report)
    written.append({"file": str(report), "what": "Asset map and gap report, to read and to print"})
    print_table(written, ("file", "what"), title="To take away")
    folder = workspace.settings.data_dir
    say(f"to look around in a browser: nwd serve --data-dir {folder} --as-of {AS_OF}")


def _analyse(workspace: Workspace, part: Part, parameters: CoverageParameters) -> dict[str, Any]:
    """Results of the part's analyses by name; what they find is kept once all are there."""
    chosen = {name: each for name, each in select_analyses().items() if part == each.PART}
    results = {
        name: workspace.analysis(each, parameters, read_options(each, {}))
        for name, each in chosen.items()
    }
    net = workspace.projection()
    for name, each in chosen.items():
        save_findings(workspace.store, each.find(net, results[name]))
    return results


def _first_line(lines: Iterable[str]) -> str:
    return next((line for line in lines if line), "")


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
