"""Match: what streams ask others to add, and what is given as that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from graph.planning.budget.balance import money_of
from graph.planning.budget.checks import Found, cash
from graph.planning.budget.money import NOTHING, Money, less, times, told
from graph.planning.budget.plan import Plan, Source
from graph.planning.budget.years import Year
from graph.words import listed

FEDERAL = "federal"
BOTH_FEDERAL = (
    "both are federal, and federal money matches federal money only where a law says so "
    "(2 CFR 200.306(b)(5))"
)
_Failing = tuple[dict[str, Any], Year, Decimal]


def describe_match(plan: Plan) -> list[dict[str, Any]]:
    """One object a stream that asks for a match, or is given one, and year: `rate` (what others
    must add for each unit of it; null where none is stated), `amount` of the stream, `required`,
    `provided` (secured money named as its match that it accepts), `from` (ids of the streams
    named), each with its count of amounts not known, `lacking_least` and `lacking_most`, and
    `state` (`holds`, `fails` or `unknown`).
    """
    return [row for row, _ in _matches(plan)]


def _matches(plan: Plan) -> Iterator[tuple[dict[str, Any], tuple[Year, str, Decimal]]]:
    register = plan.records.register
    rates: dict[str, Decimal | None] = {}
    for rule in plan.records.restrictions:
        if rule.rule == "match":
            rates.setdefault(rule.stream, rule.share)
    given_for = {source.match_for for source in plan.sources if source.match_for}
    drawn = {source.stream for source in plan.sources}
    for iri in sorted((rates.keys() & drawn) | given_for, key=register.id):
        for year in plan.years:
            sources = plan.sources_of[year.iri]
            own = [s for s in sources if s.stream == iri and s.is_secured and not s.match_for]
            given = [s for s in sources if s.match_for == iri and s.is_secured]
            if not own and not given:
                continue
            amount, provided = money_of(plan, own), _accepted(plan, iri, given)
            rate = rates.get(iri)
            required = _required(amount, rate)
            low, high = less(required, provided) if required else (None, None)
            least = None if low is None else max(NOTHING, low)
            most = None if high is None else max(NOTHING, high)
            row = {
                "budget": plan.budget.id,
                "stream": register.id(iri),
                "name": register.name(iri),
                "fiscal_year": year.name,
                "currency": plan.budget.currency,
                "rate": None if rate is None else f"{rate:f}",
                "amount": told(amount.known),
                "amount_unknown": amount.unknown,
                "required": told(required.known) if required else None,
                "provided": told(provided.known),
                "provided_unknown": provided.unknown,
                "from": [register.id(i) for i in sorted({s.stream for s in given})],
                "lacking_least": told(least),
                "lacking_most": told(most),
                "state": _state(least, most),
            }
            yield row, (year, iri, least or NOTHING)


def _accepted(plan: Plan, taker: str, given: Sequence[Source]) -> Money:
    """What of the money given counts as the match.

    Nothing of a stream that the taker does not accept; federal money for a federal stream may or
    may not count, so that it is not known.
    """
    found = Money()
    for source in given:
        refusal = _refusal(plan, source.stream, taker)
        if refusal is None:
            found += money_of(plan, [source])
        elif refusal == BOTH_FEDERAL:
            found += Money(NOTHING, 1)
    return found


def _required(amount: Money, rate: Decimal | None) -> Money | None:
    return None if rate is None else Money(times(amount.known, rate), amount.unknown)


def _state(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and least > 0:
        return "fails"
    return "holds" if most == 0 else "unknown"


def find_match(plan: Plan) -> Iterator[Found]:
    """Matches that certainly lack money, and money that may not be a match."""
    failing: dict[str, list[_Failing]] = defaultdict(list)
    for row, (year, iri, lacking) in _matches(plan):
        if row["state"] == "fails":
            failing[iri].append((row, year, lacking))
    for iri, group in failing.items():
        lacking = sum((each for _, _, each in group), NOTHING)
        required, provided = (
            sum((Decimal(row[name]) for row, _, _ in group), NOTHING)
            for name in ("required", "provided")
        )
        sentence = (
            f"{group[0][0]['name']} asks for a match of {cash(plan, required)} in "
            f"{listed([year.name for _, year, _ in group])}; {cash(plan, provided)} is secured, "
            f"{cash(plan, lacking)} is lacking."
        )
        only = group[0][1] if len(group) == 1 else None
        parts = [plan.records.register.id(iri)]
        yield Found("match-missing", parts, sentence, year=only, stream=iri, amount=lacking)
    groups: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in plan.sources:
        if source.match_for:
            groups[source.stream, source.match_for].append(source)
    for (giver, taker), sources in groups.items():
        reason = _refusal(plan, giver, taker)
        if reason:
            register = plan.records.register
            money = money_of(plan, sources)
            sentence = (
                f"{register.name(giver)} is given as the match of {register.name(taker)} "
                f"({cash(plan, money.known)}), but {reason}."
            )
            parts = [register.id(giver), register.id(taker)]
            yield Found("match-not-accepted", parts, sentence, stream=giver, amount=money.known)


def _refusal(plan: Plan, giver: str, taker: str) -> str | None:
    """Why money of one stream may be no match of another."""
    streams = plan.records.streams
    giving, taking = streams.get(giver), streams.get(taker)
    if giver == taker:
        return "money is no match of itself"
    if taking and taking.matched_by:
        accepted = giver in taking.matched_by
        return None if accepted else "that stream names others as its match"
    if giving and taking and giving.level == taking.level == FEDERAL:
        return BOTH_FEDERAL
    return None
