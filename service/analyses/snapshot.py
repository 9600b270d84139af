"""`nwd snapshot`: where do we stand, as those who do the work see it?"""

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

NAME = "snapshot"
SUMMARY = "Where a community stands, by a questionnaire that several people answered."
DESCRIPTION = """Scores of each dimension and question, and how far respondents are apart.

Strengths, opportunities and disagreements by the scores, beside what people noted; priorities by
feasibility and importance; changes since the snapshot before; communities side by side. Nothing is
told of questions with fewer scores than the floor, and nowhere who gave which.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "snapshot",
        kind="text",
        many=True,
        default=(),
        meaning="Only the snapshot of this id.",
        narrows=True,
    ),
    Option(
        "floor",
        kind="whole",
        default=5,
        least=3,
        meaning="Scores that a question needs before anything but their number is told.",
    ),
    Option(
        "strong",
        kind="number",
        default=0.7,
        least=0,
        most=1,
        meaning="Place on the scale, 0 to 1, from which a mean is a strength.",
    ),
    Option(
        "weak",
        kind="number",
        default=0.4,
        least=0,
        most=1,
        meaning="Place on the scale up to which a mean is an opportunity.",
    ),
    Option(
        "disagreement",
        kind="number",
        default=0.6,
        least=0.01,
        most=1,
        meaning="Spread from which respondents disagree, as a share of the most there can be.",
    ),
    Option(
        "known",
        kind="number",
        default=0.6,
        least=0.01,
        most=1,
        meaning="Share of the weight of a dimension that must be known for a score of it.",
    ),
)
_WHOSE = (
    Column("snapshot", TEXT, "Id of the snapshot"),
    Column("community", TEXT, "Id of the collaborative, else of the place"),
    Column("as_of", DATE, "Day by which the answers were in"),
)
LISTS = (
    Listed(
        "dimensions",
        title="Dimensions",
        grain="One row a snapshot and dimension",
        columns=(
            *_WHOSE,
            Column("dimension", TEXT, "Id of the dimension"),
            Column("name", TEXT, "Its name"),
            Column("score", NUMBER, "Weighted mean on the questionnaire's scale; more is better"),
            Column("place", SHARE, "The same as a share of the scale"),
            Column("spread", NUMBER, "Standard deviation at a typical question"),
            Column("spread_share", SHARE, "The same as a share of the most there can be"),
            Column("reading", TEXT, "strength, opportunity, disagreement, between or unknown"),
            Column("reason", TEXT, "Why there is no score"),
            Column("questions", INTEGER, "Questions of the dimension"),
            Column("questions_scored", INTEGER, "Those with enough scores for a mean"),
            Column("weight_known", SHARE, "Share of the weight that these have"),
            Column("answered_share", SHARE, "Share of respondents times questions with a score"),
            Column("not_known", INTEGER, "Answers that say: not known"),
            Column("not_applicable", INTEGER, "Answers that say: not applicable"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("snapshot", "name", "score", "spread_share", "reading", "answered_share"),
    ),
    Listed(
        "questions",
        title="Questions",
        grain="One row a snapshot and question",
        columns=(
            *_WHOSE,
            Column("dimension", TEXT, "Id of its dimension"),
            Column("question", TEXT, "Id of the question"),
            Column("text", LONG, "As people read it"),
            Column("order", INTEGER, "Its place on the form"),
            Column("weight", NUMBER, "How much it counts within its dimension"),
            Column("reversed", BOOLEAN, "Whether its scores are turned round"),
            Column("least", INTEGER, "The lowest score"),
            Column("most", INTEGER, "The highest score"),
            Column("score", NUMBER, "Mean, turned so that more is better"),
            Column("place", SHARE, "The same as a share of the scale"),
            Column("median", NUMBER, "Median"),
            Column("lowest", NUMBER, "The lowest score given"),
            Column("highest", NUMBER, "The highest score given"),
            Column("spread", NUMBER, "Standard deviation, in steps of the scale"),
            Column("spread_share", SHARE, "The same as a share of the most there can be"),
            Column("given", LONG, "How many gave each score; blank below the floor"),
            Column("reading", TEXT, "strength, opportunity, disagreement, between or unknown"),
            Column("reason", TEXT, "Why there is no score"),
            Column("noted", TEXT, "Kinds of notes that people made on it"),
            Column("scores", INTEGER, "Respondents who gave a score"),
            Column("not_known", INTEGER, "Respondents who do not know"),
            Column("not_applicable", INTEGER, "Respondents to whom it does not apply"),
            Column("no_answer", INTEGER, "Respondents who left it out"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("snapshot", "text", "score", "median", "spread_share", "scores", "reading"),
    ),
    Listed(
        "priorities",
        title="Priorities",
        grain="One row a priority or opportunity that people noted, best first",
        columns=(
            *_WHOSE,
            Column("place", INTEGER, "Place by the product; those of one product share it"),
            Column("tied", INTEGER, "How many share the place"),
            Column("kind", TEXT, "priority or opportunity"),
            Column("note", TEXT, "Id of the note"),
            Column("text", LONG, "The note"),
            Column("importance", INTEGER, "1 to 5"),
            Column("feasibility", INTEGER, "1 to 5: 6 less the effort"),
            Column("product", INTEGER, "Importance times feasibility; blank if one is not stated"),
            Column("agreed_rank", INTEGER, "The order that people agreed on themselves"),
            Column("taken_up", TEXT, "Whether an action takes the priority up: yes, no, unknown"),
            Column("why", LONG, "What that rests on"),
        ),
        read=("snapshot", "place", "tied", "kind", "text", "product", "agreed_rank", "taken_up"),
    ),
    Listed(
        "notes",
        title="What people noted",
        grain="One row a note",
        columns=(
            *_WHOSE,
            Column("note", TEXT, "Id of the note"),
            Column("kind", TEXT, "strength, opportunity, feasibility or priority"),
            Column("text", LONG, "The note"),
            Column("dimension", TEXT, "Id of the dimension that it is about"),
            Column("question", TEXT, "Id of the question that it is about"),
            Column("rank", INTEGER, "The order that people agreed on"),
            Column("effort", INTEGER, "1 to 5"),
            Column("importance", INTEGER, "1 to 5"),
            Column("scores_say", TEXT, "What the scores of the same question or dimension say"),
            Column("agrees", TEXT, "Whether they bear the note out: yes, no, unknown"),
        ),
        read=("snapshot", "kind", "text", "scores_say", "agrees"),
    ),
    Listed(
        "changes",
        title="Changes since the snapshot before",
        grain="One row a dimension or question that both snapshots asked alike",
        columns=(
            Column("community", TEXT, "Id of the community"),
            Column("before", TEXT, "Id of the earlier snapshot"),
            Column("before_as_of", DATE, "Its day"),
            Column("snapshot", TEXT, "Id of the later snapshot"),
            Column("as_of", DATE, "Its day"),
            Column("dimension", TEXT, "Id of the dimension"),
            Column("question", TEXT, "Id of the question; blank for the dimension as a whole"),
            Column("text", LONG, "The question, or the dimension's name"),
            Column("score_before", NUMBER, "Score in the earlier one"),
            Column("score", NUMBER, "Score in the later one"),
            Column("change", NUMBER, "Later less earlier"),
            Column("larger_spread", NUMBER, "The larger spread of the two"),
            Column("verdict", TEXT, "better, worse, within-spread or unknown"),
            Column("reason", TEXT, "Why it is unknown"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("snapshot", "text", "score_before", "score", "change", "larger_spread", "verdict"),
    ),
    Listed(
        "side_by_side",
        title="Communities side by side",
        grain="One row a community and a dimension or question that others were asked too; no rank",
        columns=(
            Column("dimension", TEXT, "Id of the dimension"),
            Column("question", TEXT, "Id of the question; blank for the dimension as a whole"),
            Column("text", LONG, "The question, or the dimension's name"),
            Column("community", TEXT, "Id of the community"),
            Column("community_name", TEXT, "Its name"),
            Column("snapshot", TEXT, "Id of its last snapshot"),
            Column("as_of", DATE, "Its day"),
            Column("respondents", INTEGER, "People who answered"),
            Column("score", NUMBER, "Score"),
            Column("spread", NUMBER, "Standard deviation, in steps of the scale"),
            Column("surely_above", TEXT, "Communities it is above by more than both spreads"),
            Column("surely_below", TEXT, "Communities it is below by more than both spreads"),
            Column("not_apart", TEXT, "Communities it differs from by no more than that"),
            Column("unknown", TEXT, "Communities that cannot be compared with it"),
        ),
        read=("text", "community_name", "score", "spread", "surely_above", "surely_below"),
    ),
    Listed(
        "findings",
        title="To talk about and to decide",
        grain="One row a finding in the last snapshot of any community",
        columns=(
            Column(
                "kind",
                TEXT,
                "disagreement, decline, opportunity-without-priority or priority-without-action",
            ),
            Column("key", TEXT, "Key of the finding: actions cite it as snapshot/KEY"),
            Column("community", TEXT, "Id of the community"),
            Column("snapshot", TEXT, "Id of the snapshot"),
            Column("dimension", TEXT, "Id of the dimension"),
            Column("question", TEXT, "Id of the question"),
            Column("note", TEXT, "Id of the note"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("kind", "community", "sentence"),
    ),
    Listed(
        "snapshots",
        title="Snapshots",
        grain="One row a snapshot",
        columns=(
            *_WHOSE,
            Column("name", TEXT, "Its name"),
            Column("community_name", TEXT, "Name of the community"),
            Column("questionnaire", TEXT, "Id of the questionnaire"),
            Column("questionnaire_name", TEXT, "Its name"),
            Column("version", TEXT, "Its edition"),
            Column("source", TEXT, "Where its questions come from"),
            Column("least", INTEGER, "The lowest score of its scale"),
            Column("most", INTEGER, "The highest score"),
            Column("scale_words", LONG, "What the scores mean"),
            Column("asked", INTEGER, "People who were asked"),
            Column("respondents", INTEGER, "People who answered"),
            Column("questions", INTEGER, "Questions asked"),
            Column("scores", INTEGER, "Scores given"),
            Column("answered_share", SHARE, "Share of respondents times questions with a score"),
            Column("not_known", INTEGER, "Answers that say: not known"),
            Column("not_applicable", INTEGER, "Answers that say: not applicable"),
            Column("sentence", LONG, "What it says"),
        ),
        read=("snapshot", "name", "as_of", "respondents", "asked", "answered_share", "not_known"),
    ),
    Listed(
        "comments",
        title="Comments of respondents",
        grain="One row a comment on a question with enough scores; without the role",
        columns=(
            *_WHOSE,
            Column("question", TEXT, "Id of the question"),
            Column("text", LONG, "As people read it"),
            Column("comment", LONG, "The comment"),
        ),
        read=("snapshot", "text", "comment"),
    ),
    Listed(
        "problems",
        title="Records that cannot be used as they stand",
        grain="One row a contradiction",
        columns=(
            Column("kind", TEXT, "What is wrong"),
            Column("record", TEXT, "Id of the record"),
            Column("message", LONG, "What was done about it"),
        ),
        read=("kind", "record", "message"),
    ),
)


def compute(
    analyses: Analyses,
    parameters: CoverageParameters,
    *,
    snapshot: tuple[str, ...],
    **rules: Any,
) -> dict[str, Any]:
    """The result of `compute_snapshots`, and how complete the records of the community are."""
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts
    from graph.planning.snapshot import Rules, compute_snapshots

    result = compute_snapshots(
        analyses.read_store(), parameters, snapshots=snapshot, rules=Rules(**rules)
    )
    facts = Facts(analyses.projection(), parameters)
    return {**result, "completeness": compute_completeness(facts)}


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Disagreements, declines, and what no priority or action takes up."""
    from graph.findings.snapshot import build_snapshot_findings

    return build_snapshot_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """The snapshots, what is to be talked about, and the rules."""
    if not result["snapshots"]:
        return ["No snapshot is recorded.", *_tell_problems(result)]
    found, rows = result["findings"], result["side_by_side"]
    lines = [each["sentence"] for each in result["snapshots"]]
    lines += [f"{len(found)} findings to talk about or decide: --list findings." if found else ""]
    if rows:
        lines += ["Communities stand side by side (--list side_by_side) and are not ranked."]
    return [*filter(None, lines), *_tell_problems(result), "", *result["rules"]]


def _tell_problems(result: dict[str, Any]) -> list[str]:
    count = len(result["problems"])
    if not count:
        return []
    return [f"{count} records cannot be used as they stand: --list problems."]
