"""`nwd cliffs`: what is lost when money ends?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import DATE, INTEGER, LONG, NUMBER, SHARE, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "cliffs"
SUMMARY = "What coverage loses when funding streams end, by funder, by stream and by day."
DESCRIPTION = """Funding cliffs: the services and the coverage that are lost when money ends.

For each horizon, all money that is to end by then is taken away, and that of each funder and of
each stream by itself; a service whose remaining share falls below a threshold is lost. Losses are
intervals where shares are not known. Renewal is counted only as far as it is stated, so that a
cliff is a risk to plan for, not a forecast.
"""
PART: Part = "map"
OPTIONS = (
    Option(
        "horizon",
        kind="whole",
        many=True,
        default=(90, 180, 365, 730, 1825),
        least=0,
        most=36_525,
        meaning="Days from the day asked by which money is to end.",
    ),
    Option(
        "threshold",
        kind="number",
        many=True,
        default=(1.0, 0.75, 0.5),
        least=0,
        most=1,
        meaning="Share of its money below which a service is lost; with 1, as soon as any ends.",
    ),
    Option(
        "renewal",
        kind="number",
        default=0.0,
        least=0,
        most=1,
        meaning="Probability that money which ends is renewed.",
    ),
    Option(
        "stream_renewal",
        kind="text",
        many=True,
        default=(),
        pattern=r".+=(0(\.[0-9]{1,9})?|1(\.0{1,9})?)",
        written="a stream's id, =, and a probability from 0 to 1",
        meaning="The same for one stream, such as title-v=0.9.",
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
HORIZON = Column("horizon", INTEGER, "Days from the day asked")
MONEY = (
    Column("money", TEXT, "Amounts by currency"),
    Column("money_unknown", INTEGER, "Amounts that are not known"),
)
LISTS = (
    Listed(
        "cliffs",
        title="Funding cliffs",
        grain="One row a horizon, threshold, and stream, funder or all money ending by then",
        columns=(
            HORIZON,
            Column("ends_by", DATE, "The last day of the horizon"),
            Column("threshold", SHARE, "Share of its money below which a service is lost"),
            Column("kind", TEXT, "all, funder or stream"),
            Column("id", TEXT, "Id of the funder or stream"),
            Column("name", TEXT, "Its name"),
            Column("streams", LONG, "Ids of the streams that end"),
            Column("first_end", DATE, "The day on which the first of them ends"),
            Column("loss", TEXT, "Share of the weight now covered that is lost: least and most"),
            Column("weight", TEXT, "Weight lost: least and most"),
            Column("cells", TEXT, "Required cells lost: least and most"),
            Column("slots", TEXT, "Slots of the lost services, where known: least and most"),
            Column("slots_unknown", INTEGER, "Services that may be lost whose slots are not known"),
            Column("services", LONG, "Ids of the services lost for certain"),
            Column("services_possible", LONG, "Ids of all services that may be lost"),
            *MONEY,
            Column("closure", INTEGER, "Number of the set of services lost for certain"),
            Column("closure_possible", INTEGER, "Number of the set of services that may be lost"),
            Column("sentence", LONG, "What it means, and what it rests on"),
        ),
        read=("horizon", "threshold", "kind", "name", "first_end", "loss", "cells"),
    ),
    Listed(
        "lost_cells",
        title="Lost cells",
        grain="One row a closure (services that are lost together) and required cell lost with it",
        columns=(
            Column("closure", INTEGER, "Number of the set of services"),
            Column("touchpoint", TEXT, "Id of the touchpoint"),
            Column("need", TEXT, "Id of the need"),
            Column("segment", TEXT, "Id of the segment"),
            Column("place", TEXT, "Id of the place"),
            Column("weight", NUMBER, "Families expected at the required cell"),
            Column("becomes", TEXT, "gap, or unknown where a route not yet verified may remain"),
        ),
        read=("closure", "touchpoint", "need", "segment", "place", "becomes"),
    ),
    Listed(
        "services",
        title="Services whose money ends",
        grain="One row a horizon and service that rests on a stream which ends by then",
        columns=(
            HORIZON,
            Column("service", TEXT, "Id of the service"),
            Column("name", TEXT, "Its name"),
            Column("year", INTEGER, "Fiscal year of the amounts"),
            Column("money_of", TEXT, "Whose money it is: the service's own or its partner's"),
            Column("remaining", TEXT, "Share of the money that remains: least and most"),
            Column("lost_below", TEXT, "Thresholds below which it is for certain"),
            Column("may_be_lost_below", TEXT, "Thresholds below which it may be"),
            Column("streams", LONG, "Ids of the streams that end"),
            Column("braided", TEXT, "Those of them that are braided, so traced to the service"),
            Column("blended", TEXT, "Those of them that are blended, so traced to a pool only"),
        ),
        read=("horizon", "name", "remaining", "lost_below", "streams"),
    ),
    Listed(
        "voided_matches",
        title="Matches that end",
        grain="One row a horizon, stream that runs on, and its match that ends by then",
        columns=(
            HORIZON,
            Column("stream", TEXT, "Id of the stream that runs on"),
            Column("match", TEXT, "Id of the stream whose money is its match"),
            Column("match_ends_on", DATE, "The day on which the match ends"),
            Column("services", LONG, "Ids of the services that rest on the stream"),
            *MONEY,
            Column("sentence", LONG, "What it means"),
        ),
        read=("horizon", "sentence"),
    ),
    Listed(
        "concentration",
        title="Concentration of funding",
        grain="One row a need for which a service is coded",
        columns=(
            Column("need", TEXT, "Id of the need"),
            Column("name", TEXT, "Its name"),
            Column("services", INTEGER, "Services that meet it"),
            Column("services_with_money", INTEGER, "Those of them with recorded money"),
            Column("currency", TEXT, "Currency of the amounts"),
            Column("amount", NUMBER, "Money of these services"),
            Column("hhi", SHARE, "Sum of the squared shares of the funders; 1 is a single funder"),
            Column("effective_funders", NUMBER, "As many funders of equal share give the same"),
            Column("main_funder", TEXT, "The funder of the largest share"),
            Column("funders", TEXT, "Shares of the funders, by id"),
            Column("reason", TEXT, "Why it cannot be told"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("name", "services", "services_with_money", "effective_funders", "reason"),
    ),
)


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    horizon: tuple[int, ...],
    threshold: tuple[float, ...],
    renewal: float,
    stream_renewal: tuple[str, ...],
    fiscal_year_starts: int,
) -> dict[str, Any]:
    """The result of `compute_cliffs`."""
    from graph.funding import CliffOptions, compute_cliffs, read_renewal

    _, of_stream = read_renewal(stream_renewal)
    options = CliffOptions(
        horizons=horizon,
        thresholds=threshold,
        renewal=renewal,
        stream_renewal=of_stream,
        fiscal_year_starts=fiscal_year_starts,
    )
    return compute_cliffs(analyses.projection(), parameters, options)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Streams and funders with which coverage is lost."""
    from graph.findings.cliffs import build_cliff_findings

    return build_cliff_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """What nothing is known of, which no cliff can show."""
    counts = result["counts"]
    return [
        f"{counts['services_without_funding']} of {counts['services']} services have no funding "
        "recorded, so nothing is known to end there.",
        f"{counts['streams_without_end']} of {counts['streams']} streams have no stated end.",
        "",
    ]
