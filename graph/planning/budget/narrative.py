"""The narrative of a budget, drafted section by section from the result for a person to edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graph.planning.budget.telling import Teller, render_markdown

Rows = Sequence[tuple[int, dict[str, Any]]]
"""Rows of a list of the result, each with its place in it."""
MOST_NEEDS = 6
MOST_WIDE = 6
"""Most years that a table has beside each other."""


class _Told:
    """What sections are told of: the result, and which of its rows are of the budget."""

    def __init__(self, budget: str, result: dict[str, Any]) -> None:
        self.result = result
        self.place = next(i for i, row in enumerate(result["budgets"]) if row["budget"] == budget)
        self.budget = result["budgets"][self.place]
        self.currency = self.budget["currency"]

    def rows(self, list_: str, **wanted: Any) -> Rows:
        return [
            (i, row)
            for i, row in enumerate(self.result[list_])
            if row["budget"] == self.budget["budget"]
            and all(row[name] == value for name, value in wanted.items())
        ]


def write_narrative(budget: str, result: dict[str, Any]) -> list[dict[str, Any]]:
    """One object a section: `budget`, `section`, `title`, `text` (Markdown), `blocks` (the same as
    paragraphs, lists and tables) and `figures` (where each number and name stands in the result).
    """
    told = _Told(budget, result)
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


def _summary(told: _Told, t: Teller) -> None:
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


def _say_state(told: _Told, take: Callable[..., str], row: dict[str, Any]) -> str:
    if row["state"] == "short":
        at_least = "At least " if row["expenses_unknown"] else ""
        return f"{at_least}{take('balance_most', 'lack')} {told.currency} is not secured."
    if row["state"] == "over":
        least = take("balance_least", "money")
        return f"{least} {told.currency} more is secured than is to be spent."
    if row["state"] == "balanced":
        return "What is secured is what is to be spent."
    return "Whether what is secured is enough cannot be told, as amounts are not known."


def _need(told: _Told, t: Teller) -> None:
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


def _activities(told: _Told, t: Teller) -> None:
    rows = told.rows("totals", side="expenses", by="activity")
    if not rows:
        return
    t.paragraph("What each activity, or component of the model, costs over all years:")
    t.table(
        ("Activity", f"Amount in {told.currency}"),
        [[t.take("totals", i, "name", "text"), _amount(t, i, row)] for i, row in rows],
    )
    items = []
    for i, row in told.rows("cost_per_cell"):
        if row["reason"] is None:
            items.append(_cost(told, t, i, row))
    if items:
        t.paragraph(
            "Cost a year beside the families who would lose their last door without the services "
            "of an activity. It weighs what is there against its cost; it is no forecast of what "
            "more money would bring."
        )
        t.items(items)


def _cost(told: _Told, t: Teller, i: int, row: dict[str, Any]) -> str:
    def take(column: str) -> str:
        return t.take("cost_per_cell", i, column, "money")

    name = t.take("cost_per_cell", i, "name", "text")
    start = f"{name}: {take('cost_per_year')} {told.currency} a year; for each family expected, "
    if row["per_family_most"] is None:
        return (
            f"{start}at least {take('per_family_least')} {told.currency}, without an upper bound."
        )
    if row["per_family_least"] == row["per_family_most"]:
        return f"{start}{take('per_family_least')} {told.currency}."
    return f"{start}{take('per_family_least')} to {take('per_family_most')} {told.currency}."


def _amount(t: Teller, i: int, row: dict[str, Any]) -> str:
    amount = t.take("totals", i, "amount", "money")
    return f"{amount} and more" if row["unknown"] else amount


def _costs(told: _Told, t: Teller) -> None:
    years = told.rows("balance")
    totals = told.rows("totals", side="expenses", by="category")
    if not totals:
        return
    wide = len(years) <= MOST_WIDE
    by_cell = {(row["category"], row["fiscal_year"]): i for i, row in told.rows("categories")}
    header = ["Kind of cost"]
    if wide:
        header += [t.take("balance", i, "fiscal_year", "text") for i, _ in years]
    rows = []
    for i, total in totals:
        row = [t.take("totals", i, "name", "text")]
        for _, year in years if wide else ():
            at = by_cell.get((total["id"], year["fiscal_year"]))
            row.append("" if at is None else t.take("categories", at, "amount", "money"))
        rows.append([*row, _amount(t, i, total)])
    last = ["All"]
    if wide:
        last += [t.take("balance", i, "expenses", "money") for i, _ in years]
    rows.append([*last, t.take("budgets", told.place, "expenses", "money")])
    t.paragraph(f"Expenses by kind of cost and fiscal year, in {told.currency}:")
    t.table([*header, "All years"], rows)
    t.items(_justify(told, t))


def _justify(told: _Told, t: Teller) -> list[str]:
    """The note of each line, with its amount over all years."""
    notes: dict[str, int] = {}
    for i, row in told.rows("lines"):
        if row["note"]:
            notes.setdefault(row["line"], i)
    items = []
    for i, row in told.rows("totals", side="expenses", by="line"):
        if row["id"] in notes:
            note = t.take("lines", notes[row["id"]], "note", "text")
            name = t.take("totals", i, "name", "text")
            items.append(f"{name} ({_amount(t, i, row)} {told.currency}): {note}")
    return items


def _sources(told: _Told, t: Teller) -> None:
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
                t.take("streams", i, "secured", "money"),
                t.take("streams", i, "requested", "money"),
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


def _match(told: _Told, t: Teller) -> None:
    rows = told.rows("match")
    if not rows:
        return
    words = {"holds": "met", "fails": "lacking", "unknown": "cannot be told"}
    t.paragraph("Some streams ask others to add money of their own.")
    table = []
    for i, row in rows:
        required = t.take("match", i, "required", "money") if row["required"] else "rate not stated"
        table.append(
            [
                t.take("match", i, "name", "text"),
                t.take("match", i, "fiscal_year", "text"),
                required,
                t.take("match", i, "provided", "money"),
                words[row["state"]],
            ]
        )
    t.table(("Stream", "Year", "Match asked for", "Given", "State"), table)


def _sustainability(told: _Told, t: Teller) -> None:
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


def _risks(told: _Told, t: Teller) -> None:
    found = [(i, row) for i, row in told.rows("findings") if row["check"] not in RISKS]
    if found:
        t.paragraph("What the checks of the budget find:")
        t.items([t.take("findings", i, "sentence", "text") for i, _ in found])


def _unknowns(told: _Told, t: Teller) -> None:
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


SECTIONS: Sequence[tuple[str, str, Callable[[_Told, Teller], None]]] = (
    ("summary", "Summary", _summary),
    ("need", "The need", _need),
    ("activities", "Activities and what they cost", _activities),
    ("costs", "Costs by year and kind", _costs),
    ("sources", "Sources of money", _sources),
    ("match", "Match", _match),
    ("sustainability", "What ends when", _sustainability),
    ("risks", "Risks", _risks),
    ("unknowns", "What is not known", _unknowns),
)
