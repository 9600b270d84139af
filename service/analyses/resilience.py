"""`nwd resilience`: what is lost when a part of the system goes?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import INTEGER, LONG, NUMBER, SHARE, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "resilience"
SUMMARY = "What is lost when a service, partner, site, referral pathway or funder goes."
DESCRIPTION = """Single points of failure: what coverage loses with each unit taken away by itself.

Each service, partner, site, pathway and funder is taken away, one at a time, and the required cells
that lose their last certain route at some door are told. A cell that is lost becomes a gap, or
unknown where a route not yet verified may remain. It says what rests on one unit alone; it is no
judgement of that unit.
"""
KINDS = ("service", "partner", "site", "pathway", "funder")
PART: Part = "map"
OPTIONS = (
    Option(
        "kind",
        kind="choice",
        many=True,
        choices=KINDS,
        default=KINDS,
        meaning="What is taken away.",
    ),
    Option(
        "threshold",
        kind="number",
        default=1.0,
        least=0,
        most=1,
        meaning="A service closes without a funder if less than this share of its money is left; "
        "with 1, if any of its money is the funder's.",
    ),
    Option(
        "fiscal_year_starts",
        kind="whole",
        default=1,
        least=1,
        most=12,
        meaning="Month in which fiscal years begin; a year is named by the one in which it ends.",
    ),
)
CELL = (
    Column("touchpoint", TEXT, "Id of the touchpoint"),
    Column("need", TEXT, "Id of the need"),
    Column("segment", TEXT, "Id of the segment"),
    Column("place", TEXT, "Id of the place"),
    Column("weight", NUMBER, "Families expected at the required cell"),
    Column("becomes", TEXT, "gap, or unknown where a route not yet verified may remain"),
)
LISTS = (
    Listed(
        "units",
        title="Single points of failure",
        grain="One row a unit without which covered cells are lost, or may be",
        columns=(
            Column("kind", TEXT, "service, partner, site, pathway or funder"),
            Column("unit", TEXT, "Its id"),
            Column("name", TEXT, "Its name; of a pathway the names of its two ends"),
            Column("partner", TEXT, "Id of the partner of a service"),
            Column("loss", SHARE, "Share of the weight now covered that is lost for certain"),
            Column(
                "loss_possible",
                SHARE,
                "The most that may be lost; more than that for funders whose shares are not known",
            ),
            Column("lost_weight", NUMBER, "Weight lost for certain"),
            Column("lost_weight_possible", NUMBER, "The most weight that may be lost"),
            Column("cells", INTEGER, "Required cells lost for certain"),
            Column("cells_possible", INTEGER, "The most required cells that may be lost"),
            Column("become_gaps", INTEGER, "Of those lost for certain: left without any route"),
            Column("become_unknown", INTEGER, "Of those: a route not yet verified may remain"),
            Column("touchpoints", LONG, "Ids of their touchpoints"),
            Column("needs", LONG, "Ids of their needs"),
            Column("sentence", LONG, "What it means, and what it rests on"),
        ),
        read=("kind", "name", "loss", "cells", "become_gaps"),
    ),
    Listed(
        "lost_cells",
        title="Lost cells",
        grain="One row a unit and required cell that is lost with it for certain",
        columns=(
            Column("kind", TEXT, "service, partner, site, pathway or funder"),
            Column("unit", TEXT, "Its id"),
            *CELL,
        ),
        read=("kind", "unit", "touchpoint", "need", "segment", "place", "becomes"),
    ),
)


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    kind: tuple[str, ...],
    threshold: float,
    fiscal_year_starts: int,
) -> dict[str, Any]:
    """The result of `compute_resilience`."""
    from graph.resilience import compute_resilience

    return compute_resilience(
        analyses.projection(),
        parameters,
        kinds=kind,
        threshold=threshold,
        fiscal_year_starts=fiscal_year_starts,
    )


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Single points of failure."""
    from graph.findings.resilience import build_resilience_findings

    return build_resilience_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """What is covered now, and how many units of each kind are single points of failure."""
    covered, counts = result["covered"], result["counts"]
    lines = [f"{covered['cells']} of {result['required']['cells']} required cells are covered now."]
    lines += [
        f"{kind}: {count['single_points']} of {count['units']} are single points of failure."
        for kind, count in counts.items()
    ]
    return [*lines, ""]
