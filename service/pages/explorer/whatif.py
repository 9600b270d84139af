"""What if: coverage before and after some changes that are only tried out.

The changes stand in the address, one `change=` each, as `service.pages.coverage.changes` writes
them: `/whatif?change=remove:partner:wic&change=add-pathway:clinic:doula:warm`. The form is filled
through `kind` and its fields (see `service.pages.coverage.fields`); when they name one record each,
the change is added and the fields are blank again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.changes import read_change, write_change
from service.pages.coverage.fields import FIELDS, KINDS, NAMES, build_change, fill_fields
from service.pages.tables import Listing, Row, Shown
from service.pages.words.changes import BETTER, MIXED, TURNS, WORSE, tell_change, turn_of
from service.workers.job import Outcome

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "whatif"
PATH = "/whatif"
TITLE = N_("What if")
MENU = Entry("map", 90)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("change", "text", "A change: its kind and what it changes.", default=(), many=True),
    Option(
        "threshold",
        "number",
        "A service closes when less than this share of its money is left.",
        default=1.0,
        least=0.01,
        most=1,
    ),
    Option("kind", "choice", "The kind of change to add.", choices=tuple(FIELDS)),
    *(Option(name, "text", "A field of the change to add: an id or a name.") for name in NAMES),
    Option("turn", "choice", "Only combinations that become so.", choices=(BETTER, WORSE)),
)
LISTS = ("combinations", "variants")
MOST_CHANGES = 20
"""Changes that one address may hold."""
BLANK: Mapping[str, None] = dict.fromkeys(("kind", *NAMES))
PARTS = ("touchpoint", "need", "segment", "place")
STATES = {"covered": N_("covered"), "unknown": N_("unknown"), "gap": N_("gap")}
MODES = {"warm": N_("warm only"), "any": N_("warm or cold")}


def build(view: View) -> dict[str, Any] | Outcome:
    """The form, the changes, and coverage before and after them."""
    texts = list(view.options["change"])
    told = [read_change(text) for text in texts[:MOST_CHANGES]]
    kind = view.options["kind"]
    filled = fill_fields(view, kind) if kind else []
    added = build_change(kind, filled) if kind and len(told) < MOST_CHANGES else None
    if added is not None:
        changes = list(dict.fromkeys([*texts, write_change(added)]))
        address = view.here(change=changes, turn=None, **BLANK)
        return Outcome([b""], "text/plain", status=303, headers={"Location": address})
    # What cannot be read is refused by the analysis, before anything is said of it.
    result = _result(view, told) if told else None
    return {
        "told": told,
        "left_out": len(texts) - len(told),
        "is_full": len(told) >= MOST_CHANGES,
        "kind": kind,
        "kinds": [(key, view.gettext(words)) for key, words in KINDS.items()],
        "fields": filled,
        "blank": BLANK,
        "undo": [
            (tell_change(view, each), view.here(change=[t for t in texts if t != text], **BLANK))
            for each, text in zip(told, texts, strict=False)
        ],
        "form_fields": ["kind", *NAMES],
        "result": result,
        **(_tell(view, result) if result else {}),
    }


def _result(view: View, told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    threshold = view.options["threshold"]
    key = ("what if", view.parameters, threshold, tuple(map(write_change, told)))
    return view.data.remember(
        key, lambda: view.data.analyses.what_if(view.parameters, told, threshold)
    )


def _tell(view: View, result: Mapping[str, Any]) -> dict[str, Any]:
    """What the changes come to."""
    turns = [turn_of(cell["before"], cell["after"]) for cell in result["cells"]]
    counts = {turn: turns.count(turn) for turn in TURNS}
    return {
        "counts": counts,
        "weights": {
            turn: sum(
                cell["weight"]
                for cell, each in zip(result["cells"], turns, strict=True)
                if each == turn
            )
            for turn in TURNS
        },
        "turns": [(BETTER, view.gettext(TURNS[BETTER])), (WORSE, view.gettext(TURNS[WORSE]))],
        "moves": {name: _move(view, result, name) for name in ("every_door", "any_door")},
        "combinations": _combinations(view, result, turns),
        "variants": _variants(view, result),
        "closed": _services(view, result["closed"]),
        "may_close": _services(view, result["may_close"]),
    }


def _move(view: View, result: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """By how many points the two ends of a headline move."""
    before, after = result["before"]["headline"][name], result["after"]["headline"][name]
    if before is None or after is None:
        return None
    low, high = (100 * (new - old) for old, new in zip(before, after, strict=True))
    return {"low": _signed(view, low), "high": _signed(view, high)}


def _signed(view: View, points: float) -> str:
    told = view.language.number(abs(round(points, 1)), 1)
    rounded = round(points, 1)
    return told if rounded == 0 else f"+{told}" if rounded > 0 else f"\N{MINUS SIGN}{told}"


def _services(view: View, services: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(name, address) of services."""
    return [
        (each["name"] or each["service"], view.link("/services/" + view.quote_id(each["service"])))
        for each in services
    ]


def _combinations(view: View, result: Mapping[str, Any], turns: Sequence[str]) -> Listing:
    """The combinations that become others, with what they were and would be."""
    asked = view.options["turn"]
    rows = []
    for cell, turn in zip(result["cells"], turns, strict=True):
        if asked and turn not in (asked, MIXED):
            continue
        names = cell["names"]
        rows.append(
            {
                **{key: cell[key] for key in (*PARTS, "weight", "before", "after")},
                "need_name": view.code(names["need"]),
                "touchpoint_name": names["touchpoint"],
                "segment_name": names["segment"],
                "place_name": names["place"],
                "turn": view.gettext(TURNS[turn]),
                **{name: _change(view, cell, name) for name in ("every_door", "any_door")},
            }
        )
    columns = [
        Shown("need_name", N_("Need"), link=lambda row: _cell(view, row)),
        Shown("touchpoint_name", N_("Touchpoint")),
        Shown("segment_name", N_("Families")),
        Shown("place_name", N_("Place")),
        Shown("turn", N_("Becomes")),
        Shown("every_door", N_("Every door")),
        Shown("any_door", N_("Some door")),
        Shown("weight", N_("Families expected"), "number", digits=1),
    ]
    return view.listing("combinations", N_("What would change"), columns, rows, sort="-weight")


def _cell(view: View, row: Row) -> str:
    return view.link("/coverage/cell", **{key: row[key] for key in PARTS})


def _change(view: View, cell: Mapping[str, Any], name: str) -> str:
    """`gap, then covered`; one word where nothing changes."""
    before, after = (view.gettext(STATES[cell[when][name]]) for when in ("before", "after"))
    if before == after:
        return before
    return view.gettext("%(before)s, then %(after)s", before=before, after=after)


def _variants(view: View, result: Mapping[str, Any]) -> Listing:
    """Both measures before and after, for every number of handoffs and both modes."""
    rows = [
        {
            "handoffs": old["handoffs"],
            "mode": view.gettext(MODES[old["mode"]]),
            **{
                f"{name}_{when}": told[name]
                for when, told in (("before", old), ("after", new))
                for name in ("every_door", "any_door")
            },
        }
        for old, new in zip(result["before"]["variants"], result["after"]["variants"], strict=True)
    ]
    columns = [
        Shown("handoffs", N_("Handoffs at most"), "number"),
        Shown("mode", N_("Referrals")),
        Shown("every_door_before", N_("Every door, before"), "interval"),
        Shown("every_door_after", N_("Every door, after"), "interval"),
        Shown("any_door_before", N_("Some door, before"), "interval"),
        Shown("any_door_after", N_("Some door, after"), "interval"),
    ]
    return view.listing("variants", N_("With more or fewer handoffs"), columns, rows)
