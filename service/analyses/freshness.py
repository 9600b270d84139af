"""`nwd freshness`: what to verify, whom to ask first, and how old are the records?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import DATE, INTEGER, LONG, NUMBER, SHARE, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "freshness"
SUMMARY = "What to verify first, whom to ask, and how old the records are."
DESCRIPTION = """Which unknown facts keep most families' coverage unknown, and who can tell them.

Each required cell that is unknown names a possible route with the fewest unknown facts. A fact
settles a cell alone if that route relies on no other. Facts are put together by the partner to ask;
calls are ordered by what each settles after the ones before. The ages of records follow, by source,
by partner and by kind, and what goes stale if nothing is verified.
"""
PART: Part = "map"
OPTIONS = (
    Option(
        "count", kind="whole", default=25, least=1, most=500, meaning="Most facts, and most calls."
    ),
    Option(
        "horizon_days",
        kind="whole",
        default=90,
        least=0,
        most=36_500,
        meaning="Days ahead for what goes stale if nothing is verified until then.",
    ),
)
AGES = (
    Column("records", INTEGER, "Records"),
    Column("dated", INTEGER, "Records with a day on which they were verified"),
    Column("undated", INTEGER, "Records that were never verified"),
    Column("stale", INTEGER, "Records last verified too long ago"),
    Column("share_dated", SHARE, "Share of the records that is dated"),
    Column("share_stale", SHARE, "Share of the records that is stale"),
    Column("median_age_days", INTEGER, "Days since a middle one of the dated was verified"),
    Column("oldest", DATE, "The earliest day on which one was last verified"),
    Column("going_stale", INTEGER, "Records that go stale within the days ahead"),
    Column("next_stale_on", DATE, "The next day on which one goes stale"),
)
AGES_READ = ("records", "undated", "stale", "median_age_days", "oldest", "going_stale")
LISTS = (
    Listed(
        "worklist",
        title="What to verify",
        grain="One row a fact, the one that settles the most weight alone first",
        columns=(
            Column("rank", INTEGER, "Place in the order, from 1"),
            Column("fact", TEXT, "door, open, meets, eligible, of_age, access, usable, warm ..."),
            Column("subject", TEXT, "Id of the service, partner or pathway it is about"),
            Column("object", TEXT, "Id of the need, segment, place, touchpoint or receiver asked"),
            Column("question", LONG, "What to ask"),
            Column("with", TEXT, "Id of the partner to ask; blank if none is on record"),
            Column("with_name", TEXT, "Its name"),
            Column("sources", TEXT, "Sources that hold the record"),
            Column("verified_on", DATE, "Day on which it was last verified; blank if never"),
            Column("age_days", INTEGER, "Days since then"),
            Column("cells_alone", INTEGER, "Unknown cells whose route relies on this fact only"),
            Column("weight_alone", NUMBER, "Their weight"),
            Column("cells", INTEGER, "Unknown cells whose route relies on it"),
            Column("weight", NUMBER, "Their weight"),
            Column(
                "settles",
                LONG,
                "Cells and weight that a yes covers at some door, by any route; blank if not told",
            ),
            Column("sentence", LONG, "What it means, and what it rests on"),
        ),
        read=(
            "rank",
            "question",
            "with_name",
            "verified_on",
            "cells_alone",
            "weight_alone",
            "cells",
        ),
    ),
    Listed(
        "calls",
        title="Whom to ask first",
        grain="One row a partner, in the order in which their answers settle the most weight",
        columns=(
            Column("rank", INTEGER, "Place in the order, from 1"),
            Column("partner", TEXT, "Id of the partner"),
            Column("name", TEXT, "Its name"),
            Column("phone", TEXT, "Its telephone number, where one is on record"),
            Column("website", TEXT, "Its website, where one is on record"),
            Column("facts", INTEGER, "Questions that cells still wait for"),
            Column("cells", INTEGER, "Cells settled by it, with the calls before"),
            Column("weight", NUMBER, "Their weight"),
            Column("cells_waiting", INTEGER, "Cells not settled before that wait for its answers"),
            Column("weight_waiting", NUMBER, "Their weight"),
            Column("questions", LONG, "The first questions"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("rank", "name", "phone", "website", "facts", "cells", "weight"),
    ),
    Listed(
        "sources",
        title="Ages of records by source and kind",
        grain="One row a source and kind of record, those of all together first",
        columns=(
            Column("source", TEXT, "Name of the source; blank for all together"),
            Column("kind", TEXT, "service, pathway, door or partner; blank for all together"),
            *AGES,
        ),
        read=("source", "kind", *AGES_READ),
    ),
    Listed(
        "partners",
        title="Ages of records by partner",
        grain="One row a partner who answers for records, the one with the most stale ones first",
        columns=(
            Column("partner", TEXT, "Id of the partner; blank where none is on record"),
            Column("name", TEXT, "Its name"),
            *AGES,
        ),
        read=("name", *AGES_READ),
    ),
)


def compute(
    analyses: Analyses, parameters: CoverageParameters, *, count: int, horizon_days: int
) -> dict[str, Any]:
    """The result of `compute_freshness`."""
    from graph.freshness import compute_freshness
    from graph.freshness.records import read_contacts, read_records

    store = analyses.read_store()
    coverage = analyses.coverage(parameters, routes="all")
    return compute_freshness(
        coverage,
        read_records(store, coverage.net),
        base=analyses.baseline(parameters),
        contacts=read_contacts(store),
        count=count,
        horizon_days=horizon_days,
    )


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Nothing beside the run: what to verify follows from coverage, which keeps its gaps."""
    from graph.findings import build_findings

    return build_findings(NAME, result, lambda write: None)


def tell(result: dict[str, Any]) -> list[str]:
    """How much is unknown, what the calls would settle, and what goes stale."""
    unknown, together, horizon = result["unknown"], result["together"], result["horizon"]
    gained, lost = together["any_door"], horizon["any_door"]
    return [
        f"Of {unknown['cells']:,} of {result['required']['cells']:,} required cells it is unknown "
        f"whether any door leads to the need. Their routes rest on {unknown['facts']:,} facts that "
        f"{unknown['partners']:,} partners can tell.",
        f"If all questions of the {together['calls']} calls listed were answered yes, "
        f"{gained['cells']:,} cells (weight {gained['weight']:g}) more would be covered at some "
        "door.",
        f"If nothing is verified until {horizon['on']}, {horizon['records']:,} records go stale, "
        f"and {lost['cells']:,} cells (weight {lost['weight']:g}) now covered at some door become "
        "unknown.",
    ]
