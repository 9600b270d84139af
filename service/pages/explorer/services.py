"""The directory of services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.directory.choosing import (
    choices_of,
    code_asked,
    position_of,
    select_services,
)
from service.pages.directory.lists import list_services, service_words
from service.pages.directory.records import code_names
from service.pages.tables import Row, Shown

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "services"
PATH = "/services"
TITLE = N_("Services")
MENU = Entry("directory", 20)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("need", "text", "Only services that meet this need or a narrower one."),
    Option("segment", "text", "Only services for this kind of family, or for all families."),
    Option("place", "text", "Only services that reach this place, or a part of it."),
    Option("status", "text", "Only services of this status, by its code; `none` for none stated."),
    Option("q", "text", "Only services with these words in their names or ids."),
    Option(
        "unstated",
        "choice",
        "Whether services that do not say so are listed, too.",
        default="no",
        choices=("no", "yes"),
    ),
)
LISTS = ("services",)
NO_STATUS = "none"


def build(view: View) -> dict[str, Any]:
    """The services that fit, by name, and how many more may fit."""
    rows = list_services(view)
    chosen, perhaps = _select(view, rows)
    listing = view.listing("services", N_("Services"), service_columns(view), chosen, sort="name")
    names = code_names(view, "service-status")
    statuses = [(code, view.code(name)) for code, name in names.items()]
    return {
        "listing": listing,
        "all": len(rows),
        "perhaps": perhaps,
        "needs": choices_of(view, "needs"),
        "segments": choices_of(view, "segments"),
        "places": choices_of(view, "places"),
        "statuses": [*statuses, (NO_STATUS, view.gettext("no status stated"))],
    }


def service_columns(view: View, *, with_partner: bool = True) -> list[Shown]:
    """The columns of a table of services."""
    columns = [
        Shown("name", N_("Service"), link=lambda row: service_link(view, row["id"])),
        Shown(
            "partner",
            N_("Partner"),
            link=lambda row: (
                view.link("/partners/" + view.quote_id(row["partner_id"]))
                if row["partner_id"]
                else None
            ),
        ),
        Shown("needs", N_("Needs"), "code", show=lambda row: _told(view, row["needs"], coded=True)),
        Shown("segments", N_("Families"), "code", show=lambda row: _told(view, row["segments"])),
        Shown("places", N_("Places"), "code", show=lambda row: _told(view, row["places"])),
        Shown("wait_days", N_("Wait (days)"), "number"),
        Shown("status", N_("Status"), "code", show=lambda row: told_status(view, row)),
        Shown("verified_on", N_("Verified on"), "day"),
    ]
    return columns if with_partner else [each for each in columns if each.key != "partner"]


def service_link(view: View, id_: str | None) -> str | None:
    """The page of a service."""
    return view.link("/services/" + view.quote_id(id_)) if id_ else None


def told_status(view: View, row: Row) -> str:
    """The status as coded; without one, a service counts as active."""
    return ", ".join(map(view.code, row["status"])) or view.gettext("not stated")


def _told(view: View, names: list[str] | None, *, coded: bool = False) -> str | Markup:
    """A list of names, or that nothing is stated, which is unknown and no gap."""
    if not names:
        words = view.gettext("not coded") if coded else view.gettext("not stated")
        return Markup('<span class="tag unknown">{}</span>').format(words)
    return ", ".join(view.code(name) for name in names)


def _select(view: View, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The services that fit, and how many more may fit as they do not say so."""
    import numpy as np

    need, segment, place = (
        position_of(view, f"{name}s", name) for name in ("need", "segment", "place")
    )
    told = select_services(view, need=need, segment=segment, place=place)
    open_ = select_services(view, need=need, segment=segment, place=place, unstated=True)
    others = np.ones(len(rows), np.bool_)
    names = code_names(view, "service-status")
    if status := code_asked(view, "status", [*names, NO_STATUS]):
        name = names.get(status, status)
        wanted = [] if status == NO_STATUS else [name]
        others &= np.array(
            [name in row["status"] if wanted else not row["status"] for row in rows], np.bool_
        )
    if words := view.options["q"]:
        others &= service_words(view).select(words)
    chosen = (open_ if view.options["unstated"] == "yes" else told) & others
    perhaps = int((open_ & ~told & others).sum())
    return [rows[i] for i in np.flatnonzero(chosen).tolist()], perhaps
