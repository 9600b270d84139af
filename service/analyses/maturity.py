"""`nwd maturity`: how far the goals of a maturity model are reached, as people and the map say."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from graph.planning.maturity.judging import DRIVERS
from graph.planning.maturity.model import SHIPPED
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import DATE, INTEGER, LONG, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from datetime import date

    from graph.findings import Findings
    from graph.planning.maturity.rows import Properties
    from graph.projection import Projection
    from graph.store import ReadableStore

NAME = "maturity"
SUMMARY = "How far the goals of a maturity model are reached: self, reviewed and computed."
DESCRIPTION = """Areas by stages: what people rated, and what the map shows, side by side.

Goals that records can judge have a rule: it holds, fails or is unknown; a missing record is never
taken for a gap. A rule on a part of a goal can only show it to fail. Stages are not sequential. A
cell's rating is the middle one of its goals that were rated, the lower of two; beside it stands the
share met. The ratings are those of the last assessment of each kind up to the day looked at.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "model",
        kind="text",
        default=SHIPPED,
        meaning="Id of the maturity model.",
    ),
    Option(
        "collaborative",
        kind="text",
        meaning="Id of the collaborative; by default the only one that the model was used for.",
    ),
    Option(
        "place",
        kind="text",
        meaning="Id of a place to look at, in place of all those of the collaborative.",
    ),
    Option(
        "drivers",
        kind="text",
        many=True,
        default=DRIVERS,
        meaning="Need that most often stands behind involvement with child welfare here.",
    ),
    Option(
        "limits",
        kind="text",
        many=True,
        default=(),
        pattern=r"[a-z-]+\.[a-z_]+=[0-9.]+",
        written="rule.limit=number",
        meaning="A limit of a rule, such as no-wrong-door.every_door=0.7; see the list rules.",
    ),
    Option(
        "floor",
        kind="whole",
        default=11,
        least=0,
        protects=True,
        meaning="Smallest count of families that is told, or that a share is made of.",
    ),
)
GRID = (
    Column("area", TEXT, "Id of the area"),
    Column("area_name", TEXT, "The area"),
    Column("stage", TEXT, "Id of the stage"),
    Column("stage_name", TEXT, "The stage"),
    Column("stage_rank", INTEGER, "Place of the stage; a stage does not presuppose those before"),
    Column("goals", INTEGER, "Goals of the cell"),
    Column("self", TEXT, "Middle rating of the collaborative's own"),
    Column("self_rated", INTEGER, "Goals that it rated"),
    Column("self_met", TEXT, "Share of the goals that it rated as met: least and most"),
    Column("reviewed", TEXT, "Middle rating of the reviewers"),
    Column("reviewed_rated", INTEGER, "Goals that they rated"),
    Column("reviewed_met", TEXT, "Share of the goals that they rated as met: least and most"),
    Column("computed", TEXT, "Whether all goals hold by the map; blank where no rule judges any"),
    Column("computed_holds", INTEGER, "Goals that hold"),
    Column("computed_fails", INTEGER, "Goals that fail"),
    Column("computed_unknown", INTEGER, "Goals with a rule that cannot tell"),
    Column("not_judged", INTEGER, "Goals that only people can judge"),
    Column("state", TEXT, "goals, or no goals where the model asks for nothing there"),
)
GOALS = (
    Column("goal", TEXT, "Id of the goal"),
    Column("name", TEXT, "The goal in a few words"),
    Column("statement", LONG, "What is so when it is met"),
    Column("area", TEXT, "Id of the area"),
    Column("stage", TEXT, "Id of the stage"),
    Column("self", TEXT, "Rating of the collaborative"),
    Column("reviewed", TEXT, "Rating of the reviewers"),
    Column("computed", TEXT, "What the map says of the whole goal: holds, fails or unknown"),
    Column("rule", TEXT, "The rule that judges it"),
    Column("rule_verdict", TEXT, "What the rule found of the part that it judges"),
    Column("judges", TEXT, "Whether the rule judges the whole goal or a part"),
    Column("sentence", LONG, "What the rule found, in words"),
    Column("evidence", LONG, "Records that speak for it, or may"),
    Column("not_seen", LONG, "What of it no record can tell"),
    Column("self_evidence", LONG, "What the collaborative's rating rests on"),
    Column("self_records", TEXT, "Ids of the records it rests on"),
    Column("reviewed_evidence", LONG, "What the reviewers' rating rests on"),
    Column("reviewed_records", TEXT, "Ids of the records it rests on"),
)
LISTS = (
    Listed(
        "grid",
        title="Grid",
        grain="One row an area and stage",
        columns=GRID,
        read=("area", "stage", "goals", "self", "reviewed", "computed", "not_judged"),
    ),
    Listed(
        "goals",
        title="Goals",
        grain="One row a goal",
        columns=GOALS,
        read=("goal", "self", "reviewed", "computed", "rule", "rule_verdict", "judges"),
    ),
    Listed(
        "differences",
        title="Differences",
        grain="One row a goal and pair of ratings that differ",
        columns=(
            Column("goal", TEXT, "Id of the goal"),
            Column("name", TEXT, "The goal in a few words"),
            Column("area", TEXT, "Id of the area"),
            Column("stage", TEXT, "Id of the stage"),
            Column("method", TEXT, "Whose rating: self or reviewed"),
            Column("rating", TEXT, "That rating"),
            Column("against", TEXT, "What it differs from: computed, or reviewed"),
            Column("other", TEXT, "What that says"),
            Column("kind", TEXT, "Which of the two is the higher"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("goal", "method", "rating", "other", "kind"),
    ),
    Listed(
        "rules",
        title="Rules",
        grain="One row a rule",
        columns=(
            Column("rule", TEXT, "Name of the rule, which goals of your own may name"),
            Column("question", LONG, "What it asks of the map"),
            Column("query", TEXT, "The named query whose rows it looks at"),
            Column("verdict", TEXT, "What it found here"),
            Column("sentence", LONG, "The same in words"),
            Column("limits", LONG, "Its limits, which can be set"),
            Column("measured", LONG, "What was measured: least and most"),
            Column("goals", LONG, "Ids of the goals that it judges"),
        ),
        read=("rule", "verdict", "sentence"),
    ),
    Listed(
        "not_judged",
        title="Not judged by the map",
        grain="One row a goal that no rule judges as a whole",
        columns=(
            Column("goal", TEXT, "Id of the goal"),
            Column("name", TEXT, "The goal in a few words"),
            Column("area", TEXT, "Id of the area"),
            Column("stage", TEXT, "Id of the stage"),
            Column("rule", TEXT, "The rule that judges a part of it"),
            Column("not_judged", TEXT, "Whether a part or the whole is left to people"),
            Column("why", LONG, "Why no record can tell"),
        ),
        read=("goal", "not_judged", "why"),
    ),
    Listed(
        "strategies",
        title="Example strategies",
        grain="One row a strategy of a cell with a goal that is not met",
        columns=(
            Column("strategy", TEXT, "Id of the strategy, which actions may refer to"),
            Column("name", TEXT, "The strategy in a few words"),
            Column("description", LONG, "What is done"),
            Column("area", TEXT, "Id of the area"),
            Column("stage", TEXT, "Id of the stage"),
            Column("goals", LONG, "Ids of the goals of the cell that are not met"),
            Column("actions", TEXT, "Ids of the actions that take it up"),
        ),
        read=("strategy", "name", "goals", "actions"),
    ),
    Listed(
        "history",
        title="History",
        grain="One row an assessment and area that it rated",
        columns=(
            Column("collaborative", TEXT, "Id of the collaborative"),
            Column("place", TEXT, "Id of the place, where it is a part"),
            Column("model", TEXT, "Id of the model"),
            Column("method", TEXT, "self or reviewed"),
            Column("assessment", TEXT, "Id of the assessment"),
            Column("as_of", DATE, "The day that the ratings are of"),
            Column("by_role", TEXT, "The role that rated"),
            Column("area", TEXT, "Id of the area"),
            Column("goals", INTEGER, "Goals of the area"),
            Column("met", INTEGER, "Rated as met"),
            Column("most", INTEGER, "Rated as met for the most part"),
            Column("some", INTEGER, "Rated as met in some part"),
            Column("planned", INTEGER, "Rated as planned"),
            Column("not_started", INTEGER, "Rated as not started"),
            Column("unknown", INTEGER, "Rated as not known"),
            Column("not_rated", INTEGER, "Not rated"),
            Column("change", INTEGER, "Goals met more than the time before, where all are rated"),
        ),
        read=("collaborative", "method", "as_of", "area", "goals", "met", "change"),
    ),
    Listed(
        "problems",
        title="Problems",
        grain="One row a contradiction in models or assessments",
        columns=(
            Column("kind", TEXT, "What sort it is"),
            Column("record", TEXT, "Id of the record"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("kind", "record", "sentence"),
    ),
)  # fmt: skip


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_maturity`."""
    from graph.planning.maturity.rows import Properties
    from graph.planning.maturity.run import Options, compute_maturity, name_queries
    from graph.register import Register

    store = analyses.read_store()
    known = Properties(store)
    rows = {name: _read_rows(store, known, name, parameters.as_of) for name in name_queries()}
    coverage = analyses.coverage(parameters, routes="none")
    return compute_maturity(Register(store), coverage, rows, Options(**options))


def _read_rows(
    store: ReadableStore, known: Properties, name: str, day: date
) -> list[dict[str, Any]]:
    """The rows of a named query; of the largest, read in another way that is much faster."""
    from graph.planning.maturity.rows import NotPlain, list_readers
    from queries.run import run_query

    read = list_readers().get(name)
    if read is not None:
        with suppress(NotPlain):
            return read(known)
    table = run_query(store, name, today=day)
    columns = [column.name for column in table.columns]
    return [dict(zip(columns, row, strict=True)) for row in table.rows]


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Goals that people rate otherwise than the map."""
    from graph.findings.maturity import build_maturity_findings

    return build_maturity_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """Whose system is looked at, by which assessments, and what came of it."""
    looked, goals = result["looked_at"], result["goals"]
    whose = looked["name"] or "No collaborative"
    lines = [f"{result['model']['name']}. {whose}; places: {', '.join(looked['places']) or 'all'}."]
    if looked["why_none"]:
        lines.append(f"Only the map is told: {looked['why_none']}.")
    for method, each in looked["assessments"].items():
        by = f" by {each['by_role']}" if each["by_role"] else ""
        lines.append(f"{method}: assessment {each['id']} of {each['as_of']}{by}.")
    judged = [goal["computed"] for goal in goals if goal["computed"]]
    lines.append(
        f"Of {len(goals)} goals the map can look at {len(judged)}: {judged.count('holds')} hold, "
        f"{judged.count('fails')} fail, {judged.count('unknown')} are unknown; "
        f"{len(result['differences'])} differences, {len(result['problems'])} problems."
    )
    return [*lines, ""]
