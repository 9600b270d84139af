"""Streams that end inside a budget, and the money that is counted on after their last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graph.planning.budget.checks import Found, cash
from graph.planning.budget.money import Money, share_out, told, total
from graph.planning.budget.plan import Plan, Source


def days_after(source: Source, plan: Plan) -> int:
    """Days of the source's year that come after the last day of its stream."""
    stream = plan.records.streams.get(source.stream)
    if stream is None or stream.ends_on is None:
        return 0
    past = (source.year.ends_on - stream.ends_on).days
    return max(0, min(past, source.year.days))


def money_after(source: Source, plan: Plan) -> Money:
    """The part of the counted money that falls on those days, by days, rounded to the cent.

    What is spent is not counted on any more.
    """
    days, money = days_after(source, plan), source.money
    if not days or source.phase == "spent":
        return Money()
    return Money(share_out(money.known, days, source.year.days), money.unknown)


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


def find_ending(plan: Plan) -> Iterator[Found]:
    """Money that is counted on after the end of its stream."""
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
