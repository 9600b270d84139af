"""Allocations of money to partners and services, and what hangs on a stream."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ontology.terms import NWD, SDO, SKOS
from service.language import N_
from service.pages.directory.records import (
    canonical_of,
    members_of,
    name_of_code,
    read_rows,
    values_of,
)
from service.pages.tables import Shown

if TYPE_CHECKING:
    from service.pages.view import View

Rows = list[dict[str, Any]]


def list_allocations(view: View, *, to: Iterable[str] = (), stream: Iterable[str] = ()) -> Rows:
    """The allocations to some records, or from a stream, the latest year first."""
    to, stream = members_of(view, to), members_of(view, stream)
    values = f"VALUES ?to {{ {values_of(to)} }}" if to else ""
    values += f"VALUES ?stream {{ {values_of(stream)} }}" if stream else ""
    query = f"""SELECT DISTINCT ?a ?to ?stream ?year ?phase ?amount ?currency ?note WHERE {{
        {values}
        ?a <{NWD}fromStream> ?stream ; <{NWD}allocatedTo> ?to .
        OPTIONAL {{ ?a <{NWD}fiscalYear> ?year }}
        OPTIONAL {{ ?a <{NWD}budgetPhase> ?phase }}
        OPTIONAL {{ ?a <{NWD}amount> ?amount }}
        OPTIONAL {{ ?a <{SDO}currency> ?currency }}
        OPTIONAL {{ ?a <{SKOS}note> ?note }}
    }}"""
    rows: dict[str, dict[str, Any]] = {}
    for iri, receiver, source, year, phase, amount, currency, note in read_rows(view, query):
        if iri is None or receiver is None or source is None:
            continue
        rows.setdefault(
            canonical_of(view, iri),
            {
                **_receiver(view, canonical_of(view, receiver)),
                **_stream(view, canonical_of(view, source)),
                "year": year,
                "phase": name_of_code(view, "budget-phase", phase),
                "amount": None if amount is None else Decimal(amount),
                "currency": currency,
                "note": note,
            },
        )
    told = sorted(rows.values(), key=lambda row: (row["phase"] or "", row["stream"].casefold()))
    return sorted(told, key=lambda row: row["year"] or "", reverse=True)


def allocation_columns(view: View, *, with_stream: bool = True) -> list[Shown]:
    """The columns of a table of allocations; its first is the stream, or else who receives."""
    stream = Shown(
        "stream",
        N_("Funding stream"),
        link=lambda row: view.link("/streams/" + view.quote_id(row["stream_id"])),
    )
    receiver = Shown(
        "receiver",
        N_("For"),
        link=lambda row: view.link(row["receiver_address"]) if row["receiver_address"] else None,
        note=lambda row: row["note"],
    )
    return [
        *([stream, receiver] if with_stream else [receiver]),
        Shown("year", N_("Fiscal year")),
        Shown("phase", N_("Phase"), "code"),
        Shown("amount", N_("Amount"), "money"),
        *([Shown("ends_on", N_("Stream ends on"), "day")] if with_stream else []),
    ]


def _receiver(view: View, iri: str) -> dict[str, Any]:
    net = view.net
    for kind in ("services", "partners"):
        collection = getattr(net, kind)
        position = collection.index.get(iri)
        if position is not None:
            address = f"/{kind}/{view.quote_id(collection.ids[position])}"
            return {
                "receiver": collection.names[position],
                "receiver_kind": kind,
                "receiver_position": position,
                "receiver_address": address,
            }
    return {
        "receiver": _name(view, iri),
        "receiver_kind": "activity",
        "receiver_position": -1,
        "receiver_address": None,
    }


def _stream(view: View, iri: str) -> dict[str, Any]:
    from service.pages.directory.lists import day_of

    net = view.net
    position = net.streams.index[iri]
    return {
        "stream": net.streams.names[position],
        "stream_id": net.streams.ids[position],
        "ends_on": day_of(int(net.funding.stream_ends[position])),
    }


def _name(view: View, iri: str) -> str:
    """The name of an activity that is neither a partner nor a service."""
    rows = read_rows(view, f"SELECT ?name WHERE {{ <{iri}> <{SKOS}prefLabel> ?name }} LIMIT 1")
    return next((name for (name,) in rows if name), iri.rpartition("/")[2])
