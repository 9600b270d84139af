"""The streams of a budget: what each gives in each year, and what ends before it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.planning.budget.checks import Found, cash, say_cash
from graph.planning.budget.money import Money, share_out, told, total
from graph.planning.budget.plan import Plan, Source, select_allocations, use_of
from graph.planning.budget.records import PHASES, Records, SourceRow
from graph.planning.budget.years import Year

GIVEN_OUT = ("planned", "awarded", "spent")
BEYOND = (("spent", "spent-beyond-awarded"), ("planned", "over-allocated-stream"))


def days_after(source: Source, plan: Plan) -> int:
    """Days of the source's year that come after the last day of its stream."""
    stream = plan.records.streams.get(source.stream)
    if stream is None or stream.ends_on is None:
        return 0
    past = (source.year.ends_on - stream.ends_on).days
    return max(0, min(past, source.year.days))


def money_after(source: Source, plan: Plan) -> Money:
    """The part of the counted money that falls on those days, by days, rounded to the cent."""
    days, money = days_after(source, plan), source.money
    if not days:
        return Money()
    return Money(share_out(money.known, days, source.year.days), money.unknown)


def describe_sources(plan: Plan) -> list[dict[str, Any]]:
    """One object a year, stream, currency, match and in-kind: the sums of every phase, the `phase`
    and `amount` that count, `uses`, `days_after` and `amount_after` (what falls on the days after
    the stream's end).
    """
    register, streams = plan.records.register, plan.records.streams
    rows = []
    for source in plan.sources:
        stream, money = streams.get(source.stream), source.money
        rows.append(
            {
                "budget": plan.budget.id,
                "stream": register.id(source.stream),
                "name": register.name(source.stream),
                "level": stream.level if stream else None,
                "blend": stream.blend if stream else None,
                "fiscal_year": source.year.name,
                "currency": source.currency,
                **{
                    phase: told(source.at(phase).known)
                    if any(row.phase == phase for row in source.rows)
                    else None
                    for phase in PHASES
                },
                "phase": source.phase,
                "amount": told(money.known),
                "unknown": money.unknown,
                "uses": sorted({name_use(plan, row) for row in source.counted}),
                "match_for": register.id(source.match_for) if source.match_for else None,
                "in_kind": source.in_kind,
                "ends_on": stream.ends_on.isoformat() if stream and stream.ends_on else None,
                "days_after": days_after(source, plan),
                "amount_after": told(money_after(source, plan).known),
            }
        )
    return rows


def name_use(plan: Plan, row: SourceRow) -> str:
    """What the money of a row is for, by id."""
    kind, name = use_of(row)
    if kind == "whole":
        return "whole budget"
    return f"{kind} {plan.records.register.id(name) if kind == 'activity' else name}"


def describe_streams(plan: Plan) -> list[dict[str, Any]]:
    """One object a stream and currency, over all years: `secured` and `requested` with how many
    amounts are not known, `share` of all that is secured in the budget's currency (null where an
    amount is not known), `ends_on`, `amount_after`, and its `restrictions` in words.
    """
    register, streams = plan.records.register, plan.records.streams
    groups: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in plan.sources:
        groups[source.stream, source.currency].append(source)
    all_secured = total(s.money for s in plan.sources if s.is_secured and plan.is_same_currency(s))
    rows = []
    for (iri, currency), sources in groups.items():
        stream = streams.get(iri)
        secured = total(source.money for source in sources if source.is_secured)
        requested = total(source.money for source in sources if not source.is_secured)
        share = None
        if currency == plan.budget.currency and not all_secured.unknown and all_secured.known:
            share = float(secured.known / all_secured.known)
        rows.append(
            {
                "budget": plan.budget.id,
                "stream": register.id(iri),
                "name": register.name(iri),
                "level": stream.level if stream else None,
                "blend": stream.blend if stream else None,
                "currency": currency,
                "secured": told(secured.known),
                "secured_unknown": secured.unknown,
                "requested": told(requested.known),
                "requested_unknown": requested.unknown,
                "share": share,
                "ends_on": stream.ends_on.isoformat() if stream and stream.ends_on else None,
                "amount_after": told(
                    total(money_after(s, plan) for s in sources if s.is_secured).known
                ),
                "restrictions": stream.restrictions if stream else None,
            }
        )
    return sorted(rows, key=lambda row: (row["stream"], row["currency"]))


def describe_ending(plan: Plan) -> list[dict[str, Any]]:
    """One object a stream that ends inside the years of the budget: `ends_on`, `fiscal_year` of its
    end, `days_after` (of that year), `amount` secured in all years, `amount_after` (of that, what
    falls on the days after the end: `partly` in the year of the end, by days, and `wholly` in later
    years), `unknown`, `requested_after` (what is only requested for these days) and `sentence`.
    """
    rows = []
    for iri, sources in _ending(plan).items():
        register, stream = plan.records.register, plan.records.streams[iri]
        ends_on = stream.ends_on
        assert ends_on is not None
        after = _after(plan, iri, sources)
        year = next((y for y in plan.years if y.starts_on <= ends_on <= y.ends_on), None)
        rows.append(
            {
                "budget": plan.budget.id,
                "stream": register.id(iri),
                "name": register.name(iri),
                "ends_on": ends_on.isoformat(),
                "fiscal_year": year.name if year else None,
                "days_after": (year.ends_on - ends_on).days if year else None,
                "currency": plan.budget.currency,
                "amount": told(total(s.money for s in sources if s.is_secured).known),
                "amount_after": told(after.counted_on.known),
                "partly": told(after.partly.known),
                "wholly": told(after.wholly.known),
                "unknown": after.counted_on.unknown,
                "requested_after": told(after.requested.known),
                "sentence": _say_ending(plan, iri, after),
            }
        )
    return sorted(rows, key=lambda row: (row["ends_on"], row["stream"]))


def _ending(plan: Plan) -> dict[str, list[Source]]:
    """Streams of the budget's currency that end before the last day of the budget."""
    found: dict[str, list[Source]] = defaultdict(list)
    for source in plan.sources:
        stream = plan.records.streams.get(source.stream)
        ends_on = stream.ends_on if stream else None
        if ends_on and plan.is_same_currency(source) and ends_on < plan.years[-1].ends_on:
            found[source.stream].append(source)
    return found


@dataclass(frozen=True)
class _After:
    """Money of a stream after its last day: secured in the year of the end (by days) and in later
    years, and only requested.
    """

    partly: Money
    wholly: Money
    requested: Money

    @property
    def counted_on(self) -> Money:
        return self.partly + self.wholly


def _after(plan: Plan, iri: str, sources: Sequence[Source]) -> _After:
    ends_on = plan.records.streams[iri].ends_on
    assert ends_on is not None
    secured = [source for source in sources if source.is_secured]
    return _After(
        partly=total(money_after(s, plan) for s in secured if s.year.starts_on <= ends_on),
        wholly=total(money_after(s, plan) for s in secured if s.year.starts_on > ends_on),
        requested=total(money_after(s, plan) for s in sources if not s.is_secured),
    )


def _say_ending(plan: Plan, iri: str, after: _After) -> str:
    stream = plan.records.streams[iri]
    verb = "ended" if stream.ends_on and stream.ends_on < plan.as_of else "ends"
    start, more = f"{stream.name} {verb} on {stream.ends_on}", ""
    if not after.requested.is_nothing:
        more = f" {cash(plan, after.requested.known)} is requested for the time after."
    if after.counted_on.is_nothing:
        return f"{start}; nothing secured is counted on after that day.{more}"
    parts = []
    if not after.wholly.is_nothing:
        parts.append(f"{cash(plan, after.wholly.known)} in years that begin after it")
    if not after.partly.is_nothing:
        parts.append(f"{cash(plan, after.partly.known)} by days in the year of its end")
    unknown = after.counted_on.unknown
    open_ = f" (amounts not known: {unknown})" if unknown else ""
    told_ = " and ".join(parts)
    return f"{start}, but money is counted on after that day: {told_}{open_}.{more}"


def find_streams(plan: Plan) -> Iterator[Found]:
    """Money after the end of its stream, spent or given out beyond what was awarded."""
    for iri, sources in _ending(plan).items():
        after = _after(plan, iri, sources)
        if not after.counted_on.is_nothing:
            yield Found(
                "ending-stream",
                [plan.records.register.id(iri)],
                _say_ending(plan, iri, after),
                stream=iri,
                amount=after.counted_on.known,
            )
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
