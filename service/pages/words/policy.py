"""What stands behind recommendations for policy, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_
from service.pages.planning.choosing import Row

if TYPE_CHECKING:
    from service.pages.view import View

SUPPORTED = {
    "yes": ("holds", N_("supported")),
    "no": ("fails", N_("not supported")),
    "unknown": ("unknown", N_("not known")),
}
HAS = {
    "yes": ("fails", N_("has the barrier")),
    "no": ("holds", N_("has it not")),
    "unknown": ("unknown", N_("not known")),
}
"""Verdict and words on whether a community has a barrier."""
CHECKS = {
    ("supported", "fails"): N_("Nothing that was found supports it."),
    ("supported", "unknown"): N_("Whether anything supports it is not known."),
    ("cited-stands", "fails"): N_("A finding that it cites is not found any more."),
    ("cited-stands", "unknown"): N_("Whether a finding that it cites still stands is not known."),
    ("stream-known", "fails"): N_("A stream that it names is not loaded any more."),
    ("stream-runs", "fails"): N_("A stream that it names has ended."),
    ("put-forward", "fails"): N_("No collaborative is named that puts it forward."),
    ("own-barrier", "fails"): N_("A collaborative puts it forward and has no such barrier."),
    ("amount", "fails"): N_("It asks for money and says no amount."),
    ("asked-on", "fails"): N_("The day on which it is said to have been asked is yet to come."),
    ("criteria", "unknown"): N_("It names no need, touchpoint or type of gap."),
}
"""What each check says where it fails or cannot be judged."""
STATES = {
    "open": ("holds", N_("stands")),
    "gone": ("fails", N_("not found any more")),
    "unknown": ("unknown", N_("not looked for")),
}
"""Verdict and words on a finding."""
KINDS = {
    "gaps": N_("gap"),
    "overlaps": N_("overlap"),
    "journeys": N_("break of a journey"),
    "cliffs": N_("funding that ends"),
    "capacity": N_("too few places"),
    "completion": N_("referrals that end nowhere"),
    "maturity": N_("ratings that differ"),
    "resilience": N_("single point of failure"),
    "equity": N_("families left out"),
    "models": N_("check of a success model"),
    "budget": N_("check of a budget"),
}
"""What a finding of each analysis is called."""
HOW = {"cited": N_("cited"), "fits": N_("fits what it names")}
SOURCES = {"told": N_("told by communities"), "found": N_("found in the gaps")}


def tell_shared(view: View, row: Row) -> str:
    """How many communities have the barrier."""
    asked = row["communities_asked"]
    if not asked:
        return view.gettext("no community is described")
    if not row["communities_unknown"]:
        return view.ngettext(
            "%(some)s of %(num)s community for certain",
            "%(some)s of %(num)s communities for certain",
            asked,
            some=row["communities_with"],
        )
    return view.ngettext(
        "%(some)s of %(num)s community for certain; of %(unknown)s it is not known",
        "%(some)s of %(num)s communities for certain; of %(unknown)s it is not known",
        asked,
        some=row["communities_with"],
        unknown=row["communities_unknown"],
    )
