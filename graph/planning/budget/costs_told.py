"""The sections of the narrative on what activities and kinds of cost come to."""

from __future__ import annotations

from typing import Any

from graph.planning.budget.telling import Teller, Told

MOST_WIDE = 6
"""Most years that a table has beside each other."""


def tell_activities(told: Told, t: Teller) -> None:
    """What each activity costs, and what that is beside the families who rest on it."""
    rows = told.rows("totals", side="expenses", by="activity")
    if not rows:
        return
    t.paragraph("What each activity, or component of the model, costs over all years:")
    t.table(
        ("Activity", f"Amount in {told.currency}"),
        [[t.take("totals", i, "name", "text"), t.sum("totals", i)] for i, _ in rows],
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


def _cost(told: Told, t: Teller, i: int, row: dict[str, Any]) -> str:
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


def tell_costs(told: Told, t: Teller) -> None:
    """Expenses by kind of cost and year, and the note of each line."""
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
            row.append("" if at is None else t.sum("categories", at))
        rows.append([*row, t.sum("totals", i)])
    last = ["All"]
    if wide:
        last += [t.sum("balance", i, "expenses") for i, _ in years]
    rows.append([*last, t.sum("budgets", told.place, "expenses")])
    t.paragraph(f"Expenses by kind of cost and fiscal year, in {told.currency}:")
    t.table([*header, "All years"], rows)
    t.items(_justify(told, t))


def _justify(told: Told, t: Teller) -> list[str]:
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
            items.append(f"{name} ({t.sum('totals', i, currency=told.currency)}): {note}")
    return items
