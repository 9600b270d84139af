"""One funding stream: who gives it, until when, what rests on it, and what ends with it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ontology.terms import NWD
from service.language import N_
from service.pages.contract import Runs
from service.pages.coverage.changes import write_change
from service.pages.directory.findings import list_cliffs, read_run
from service.pages.directory.money import allocation_columns, list_allocations
from service.pages.directory.records import (
    canonical_of,
    facts_address,
    find_position,
    read_record,
)
from service.pages.directory.referrals import list_doors, nodes_of_partner
from service.pages.directory.stream_rows import list_streams, list_sums, told_end
from service.pages.tables import Row, Shown
from service.pictures.money_by_year import draw_money

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "stream"
PATH = "/streams/{id:path}"
TITLE = N_("Funding stream")
MENU = None
RUNS: Runs = "analysis"
OPTIONS = ()
LISTS = ("sums", "allocations", "touchpoints", "cliffs")


def build(view: View) -> dict[str, Any]:
    """Everything of one stream that planners ask for."""
    net = view.net
    position = find_position(view, net.streams, "streams", view.path["id"])
    iri = net.streams.iris[position]
    record = read_record(view, iri)
    sums = list_sums(view).get(iri, [])
    allocations = list_allocations(view, stream=[iri])
    cliffs = list_cliffs(view, iri)
    tables = {
        "sums": view.listing(
            "sums",
            N_("By fiscal year and phase"),
            [
                Shown("fiscal_year", N_("Fiscal year")),
                Shown("phase_name", N_("Phase"), "code"),
                Shown("amount", N_("Amount"), "money"),
                Shown("recipients", N_("Paid to"), "number"),
            ],
            sums,
        ),
        "allocations": view.listing(
            "allocations",
            N_("Services and partners it pays"),
            allocation_columns(view, with_stream=False),
            allocations,
        ),
        "touchpoints": view.listing(
            "touchpoints",
            N_("Touchpoints"),
            [
                Shown(
                    "name",
                    N_("Touchpoint"),
                    link=lambda row: view.link("/touchpoints/" + view.quote_id(row["touchpoint"])),
                ),
                Shown("at", N_("Doors that it pays for"), "text"),
            ],
            _touchpoints(view, allocations),
            sort="name",
        ),
        "cliffs": view.listing("cliffs", N_("What is lost"), _cliff_columns(view), cliffs),
    }
    row = list_streams(view)[position]
    return {
        "name": net.streams.names[position],
        "row": row,
        "ends": told_end(view, row["ends_on"]),
        "about": {
            "authority": record.text(f"{NWD}authority"),
            "restrictions": record.text(f"{NWD}restrictions"),
            "flexible": record.truth(f"{NWD}isFlexible"),
            "blend": record.codes(f"{NWD}blendKind"),
            "matches": _matches(view, record.links(f"{NWD}matchedBy")),
            "match_for": _match_for(view, position),
        },
        "picture": _picture(view, sums),
        "tables": tables,
        "run": read_run(view, "cliffs"),
        "facts": facts_address(view, iri),
        "what_if": write_change({"change": "end-stream", "id": row["id"]}),
    }


def _touchpoints(view: View, allocations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The touchpoints that happen at what the stream pays, with the doors."""
    nodes: set[int] = set()
    for row in allocations:
        if row["receiver_kind"] == "services":
            nodes.add(row["receiver_position"])
        elif row["receiver_kind"] == "partners":
            nodes.update(nodes_of_partner(view, row["receiver_position"]))
    found: dict[str, dict[str, Any]] = {}
    doors: dict[str, set[str]] = defaultdict(set)
    for door in list_doors(view, sorted(nodes)):
        found[door["touchpoint"]] = {"touchpoint": door["touchpoint"], "name": door["name"]}
        doors[door["touchpoint"]].add(door["at"])
    return [{**row, "at": sorted(doors[id_])} for id_, row in found.items()]


def _matches(view: View, iris: list[str]) -> list[tuple[str, str]]:
    index = view.net.streams.index
    found = {index.get(canonical_of(view, iri)) for iri in iris}
    return [_told(view, i) for i in sorted(each for each in found if each is not None)]


def _match_for(view: View, position: int) -> list[tuple[str, str]]:
    """(name, address) of the streams that ask for this one as their match."""
    matched_by = view.net.funding.stream_matched_by
    return [
        _told(view, i) for i in range(len(matched_by)) if position in matched_by.row(i).tolist()
    ]


def _told(view: View, position: int) -> tuple[str, str]:
    streams = view.net.streams
    address = view.link("/streams/" + view.quote_id(streams.ids[position]))
    return streams.names[position], address


def _cliff_columns(view: View) -> list[Shown]:
    def by(row: Row) -> str:
        return view.ngettext("within %(num)s day", "within %(num)s days", row["days"])

    def threshold(row: Row) -> str:
        if row["threshold"] >= 1:
            return view.gettext("loses any of its money")
        share = view.language.share(1 - row["threshold"])
        return view.gettext("loses more than %(share)s of its money", share=share)

    return [
        Shown("days", N_("Money that ends"), show=by),
        Shown("threshold", N_("If a service closes when it"), show=threshold),
        Shown("loss", N_("Part of the coverage lost"), "interval"),
        Shown("cells", N_("Ways to meet a need lost"), "number"),
    ]


def _picture(view: View, sums: list[dict[str, Any]]) -> Markup | None:
    """The money by year and phase, where it is in one currency."""
    currencies = {row["currency"] for row in sums}
    if len(currencies) != 1:
        return None
    currency = currencies.pop()
    bars = [
        (
            str(row["fiscal_year"]),
            view.code(row["phase_name"]),
            float(row["amount"]),
            view.language.money(row["amount"], currency),
        )
        for row in sums
    ]
    return Markup(draw_money(bars, label=view.gettext("Money by fiscal year and phase")))
