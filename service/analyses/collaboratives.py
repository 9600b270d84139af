"""`nwd collaboratives`: who sits at the table, what it reaches, and who can learn from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from graph.words import count
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import (
    BOOLEAN,
    DATE,
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

NAME = "collaboratives"
SUMMARY = "Who sits at each collaborative's table, what it reaches, and who can help whom."
DESCRIPTION = """The report for a state over its collaboratives, a row each, and what is behind it.

Members as of a day beside who is in the community; checks of what a collaborative needs to work
well; outcomes of its strategic plan and their progress by kind of family; barriers that communities
share; what one has solved and others lack; assistance asked and given. Nothing is ranked by how
dense a network is, and a seat that nobody wrote down is unknown unless every seat is said to be
listed.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "collaborative",
        kind="text",
        many=True,
        default=(),
        narrows=True,
        meaning="Id of a collaborative to tell of; peers are sought among all. Default: all.",
    ),
    Option(
        "family_share",
        kind="number",
        default=0.25,
        least=0,
        most=1,
        meaning="Share of the seats that families and young people are to hold.",
    ),
    Option(
        "staff",
        kind="number",
        default=0.5,
        least=0,
        most=1000,
        meaning="Posts at full time whose first duty is to be the collaborative.",
    ),
    Option(
        "known_share",
        kind="number",
        default=0.8,
        least=0,
        most=1,
        meaning="Share of what is asked in its places that the map is to answer for certain.",
    ),
    Option(
        "monitor_days",
        kind="whole",
        default=365,
        least=1,
        most=36_500,
        meaning="Days after which the last value of an outcome is too old.",
    ),
    Option(
        "answer_days",
        kind="whole",
        default=90,
        least=0,
        most=36_500,
        meaning="Days after which a request for assistance that nobody met is unanswered.",
    ),
    Option(
        "proposals",
        kind="whole",
        default=3,
        least=0,
        most=100,
        meaning="Most peers proposed to a collaborative, and to a request.",
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
        meaning="Numbers of fewer families than this are not told; 0 tells all.",
    ),
)
COLLABORATIVE = Column("collaborative", TEXT, "Id of the collaborative")
LISTS = (
    Listed(
        "collaboratives",
        title="Collaboratives",
        grain="One row a collaborative, in order of id: the report for the state",
        columns=(
            COLLABORATIVE,
            Column("name", TEXT, "Its name"),
            Column("kind", TEXT, "local, regional or state"),
            Column("state", TEXT, "current, ended or to-come, as of the day"),
            Column("part_of", TEXT, "Id of the larger collaborative that it belongs to"),
            Column("convened_by", TEXT, "Id of the partner that calls it together"),
            Column("coordinator_role", TEXT, "The role that runs it from day to day"),
            Column("places", TEXT, "Ids of its places; places within them are part of it"),
            Column("cells", INTEGER, "Required cells within its places"),
            Column("every_door", TEXT, "Share of their weight where every door leads to help"),
            Column("any_door", TEXT, "Share of their weight where some door leads to help"),
            Column("gaps", INTEGER, "Cells where some door leads nowhere, for certain"),
            Column("unknown", INTEGER, "Cells where it is not known whether every door does"),
            Column("coverage_reason", TEXT, "Why there is no share: small, no-required-cells"),
            Column("seats", INTEGER, "Seats with a vote, as of the day"),
            Column("family_seats", INTEGER, "Seats that families or young people hold"),
            Column("family_share", SHARE, "Their share; blank where not every seat is listed"),
            Column("voices_missing", INTEGER, "Voices of its community that no seat speaks for"),
            Column("voices_unknown", INTEGER, "Voices of which this is not known"),
            Column("holds", INTEGER, "Checks of what it needs to work well that hold"),
            Column("fails", INTEGER, "Checks that fail"),
            Column("not_known", INTEGER, "Checks that the record does not settle"),
            Column("outcomes", INTEGER, "Outcomes of its strategic plan"),
            Column("on_track", INTEGER, "Outcomes met or on their way"),
            Column("behind", INTEGER, "Outcomes that come nearer, but too slowly"),
            Column("stalled", INTEGER, "Outcomes no nearer than at first, or missed"),
            Column("outcomes_unknown", INTEGER, "Outcomes of which this is not known"),
            Column("asked", INTEGER, "Requests for assistance that it made"),
            Column("received", INTEGER, "Requests of these that were met"),
            Column("open", INTEGER, "Requests that are still awaited"),
            Column("unanswered", INTEGER, "Requests awaited for too long"),
            Column("gave", INTEGER, "Requests of other collaboratives that it met"),
            Column("gave_to", INTEGER, "Collaboratives that it helped"),
            Column("received_from", INTEGER, "Collaboratives that helped it"),
            Column("part", TEXT, "Whether it gives, receives, both or neither"),
            Column("partners_without_sector", INTEGER, "Partners there with no sector stated"),
            Column("places_not_loaded", INTEGER, "Places of it of which there is no record"),
        ),
        read=(
            "collaborative",
            "every_door",
            "gaps",
            "voices_missing",
            "fails",
            "stalled",
            "unanswered",
        ),
    ),
    Listed(
        "members",
        title="Members",
        grain="One row a membership, with whether it holds on the day",
        columns=(
            COLLABORATIVE,
            Column("membership", TEXT, "Id of the membership"),
            Column("partner", TEXT, "Id of the partner; blank where families hold the seat"),
            Column("name", TEXT, "Its name"),
            Column("role", TEXT, "What the seat does at the table"),
            Column("represents", TEXT, "Whom the seat speaks for"),
            Column("sectors", TEXT, "Sectors it speaks for: those stated, else its partner's"),
            Column("segments", TEXT, "Ids of the kinds of family it speaks for"),
            Column("lived_experience", BOOLEAN, "Whether who sits there has used such services"),
            Column("seats", INTEGER, "How many seats; 0 without a vote"),
            Column("starts_on", DATE, "The first day"),
            Column("ends_on", DATE, "The last day"),
            Column("state", TEXT, "current, ended or to-come, as of the day"),
        ),
        read=("collaborative", "membership", "partner", "role", "represents", "seats", "state"),
    ),
    Listed(
        "representation",
        title="Who is spoken for",
        grain="One row a collaborative and voice: families, lived experience, sectors, segments",
        columns=(
            COLLABORATIVE,
            Column("kind", TEXT, "voice, lived-experience, sector or segment"),
            Column("voice", TEXT, "Code or id of the voice"),
            Column("name", TEXT, "Its name"),
            Column("in_community", TEXT, "yes where the record shows it in its places, or unknown"),
            Column("partners", TEXT, "Partners of the sector that serve them: certain, possible"),
            Column("memberships", INTEGER, "Current memberships that speak for it"),
            Column("seats", INTEGER, "Their seats with a vote"),
            Column("verdict", TEXT, "represented, missing or unknown"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("collaborative", "kind", "voice", "in_community", "seats", "verdict"),
    ),
    Listed(
        "readiness",
        title="What it needs to work well",
        grain="One row a collaborative and check",
        columns=(
            COLLABORATIVE,
            Column("criterion", TEXT, "Name of the check"),
            Column("question", LONG, "What is asked"),
            Column("state", TEXT, "holds, fails or unknown"),
            Column("evidence", LONG, "What shows it"),
        ),
        read=("collaborative", "criterion", "state", "evidence"),
    ),
    Listed(
        "outcomes",
        title="Outcomes of strategic plans",
        grain="One row an outcome",
        columns=(
            COLLABORATIVE,
            Column("outcome", TEXT, "Id of the outcome"),
            Column("name", TEXT, "Its name"),
            Column("statement", LONG, "What will be true when it is reached"),
            Column("indicator", TEXT, "Id of the indicator that tells how far it is reached"),
            Column("unit", TEXT, "Its unit"),
            Column("first_value", NUMBER, "The value compared with; blank where it is small"),
            Column("last_value", NUMBER, "The last value up to the day"),
            Column("expected", NUMBER, "The value on an even way from the first to the target"),
            Column("target", NUMBER, "The value that counts as reached"),
            Column("target_date", DATE, "The day by which it is to be reached"),
            Column("measured_on", DATE, "Last day of the period of the last value"),
            Column("status", TEXT, "met, on-track, behind, stalled, missed or unknown"),
            Column("reason", TEXT, "Why it is unknown"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("collaborative", "outcome", "last_value", "expected", "target", "status", "reason"),
    ),
    Listed(
        "progress",
        title="Progress by kind of family",
        grain="One row an outcome, period and segment",
        columns=(
            COLLABORATIVE,
            Column("outcome", TEXT, "Id of the outcome"),
            Column("indicator", TEXT, "Id of the indicator"),
            Column("period_start", DATE, "First day of the period"),
            Column("period_end", DATE, "Last day of the period"),
            Column("segment", TEXT, "Id of the segment; all is every family"),
            Column("is_reference", BOOLEAN, "Whether the others are compared with it"),
            Column("numerator", INTEGER, "Families counted; blank where it is not told"),
            Column("denominator", INTEGER, "Among how many; blank where it is not told"),
            Column("value", NUMBER, "The value in the indicator's unit"),
            Column("reason", TEXT, "Why there is none: small or no-value"),
            Column("standing", TEXT, "Against the reference: better, worse or equal"),
            Column("ratio", NUMBER, "The share over that of the reference"),
            Column("difference", NUMBER, "The share less that of the reference"),
            Column("adverse_ratio", NUMBER, "What is missing to 1, over that of the reference"),
            Column("adverse_difference", NUMBER, "What is missing to 1, less the reference's"),
            Column("comparison_reason", TEXT, "Why there is no comparison"),
        ),
        read=("outcome", "period_end", "segment", "value", "ratio", "adverse_ratio", "standing"),
    ),
    Listed(
        "barriers",
        title="Barriers that communities share",
        grain="One row a type of gap and need, over all local collaboratives",
        columns=(
            Column("gap_type", TEXT, "Why doors lead nowhere"),
            Column("need", TEXT, "Id of the need"),
            Column("name", TEXT, "Its name"),
            Column("communities", INTEGER, "Local collaboratives with such a gap for certain"),
            Column("may_be", INTEGER, "Others where a cell of the need is unknown"),
            Column("of", INTEGER, "Local collaboratives in all"),
            Column("cells", INTEGER, "Cells with the gap, over these"),
            Column("collaboratives", TEXT, "Their ids"),
        ),
        read=("gap_type", "need", "communities", "may_be", "of"),
    ),
    Listed(
        "solved",
        title="Solved by one, lacking in others",
        grain="One row a life stage and need that a community lacks and another covers",
        columns=(
            Column("need", TEXT, "Id of the need"),
            Column("name", TEXT, "Its name"),
            Column("life_stage", TEXT, "Life stage of the touchpoints that ask for it"),
            Column("lacking", INTEGER, "Collaboratives with a certain gap there"),
            Column("lacking_in", TEXT, "Their ids"),
            Column("solved", INTEGER, "Local collaboratives where every door leads to it"),
            Column("solved_in", TEXT, "Their ids"),
            Column("example", TEXT, "The one of these where most is asked"),
            Column("services", TEXT, "Ids of the services or partners its routes lead to"),
            Column("pathways", TEXT, "Ids of the referral pathways on these routes"),
            Column("warm_pathways", INTEGER, "How many of them are warm"),
            Column("agreements", TEXT, "The agreements they rest on"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("need", "life_stage", "lacking_in", "example", "services", "agreements"),
    ),
    Listed(
        "goals",
        title="Goals met by one, not yet by others",
        grain="One row a goal of a maturity model that one has met and another has not",
        columns=(
            Column("goal", TEXT, "Id of the goal"),
            Column("name", TEXT, "The goal"),
            Column("met_by", TEXT, "Ids of those who have met it, by review, else as they say"),
            Column("not_yet", TEXT, "Ids of those who have not"),
            Column("unknown", TEXT, "Ids of those who could not say"),
            Column("not_rated", INTEGER, "Collaboratives that have not rated it"),
        ),
        read=("goal", "met_by", "not_yet"),
    ),
    Listed(
        "peers",
        title="Who helps whom",
        grain="One row a pair of collaboratives: help given, and those proposed to each",
        columns=(
            Column("helped", TEXT, "Id of the collaborative that is helped, or could be"),
            Column("helper", TEXT, "Id of the one that helped, or could"),
            Column("rank", INTEGER, "Place among those proposed to it; blank where not proposed"),
            Column("could_help_with", INTEGER, "Life stages and needs solved there, lacking here"),
            Column("needs", TEXT, "Ids of some of these needs"),
            Column("given", INTEGER, "Requests that the one met of the other"),
            Column("topics_given", TEXT, "Their topics"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("helped", "helper", "rank", "could_help_with", "needs", "given"),
    ),
    Listed(
        "assistance",
        title="Assistance asked and given",
        grain="One row a request",
        columns=(
            Column("request", TEXT, "Id of the request"),
            Column("asked_by", TEXT, "Id of the collaborative that asks"),
            Column("topic", TEXT, "What it asks help with"),
            Column("needs", TEXT, "Ids of the needs it is about"),
            Column("question", LONG, "What it asks"),
            Column("asked_on", DATE, "The day it asked"),
            Column("given_by", TEXT, "Id of the collaborative that helps"),
            Column("given_by_partner", TEXT, "Id of the partner that helps"),
            Column("given_on", DATE, "The day of it"),
            Column("status", TEXT, "asked, agreed, given, declined or withdrawn, as of the day"),
            Column("standing", TEXT, "given, open, unanswered or withdrawn"),
            Column("days_waited", INTEGER, "Days until it was given, or up to the day"),
            Column("result", LONG, "What came of it"),
        ),
        read=("request", "asked_by", "topic", "given_by", "standing", "days_waited"),
    ),
    Listed(
        "proposals",
        title="Who could meet open requests",
        grain="One row an open request and a peer, best first",
        columns=(
            Column("request", TEXT, "Id of the request"),
            Column("asked_by", TEXT, "Id of the collaborative that asks"),
            Column("topic", TEXT, "What it asks help with"),
            Column("standing", TEXT, "open or unanswered"),
            Column("helper", TEXT, "Id of the collaborative that could help"),
            Column("rank", INTEGER, "Place among those proposed"),
            Column("solved", TEXT, "Needs asked about that it has solved and the other lacks"),
            Column("gave_before", TEXT, "Requests on the same topic that it met"),
            Column("offers_topic", BOOLEAN, "Whether it says that it can help with it"),
        ),
        read=("request", "topic", "helper", "rank", "solved", "gave_before", "offers_topic"),
    ),
    Listed(
        "problems",
        title="What contradicts itself",
        grain="One row a record and contradiction",
        columns=(
            COLLABORATIVE,
            Column("kind", TEXT, "collaborative, membership, strategic outcome or assistance"),
            Column("record", TEXT, "Id of the record"),
            Column("problem", TEXT, "What sort of contradiction"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("collaborative", "record", "problem", "sentence"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_collaboratives`."""
    from graph.planning.collaboratives import CollaborativeOptions, compute_collaboratives
    from graph.register import Register

    coverage = analyses.coverage(parameters, routes="none")
    register = Register(analyses.read_store())
    return compute_collaboratives(coverage, register, CollaborativeOptions(**options))


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Voices missing, requests unanswered, outcomes stalled."""
    from graph.findings.collaboratives import build_collaboratives_findings

    return build_collaboratives_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """How many there are, and what could not be judged."""
    rows = result["collaboratives"]
    if not rows:
        return ["No collaboratives are recorded: fill in the table collaboratives.", ""]
    not_judged, local = result["not_judged"], sum(row["kind"] == "local" for row in rows)
    not_listed = not_judged["collaboratives_members_not_listed"]
    voices, overdue, stalled = (
        sum(row[name] for row in rows) for name in ("voices_missing", "unanswered", "stalled")
    )
    cells = not_judged["cells_in_no_collaborative"]
    lines = [
        f"{count(len(rows), 'collaborative')}, {local} of them local, as of {result['as_of']}: "
        f"{count(voices, 'missing voice')}, {count(overdue, 'unanswered request')}, "
        f"{count(stalled, 'stalled outcome')}.",
        f"At {not_listed} of them not every seat is said to be listed: a voice that is not there "
        "is unknown there, not missing.",
        f"{count(cells, 'required cell')} in no place of a local collaborative.",
    ]
    if not_judged["coverage_small"]:
        lines.append(
            f"Coverage of {not_judged['coverage_small']} of them is not told: too few families."
        )
    return [*lines, ""]
