"""Budgets and what belongs to them, read from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from graph.planning.budget.money import times, to_cents
from graph.planning.budget.records import (
    Activity,
    Award,
    Budget,
    LineRow,
    Records,
    Restriction,
    SourceRow,
    Stream,
)
from graph.planning.budget.years import Calendar, read_calendar
from graph.register import Entry, Register
from ontology.terms import DCTERMS, SDO, SKOS

DEFAULT_YEARS = 5
DEFAULT_CURRENCY = "USD"
NOTE = f"{SKOS}note"
OVER = ("done", "stopped")

Row = TypeVar("Row", LineRow, SourceRow)


def read_records(register: Register) -> Records:
    """Everything of the store that says something of budgets."""
    calendar = read_calendar(register)
    budgets = [_budget(entry) for entry in register.of("Budget")]
    return Records(
        register=register,
        calendar=calendar,
        budgets=budgets,
        lines=_by_budget(_line(entry, calendar) for entry in register.of("BudgetLine")),
        sources=_by_budget(_source(entry, calendar) for entry in register.of("BudgetSource")),
        allocations=_read_allocations(register, calendar),
        streams={entry.iri: _stream(entry) for entry in register.of("FundingStream")},
        awards=[_award(entry, calendar) for entry in register.of("StreamAward")],
        restrictions=[_restriction(entry) for entry in register.of("StreamRestriction")],
        activities=_read_activities(register),
        above=_closure(register, "Need", f"{SKOS}broader") | _closure(register, "Place", "partOf"),
    )


def _by_budget(rows: Iterable[Row]) -> dict[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.budget is not None:
            found[row.budget].append(row)
    return dict(found)


def _budget(entry: Entry) -> Budget:
    years = entry.whole("yearCount")
    return Budget(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        source=entry.source,
        model=entry.ref("ofModel"),
        collaborative=entry.ref("ofCollaborative"),
        first_year=entry.text("firstFiscalYear") or "",
        years=DEFAULT_YEARS if years is None else years,
        currency=entry.text(f"{SDO}currency") or DEFAULT_CURRENCY,
        indirect_cap=entry.decimal("indirectCap"),
        description=entry.text(f"{DCTERMS}description"),
    )


def _line(entry: Entry, calendar: Calendar) -> LineRow:
    raw, quantity, cost = (entry.decimal(name) for name in ("amount", "quantity", "unitCost"))
    amount = None if raw is None else to_cents(raw)
    if amount is None and quantity is not None and cost is not None:
        amount = times(cost, quantity)
    written = entry.text("fiscalYear") or ""
    return LineRow(
        id=entry.id,
        budget=entry.ref("ofBudget") or "",
        line=entry.text("budgetLine") or "",
        name=entry.text(f"{SKOS}prefLabel") or entry.text("budgetLine") or "",
        activity=entry.ref("ofActivity"),
        component=entry.ref("ofComponent"),
        category=entry.code("expenseCategory") or "",
        written_year=written,
        year=calendar.find(written, entry.source),
        phase=entry.code("budgetPhase") or "",
        amount=amount,
        raw_amount=raw,
        quantity=quantity,
        unit=entry.text("costUnit"),
        unit_cost=cost,
        note=entry.text(NOTE),
    )


def _source(entry: Entry, calendar: Calendar, kind: str = "budget source") -> SourceRow:
    raw = entry.decimal("amount")
    written = entry.text("fiscalYear") or ""
    return SourceRow(
        id=entry.id,
        kind=kind,
        budget=entry.ref("ofBudget"),
        stream=entry.ref("fromStream") or "",
        line=entry.text("budgetLine"),
        activity=entry.ref("ofActivity"),
        written_year=written,
        year=calendar.find(written, entry.source),
        phase=entry.code("budgetPhase") or "",
        amount=None if raw is None else to_cents(raw),
        raw_amount=raw,
        currency=entry.text(f"{SDO}currency") or DEFAULT_CURRENCY,
        match_for=entry.ref("matchFor"),
        in_kind=entry.truth("isInKind") is True,
        note=entry.text(NOTE),
    )


def _read_allocations(register: Register, calendar: Calendar) -> list[SourceRow]:
    activities = register.by_iri("ModelActivity")
    found = []
    for entry in register.of("FundingAllocation"):
        row = _source(entry, calendar, "allocation")
        to = next((iri for iri in entry.refs("allocatedTo") if iri in activities), None)
        found.append(row if to is None else SourceRow(**{**vars(row), "activity": to}))
    return found


def _stream(entry: Entry) -> Stream:
    return Stream(
        iri=entry.iri,
        id=entry.id,
        name=entry.name,
        level=entry.code("fundingLevel"),
        blend=entry.code("blendKind"),
        ends_on=entry.day("endsOn"),
        matched_by=entry.refs("matchedBy"),
        restrictions=entry.text("restrictions"),
    )


def _award(entry: Entry, calendar: Calendar) -> Award:
    raw, written = entry.decimal("amount"), entry.text("fiscalYear") or ""
    return Award(
        id=entry.id,
        stream=entry.ref("fromStream") or "",
        written_year=written,
        year=calendar.find(written, entry.source),
        amount=None if raw is None else to_cents(raw),
        currency=entry.text(f"{SDO}currency") or DEFAULT_CURRENCY,
    )


def _restriction(entry: Entry) -> Restriction:
    return Restriction(
        id=entry.id,
        stream=entry.ref("fromStream") or "",
        rule=entry.code("restrictionRule") or "",
        categories=frozenset(entry.codes("expenseCategory")),
        activities=frozenset(entry.refs("ofActivity")),
        needs=frozenset(entry.refs("forNeed")),
        places=frozenset(entry.refs("forPlace")),
        segments=frozenset(entry.refs("forSegment")),
        share=entry.decimal("restrictedShare"),
        note=entry.text(NOTE),
    )


def _read_activities(register: Register) -> dict[str, Activity]:
    activities = register.of("ModelActivity")
    if not activities:
        # There may be many services, which only activities ask for.
        return {}
    components = register.by_iri("ModelComponent")
    services = register.by_iri("Service")
    roles = register.grouped("ActivityRole", "ofActivity")
    found = {}
    for entry in activities:
        component = components.get(entry.ref("ofComponent") or "")
        used = set(entry.refs("usesService"))
        used |= {iri for role in roles.get(entry.iri, []) for iri in role.refs("carriedBy")}
        known = [services[iri] for iri in used if iri in services]
        found[entry.iri] = Activity(
            iri=entry.iri,
            id=entry.id,
            name=entry.name,
            model=component.ref("ofModel") if component else None,
            is_over=entry.code("activityStatus") in OVER,
            services=sorted(used),
            needs=frozenset(entry.refs("forNeed")) or _of_all(known, "addressesNeed"),
            places=_of_all(known, "servesArea"),
            segments=_of_all(known, "forSegment"),
        )
    return found


def _of_all(services: Sequence[Entry], name: str) -> frozenset[str]:
    return frozenset(iri for service in services for iri in service.refs(name))


def _closure(register: Register, class_name: str, name: str) -> dict[str, frozenset[str]]:
    """Each record -> itself and everything it lies in."""
    parents = {entry.iri: entry.refs(name) for entry in register.of(class_name)}
    found: dict[str, frozenset[str]] = {}
    for iri in parents:
        seen, waiting = {iri}, list(parents[iri])
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting.extend(parents.get(each, ()))
        found[iri] = frozenset(seen)
    return found
