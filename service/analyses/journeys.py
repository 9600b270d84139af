"""`nwd journeys`: where do the journeys of families break?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from graph.words import count
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import INTEGER, LONG, STATUS, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "journeys"
SUMMARY = "Where the journeys of fictional families break, and what would mend them."
DESCRIPTION = """Scenarios of fictional families, judged step by step against the graph.

At each step: is there a door for this family, does a referral lead from it to an open service that
takes the family at the child's age on that day, and how long is the wait? What is not certain is a
break, with the smallest changes that would mend it, or unknown, with the facts to verify. A missing
record is never a break. The steps are judged as coverage judges its cells.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "scenario",
        kind="text",
        meaning="Only this scenario, by its id.",
        narrows=True,
    ),
    Option(
        "collaborative",
        kind="text",
        meaning="Only scenarios of this collaborative, by its id.",
        narrows=True,
    ),
)
VERDICT = "holds, fails or unknown"
LISTS = (
    Listed(
        "scenarios",
        title="Scenarios",
        grain="One row a scenario; every family is fictional",
        columns=(
            Column("scenario", TEXT, "Id of the scenario"),
            Column("name", TEXT, "Its name"),
            Column("segment", TEXT, "The kind of family"),
            Column("place", TEXT, "Where it lives"),
            Column("collaborative", TEXT, "The collaborative whose scenario it is"),
            Column("languages", TEXT, "Languages it can be served in"),
            Column("steps", INTEGER, "Steps"),
            Column("needs", INTEGER, "Needs asked at its steps"),
            Column("paths", INTEGER, "Paths from a first step to a last one"),
            Column("some_path", STATUS, f"Whether some path {VERDICT}"),
            Column("every_path", STATUS, f"Whether every path {VERDICT}"),
            Column("breaks", INTEGER, "Breaks that are certain"),
            Column("unknown", INTEGER, "Needs or doors that rest on facts not known"),
            Column("first_break", TEXT, "First step with a certain break"),
            Column("not_in_language", INTEGER, "Needs perhaps met, but in no language it speaks"),
            Column("problems", INTEGER, "Contradictions in its records"),
            Column("story", LONG, "The story"),
            Column("drawn_from", LONG, "What real experience it is drawn from"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("scenario", "segment", "place", "some_path", "every_path", "breaks", "unknown"),
    ),
    Listed(
        "breaks",
        title="Breaks",
        grain="One row a step and need that is not met for certain",
        columns=(
            Column("break", TEXT, "Its key: scenario, step and need"),
            Column("scenario", TEXT, "Id of the scenario"),
            Column("step", TEXT, "Id of the step"),
            Column("touchpoint", TEXT, "The touchpoint of the step"),
            Column("age", TEXT, "The child's age there"),
            Column("need", TEXT, "The need; blank: the door alone"),
            Column("segment", TEXT, "The kind of family"),
            Column("place", TEXT, "Where it lives"),
            Column("kind", TEXT, "Why, of the code list journey-break"),
            Column("before", TEXT, "Only where these steps follow; blank: always"),
            Column("opportunities", TEXT, "Keys of what would mend it"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("step", "need", "kind", "sentence"),
    ),
    Listed(
        "opportunities",
        title="Opportunities",
        grain="One row a change that would mend breaks, or a fact to verify",
        columns=(
            Column("opportunity", TEXT, "Its key: kind and what it is about"),
            Column("kind", TEXT, "Of the code list journey-opportunity"),
            Column("subject", TEXT, "Id of what changes"),
            Column("object", TEXT, "Id of what it is for"),
            Column("days", INTEGER, "Days by which a wait or an age would change"),
            Column("within", INTEGER, "Days within which a pathway agreed anew must make contact"),
            Column("unknown_facts", INTEGER, "Facts of it that are not known even so"),
            Column("with", TEXT, "The partner to ask"),
            Column("scenarios", TEXT, "Scenarios that it is for"),
            Column("breaks", TEXT, "Keys of the breaks it would mend"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("kind", "scenarios", "sentence"),
    ),
    Listed(
        "steps",
        title="Steps",
        grain="One row a step of a scenario",
        columns=(
            Column("scenario", TEXT, "Id of the scenario"),
            Column("step", TEXT, "Id of the step"),
            Column("name", TEXT, "What happens"),
            Column("branch", TEXT, "What makes the family come this way"),
            Column("after", TEXT, "Steps that it follows"),
            Column("touchpoint", TEXT, "The touchpoint"),
            Column("age", TEXT, "The child's age, in words"),
            Column("from_day", INTEGER, "First day from birth; blank: no day is told"),
            Column("to_day", INTEGER, "Day from birth before which it is"),
            Column("verdict", STATUS, f"The step as a whole: {VERDICT}"),
            Column("door", STATUS, f"A door for this family: {VERDICT}"),
            Column("doors", TEXT, "Its doors, certain or possible"),
            Column("stage", STATUS, f"Its days are in the touchpoint's life stage: {VERDICT}"),
            Column("needs", TEXT, "What is needed"),
            Column("breaks", TEXT, "Kinds of its breaks"),
            Column("wait_least", INTEGER, "Days until the last service starts, at the least"),
            Column("wait_most", INTEGER, "The same at the most; blank: not known"),
            Column("note", LONG, "The note of the record"),
        ),
        read=("step", "name", "age", "door", "verdict", "wait_least", "wait_most"),
    ),
    Listed(
        "needs",
        title="Needs of steps",
        grain="One row a step and need",
        columns=(
            Column("scenario", TEXT, "Id of the scenario"),
            Column("step", TEXT, "Id of the step"),
            Column("need", TEXT, "The need"),
            Column("verdict", STATUS, f"{VERDICT}"),
            Column("kind", TEXT, "Kind of break"),
            Column("route", TEXT, "The soonest way, door first"),
            Column("pathways", TEXT, "Its referrals; blank: one that nobody declared"),
            Column("service", TEXT, "The service where it ends"),
            Column("starts", INTEGER, "Day from birth on which that starts, or days without a day"),
            Column("wait_least", INTEGER, "Days until it starts, at the least"),
            Column("wait_most", INTEGER, "The same at the most; blank: not known"),
            Column("language", STATUS, f"One reached speaks the family's language: {VERDICT}"),
        ),
        read=("step", "need", "verdict", "route", "wait_least", "wait_most"),
    ),
    Listed(
        "paths",
        title="Paths",
        grain="One row a path through a scenario, at most fifty of each",
        columns=(
            Column("scenario", TEXT, "Id of the scenario"),
            Column("path", INTEGER, "Its number"),
            Column("steps", TEXT, "Its steps in order"),
            Column("verdict", STATUS, f"Its worst step: {VERDICT}"),
            Column("breaks", TEXT, "Keys of its certain breaks"),
            Column("unknown", TEXT, "Keys of what on it is not known"),
        ),
        read=("scenario", "path", "steps", "verdict"),
    ),
    Listed(
        "problems",
        title="Contradictions",
        grain="One row a contradiction in the records of a scenario",
        columns=(
            Column("scenario", TEXT, "Id of the scenario"),
            Column("step", TEXT, "Id of the step"),
            Column("problem", LONG, "What cannot be so, or cannot be judged"),
        ),
        read=("scenario", "step", "problem"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_journeys`."""
    from graph.planning.journeys import compute_journeys

    return compute_journeys(analyses.read_store(), analyses.projection(), parameters, **options)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Breaks, and the opportunities to mend them."""
    from graph.findings.journeys import build_journey_findings

    return build_journey_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """What holds over all scenarios."""
    whose = result["parameters"]["collaborative"]
    if not result["scenarios"] and whose is not None:
        return [f"No scenario is of the collaborative {whose}.", ""]
    if not result["scenarios"]:
        return ["No scenarios are loaded: fill in the tables scenarios and scenario_steps.", ""]
    lines = [result["summary"]["sentence"]]
    if result["problems"]:
        number = count(len(result["problems"]), "contradiction")
        lines.append(f"{number} in the records: see --list problems.")
    return [*lines, "All families are fictional.", ""]
