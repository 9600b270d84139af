"""Gaps in words, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.registers.register import find_node

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
MOST_DOORS = 5
"""With more of them a sentence names some, and counts the others."""
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
    return view.gettext(
        SENTENCES[gap["gap_type"]],
        need=view.code(names["need"]),
        touchpoint=names["touchpoint"],
        segment=_segment(view, gap),
        place=names["place"] or view.gettext("any place"),
        who=_who(view, gap),
        within=tell_handoffs(view, view.parameters.handoffs),
        doors=_doors(view, gap["failing_doors"]),
    )


def _doors(view: View, doors: Sequence[Mapping[str, Any]]) -> str:
    """The doors by name, or the first of them and how many more there are."""
    named = doors if len(doors) <= MOST_DOORS else doors[: MOST_DOORS - 2]
    names = view.language.words([tell_door(view, door) for door in named])
    if len(named) == len(doors):
        return names
    return view.ngettext(
        "%(names)s and %(num)s more", "%(names)s and %(num)s more",
        len(doors) - len(named), names=names,
    )  # fmt: skip


def tell_handoffs(view: View, number: int) -> str:
    """`within one handoff`."""
    return view.ngettext("within %(num)s handoff", "within %(num)s handoffs", number)


def tell_door(view: View, door: Mapping[str, Any]) -> str:
    """The name of a door that fails in a gap."""
    return find_node(view, door["door"])[1]


RUNGS = {
    "orphan": N_("Is there a door for these families?"),
    "supply": N_("Does an open service offer what they need?"),
    "eligibility": N_("Does one of these services take these families, at this age?"),
    "access": N_("Does one of them reach the place?"),
    "link": N_("Does a referral lead there from a door %(within)s?"),
    "warmth": N_("Is that referral a warm one?"),
    "door-gap": N_("Does it work from every door?"),
}
"""What is asked of a cell, one after the other; a gap is named by the first that fails."""
CLOSED_BY = {
    "orphan": N_("A door: %(touchpoint)s would have to happen somewhere for %(who)s too."),
    "supply": N_("A service: somebody has to offer it. No referral can close this gap."),
    "eligibility": N_("A service that offers it would have to take %(who)s at this age."),
    "access": N_("A service that takes these families would have to serve %(place)s too."),
    "link": N_("A referral from a door to a service that serves these families."),
    "warmth": N_(
        "A warm referral in place of the cold one: somebody passes the family on in person."
    ),
    "door-gap": N_("A referral from each door that fails."),
}
"""What would have to change, by the kind of gap."""


def tell_rungs(view: View, gap: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was asked of the cell and how far it got: `question`, `state`, `answer`.

    `state` is `passed`, `fails` or `later`. A question that was passed may rest on facts that are
    not known, since a gap is one even in the best case.
    """
    within = tell_handoffs(view, view.parameters.handoffs)
    told, found = [], False
    for rung, question in RUNGS.items():
        if rung == "warmth" and view.parameters.mode == "any":
            continue
        fails = rung == gap["gap_type"]
        state = "fails" if fails else "later" if found else "passed"
        answers = {
            "passed": view.gettext("yes, or perhaps"),
            "fails": view.gettext("no"),
            "later": view.gettext("not asked"),
        }
        told.append(
            {
                "question": view.gettext(question, within=within),
                "state": state,
                "answer": answers[state],
            }
        )
        found = found or fails
    return told


def tell_closing(view: View, gap: Mapping[str, Any]) -> str:
    """What would have to change for the gap to close."""
    names = gap["names"]
    return view.gettext(
        CLOSED_BY[gap["gap_type"]],
        touchpoint=names["touchpoint"],
        who=_who(view, gap),
        place=names["place"] or view.gettext("any place"),
    )


def _segment(view: View, gap: Mapping[str, Any]) -> str:
    if gap["segment"] in (None, "all"):
        return view.gettext("any family")
    return str(gap["names"]["segment"])


def _who(view: View, gap: Mapping[str, Any]) -> str:
    place = gap["names"]["place"] or view.gettext("any place")
    return view.gettext("%(segment)s in %(place)s", segment=_segment(view, gap), place=place)
