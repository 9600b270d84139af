"""What a budget's checks find and what contradicts itself in it, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from service.language import N_
from service.pages.planning.choosing import Row, in_english

if TYPE_CHECKING:
    from service.pages.view import View

FOUND = {
    "short-year": N_("%(year)s lacks %(amount)s at least."),
    "unfunded-line": N_(
        "The line “%(line)s” lacks %(amount)s: no more secured money can reach it."
    ),
    "ending-stream": N_("%(stream)s ends, and %(amount)s is counted on after its last day."),
    "forbidden-use": N_("%(stream)s may not be used for %(amount)s that it is to pay in %(year)s."),
    "match-missing": N_("%(stream)s asks for a match, of which %(amount)s is lacking."),
    "match-not-accepted": N_("%(amount)s of %(stream)s is named as a match and is not accepted."),
    "over-allocated-stream": N_(
        "%(amount)s more of %(stream)s is given out in %(year)s than there is."
    ),
    "spent-beyond-awarded": N_(
        "%(amount)s more of %(stream)s is spent in %(year)s than was awarded."
    ),
    "over-allocated-line": N_(
        "%(amount)s more is tied to the line “%(line)s” in %(year)s than it costs."
    ),
    "indirect-above-cap": N_("Indirect charges of %(year)s are %(amount)s above their limit."),
    "activity-without-money": N_(
        "%(activity)s is in the model, but the budget has no line for it."
    ),
    "money-without-activity": N_(
        "The line “%(line)s” takes %(amount)s and serves no activity of the model."
    ),
}
"""What each check of the list budget-check finds."""
PROBLEMS = {
    "allocation-differs": N_(
        "More of the stream is given to an activity than the budget has; the budget counts."
    ),
    "ambiguous-year": N_("Several fiscal years are written the same way."),
    "amount-differs": N_("Quantity times unit cost is not the amount; the amount counts."),
    "line-and-activity": N_("A line and an activity are named; the line counts."),
    "line-changes-activity": N_("The line has several activities; each row counts where it says."),
    "line-changes-category": N_("The line has several kinds of cost; each counts where it says."),
    "line-not-in-year": N_(
        "The line has no row in that year; the money counts for the year, but reaches no line."
    ),
    "match-stated-twice": N_("Several rules state the match of one stream."),
    "names-no-use": N_("The rule names nothing that the money is for."),
    "no-budget": N_("Its budget is not loaded; the amount is not counted."),
    "not-a-year-long": N_("The fiscal year is not as long as a year."),
    "other-currency": N_("It is in another currency; the two are never added."),
    "other-model": N_("The activity is of another model; the amount counts all the same."),
    "other-phase-counts": N_("Another phase counts; this may be the same money or more of it."),
    "outside-window": N_("The year lies outside the budget; the amount is not counted."),
    "rounded-to-the-cent": N_("The amount was rounded to the cent."),
    "share-above-one": N_("A share is more than the whole."),
    "share-missing": N_("The rule needs a share and states none."),
    "share-not-used": N_("The rule needs no share; the one it states is not used."),
    "unknown-line": N_("The budget has no such line; the money counts, but reaches no line."),
    "unknown-year": N_("No fiscal year of the table is meant for certain; it is not counted."),
    "years-leave-a-hole": N_("There are days between two fiscal years."),
    "years-overlap": N_("Two fiscal years overlap."),
}
"""What each contradiction in the tables is, and what was done."""
STATES = {
    "short": ("fails", N_("short")),
    "over": ("fails", N_("over")),
    "funded": ("holds", N_("funded")),
    "balanced": ("holds", N_("balanced")),
    "no-expense": ("unknown", N_("no expense")),
    "unknown": ("unknown", N_("not known")),
    "holds": ("holds", N_("holds")),
    "fails": ("fails", N_("fails")),
}
"""The verdict and the word of each state of a year, a line or a match."""
YEAR_STATES = STATES | {"over": ("holds", N_("more than enough"))}
"""A year that has more than it costs is not a fault."""


def tell_found(view: View, row: Row, currency: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """What one check found; `names` are those of streams, activities and lines by id."""
    many = view.gettext("several years")

    def named(kind: str) -> str:
        return names[kind].get(row[kind] or "", row[kind] or "–")

    return view.gettext(
        FOUND[row["check"]],
        year=row["fiscal_year"] or many,
        amount=view.language.money(money_of(row["amount"]), currency),
        stream=named("stream"),
        activity=named("activity"),
        line=named("line"),
    )


def tell_problem(view: View, row: Row) -> Markup:
    """What contradicts itself in the tables."""
    if row["problem"] in PROBLEMS:
        return Markup("{}").format(view.gettext(PROBLEMS[row["problem"]]))
    return in_english(row["sentence"])


def money_of(text: str | None) -> Decimal | None:
    """An amount as the analysis writes it."""
    return None if text is None else Decimal(text)
