"""Actions and questions in words: what to connect, widen or ask, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.registers.register import find_name, find_node, name_pathway, pathway_ends

if TYPE_CHECKING:
    from service.pages.view import View

ACTIONS = {
    "verify-fact": N_("ask whether something is so"),
    "cold-to-warm": N_("make a referral warm"),
    "new-warm-pathway": N_("agree a warm referral"),
    "widen-eligibility": N_("take more families"),
    "widen-area": N_("serve a wider area"),
    "add-door": N_("open a further door"),
}
"""What each kind of action is called."""
PROPOSALS = {
    "new-warm-pathway": N_("Agree a warm referral from %(subject)s to %(object)s"),
    "cold-to-warm": N_("Make the referral from %(subject)s a warm one"),
    "widen-area": N_("Let %(subject)s serve %(object)s too"),
    "widen-eligibility": N_("Let %(subject)s take %(object)s too"),
    "add-door": N_("Let %(object)s happen at %(subject)s too, for %(place)s"),
}
QUESTIONS = {
    "door": N_("Ask whether %(object)s happens at %(subject)s"),
    "open": N_("Ask whether %(subject)s is open"),
    "meets": N_("Ask whether %(subject)s offers %(object)s"),
    "eligible": N_("Ask whether %(subject)s takes %(object)s"),
    "of_age": N_("Ask whether %(subject)s takes families at the age of %(object)s"),
    "access": N_("Ask whether %(subject)s serves %(object)s"),
    "warm": N_("Ask whether the referral from %(subject)s is a warm one"),
    "refers": N_("Ask whether %(subject)s makes warm referrals to %(object)s"),
    "usable": N_("Ask whether the referral from %(subject)s is in use"),
    "usable-for": N_("Ask whether the referral from %(subject)s is in use for %(object)s"),
}
OBJECTS = {
    "widen-area": "place",
    "widen-eligibility": "segment",
    "add-door": "touchpoint",
    "door": "touchpoint",
    "meets": "need",
    "eligible": "segment",
    "of_age": "touchpoint",
    "access": "place",
    "usable": "need",
}
"""The kind of record that the object of an action or a question is, where it is no node."""


def tell_action(view: View, action: Mapping[str, Any]) -> str:
    """An action of `recommend` as a proposal, without a full stop.

    `action` has `kind`, `fact`, `subject`, `object` and `place`.
    """
    if action["kind"] == "verify-fact":
        return tell_question(view, action)
    place = action.get("place")
    return view.gettext(
        PROPOSALS[action["kind"]],
        subject=_subject(view, action["kind"], action["subject"]),
        object=_object(view, action["kind"], action["object"]),
        place=find_name(view, "place", place) if place else view.gettext("any place"),
    )


def tell_question(view: View, asked: Mapping[str, Any]) -> str:
    """What to ask about a fact that is not known: `fact`, `subject` and `object`."""
    fact = asked["fact"]
    told = "usable-for" if fact == "usable" and asked["object"] else fact
    return view.gettext(
        QUESTIONS[told],
        subject=_subject(view, fact, asked["subject"]),
        object=_object(view, fact, asked["object"]),
    )


def change_of(action: Mapping[str, Any]) -> dict[str, Any] | None:
    """The action as a change of the what-if page; None where none is like it."""
    subject, object_ = action["subject"], action["object"]
    match action["fact"] or action["kind"]:
        case "cold-to-warm" | "warm":
            return {"change": "set-mode", "pathway": subject, "mode": "warm"}
        case "new-warm-pathway" | "refers":
            return {"change": "add-pathway", "from": subject, "to": object_, "mode": "warm"}
        case "widen-eligibility" | "eligible":
            return {"change": "widen-eligibility", "service": subject, "segment": object_}
        case "widen-area" | "access":
            return {"change": "widen-area", "service": subject, "place": object_}
        case "add-door":
            place = action.get("place")
            return {"change": "add-door", "touchpoint": object_, "at": subject, "place": place}
        case "open":
            return {"change": "confirm-open", "service": subject}
    return None


def link_trial(view: View, change: Mapping[str, Any]) -> str:
    """The address at which a change is tried out."""
    from service.pages.coverage.changes import write_change

    return view.link("/whatif", change=write_change(change))


def _subject(view: View, kind: str, identifier: str) -> str:
    if kind in ("cold-to-warm", "warm", "usable") or (
        kind == "" and pathway_ends(view, identifier) is not None
    ):
        return name_pathway(view, identifier)
    return find_node(view, identifier)[1]


def _object(view: View, kind: str, identifier: str | None) -> str:
    if identifier is None:
        return ""
    if kind in OBJECTS:
        return find_name(view, OBJECTS[kind], identifier)
    return find_node(view, identifier)[1]
