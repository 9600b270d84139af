"""One required combination of touchpoint, need, families and place: its verdict, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Runs
from service.pages.tables import Listing, Row, Shown
from service.pages.words.gaps import GAP_TYPES, tell_gap, tell_handoffs

if TYPE_CHECKING:
    from graph.coverage.explain import DoorRoute, Explained
    from graph.coverage.required import RequiredCells
    from service.pages.coverage.choosing import Chosen
    from service.pages.view import View

NAME = "coverage_cell"
PATH = "/coverage/cell"
TITLE = N_("Coverage of one need")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = (
    Option("touchpoint", "text", "The touchpoint, by id."),
    Option("need", "text", "The need, by id."),
    Option("segment", "text", "The families, by id."),
    Option("place", "text", "The place, by id; with all that lies in it where none is named so."),
)
LISTS = ("doors", "services", "others")

STATES = ("covered", "unknown", "gap")
PARTS = ("touchpoint", "need", "segment", "place")


def build(view: View) -> dict[str, Any]:
    """The combination that was asked for, or all that fit."""
    from graph.coverage.required import select_required
    from service.pages.coverage.choosing import choose

    required = view.data.remember("required", lambda: select_required(view.net))
    chosen = choose(view, required)
    told: dict[str, Any] = {
        "asked": {name: _named(view, name, at) for name, at in chosen.asked.items()},
        "within": tell_handoffs(view, view.parameters.handoffs),
        "others": _others(view, required, chosen) if chosen.others else None,
        "cell": None,
    }
    return told if chosen.row is None else told | _tell(view, required, chosen.row)


def _tell(view: View, required: RequiredCells, row: int) -> dict[str, Any]:
    """The one combination in full."""
    from graph.coverage.explain import explain_cell
    from graph.coverage.facts import Facts
    from graph.gaps import name_cell
    from graph.projection import Ternary
    from service.pages.coverage.proposals import propose
    from service.pages.words.routes import state_tag, tell_questions

    facts = view.data.remember(("facts", view.parameters), lambda: Facts(view.net, view.parameters))
    explained = view.data.remember(
        ("cell", view.parameters, row), lambda: explain_cell(facts, required, row)
    )
    cell = explained.coverage.cell(0)
    names = name_cell(explained.coverage, 0)
    gap = cell["gap_type"] if cell["gap_type"] in GAP_TYPES else None
    return {
        "cell": cell,
        "asked": {name: _named(view, name, int(getattr(required, name)[row])) for name in PARTS},
        "tag": lambda state: state_tag(view, state),
        "gap": tell_gap(view, {**cell, "names": names}) if gap else None,
        "gap_kind": view.gettext(GAP_TYPES[gap]) if gap else None,
        "questions": tell_questions(view, cell["verify"]),
        "proposals": propose(view, explained, required, row),
        "doors": _doors(view, explained),
        "services": _services(view, explained),
        "other_doors": [view.net.node_name(node) for node in explained.other_doors[:10]],
        "more_doors": max(0, len(explained.other_doors) - 10),
        "counts": {
            "known": cell["known_doors"],
            "possible": cell["possible_doors"],
            "covered": sum(d.known and d.status == 2 for d in explained.doors),
        },
        "serving": {
            "certain": explained.provider_counts[Ternary.TRUE],
            "perhaps": explained.provider_counts[Ternary.UNKNOWN],
            "left_out": sum(explained.provider_counts.values()) - len(explained.providers),
        },
    }


def _named(view: View, kind: str, at: int | None) -> dict[str, str] | None:
    """Id and name of a part of the combination."""
    if at is None:
        return None
    collection = getattr(view.net, kind + "s")
    name = collection.names[at] or collection.ids[at]
    return {
        "id": collection.ids[at],
        "name": view.named(f"{kind}s", collection.ids[at], name),
        "link": view.link("/touchpoints/" + view.quote_id(collection.ids[at]))
        if kind == "touchpoint"
        else "",
    }


def _doors(view: View, explained: Explained) -> Listing:
    """Every door with its own verdict and its route."""
    from service.pages.words.routes import (
        answer_tag,
        link_node,
        tell_questions,
        tell_steps,
        verify_of,
    )

    def steps(row: Row) -> Markup:
        door: DoorRoute = row["door"]
        told = tell_steps(view, door)
        questions = tell_questions(view, verify_of(explained.coverage, door))
        listed = Markup("").join(Markup("<li>{}</li>").format(step) for step in told)
        if len(told) > 1:
            listed = Markup('<ol class="steps">{}</ol>').format(listed)
        else:
            listed = Markup("").join(told)
        if not questions:
            return listed
        asked = Markup("").join(Markup("<li>{}</li>").format(q["question"]) for q in questions)
        return Markup('{}<p class="verify">{}</p><ul>{}</ul>').format(
            listed, view.gettext("To be verified:"), asked
        )

    def note(row: Row) -> str | None:
        if not row["door"].known:
            return view.gettext("may be a door, not known for certain")
        partner: str | None = row["partner"]
        return partner

    rows = []
    for door in explained.doors:
        partner = view.net.node_partner(door.node)
        is_service = door.node < view.net.first_partner
        rows.append(
            {
                "door": door,
                "name": view.net.node_name(door.node) or view.net.node_id(door.node),
                "link": link_node(view, door.node),
                "partner": view.net.partners.names[partner]
                if is_service and partner >= 0
                else None,
                "status": int(door.status),
                "leads": view.gettext(_ANSWERS[int(door.status)]),
                "handoffs": len(door.steps) - 1 if door.steps else None,
                "route": " > ".join(view.net.node_name(step.node) for step in door.steps),
            }
        )
    columns = [
        Shown("name", N_("Door"), link=lambda row: row["link"], note=note),
        Shown("leads", N_("Leads to help"), show=lambda row: answer_tag(view, row["door"].status)),
        Shown("handoffs", N_("Handoffs"), "number"),
        Shown("route", N_("Step by step"), "long", show=steps, sorts=False),
    ]
    return view.listing("doors", N_("Doors"), columns, rows, per_page=20)


_ANSWERS = (N_("no"), N_("not known"), N_("yes"))


def _services(view: View, explained: Explained) -> Listing:
    """Services that may meet the need, and what keeps each from these families."""
    from graph.coverage.explain import FACTS
    from service.pages.words.routes import answer_tag, link_node

    net = view.net
    rows = []
    for provider in explained.providers:
        partner = int(net.service.partner[provider.service])
        answers = {name: getattr(provider, name) for name in (*FACTS, "serves")}
        rows.append(
            {
                **{name: view.gettext(_ANSWERS[int(answer)]) for name, answer in answers.items()},
                "answers": answers,
                "service": net.services.names[provider.service]
                or net.services.ids[provider.service],
                "service_link": link_node(view, provider.service),
                "partner": net.partners.names[partner] if partner >= 0 else None,
            }
        )

    def answer(key: str, title: str) -> Shown:
        return Shown(key, title, show=lambda row: answer_tag(view, row["answers"][key]))

    columns = [
        Shown("service", N_("Service"), link=lambda row: row["service_link"],
              note=lambda row: row["partner"]),
        answer("serves", N_("Serves these families")),
        answer("open", N_("Open")),
        answer("meets", N_("Offers it")),
        answer("eligible", N_("Takes them")),
        answer("of_age", N_("Right age")),
        answer("access", N_("Reaches the place")),
    ]  # fmt: skip
    return view.listing("services", N_("Services"), columns, rows, per_page=20)


def _others(view: View, required: RequiredCells, chosen: Chosen) -> Listing:
    """The other combinations that fit what was asked, each with its verdicts."""
    from graph.gaps import name_cell
    from service.pages.words.routes import state_tag

    coverage = view.data.analyses.coverage(view.parameters, routes="none")
    rows = []
    for row in chosen.others:
        cell = coverage.cell(row)
        names = name_cell(coverage, row)
        rows.append(
            {
                "segment": names["segment"],
                "place": names["place"],
                **{key: view.gettext(_STATES[cell[key]]) for key in ("every_door", "any_door")},
                "states": cell,
                "weight": cell["weight"],
                "link": view.link("/coverage/cell", **{key: cell[key] for key in PARTS}),
            }
        )
    columns = [
        Shown("segment", N_("Families"), link=lambda row: row["link"]),
        Shown("place", N_("Place")),
        Shown("every_door", N_("Every door"),
              show=lambda row: state_tag(view, row["states"]["every_door"])),
        Shown("any_door", N_("Some door"),
              show=lambda row: state_tag(view, row["states"]["any_door"])),
        Shown("weight", N_("Families expected"), "number", digits=1),
    ]  # fmt: skip
    return view.listing("others", N_("Families and places"), columns, rows, sort="-weight")


_STATES = {"covered": N_("covered"), "unknown": N_("unknown"), "gap": N_("gap")}
