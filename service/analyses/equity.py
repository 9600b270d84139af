"""`nwd equity`: is coverage the same for every kind of family?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, INTEGER, LONG, NUMBER, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "equity"
SUMMARY = "Whether every kind of family is covered alike, and who is worst off."
DESCRIPTION = """Coverage of each segment and place, beside a reference named in advance.

Each number is an interval: what is certain, and what is possible. Ratios and differences stand in
both forms, of those who are led to help and of those who are not, since the two can move in
opposite ways. Groups of few families are not told. It says where coverage differs, not why.
"""
PART: Part = "map"
OPTIONS = (
    Option(
        "measure",
        kind="choice",
        choices=("every_door", "any_door"),
        default="every_door",
        meaning="What is compared: whether every door leads to help, or some door.",
    ),
    Option(
        "reference",
        kind="text",
        meaning="Id of the segment to compare with, instead of the one that the data name.",
    ),
    Option(
        "floor",
        kind="whole",
        default=11,
        least=0,
        most=1_000_000,
        protects=True,
        meaning="Groups of fewer families than this are not told; 0 tells all.",
    ),
    Option(
        "zeros",
        kind="choice",
        choices=("show", "hide"),
        default="show",
        meaning="Whether groups of no family are told.",
    ),
)
COUNTS = (
    Column("cells", INTEGER, "Required cells of the group"),
    Column("families", NUMBER, "Families behind the weights; blank where not told or not known"),
    Column("weight", NUMBER, "Sum of the weights of its required cells; blank where not told"),
    Column("every_door", TEXT, "Share of the weight covered at every door: least and most"),
    Column("any_door", TEXT, "Share of the weight covered at some door: least and most"),
    Column("reason", TEXT, "Why there is no coverage: small, no-required-cells or no-weight"),
)
COMPARED = (
    Column("segment", TEXT, "Id of the segment"),
    Column("place", TEXT, "Id of the place, with all that lies in it"),
    Column("population", INTEGER, "Families of the segment that are declared, over all places"),
    *COUNTS,
    Column("is_reference", BOOLEAN, "Whether the others are compared with this segment"),
    Column("standing", TEXT, "Against the reference there: lower, higher, equal or not-certain"),
    Column("ratio", TEXT, "Coverage over that of the reference: least and most"),
    Column("difference", TEXT, "Coverage less that of the reference: least and most"),
    Column("adverse_ratio", TEXT, "Share not covered over that of the reference"),
    Column("adverse_difference", TEXT, "Share not covered less that of the reference"),
    Column("comparison_reason", TEXT, "Why there is no comparison"),
    Column("sentence", LONG, "What it says"),
)
WORST = (
    Column("place", TEXT, "Id of the place, with all that lies in it"),
    Column("measure", TEXT, "every_door or any_door"),
    Column("segment", TEXT, "Id of the segment with the lowest coverage; blank where not certain"),
    Column("certain", BOOLEAN, "Whether it is certain"),
    Column("may_be", TEXT, "Ids of the segments that it may be"),
    Column("coverage", TEXT, "Its coverage: least and most"),
    Column("groups", INTEGER, "Segments that can be told"),
    Column("groups_hidden", INTEGER, "Segments that are not told"),
    Column("reason", TEXT, "Why none is named"),
    Column("sentence", LONG, "What it says"),
)
LISTS = (
    Listed(
        "segments",
        title="Segments",
        grain="One row a segment, over all places",
        columns=COMPARED,
        read=("segment", "families", "every_door", "any_door", "ratio", "adverse_ratio"),
    ),
    Listed(
        "segment_places",
        title="Segments in each place",
        grain="One row a segment and place",
        columns=COMPARED,
        read=("place", "segment", "families", "every_door", "ratio", "standing"),
    ),
    Listed(
        "places",
        title="Places",
        grain="One row a place, over all segments; places are not compared",
        columns=(
            Column("place", TEXT, "Id of the place, with all that lies in it"),
            *COUNTS,
            Column("sentence", LONG, "What it says"),
        ),
        read=("place", "families", "every_door", "any_door", "reason"),
    ),
    Listed(
        "worst_off",
        title="Worst off",
        grain="One row a place",
        columns=WORST,
        read=("place", "sentence"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_equity`."""
    from graph.equity import compute_equity

    return compute_equity(analyses.coverage(parameters, routes="none"), **options)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Segments that are certainly covered less than the reference."""
    from graph.findings.equity import build_equity_findings

    return build_equity_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """What the numbers are compared with, and what is not told."""
    return [result["reference"]["sentence"], result["suppression"]["sentence"], ""]
