"""`nwd budget`: what does the model cost over the years, and who pays?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import (
    BOOLEAN,
    DATE,
    INTEGER,
    LONG,
    MONEY,
    NUMBER,
    SHARE,
    TEXT,
    Column,
)
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "budget"
SUMMARY = "What a success model costs year by year, who pays, and what is lacking or ends."
DESCRIPTION = """Budgets over several fiscal years: expenses, sources, match, and what they lack.

Amounts are exact to the cent. Of one line or stream and year the most settled phase counts, and the
others stand beside it; money that is only requested is not secured. An amount not known is never 0:
what depends on it is unknown. The narrative is a draft from the same figures, for a person to edit.
"""
PART: Part = "planning"
OPTIONS = (
    Option(
        "budget",
        kind="text",
        narrows=True,
        meaning="Id of the only budget that is told; without it, all.",
    ),
)
BUDGET = Column("budget", TEXT, "Id of the budget")
YEAR = Column("fiscal_year", TEXT, "Fiscal year")
CURRENCY = Column("currency", TEXT, "Currency of the amounts")
STREAM = Column("stream", TEXT, "Id of the funding stream")
STREAM_NAME = Column("name", TEXT, "Its name")
PHASES = (
    Column("requested", MONEY, "Amount requested"),
    Column("planned", MONEY, "Amount planned"),
    Column("awarded", MONEY, "Amount awarded"),
    Column("spent", MONEY, "Amount spent"),
)
SUMS = (
    Column("expenses", MONEY, "Expenses, as far as known"),
    Column("expenses_unknown", INTEGER, "Expenses whose amount is not known"),
    Column("secured", MONEY, "Sources that are planned, awarded or spent, as far as known"),
    Column(
        "secured_unknown",
        INTEGER,
        "Such amounts that are not known in the currency, or may be more of the same money",
    ),
    Column("requested", MONEY, "Sources that are only requested, as far as known"),
    Column("requested_unknown", INTEGER, "Such sources with an amount not known"),
    Column("balance_least", MONEY, "Secured less expenses, the least; blank without a bound"),
    Column("balance_most", MONEY, "The same, the most"),
    Column("balance_if_granted_least", MONEY, "The least, if all that is requested is granted"),
    Column("balance_if_granted_most", MONEY, "The most, if all that is requested is granted"),
    Column("state", TEXT, "short, balanced, over, or unknown where amounts are not known"),
)
LISTS = (
    Listed(
        "budgets",
        title="Budgets",
        grain="One row a budget, over all its years",
        columns=(
            BUDGET,
            Column("name", TEXT, "Its name"),
            Column("model", TEXT, "Id of the success model"),
            Column("model_name", TEXT, "Its name"),
            Column("collaborative", TEXT, "Id of the collaborative"),
            Column("collaborative_name", TEXT, "Its name"),
            Column("description", LONG, "What the money is to bring about"),
            Column("first_year", TEXT, "Its first fiscal year"),
            Column("last_year", TEXT, "Its last fiscal year"),
            Column("starts_on", DATE, "Its first day"),
            Column("ends_on", DATE, "Its last day"),
            Column("years", INTEGER, "Fiscal years that it covers and the table has"),
            CURRENCY,
            *SUMS,
            Column("indirect_cap", NUMBER, "Limit of indirect charges, as a share of direct costs"),
            Column("lines_outside", INTEGER, "Rows of lines in none of its years"),
            Column("findings", INTEGER, "What its checks find"),
            Column("problems", INTEGER, "Contradictions in the tables"),
        ),
        read=("name", "first_year", "last_year", "expenses", "secured", "requested", "state"),
    ),
    Listed(
        "balance",
        title="Balance of each year",
        grain="One row a budget and fiscal year",
        columns=(
            BUDGET,
            YEAR,
            Column("starts_on", DATE, "First day of the year"),
            Column("ends_on", DATE, "Last day of the year"),
            CURRENCY,
            *SUMS,
            Column("in_kind", MONEY, "Of what is secured: given in kind"),
        ),
        read=("budget", "fiscal_year", "expenses", "secured", "requested", "balance_most", "state"),
    ),
    Listed(
        "phases",
        title="Phases side by side",
        grain="One row a budget, fiscal year and side; phases are never added to each other",
        columns=(
            BUDGET,
            YEAR,
            Column("side", TEXT, "expenses or sources"),
            *PHASES,
            Column("unknown", INTEGER, "Amounts that are not known, at any phase"),
            Column(
                "counted", MONEY, "The sum at the phases that count; of sources what is secured"
            ),
        ),
        read=("fiscal_year", "side", "requested", "planned", "awarded", "spent", "counted"),
    ),
    Listed(
        "lines",
        title="Lines",
        grain="One row a budget, line and fiscal year",
        columns=(
            BUDGET,
            Column("line", TEXT, "Short name of the line"),
            Column("name", TEXT, "What is paid for"),
            Column("activity", TEXT, "Id of the activity"),
            Column("component", TEXT, "Id of the component, where it is no single activity"),
            Column("category", TEXT, "Kind of cost"),
            YEAR,
            CURRENCY,
            *PHASES,
            Column("phase", TEXT, "The phase that counts"),
            Column("amount", MONEY, "The amount that counts; blank where it is not known"),
            Column("funded_least", MONEY, "What pays for it, the least"),
            Column("funded_most", MONEY, "What pays for it, the most; blank without a bound"),
            Column("streams", TEXT, "Ids of the streams tied to the line"),
            Column("joined", TEXT, "braided, blended or single, of the streams tied to it"),
            Column("state", TEXT, "funded, short, over, or unknown"),
            Column("quantity", NUMBER, "How many units"),
            Column("unit", TEXT, "What a unit is"),
            Column("unit_cost", NUMBER, "What one unit costs"),
            Column("note", LONG, "Why it is needed, and how the amount was found"),
        ),
        read=("line", "category", "fiscal_year", "phase", "amount", "joined", "state"),
    ),
    Listed(
        "categories",
        title="Kinds of cost",
        grain="One row a budget, kind of cost and fiscal year",
        columns=(
            BUDGET,
            Column("category", TEXT, "Kind of cost"),
            Column("name", TEXT, "Its label"),
            YEAR,
            CURRENCY,
            Column("amount", MONEY, "Amounts of its lines, as far as known"),
            Column("unknown", INTEGER, "Amounts that are not known"),
        ),
        read=("name", "fiscal_year", "amount", "unknown"),
    ),
    Listed(
        "activities",
        title="Activities",
        grain="One row a budget, activity or component, and fiscal year",
        columns=(
            BUDGET,
            Column("activity", TEXT, "Id of the activity"),
            Column("component", TEXT, "Id of the component, where it is no single activity"),
            Column("name", TEXT, "Its name"),
            YEAR,
            CURRENCY,
            Column("expenses", MONEY, "Amounts of its lines, as far as known"),
            Column("expenses_unknown", INTEGER, "Amounts that are not known"),
            Column("tied", MONEY, "Secured money tied to it or to its lines"),
            Column("tied_unknown", INTEGER, "Such money whose amount is not known"),
            Column("lacking", MONEY, "What it certainly lacks"),
            Column("state", TEXT, "funded, short, over, no-expense, or unknown"),
        ),
        read=("name", "fiscal_year", "expenses", "tied", "lacking", "state"),
    ),
    Listed(
        "sources",
        title="Sources of each year",
        grain="One row a budget, stream, fiscal year, currency, match, in kind or not, and uses",
        columns=(
            BUDGET,
            STREAM,
            STREAM_NAME,
            Column("level", TEXT, "Level of government or kind of giver"),
            Column("blend", TEXT, "single, braided or blended"),
            YEAR,
            CURRENCY,
            *PHASES,
            Column("phase", TEXT, "The phase that counts"),
            Column("amount", MONEY, "The amount that counts, as far as known"),
            Column("unknown", INTEGER, "Amounts that are not known"),
            Column("uses", TEXT, "What it is for"),
            Column("match_for", TEXT, "Id of the stream whose match it is"),
            Column("in_kind", BOOLEAN, "Whether it is given in kind"),
            Column("ends_on", DATE, "Last day of the stream"),
            Column("days_after", INTEGER, "Days of the year after that day"),
            Column("amount_after", MONEY, "The part of the amount that falls on these days"),
        ),
        read=("name", "fiscal_year", "phase", "amount", "uses", "amount_after"),
    ),
    Listed(
        "streams",
        title="Streams",
        grain="One row a budget, stream and currency, over all years",
        columns=(
            BUDGET,
            STREAM,
            STREAM_NAME,
            Column("level", TEXT, "Level of government or kind of giver"),
            Column("blend", TEXT, "single, braided or blended"),
            CURRENCY,
            Column("secured", MONEY, "Planned, awarded or spent, as far as known"),
            Column("secured_unknown", INTEGER, "Such amounts that are not known"),
            Column("requested", MONEY, "Only requested, as far as known"),
            Column("requested_unknown", INTEGER, "Such amounts that are not known"),
            Column("share", SHARE, "Share of all that is secured"),
            Column("ends_on", DATE, "Last day of the stream"),
            Column("amount_after", MONEY, "What is counted on after that day"),
            Column("restrictions", LONG, "What it may not be used for"),
        ),
        read=("name", "level", "secured", "requested", "share", "ends_on", "amount_after"),
    ),
    Listed(
        "match",
        title="Match",
        grain="One row a budget, stream that asks for a match or is given one, and fiscal year",
        columns=(
            BUDGET,
            STREAM,
            STREAM_NAME,
            YEAR,
            CURRENCY,
            Column("rate", NUMBER, "What others must add for each unit of it"),
            Column("amount", MONEY, "Secured money of the stream"),
            Column("amount_unknown", INTEGER, "Such amounts that are not known"),
            Column("required", MONEY, "Match that it asks for; blank where no rate is stated"),
            Column("provided", MONEY, "Secured money named as its match that it accepts"),
            Column("provided_unknown", INTEGER, "Such amounts not known, or not surely accepted"),
            Column("from", TEXT, "Ids of the streams named as its match"),
            Column("lacking_least", MONEY, "What is lacking, the least"),
            Column("lacking_most", MONEY, "What is lacking, the most"),
            Column("state", TEXT, "holds, fails or unknown"),
        ),
        read=("name", "fiscal_year", "amount", "required", "provided", "state"),
    ),
    Listed(
        "ending",
        title="Streams that end",
        grain="One row a budget and stream that ends before the budget does",
        columns=(
            BUDGET,
            STREAM,
            STREAM_NAME,
            Column("ends_on", DATE, "Its last day"),
            Column("fiscal_year", TEXT, "Fiscal year of that day; blank if before the budget"),
            Column("days_after", INTEGER, "Days of that year after it"),
            CURRENCY,
            Column("amount", MONEY, "What is secured in all years"),
            Column("amount_after", MONEY, "Of that: counted on after its last day"),
            Column("partly", MONEY, "Of that: by days, in the year of the end"),
            Column("wholly", MONEY, "Of that: in years that begin after the end"),
            Column("unknown", INTEGER, "Amounts after the end that are not known"),
            Column("requested_after", MONEY, "What is only requested for the time after"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("name", "ends_on", "days_after", "partly", "wholly", "amount_after"),
    ),
    Listed(
        "restrictions",
        title="Restrictions",
        grain="One row a budget, rule of a stream, fiscal year, and use where uses are judged",
        columns=(
            BUDGET,
            Column("restriction", TEXT, "Ids of the restrictions"),
            STREAM,
            Column("rule", TEXT, "allows, forbids, at-most or at-least"),
            YEAR,
            Column("use", TEXT, "What the money is for"),
            Column("share", NUMBER, "Share that the rule speaks of"),
            CURRENCY,
            Column("amount", MONEY, "Money of the use, or that surely goes to what is named"),
            Column("state", TEXT, "holds, fails or unknown"),
            Column("note", LONG, "Where the rule comes from"),
            Column("sentence", LONG, "What it means"),
        ),
        read=("stream", "rule", "fiscal_year", "use", "amount", "state"),
    ),
    Listed(
        "totals",
        title="Totals",
        grain="One row a budget, side, way to break it down, and part; parts add up to the side",
        columns=(
            BUDGET,
            Column("side", TEXT, "expenses, secured or requested"),
            Column("by", TEXT, "year, category, activity, line, phase, stream or level"),
            Column("id", TEXT, "Id of the part"),
            Column("name", TEXT, "Its name"),
            CURRENCY,
            Column("amount", MONEY, "Sum over all years, as far as known"),
            Column("unknown", INTEGER, "Amounts that are not known"),
        ),
        read=("side", "by", "name", "amount", "unknown"),
    ),
    Listed(
        "cost_per_cell",
        title="Cost beside coverage",
        grain="One row a budget and activity, and one for all of them (without an activity)",
        columns=(
            BUDGET,
            Column("activity", TEXT, "Id of the activity; blank for all together"),
            Column("name", TEXT, "Its name"),
            CURRENCY,
            Column("cost_per_year", MONEY, "Its expenses divided by the years of the budget"),
            Column("cost_unknown", INTEGER, "Expenses whose amount is not known"),
            Column("services", TEXT, "Ids of the services it is done with"),
            Column("closed", TEXT, "Ids of such services that are known to be closed"),
            Column("cells", TEXT, "Required cells reached only with them: for certain, at most"),
            Column("families", TEXT, "Families expected there: for certain, at most"),
            Column("per_cell_least", MONEY, "Cost a year for each cell, the least"),
            Column("per_cell_most", MONEY, "The same, the most; blank without a bound"),
            Column("per_family_least", MONEY, "Cost a year for each family, the least"),
            Column("per_family_most", MONEY, "The same, the most; blank without a bound"),
            Column("reason", TEXT, "Why nothing can be told"),
        ),
        read=("name", "cost_per_year", "cells", "families", "per_family_least", "reason"),
    ),
    Listed(
        "needs",
        title="Needs of the activities",
        grain="One row a budget and need that its activities answer, where it is required",
        columns=(
            BUDGET,
            Column("need", TEXT, "Id of the need"),
            Column("name", TEXT, "Its name"),
            Column("cells", INTEGER, "Required cells"),
            Column("covered", INTEGER, "Of these: covered at some door"),
            Column("unknown", INTEGER, "Of these: not known"),
            Column("gaps", INTEGER, "Of these: gaps"),
            Column("families", NUMBER, "Families expected at all of them"),
            Column("families_gaps", NUMBER, "Families expected at the gaps"),
        ),
        read=("name", "cells", "covered", "unknown", "gaps", "families_gaps"),
    ),
    Listed(
        "findings",
        title="What the checks find",
        grain="One row a finding; each is certain",
        columns=(
            BUDGET,
            Column("check", TEXT, "What it is about, of the list budget-check"),
            YEAR,
            Column("line", TEXT, "Short name of the line"),
            Column("activity", TEXT, "Id of the activity"),
            STREAM,
            Column("amount", MONEY, "The amount that is lacking, too much or at risk"),
            Column("sentence", LONG, "What it says"),
            Column("key", TEXT, "Its name, by which an action can answer it"),
        ),
        read=("check", "sentence"),
    ),
    Listed(
        "narrative",
        title="Narrative",
        grain="One row a budget and section, drafted for a person to edit",
        columns=(
            BUDGET,
            Column("section", TEXT, "Short name of the section"),
            Column("title", TEXT, "Its heading"),
            Column("text", LONG, "Its text, in Markdown"),
        ),
        read=("title", "text"),
    ),
    Listed(
        "problems",
        title="Contradictions in the tables",
        grain="One row a record that contradicts itself or another",
        columns=(
            BUDGET,
            Column("problem", TEXT, "What is wrong"),
            Column("kind", TEXT, "Kind of record"),
            Column("record", TEXT, "Its id"),
            Column("sentence", LONG, "What it says, and what was done"),
        ),
        read=("problem", "kind", "sentence"),
    ),
)


def compute(
    analyses: Analyses, parameters: CoverageParameters, *, budget: str | None
) -> dict[str, Any]:
    """The result of `compute_budgets`, with `parameters`, `as_of` and `completeness`."""
    from graph.coverage.completeness import compute_completeness
    from graph.coverage.facts import Facts
    from graph.planning.budget import compute_budgets, measure_gain, measure_needs

    def gain(services: Any) -> Any:
        return measure_gain(analyses.baseline(parameters), services)

    def needs(iris: Any) -> Any:
        return measure_needs(analyses.baseline(parameters).coverage, iris) if iris else []

    compute_all = partial(compute_budgets, analyses.read_store(), as_of=parameters.as_of)
    return {
        "parameters": {**parameters.as_dict(), "budget": budget},
        "as_of": parameters.as_of.isoformat(),
        **compute_all(budget=budget, measure=gain, needs=needs),
        "completeness": compute_completeness(Facts(analyses.projection(), parameters)),
    }


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """What the checks find for certain."""
    from graph.findings.budget import build_budget_findings

    return build_budget_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """How each budget stands, and how much there is to settle."""
    if not result["budgets"]:
        return ["No budget is loaded: fill in the tables of `nwd template --tables budget`.", ""]
    lines = []
    for row in result["budgets"]:
        lines.append(
            f"{row['name']}: {row['findings']} findings (--list findings), "
            f"{row['problems']} contradictions in the tables (--list problems)."
        )
    return [*lines, ""]
