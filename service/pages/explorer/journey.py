"""The first 1,000 days as a line, with the touchpoints of every life stage on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.shares import NOTHING, choose_cells, share_by, share_of
from service.pages.tables import Row, Shown
from service.pages.touchpoints.records import bar_of
from service.pictures.line_of_life import Moment, Stage, classify, draw_line, draw_mark

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "journey"
PATH = "/journey"
TITLE = N_("Journey")
MENU = Entry("map", 10)
RUNS: Runs = "analysis"
MEASURES = {"every_door": N_("from every door"), "any_door": N_("from at least one door")}
OPTIONS = (
    Option("segment", "text", "Only what is asked for this kind of family, by id."),
    Option("place", "text", "Only what is asked in this place and the places in it, by id."),
    Option("need", "text", "Only what is asked for this need, by id."),
    Option(
        "measure",
        "choice",
        "Coverage from every door, or from at least one.",
        default="every_door",
        choices=tuple(MEASURES),
    ),
)
LISTS = ("touchpoints",)
DRAWN = 12
"""Most touchpoints that are drawn of one life stage: those with most weight left out."""
STATES = {
    "covered": N_("more than half is covered for certain"),
    "unknown": N_("more than half is not known"),
    "gap": N_("more than half is a gap"),
    "mixed": N_("none of the three is more than half"),
    "none": N_("nothing is asked here"),
}


def build(view: View) -> dict[str, Any]:
    """The line as a picture, and the same as a list and as a table."""
    rows = _list_rows(view)
    stages = list(_list_stages(view, rows))
    chosen = choose_cells(view, _cells(view))
    told = {name: view.gettext(words) for name, words in STATES.items()}
    title = view.gettext(MEASURES[view.options["measure"]])
    listing = view.listing(
        "touchpoints",
        N_("Touchpoints along the journey"),
        [
            Shown("name", N_("Touchpoint"), link=lambda row: row["href"]),
            Shown("stage", N_("Life stage")),
            Shown("share", N_("Covered"), "interval", show=bar_of(view, "share")),
            Shown("state", N_("Mark"), show=lambda row: told[row["state"]]),
            Shown("gaps", N_("Gaps"), "number"),
            Shown("unknown", N_("Not known"), "number"),
            Shown("weight", N_("Family needs"), "number", digits=1),
        ],
        rows,
    )
    return {
        "stages": stages,
        "picture": Markup(draw_line(stages, label=view.gettext("Touchpoints by life stage"))),
        "marks": [(Markup(draw_mark(state)), words) for state, words in told.items()],
        "mark": lambda state: Markup(draw_mark(state)),
        "listing": listing,
        "whole": share_of(view, chosen, getattr(view.coverage, view.options["measure"])),
        "measure": title,
        "measures": [(name, view.gettext(words)) for name, words in MEASURES.items()],
    }


def _cells(view: View) -> dict[str, str | None]:
    return {name: view.options[name] for name in ("segment", "place", "need")}


def _list_rows(view: View) -> list[dict[str, Any]]:
    """A row for every touchpoint, by life stage and name; without a life stage last."""
    net, coverage = view.net, view.coverage
    status = getattr(coverage, view.options["measure"])
    shares = share_by(view, choose_cells(view, _cells(view)), status, coverage.required.touchpoint)
    rows = []
    for at, identifier in enumerate(net.touchpoints.ids):
        share, stage = shares.get(at, NOTHING), int(net.touchpoint_stage[at])
        path = "/touchpoints/" + view.quote_id(identifier)
        rows.append(
            {
                "id": identifier,
                "name": net.touchpoints.names[at],
                "href": view.link(path, need=view.options["need"]),
                "at_stage": stage,
                "starts": int(net.stage_from[stage]) if stage >= 0 else None,
                "stage": view.code(net.life_stages.names[stage] if stage >= 0 else None),
                "share": share.interval,
                "state": classify(share.interval),
                "gaps": share.gaps,
                "unknown": share.unknown,
                "weight": share.weight,
                "left_out": share.left_out,
            }
        )
    return sorted(
        rows, key=lambda row: (row["starts"] is None, row["starts"] or 0, row["name"].casefold())
    )


def _list_stages(view: View, rows: Sequence[Row]) -> Sequence[Stage]:
    net = view.net
    order = sorted(range(len(net.life_stages)), key=lambda at: int(net.stage_from[at]))
    stages = []
    for at in [*order, -1]:
        own = [row for row in rows if row["at_stage"] == at]
        if at < 0 and not own:
            continue
        drawn = own
        if len(own) > DRAWN:
            heaviest = sorted(own, key=lambda row: -row["left_out"])[:DRAWN]
            drawn = [row for row in own if row in heaviest]
        rest = len(own) - len(drawn)
        name = view.code(net.life_stages.names[at]) if at >= 0 else view.gettext("Not stated")
        stages.append(
            Stage(
                name,
                _tell_ages(view, at),
                [_moment(view, row) for row in drawn],
                more=view.ngettext("%(num)s more", "%(num)s more", rest) if rest else "",
                more_href=view.here(touchpoints_page=None) + "#touchpoints",
            )
        )
    return stages


def _moment(view: View, row: Row) -> Moment:
    words = short = view.gettext("nothing is asked")
    if row["share"] is not None:
        short = view.language.interval(row["share"])
        words = view.gettext("%(share)s covered", share=short)
    return Moment(row["name"], row["href"], row["share"], row["state"], words, short)


def _tell_ages(view: View, stage: int) -> str:
    if stage < 0:
        return view.gettext("life stage")
    first, end = int(view.net.stage_from[stage]), int(view.net.stage_to[stage])
    if end <= 0:
        return view.gettext("before birth")
    return view.gettext("%(first)s to %(last)s", first=_age(view, first), last=_age(view, end))


def _age(view: View, day: int) -> str:
    """An age as people tell it: in weeks, in months, or in years."""
    if day <= 0:
        return view.gettext("birth")
    years = round(day / 365.25)
    if years and abs(day - 365.25 * years) < 3:
        return view.ngettext("%(num)s year", "%(num)s years", years)
    if day < 84:
        return view.ngettext("%(num)s week", "%(num)s weeks", round(day / 7))
    return view.ngettext("%(num)s month", "%(num)s months", round(day / 30.4375))
