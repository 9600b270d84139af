"""Recommendations in words."""

from __future__ import annotations

from graph.closing.actions import (
    ADD_DOOR,
    COLD_TO_WARM,
    NEW_WARM_PATHWAY,
    WIDEN_AREA,
    WIDEN_ELIGIBILITY,
    Action,
    collection_of,
)
from graph.projection import Projection
from graph.words import count

PROPOSALS = (
    "These are proposals for people to discuss, made by a calculation over what is on record. "
    "Nobody has asked the partners named, and nothing is decided."
)


def name_subject(net: Projection, action: Action) -> str:
    """The name of what the action is about."""
    if not action.on_pathway():
        return net.node_name(action.subject)
    sender, receiver = pathway_ends(net, action.subject)
    return f"{net.node_name(sender)} to {net.node_name(receiver)}"


def name_object(net: Projection, action: Action) -> str | None:
    """The name of the second thing that the action names."""
    if action.object is None:
        return None
    if action.kind == NEW_WARM_PATHWAY or action.fact == "refers":
        return net.node_name(action.object)
    return collection_of(net, str(action.object_kind())).names[action.object]


def pathway_ends(net: Projection, pathway: int) -> tuple[int, int]:
    return int(net.pathway.sender[pathway]), int(net.pathway.receiver[pathway])


def describe_action(net: Projection, action: Action) -> str:
    """The action as a proposal, without a full stop."""
    subject, object_ = name_subject(net, action), name_object(net, action)
    if action.kind == NEW_WARM_PATHWAY:
        return f"Agree a warm referral from {subject} to {object_}"
    if action.kind == COLD_TO_WARM:
        return f"Make the referral from {subject} a warm one"
    if action.kind == WIDEN_AREA:
        return f"Let {subject} serve {object_} too"
    if action.kind == WIDEN_ELIGIBILITY:
        return f"Let {subject} take {object_} too"
    if action.kind == ADD_DOOR and action.place is not None:
        where = net.places.names[action.place] if action.place else "every place"
        return f"Let {object_} happen at {subject} too, for {where}"
    asked = {
        "door": f"Ask whether {object_} happens at {subject}",
        "open": f"Ask whether {subject} is open",
        "meets": f"Ask whether {subject} offers {object_}",
        "eligible": f"Ask whether {subject} takes {object_}",
        "of_age": f"Ask whether {subject} takes families at the age of {object_}",
        "access": f"Ask whether {subject} serves {object_}",
        "warm": f"Ask whether the referral from {subject} is a warm one",
        "refers": f"Ask whether {subject} makes warm referrals to {object_}",
    }
    if action.fact == "usable":
        about = f" for {object_}" if object_ else ""
        return f"Ask whether the referral from {subject} is in use{about}"
    return asked[str(action.fact)]


def describe_pick(
    net: Projection, action: Action, gains: tuple[float, float, float], evidence: tuple[int, int]
) -> str:
    """One sentence: what to do, what it brings, and what that rests on.

    `gains`: weight of doors led to the need, given the earlier picks; weight covered at some door
    and at every door by the action alone. `evidence`: records of the example's route, and how many
    of them are undated.
    """
    doors, any_door, every_door = gains
    records, undated = evidence
    rests = f"the example rests on {count(records, 'record')}"
    if undated:
        rests += f", {undated} of them undated"
    condition = "If the answer is yes, it" if action.fact else "It"
    adds_a_door = action.kind == ADD_DOOR or action.fact == "door"
    brings = (
        "give families a further door that leads on"
        if adds_a_door
        else "lead families on from doors that now lead nowhere certain"
    )
    return (
        f"{describe_action(net, action)}. {condition} would {brings} (weight {doors:g}); by itself "
        f"it covers weight {any_door:g} at some door and {every_door:g} at every door. This is for "
        f"people to discuss; {rests}."
    )
