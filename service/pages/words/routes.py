"""The route from a door, step by step, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graph.coverage.rungs import GAP_TYPES
from graph.projection import Ternary
from service.language import N_
from service.pages.registers.register import find_name, link_record
from service.pages.words.actions import change_of, link_trial, tell_question

if TYPE_CHECKING:
    from graph.coverage.explain import DoorRoute, Step
    from graph.coverage.result import Coverage
    from service.pages.view import View

STATES = {"covered": N_("covered"), "unknown": N_("unknown"), "gap": N_("gap")}
ANSWERS = {
    Ternary.TRUE: ("covered", N_("yes")),
    Ternary.UNKNOWN: ("unknown", N_("not known")),
    Ternary.FALSE: ("gap", N_("no")),
}
HANDOFFS = {
    Ternary.TRUE: N_("%(sender)s makes the contact with %(receiver)s (warm referral)."),
    Ternary.FALSE: N_("%(sender)s tells the family about %(receiver)s (cold referral)."),
    Ternary.UNKNOWN: N_(
        "%(sender)s refers to %(receiver)s; it is not known whether the referral is warm."
    ),
}
UNDECLARED = N_("%(sender)s may refer to %(receiver)s: it has not said to whom it refers.")
FAILS = {
    "link": N_("No referral leads on to this help from here."),
    "warmth": N_("Only a cold referral leads on to this help from here."),
    "supply": N_("No open service offers this help."),
    "eligibility": N_("No service takes these families at this age."),
    "access": N_("No service reaches this place."),
}
"""Why nothing leads on from a door, by the rung that fails."""
MOST_SERVICES = 8
"""Services named at the end of a route."""


def answer_tag(view: View, answer: Ternary) -> Markup:
    """`yes`, `no` or `not known`."""
    css, word = ANSWERS[answer]
    return Markup('<span class="tag {}">{}</span>').format(css, view.gettext(word))


def state_tag(view: View, state: str) -> Markup:
    """`covered`, `unknown` or `gap`."""
    return Markup('<span class="tag {}">{}</span>').format(state, view.gettext(STATES[state]))


def tell_steps(view: View, door: DoorRoute) -> list[Markup]:
    """The steps of a route, each a sentence; one that says what fails where there is none."""
    if not door.steps:
        words = FAILS.get(str(GAP_TYPES[door.gap_type]))
        return [Markup.escape(view.gettext(words))] if words else []
    told = [_sentence(view, N_("The family is at %(door)s."), door=door.steps[0].node)]
    for before, step in zip(door.steps, door.steps[1:], strict=False):
        told.append(_tell_step(view, before, step))
    return [*told, _tell_services(view, door)]


def tell_questions(view: View, verify: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What to verify: the question, whom to ask, and where its good answer is tried out."""
    told = []
    for fact in verify:
        change = change_of({"kind": "verify-fact", **fact})
        partner = fact["with"]
        told.append(
            {
                "question": tell_question(view, fact),
                "partner": find_name(view, "partner", partner) if partner else None,
                "partner_link": link_record(view, "partner", partner),
                "trial": link_trial(view, change) if change else None,
            }
        )
    return told


def verify_of(coverage: Coverage, door: DoorRoute) -> list[dict[str, Any]]:
    """The unknown facts that a door's route rests on, as coverage tells them."""
    from graph.coverage.result import describe_fact

    if not door.verify:
        return []
    touchpoint = int(coverage.required.touchpoint[0])
    return [
        describe_fact(coverage.net, fact, touchpoint, door.steps[0].node) for fact in door.verify
    ]


def link_node(view: View, node: int) -> str:
    """The page of a service, partner or touchpoint."""
    net = view.net
    kind = "touchpoints"
    if node < net.first_touchpoint:
        kind = "services" if node < net.first_partner else "partners"
    return view.link(f"/{kind}/" + view.quote_id(net.node_id(node)))


def _tell_step(view: View, before: Step, step: Step) -> Markup:
    if step.pathway is None:
        return _sentence(view, UNDECLARED, sender=before.node, receiver=step.node)
    sender = int(view.net.pathway.sender[step.pathway])
    at_door = sender >= view.net.first_touchpoint
    told = _sentence(
        view, HANDOFFS[step.mode], sender=before.node if at_door else sender, receiver=step.node
    )
    if step.certain:
        return told
    doubt = view.gettext("It is not certain that this referral is in use for this need.")
    return Markup("{} {}").format(told, doubt)


def _tell_services(view: View, door: DoorRoute) -> Markup:
    shown = [_link(view, service) for service in door.services[:MOST_SERVICES]]
    listed = Markup(", ").join(shown)
    words = view.gettext("There it gets help from: %(services)s", services="\x00")
    if door.status != Ternary.TRUE:
        words = view.gettext("There it may get help from: %(services)s", services="\x00")
    before, _, after = words.partition("\x00")
    told = Markup("{}{}{}").format(before, listed, after)
    if len(door.services) > len(shown):
        more = view.ngettext(
            "and %(num)s more", "and %(num)s more", len(door.services) - len(shown)
        )
        told = Markup("{} {}").format(told, more)
    return told


def _sentence(view: View, message: str, **nodes: int) -> Markup:
    """A message whose values are nodes, each as a link; the message itself is escaped."""
    text = view.gettext(message, **{name: f"\x00{name}\x00" for name in nodes})
    parts = text.split("\x00")
    return Markup("").join(
        _link(view, nodes[part]) if part in nodes and at % 2 else Markup.escape(part)
        for at, part in enumerate(parts)
    )


def _link(view: View, node: int) -> Markup:
    name = view.net.node_name(node) or view.net.node_id(node)
    return Markup('<a href="{}">{}</a>').format(link_node(view, node), name)
