"""What stands near a partner: gaps at its touchpoints, and tables where it has a seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ontology.terms import NWD, ORG, SKOS
from service.language import N_
from service.pages.directory.records import (
    members_of,
    name_of_code,
    read_rows,
    values_of,
)
from service.pages.registers.gaps import gap_rows, list_rows, tell_row
from service.pages.tables import Row, Shown
from service.pages.words.gaps import GAP_TYPES, tell_gap

if TYPE_CHECKING:
    from service.pages.view import View

Rows = list[dict[str, Any]]


def list_gaps_at(view: View, doors: Sequence[Row]) -> Rows:
    """The gaps at the touchpoints of these doors, in the places that the doors serve."""
    import numpy as np

    net, required = view.net, view.coverage.required
    near: dict[str, Any] = {}
    for door in doors:
        places = door["place_positions"] or [0]
        fits = np.any(net.place_above[places] | net.place_above[:, places].T, axis=0)
        known = near.get(door["touchpoint"])
        near[door["touchpoint"]] = fits if known is None else known | fits
    every = gap_rows(view)
    gaps: Rows = []
    for touchpoint, fits in near.items():
        at = required.touchpoint[every] == net.touchpoints.ids.index(touchpoint)
        gaps += list_rows(view, every[at & fits[required.place[every]]])
    return gaps


def gap_columns(view: View) -> list[Shown]:
    """The columns of a table of gaps."""
    return [
        Shown(
            "need_name",
            N_("What is missing"),
            "long",
            show=lambda row: tell_gap(view, tell_row(view, row["row"])),
            link=lambda row: view.link(
                "/gaps/card",
                touchpoint=row["touchpoint"],
                need=row["need"],
                segment=row["segment"],
                place=row["place"],
            ),
        ),
        Shown("gap_type", N_("Kind"), show=lambda row: view.gettext(GAP_TYPES[row["gap_type"]])),
        Shown("weight", N_("Family needs"), "number", digits=1),
    ]


def list_seats(view: View, iri: str) -> Rows:
    """The collaboratives that a partner sits in or convenes."""
    values = f"VALUES ?partner {{ {values_of(members_of(view, [iri]))} }}"
    query = f"""SELECT DISTINCT ?name ?role ?voice ?starts ?ends WHERE {{
        {values}
        {{ ?seat <{ORG}member> ?partner ; <{ORG}organization> ?table .
           OPTIONAL {{ ?seat <{ORG}role> ?role }}
           OPTIONAL {{ ?seat <{NWD}represents> ?voice }}
           OPTIONAL {{ ?seat <{NWD}startsOn> ?starts }}
           OPTIONAL {{ ?seat <{NWD}endsOn> ?ends }} }}
        UNION {{ ?table <{NWD}convenedBy> ?partner BIND("" AS ?role) }}
        ?table a <{NWD}Collaborative> ; <{SKOS}prefLabel> ?name .
    }}"""
    as_of = view.parameters.as_of.isoformat()
    seats: dict[tuple[Any, ...], dict[str, Any]] = {}
    for name, role, voice, starts, ends in read_rows(view, query):
        row = seats.setdefault(
            (name, role, starts, ends),
            {
                "name": name,
                "role": name_of_code(view, "member-role", role) if role else None,
                "convenes": role == "",
                "voices": [],
                "starts_on": starts,
                "ends_on": ends,
                "holds": (starts or "") <= as_of <= (ends or "9999"),
            },
        )
        if voice:
            row["voices"].append(name_of_code(view, "representation", voice))
    return sorted(seats.values(), key=lambda row: (row["name"].casefold(), row["starts_on"] or ""))


def seat_columns(view: View) -> list[Shown]:
    """The columns of a table of seats."""

    def role(row: Row) -> str:
        if row["convenes"]:
            return view.gettext("convenes it")
        return view.code(row["role"]) if row["role"] else view.gettext("member")

    return [
        Shown("name", N_("Collaborative"), link=lambda row: view.link("/plan/collaboratives")),
        Shown("role", N_("Role"), show=role),
        Shown("voices", N_("Speaks for"), "code"),
        Shown("starts_on", N_("From"), "day"),
        Shown("ends_on", N_("Until"), "day"),
        Shown("holds", N_("On the day of this page"), "boolean"),
    ]
