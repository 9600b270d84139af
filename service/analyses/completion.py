"""`nwd completion`: what became of the referrals sent?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, DATE, INTEGER, LONG, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "completion"
SUMMARY = "Which share of the referrals sent led to contact, to service, to the need met."
DESCRIPTION = """For each pathway and period the share of the referrals sent that got how far.

Each share is an interval: pending referrals count neither as reached nor as lost, and counts that
are not told widen it. Periods without enough follow-up, with too few referrals or with counts that
contradict each other are listed, not rated. Only equal periods are put together.
"""
PART: Part = "map"
OPTIONS = (
    Option(
        "follow_up_days",
        kind="whole",
        default=90,
        least=0,
        most=100_000,
        meaning="Days that must have gone by since a period ended before it is rated.",
    ),
    Option(
        "measure",
        kind="choice",
        choices=(
            "acknowledged",
            "accepted",
            "contacted",
            "service-started",
            "need-met",
            "completed",
        ),
        default="completed",
        meaning="The stage that is held against the target.",
    ),
    Option(
        "target",
        kind="number",
        default=0.5,
        least=0,
        most=1,
        meaning="Share of referrals that should get to that stage.",
    ),
    Option(
        "floor",
        kind="whole",
        default=11,
        least=0,
        most=1_000_000,
        protects=True,
        meaning="Counts of fewer families than this are not used; 0 uses all that are stored.",
    ),
)
RATE = (
    Column("by", TEXT, "Of a pathway, a partner that receives, or all"),
    Column("pathway", TEXT, "Id of the pathway"),
    Column("partner", TEXT, "Id of the partner that receives"),
    Column("start", DATE, "First day of the period"),
    Column("end", DATE, "Last day of the period"),
    Column("measure", TEXT, "The stage, of the code list referral-outcome"),
    Column("connection", TEXT, "The kind of connection that it measures"),
    Column("cohorts", INTEGER, "Pathways put together"),
    Column("sent", INTEGER, "Referrals sent"),
    Column("pending", TEXT, "Referrals of them without a result yet: least and most"),
    Column("rate", TEXT, "Share that got to the stage: least and most"),
    Column("reason", TEXT, "Why there is no rate"),
    Column("low", BOOLEAN, "Whether it is certainly below the target"),
    Column("sentence", LONG, "What it says"),
)
LISTS = (
    Listed(
        "rates",
        title="Rates",
        grain="One row a pathway, receiving partner or all, period, and stage",
        columns=RATE,
        read=("pathway", "partner", "start", "measure", "sent", "rate", "reason"),
    ),
    Listed(
        "cohorts",
        title="Referrals sent",
        grain="One row a pathway and period",
        columns=(
            Column("pathway", TEXT, "Id of the pathway"),
            Column("from", TEXT, "Id of the sender"),
            Column("to", TEXT, "Id of the receiver"),
            Column("receiver", TEXT, "Id of the partner that receives"),
            Column("start", DATE, "First day of the period"),
            Column("end", DATE, "Last day of the period"),
            Column("follow_up_days", INTEGER, "Days since the period ended"),
            Column("state", TEXT, "rated, or why not"),
            Column("sent", INTEGER, "Referrals sent, where told"),
            Column("counts", LONG, "Each outcome: least and most"),
            Column("hidden", LONG, "Outcomes that are not told, and why"),
        ),
        read=("pathway", "start", "end", "state", "sent"),
    ),
    Listed(
        "inconsistent",
        title="Counts that contradict each other",
        grain="One row a pathway, period and contradiction",
        columns=(
            Column("pathway", TEXT, "Id of the pathway"),
            Column("start", DATE, "First day of the period"),
            Column("end", DATE, "Last day of the period"),
            Column("outcome", TEXT, "The outcome that is counted too often"),
            Column("exceeds", TEXT, "The outcome that it cannot exceed"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("pathway", "start", "end", "outcome", "exceeds"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_completion`."""
    from graph.completion import compute_completion

    return compute_completion(analyses.projection(), parameters, **options)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Pathways and periods whose rate is certainly below the target."""
    from graph.findings.completion import build_completion_findings

    return build_completion_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """How many rates can be told, and how many cohorts there are to tell them of."""
    rates, cohorts = result["rates"], result["cohorts"]
    told = sum(rate["rate"] is not None for rate in rates)
    lines = [
        f"{told} of {len(rates)} rates can be told, of {len(cohorts)} cohorts; the list of cohorts "
        "says what is not rated, and why."
    ]
    if result["inconsistent"]:
        lines.append(f"{len(result['inconsistent'])} counts contradict others and are not rated.")
    return lines
