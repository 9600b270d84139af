"""The tables of the analyses: summary, coverage, gaps, overlaps, completeness, parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from service.exports.content.names import Names
from service.exports.content.tables import (
    INTEGER,
    LONG,
    NUMBER,
    SHARE,
    STATUS,
    TEXT,
    Column,
    Row,
    Table,
)
from service.exports.content.words import (
    COMPLETENESS_WORDS,
    GAP_WORDS,
    PARAMETER_WORDS,
    STATUS_WORDS,
    VERDICT_WORDS,
    describe_share,
)

if TYPE_CHECKING:
    from service.exports.contract import ExportData

Cell = Mapping[str, Any]
ARROW = " > "

CELL_COLUMNS = [
    Column("touchpoint", TEXT, "Where the family is."),
    Column("need", TEXT, "What it needs."),
    Column("segment", TEXT, "Which families."),
    Column("place", TEXT, "Where they live."),
    Column("weight", NUMBER, "Families expected, or 1 where nobody stated it."),
    Column("any_door", STATUS, "Whether at least one door leads to a service that fits."),
    Column("every_door", STATUS, "Whether every door does: no wrong door."),
    Column("gap_type", TEXT, "The first reason why not, as a code."),
    Column("gap_in_words", LONG, "The same in words."),
]
DOOR_COLUMNS = [
    Column("known_doors", INTEGER, "Doors known for these families here."),
    Column("possible_doors", INTEGER, "Further doors that are not certain."),
    Column("door_share_low", SHARE, "Share of the known doors that lead there for certain."),
    Column("door_share_high", SHARE, "Share of the known doors that may lead there."),
    Column("failing_doors", LONG, "Doors that do not lead there, and why."),
]
ROUTE_COLUMNS = [
    Column("handoffs", INTEGER, "Fewest referrals from a known door; 0: served there."),
    Column("route", LONG, "One such route, from the door on."),
    Column("possible_route", LONG, "For an unknown cell, the route with the fewest doubts."),
    Column("verify", LONG, "What to verify for that route."),
    Column("verify_with", LONG, "Whom to ask."),
]
ID_COLUMNS = [
    Column("touchpoint_id", TEXT, "Id of the touchpoint."),
    Column("need_id", TEXT, "Id of the need."),
    Column("segment_id", TEXT, "Id of the segment; all: every family."),
    Column("place_id", TEXT, "Id of the place; everywhere: no place asked."),
]
COVERAGE_COLUMNS = [*CELL_COLUMNS, *DOOR_COLUMNS, *ROUTE_COLUMNS, *ID_COLUMNS]


def build_coverage(data: ExportData) -> Table:
    def rows() -> Iterator[Row]:
        names = Names(data.net)
        for cell in data.coverage["cells"]:
            yield _coverage_row(cell, names)

    grain = "One row a required cell: touchpoint, need, families and place."
    return Table("coverage", grain, COVERAGE_COLUMNS, rows, data.withheld)


def _coverage_row(cell: Cell, names: Names) -> Row:
    share = cell["door_share"] or (None, None)
    return (
        *_cell_start(cell, names),
        cell["known_doors"],
        cell["possible_doors"],
        share[0],
        share[1],
        _failing(cell, names),
        cell["handoffs"],
        _route(cell["route"], names),
        _route(cell["possible_route"], names),
        names.verify(cell["verify"]),
        names.ask(cell["verify"]),
        *_cell_ids(cell),
    )


def _cell_start(cell: Cell, names: Names) -> Row:
    gap_type = cell["gap_type"]
    return (
        names.node(cell["touchpoint"]),
        names.need(cell["need"]),
        names.segment(cell["segment"]),
        names.place(cell["place"]),
        cell["weight"],
        cell["any_door"],
        cell["every_door"],
        gap_type,
        GAP_WORDS.get(gap_type, gap_type) if gap_type else None,
    )


def _cell_ids(cell: Cell) -> Row:
    return (cell["touchpoint"], cell["need"], cell["segment"], cell["place"])


def _route(nodes: Sequence[str] | None, names: Names) -> str | None:
    return ARROW.join(names.node(node) for node in nodes) if nodes else None


def _failing(cell: Cell, names: Names) -> str | None:
    words = {"link": "no route", "warmth": "only cold"}
    doors = [
        f"{names.node(item['door'])} ({words.get(item['gap_type'], item['gap_type'])})"
        for item in cell["failing_doors"]
    ]
    return "; ".join(doors) or None


def build_gaps(data: ExportData) -> Table:
    columns = [
        Column("rank", INTEGER, "1 is the gap of the greatest weight."),
        Column("sentence", LONG, "The gap in one sentence."),
        *CELL_COLUMNS,
        DOOR_COLUMNS[-1],
        *ID_COLUMNS,
    ]

    def rows() -> Iterator[Row]:
        names = Names(data.net)
        for rank, cell in enumerate(data.gaps["gaps"], start=1):
            start = _cell_start(cell, names)
            failing = _failing(cell, names)
            yield (rank, cell["sentence"], *start, failing, *_cell_ids(cell))

    grain = "One row a required cell that fails at any door, or at some; heaviest first."
    return Table("gaps", grain, columns, rows, data.withheld)


def build_overlaps(data: ExportData) -> Table:
    columns = [
        Column("verdict", TEXT, "Verdict, as a code."),
        Column("in_words", LONG, "The verdict in words."),
        Column("first", TEXT, "One service."),
        Column("first_partner", TEXT, "Its partner."),
        Column("second", TEXT, "The other service."),
        Column("second_partner", TEXT, "Its partner."),
        Column("reason", LONG, "What the verdict rests on."),
        Column("jaccard", NUMBER, "Weight both serve, of the weight either serves."),
        Column("containment", NUMBER, "Weight both serve, of what the smaller serves."),
        Column("shared_weight", NUMBER, "Weight of what both serve."),
        Column("capacity", INTEGER, "Slots of both together."),
        Column("demand", NUMBER, "Demand for what both serve."),
        Column("remaining_providers", INTEGER, "Independent providers left without one of them."),
        Column("first_id", TEXT, "Id of the first service."),
        Column("second_id", TEXT, "Id of the second service."),
    ]

    def rows() -> Iterator[Row]:
        for pair in data.overlaps["pairs"]:
            yield _overlap_row(pair, pair["verdict"], pair.get("reason"))
        for pair in data.overlaps.get("possible_duplicates", ()):
            yield _overlap_row(pair, "possible-duplicate-record", "; ".join(pair["reasons"]))

    grain = "One row a pair of services that serve nearly the same, or may be the same record."
    return Table("overlaps", grain, columns, rows, data.withheld)


def _overlap_row(pair: Cell, verdict: str, reason: str | None) -> Row:
    names = pair["names"]
    numbers = ("jaccard", "containment", "shared_weight", "capacity", "demand")
    return (
        verdict,
        VERDICT_WORDS.get(verdict, verdict),
        names["first"],
        names.get("first_partner"),
        names["second"],
        names.get("second_partner"),
        reason,
        *(pair.get(key) for key in numbers),
        pair.get("remaining_providers"),
        pair["first"],
        pair["second"],
    )


def build_completeness(data: ExportData) -> Table:
    columns = [
        Column("measure", TEXT, "What is counted."),
        Column("count", INTEGER, "How many."),
        Column("of", INTEGER, "Of how many."),
        Column("share", SHARE, "The share."),
        Column("meaning", LONG, "In words."),
    ]

    def rows() -> Iterator[Row]:
        counts = data.completeness
        senders = counts.get("senders_declared", 0) + counts.get("senders_undeclared", 0)
        totals = {**counts, "senders": senders, "touchpoints": len(data.net.touchpoints)}
        for measure, count in counts.items():
            whole, meaning = COMPLETENESS_WORDS.get(measure, ("", measure.replace("_", " ")))
            of = totals[whole] if whole else None
            yield (measure, count, of, count / of if of else None, meaning)

    grain = "One row a measure of how complete the loaded facts are."
    return Table("completeness", grain, columns, rows, data.withheld)


def build_parameters(data: ExportData) -> Table:
    columns = [
        Column("parameter", TEXT, "Name."),
        Column("value", TEXT, "Value."),
        Column("meaning", LONG, "In words."),
    ]

    def rows() -> Iterator[Row]:
        for name, value in data.coverage["parameters"].items():
            shown = value.isoformat() if isinstance(value, date) else str(value)
            yield (name, shown, PARAMETER_WORDS.get(name, ""))
        required = data.coverage["required"]
        origin = {
            "declared": "The cells were stated in a source.",
            "derived": "The cells were made of touchpoints, needs, segments and places.",
        }
        yield ("required_origin", required["origin"], origin.get(required["origin"], ""))
        yield ("required_cells", str(required["cells"]), "Cells of which coverage is asked.")
        yield ("required_weight", str(required["weight"]), "Sum of their weights.")
        yield ("data_version", data.store.version, "Changes whenever the loaded data change.")
        yield ("generated_at", data.generated_at.isoformat(timespec="seconds"), "Time of this run.")

    grain = "One row a parameter of this run."
    return Table("parameters", grain, columns, rows, data.withheld)


def build_summary(data: ExportData) -> Table:
    columns = [
        Column("measure", TEXT, "What is measured."),
        Column("low", SHARE, "Share that holds for certain, by weight."),
        Column("high", SHARE, "Share that may hold, by weight."),
        Column("cells", INTEGER, "Required cells."),
        Column("in_words", LONG, "In words."),
    ]

    def rows() -> Iterator[Row]:
        coverage = data.coverage
        parameters = coverage["parameters"]
        asked = (parameters["handoffs"], parameters["mode"])
        for door, interval in coverage["headline"].items():
            yield _share_row(door, *asked, interval)
        cells = coverage["cells"]
        for door in ("any_door", "every_door"):
            counts = Counter(cell[door] for cell in cells)
            words = "Any door" if door == "any_door" else "Every door"
            for status, meaning in STATUS_WORDS.items():
                yield (f"{words}: {status}", None, None, counts[status], meaning)
        types = Counter(cell["gap_type"] for cell in cells if cell["gap_type"])
        for gap_type, words in GAP_WORDS.items():
            if types[gap_type]:
                yield (f"Reason: {gap_type}", None, None, types[gap_type], words)
        for variant in coverage["variants"]:
            if (variant["handoffs"], variant["mode"]) == asked:
                continue
            for door in ("every_door", "any_door"):
                yield _share_row(door, variant["handoffs"], variant["mode"], variant[door])

    grain = "One row a headline number."
    return Table("summary", grain, columns, rows, data.withheld)


def describe_measure(door: str, handoffs: int, mode: str) -> str:
    """Only one warm handoff and every door may be called no-wrong-door coverage."""
    steps = f"{handoffs} handoff{'' if handoffs == 1 else 's'}"
    kind = "warm" if mode == "warm" else "warm or cold"
    if door == "every_door" and handoffs == 1 and mode == "warm":
        return f"No-wrong-door coverage (every door, {steps}, {kind})"
    words = "Every door" if door == "every_door" else "Any door"
    return f"{words}, {steps}, {kind}"


def _share_row(door: str, handoffs: int, mode: str, interval: Sequence[float] | None) -> Row:
    low, high = interval or (None, None)
    return (describe_measure(door, handoffs, mode), low, high, None, describe_share(interval))
