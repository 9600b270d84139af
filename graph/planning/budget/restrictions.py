"""Whether money of a stream goes to what the stream may pay for.

True, false and not known follow Kleene: a use is inside what a restriction names if every kind of
thing the restriction names holds of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.planning.budget.checks import Found, cash
from graph.planning.budget.money import Money, told, total
from graph.planning.budget.plan import WHOLE, Plan, Source, Use, use_of
from graph.planning.budget.records import Restriction, SourceRow
from graph.planning.budget.years import Year
from graph.words import listed

Truth = bool | None
VERDICTS = {True: "holds", False: "fails", None: "unknown"}


@dataclass(frozen=True)
class Atom:
    """What a part of some money is spent on; None is not known, or no activity."""

    category: str | None
    activity: str | None


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene's and: true of nothing.

    >>> all_of([True, None]), all_of([None, False])
    (None, False)
    """
    seen = set(values)
    return False if False in seen else None if None in seen else True


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene's or: false of nothing."""
    seen = set(values)
    return True if True in seen else None if None in seen else False


def alike(values: Iterable[Truth]) -> Truth:
    """What holds of all parts alike; not known where they differ or there are none."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else None


class Inside:
    """Says of the money of one budget and year whether it is inside what a restriction names."""

    def __init__(self, plan: Plan, year: Year) -> None:
        self.plan = plan
        self._atoms: dict[Use, set[Atom]] = defaultdict(set)
        for line in plan.lines_of[year.iri]:
            atom = Atom(line.row.category, line.row.activity)
            self._atoms[WHOLE].add(atom)
            self._atoms["line", line.name].add(atom)
            if atom.activity is not None:
                self._atoms["activity", atom.activity].add(atom)

    def of(self, row: SourceRow, restriction: Restriction) -> Truth:
        kind, name = use = use_of(row)
        nothing_planned = {Atom(None, name)} if kind == "activity" else set()
        atoms = self._atoms.get(use, nothing_planned)
        return alike(self._of_atom(atom, restriction) for atom in atoms)

    def _of_atom(self, atom: Atom, restriction: Restriction) -> Truth:
        activity = self.plan.records.activities.get(atom.activity or "")
        parts: list[Truth] = []
        if restriction.categories:
            parts.append(None if atom.category is None else atom.category in restriction.categories)
        if restriction.activities:
            named = restriction.activities
            parts.append(None if atom.activity is None else atom.activity in named)
        for named, own in (
            (restriction.needs, activity.needs if activity else frozenset()),
            (restriction.places, activity.places if activity else frozenset()),
        ):
            if named:
                parts.append(self._within(own, named))
        if restriction.segments:
            # Kinds of family overlap: one that is not named may still be among those named.
            segments = activity.segments if activity else frozenset()
            parts.append(True if segments and segments <= restriction.segments else None)
        return all_of(parts)

    def _within(self, own: frozenset[str], named: frozenset[str]) -> Truth:
        """Whether needs, places or segments lie in those named; not known of none."""
        above = self.plan.records.above
        over = [above.get(iri, frozenset([iri])) for iri in own]
        if over and all(each & named for each in over):
            return True
        named_over: set[str] = set().union(*(above.get(iri, frozenset([iri])) for iri in named))
        touches = any(each & named for each in over) or bool(own & named_over)
        return None if not own or touches else False


def describe_restrictions(plan: Plan) -> list[dict[str, Any]]:
    """One object a rule of a stream, year and (for `allows` and `forbids`) use.

    `restriction` (ids), `stream`, `rule`, `use`, `share`, `amount` (that the rule is about),
    `state` (`holds`, `fails` or `unknown`), `note` and `sentence`.
    """
    return [verdict.row for verdict in _verdicts(plan)]


def find_restrictions(plan: Plan) -> Iterator[Found]:
    """Money on what its stream does not pay for, and shares beyond their limits."""
    failing: dict[tuple[str, ...], list[_Verdict]] = defaultdict(list)
    for verdict in _verdicts(plan):
        if verdict.row["state"] == "fails":
            failing[tuple(verdict.parts)].append(verdict)
    for parts, group in failing.items():
        amount = total(Money(verdict.amount) for verdict in group).known
        sentence = str(group[0].row["sentence"])
        if len(group) > 1:
            years = listed([verdict.year.name for verdict in group])
            sentence += f" The same holds in {years}: {cash(plan, amount)} in all."
        yield Found(
            "forbidden-use",
            parts,
            sentence,
            year=group[0].year if len(group) == 1 else None,
            stream=group[0].stream,
            amount=amount,
        )


@dataclass(frozen=True)
class _Verdict:
    row: dict[str, Any]
    parts: Sequence[str]
    year: Year
    stream: str
    amount: Decimal


def _verdicts(plan: Plan) -> Iterator[_Verdict]:
    by_stream: dict[str, list[Restriction]] = defaultdict(list)
    for restriction in plan.records.restrictions:
        if restriction.rule != "match" and restriction.names_uses:
            by_stream[restriction.stream].append(restriction)
    for year in plan.years:
        inside = Inside(plan, year)
        sources: dict[str, list[Source]] = defaultdict(list)
        for source in plan.sources_of[year.iri]:
            if plan.is_same_currency(source):
                sources[source.stream].append(source)
        for stream in sorted(sources, key=plan.records.register.id):
            rules = by_stream.get(stream, [])
            rows = [row for source in sources[stream] for row in source.counted]
            yield from _of_uses(plan, year, stream, rules, rows, inside)
            for rule in rules:
                if rule.rule in ("at-most", "at-least") and rule.share is not None:
                    yield _of_share(plan, year, stream, rule, rows, inside)


def _of_uses(
    plan: Plan,
    year: Year,
    stream: str,
    rules: Sequence[Restriction],
    rows: Sequence[SourceRow],
    inside: Inside,
) -> Iterator[_Verdict]:
    allows = [rule for rule in rules if rule.rule == "allows"]
    groups = ([("allows", allows)] if allows else []) + [
        ("forbids", [rule]) for rule in rules if rule.rule == "forbids"
    ]
    by_use: dict[tuple[str, str], list[SourceRow]] = defaultdict(list)
    for row in rows:
        by_use[use_of(row)].append(row)
    for word, group in groups:
        for (kind, name), same in sorted(by_use.items()):
            among = any_of(inside.of(same[0], rule) for rule in group)
            truth = among if word == "allows" or among is None else not among
            money = total(Money.of([row.amount]) for row in same)
            named = plan.records.register.id(name) if kind == "activity" else name
            use = f"{kind} {named}".strip() if kind != "whole" else "whole budget"
            yield _verdict(plan, year, stream, word, group, truth, money, use)


def _of_share(
    plan: Plan,
    year: Year,
    stream: str,
    rule: Restriction,
    rows: Sequence[SourceRow],
    inside: Inside,
) -> _Verdict:
    surely = Money.of(row.amount for row in rows if inside.of(row, rule) is True)
    perhaps = Money.of(row.amount for row in rows if inside.of(row, rule) is not False)
    base = Money.of(row.amount for row in rows)
    assert rule.share is not None
    limit = base.known * rule.share
    truth: Truth = None
    if not base.unknown:
        if rule.rule == "at-most":
            truth = False if surely.known > limit else True if perhaps.known <= limit else None
        else:
            truth = True if surely.known >= limit else False if perhaps.known < limit else None
    return _verdict(plan, year, stream, rule.rule, [rule], truth, surely, None)


def _verdict(
    plan: Plan,
    year: Year,
    stream: str,
    word: str,
    group: Sequence[Restriction],
    truth: Truth,
    money: Money,
    use: str | None,
) -> _Verdict:
    register, share = plan.records.register, group[0].share
    name, ids = register.name(stream), [rule.id for rule in group]
    notes = "; ".join(rule.note.rstrip(". ") for rule in group if rule.note) or None
    if use is None:
        verb = ("at most", "may") if word == "at-most" else ("at least", "must")
        rule = f"{verb[0]} {share:f} of its money in {year.name} {verb[1]}"
        sentence = (
            f"{name}: {rule} go to what {ids[0]} names; {cash(plan, money.known)} surely does."
        )
    else:
        can = {True: "may be paid", False: "may not be paid", None: "may or may not be paid"}[truth]
        sentence = f"{name}: {cash(plan, money.known)} for {use} in {year.name} {can} by it"
        sentence += f" ({notes})." if notes else "."
    row = {
        "budget": plan.budget.id,
        "restriction": ids,
        "stream": register.id(stream),
        "rule": word,
        "fiscal_year": year.name,
        "use": use,
        "share": None if share is None else f"{share:f}",
        "currency": plan.budget.currency,
        "amount": told(money.known),
        "state": VERDICTS[truth],
        "note": notes,
        "sentence": sentence,
    }
    parts = [register.id(stream), ids[0] if len(ids) == 1 else word, use or word]
    return _Verdict(row, parts, year, stream, money.known)
