"""`nwd capacity`: are there slots for the families expected?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, INTEGER, LONG, NUMBER, SHARE, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "capacity"
SUMMARY = "How many of the families expected the slots that can be reached can serve."
DESCRIPTION = """For each need the share of the families expected that can be served at most.

Families share the slots of the services that they get to by certain routes; slots that are not
known are none in the first number and without limit in the second. Reachable is not served: read
this beside coverage. Only totals are told, since the maximum does not settle who gets the slots.
"""
PART: Part = "map"
OPTIONS = (
    Option(
        "slots",
        kind="choice",
        choices=("capacity", "available"),
        default="capacity",
        meaning="Which slots count: all that a service has, or those that are free.",
    ),
    Option(
        "target",
        kind="number",
        default=1.0,
        least=0,
        most=1,
        meaning="Share of the demand to be served; a need certainly below it falls short.",
    ),
)
LISTS = (
    Listed(
        "needs",
        title="Needs",
        grain="One row a need that is required; slots shared with other needs count for each",
        columns=(
            Column("need", TEXT, "Id of the need"),
            Column("demand", NUMBER, "Families expected at all its required cells"),
            Column("reached", NUMBER, "Families of them who get to some service for certain"),
            Column("services", INTEGER, "Services that some of them get to"),
            Column("services_slots_unknown", INTEGER, "Services of these with slots unknown"),
            Column("slots", TEXT, "Slots of these services: least and most; no most if unknown"),
            Column("served", TEXT, "Families that can be served: least and most"),
            Column("served_share", TEXT, "Share of the demand: least and most"),
            Column("possible_share", SHARE, "Share if every unknown fact were favourable"),
            Column("unserved", TEXT, "Families that cannot be served: least and most"),
            Column("short", BOOLEAN, "Whether the possible share is below the target"),
            Column("reason", TEXT, "Why there is no share: no-demand"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("need", "demand", "reached", "served", "possible_share", "short"),
    ),
    Listed(
        "bottlenecks",
        title="Full services",
        grain="One row a service where one more slot would serve one more family",
        columns=(
            Column("service", TEXT, "Id of the service"),
            Column("name", TEXT, "Its name"),
            Column("slots", INTEGER, "Its slots"),
            Column("needs", TEXT, "Ids of the needs that families come to it with"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("service", "name", "slots", "needs"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_capacity`."""
    from graph.capacity import compute_capacity

    return compute_capacity(analyses.projection(), parameters, **options)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Needs that certainly fall short of the target."""
    from graph.findings.capacity import build_capacity_findings

    return build_capacity_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """What holds for all needs together, or why there is nothing to tell."""
    if result["together"] is None:
        return ["No required cells are declared: their weights are no families to share slots.", ""]
    return [result["together"]["sentence"], ""]
