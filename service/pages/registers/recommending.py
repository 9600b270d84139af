"""Recommendations as rows and cards: what the register and its cards share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.analyses.recommend import OPTIONS
from service.language import N_
from service.pages.registers.register import (
    COMPUTE,
    asked_again,
    find_name,
    find_node,
    link_node,
    link_record,
    name_pathway,
    pathway_ends,
)
from service.pages.words.actions import ACTIONS, change_of, link_trial, tell_action

if TYPE_CHECKING:
    from service.pages.view import View

STATES = {"covered": N_("covered"), "unknown": N_("unknown"), "gap": N_("gap")}
RECORDS = {"pathway": N_("referral"), "service": N_("service")}


def show_row(view: View, card: Mapping[str, Any]) -> dict[str, Any]:
    """A recommendation as a row of the register, in the language of the page."""
    alone = card["true_gain"]
    together = card["true_gain_together"]
    return {
        **card,
        "told": tell_action(view, card),
        "kind_name": view.gettext(ACTIONS[card["kind"]]),
        "any_door": alone["any_door"]["weight"],
        "every_door": alone["every_door"]["weight"],
        "together_every": together and together["every_door"]["weight"],
    }


def link_card(view: View, card: Mapping[str, Any]) -> str:
    """The address of the card, with what was asked of the analysis."""
    asked: dict[str, Any] = asked_again(view, *OPTIONS, COMPUTE)
    return view.link("/recommend/card", key=card["key"], **asked)


def link_change(view: View, card: Mapping[str, Any]) -> str | None:
    """The address at which the action is tried out; None where no change is like it."""
    change = change_of(card)
    return None if change is None else link_trial(view, change)


def show_example(view: View, card: Mapping[str, Any]) -> dict[str, Any]:
    """The heaviest combination gained: how it stands before, and the way after."""
    example = card["example"]
    before = example["before"]
    cell = {key: example[key] for key in ("touchpoint", "need", "segment", "place")}
    return {
        "cell": cell,
        "href": view.link("/coverage/cell", **cell),
        "names": {key: find_name(view, key, id_) for key, id_ in cell.items()},
        "door": find_node(view, example["door"])[1] if example["door"] else None,
        "before": [
            (title, before[key], view.gettext(STATES[before[key]]))
            for key, title in (
                ("at_door", view.gettext("from this door")),
                ("any_door", view.gettext("from some door")),
                ("every_door", view.gettext("from every door")),
            )
            if before[key]
        ],
        "route": [
            {"name": find_node(view, node)[1], "href": link_node(view, node)}
            for node in example["after"]["route"]
        ],
        "handoffs": example["after"]["handoffs"],
    }


def show_evidence(view: View, card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records that the way rests on, each with the day it was verified."""
    return [
        {
            "kind": view.gettext(RECORDS[each["record"]]),
            "name": _name(view, each["record"], each["id"]),
            "href": link_record(view, each["record"], each["id"]),
            "verified_on": each["verified_on"],
        }
        for each in card["evidence"]
    ]


def show_capacity(view: View, card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The services that would serve, with their slots."""
    return [
        {**each, "href": link_record(view, "service", each["service"])} for each in card["capacity"]
    ]


def show_next_best(view: View, card: Mapping[str, Any]) -> dict[str, Any] | None:
    """The action that covers most of the same, with the words of its key."""
    other = card["next_best"]
    if other is None:
        return None
    action = read_key(view, other["key"])
    return {
        "told": tell_action(view, action) if action else None,
        "action": other["action"],
        "share": other["share"],
        "cost": other["cost"],
        "href": link_change(view, action) if action else None,
    }


def read_key(view: View, key: str) -> dict[str, Any] | None:
    """The action that a key names: `kind>subject>object>place`, or `verify-fact>fact>...`.

    None where an id with `>` in it makes that unclear.
    """
    kind, *parts = key.split(">")
    fact = parts.pop(0) if kind == "verify-fact" and parts else None
    if kind not in ACTIONS or not 1 <= len(parts) <= 3:
        return None
    action = {"kind": kind, "fact": fact, "subject": None, "object": None, "place": None}
    action |= dict(zip(("subject", "object", "place"), parts, strict=False))
    if (fact or kind) in ("cold-to-warm", "warm", "usable"):
        known = pathway_ends(view, parts[0]) is not None
    else:
        known = bool(find_node(view, parts[0])[0])
    return action if known else None


def _name(view: View, record: str, identifier: str) -> str:
    if record == "pathway":
        if pathway_ends(view, identifier) is not None:
            return name_pathway(view, identifier)
        # A pathway that is only proposed is named by its ends.
        ends = [find_node(view, end)[1] for end in identifier.split(">")]
        if len(ends) == 2:
            return view.gettext("%(sender)s to %(receiver)s", sender=ends[0], receiver=ends[1])
        return identifier
    return find_name(view, record, identifier)
