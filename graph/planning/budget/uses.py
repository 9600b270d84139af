"""Which money reaches which line: tied to it, to its activity, or to the whole budget.

Money of an activity or of the whole budget may go to any of its lines, so that what a line gets is
known only between two bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.planning.budget.balance import INDIRECT
from graph.planning.budget.checks import Found, cash
from graph.planning.budget.money import NOTHING, Money, told, total
from graph.planning.budget.plan import WHOLE, Line, Plan, Use, use_of
from graph.planning.budget.records import PHASES, LineRow
from graph.planning.budget.years import Year
from graph.words import count, listed


@dataclass(frozen=True)
class Reach:
    """The secured money of one year by what it is for, and the streams tied to each use."""

    of: dict[Use, Money]
    streams: dict[Use, set[str]]

    def money(self, kind: str, name: str | None) -> Money:
        return self.of.get((kind, name or ""), Money())

    @property
    def whole(self) -> Money:
        return self.of.get(WHOLE, Money())


def build_reach(plan: Plan, year: Year) -> Reach:
    """Where the secured money of a year goes."""
    of: dict[Use, Money] = defaultdict(Money)
    streams: dict[Use, set[str]] = defaultdict(set)
    for source in plan.sources_of[year.iri]:
        if not source.is_secured:
            continue
        same = plan.is_same_currency(source)
        for row in source.counted:
            use = use_of(row)
            of[use] += Money.of([row.amount if same else None])
            streams[use].add(source.stream)
        for row in source.doubtful:
            of[use_of(row)] += Money.of([None])
    return Reach(dict(of), dict(streams))


@dataclass(frozen=True)
class Funded:
    """A line of a year and what pays for it: [least, most] of its amount, and a verdict.

    `state` is `funded`, `short`, `over` or `unknown`; `short` and `over` are certain.
    """

    line: Line
    least: Decimal
    most: Decimal | None
    state: str
    lacking: Decimal
    """What it certainly lacks, or has too much."""
    streams: Sequence[str]


def judge_lines(plan: Plan, year: Year) -> list[Funded]:
    """Every line of a year, in order of name."""
    lines, reach = plan.lines_of[year.iri], build_reach(plan, year)
    enough = _pools_are_enough(lines, reach)
    return [_judge(line, reach, enough) for line in lines]


def _pools_are_enough(lines: Sequence[Line], reach: Reach) -> dict[str | None, bool]:
    """By activity: whether money of the activity and of the whole budget is enough for all of its
    lines whatever goes to others; None stands for lines without an activity.
    """
    wanted: dict[str | None, Decimal | None] = {}
    for line in lines:
        activity, tied = line.row.activity, reach.money("line", line.name).known
        so_far = wanted.get(activity, NOTHING)
        amount = line.row.amount
        if so_far is None or amount is None:
            wanted[activity] = None
        else:
            wanted[activity] = so_far + max(NOTHING, amount - tied)
    left: dict[str | None, Decimal | None] = {
        activity: None
        if amount is None
        else max(NOTHING, amount - (reach.money("activity", activity).known if activity else 0))
        for activity, amount in wanted.items()
    }
    known = [amount for amount in left.values() if amount is not None]
    whole_is_enough = len(known) == len(left) and sum(known) <= reach.whole.known
    return {activity: whole_is_enough or amount == 0 for activity, amount in left.items()}


def _judge(line: Line, reach: Reach, enough: dict[str | None, bool]) -> Funded:
    amount, activity = line.row.amount, line.row.activity
    tied = reach.money("line", line.name)
    pool = reach.whole + (reach.money("activity", activity) if activity else Money())
    streams = sorted(reach.streams.get(("line", line.name), ()))
    if amount is None:
        return Funded(line, tied.known, None, "unknown", NOTHING, streams)
    least = min(amount, tied.known)
    reaching = tied + pool
    most = amount if reaching.unknown else min(amount, reaching.known)
    if tied.known > amount:
        return Funded(line, least, most, "over", tied.known - amount, streams)
    if tied.known == amount or enough[activity]:
        return Funded(line, amount, amount, "funded", NOTHING, streams)
    if most < amount:
        return Funded(line, least, most, "short", amount - most, streams)
    return Funded(line, least, most, "unknown", NOTHING, streams)


def describe_lines(plan: Plan) -> list[dict[str, Any]]:
    """One object a line and year.

    The amounts of every phase, the `phase` and `amount` that count, `funded_least`, `funded_most`,
    `streams` tied to it, `joined` (`braided`: several streams kept apart; `blended`: one that is a
    pool; `single`; null: none is tied) and `state`.
    """
    register, streams = plan.records.register, plan.records.streams
    rows = []
    for year in plan.years:
        for funded in judge_lines(plan, year):
            row, line = funded.line.row, funded.line
            rows.append(
                {
                    "budget": plan.budget.id,
                    "line": line.name,
                    "name": row.name,
                    "activity": register.id(row.activity) if row.activity else None,
                    "component": register.id(row.component) if row.component else None,
                    "category": row.category,
                    "fiscal_year": year.name,
                    "currency": plan.budget.currency,
                    **{
                        phase: told(line.rows[phase].amount) if phase in line.rows else None
                        for phase in PHASES
                    },
                    "phase": line.phase,
                    "amount": told(row.amount),
                    "funded_least": told(funded.least),
                    "funded_most": told(funded.most),
                    "streams": [register.id(iri) for iri in funded.streams],
                    "joined": _joined([streams[iri].blend for iri in funded.streams]),
                    "state": funded.state,
                    **_describe_basis(line.basis),
                    "note": line.note,
                }
            )
    return rows


def _describe_basis(row: LineRow) -> dict[str, str | None]:
    return {
        "quantity": None if row.quantity is None else f"{row.quantity:f}",
        "unit": row.unit,
        "unit_cost": None if row.unit_cost is None else f"{row.unit_cost:f}",
    }


def _joined(blends: Sequence[str | None]) -> str | None:
    if len(blends) > 1:
        return "braided"
    return ("blended" if blends[0] == "blended" else "single") if blends else None


def describe_activities(plan: Plan) -> list[dict[str, Any]]:
    """One object an activity (or component, or neither) and year: `expenses`, `expenses_unknown`,
    `tied` (secured money tied to it or to its lines), `tied_unknown`, `lacking` (what it certainly
    lacks) and `state` (as of lines, or `no-expense` where nothing is to be paid in the year).
    """
    register = plan.records.register
    rows = []
    for year in plan.years:
        reach, lines = build_reach(plan, year), plan.lines_of[year.iri]
        groups: dict[tuple[str | None, str | None], list[Line]] = {
            (iri, None): [] for iri in plan.activity_iris
        }
        for line in lines:
            activity = line.row.activity
            key = (activity, None if activity else line.row.component)
            groups.setdefault(key, []).append(line)
        for (activity, component), members in groups.items():
            named = activity or component
            expenses = total(line.money for line in members)
            pool = reach.money("activity", activity) if activity else Money()
            tied = total(reach.money("line", line.name) for line in members) + pool
            useful = total(_useful(line, reach) for line in members) + pool
            rows.append(
                {
                    "budget": plan.budget.id,
                    "activity": register.id(activity) if activity else None,
                    "component": register.id(component) if component else None,
                    "name": register.name(named) if named else "neither activity nor component",
                    "fiscal_year": year.name,
                    "currency": plan.budget.currency,
                    "expenses": told(expenses.known),
                    "expenses_unknown": expenses.unknown,
                    "tied": told(tied.known),
                    "tied_unknown": tied.unknown,
                    **_judge_group(expenses, tied, useful, reach.whole),
                }
            )
    return rows


def _useful(line: Line, reach: Reach) -> Money:
    """Money tied to a line as far as the line can use it: what is over helps no other line."""
    tied, amount = reach.money("line", line.name), line.row.amount
    if amount is None:
        return Money(NOTHING, tied.unknown)
    return Money(min(tied.known, amount), 0 if tied.known >= amount else tied.unknown)


def _judge_group(expenses: Money, tied: Money, useful: Money, whole: Money) -> dict[str, Any]:
    reaching = useful + whole
    state, lacking = "unknown", NOTHING
    if expenses.is_nothing and tied.is_nothing:
        state = "no-expense"
    elif not reaching.unknown and reaching.known < expenses.known:
        state, lacking = "short", expenses.known - reaching.known
    elif not expenses.unknown and useful.known >= expenses.known:
        if tied.known > expenses.known:
            state = "over"
        elif expenses.known:
            state = "funded"
    return {"lacking": told(lacking), "state": state}


def find_uses(plan: Plan) -> Iterator[Found]:
    """Lines that certainly lack money or have too much, and what has no activity or no money."""
    short: dict[str, list[Funded]] = defaultdict(list)
    over: dict[str, list[Funded]] = defaultdict(list)
    for year in plan.years:
        for funded in judge_lines(plan, year):
            if funded.state in ("short", "over"):
                (short if funded.state == "short" else over)[funded.line.name].append(funded)
    for check, groups in (("unfunded-line", short), ("over-allocated-line", over)):
        for name, group in sorted(groups.items()):
            yield _found_line(plan, check, name, group)
    yield from _find_loose(plan)


def _found_line(plan: Plan, check: str, name: str, group: Sequence[Funded]) -> Found:
    """One finding on a line, over all years in which it lacks money or has too much."""
    row, amount = group[0].line.row, sum((each.lacking for each in group), NOTHING)
    years = listed([each.line.year.name for each in group])
    cost = cash(plan, Money.of(each.line.row.amount for each in group).known)
    reaching = cash(plan, Money.of(each.most for each in group).known)
    if check == "unfunded-line":
        rest = (
            f"all secured money that could reach it is {reaching}: {cash(plan, amount)} is lacking"
        )
    else:
        rest = f"{cash(plan, amount)} more than that is tied to it"
    sentence = f"{row.name} ({name}) costs {cost} in {years}, but {rest}."
    year = group[0].line.year if len(group) == 1 else None
    return Found(
        check, [name], sentence, year=year, line=name, activity=row.activity, amount=amount
    )


def _find_loose(plan: Plan) -> Iterator[Found]:
    register = plan.records.register
    if not plan.years:
        return
    paid = {line.row.activity for line in plan.lines}
    for iri in plan.activity_iris:
        activity = plan.records.activities.get(iri)
        if iri not in paid and activity is not None and not activity.is_over:
            sentence = (
                f"{register.name(iri)} is in the model, but {plan.budget.name} has no line for it."
            )
            yield Found("activity-without-money", [register.id(iri)], sentence, activity=iri)
    loose: dict[str, list[Line]] = defaultdict(list)
    for line in plan.lines:
        row = line.row
        if row.activity is None and row.component is None and row.category != INDIRECT:
            loose[line.name].append(line)
    for name, lines in sorted(loose.items()):
        money = total(line.money for line in lines)
        sentence = (
            f"{lines[0].row.name} ({name}) takes {cash(plan, money.known)} over "
            f"{count(len(lines), 'year')}, but serves no activity or component of the model."
        )
        yield Found("money-without-activity", [name], sentence, line=name, amount=money.known)
