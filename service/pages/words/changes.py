"""Changes in words, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.language import N_

if TYPE_CHECKING:
    from graph.projection import Collection
    from service.pages.view import View

REMOVED = {
    "partner": N_("Without the partner %(name)s and all it offers"),
    "service": N_("Without the service %(name)s"),
    "site": N_("Without the site %(name)s"),
    "pathway": N_("Without the referral from %(name)s"),
    "stream": N_("The funding stream %(name)s ends"),
    "funder": N_("Without the funder %(name)s and its funding streams"),
}
SENT = {
    "warm": N_("With a warm referral from %(sender)s to %(receiver)s"),
    "cold": N_("With a cold referral from %(sender)s to %(receiver)s"),
    "unknown": N_("With a referral from %(sender)s to %(receiver)s, not known whether warm"),
}
BECOMES = {
    "warm": N_("The referral from %(name)s becomes warm"),
    "cold": N_("The referral from %(name)s becomes cold"),
    "unknown": N_("It is no longer known whether the referral from %(name)s is warm"),
}
ORDER = ("gap", "unknown", "covered")
BETTER, WORSE, MIXED = "better", "worse", "mixed"
TURNS = {BETTER: N_("better"), WORSE: N_("worse"), MIXED: N_("better and worse")}
"""What becomes of a combination."""


def tell_change(view: View, told: Mapping[str, Any]) -> str:
    """A change of `POST /api/whatif` as part of a sentence, without a full stop."""
    say = view.gettext
    match told["change"]:
        case "remove":
            name = _name(view, told["kind"] + "s", told["id"])
            return say(REMOVED[told["kind"]], name=name)
        case "end-stream":
            return say(REMOVED["stream"], name=_name(view, "streams", told["id"]))
        case "add-pathway":
            return _tell_pathway(view, told)
        case "set-mode":
            mode = told.get("mode") or "warm"
            return say(BECOMES[mode], name=_name(view, "pathways", told["pathway"]))
        case "close-door":
            return say(
                N_("%(touchpoint)s no longer happens at %(door)s"),
                touchpoint=_name(view, "touchpoints", told["touchpoint"]),
                door=_node(view, told["at"]),
            )
        case "add-door":
            return _tell_door(view, told)
        case "widen-area":
            return say(
                N_("%(service)s also serves %(place)s"),
                service=_name(view, "services", told["service"]),
                place=_name(view, "places", told["place"]),
            )
        case "widen-eligibility":
            return say(
                N_("%(service)s also takes %(segment)s"),
                service=_name(view, "services", told["service"]),
                segment=_name(view, "segments", told["segment"]),
            )
        case _:
            return say(
                N_("%(service)s is open for certain"),
                service=_name(view, "services", told["service"]),
            )


def turn_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Whether a combination becomes better, worse, or each at one of the two measures."""
    steps = {
        ORDER.index(after[name]) - ORDER.index(before[name]) for name in ("every_door", "any_door")
    } - {0}
    if min(steps) > 0:
        return BETTER
    return WORSE if max(steps) < 0 else MIXED


def _tell_pathway(view: View, told: Mapping[str, Any]) -> str:
    ends = {
        "sender": _node(view, told["from"], touchpoint=True),
        "receiver": _node(view, told["to"]),
    }
    said = view.gettext(SENT[told.get("mode") or "warm"], **ends)
    scope = [view.code(_name(view, "needs", need)) for need in told.get("needs", ())]
    scope += [_name(view, "segments", segment) for segment in told.get("segments", ())]
    if not scope:
        return said
    return view.gettext(
        "%(change)s, only for: %(scope)s", change=said, scope=view.language.words(scope)
    )


def _tell_door(view: View, told: Mapping[str, Any]) -> str:
    values = {
        "touchpoint": _name(view, "touchpoints", told["touchpoint"]),
        "door": _node(view, told["at"]),
    }
    if not told.get("place"):
        return view.gettext("%(touchpoint)s also happens at %(door)s", **values)
    return view.gettext(
        "%(touchpoint)s also happens at %(door)s, for %(place)s",
        place=_name(view, "places", told["place"]),
        **values,
    )


def _name(view: View, kind: str, identifier: str) -> str:
    """The name of a record, by its id or IRI; a referral by its ends."""
    from service.pages.coverage.picking import pick
    from service.pages.registers.register import name_pathway

    collection: Collection = getattr(view.net, kind)
    at = pick(collection, identifier).position
    if at is None:
        return identifier
    if kind == "pathways":
        return name_pathway(view, collection.ids[at])
    return collection.names[at] or collection.ids[at]


def _node(view: View, identifier: str, *, touchpoint: bool = False) -> str:
    """The name of a service or partner, or of a touchpoint, in the order what-if looks for it."""
    from service.pages.coverage.picking import pick

    for kind in ("services", "partners", *(["touchpoints"] if touchpoint else [])):
        collection: Collection = getattr(view.net, kind)
        at = pick(collection, identifier).position
        if at is not None and identifier in (collection.ids[at], collection.iris[at]):
            return collection.names[at] or collection.ids[at]
    return identifier
