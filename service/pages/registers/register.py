"""What the registers of findings have in common: results, the names of records, groups, waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.analyses import select_analysis
from service.analyses.contract import Option
from service.analyses.options import read_public_options
from service.language import N_
from service.pages.tables import Listing, Row, Shown

if TYPE_CHECKING:
    from service.pages.view import Choices, View

MOST_CELLS = 20_000
"""With more required cells an analysis that takes minutes is begun only where it is asked for."""
COMPUTE = Option(
    "compute",
    "choice",
    "Whether an analysis that takes long is run; when-small: up to 20,000 required combinations.",
    default="when-small",
    choices=("when-small", "yes"),
)
KINDS = {
    "service": N_("service"),
    "partner": N_("partner"),
    "site": N_("site"),
    "pathway": N_("referral"),
    "funder": N_("funder"),
    "stream": N_("funding stream"),
}
"""What a kind of record is called."""
PATHS = {"touchpoint": "/touchpoints/", "partner": "/partners/", "service": "/services/",
         "stream": "/streams/"}  # fmt: skip
"""Pages of records, by kind."""
EVERY = {("segment", "all"): N_("All families"), ("place", "everywhere"): N_("Everywhere")}
"""The segment and the place that are there without any record, by kind and id."""
BECOMES = {"gap": N_("gap"), "unknown": N_("unknown")}
"""What a cell becomes that is lost."""


def result_of(view: View, name: str, **fixed: Any) -> dict[str, Any]:
    """The result of an analysis with those of its options that the page has, and `fixed`."""
    analysis = select_analysis(name)
    values = read_public_options(analysis, {}, floor=view.data.settings.small_cell_floor)
    values |= {key: view.options[key] for key in values if key in view.options}
    return view.data.analyses.analysis(analysis, view.parameters, values | fixed)


def waits(view: View) -> bool:
    """Whether what takes minutes at this size was not asked for yet."""
    if view.options[COMPUTE.name] == "yes":
        return False
    return count_required(view) > MOST_CELLS


def count_required(view: View) -> int:
    """How many cells are required."""
    from graph.coverage.required import select_required

    return view.data.remember("required cells", lambda: len(select_required(view.net)))


def kept_run(view: View, kind: str) -> dict[str, Any] | None:
    """When and with what an analysis was last kept, as `findings/runs` tells it."""
    from queries.run import run_query

    table = run_query(view.data.store, "findings/runs", {})
    names = [column.name for column in table.columns]
    runs = [dict(zip(names, row, strict=True)) for row in table.rows]
    return max((run for run in runs if run["kind"] == kind), key=_ended, default=None)


def query_rows(view: View, query: str, parameters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a query of the catalogue, by the names of its columns."""
    from queries.run import run_query

    table = run_query(view.data.store, query, dict(parameters))
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def asked_again(view: View, *options: Option) -> dict[str, list[str]]:
    """Those options as they were asked, for links to another page that takes them."""
    names = {option.name for option in options}
    told: dict[str, list[str]] = {}
    for name, value in view.asked:
        if name in names:
            told.setdefault(name, []).append(value)
    return told


# Records


def find_name(view: View, kind: str, identifier: str | None) -> str:
    """The name of a record in the language of the page; its id where it has none."""
    if not identifier:
        return "–"
    if (kind, identifier) in EVERY:
        return view.gettext(EVERY[kind, identifier])
    name = _names(view, kind).get(identifier, identifier)
    if kind == "need":
        return view.code(name)
    return name or view.gettext("any place")


def find_node(view: View, identifier: str) -> tuple[str, str]:
    """(kind, name) of a service, partner or touchpoint on a route."""
    for kind in ("service", "partner", "touchpoint"):
        if identifier in _names(view, kind):
            return kind, find_name(view, kind, identifier)
    return "", identifier


def link_record(view: View, kind: str, identifier: str | None) -> str | None:
    """The address of a record's page, where records of its kind have one."""
    if not identifier or kind not in PATHS:
        return None
    return view.link(PATHS[kind] + view.quote_id(identifier))


def link_node(view: View, identifier: str) -> str | None:
    """The address of the page of a service, partner or touchpoint."""
    return link_record(view, find_node(view, identifier)[0], identifier)


def name_pathway(view: View, identifier: str) -> str:
    """A referral by its two ends."""
    ends = pathway_ends(view, identifier)
    if ends is None:
        return identifier
    sender, receiver = (view.net.node_name(node) for node in ends)
    return view.gettext("%(sender)s to %(receiver)s", sender=sender, receiver=receiver)


def pathway_ends(view: View, identifier: str) -> tuple[int, int] | None:
    """(sender, receiver) of a referral as nodes; None for an id of none."""
    rows = view.data.remember("pathway rows", lambda: _positions(view.net.pathways.ids))
    row = rows.get(identifier)
    if row is None:
        return None
    return int(view.net.pathway.sender[row]), int(view.net.pathway.receiver[row])


def position_of(view: View, kind: str, identifier: str) -> int | None:
    """Where a record stands in its collection; None for an id of none."""
    collection = getattr(view.net, f"{kind}s")
    return view.data.remember(f"{kind} rows", lambda: _positions(collection.ids)).get(identifier)


def _names(view: View, kind: str) -> Mapping[str, str]:
    def read() -> dict[str, str]:
        collection = getattr(view.net, f"{kind}s")
        return dict(zip(collection.ids, collection.names, strict=True))

    return view.data.remember(f"{kind} names", read)


def _positions(ids: Iterable[str]) -> dict[str, int]:
    return {id_: row for row, id_ in enumerate(ids)}


def _ended(run: Mapping[str, Any]) -> Any:
    return str(run["ended_at"])


# Filters and groups


def choices_among(view: View, kind: str, rows: Iterable[Row]) -> Choices:
    """(id, name) of the records of a kind that some row names, by name."""
    ids = dict.fromkeys(row[kind] for row in rows if row[kind])
    told = [(id_, find_name(view, kind, id_)) for id_ in ids]
    return sorted(told, key=lambda pair: pair[1].casefold())


def name_cells(view: View, cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A row a cell: the ids and the names of its parts, its weight, and the cell itself.

    There may be tens of thousands, of which few are shown: each name is looked up once.
    """
    touchpoints, needs, segments, places = (
        {id_: find_name(view, kind, id_) for id_ in {cell[kind] for cell in cells}}
        for kind in ("touchpoint", "need", "segment", "place")
    )
    return [
        {
            "touchpoint": cell["touchpoint"],
            "need": cell["need"],
            "segment": cell["segment"],
            "place": cell["place"],
            "touchpoint_name": touchpoints[cell["touchpoint"]],
            "need_name": needs[cell["need"]],
            "segment_name": segments[cell["segment"]],
            "place_name": places[cell["place"]],
            "weight": cell["weight"],
            "cell": cell,
        }
        for cell in cells
    ]


def cell_columns(view: View) -> list[Shown]:
    """The columns that name a cell, for rows of `name_cells`; the need leads to the cell."""

    def cell(row: Row) -> str:
        return view.link("/coverage/cell", touchpoint=row["touchpoint"], need=row["need"],
                         segment=row["segment"], place=row["place"])  # fmt: skip

    def touchpoint(row: Row) -> str | None:
        return link_record(view, "touchpoint", row["touchpoint"])

    return [
        Shown("need_name", N_("Need"), link=cell),
        Shown("touchpoint_name", N_("Touchpoint"), link=touchpoint),
        Shown("segment_name", N_("Families")),
        Shown("place_name", N_("Place")),
    ]


def weight_title(result: Mapping[str, Any]) -> str:
    """What the weight of a cell counts: families where they were declared."""
    if result["required"]["origin"] == "declared":
        return N_("Families expected")
    return N_("Family needs")


def list_groups(
    view: View,
    rows: Sequence[Row],
    groups: Mapping[str, str],
    *,
    weight: str = "weight",
    weight_title: str = N_("Families expected"),
) -> Listing | None:
    """The groups of the rows, as the option `group` asks; None where it asks for none.

    `groups` tells for each key by which rows are grouped its title, a message; the name of a group
    is `<key>_name` of its rows. A group leads to its rows: the key is an option of the page.
    """
    key = view.options["group"]
    if not key:
        return None
    found: dict[Any, dict[str, Any]] = {}
    total = sum(row[weight] or 0 for row in rows)
    for row in rows:
        group = found.setdefault(
            row[key], {"id": row[key], "name": row[f"{key}_name"], "findings": 0, "weight": 0}
        )
        group["findings"] += 1
        group["weight"] += row[weight] or 0
    for group in found.values():
        group["share"] = group["weight"] / total if total else None

    def only(row: Row) -> str | None:
        if row["id"] is None:
            return None
        return view.here(group=None, **{key: row["id"], "groups_sort": None, "groups_page": None})

    columns = [
        Shown("name", groups[key], link=only),
        Shown("findings", N_("Count"), "number"),
        Shown("weight", weight_title, "number", digits=1),
        Shown("share", N_("Share of all shown"), "share"),
    ]
    return view.listing("groups", N_("Groups"), columns, list(found.values()), sort="-weight")
