"""The narrative of a budget in the language of the page: the sections of the drafted file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.planning.budget.narrative import MOST_NEEDS, RISKS
from service.language import N_
from service.pages.planning.choosing import Row
from service.pages.words.budget import PROBLEMS, money_of, tell_found
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.planning.budget_lists import BudgetLists

MOST = 60
"""Most items or rows that one part of it lists on the page; the file holds all."""
MATCHES = {"holds": N_("met"), "fails": N_("lacking"), "unknown": N_("cannot be told")}


@dataclass
class Part:
    """A section: paragraphs, lists and tables, in their order."""

    title: str
    blocks: list[Mapping[str, Any]] = field(default_factory=list)

    def paragraph(self, *sentences: str) -> None:
        """Sentences that stand together."""
        self.blocks.append({"kind": "paragraph", "text": " ".join(filter(None, sentences))})

    def items(self, items: Sequence[str]) -> None:
        """A list; nothing for none."""
        if items:
            self.blocks.append({"kind": "list", "items": items[:MOST]})

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table, whose first cells name the rows; nothing for none."""
        if rows:
            self.blocks.append({"kind": "table", "header": header, "rows": rows[:MOST]})


class Narrative:
    """Writes the sections of one budget from its lists."""

    def __init__(self, lists: BudgetLists, budget: Row) -> None:
        self.lists, self.budget = lists, budget
        self.view, self.language = lists.view, lists.view.language
        self.gettext: Callable[..., str] = lists.view.gettext

    def write(self) -> Iterator[Part]:
        """The sections that have something to tell."""
        for title, write in (
            (N_("Summary"), self._summary),
            (N_("The need"), self._need),
            (N_("Activities and what they cost"), self._activities),
            (N_("Costs by year and kind"), self._costs),
            (N_("Sources of money"), self._sources),
            (N_("Match"), self._match),
            (N_("What ends when"), self._ending),
            (N_("Risks"), self._risks),
            (N_("What is not known"), self._unknowns),
        ):
            part = Part(self.gettext(title))
            write(part)
            if part.blocks:
                yield part

    def _money(self, row: Row, key: str = "amount") -> str:
        unknown = f"{key}_unknown" if f"{key}_unknown" in row else "unknown"
        return self.lists.money(row[key], row[unknown])

    def _amount(self, text: str | None) -> str:
        return self.lists.money(text) if text is not None else self.gettext("not known")

    def _summary(self, part: Part) -> None:
        row = self.budget
        start = (
            self.gettext("%(name)s is the budget of %(model)s.", name=row["name"],
                      model=row["model_name"])
            if row["model"]
            else self.gettext("%(name)s is the budget.", name=row["name"])
        )  # fmt: skip
        by = (
            self.gettext("It belongs to %(collaborative)s.",
                      collaborative=row["collaborative_name"])
            if row["collaborative"]
            else ""
        )  # fmt: skip
        if not row["years"]:
            none = self.gettext("Its fiscal years are not known, so that nothing can be added up.")
            part.paragraph(start, by, none)
            return
        years = self.view.ngettext(
            "It covers one fiscal year, %(first)s (%(start)s to %(end)s).",
            "It covers %(num)s fiscal years, %(first)s to %(last)s (%(start)s to %(end)s).",
            row["years"],
            first=row["first_year"],
            last=row["last_year"],
            start=self.language.day(row["starts_on"]),
            end=self.language.day(row["ends_on"]),
        )
        part.paragraph(start, by, years)
        if row["description"]:
            part.paragraph(row["description"])
        sums = self.gettext(
            "Over these years it costs %(expenses)s. Secured, which is all that is planned, "
            "awarded or spent, is %(secured)s; requested besides is %(requested)s.",
            expenses=self._money(row, "expenses"),
            secured=self._money(row, "secured"),
            requested=self._money(row, "requested"),
        )
        part.paragraph(sums, self._state())

    def _state(self) -> str:
        row = self.budget
        if row["state"] == "short":
            lacking = self._amount(str(row["balance_most"]).removeprefix("-"))
            if row["expenses_unknown"]:
                return self.gettext("At least %(amount)s is not secured.", amount=lacking)
            return self.gettext("Not secured is %(amount)s.", amount=lacking)
        if row["state"] == "over":
            more = self._amount(row["balance_least"])
            return self.gettext("%(amount)s more is secured than is to be spent.", amount=more)
        if row["state"] == "balanced":
            return self.gettext("What is secured is what is to be spent.")
        return self.gettext(
            "Whether what is secured is enough cannot be told, as amounts are not known."
        )

    def _need(self, part: Part) -> None:
        rows = self.lists.own("needs")[:MOST_NEEDS]
        if not rows:
            return
        part.paragraph(
            self.gettext(
                "The activities answer these needs. What is required is one need at one touchpoint "
                "for one kind of family in one place; it is a gap where no door leads to a "
                "service, as far as the records show."
            )
        )
        header = (N_("Need"), N_("Required"), N_("Covered"), N_("Not known"), N_("Gaps"),
                  N_("Families expected at gaps"))  # fmt: skip
        columns = ("cells", "covered", "unknown", "gaps")
        number = self.language.number
        part.table(
            [self.gettext(each) for each in header],
            [
                [
                    self.view.code(row["name"]),
                    *(number(row[column]) for column in columns),
                    number(row["families_gaps"], 1),
                ]
                for row in rows
            ],
        )

    def _activities(self, part: Part) -> None:
        rows = self._totals("activity")
        if not rows:
            return
        part.paragraph(
            self.gettext("What each activity, or component of the model, costs over all years:")
        )
        names = {"none": self.gettext("neither activity nor component")}
        part.table(
            [self.gettext("Activity"), self.gettext("Amount")],
            [[names.get(row["id"]) or row["name"], self._money(row)] for row in rows],
        )
        costs = [self._cost(row) for row in self.lists.own("cost_per_cell") if not row["reason"]]
        if costs:
            part.paragraph(
                self.gettext(
                    "Cost a year beside the families who would lose their last door without the "
                    "services of an activity. It weighs what is there against its cost; it is no "
                    "forecast of what more money would bring."
                )
            )
            part.items(costs)

    def _cost(self, row: Row) -> str:
        least, most = row["per_family_least"], row["per_family_most"]
        told = {
            "activity": row["name"] if row["activity"] else self.gettext("all together"),
            "cost": self._amount(row["cost_per_year"]),
            "least": self._amount(least),
            "most": self._amount(most),
        }
        if most is None:
            return self.gettext(
                "%(activity)s: %(cost)s a year; for each family expected at least %(least)s, "
                "without an upper bound",
                **{key: told[key] for key in ("activity", "cost", "least")},
            )
        if least == most:
            return self.gettext(
                "%(activity)s: %(cost)s a year; for each family expected %(amount)s",
                activity=told["activity"], cost=told["cost"], amount=told["least"],
            )  # fmt: skip
        return self.gettext(
            "%(activity)s: %(cost)s a year; for each family expected %(least)s to %(most)s", **told
        )

    def _costs(self, part: Part) -> None:
        totals = self._totals("category")
        if not totals:
            return
        part.paragraph(self.gettext("What is spent by kind of cost, over all years:"))
        rows = [
            [tell_code(self.view, "expense-category", row["id"]), self._money(row)]
            for row in totals
        ]
        rows.append([self.gettext("All"), self._money(self.budget, "expenses")])
        part.table([self.gettext("Kind of cost"), self.gettext("All years")], rows)
        notes: dict[str, str] = {}
        for line in self.lists.own("lines"):
            if line["note"]:
                notes.setdefault(line["line"], line["note"])
        part.items(
            [
                self.gettext("%(line)s (%(amount)s): %(note)s", line=row["name"],
                          amount=self._money(row), note=notes[row["id"]])
                for row in self._totals("line")
                if row["id"] in notes
            ]
        )  # fmt: skip

    def _sources(self, part: Part) -> None:
        rows = self.lists.own("streams")
        if not rows:
            part.paragraph(self.gettext("No money is named for this budget."))
            return
        part.paragraph(
            self.gettext("Who pays, over all years. Money that is only requested stands by itself.")
        )
        header = (N_("Stream"), N_("Secured"), N_("Requested"), N_("Last day"), N_("Restrictions"))
        none = self.gettext("no end stated")
        part.table(
            [self.gettext(each) for each in header],
            [
                [
                    row["name"],
                    self._money(row, "secured"),
                    self._money(row, "requested"),
                    self.language.day(row["ends_on"]) if row["ends_on"] else none,
                    row["restrictions"] or "",
                ]
                for row in rows
            ],
        )
        braided = sum(row["joined"] == "braided" for row in self.lists.own("lines"))
        if braided:
            part.paragraph(
                self.view.ngettext(
                    "%(num)s line of a year is paid by several streams together, each kept apart "
                    "in the accounts.",
                    "%(num)s lines of a year are paid by several streams together, each kept "
                    "apart in the accounts.",
                    braided,
                )
            )

    def _match(self, part: Part) -> None:
        rows = self.lists.own("match")
        if not rows:
            return
        part.paragraph(self.gettext("Some streams ask others to add money of their own."))

        def required(row: Row) -> str:
            if row["required"] is None and not row["amount_unknown"]:
                return self.gettext("rate not stated")
            return self._amount(None if row["amount_unknown"] else row["required"])

        header = (N_("Stream"), N_("Fiscal year"), N_("Match it asks for"),
                  N_("Match that is there"), N_("State"))  # fmt: skip
        part.table(
            [self.gettext(each) for each in header],
            [
                [
                    row["name"],
                    row["fiscal_year"],
                    required(row),
                    self._money(row, "provided"),
                    self.gettext(MATCHES[row["state"]]),
                ]
                for row in rows
            ],
        )

    def _ending(self, part: Part) -> None:
        rows = self.lists.own("ending")
        if not rows:
            part.paragraph(self.gettext("No stream is known to end inside these years."))
            return
        part.paragraph(
            self.gettext(
                "These streams end before the last day of the budget. What is counted on after "
                "that day must be renewed or replaced; amounts of the year of the end are taken "
                "by days."
            )
        )
        part.items([" ".join(self._say_ending(row)) for row in rows])

    def _say_ending(self, row: Row) -> Iterator[str]:
        yield self.gettext("%(stream)s: last day %(day)s.", stream=row["name"],
                        day=self.language.day(row["ends_on"]))  # fmt: skip
        counted = [money_of(row[key]) or 0 for key in ("partly", "wholly")]
        if not any(counted) and not row["unknown"]:
            yield self.gettext("Nothing secured is counted on after that day.")
        if counted[1]:
            yield self.gettext("Counted on in years that begin after it: %(amount)s.",
                            amount=self._amount(row["wholly"]))  # fmt: skip
        if counted[0]:
            yield self.gettext("Counted on by days in the year of its end: %(amount)s.",
                            amount=self._amount(row["partly"]))  # fmt: skip
        if row["unknown"]:
            yield self.view.ngettext("%(num)s amount is not known.",
                                     "%(num)s amounts are not known.", row["unknown"])  # fmt: skip
        if money_of(row["requested_after"]):
            yield self.gettext("Requested for the time after: %(amount)s.",
                            amount=self._amount(row["requested_after"]))  # fmt: skip

    def _risks(self, part: Part) -> None:
        found = [row for row in self.lists.own("findings") if row["check"] not in RISKS]
        if found:
            part.paragraph(self.gettext("What the checks of the budget find:"))
            currency, names = self.budget["currency"], self.lists.names
            part.items([tell_found(self.view, row, currency, names) for row in found])

    def _unknowns(self, part: Part) -> None:
        no_amount = sum(row["amount"] is None for row in self.lists.own("lines"))
        unsure = sum(row["state"] == "unknown" for row in self.lists.own("restrictions"))
        items = []
        if no_amount:
            items.append(
                self.view.ngettext("The amount of %(num)s line is not known.",
                                   "The amounts of %(num)s lines are not known.", no_amount)
            )  # fmt: skip
        if unsure:
            items.append(
                self.view.ngettext(
                    "Of %(num)s use it cannot be told whether the stream may pay for it.",
                    "Of %(num)s uses it cannot be told whether the stream may pay for them.",
                    unsure,
                )
            )
        for row in self.lists.own("problems"):
            told = PROBLEMS.get(row["problem"])
            items.append(
                self.gettext(
                    "%(record)s: %(problem)s", record=row["record"], problem=self.gettext(told)
                )
                if told
                else row["sentence"]
            )
        if items:
            part.paragraph(
                self.gettext(
                    "What is not known, or contradicts itself, and is to be settled first:"
                )
            )
            part.items(items)

    def _totals(self, by: str) -> list[Row]:
        """What is spent over all years, by one thing."""
        return [
            row for row in self.lists.own("totals") if row["side"] == "expenses" and row["by"] == by
        ]
