"""`nwd policy`: what supports our recommendations for laws and money?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, DATE, INTEGER, LONG, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "policy"
SUMMARY = "What supports each recommendation for laws and money, and which communities share it."
DESCRIPTION = """Legislation and funding: each recommendation with the findings that support it.

A recommendation is supported by the findings that it cites and that still stand, and by those that
fit what it names: gaps of its needs, touchpoints, kinds of family and types of gap, findings of its
streams and of its goals. Communities are the collaboratives with their places; each has the barrier
for certain, for certain has not, or it is not known. Barriers that most communities share and that
no recommendation is to take away are told beside.
"""
PART: Part = "planning"
OPTIONS = (
    Option("recommendation", kind="text", meaning="Id of one recommendation; all without it."),
    Option(
        "shared",
        kind="number",
        default=0.75,
        least=0.01,
        most=1,
        meaning="Share of the communities from which on a barrier is widely shared.",
    ),
    Option(
        "least",
        kind="whole",
        default=2,
        least=1,
        most=100_000,
        meaning="Communities that share it at least.",
    ),
)
SHARED = (
    Column("communities_with", INTEGER, "Communities that have it for certain"),
    Column("communities_without", INTEGER, "Communities that for certain have not"),
    Column("communities_unknown", INTEGER, "Communities of which it is not known"),
    Column("communities_asked", INTEGER, "All communities"),
    Column("share", TEXT, "Share of the communities that have it: least and most"),
)
WEIGHT = Column("weight", TEXT, "Families expected at the gaps that fit, gap by gap")
FAMILIES = Column(
    "families",
    TEXT,
    "Families expected in a year who meet it; one with several touchpoints counts once",
)
LISTS = (
    Listed(
        "recommendations",
        title="Recommendations",
        grain="One row a recommendation",
        columns=(
            Column("id", TEXT, "Id of the recommendation"),
            Column("name", TEXT, "Its name"),
            Column("kind", TEXT, "What is to be made or changed"),
            Column("level", TEXT, "Level of government or society that is asked"),
            Column("ask", LONG, "What is asked for"),
            Column("amount", TEXT, "How much money"),
            Column("per", TEXT, "For which time"),
            Column("currency", TEXT, "Currency of the amount"),
            Column("amount_per_year", TEXT, "The amount of one year; the whole if asked for once"),
            Column("status", TEXT, "How far it has come"),
            Column("asked_on", DATE, "The day on which it was put to those who decide"),
            Column("collaboratives", TEXT, "Ids of the collaboratives that put it forward"),
            Column("streams", TEXT, "Ids of the funding streams it names"),
            Column("goals", TEXT, "Ids of the maturity goals it would help to reach"),
            Column("barriers", TEXT, "Ids of the barriers it is to take away"),
            Column("needs", TEXT, "Ids of the needs it names"),
            Column("touchpoints", TEXT, "Ids of the touchpoints it names"),
            Column("segments", TEXT, "Ids of the kinds of family it names"),
            Column("gap_types", TEXT, "Types of gap it names"),
            Column("activities", TEXT, "Ids of the activities it would take further"),
            Column("cited", INTEGER, "Findings that it cites"),
            Column("cited_open", INTEGER, "Those of them that still stand"),
            Column("cited_gone", INTEGER, "Those of them that are not found any more"),
            Column("cited_unknown", INTEGER, "Those of them that were not looked for"),
            Column("matched", INTEGER, "Further findings that fit what it names"),
            WEIGHT,
            FAMILIES,
            Column("cost_per_family", TEXT, "Amount of one year for each of these families"),
            *SHARED,
            Column("supported", TEXT, "Whether a finding that stands supports it"),
            Column("reason", LONG, "Why not, or why it is not known"),
            Column("asked_about", BOOLEAN, "Whether it names what communities can be asked about"),
            Column("shared", LONG, "How many communities share the barrier, in words"),
            Column("sentence", LONG, "The same in words"),
        ),
        read=("name", "supported", "cited_open", "matched", "families", "communities_with"),
    ),
    Listed(
        "support",
        title="Findings that support them",
        grain="One row a recommendation and finding",
        columns=(
            Column("recommendation", TEXT, "Id of the recommendation"),
            Column("finding", TEXT, "The finding, as kind/key"),
            Column("kind", TEXT, "Kind of analysis"),
            Column("how", TEXT, "cited, or fits"),
            Column("state", TEXT, "open, gone, or unknown where it was not looked for"),
            Column("weight", TEXT, "Families expected, of a gap"),
            Column("as_of", DATE, "The day looked at"),
            Column("sentence", LONG, "What was found"),
        ),
        read=("recommendation", "how", "state", "weight", "sentence"),
    ),
    Listed(
        "communities",
        title="Communities that share the barrier",
        grain="One row a recommendation and community",
        columns=(
            Column("recommendation", TEXT, "Id of the recommendation"),
            Column("community", TEXT, "Id of the collaborative or place"),
            Column("name", TEXT, "Its name"),
            Column("kind", TEXT, "collaborative, or place where none serves it"),
            Column("has", TEXT, "yes, no or unknown"),
            Column("told", BOOLEAN, "Whether it says so itself, by a barrier that is named"),
            Column("puts_forward", BOOLEAN, "Whether it puts the recommendation forward"),
            WEIGHT,
        ),
        read=("recommendation", "name", "has", "told", "puts_forward", "weight"),
    ),
    Listed(
        "barriers",
        title="Barriers that communities tell of",
        grain="One row a barrier",
        columns=(
            Column("id", TEXT, "Id of the barrier"),
            Column("name", TEXT, "Its name"),
            Column("description", LONG, "What happens to families"),
            Column("collaboratives", TEXT, "Ids of the collaboratives that tell of it"),
            Column("needs", TEXT, "Ids of the needs that go unmet by it"),
            Column("gap_types", TEXT, "Types of gap that it shows as"),
            Column("told_on", DATE, "The day on which it was told"),
            WEIGHT,
            *SHARED,
            Column("recommendations", TEXT, "Ids of the recommendations that would take it away"),
            Column("sentence", LONG, "The same in words"),
        ),
        read=("name", "communities_with", "communities_unknown", "recommendations"),
    ),
    Listed(
        "unaddressed",
        title="Shared barriers that no recommendation is to take away",
        grain="One row a barrier, told or found",
        columns=(
            Column("barrier", TEXT, "barrier>id where told, need>type of gap where found"),
            Column("source", TEXT, "told, or found in the gaps"),
            Column("name", TEXT, "Its name"),
            Column("gaps", INTEGER, "Gaps that show it"),
            WEIGHT,
            FAMILIES,
            *SHARED,
            Column("finding", TEXT, "The finding, as plans cite it"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("source", "name", "communities_with", "communities_asked", "families"),
    ),
    Listed(
        "problems",
        title="What does not hold",
        grain="One row a check and record where it fails or cannot be judged",
        columns=(
            Column("check", TEXT, "What is checked"),
            Column("verdict", TEXT, "fails, or unknown where facts are lacking"),
            Column("kind", TEXT, "recommendation or barrier"),
            Column("id", TEXT, "Id of the record"),
            Column("name", TEXT, "Its name"),
            Column("sentence", LONG, "What it means"),
            Column("finding", TEXT, "The finding, where one is kept"),
        ),
        read=("check", "verdict", "sentence"),
    ),
)


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    recommendation: str | None,
    shared: float,
    least: int,
) -> dict[str, Any]:
    """The result of `compute_policy`."""
    from graph.planning.policy import PolicyOptions, compute_policy
    from graph.register import Register

    register = Register(analyses.read_store())
    options = PolicyOptions(shared=shared, least=least, recommendation=recommendation)
    return compute_policy(register, analyses.coverage(parameters, routes="none"), options)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Recommendations without support, and shared barriers without a recommendation."""
    from graph.findings.policy import build_policy_findings

    return build_policy_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """What all recommendations together have behind them."""
    rows = result["recommendations"]
    if not rows:
        return ["No recommendation is loaded: fill in the tables of policy.", ""]
    supported = sum(row["supported"] == "yes" for row in rows)
    return [
        f"{supported} of {len(rows)} recommendations are supported by findings that stand; "
        f"{len(result['unaddressed'])} shared barriers have no recommendation.",
        "",
    ]
