"""Gaps in words, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.language import N_

if TYPE_CHECKING:
    from service.pages.view import View

GAP_TYPES = {
    "orphan": N_("no door"),
    "supply": N_("no service"),
    "eligibility": N_("not eligible"),
    "access": N_("out of reach"),
    "link": N_("no referral"),
    "warmth": N_("cold referral only"),
    "door-gap": N_("some doors only"),
}
"""What each gap type is called, in few words."""
SENTENCES = {
    "orphan": N_(
        "%(need)s: %(touchpoint)s has no door for %(who)s, so nobody there can be led to it."
    ),
    "supply": N_("%(need)s: No open service offers it; %(touchpoint)s asks for it for %(who)s."),
    "eligibility": N_(
        "%(need)s: Services exist, but none takes %(who)s at the age of %(touchpoint)s."
    ),
    "access": N_(
        "%(need)s: Services take %(segment)s, but none reaches %(place)s, where %(touchpoint)s "
        "asks it."
    ),
    "link": N_(
        "%(need)s: Offered for %(who)s, but no referral leads there from %(touchpoint)s %(within)s."
    ),
    "warmth": N_(
        "%(need)s: Only a cold referral leads %(who)s there from %(touchpoint)s %(within)s."
    ),
    "door-gap": N_(
        "%(need)s: At %(touchpoint)s, %(who)s can get there %(within)s through some doors, but not "
        "through %(doors)s."
    ),
}


def tell_gap(view: View, gap: Mapping[str, Any]) -> str:
    """One sentence on a gap of the register (`analyses.gaps(...)["gaps"]`)."""
    names = gap["names"]
    every = gap["segment"] in (None, "all")
    segment = view.gettext("any family") if every else names["segment"]
    place = names["place"] or view.gettext("any place")
    return view.gettext(
        SENTENCES[gap["gap_type"]],
        need=view.code(names["need"]),
        touchpoint=names["touchpoint"],
        segment=segment,
        place=place,
        who=view.gettext("%(segment)s in %(place)s", segment=segment, place=place),
        within=tell_handoffs(view, view.parameters.handoffs),
        doors=view.language.words([tell_door(view, door) for door in gap["failing_doors"]]),
    )


def tell_handoffs(view: View, number: int) -> str:
    """`within one handoff`."""
    return view.ngettext("within %(num)s handoff", "within %(num)s handoffs", number)


def tell_door(view: View, door: Any) -> str:
    """The name of a door of a gap."""
    return str(door.get("name") or door.get("id")) if isinstance(door, Mapping) else str(door)
