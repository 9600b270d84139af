"""`nwd improvement`: what was tried, and whether it moved what is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
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

NAME = "improvement"
SUMMARY = "What improvement teams tried, and whether the indicators they watch have moved."
DESCRIPTION = """Networks, teams, learning sessions, tests of change, and run charts of indicators.

A run chart tells chance from change by the Anhoej rules, or by the classic ones if asked; below
ten useful points there is no verdict. Counts of families below the floor, and what would tell
them, are left out before anything is worked out. The proof point is a rule applied to the data at
hand, with all its parts as options; it is no designation by anybody else.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "network", kind="text", meaning="Only this improvement network, by its id.", narrows=True
    ),
    Option("indicator", kind="text", meaning="Only this indicator, by its id.", narrows=True),
    Option(
        "rules",
        kind="choice",
        choices=("anhoej", "classic"),
        default="anhoej",
        meaning="The rules that tell a signal: Anhoej's two, or the classic four.",
    ),
    Option(
        "baseline_points",
        kind="whole",
        default=12,
        least=1,
        most=1_000,
        meaning="First points whose median is the centre line, where an indicator states none.",
    ),
    Option(
        "team_least", kind="whole", default=4, least=1, most=1_000, meaning="Fewest people a team."
    ),
    Option(
        "team_most", kind="whole", default=5, least=1, most=1_000, meaning="Most people a team."
    ),
    Option(
        "network_most",
        kind="whole",
        default=20,
        least=0,
        most=100_000,
        meaning="Most people a network.",
    ),
    Option(
        "session_days",
        kind="whole",
        default=35,
        least=1,
        most=10_000,
        meaning="Most days between learning sessions; 35 is monthly on the same weekday.",
    ),
    Option(
        "measure_days",
        kind="whole",
        default=14,
        least=1,
        most=10_000,
        meaning="Most days between values of what a place-based network watches.",
    ),
    Option(
        "share",
        kind="number",
        default=0.60,
        least=0,
        most=1,
        meaning="Share of indicators that the proof point asks for.",
    ),
    Option(
        "maintained",
        kind="choice",
        choices=("yes", "no"),
        default="yes",
        meaning="Whether an indicator that is maintained counts as one that improved.",
    ),
    Option(
        "tolerance",
        kind="number",
        default=0.0,
        least=0,
        most=1_000_000,
        meaning="Change, in an indicator's unit, up to which it counts as maintained.",
    ),
    Option(
        "years",
        kind="whole",
        default=5,
        least=1,
        most=100,
        meaning="Years back from the day looked at within which change is looked for.",
    ),
    Option(
        "outcomes",
        kind="choice",
        choices=("six", "seven"),
        default="six",
        meaning="Version of the proof point's list of outcomes; the seventh is employment.",
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
_CHART = (
    Column("points", INTEGER, "Values that are told"),
    Column("suppressed", INTEGER, "Values that rest on too few families to be told"),
    Column("missing", INTEGER, "Values that were due and are not there"),
    Column("useful", INTEGER, "Points off the median, in the last phase"),
    Column("latest", NUMBER, "The last value"),
    Column("latest_day", DATE, "Its day"),
    Column("median", NUMBER, "The centre line of the last phase"),
    Column("baseline", INTEGER, "Points that this median rests on"),
    Column("verdict", TEXT, "signal, no-signal, too-few-points or no-points"),
    Column("direction", TEXT, "better, worse or unknown"),
    Column("longest_run", INTEGER, "Most points in a row on one side (Anhoej rules)"),
    Column("run_limit", INTEGER, "Most that is no signal"),
    Column("crossings", INTEGER, "Times that the median is crossed (Anhoej rules)"),
    Column("crossing_limit", INTEGER, "Fewest that is no signal"),
    Column("runs", INTEGER, "Runs about the median (classic rules)"),
    Column("fewest_runs", INTEGER, "Fewest that is no signal"),
    Column("most_runs", INTEGER, "Most that is no signal"),
    Column("phases", INTEGER, "Stretches with a median of their own"),
    Column("shift", TEXT, "First and last median, where there are several phases"),
    Column("flags", TEXT, "Days of values far off, to be looked at by a person (classic rules)"),
    Column("notes", LONG, "What was not judged, or not as asked"),
    Column("sentence", LONG, "What it says"),
)
_INDICATOR = (
    Column("indicator", TEXT, "Id of the indicator"),
    Column("name", TEXT, "Its name"),
)
LISTS = (
    Listed(
        "networks",
        title="Improvement networks",
        grain="One row a network",
        columns=(
            Column("network", TEXT, "Id of the network"),
            Column("name", TEXT, "Its name"),
            Column("outcome", TEXT, "The outcome it works on"),
            Column("collaboratives", TEXT, "Ids of the collaboratives that take part"),
            Column("place_based", TEXT, "Whether it is place-based: yes, no or unknown"),
            Column("stage", TEXT, "Where it stands on the day looked at"),
            Column("starts_on", DATE, "Its first day"),
            Column("ends_on", DATE, "Its last day"),
            Column("months", NUMBER, "Months from first to last day"),
            Column("teams", INTEGER, "Teams"),
            Column("people", INTEGER, "People whose roles are recorded"),
            Column("size", TEXT, "Whether they are within the bound, too-many or unknown"),
            Column("sessions", INTEGER, "Learning sessions"),
            Column("cycles", INTEGER, "Tests of change"),
            Column("indicators", TEXT, "Ids of the indicators of it and its teams"),
            Column("better", INTEGER, "Indicators with a signal or shift in the better direction"),
            Column("worse", INTEGER, "Indicators with one in the worse direction"),
            Column("no_verdict", INTEGER, "Indicators without a verdict"),
        ),
        read=("network", "stage", "teams", "people", "sessions", "cycles", "better", "worse"),
    ),
    Listed(
        "teams",
        title="Improvement teams",
        grain="One row a team",
        columns=(
            Column("team", TEXT, "Id of the team"),
            Column("name", TEXT, "Its name"),
            Column("network", TEXT, "Id of the network it is of"),
            Column("intervention", LONG, "What it tries to do better"),
            Column("indicators", TEXT, "Ids of the indicators it wants to move"),
            Column("places", TEXT, "Ids of the places where it works"),
            Column("people", INTEGER, "People; blank where no role is recorded"),
            Column("size", TEXT, "within, too-few, too-many or unknown"),
            Column("roles", TEXT, "Roles, never names"),
            Column("partners", TEXT, "Ids of the partners that the roles are at"),
            Column("facilitator", TEXT, "Whether some role facilitates: yes, no or unknown"),
            Column("data_access", TEXT, "Whether some role can get at the data"),
            Column("can_change", TEXT, "Whether some role can change how the work is done"),
            Column("cycles", INTEGER, "Tests of change"),
        ),
        read=("team", "people", "size", "facilitator", "data_access", "can_change", "cycles"),
    ),
    Listed(
        "sessions",
        title="Learning sessions",
        grain="One row a learning session",
        columns=(
            Column("network", TEXT, "Id of the network"),
            Column("date", DATE, "The day"),
            Column("kind", TEXT, "in-person or virtual"),
            Column("topic", TEXT, "What it was about"),
            Column("coach", TEXT, "Who taught or coached, by role"),
            Column("present", TEXT, "Ids of the teams that were there"),
            Column("absent", TEXT, "Ids of the teams that were not; blank where not known"),
            Column("days_since", INTEGER, "Days since the one before, or since the first day"),
            Column("late", BOOLEAN, "Whether these are more than are allowed"),
            Column("held", BOOLEAN, "Whether it lies on or before the day looked at"),
        ),
        read=("network", "date", "kind", "topic", "days_since", "late"),
    ),
    Listed(
        "cycles",
        title="Tests of change",
        grain="One row a PDSA cycle, chain by chain",
        columns=(
            Column("cycle", TEXT, "Id of the cycle"),
            Column("name", TEXT, "Its name"),
            Column("team", TEXT, "Id of the team"),
            Column("chain", TEXT, "Id of the cycle that its chain begins with"),
            Column("step", INTEGER, "Its place in the chain"),
            Column("follows", TEXT, "Id of the cycle that it builds on"),
            Column("state", TEXT, "planned, running, done, decided or unknown"),
            Column("starts_on", DATE, "First day"),
            Column("ends_on", DATE, "Last day"),
            Column("scale", TEXT, "How large the test is"),
            Column("aim", LONG, "What is to change, how far, by when and for whom"),
            Column("theory", LONG, "Why it should work"),
            Column("predicted", LONG, "What was expected"),
            Column("seen", LONG, "What the data showed"),
            Column("learned", LONG, "What was learned"),
            Column("decision", TEXT, "adopt, adapt or abandon"),
            Column("indicators", TEXT, "Ids of the indicators that are watched"),
            Column("predicted_value", NUMBER, "The value expected"),
            Column("observed_value", NUMBER, "The value seen"),
            Column("as_predicted", TEXT, "Whether it is at least as good as expected"),
            Column("iterative", TEXT, "Whether it is one of a chain"),
            Column("prediction", TEXT, "Whether something was predicted"),
            Column("small_scale", TEXT, "Whether the chain began small"),
            Column("data_over_time", TEXT, "Whether what it watches was measured over time"),
            Column("documented", TEXT, "Whether all there should be by now is recorded"),
            Column("lacks", TEXT, "What its record lacks"),
            Column("adopted_without_data", BOOLEAN, "Whether it was adopted with no data"),
            Column("tests_actions", TEXT, "Ids of the actions that it tries"),
            Column("answers", TEXT, "Findings that it is meant to mend"),
            Column("answers_state", TEXT, "Whether these are open, gone or unknown"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("cycle", "team", "step", "state", "decision", "as_predicted", "lacks"),
    ),
    Listed(
        "indicators",
        title="Indicators",
        grain="One row an indicator, of all families everywhere it is about",
        columns=(
            *_INDICATOR,
            Column("outcome", TEXT, "The outcome it belongs to"),
            Column("unit", TEXT, "How its values are written"),
            Column("better", TEXT, "Which direction is better"),
            *_CHART,
        ),
        read=("indicator", "points", "useful", "median", "latest", "verdict", "direction"),
    ),
    Listed(
        "segments",
        title="Indicators by kind of family and place",
        grain="One row an indicator and a kind of family or a part of its place",
        columns=(
            *_INDICATOR,
            Column("segment", TEXT, "Id of the kind of family; blank for all"),
            Column("place", TEXT, "Id of the place; blank for everywhere"),
            *_CHART,
        ),
        read=("indicator", "segment", "place", "points", "suppressed", "median", "verdict"),
    ),
    Listed(
        "points",
        title="Points",
        grain="One row an indicator, a kind of family, a place and a day",
        columns=(
            Column("indicator", TEXT, "Id of the indicator"),
            Column("segment", TEXT, "Id of the kind of family; blank for all"),
            Column("place", TEXT, "Id of the place; blank for everywhere"),
            Column("day", DATE, "First day of the period"),
            Column("value", NUMBER, "The value; blank where it is suppressed or missing"),
            Column("state", TEXT, "told, suppressed or missing"),
            Column("numerator", TEXT, "The numerator; <11 where it is too small to be told"),
            Column("denominator", TEXT, "The denominator, likewise"),
            Column("phase", INTEGER, "Which median holds, from 1"),
            Column("median", NUMBER, "The centre line there"),
        ),
        read=("indicator", "segment", "place", "day", "value", "state", "median"),
    ),
    Listed(
        "signals",
        title="Signals",
        grain="One row a signal of a run chart",
        columns=(
            *_INDICATOR,
            Column("segment", TEXT, "Id of the kind of family; blank for all"),
            Column("place", TEXT, "Id of the place; blank for everywhere"),
            Column("phase", INTEGER, "Phase of the chart, from 1"),
            Column("rule", TEXT, "The rule that gave it"),
            Column("from", DATE, "First day"),
            Column("to", DATE, "Last day"),
            Column("points", INTEGER, "What was counted: points, crossings or runs"),
            Column("limit", INTEGER, "The last number that is no signal"),
            Column("side", TEXT, "Above or below the median, up or down"),
            Column("direction", TEXT, "better, worse or unknown"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("indicator", "segment", "rule", "from", "to", "points", "limit", "direction"),
    ),
    Listed(
        "proof_point",
        title="Proof point",
        grain="One row a collaborative",
        columns=(
            Column("collaborative", TEXT, "Id of the collaborative"),
            Column("name", TEXT, "Its name"),
            Column("indicators", INTEGER, "Its indicators of the outcomes looked at"),
            Column("improved", INTEGER, "Of them improved"),
            Column("maintained", INTEGER, "Of them maintained"),
            Column("worse", INTEGER, "Of them worse"),
            Column("unknown", INTEGER, "Of them not known"),
            Column("share", SHARE, "Share that counts, of those known"),
            Column("share_low", SHARE, "The same with the unknown as not improved"),
            Column("share_high", SHARE, "The same with the unknown as improved"),
            Column("needed", SHARE, "The share asked for"),
            Column("outcomes_with", TEXT, "Outcomes with an indicator"),
            Column("outcomes_without", TEXT, "Outcomes without one"),
            Column("systems_changes", INTEGER, "Systems changes that people recorded"),
            Column("version", TEXT, "Version of the list of outcomes"),
            Column("holds", TEXT, "Whether the rule holds: yes, no or unknown"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("collaborative", "indicators", "unknown", "share", "share_low", "needed", "holds"),
    ),
    Listed(
        "changes",
        title="Indicators of the proof point",
        grain="One row a collaborative and an indicator of the outcomes",
        columns=(
            Column("collaborative", TEXT, "Id of the collaborative"),
            *_INDICATOR,
            Column("outcome", TEXT, "The outcome it belongs to"),
            Column("first", NUMBER, "The baseline"),
            Column("first_day", DATE, "Its day"),
            Column("last", NUMBER, "The latest value"),
            Column("last_day", DATE, "Its day"),
            Column("change", TEXT, "improved, maintained, worse or unknown"),
            Column("reason", TEXT, "Why it is not known"),
            Column("counts", BOOLEAN, "Whether it counts for the share"),
        ),
        read=("collaborative", "outcome", "indicator", "first", "last", "change"),
    ),
    Listed(
        "bounds",
        title="Out of bounds",
        grain="One row a bound of a team or network that is broken for certain",
        columns=(
            Column("about", TEXT, "team or network"),
            Column("id", TEXT, "Its id"),
            Column("bound", TEXT, "Which bound"),
            Column("indicator", TEXT, "Id of the indicator, if one is meant"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("about", "id", "bound", "sentence"),
    ),
    Listed(
        "problems",
        title="Records that contradict themselves",
        grain="One row a problem",
        columns=(
            Column("kind", TEXT, "Which problem"),
            Column("table", TEXT, "The table of the record"),
            Column("record", TEXT, "Id of the record"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("table", "record", "sentence"),
    ),
)


def compute(analyses: Analyses, parameters: CoverageParameters, **options: Any) -> dict[str, Any]:
    """The result of `compute_improvement`, with `completeness`."""
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts
    from graph.planning.improvement import ImprovementOptions, compute_improvement

    result = compute_improvement(analyses.read_store(), parameters, ImprovementOptions(**options))
    facts = Facts(analyses.projection(), parameters)
    return {**result, "completeness": compute_completeness(facts)}


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Signals, tests that cannot be judged, and bounds broken."""
    from graph.findings.improvement import build_improvement_findings

    return build_improvement_findings(net, result)


def tell(result: dict[str, Any]) -> list[str]:
    """How many networks, tests and indicators there are, and what moved."""
    if not result["indicators"] and not result["networks"]:
        return ["No indicators and no improvement networks are recorded.", ""]
    charts = result["indicators"]
    verdicts = [
        f"{sum(each['verdict'] == 'signal' and each['direction'] == way for each in charts)} {way}"
        for way in ("better", "worse", "unknown")
    ]
    unsettled = sum(each["verdict"] not in ("signal", "no-signal") for each in charts)
    rules = result["parameters"]["rules"]
    return [
        f"{len(result['networks'])} networks, {len(result['teams'])} teams, "
        f"{len(result['cycles'])} tests of change, {len(charts)} indicators.",
        f"Signals by the {rules} rules: {', '.join(verdicts)}; {unsettled} indicators have too "
        "few points for a verdict.",
        f"Counts of fewer than {result['parameters']['floor']} families are not used.",
        "",
    ]
