"""`nwd network`: where each partner stands in the network of referrals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import (
    BOOLEAN,
    INTEGER,
    LONG,
    NUMBER,
    SHARE,
    TEXT,
    Column,
)
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "network"
SUMMARY = "Where each partner stands in the network of referrals, and how far to trust it."
DESCRIPTION = """Measures of the network of partners, made of the referral pathways between them.

Each partner has its in-degree, out-degree, betweenness, core, community, reciprocity, roles between
sectors, and whether the network hangs by it; every measure is explained in plain words. The share
of partners that have declared their referrals stands beside them, and below a set share nobody is
ranked. A central partner is not a better one, and may be a bottleneck.
"""
PART: Part = "map"
OPTIONS = (
    Option(
        "status",
        kind="choice",
        choices=("usable", "possible"),
        default="usable",
        meaning="Pathways that are usable for certain, or all that may be.",
    ),
    Option(
        "claims",
        kind="choice",
        choices=("either", "both"),
        default="either",
        meaning="Arcs that either side says exist, or only those that both do.",
    ),
    Option(
        "rank_by",
        kind="choice",
        choices=("in_degree", "out_degree", "degree", "betweenness", "core"),
        default="in_degree",
        meaning="The measure that the order and the ranks go by.",
    ),
    Option(
        "least_response",
        kind="number",
        default=0.7,
        least=0,
        most=1,
        meaning="Share of partners that must have declared before any is ranked.",
    ),
    Option(
        "seed",
        kind="whole",
        default=1,
        least=0,
        most=2**31,
        meaning="Where every random choice starts; the same seed gives the same result.",
    ),
    Option(
        "community_runs",
        kind="whole",
        default=5,
        least=2,
        most=50,
        meaning="Runs of the search for communities.",
    ),
    Option(
        "exact_up_to",
        kind="whole",
        default=10_000_000,
        least=0,
        most=1_000_000_000,
        meaning="Betweenness is sampled where partners times arcs are more than this.",
    ),
    Option(
        "sources",
        kind="whole",
        default=200,
        least=20,
        most=100_000,
        meaning="Partners that sampled betweenness starts from.",
    ),
)
PARTNER_COLUMNS = (
    Column("partner", TEXT, "Id of the partner"),
    Column("name", TEXT, "Its name"),
    Column("sector", TEXT, "Its sector, as coded"),
    Column("declared", BOOLEAN, "Whether it has declared its referrals"),
    Column("rank", INTEGER, "1 is first; blank where the response is too low"),
    Column("in_degree", INTEGER, "Partners that refer to it"),
    Column("in_degree_range", TEXT, "In-degree had as many again stayed silent: least and most"),
    Column("out_degree", INTEGER, "Partners it refers to, as far as declared"),
    Column("degree", INTEGER, "In-degree plus out-degree"),
    Column("betweenness", SHARE, "Pairs of others with it on their shortest referral chain"),
    Column("betweenness_error", NUMBER, "Standard error, where betweenness is sampled"),
    Column("core", INTEGER, "Largest k of a group tied to k others each"),
    Column("community", INTEGER, "Number of its community; blank without ties"),
    Column("community_agreement", SHARE, "Other runs that put it in the matching community"),
    Column("reciprocity", SHARE, "Its arcs that are answered by one back"),
    Column("coordinator", INTEGER, "Chains it passes on within its own sector"),
    Column("itinerant", INTEGER, "Chains between two partners of one other sector"),
    Column("gatekeeper", INTEGER, "Chains from another sector into its own"),
    Column("representative", INTEGER, "Chains from its own sector to another"),
    Column("liaison", INTEGER, "Chains between two sectors, neither its own"),
    Column("brokerage_unknown", INTEGER, "Chains in which a sector is not known"),
    Column("articulation_point", BOOLEAN, "Whether the network falls apart without it"),
    Column("cut_off", INTEGER, "Partners then cut off from the rest"),
    Column("sentence", LONG, "What it says"),
)
LISTS = (
    Listed(
        "partners",
        title="Partners",
        grain="One row a partner",
        columns=PARTNER_COLUMNS,
        read=("rank", "name", "in_degree", "out_degree", "betweenness", "core", "community"),
    ),
    Listed(
        "arcs",
        title="Arcs",
        grain="One row a pair of sender and receiver",
        columns=(
            Column("sender", TEXT, "Id of the partner that refers"),
            Column("receiver", TEXT, "Id of the partner referred to"),
            Column("pathways", INTEGER, "Pathways that make the arc"),
            Column("warm", BOOLEAN, "Whether one of them is warm"),
            Column("sender_claims", BOOLEAN, "Whether the sender says so"),
            Column("receiver_claims", BOOLEAN, "Whether the receiver says so"),
        ),
        read=("sender", "receiver", "pathways", "warm"),
    ),
    Listed(
        "measures",
        title="What the measures mean",
        grain="One row a measure",
        columns=(
            Column("measure", TEXT, "Its name in the other tables"),
            Column("of", TEXT, "Whether it is of a partner or of the network"),
            Column("meaning", LONG, "What it says"),
            Column("caution", LONG, "What to beware of"),
            Column("source", LONG, "Where it comes from"),
        ),
        read=("measure", "meaning"),
    ),
    Listed(
        "response_by_sector",
        title="Response by sector",
        grain="One row a sector; blank: partners without one",
        columns=(
            Column("sector", TEXT, "The sector, as coded"),
            Column("declared", INTEGER, "Partners that have declared their referrals"),
            Column("partners", INTEGER, "Partners"),
            Column("rate", SHARE, "Share that has declared"),
        ),
        read=("sector", "declared", "partners", "rate"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_network`."""
    from graph.measures import NetworkOptions, compute_network, read_claims

    net = analyses.projection()
    # Who claims a pathway is no part of the projection.
    claims = read_claims(analyses.read_store(), net)
    return compute_network(net, parameters, claims, NetworkOptions(**options))


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """One network measure a partner."""
    from graph.findings.network import build_network_findings

    return build_network_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """The network in a sentence, and what its measures rest on."""
    lines = [result["network"]["sentence"], result["communities"]["sentence"]]
    betweenness = result["betweenness"]
    if betweenness["method"] == "sampled":
        lines.append(
            f"Betweenness is sampled from {betweenness['sources']:,} partners; "
            f"its largest standard error is {betweenness['largest_error']:.2%}."
        )
    if result["response"]["reason"]:
        lines.append(f"No ranks: {result['response']['reason']}")
    return [*lines, result["network"]["articulation_note"], ""]
