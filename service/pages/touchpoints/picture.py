"""The picture of a touchpoint with its doors and those they refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from service.pages.registers.register import link_record, position_of
from service.pages.tables import Row
from service.pages.words.codes import tell_code
from service.pictures.ego import EgoLink, EgoNode, draw_ego

if TYPE_CHECKING:
    from service.pages.view import View

MOST_DOORS = 14
MOST_BEYOND = 20
"""With more of them, a sector is drawn as one."""
ENDED = {"inactive", "closed", "planned", "lapsed"}
"""Statuses of doors and referrals that are not in use."""


def draw_touchpoint(
    view: View, name: str, doors: Sequence[Row], pathways: Sequence[Row]
) -> Markup | None:
    """The doors in use, and the partners that referrals in use lead to; None without doors.

    `doors` and `pathways` are rows of the queries `touchpoints/doors` and `touchpoints/pathways`.
    """
    open_doors = [row for row in doors if row["status"] not in ENDED and row["at_id"]]
    used = [row for row in pathways if row["status"] not in ENDED and row["partner_id"]]
    if not open_doors:
        return None
    near = _Fold(view, [row["partner_id"] for row in open_doors], MOST_DOORS)
    far = _Fold(view, [row["partner_id"] for row in used], MOST_BEYOND)
    links: dict[EgoLink, None] = {}
    for partner in near.keys:
        links[EgoLink(None, near.keys[partner], "door")] = None
    for row in used:
        sender = _partner_of(view, row)
        source = None if row["from_kind"] == "touchpoint" else near.keys.get(sender or "")
        if source is None and row["from_kind"] != "touchpoint":
            continue
        mode = row["mode"] if row["mode"] in ("warm", "cold") else "unknown"
        links[EgoLink(source, far.keys[row["partner_id"]], mode)] = None
    titles = (view.gettext("Touchpoint"), view.gettext("Doors"), view.gettext("Referred to"))
    return Markup(
        draw_ego(
            name,
            near.nodes,
            far.nodes,
            list(links),
            label=view.gettext("%(name)s, its doors, and whom they refer families to", name=name),
            titles=titles,
        )
    )


class _Fold:
    """Partners as nodes; by sector where there are too many."""

    def __init__(self, view: View, partners: Sequence[str], most: int) -> None:
        distinct = list(dict.fromkeys(each for each in partners if each))
        self.keys = {each: each for each in distinct}
        if len(distinct) <= most:
            self.nodes = [
                EgoNode(each, _name(view, each), link_record(view, "partner", each))
                for each in distinct
            ]
            return
        sectors = {each: _sector(view, each) for each in distinct}
        self.keys = {each: f"sector:{sectors[each]}" for each in distinct}
        self.nodes = [
            EgoNode(
                f"sector:{sector}",
                view.ngettext(
                    "%(sector)s: %(num)s partner", "%(sector)s: %(num)s partners", count,
                    sector=tell_code(view, "sector", sector) if sector
                    else view.gettext("No sector stated"),
                ),
                is_group=True,
            )
            for sector, count in Counter(sectors.values()).most_common()
        ]  # fmt: skip


def _name(view: View, partner: str) -> str:
    at = position_of(view, "partner", partner)
    return partner if at is None else view.net.partners.names[at]


def _sector(view: View, partner: str) -> str:
    at = position_of(view, "partner", partner)
    return "" if at is None else view.net.partner_sector[at] or ""


def _partner_of(view: View, row: Row) -> str | None:
    """The id of the partner that sends a referral."""
    if row["from_kind"] != "service":
        return str(row["from_id"])
    at = position_of(view, "service", row["from_id"])
    partner = -1 if at is None else int(view.net.service.partner[at])
    return view.net.partners.ids[partner] if partner >= 0 else None
