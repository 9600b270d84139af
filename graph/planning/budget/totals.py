"""Sums over all years of a budget, by each way in which its amounts can be broken down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from graph.planning.budget.balance import name_category, rank_category
from graph.planning.budget.money import Money, told
from graph.planning.budget.plan import Line, Plan, Source

NEITHER = "none"
"""Stands for the id of an activity where a line names none."""


def describe_totals(plan: Plan) -> list[dict[str, Any]]:
    """One object a `side` (`expenses`, `secured` or `requested`), way to break it down (`by`) and
    part: `id`, `name`, `amount`, `unknown`. The parts of every breakdown add up to the side's sum.
    Sources in another currency than the budget's are left out.
    """
    name, id_ = plan.records.register.name, plan.records.register.id

    def of_record(iri: str | None) -> tuple[str, str]:
        return (NEITHER, "neither activity nor component") if iri is None else (id_(iri), name(iri))

    lines: dict[str, Callable[[Line], tuple[str, str]]] = {
        "year": lambda line: (line.year.id, line.year.name),
        "category": lambda line: (line.row.category, name_category(plan, line.row.category)),
        "activity": lambda line: of_record(line.row.activity or line.row.component),
        "line": lambda line: (line.name, line.row.name),
        "phase": lambda line: (line.phase, line.phase),
    }
    streams = plan.records.streams
    sources: dict[str, Callable[[Source], tuple[str, str]]] = {
        "year": lambda source: (source.year.id, source.year.name),
        "stream": lambda source: of_record(source.stream),
        "level": lambda source: (_level(streams, source), _level(streams, source)),
        "phase": lambda source: (source.phase, source.phase),
    }
    own = [source for source in plan.sources if plan.is_same_currency(source)]
    rows = _break_down(plan, "expenses", plan.lines, lines)
    rows += _break_down(plan, "secured", [s for s in own if s.is_secured], sources)
    rows += _break_down(plan, "requested", [s for s in own if not s.is_secured], sources)
    return rows


def _level(streams: Any, source: Source) -> str:
    stream = streams.get(source.stream)
    return (stream.level if stream else None) or "not stated"


def _break_down(plan: Plan, side: str, items: Any, ways: Any) -> list[dict[str, Any]]:
    rows = []
    for by, part_of in ways.items():
        sums: dict[tuple[str, str], Money] = defaultdict(Money)
        for item in items:
            sums[part_of(item)] += item.money
        # Years stay in their order, kinds of cost in that of the form; the rest goes by id, and
        # what names nothing comes last.
        parts = list(sums) if by == "year" else sorted(sums, key=lambda p: (p[0] == NEITHER, p))
        if by == "category":
            parts.sort(key=lambda part: rank_category(part[0]))
        for part in parts:
            rows.append(
                {
                    "budget": plan.budget.id,
                    "side": side,
                    "by": by,
                    "id": part[0],
                    "name": part[1],
                    "currency": plan.budget.currency,
                    "amount": told(sums[part].known),
                    "unknown": sums[part].unknown,
                }
            )
    return rows
