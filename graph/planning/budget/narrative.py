"""The narrative of a budget, drafted section by section from the result for a person to edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graph.planning.budget.costs_told import tell_activities, tell_costs
from graph.planning.budget.telling import UNKNOWN, Teller, Told, render_markdown

MOST_NEEDS = 6


def write_narrative(budget: str, result: dict[str, Any]) -> list[dict[str, Any]]:
    """One object a section: `budget`, `section`, `title`, `text` (Markdown), `blocks` (the same as
    paragraphs, lists and tables) and `figures` (where each number and name stands in the result).
    """
    told = Told(budget, result)
    sections = []
    for name, title, write in SECTIONS:
        teller = Teller(result)
        write(told, teller)
        if not teller.blocks:
            continue
        sections.append(
            {
                "budget": budget,
                "section": name,
                "title": title,
                "text": render_markdown(teller.blocks),
                "blocks": teller.blocks,
                "figures": teller.figures,
            }
        )
    return sections


def _summary(told: Told, t: Teller) -> None:
    def take(column: str, form: str = "text") -> str:
        return t.take("budgets", told.place, column, form)

    row = told.budget
    of_model = f" of {take('model_name')}" if row["model"] else ""
    by = f" It is the budget of {take('collaborative_name')}." if row["collaborative"] else ""
    start = f"{take('name')} is the budget{of_model}."
    if not row["years"]:
        t.paragraph(start + by, "Its fiscal years are not known, so that nothing can be added up.")
        return
    t.paragraph(
        start + by,
        f"It covers {take('years', 'count')} fiscal years, {take('first_year')} to "
        f"{take('last_year')} ({take('starts_on')} to {take('ends_on')}).",
    )
    if row["description"]:
        t.paragraph(take("description"))
    t.paragraph(
        f"Expenses over these years are {take('expenses', 'money')} {told.currency}"
        f"{_and_unknown(take, row, 'expenses')}. Secured, which is all that is planned, awarded "
        f"or spent, are {take('secured', 'money')} {told.currency}"
        f"{_and_unknown(take, row, 'secured')}; "
        f"{take('requested', 'money')} {told.currency} more is requested"
        f"{_and_unknown(take, row, 'requested')}.",
        _say_state(told, take, row),
    )


def _and_unknown(take: Callable[..., str], row: dict[str, Any], name: str) -> str:
    column = f"{name}_unknown"
    return f" and amounts not known ({take(column, 'count')})" if row[column] else ""


def _say_state(told: Told, take: Callable[..., str], row: dict[str, Any]) -> str:
    if row["state"] == "short":
        at_least = "At least " if row["expenses_unknown"] else ""
        return f"{at_least}{take('balance_most', 'lack')} {told.currency} is not secured."
    if row["state"] == "over":
        least = take("balance_least", "money")
        return f"{least} {told.currency} more is secured than is to be spent."
    if row["state"] == "balanced":
        return "What is secured is what is to be spent."
    return "Whether what is secured is enough cannot be told, as amounts are not known."


def _need(told: Told, t: Teller) -> None:
    rows = told.rows("needs")
    if not rows:
        return
    t.paragraph(
        "The activities answer these needs. A line of the requirements is one need at one "
        "touchpoint for one kind of family in one place; it is a gap where no door leads to a "
        "service, as far as the records show."
    )
    header = ("Need", "Required", "Covered", "Not known", "Gaps", "Families expected at gaps")
    columns = ("cells", "covered", "unknown", "gaps")
    t.table(
        header,
        [
            [
                t.take("needs", i, "name", "text"),
                *(t.take("needs", i, column, "count") for column in columns),
                t.take("needs", i, "families_gaps", "number"),
            ]
            for i, _ in rows[:MOST_NEEDS]
        ],
    )


def _sources(told: Told, t: Teller) -> None:
    rows = told.rows("streams")
    if not rows:
        t.paragraph("No money is named for this budget.")
        return
    t.paragraph("Who pays, over all years. Money that is only requested stands by itself.")
    table = []
    for i, row in rows:
        restrictions = t.take("streams", i, "restrictions", "text") if row["restrictions"] else ""
        table.append(
            [
                t.take("streams", i, "name", "text"),
                t.sum("streams", i, "secured"),
                t.sum("streams", i, "requested"),
                t.take("streams", i, "currency", "text"),
                t.take("streams", i, "ends_on", "text") if row["ends_on"] else "no end stated",
                restrictions,
            ]
        )
    t.table(("Stream", "Secured", "Requested", "Currency", "Ends on", "Restrictions"), table)
    braided = [i for i, row in told.rows("lines") if row["joined"] == "braided"]
    if braided:
        t.paragraph(
            "Lines and years paid by several streams together, each kept apart in the accounts: "
            f"{t.tally('lines', braided)}."
        )


def _match(told: Told, t: Teller) -> None:
    rows = told.rows("match")
    if not rows:
        return
    words = {"holds": "met", "fails": "lacking", "unknown": "cannot be told"}
    t.paragraph("Some streams ask others to add money of their own.")
    table = []
    for i, row in rows:
        required = "rate not stated"
        if row["amount_unknown"]:
            required = UNKNOWN
        elif row["required"] is not None:
            required = t.take("match", i, "required", "money")
        table.append(
            [
                t.take("match", i, "name", "text"),
                t.take("match", i, "fiscal_year", "text"),
                required,
                t.sum("match", i, "provided"),
                words[row["state"]],
            ]
        )
    t.table(("Stream", "Year", "Match asked for", "Given", "State"), table)


def _sustainability(told: Told, t: Teller) -> None:
    ending = told.rows("ending")
    if not ending:
        t.paragraph("No stream is known to end inside these years.")
        return
    t.paragraph(
        "These streams end before the last day of the budget. What is counted on after that day "
        "must be renewed or replaced; amounts of the year of the end are taken by days."
    )
    t.items([t.take("ending", i, "sentence", "text") for i, _ in ending])


RISKS = ("ending-stream",)
"""Checks told elsewhere in the narrative."""


def _risks(told: Told, t: Teller) -> None:
    found = [(i, row) for i, row in told.rows("findings") if row["check"] not in RISKS]
    if found:
        t.paragraph("What the checks of the budget find:")
        t.items([t.take("findings", i, "sentence", "text") for i, _ in found])


def _unknowns(told: Told, t: Teller) -> None:
    open_rules = [i for i, row in told.rows("restrictions") if row["state"] == "unknown"]
    no_amount = [i for i, row in told.rows("lines") if row["amount"] is None]
    outside = [
        (i, row)
        for i, row in enumerate(told.result["problems"])
        if row["budget"] in (None, told.budget["budget"])
    ]
    items = []
    if no_amount:
        items.append(f"Amounts of lines that are not known: {t.tally('lines', no_amount)}.")
    if open_rules:
        items.append(
            "Uses of which it cannot be told whether the stream may pay for them: "
            f"{t.tally('restrictions', open_rules)}."
        )
    items += [t.take("problems", i, "sentence", "text") for i, _ in outside]
    if items:
        t.paragraph("What is not known, or contradicts itself, and is to be settled first:")
        t.items(items)


SECTIONS: Sequence[tuple[str, str, Callable[[Told, Teller], None]]] = (
    ("summary", "Summary", _summary),
    ("need", "The need", _need),
    ("activities", "Activities and what they cost", tell_activities),
    ("costs", "Costs by year and kind", tell_costs),
    ("sources", "Sources of money", _sources),
    ("match", "Match", _match),
    ("sustainability", "What ends when", _sustainability),
    ("risks", "Risks", _risks),
    ("unknowns", "What is not known", _unknowns),
)
