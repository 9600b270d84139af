"""The tables of the records of a touchpoint: partners, doors, referrals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.language import N_
from service.pages.registers.register import link_record, query_rows
from service.pages.tables import Listing, Row, Shown
from service.pages.words.codes import tell_code

if TYPE_CHECKING:
    from service.pages.view import View

SHOWN = 5
"""Most items that a cell of a table lists."""
MODES = {
    "warm": N_("warm: the sender makes the contact"),
    "cold": N_("cold: information only"),
    "unknown": N_("not known"),
}
"""What each kind of referral is, in few words."""

_BAR = Markup(
    '<span class="meter"><svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" '
    'aria-hidden="true">'
    '<rect class="covered" x="0" y="0" width="{low}" height="6"/>'
    '<rect class="unknown" x="{low}" y="0" width="{middle}" height="6"/>'
    '<rect class="gap" x="{high}" y="0" width="{rest}" height="6"/></svg>{words}</span>'
)


def list_touchpoints(view: View) -> list[dict[str, Any]]:
    """The rows of `touchpoints/overview`."""
    return view.data.remember(
        "touchpoints overview", lambda: query_rows(view, "touchpoints/overview", {})
    )


def ask_of(view: View, query: str, iri: str, **more: str) -> list[dict[str, Any]]:
    """The rows of a query on the touchpoint of an IRI, kept for the generation."""
    key = (query, iri, *more.values())
    return view.data.remember(key, lambda: query_rows(view, query, {"touchpoint": iri, **more}))


def draw_bar(view: View, ends: Sequence[float] | None) -> Markup | str:
    """A share as a small bar with its interval in words; a dash where there is none."""
    if ends is None:
        return "–"
    low, high = 100 * ends[0], 100 * ends[1]
    return _BAR.format(
        low=f"{low:.2f}",
        middle=f"{high - low:.2f}",
        high=f"{high:.2f}",
        rest=f"{100 - high:.2f}",
        words=view.language.interval(ends),
    )


def bar_of(view: View, name: str) -> Callable[[Row], Markup | str]:
    """What a cell of a column of intervals shows."""
    return lambda row: draw_bar(view, row[name])


def list_partners(view: View, served: Sequence[Row]) -> Listing:
    """Who serves families: at a door, and by one referral from there."""
    rows = [{**row, "order": at} for at, row in enumerate(served)]

    def reached(row: Row) -> str:
        if row["handoffs"] == 0:
            return view.gettext("at the door")
        via = _few(view, row["via"])
        match row["mode"]:
            case "warm":
                return view.gettext("by a warm referral from %(sender)s", sender=via)
            case "cold":
                return view.gettext("by a cold referral from %(sender)s", sender=via)
        return view.gettext(
            "by a referral from %(sender)s, not known whether warm or cold", sender=via
        )

    def few(key: str, blank: str) -> Callable[[Row], str]:
        names = key in ("needs", "segments", "places")
        return lambda row: _few(view, row[key], code=names) or view.gettext(blank)

    columns = [
        Shown("partner_name", N_("Partner"), show=_name("partner_name", "partner_id"),
              link=_record(view, "partner", "partner_id"),
              note=lambda r: tell_code(view, "sector", r["sector"]) if r["sector"] else None),
        Shown("handoffs", N_("How families get there"), show=reached),
        Shown("needs", N_("Helps with"), "long", show=few("needs", N_("not recorded"))),
        Shown("services", N_("Services"), "long", show=few("services", N_("not recorded"))),
        Shown("segments", N_("Families"), "long", show=few("segments", N_("not stated"))),
        Shown("places", N_("Places"), "long", show=few("places", N_("not stated"))),
    ]  # fmt: skip
    return view.listing("partners", N_("Partners"), columns, rows, per_page=12)


def list_doors(view: View, doors: Sequence[Row]) -> Listing:
    """Where the touchpoint happens."""

    def at(row: Row) -> str | None:
        return link_record(view, row["at_kind"], row["at_id"])

    return view.listing(
        "doors",
        N_("Doors"),
        [
            Shown("at", N_("Door"), link=at, show=_name("at", "at_id")),
            Shown("partner_name", N_("Run by"), link=_record(view, "partner", "partner_id")),
            Shown("places", N_("For families in"), "long",
                  show=lambda r: _few(view, r["places"]) or view.gettext("any place")),
            Shown("status", N_("Status"),
                  show=lambda r: tell_code(view, "door-status", r["status"] or "active")),
            Shown("referrals_out", N_("Referrals out"), "number"),
            Shown("verified_on", N_("Last verified"), "day"),
        ],
        doors,
        per_page=20,
    )  # fmt: skip


def list_pathways(view: View, pathways: Sequence[Row]) -> Listing:
    """The referrals that lead on from the doors."""
    loops = {True: N_("yes, the sender learns the outcome"), False: N_("no")}

    def loop(row: Row) -> str:
        told = row["is_closed_loop"]
        return view.gettext("not known") if told is None else view.gettext(loops[told])

    return view.listing(
        "pathways",
        N_("Referrals"),
        [
            Shown("from", N_("From"), link=lambda r: link_record(view, r["from_kind"], r["from_id"])
                  if r["from_kind"] != "touchpoint" else None, show=_name("from", "from_id")),
            Shown("to", N_("To"), link=lambda r: link_record(view, r["to_kind"], r["to_id"]),
                  show=_name("to", "to_id")),
            Shown("mode", N_("Warm or cold"),
                  show=lambda r: view.gettext(MODES.get(r["mode"] or "unknown", MODES["unknown"]))),
            Shown("is_closed_loop", N_("Closed loop"), show=loop),
            Shown("needs", N_("Only for"), "long",
                  show=lambda r: _few(view, r["needs"], code=True) or view.gettext("any need")),
            Shown("status", N_("Status"),
                  show=lambda r: tell_code(view, "pathway-status", r["status"] or "active")),
            Shown("verified_on", N_("Last verified"), "day"),
        ],
        pathways,
        per_page=20,
    )  # fmt: skip


def _record(view: View, kind: str, key: str) -> Callable[[Row], str | None]:
    return lambda row: link_record(view, kind, row[key])


def _name(name: str, identifier: str) -> Callable[[Row], str]:
    return lambda row: row[name] or row[identifier] or "–"


def _few(view: View, text: str | None, *, code: bool = False) -> str:
    """The first items of a list of a query, and how many more there are."""
    items = text.split("; ") if text else []
    told = [view.code(item) if code else item for item in items[:SHOWN]]
    if len(items) > SHOWN:
        told.append(
            view.gettext("and %(number)s more", number=view.language.number(len(items) - SHOWN))
        )
    return view.language.words(told)
