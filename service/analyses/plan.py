"""`nwd plan`: how far the plans have come, what stands in the way, and what they have mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, DATE, INTEGER, LONG, NUMBER, SHARE, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "plan"
SUMMARY = "How far plans have come, what is late, and whether actions mended what they answer."
DESCRIPTION = """Actions, objectives and priorities of implementation plans, as of a day.

How far an action has come is told from its days, its progress notes and what it depends on, beside
the status that was typed. A finding that an action answers is judged by the last run of its kind
that looks at the day on which the action was done, or a later one. Findings of every plan are kept,
also where one plan is asked for.
"""
PART: Part = "planning"
OPTIONS = (
    Option("plan", kind="text", meaning="Only the plan of this id."),
    Option("collaborative", kind="text", meaning="Only plans of the collaborative of this id."),
    Option(
        "unanswered",
        kind="whole",
        default=25,
        least=0,
        most=1000,
        meaning="Most findings without an answer that are kept as findings, the heaviest gaps.",
    ),
)
PLAN = Column("plan", TEXT, "Id of the plan")
COUNTED = (
    Column("actions", INTEGER, "Actions"),
    Column("done", INTEGER, "Those that are done"),
    Column("dropped", INTEGER, "Those that were dropped"),
    Column("late", INTEGER, "Those that are late"),
    Column("share_done", SHARE, "Share done of those not dropped; blank without any"),
)
LISTS = (
    Listed(
        "actions",
        title="Actions",
        grain="One row an action",
        columns=(
            PLAN,
            Column("objective", TEXT, "Id of the objective"),
            Column("action", TEXT, "Id of the action"),
            Column("name", LONG, "The action"),
            Column("partner", TEXT, "Id of the partner that answers for it"),
            Column("partner_name", TEXT, "Its name"),
            Column("role", TEXT, "The role that answers for it"),
            Column("starts_on", DATE, "The day on which it is to begin"),
            Column("target_date", DATE, "The day by which it is to be done"),
            Column("status", TEXT, "How far it has come, as typed"),
            Column("state", TEXT, "How far it has come, by its days and notes; late, blocked ..."),
            Column("stage", TEXT, "The same without late, blocked and at risk"),
            Column("days_late", INTEGER, "Days since the day by which it was to be done"),
            Column("done_on", DATE, "The day on which it was done, as stated or first noted"),
            Column("share_done", SHARE, "How much of it was done, by the latest note"),
            Column("seen_on", DATE, "Day of the latest note"),
            Column("depends_on", TEXT, "Ids of the actions that it depends on"),
            Column("blocked_by", TEXT, "Ids of late actions that it waits for, however many steps"),
            Column("risk_from", TEXT, "Ids of actions it depends on that are due too late for it"),
            Column("earliest_end", DATE, "The day on which it can be done at the earliest"),
            Column("earliest_end_known", BOOLEAN, "Whether all days left are known"),
            Column("beyond_days", INTEGER, "Days by which that is after its target date"),
            Column("indicator", TEXT, "Id of the indicator that shows whether it works"),
            Column("check_every_days", INTEGER, "Days after which it is to be looked at"),
            Column("next_check", DATE, "The day on which it is to be looked at next"),
            Column("check_days_over", INTEGER, "Days since then"),
            Column("answers", LONG, "Findings that it answers"),
            Column("needs", TEXT, "Ids of the needs it is about"),
            Column("touchpoints", TEXT, "Ids of the touchpoints it is about"),
            Column("goals", TEXT, "Ids of the maturity goals it works towards"),
            Column("cost", TEXT, "What it costs"),
            Column("currency", TEXT, "The currency of that"),
            Column("note", LONG, "The note beside it"),
        ),
        read=("name", "partner_name", "target_date", "status", "state", "days_late"),
    ),
    Listed(
        "problems",
        title="What stands in the way",
        grain="One row a problem of a plan, a priority, an objective, an action or a request",
        columns=(
            PLAN,
            Column("finding", TEXT, "The finding, as an action may cite it"),
            Column("problem", TEXT, "A word of the list plan-problem"),
            Column("record", TEXT, "plan, priority, objective, action or support"),
            Column("id", TEXT, "Its id"),
            Column("name", LONG, "Its name"),
            Column("days", INTEGER, "Days late, over or waited"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("problem", "days", "sentence"),
    ),
    Listed(
        "answered",
        title="Findings that actions answer",
        grain="One row a finding and action that answers it",
        columns=(
            PLAN,
            Column("finding", TEXT, "The finding: its kind and key"),
            Column("action", TEXT, "Id of the action"),
            Column("name", LONG, "The action"),
            Column("action_state", TEXT, "How far the action has come"),
            Column("done_on", DATE, "The day on which it was done"),
            Column("finding_state", TEXT, "open, gone or unknown, by the last run of its kind"),
            Column("run_as_of", DATE, "The day that this run looks at"),
            Column(
                "cell", TEXT, "What a gap that is gone is now: covered, unknown, not-required ..."
            ),
            Column("verdict", TEXT, "A word of the list answer-verdict"),
            Column("found", LONG, "What the last run says, where it still finds it"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("finding", "action", "action_state", "finding_state", "verdict"),
    ),
    Listed(
        "unanswered",
        title="Findings that no action answers",
        grain="One row a finding that no action of any plan answers, the heaviest gaps first",
        columns=(
            Column("finding", TEXT, "The finding: its kind and key"),
            Column("kind", TEXT, "The kind of analysis"),
            Column("weight", NUMBER, "Families of the gap, or lost; blank where there is none"),
            Column("sentence", LONG, "What was found"),
        ),
        read=("finding", "weight", "sentence"),
    ),
    Listed(
        "critical_path",
        title="What each plan waits for",
        grain="One row an action of the chain that the earliest end of a plan waits for",
        columns=(
            PLAN,
            Column("place", INTEGER, "Place in the chain, from 1"),
            Column("action", TEXT, "Id of the action"),
            Column("name", LONG, "The action"),
            Column("partner_name", TEXT, "The partner that answers for it"),
            Column("earliest_start", DATE, "The day on which it can begin at the earliest"),
            Column("days_left", INTEGER, "Planned days left; 0 where they are not known"),
            Column("earliest_end", DATE, "The day on which it can be done at the earliest"),
            Column("earliest_end_known", BOOLEAN, "Whether all days left up to here are known"),
            Column("target_date", DATE, "The day by which it is to be done"),
            Column("beyond_days", INTEGER, "Days by which the earliest end is after that"),
        ),
        read=(
            "plan",
            "place",
            "name",
            "earliest_start",
            "days_left",
            "earliest_end",
            "beyond_days",
        ),
    ),
    Listed(
        "priorities",
        title="Priorities",
        grain="One row a priority, by plan and rank",
        columns=(
            PLAN,
            Column("rank", INTEGER, "Its place in the order"),
            Column("priority", TEXT, "Id of the priority"),
            Column("name", LONG, "The priority"),
            Column("dimension", TEXT, "Id of the dimension of the snapshot"),
            Column("goals", TEXT, "Ids of the maturity goals it works towards"),
            Column("why", LONG, "Why it comes first"),
            Column("objectives", INTEGER, "Its objectives"),
            Column("reached", INTEGER, "Those whose indicator has reached the target"),
            *COUNTED,
        ),
        read=("rank", "name", "objectives", "reached", "actions", "done", "late", "share_done"),
    ),
    Listed(
        "objectives",
        title="Objectives",
        grain="One row an objective",
        columns=(
            PLAN,
            Column("priority", TEXT, "Id of the priority"),
            Column("objective", TEXT, "Id of the objective"),
            Column("name", LONG, "The objective"),
            Column("indicator", TEXT, "Id of its indicator"),
            Column("baseline", NUMBER, "Value at the start"),
            Column("target", NUMBER, "Value aimed at"),
            Column("target_date", DATE, "The day by which it is to be reached"),
            Column("value", NUMBER, "The latest measured value of all families"),
            Column("value_of", DATE, "End of the period that it is of"),
            Column("way", SHARE, "Share of the way from baseline to target"),
            Column("result", TEXT, "reached, nearer, no-nearer or unknown"),
            Column("past_date", BOOLEAN, "Whether the day has passed"),
            *COUNTED,
        ),
        read=("name", "baseline", "target", "value", "way", "result", "actions", "share_done"),
    ),
    Listed(
        "support",
        title="Support",
        grain="One row a request for support",
        columns=(
            PLAN,
            Column("support", TEXT, "Id of the request"),
            Column("supports", TEXT, "Id of the action or plan that it helps"),
            Column("kind", TEXT, "What sort of help"),
            Column("topic", LONG, "What it is about"),
            Column("from", TEXT, "Id of who is to give it"),
            Column("from_name", TEXT, "The name"),
            Column("asked_on", DATE, "The day on which it was asked for"),
            Column("given_on", DATE, "The day on which it was given"),
            Column("status", TEXT, "How far it has come, as typed"),
            Column("state", TEXT, "How far it has come, by its days"),
            Column("days_waiting", INTEGER, "Days since it was asked for, while not given"),
            Column("days_taken", INTEGER, "Days from asking to giving"),
        ),
        read=("supports", "kind", "topic", "from_name", "state", "days_waiting"),
    ),
    Listed(
        "plans",
        title="Plans",
        grain="One row a plan",
        columns=(
            PLAN,
            Column("name", LONG, "The plan"),
            Column("collaborative", TEXT, "Id of the collaborative"),
            Column("places", TEXT, "Ids of the places it is for"),
            Column("starts_on", DATE, "Its first day"),
            Column("ends_on", DATE, "The last day of its horizon"),
            Column("days_left", INTEGER, "Days to then"),
            Column("success", LONG, "What will be seen when it has gone well"),
            Column("snapshot", TEXT, "Id of the snapshot that its priorities come from"),
            Column("success_model", TEXT, "Id of the success model that it carries out"),
            *COUNTED,
            Column(
                "earliest_end", DATE, "The day on which all actions can be done at the earliest"
            ),
            Column("earliest_end_known", BOOLEAN, "Whether all days left are known"),
            Column("beyond_days", INTEGER, "Days by which that is after its horizon"),
        ),
        read=("plan", "name", "ends_on", "actions", "done", "late", "share_done", "earliest_end"),
    ),
    Listed(
        "team",
        title="Planning teams",
        grain="One row a role on the team of a plan",
        columns=(
            PLAN,
            Column("role", TEXT, "The role"),
            Column("partner", TEXT, "Id of the partner that it is at"),
            Column("partner_name", TEXT, "Its name"),
            Column("duties", TEXT, "What it does for the plan"),
            Column("starts_on", DATE, "The first day of it"),
            Column("ends_on", DATE, "The last day of it"),
        ),
        read=("plan", "role", "partner_name", "duties"),
    ),
    Listed(
        "learning",
        title="Learning sessions",
        grain="One row a learning session of a network of the plan's collaborative",
        columns=(
            PLAN,
            Column("network", LONG, "The improvement network"),
            Column("on", DATE, "The day"),
            Column("kind", TEXT, "What sort of session"),
            Column("topic", LONG, "What it is about"),
        ),
        read=("plan", "on", "network", "kind", "topic"),
    ),
)


VERDICTS = {
    "no-longer-found": "done and the finding is gone",
    "still-found": "done and it is still found",
    "not-judged": "done and not to be judged yet",
    "gone-before": "not done and it is gone all the same",
    "not-done": "not done",
}


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    plan: str | None,
    collaborative: str | None,
    unanswered: int,
) -> dict[str, Any]:
    """The result of `compute_plan`, on the day of the parameters."""
    from pyoxigraph import NamedNode

    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts
    from graph.findings.states import read_finding_states
    from graph.planning.plan import compute_plan, read_plan_records
    from graph.planning.plan.answers import read_open_findings
    from graph.planning.plan.cells import KIND, read_cells
    from graph.planning.plan.owners import with_closed_owners
    from graph.register import Register

    store = analyses.read_store()
    facts = Facts(analyses.projection(), parameters)
    records = with_closed_owners(read_plan_records(store), Register(store), facts)
    cited = {NamedNode(iri) for action in records.actions for iri in action.answers}
    states = read_finding_states(store, cited)
    gone = [each.name for each in states.values() if each.state == "gone"]
    gaps = [name for name in gone if name.startswith(KIND)]
    # Coverage tells a gap that is mended from one that is only no longer known.
    cells = read_cells(analyses.coverage(parameters, routes="none"), gaps) if gaps else {}
    result = compute_plan(
        records,
        states,
        read_open_findings(store),
        cells,
        day=parameters.as_of,
        plan=plan,
        collaborative=collaborative,
        unanswered=unanswered,
    )
    options = {"plan": plan, "collaborative": collaborative, "unanswered": unanswered}
    return {
        "parameters": {**parameters.as_dict(), **options},
        **result,
        "completeness": compute_completeness(facts),
    }


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Problems of every plan, what actions mended, and the heaviest findings nobody answers."""
    from graph.findings.plan import build_plan_findings

    return build_plan_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """The plans in a line each, what the findings say, and what could not be judged."""
    if not result["plans"]:
        return ["No plan is loaded: fill in the tables of `nwd template --tables plan`."]
    lines = [_tell_plan(row) for row in result["plans"]]
    answered, unanswered = result["counts"]["answered"], result["counts"]["unanswered"]
    if answered:
        told = ", ".join(
            f"{answered[word]:,} {words}" for word, words in VERDICTS.items() if word in answered
        )
        lines.append(f"Answers to findings: {told}.")
    lines.append(
        f"Findings that no action answers: {sum(unanswered.values()):,}, "
        f"{unanswered.get('gaps', 0):,} of them gaps."
    )
    unknown = result["counts"]["actions"].get("unknown", 0)
    if unknown:
        lines.append(f"Actions of which nothing tells how far they have come: {unknown:,}.")
    return lines


def _tell_plan(row: dict[str, Any]) -> str:
    share = "" if row["share_done"] is None else f" ({row['share_done']:.0%})"
    until = "" if row["ends_on"] is None else f", until {row['ends_on']}"
    to_do = row["actions"] - row["dropped"]
    return (
        f"{row['name']}{until}: {row['done']} of {to_do} actions done{share}, {row['late']} late."
    )
