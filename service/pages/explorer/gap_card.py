"""The card of one gap: why it is one, whom it affects, and what would close it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Runs
from service.pages.registers.gaps import find_gap
from service.pages.registers.register import (
    find_name,
    find_node,
    link_node,
    link_record,
    query_rows,
)
from service.pages.tables import Row, Shown
from service.pages.words.actions import link_trial
from service.pages.words.codes import tell_code
from service.pages.words.gaps import GAP_TYPES, tell_closing, tell_gap, tell_rungs

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "gap_card"
PATH = "/gaps/card"
TITLE = N_("A gap")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = (
    Option("touchpoint", "text", "The touchpoint, by id."),
    Option("need", "text", "The need, by id."),
    Option("segment", "text", "The kind of family, by id."),
    Option("place", "text", "The place, by id."),
)
LISTS = ("doors", "services")
TRIALS = 4
"""Most changes that are offered to be tried out."""


def build(view: View) -> dict[str, Any]:
    """The gap that the four ids name; where there is none, the page says so."""
    cell = {option.name: view.options[option.name] for option in OPTIONS}
    gap = find_gap(view, cell)
    names = {kind: find_name(view, kind, id_) for kind, id_ in cell.items()}
    values: dict[str, Any] = {"cell": cell, "names": names, "gap": None}
    if gap is None:
        return values
    doors, services = _list_doors(view, gap), _list_services(view, gap)
    return values | {
        "gap": gap,
        "kind": view.gettext(GAP_TYPES[gap["gap_type"]]),
        "sentence": tell_gap(view, gap),
        "rungs": tell_rungs(view, gap),
        "closing": tell_closing(view, gap),
        "doors": doors,
        "services": services,
        "route": [
            {"name": find_node(view, node)[1], "href": link_node(view, node)}
            for node in gap["route"] or ()
        ],
        "trials": list(_trials(view, gap, doors.rows, services.rows)),
        "form": _form(view, gap),
        "required": view.coverage.summary()["required"],
    }


def _list_doors(view: View, gap: Mapping[str, Any]) -> Any:
    """The doors on record of the touchpoint, and which of them fail."""
    failing = {door["door"]: door["gap_type"] for door in gap["failing_doors"]}
    rows = query_rows(view, "touchpoints/doors", {"touchpoint": gap["touchpoint"]})
    for row in rows:
        rung = failing.get(row["at_id"])
        row["places"] = row["places"] or view.gettext("all places")
        row["status"] = row["status"] and tell_code(view, "service-status", row["status"])
        row["fails"] = view.gettext(GAP_TYPES[rung]) if rung else None

    def at(row: Row) -> str | None:
        return link_record(view, row["at_kind"], row["at_id"])

    def partner(row: Row) -> str | None:
        return link_record(view, "partner", row["partner_id"])

    columns = [
        Shown("at", N_("Door"), link=at),
        Shown("partner_name", N_("Partner"), link=partner),
        Shown("places", N_("For families of")),
        Shown("status", N_("Status")),
        Shown("verified_on", N_("Last verified"), "day"),
    ]
    if failing:
        columns.insert(1, Shown("fails", N_("What fails here")))
    return view.listing("doors", N_("Doors of the touchpoint"), columns, rows)


def _list_services(view: View, gap: Mapping[str, Any]) -> Any:
    """The services on record that offer the need, as far as the question before was passed."""
    asked = {"need": gap["need"]}
    if gap["gap_type"] not in ("supply", "eligibility", "access"):
        asked |= {
            key: gap[key]
            for key, any_ in (("place", "everywhere"), ("segment", "all"))
            if gap[key] != any_
        }
    rows = query_rows(view, "services/for-need-and-place", asked)
    for row in rows:
        row["segments"] = row["segments"] or view.gettext("not stated")
        row["status"] = row["status"] and tell_code(view, "service-status", row["status"])

    def service(row: Row) -> str | None:
        return link_record(view, "service", row["service_id"])

    def partner(row: Row) -> str | None:
        return link_record(view, "partner", row["partner_id"])

    columns = [
        Shown("service_name", N_("Service"), link=service),
        Shown("partner_name", N_("Partner"), link=partner),
        Shown("segments", N_("Takes")),
        Shown("status", N_("Status")),
        Shown("verified_on", N_("Last verified"), "day"),
    ]
    return view.listing("services", N_("Services that offer it"), columns, rows)


def _trials(view: View, gap: Mapping[str, Any], doors: Any, services: Any) -> Any:
    """(text, address) of changes that may close the gap, the first few."""
    offered = [row["service_id"] for row in services]
    match gap["gap_type"]:
        case "door-gap" if gap["route"]:
            pairs = [(door["door"], gap["route"][-1]) for door in gap["failing_doors"]]
        case "link" | "warmth":
            pairs = [(row["at_id"], service) for service in offered for row in doors]
        case "eligibility":
            for service in offered[:TRIALS]:
                change = {"change": "widen-eligibility", "service": service}
                yield (
                    view.gettext("%(service)s takes %(families)s too",
                                 service=find_name(view, "service", service),
                                 families=find_name(view, "segment", gap["segment"])),
                    link_trial(view, {**change, "segment": gap["segment"]}),
                )  # fmt: skip
            return
        case "access":
            for service in offered[:TRIALS]:
                change = {"change": "widen-area", "service": service}
                yield (
                    view.gettext("%(service)s serves %(place)s too",
                                 service=find_name(view, "service", service),
                                 place=find_name(view, "place", gap["place"])),
                    link_trial(view, {**change, "place": gap["place"]}),
                )  # fmt: skip
            return
        case _:
            return
    for sender, receiver in pairs[:TRIALS]:
        change = {"change": "add-pathway", "from": sender, "to": receiver, "mode": "warm"}
        yield (
            view.gettext("a warm referral from %(sender)s to %(receiver)s",
                         sender=find_node(view, sender)[1],
                         receiver=find_node(view, receiver)[1]),
            link_trial(view, change),
        )  # fmt: skip


def _form(view: View, gap: Mapping[str, Any]) -> str | None:
    """The page on which a change of the fitting kind is put together; None where none closes it."""
    kinds: dict[str, dict[str, str]] = {
        "orphan": {"kind": "add-door", "touchpoint": gap["touchpoint"], "place": gap["place"]},
        "eligibility": {"kind": "widen-eligibility", "segment": gap["segment"]},
        "access": {"kind": "widen-area", "place": gap["place"]},
        "link": {"kind": "add-pathway", "mode": "warm"},
        "warmth": {"kind": "set-mode", "mode": "warm"},
        "door-gap": {"kind": "add-pathway", "mode": "warm"},
    }
    fields = kinds.get(gap["gap_type"])
    return view.link("/whatif", **fields) if fields else None
