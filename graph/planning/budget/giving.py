"""Money of streams given out or spent beyond what was awarded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from graph.planning.budget.checks import Found, cash, say_cash
from graph.planning.budget.money import Money
from graph.planning.budget.plan import Plan
from graph.planning.budget.records import Records, SourceRow
from graph.planning.budget.sources import select_allocations
from graph.planning.budget.streams import name_use
from graph.planning.budget.years import Year

GIVEN_OUT = ("planned", "awarded", "spent")
BEYOND = (("spent", "spent-beyond-awarded"), ("planned", "over-allocated-stream"))


def find_beyond(plan: Plan) -> Iterator[Found]:
    """Streams spent or given out beyond what they have, in the budget and over all."""
    yield from _find_beyond(plan)
    yield from _find_over_allocated(plan)


def _find_beyond(plan: Plan) -> Iterator[Found]:
    """Spent or planned in the budget beyond what was awarded for the same use and year."""
    register = plan.records.register
    for source in plan.sources:
        if not any(row.phase == "awarded" for row in source.rows):
            continue
        iri, year, currency = source.stream, source.year, source.currency
        awarded = source.at("awarded")
        for phase, check in BEYOND:
            given = source.at(phase)
            if awarded.unknown or given.known <= awarded.known:
                continue
            above = given.known - awarded.known
            sentence = (
                f"{register.name(iri)}: {cash(plan, given.known, currency)} is {phase} for "
                f"{plan.budget.name} in {year.name}, {cash(plan, above, currency)} more than the "
                f"{cash(plan, awarded.known, currency)} awarded to it."
            )
            uses = sorted({name_use(plan, row) for row in source.rows})
            parts = [register.id(iri), year.id, *uses]
            yield Found(check, parts, sentence, year=year, stream=iri, amount=above)


def _find_over_allocated(plan: Plan) -> Iterator[Found]:
    """Streams of the budget of which more is given out for a year than the stream has."""
    used = {source.stream for source in plan.sources}
    register = plan.records.register
    for award in plan.records.awards:
        if award.year is None or award.amount is None or award.stream not in used:
            continue
        for phase in GIVEN_OUT:
            given = give_out(plan.records, award.stream, award.year, phase, award.currency)
            if given.known <= award.amount:
                continue
            above = given.known - award.amount
            sentence = (
                f"{register.name(award.stream)}: {say_cash(given.known, award.currency)} is "
                f"{phase} over all that it pays for in {award.year.name}, "
                f"{say_cash(above, award.currency)} more than the "
                f"{say_cash(award.amount, award.currency)} that it has."
            )
            yield Found(
                "over-allocated-stream",
                [register.id(award.stream), award.year.id, phase],
                sentence,
                year=award.year,
                stream=award.stream,
                amount=above,
            )


def give_out(records: Records, stream: str, year: Year, phase: str, currency: str) -> Money:
    """All that is given of a stream in a year at one phase: allocations and sources of budgets.

    An allocation to an activity is left out where a budget of its model has sources of the stream
    and year, as it is the same money.
    """
    rows = [row for found in records.sources.values() for row in found]
    own = {(row.budget, row.stream, row.year.iri) for row in rows if row.year is not None}
    repeated = {
        row.id
        for budget in records.budgets
        if (budget.iri, stream, year.iri) in own
        for row in select_allocations(records, budget)
    }
    kept = [*rows, *(row for row in records.allocations if row.id not in repeated)]
    return Money.of(_amounts(kept, stream, year, phase, currency))


def _amounts(
    rows: Sequence[SourceRow], stream: str, year: Year, phase: str, currency: str
) -> Iterator[Decimal | None]:
    for row in rows:
        same = row.stream == stream and row.year is not None and row.year.iri == year.iri
        if same and row.phase == phase and row.currency == currency:
            yield row.amount
