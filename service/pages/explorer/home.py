"""The first page: how much of what families need is reached, and where to look next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.coverage.shares import choose_cells, share_of
from service.pages.registers.register import kept_run
from service.pages.tables import Listing, Row, Shown
from service.pages.words.gaps import GAP_TYPES, tell_gap

if TYPE_CHECKING:
    from graph.projection.arrays import Bools
    from service.pages.view import View

NAME = "home"
PATH = "/"
TITLE = N_("Overview")
MENU = Entry("map", 0)
RUNS: Runs = "analysis"
OPTIONS = (
    Option("place", "text", "Only what is asked in this place and the places in it, by id."),
    Option("segment", "text", "Only what is asked for this kind of family, by id."),
)
LISTS = ("variants", "facts")
SHOWN = 3
FACTS = {
    "services_without_needs": (N_("Services without a need recorded"), "services"),
    "services_without_segments": (N_("Services that do not say for which families"), "services"),
    "services_without_area": (N_("Services that do not say for which places"), "services"),
    "services_undated": (N_("Services without a date of verification"), "services"),
    "services_stale": (N_("Services verified too long ago"), "services"),
    "pathways_undated": (N_("Referrals without a date of verification"), "pathways"),
    "pathways_stale": (N_("Referrals verified too long ago"), "pathways"),
    "pathways_mode_unknown": (N_("Referrals not known to be warm or cold"), "pathways"),
    "senders_undeclared": (N_("Partners that have not told whom they refer to"), "partners"),
    "touchpoints_without_doors": (N_("Touchpoints without a door recorded"), "touchpoints"),
}
"""What lacks a fact (a key of completeness): in words, and among what."""
AMONG = {
    "services": N_("services"),
    "pathways": N_("referrals"),
    "partners": N_("partners"),
    "touchpoints": N_("touchpoints"),
}
COUNTED = {
    "partners": N_("Partners"),
    "services": N_("Services"),
    "touchpoints": N_("Touchpoints"),
    "pathways": N_("Referrals"),
}
KINDS = {
    "load": N_("a source was loaded"),
    "drop": N_("a source was taken out"),
    "update": N_("facts were changed"),
    "match": N_("records were matched"),
    "findings": N_("findings of an analysis were kept"),
    "rollback": N_("an earlier state was brought back"),
    "restore": N_("a backup was restored"),
}
"""What publishing a generation of each kind was about."""


def build(view: View) -> dict[str, Any]:
    """The headline, what changed, worst gaps, cheapest improvements, largest risks, facts."""
    from service.pages.registers.kept import cheapest_improvements, largest_risks

    coverage = view.coverage
    chosen = choose_cells(view, view.options)
    summary = coverage.summary()
    every = share_of(view, chosen, coverage.every_door)
    return {
        "every_door": every,
        "any_door": share_of(view, chosen, coverage.any_door),
        "required": summary["required"],
        "no_wrong_door": view.parameters.handoffs == 1 and view.parameters.mode == "warm",
        "change": _tell_change(view, summary["headline"]["every_door"]),
        "gaps": _worst_gaps(view, chosen),
        "improvements": cheapest_improvements(view),
        "risks": largest_risks(view),
        "variants": _list_variants(view, chosen),
        "facts": _list_facts(view, summary["completeness"]),
        "sizes": {
            name: len(getattr(view.net, name)) for name in ("partners", "services", "touchpoints")
        },
    }


def _tell_change(view: View, now: list[float] | None) -> dict[str, Any]:
    """What the last publication was about, and what coverage came to with the data before it.

    Where that was not noted, the headline when gaps were last kept, if with these parameters.
    """
    from service.headlines import headline_before

    folder, asked = view.data.settings.data_dir, view.parameters.as_dict()
    before = headline_before(folder, view.net.version, asked)
    run, kept = (None, None) if before else _kept_headline(view)
    told = view.language.interval
    first = before.every_door if before else kept
    return {
        "what": view.gettext(KINDS.get(view.data.generation.kind, KINDS["update"])),
        "run": run,
        "before": before,
        "first": first,
        "same": first is not None and told(first) == told(now),
        "now": now,
        "gaps": _count_gaps(view) if before else None,
        "counts": _changed_counts(view, before.counts) if before else [],
    }


def _count_gaps(view: View) -> int:
    from graph.gaps import select_gap_rows

    return len(select_gap_rows(view.coverage))


def _kept_headline(view: View) -> tuple[dict[str, Any] | None, list[float] | None]:
    """The last run of the register of gaps and its headline, where it was asked as this page is."""
    run = kept_run(view, "gaps")
    asked = view.parameters
    if run is None or run["every_door_low"] is None:
        return None, None
    same = (run["handoffs"], run["mode"]) == (asked.handoffs, asked.mode)
    if not same or run["stale_after_days"] != asked.stale_after_days:
        return None, None
    return run, [run["every_door_low"], run["every_door_high"]]


def _changed_counts(view: View, before: Mapping[str, int]) -> list[str]:
    """How many more or fewer records of a kind there are than before; those that changed."""
    told = []
    for name, now in ((name, len(getattr(view.net, name))) for name in before):
        if now != before[name]:
            told.append(
                view.gettext(
                    "%(things)s: %(before)s before, %(now)s now",
                    things=view.gettext(COUNTED[name]),
                    before=view.language.number(before[name]),
                    now=view.language.number(now),
                )
            )
    return told


def _worst_gaps(view: View, chosen: Bools) -> list[dict[str, Any]]:
    """The heaviest gaps of the choice, as in the register of gaps."""
    from graph.gaps import name_cell, select_gap_rows

    coverage = view.coverage
    rows = select_gap_rows(coverage)
    told = []
    for row in rows[chosen[rows]][:SHOWN].tolist():
        gap = {**coverage.cell(row), "names": name_cell(coverage, row)}
        cell = {name: gap[name] for name in ("touchpoint", "need", "segment", "place")}
        told.append(
            {
                "sentence": tell_gap(view, gap),
                "kind": view.gettext(GAP_TYPES[gap["gap_type"]]),
                "weight": gap["weight"],
                "href": view.link("/gaps/card", **cell),
            }
        )
    return told


def _list_variants(view: View, chosen: Bools) -> Listing:
    """Coverage of the choice with other handoffs and referrals."""
    coverage = view.coverage

    def choice(handoffs: int, mode: str) -> str:
        first = view.ngettext("at most %(num)s handoff", "at most %(num)s handoffs", handoffs)
        second = view.gettext("warm only") if mode == "warm" else view.gettext("warm or cold")
        return view.gettext("%(first)s, %(second)s", first=first, second=second)

    rows = [
        {
            "handoffs": handoffs,
            "mode": mode,
            "choice": choice(handoffs, mode),
            "every_door": share_of(view, chosen, every_door).interval,
            "any_door": share_of(view, chosen, any_door).interval,
        }
        for (handoffs, mode), (any_door, every_door) in sorted(
            coverage.status.items(), key=lambda each: (each[0][1] != "warm", each[0][0])
        )
    ]

    def choose(row: Row) -> str:
        return view.here(mode=row["mode"], handoffs=row["handoffs"])

    return view.listing(
        "variants",
        N_("Coverage by handoffs and referrals"),
        [
            Shown("choice", N_("Handoffs and referrals"), link=choose),
            Shown("every_door", N_("From every door"), "interval"),
            Shown("any_door", N_("From at least one door"), "interval"),
        ],
        rows,
    )


def _list_facts(view: View, counts: dict[str, int]) -> Listing:
    """How many records lack a fact, of how many."""
    whole = {
        "services": counts["services"],
        "pathways": counts["pathways"],
        "partners": counts["senders_declared"] + counts["senders_undeclared"],
        "touchpoints": len(view.net.touchpoints),
    }
    rows = [
        {
            "fact": view.gettext(words),
            "count": counts[name],
            "whole": whole[among],
            "among": view.gettext(AMONG[among]),
            "share": counts[name] / whole[among] if whole[among] else None,
        }
        for name, (words, among) in FACTS.items()
    ]

    def of(row: Row) -> str:
        return view.gettext(
            "of %(number)s %(things)s", number=view.language.number(row["whole"]),
            things=row["among"],
        )  # fmt: skip

    return view.listing(
        "facts",
        N_("What is not known yet"),
        [
            Shown("fact", N_("Fact that is missing")),
            Shown("count", N_("Records"), "number", note=of),
            Shown("share", N_("Share"), "share"),
        ],
        rows,
    )
