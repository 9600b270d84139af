"""The money of a budget as flows: from streams to activities, and to the needs they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import format_compact_currency
from markupsafe import Markup

from service.language import N_
from service.pages.planning.budget_lists import BudgetLists, to_number
from service.pages.planning.choosing import Row, compute, name_some
from service.pages.tables import Listing, Shown

if TYPE_CHECKING:
    from service.pages.view import View

SHARED = ""
"""What money is for that no record gives to one activity: the whole budget, or several uses."""
MOST_STREAMS, MOST_ACTIVITIES, MOST_NEEDS = 14, 16, 18
REST = "\0rest"
"""The id of the node that stands for all that are not drawn alone."""


def list_flows(view: View, lists: BudgetLists) -> Listing:
    """One row a stream and activity: what is secured and what is asked for, over the years."""
    rows = _add_up(lists)
    answered = _read_needs(view, lists)
    names = lists.names
    currency = lists.chosen["currency"] if lists.chosen else None
    told = [
        {
            **row,
            "currency": currency,
            "stream_name": names["stream"].get(row["stream"], row["stream"]),
            "activity_name": _name_activity(view, lists, row["activity"]),
            "needs": answered.get(row["activity"], []),
            "needs_told": name_some(view, [name for _, name in answered.get(row["activity"], [])]),
        }
        for row in rows
    ]
    columns = [
        Shown("stream_name", N_("Stream"),
              link=lambda row: view.link("/streams/" + view.quote_id(row["stream"]))),
        Shown("activity_name", N_("Activity")),
        Shown("secured", N_("Secured"), "money"),
        Shown("requested", N_("Requested"), "money"),
        Shown("unknown", N_("Amounts not known"), "number"),
        Shown("needs_told", N_("Needs it answers")),
    ]  # fmt: skip
    title = N_("From streams to activities to needs")
    return view.listing("flows", title, columns, told, sort="-secured", per_page=10)


def _add_up(lists: BudgetLists) -> list[dict[str, Any]]:
    activity_of = {row["line"]: row["activity"] or SHARED for row in lists.own("lines")}
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for row in lists.of_year("sources"):
        if lists.chosen is None or row["currency"] != lists.chosen["currency"]:
            continue
        uses = {_activity_of(use, activity_of) for use in row["uses"]}
        activity = uses.pop() if len(uses) == 1 else SHARED
        found = sums.setdefault(
            (row["stream"], activity),
            {
                "stream": row["stream"],
                "activity": activity,
                "secured": Decimal(0),
                "requested": Decimal(0),
                "unknown": 0,
            },
        )
        side = "requested" if row["phase"] == "requested" else "secured"
        found[side] += to_number(row["amount"])
        found["unknown"] += row["unknown"]
    return list(sums.values())


def _activity_of(use: str, activity_of: dict[str, str]) -> str:
    kind, _, id_ = use.partition(" ")
    if kind == "activity":
        return id_
    return activity_of.get(id_, SHARED) if kind == "line" else SHARED


def _read_needs(view: View, lists: BudgetLists) -> dict[str, list[tuple[str, str]]]:
    """(id, name) of the needs that each activity of the budget's model answers."""
    model = lists.chosen["model"] if lists.chosen else None
    if not model:
        return {}
    names = dict(view.choices("needs"))
    return {
        row["id"]: [(need, names.get(need, need)) for need in row["needs"]]
        for row in compute(view, "models")["activities"]
        if row["model"] == model
    }


def _name_activity(view: View, lists: BudgetLists, activity: str) -> str:
    if activity == SHARED:
        return view.gettext("for several activities, or the whole budget")
    return lists.names["activity"].get(activity, activity)


def draw_budget_flows(view: View, listing: Listing) -> Markup:
    """The picture of the flows; the smallest streams, activities and needs are one each."""
    from service.pictures.flows import Flow, Node, Tie, draw_flows

    rows = [row for row in listing.rows if row["secured"] or row["requested"]]
    currency = rows[0]["currency"] if rows else None

    def short(amount: Decimal) -> str:
        return compact(view, amount, currency)

    streams = _fold(rows, "stream", MOST_STREAMS)
    activities = _fold(rows, "activity", MOST_ACTIVITIES)
    sums: dict[tuple[str, str, bool], Decimal] = defaultdict(Decimal)
    needs: dict[str, str] = {}
    ties: dict[tuple[str, str], None] = {}
    for row in rows:
        stream, activity = streams[row["stream"]], activities[row["activity"]]
        sums[stream, activity, False] += row["secured"]
        sums[stream, activity, True] += row["requested"]
        for id_, name in row["needs"]:
            if len(needs) < MOST_NEEDS or id_ in needs:
                needs[id_] = name
            ties[activity, id_ if id_ in needs else REST] = None
    names = {
        "stream": {row["stream"]: row["stream_name"] for row in rows},
        "activity": {row["activity"]: row["activity_name"] for row in rows},
    }

    def node(kind: str, id_: str, place: int) -> Node:
        size = sum((v for k, v in sums.items() if k[place] == id_), Decimal(0))
        name = view.gettext("all others") if id_ == REST else names[kind][id_]
        return Node(id_, name, short(size), float(size))

    def ranked(kind: str, ids: dict[str, str], place: int) -> list[Node]:
        found = [node(kind, id_, place) for id_ in dict.fromkeys(ids.values())]
        return sorted(found, key=lambda each: (each.id == REST, -each.size))

    if any(need == REST for _, need in ties):
        needs[REST] = view.gettext("other needs")
    left, middle = ranked("stream", streams, 0), ranked("activity", activities, 1)
    called = {("stream", each.id): each.name for each in left}
    called |= {("activity", each.id): each.name for each in middle}
    flows = [
        Flow(
            stream, activity, float(amount), asked,
            view.gettext(
                "%(stream)s to %(activity)s: %(amount)s", amount=short(amount),
                stream=called["stream", stream], activity=called["activity", activity],
            ),
        )
        for (stream, activity, asked), amount in sums.items() if amount
    ]  # fmt: skip
    rank = {each.id: place for place, each in enumerate(middle)}
    told = draw_flows(
        left,
        middle,
        [Node(id_, needs[id_], "") for id_ in _order_needs(needs, ties, rank)],
        flows,
        [Tie(activity, need) for activity, need in ties],
        label=view.gettext("Flows of money; the table below holds the same amounts"),
        titles=(view.gettext("Streams"), view.gettext("Activities"), view.gettext("Needs")),
    )
    return Markup(told)


def _order_needs(
    needs: Iterable[str], ties: Iterable[tuple[str, str]], rank: Mapping[str, int]
) -> list[str]:
    """Each need about as high as the activities that answer it, so that few ties cross."""
    places: dict[str, list[int]] = defaultdict(list)
    for activity, need in ties:
        places[need].append(rank[activity])
    return sorted(needs, key=lambda id_: (id_ == REST, sum(places[id_]) / len(places[id_])))


def _fold(rows: list[Row], key: str, most: int) -> dict[str, str]:
    """Each id and the node it is drawn as: itself, or the rest."""
    sizes: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sizes[row[key]] += row["secured"] + row["requested"]
    ranked = sorted(sizes, key=lambda id_: (-sizes[id_], id_))
    if len(ranked) <= most:
        return {id_: id_ for id_ in ranked}
    return {id_: id_ if place < most - 1 else REST for place, id_ in enumerate(ranked)}


def draw_budget_years(view: View, balance: list[Row]) -> Markup:
    """Cost beside secured and requested money, year by year."""
    from service.pictures.money_years import Bars, draw_years

    bars = [
        Bars(
            row["fiscal_year"],
            float(to_number(row["expenses"])),
            float(to_number(row["secured"])),
            float(to_number(row["requested"])),
            compact(view, to_number(row["expenses"]), row["currency"]),
            compact(view, to_number(row["secured"]), row["currency"]),
        )
        for row in balance
    ]
    told = draw_years(bars, view.gettext("Cost and money of each year; the table holds the same"))
    return Markup(told)


def compact(view: View, amount: Decimal, currency: str | None) -> str:
    """An amount in few letters, such as `$1.2M`."""
    told = format_compact_currency(
        amount, currency or "USD", locale=view.language.code, fraction_digits=1
    )
    return str(told)
