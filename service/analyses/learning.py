"""`nwd learning`: what was tried, what moved, what was learned?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, DATE, INTEGER, LONG, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "learning"
SUMMARY = "What collaboratives tried, what moved, and what they learned from it."
DESCRIPTION = """Tests of change, actions and activities; what moved; and the lessons, by topic.

What moved are indicators, findings that actions answer, snapshots and maturity ratings.

Each lesson stands beside what the tests and indicators it comes from say. Finished tests and moving
indicators from which nothing was written down are findings. The printable report with the run
charts is nwd export learning-html.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "collaborative",
        kind="text",
        many=True,
        default=(),
        meaning="Only the collaborative of this id.",
        narrows=True,
    ),
    Option("since", kind="day", meaning="First day that is told of.", narrows=True),
    Option(
        "until",
        kind="day",
        meaning="Last day that is told of; no later than --as-of.",
        narrows=True,
    ),
)
_OF = Column("collaborative", TEXT, "Id of the collaborative")
LISTS = (
    Listed(
        "lessons",
        title="What was learned",
        grain="One row a lesson, by topic",
        columns=(
            Column("topic", TEXT, "What it is about"),
            Column("kind", TEXT, "worked, did-not-work or open-question"),
            Column("lesson", TEXT, "Id of the lesson"),
            Column("name", TEXT, "The lesson in a few words"),
            Column("text", LONG, "What was learned"),
            _OF,
            Column("as_of", DATE, "The day it was written down"),
            Column("learned_from", LONG, "What it was learned from"),
            Column("sources", TEXT, "Ids of that"),
            Column("shared_with", TEXT, "Ids of the collaboratives that were told"),
            Column("used_by", TEXT, "Ids of the collaboratives that now work so"),
            Column("borne_out", TEXT, "Whether tests and indicators bear it out: yes, no, unknown"),
            Column("evidence", LONG, "What these say"),
        ),
        read=("topic", "kind", "name", "collaborative", "used_by", "borne_out"),
    ),
    Listed(
        "topics",
        title="What worked where",
        grain="One row a topic, over the collaboratives told of",
        columns=(
            Column("topic", TEXT, "The topic"),
            Column("lessons", INTEGER, "Lessons on it"),
            Column("worked_in", TEXT, "Ids of the collaboratives where something worked"),
            Column("did_not_work_in", TEXT, "Ids of those where something did not"),
            Column("open_in", TEXT, "Ids of those with an open question"),
            Column("used_by", TEXT, "Ids of those who use a lesson on it"),
            Column("told_not_using", TEXT, "Ids of those who were told, and do not use one yet"),
            Column("differs", BOOLEAN, "Whether it worked in one place and not in another"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("topic", "worked_in", "did_not_work_in", "open_in", "used_by", "told_not_using"),
    ),
    Listed(
        "tried",
        title="What was tried",
        grain="One row a thing tried and collaborative",
        columns=(
            _OF,
            Column("kind", TEXT, "test-of-change, action or activity"),
            Column("id", TEXT, "Its id"),
            Column("name", LONG, "Its name"),
            Column("day", DATE, "Its last day, else its first"),
            Column("came_to", TEXT, "What was decided, or how far it came"),
            Column("said", LONG, "What its record says of it"),
            Column("is_over", BOOLEAN, "Whether it is over"),
        ),
        read=("collaborative", "kind", "name", "day", "came_to"),
    ),
    Listed(
        "moved",
        title="What moved",
        grain="One row a thing watched and collaborative",
        columns=(
            _OF,
            Column("kind", TEXT, "indicator, finding, snapshot or maturity"),
            Column("id", TEXT, "Its id; a finding's kind and key"),
            Column("name", LONG, "Its name; of a finding the action that answers it"),
            Column("day", DATE, "The last day that it rests on"),
            Column("verdict", TEXT, "As the analysis that judges it says"),
            Column("direction", TEXT, "better, worse, same or unknown"),
            Column("chart", TEXT, "Id of the run chart"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("collaborative", "kind", "name", "verdict", "direction"),
    ),
    Listed(
        "collaboratives",
        title="Collaboratives",
        grain="One row a collaborative",
        columns=(
            _OF,
            Column("name", TEXT, "Its name"),
            Column("tried", INTEGER, "Things tried"),
            Column("watched", INTEGER, "Things watched"),
            Column("better", INTEGER, "Those that moved for the better"),
            Column("worse", INTEGER, "Those that moved for the worse"),
            Column("lessons", INTEGER, "Lessons"),
            Column("worked", INTEGER, "Lessons on what worked"),
            Column("did_not_work", INTEGER, "Lessons on what did not"),
            Column("open", INTEGER, "Open questions"),
            Column("used_of_others", INTEGER, "Lessons of others that it uses"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("name", "tried", "better", "worse", "worked", "did_not_work", "open"),
    ),
    Listed(
        "without",
        title="Where nothing was written down",
        grain="One row a finished test, or an indicator that moved, without a lesson",
        columns=(
            Column("kind", TEXT, "cycle-without-lesson or signal-without-lesson"),
            Column("key", TEXT, "Key of the finding: it is cited as learning/KEY"),
            Column("id", TEXT, "Id of the test or the indicator"),
            Column("name", TEXT, "Its name"),
            Column("collaboratives", TEXT, "Ids of the collaboratives it is of"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("kind", "name", "collaboratives"),
    ),
    Listed(
        "problems",
        title="Lessons that do not hold together",
        grain="One row a contradiction",
        columns=(
            Column("kind", TEXT, "What is wrong"),
            Column("record", TEXT, "Id of the lesson"),
            Column("message", LONG, "What was done about it"),
        ),
        read=("kind", "record", "message"),
    ),
)


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    collaborative: tuple[str, ...],
    since: date | None,
    until: date | None,
) -> dict[str, Any]:
    """The result of `compute_learning` on those of the analyses it rests on."""
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts
    from graph.planning.learning import compute_learning

    result = compute_learning(
        analyses.read_store(),
        parameters,
        improvement=_other(analyses, parameters, "improvement"),
        plan=_other(analyses, parameters, "plan"),
        snapshot=_other(analyses, parameters, "snapshot"),
        collaboratives=collaborative,
        since=since,
        until=until,
    )
    facts = Facts(analyses.projection(), parameters)
    return {**result, "completeness": compute_completeness(facts)}


def _other(analyses: Analyses, parameters: CoverageParameters, name: str) -> dict[str, Any]:
    """Another analysis with its options by default."""
    from service.analyses import select_analysis
    from service.analyses.options import read_options

    module = select_analysis(name)
    return analyses.analysis(module, parameters, read_options(module, {}))


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Finished tests and moving indicators without a lesson."""
    from graph.findings.learning import build_learning_findings

    return build_learning_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """What each collaborative has, and what is missing."""
    if not result["collaboratives"]:
        return ["No collaborative is recorded."]
    lines = [each["sentence"] for each in result["collaboratives"]]
    without, problems = len(result["without"]), len(result["problems"])
    if without:
        lines.append(f"{without} tests or indicators have taught nothing yet: --list without.")
    if problems:
        lines.append(f"{problems} lessons do not hold together: --list problems.")
    return lines
