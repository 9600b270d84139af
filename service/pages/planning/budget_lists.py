"""The tables of one budget, as its page tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graph.planning.choosing import check_known
from service.language import N_
from service.pages.planning.choosing import Row, both, mark, name_some, shown
from service.pages.tables import Listing, Shown
from service.pages.words.budget import STATES, YEAR_STATES, money_of, tell_found, tell_problem
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

MONEY = frozenset({
    "expenses", "secured", "requested", "planned", "awarded", "spent", "counted", "amount",
    "amount_after", "partly", "wholly", "requested_after", "tied", "lacking", "required",
    "provided", "lacking_least", "lacking_most", "funded_least", "funded_most", "balance_least",
    "balance_most", "cost_per_year", "per_family_least", "per_family_most",
})  # fmt: skip
"""Keys of rows that hold amounts."""


NEITHER = N_("neither activity nor component")


class BudgetLists:
    """The lists of the chosen budget; of a fiscal year where one is asked for."""

    def __init__(self, view: View, result: Row, chosen: Row | None) -> None:
        self.view, self.result, self.chosen = view, result, chosen
        self.years = [row["fiscal_year"] for row in self.own("balance")] if chosen else []
        self.year = view.options["fiscal_year"]
        if self.year is not None and chosen:
            check_known([self.year], self.years, analysis="budget", option="fiscal_year")

    def own(self, name: str) -> list[Row]:
        """The rows of the budget, or of all where none is chosen."""
        if self.chosen is None:
            return list(self.result[name])
        wanted = (self.chosen["budget"], None)
        return [row for row in self.result[name] if row["budget"] in wanted]

    def of_year(self, name: str) -> list[Row]:
        """Those of the fiscal year that is asked for."""
        return [row for row in self.own(name) if self.year in (None, row["fiscal_year"])]

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Names of the streams, activities and lines by id."""
        activities = {row["activity"]: row["name"] for row in self.own("activities")}
        activities |= {row["activity"]: row["name"] for row in self.own("cost_per_cell")}
        return {
            "stream": {row["stream"]: row["name"] for row in self.own("streams")},
            "activity": activities,
            "line": {row["line"]: row["name"] for row in self.own("lines")},
        }

    def money(self, text: str | None, unknown: int = 0) -> str:
        """An amount, and whether more of it is not known."""
        currency = self.chosen["currency"] if self.chosen else None
        told = self.view.language.money(money_of(text), currency)
        if not unknown:
            return told
        return self.view.ngettext(
            "%(amount)s, and %(num)s amount not known",
            "%(amount)s, and %(num)s amounts not known",
            unknown,
            amount=told,
        )

    def state_of(self, row: Row) -> Markup:
        """The state of a year or of the whole budget."""
        verdict, words = YEAR_STATES[row["state"]]
        return mark(self.view, verdict, words)

    def build(self) -> dict[str, Listing]:
        """Every table by name."""
        return {
            "balance": self._balance(),
            "findings": self._findings(),
            "activities": self._activities(),
            "lines": self._lines(),
            "categories": self._categories(),
            "sources": self._sources(),
            "ending": self._ending(),
            "match": self._match(),
            "restrictions": self._restrictions(),
            "phases": self._phases(),
            "cost": self._cost(),
            "needs": self._needs(),
        }

    def _list(
        self, name: str, title: str, columns: Sequence[Shown], rows: Sequence[Row], **more: Any
    ) -> Listing:
        """A table whose amounts are numbers in the currency of the row or the budget."""
        currency = self.chosen["currency"] if self.chosen else None
        told = [
            {
                "currency": currency,
                **row,
                **{key: money_of(row[key]) for key in row.keys() & MONEY if _is_text(row[key])},
            }
            for row in rows
        ]
        return self.view.listing(name, title, columns, told, **more)

    def _stream(self, row: Row) -> str | None:
        return self.view.link("/streams/" + self.view.quote_id(row["stream"]))

    def _balance(self) -> Listing:
        view = self.view

        def more(key: str) -> Any:
            def note(row: Row) -> str | None:
                number = row[f"{key}_unknown"]
                if not number:
                    return None
                return view.ngettext("and %(num)s not known", "and %(num)s not known", number)

            return note

        rows = [
            {**row, **both(state=self.state_of(row)), "left": self._tell_left(row)}
            for row in self.own("balance")
        ]
        columns = [
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("expenses", N_("Cost"), "money", note=more("expenses")),
            Shown("secured", N_("Secured"), "money", note=more("secured")),
            Shown("requested", N_("Requested"), "money", note=more("requested")),
            Shown("left", N_("Secured less cost"), sorts=False),
            Shown("state", N_("State"), show=shown("state")),
        ]
        return self._list("balance", N_("Balance of each year"), columns, rows)

    def _tell_left(self, row: Row) -> str:
        least, most = row["balance_least"], row["balance_most"]
        if least is None and most is None:
            return self.view.gettext("not known")
        if least is None:
            return self.view.gettext("at most %(amount)s", amount=self.money(most))
        if most is None:
            return self.view.gettext("at least %(amount)s", amount=self.money(least))
        if least == most:
            return self.money(least)
        return self.view.gettext(
            "%(low)s to %(high)s", low=self.money(least), high=self.money(most)
        )

    def _findings(self) -> Listing:
        view = self.view
        currency = self.chosen["currency"] if self.chosen else "USD"
        rows = [
            {
                **row,
                "said": tell_found(view, row, currency, self.names),
                "check_name": tell_code(view, "budget-check", row["check"]),
            }
            for row in self.own("findings")
        ]
        columns = [
            Shown("said", N_("What was found"), "long"),
            Shown("check_name", N_("Check")),
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("amount", N_("Amount"), "money"),
        ]
        return self._list(
            "findings", N_("Found by checks; each is certain"), columns, rows, per_page=10
        )

    def _activities(self) -> Listing:
        rows = [
            {
                **row,
                "name": row["name"]
                if row["activity"] or row["component"]
                else self.view.gettext(NEITHER),
                **both(state=mark(self.view, *STATES[row["state"]])),
            }
            for row in self.of_year("activities")
        ]
        columns = [
            Shown("name", N_("Activity")),
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("expenses", N_("Cost"), "money"),
            Shown("tied", N_("Tied to it"), "money"),
            Shown("lacking", N_("Certainly lacking"), "money"),
            Shown("state", N_("State"), show=shown("state")),
        ]
        return self._list(
            "activities", N_("By activity"), columns, rows, sort="-lacking", per_page=10
        )

    def _lines(self) -> Listing:
        view = self.view
        rows = [
            {
                **row,
                "category_name": tell_code(view, "expense-category", row["category"]),
                "phase_name": tell_code(view, "budget-phase", row["phase"]),
                "activity_name": self.names["activity"].get(row["activity"] or "")
                or row["component"],
                "paid_by": name_some(
                    view, [self.names["stream"].get(s, s) for s in row["streams"]], 4
                ),
                **both(state=mark(view, *STATES[row["state"]])),
            }
            for row in self.of_year("lines")
        ]
        columns = [
            Shown("name", N_("Line"), note=lambda row: row["note"]),
            Shown("activity_name", N_("Activity")),
            Shown("category_name", N_("Kind of cost")),
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("phase_name", N_("Phase that counts")),
            Shown("amount", N_("Amount"), "money"),
            Shown("paid_by", N_("Streams tied to it")),
            Shown("state", N_("State"), show=shown("state")),
        ]
        return self._list("lines", N_("Lines"), columns, rows, per_page=10)

    def _categories(self) -> Listing:
        """Each kind of cost in the year asked for, or over all years."""
        view = self.view
        rows = self.of_year("categories")
        if self.year is None:
            rows = [
                {**row, "category": row["id"]}
                for row in self.own("totals")
                if (row["side"], row["by"]) == ("expenses", "category")
            ]
        told = [
            {**row, "told": tell_code(view, "expense-category", row["category"])} for row in rows
        ]
        columns = [
            Shown("told", N_("Kind of cost")),
            Shown("amount", N_("Amount"), "money"),
            Shown("unknown", N_("Amounts not known"), "number"),
        ]
        return self._list("categories", N_("By kind of cost"), columns, told)

    def _sources(self) -> Listing:
        view = self.view
        rows = [
            {
                **row,
                "level_name": tell_code(view, "funding-level", row["level"]),
                "phase_name": tell_code(view, "budget-phase", row["phase"]),
                "used_for": name_some(view, [self.tell_use(use) for use in row["uses"]], 4),
                "matches": self.names["stream"].get(row["match_for"] or "", row["match_for"]),
            }
            for row in self.of_year("sources")
        ]
        columns = [
            Shown("name", N_("Stream"), link=self._stream),
            Shown("level_name", N_("Level")),
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("phase_name", N_("Phase that counts")),
            Shown("amount", N_("Amount"), "money"),
            Shown("used_for", N_("For")),
            Shown("matches", N_("Match of")),
            Shown("amount_after", N_("After the stream ends"), "money"),
        ]
        return self._list("sources", N_("Sources of money"), columns, rows, per_page=10)

    def tell_use(self, use: str) -> str:
        """What money is for: a line, an activity, or the whole budget."""
        kind, _, id_ = use.partition(" ")
        if kind in ("activity", "line"):
            return self.names[kind].get(id_, id_)
        if use == "whole budget":
            return self.view.gettext("the whole budget")
        return id_ or use

    def _ending(self) -> Listing:
        columns = [
            Shown("name", N_("Stream"), link=self._stream),
            Shown("ends_on", N_("Last day"), "day"),
            Shown("amount", N_("Secured in all years"), "money"),
            Shown("partly", N_("After it, in the year of the end"), "money"),
            Shown("wholly", N_("In later years"), "money"),
            Shown("requested_after", N_("Requested for later"), "money"),
        ]
        return self._list(
            "ending", N_("Streams that end"), columns, self.own("ending"), per_page=10
        )

    def _match(self) -> Listing:
        rows = [
            {**row, **both(state=mark(self.view, row["state"]))} for row in self.of_year("match")
        ]
        columns = [
            Shown("name", N_("Stream"), link=self._stream),
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("amount", N_("Secured"), "money"),
            Shown("required", N_("Match it asks for"), "money"),
            Shown("provided", N_("Match that is there"), "money"),
            Shown("state", N_("State"), show=shown("state")),
        ]
        return self._list("match", N_("Match"), columns, rows, per_page=10)

    def _restrictions(self) -> Listing:
        view = self.view
        rows = [
            {
                **row,
                "stream_name": self.names["stream"].get(row["stream"], row["stream"]),
                "rule_name": tell_code(view, "restriction-rule", row["rule"]),
                "used_for": self.tell_use(row["use"]) if row["use"] else None,
                **both(state=mark(view, row["state"])),
            }
            for row in self.of_year("restrictions")
        ]
        columns = [
            Shown("stream_name", N_("Stream"), link=self._stream),
            Shown("rule_name", N_("Rule"), note=lambda row: row["note"]),
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("used_for", N_("For")),
            Shown("amount", N_("Amount"), "money"),
            Shown("state", N_("State"), show=shown("state")),
        ]
        return self._list(
            "restrictions", N_("Restrictions"), columns, rows, sort="-state", per_page=10
        )

    def _phases(self) -> Listing:
        view = self.view
        sides = {"expenses": view.gettext("cost"), "sources": view.gettext("sources")}
        rows = [{**row, "side_name": sides[row["side"]]} for row in self.own("phases")]
        columns = [
            Shown("fiscal_year", N_("Fiscal year")),
            Shown("side_name", N_("Side")),
            Shown("requested", N_("Requested"), "money"),
            Shown("planned", N_("Planned"), "money"),
            Shown("awarded", N_("Awarded"), "money"),
            Shown("spent", N_("Spent"), "money"),
            Shown("counted", N_("Counts"), "money"),
        ]
        return self._list("phases", N_("Phases side by side, never added"), columns, rows)

    def _cost(self) -> Listing:
        view = self.view

        def span(key: str, row: Row) -> str:
            if row[key] is None:
                return view.gettext("not known")
            low, high = (view.language.number(each) for each in row[key])
            return low if low == high else view.gettext("%(low)s to %(high)s", low=low, high=high)

        rows = [
            {
                **row,
                "told": row["name"] if row["activity"] else view.gettext("all together"),
                "cells_told": span("cells", row),
                "families_told": span("families", row),
            }
            for row in self.own("cost_per_cell")
        ]
        columns = [
            Shown("told", N_("Activity")),
            Shown("cost_per_year", N_("Cost a year"), "money"),
            Shown("cells_told", N_("Requirements met only with it"), sorts=False),
            Shown("families_told", N_("Families expected there"), sorts=False),
            Shown("per_family_least", N_("For each family, least"), "money"),
            Shown("per_family_most", N_("For each family, most"), "money"),
        ]
        return self._list("cost", N_("Cost beside coverage"), columns, rows)

    def _needs(self) -> Listing:
        view = self.view
        rows = [{**row, "told": view.code(row["name"])} for row in self.own("needs")]
        columns = [
            Shown("told", N_("Need"), link=lambda row: view.link("/gaps", need=row["need"])),
            Shown("cells", N_("Required"), "number"),
            Shown("covered", N_("Covered"), "number"),
            Shown("unknown", N_("Not known"), "number"),
            Shown("gaps", N_("Gaps"), "number"),
            Shown("families_gaps", N_("Families expected at gaps"), "number"),
        ]
        return self._list("needs", N_("Needs that the activities answer"), columns, rows)

    def list_problems(self) -> Listing:
        """What contradicts itself in the tables."""
        rows = [{**row, **both(said=tell_problem(self.view, row))} for row in self.own("problems")]
        columns = [
            Shown("record", N_("Record")),
            Shown("said", N_("What does not fit"), "long", show=shown("said")),
        ]
        return self.view.listing(
            "problems", N_("Contradictions in the tables"), columns, rows, per_page=10
        )


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def to_number(text: str | None) -> Decimal:
    """An amount for a picture; nothing where it is not known."""
    return money_of(text) or Decimal(0)
