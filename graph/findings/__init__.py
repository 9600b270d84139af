"""Findings as data: what an analysis found, its parameters, and the facts it rests on.

Each kind of analysis has one findings graph, replaced as a whole on each run.
"""

from graph.findings.gaps import build_gap_findings
from graph.findings.overlaps import build_overlap_findings
from graph.findings.saving import save_findings
from graph.findings.writing import Findings, FindingsWriter, build_findings

__all__ = [
    "Findings",
    "FindingsWriter",
    "build_findings",
    "build_gap_findings",
    "build_overlap_findings",
    "save_findings",
]
