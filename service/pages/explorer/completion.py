"""The register of what became of the referrals that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.analyses.completion import OPTIONS as ASKED
from service.analyses.contract import Option
from service.language import N_
from service.pages.contract import Entry, Runs
from service.pages.registers.register import (
    find_name,
    find_node,
    link_record,
    name_pathway,
    result_of,
)
from service.pages.tables import Listing, Row, Shown
from service.pages.words.cliffs import tell_count

if TYPE_CHECKING:
    from service.pages.view import View

NAME = "completion"
PATH = "/completion"
TITLE = N_("What became of referrals")
MENU = Entry("map", 100)
RUNS: Runs = "analysis"
OPTIONS = (
    *ASKED,
    Option("partner", "text", "Only referrals to this partner, by id."),
    Option("told", "choice", "Only shares that can be told.", choices=("yes",)),
)
LISTS = ("stages", "rates", "cohorts", "inconsistent")
MEASURES = {
    "acknowledged": N_("arrival confirmed"),
    "accepted": N_("family accepted"),
    "contacted": N_("contact made"),
    "service-started": N_("service received"),
    "need-met": N_("need met"),
    "completed": N_("loop closed"),
    "rejected": N_("family not accepted"),
    "failed": N_("did not work out"),
    "cancelled": N_("cancelled"),
    "pending": N_("without a result yet"),
    "sent": N_("referrals sent"),
}
"""What each stage of a referral is called."""
REASONS = {
    "follow-up": N_("too little time has gone by"),
    "no-denominator": N_("not told how many were sent"),
    "small": N_("too few to tell"),
    "inconsistent": N_("the counts contradict each other"),
    "not-counted": N_("nobody counted it"),
    "rated": N_("told"),
}
"""Why a share is not told."""


def build(view: View) -> dict[str, Any]:
    """Shares by stage, by referral and partner, and what cannot be told."""
    measure, result = _measured(view)
    partner = view.options["partner"]
    receivers = {cohort["pathway"]: cohort["receiver"] for cohort in result["cohorts"]}
    rows = [
        _row(view, rate)
        for rate in result["rates"]
        if rate["measure"] == measure
        and rate["by"] != "all"
        and partner in (None, rate["partner"], receivers.get(rate["pathway"]))
        and (view.options["told"] is None or rate["rate"] is not None)
    ]
    ids = sorted({each for each in receivers.values() if each})
    every = [rate for rate in result["rates"] if rate["by"] == "all"]
    return {
        "result": result,
        "measures": [(key, view.gettext(MEASURES[key])) for key in result["measures"]],
        "chosen": measure,
        "measure": view.gettext(MEASURES[measure]),
        "partners": sorted(
            ((id_, find_name(view, "partner", id_)) for id_ in ids),
            key=lambda pair: pair[1].casefold(),
        ),
        "low": sum(bool(row["low"]) for row in rows),
        "stages": _stages(view, every),
        "listing": _rates(view, rows),
        "cohorts": _cohorts(view, result["cohorts"]),
        "inconsistent": _inconsistent(view, result["inconsistent"]),
    }


def _measured(view: View) -> tuple[str, dict[str, Any]]:
    """The stage that is held against the target, and the result for it.

    Where none is asked for and nobody counted the usual one: the last that somebody counted.
    """
    result = result_of(view, "completion")
    measure: str = view.options["measure"]
    if any(name == "measure" for name, _ in view.asked):
        return measure, result
    told = {rate["measure"] for rate in result["rates"] if rate["rate"] is not None}
    if not told or measure in told:
        return measure, result
    last: str = [each for each in result["measures"] if each in told][-1]
    return last, result_of(view, "completion", measure=last)


def _row(view: View, rate: dict[str, Any]) -> dict[str, Any]:
    is_pathway = rate["by"] == "pathway"
    if is_pathway:
        name = name_pathway(view, rate["pathway"])
    else:
        partner = find_name(view, "partner", rate["partner"])
        name = view.gettext("all referrals to %(partner)s", partner=partner)
    state = view.gettext("certainly too few") if rate["low"] else None
    return {
        **rate,
        "name": name,
        "measure_name": view.gettext(MEASURES[rate["measure"]]),
        "why": view.gettext(REASONS[rate["reason"]]) if rate["reason"] else state,
    }


def _columns(view: View) -> list[Shown]:
    return [
        Shown("start", N_("From"), "day"),
        Shown("end", N_("Until"), "day"),
        Shown("sent", N_("Referrals sent"), "number"),
        Shown("pending", N_("No result yet"), "number",
              show=lambda row: tell_count(view, row["pending"])),
        Shown("rate", N_("Share that got there"), "interval",
              show=lambda row: view.language.interval(row["rate"]) if row["rate"] else "–"),
        Shown("why", N_("Note")),
    ]  # fmt: skip


def _stages(view: View, rates: list[dict[str, Any]]) -> Listing:
    rows = [
        {
            **rate,
            "measure_name": view.gettext(MEASURES[rate["measure"]]),
            "why": view.gettext(REASONS[rate["reason"]]) if rate["reason"] else None,
        }
        for rate in rates
    ]

    def choose(row: Row) -> str:
        return view.here(measure=row["measure"], rates_page=None, rates_sort=None)

    columns = [
        Shown("measure_name", N_("Stage"), link=choose),
        *_columns(view),
        Shown("cohorts", N_("Referral ways put together"), "number"),
    ]
    return view.listing("stages", N_("How far all referrals got"), columns, rows)


def _rates(view: View, rows: list[dict[str, Any]]) -> Listing:
    def partner(row: Row) -> str | None:
        return link_record(view, "partner", row["partner"])

    columns = [Shown("name", N_("Referral"), link=partner), *_columns(view)]
    return view.listing(
        "rates", N_("By referral and by partner"), columns, rows, sort="rate", per_page=10
    )


def _cohorts(view: View, cohorts: list[dict[str, Any]]) -> Listing:
    rows = [
        {
            **cohort,
            "name": name_pathway(view, cohort["pathway"]),
            "state_name": view.gettext(REASONS[cohort["state"]]),
            "hidden_names": [view.gettext(MEASURES[each]) for each in cohort["hidden"]],
        }
        for cohort in cohorts
        if cohort["state"] != "rated"
    ]

    def receiver(row: Row) -> str | None:
        kind, _ = find_node(view, row["to"])
        return link_record(view, kind, row["to"])

    columns = [
        Shown("name", N_("Referral"), link=receiver),
        Shown("start", N_("From"), "day"),
        Shown("end", N_("Until"), "day"),
        Shown("sent", N_("Referrals sent"), "number"),
        Shown("state_name", N_("Not rated, since")),
        Shown("hidden_names", N_("Counts that are not told")),
    ]
    return view.listing("cohorts", N_("What is not rated"), columns, rows, per_page=20)


def _inconsistent(view: View, found: list[dict[str, Any]]) -> Listing:
    rows = [
        {
            **each,
            "name": name_pathway(view, each["pathway"]),
            "outcome_name": view.gettext(MEASURES[each["outcome"]]),
            "exceeds_name": view.gettext(MEASURES[each["exceeds"]]),
        }
        for each in found
    ]
    columns = [
        Shown("name", N_("Referral")),
        Shown("start", N_("From"), "day"),
        Shown("end", N_("Until"), "day"),
        Shown("outcome_name", N_("This count")),
        Shown("exceeds_name", N_("is more than this one")),
    ]
    return view.listing("inconsistent", N_("Counts that contradict each other"), columns, rows)
