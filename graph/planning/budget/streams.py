"""The streams of a budget: what each gives in each year, and over all years."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.planning.budget.ending import days_after, money_after
from graph.planning.budget.money import told, total
from graph.planning.budget.plan import Plan, Source, use_of
from graph.planning.budget.records import PHASES, SourceRow


def describe_sources(plan: Plan) -> list[dict[str, Any]]:
    """One object a year, stream, currency, match, in-kind and `uses`: the sums of every phase, the
    `phase` and `amount` that count, `days_after` and `amount_after` (what falls on the days after
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
