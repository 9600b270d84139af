"""Findings that are kept in the store, in few words: improvements and risks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from service.language import N_
from service.pages.registers.register import kept_run, link_record, query_rows
from service.pages.words.actions import ACTIONS, tell_action

if TYPE_CHECKING:
    from service.pages.tables import Row
    from service.pages.view import View

SHOWN = 3
LOSSES = {
    "service": N_("If the service %(unit)s ends"),
    "partner": N_("If %(unit)s leaves with all it runs"),
    "site": N_("If the site %(unit)s closes"),
    "pathway": N_("If the referral %(unit)s ends"),
    "funder": N_("If all money of %(unit)s ends"),
    "stream": N_("If %(unit)s ends on %(day)s"),
    "stream of no day": N_("If %(unit)s ends"),
    "ending funder": N_("If the money of %(unit)s that ends within %(days)s days is not renewed"),
}
"""What a risk begins with, by what goes away."""


@dataclass(frozen=True)
class Told:
    """A finding on a card."""

    title: str
    title_language: str
    """The language of the title where it is not that of the page, else empty."""
    href: str | None
    effort: float | None = None
    gain: float | None = None
    """Family needs that are led on from more doors."""
    loss: list[float] | None = None
    """Share of what is covered that is lost, least and most."""
    lost: float | None = None
    """Family needs that lose their last certain way."""


@dataclass(frozen=True)
class Kept:
    """What is kept of an analysis: None of `run` where it was not run."""

    run: dict[str, Any] | None
    told: list[Told]
    differs: bool = False
    """The run was made with another day, other handoffs or other referrals than the page."""


def cheapest_improvements(view: View) -> Kept:
    """The improvements that cost least; of those that cost the same, those that gain most."""
    rows = query_rows(view, "findings/recommendations", {})
    rows.sort(key=lambda row: (row["action_cost"] or 0, -(row["door_weight"] or 0), row["rank"]))
    return _kept(view, "recommend", [_tell_improvement(view, row) for row in rows[:SHOWN]])


def largest_risks(view: View) -> Kept:
    """The partners, services and sites, and the money that ends, with which most is lost.

    Of money, what ends within the longest horizon of the run, at the strictest threshold.
    """
    rows = [
        {**row, "kind": row["unit_kind"], "name": row["unit"], "id": row["unit_id"]}
        for row in query_rows(view, "findings/single-points-of-failure", {})
    ]
    cliffs = query_rows(view, "findings/funding-cliffs", {})
    longest = max((row["horizon_days"] for row in cliffs), default=0)
    strict = max((row["threshold"] for row in cliffs), default=0)
    rows += [
        {**row, "kind": "ending funder" if row["kind"] == "funder" else row["kind"],
         "name": row["money"], "id": row["money_id"]}
        for row in cliffs
        if row["horizon_days"] == longest and row["threshold"] == strict
    ]  # fmt: skip
    rows.sort(key=lambda row: -row["loss_low"])
    told: dict[tuple[str, str], Told] = {}
    for row in rows:
        told.setdefault((row["name"] or row["id"], ""), _tell_risk(view, row))
    return _kept(view, "resilience", list(told.values())[:SHOWN])


def _kept(view: View, kind: str, told: list[Told]) -> Kept:
    run = kept_run(view, kind)
    asked = view.parameters
    differs = run is not None and (
        str(run["as_of"]) != asked.as_of.isoformat()
        or run["mode"] != asked.mode
        or run["handoffs"] != asked.handoffs
        or run["stale_after_days"] != asked.stale_after_days
    )
    return Kept(run, told, differs)


def _tell_improvement(view: View, row: Row) -> Told:
    action = read_action(row)
    return Told(
        tell_action(view, action) if action else row["sentence"] or row["action_kind"],
        "" if action else "en",
        view.link("/recommend"),
        effort=float(row["action_cost"]) if row["action_cost"] is not None else None,
        gain=float(row["door_weight"]) if row["door_weight"] is not None else None,
    )


def read_action(row: Row) -> dict[str, Any] | None:
    """The action of a recommendation from its address, which is made of its kind and its ids.

    None where ids hold the `>` that stands between them, so that it cannot be told apart.
    """
    _, _, key = row["finding_iri"].partition("/findings/recommend/")
    kind, *parts = unquote(key).split(">")
    fact = parts.pop(0) if kind == "verify-fact" and parts else None
    if kind not in ACTIONS:
        return None
    if kind == "cold-to-warm" or fact == "warm":
        parts = [">".join(parts)]
    most = 3 if kind == "add-door" else 2
    if not 1 <= len(parts) <= most or (fact == "usable" and len(parts) > 1):
        return None
    subject, object_, place, *_ = [*parts, None, None]
    return {"kind": kind, "fact": fact, "subject": subject, "object": object_, "place": place}


def _tell_risk(view: View, row: Row) -> Told:
    kind = row["kind"]
    if kind == "stream" and not row["ends_on"]:
        kind = "stream of no day"
    title = view.gettext(
        LOSSES[kind],
        unit=row["name"] or row["id"],
        day=view.language.day(row.get("ends_on")),
        days=view.language.number(row.get("horizon_days") or 0),
    )
    href = link_record(view, row["kind"], row["id"])
    if href is None:
        href = view.link("/cliffs" if "horizon_days" in row else "/resilience")
    return Told(
        title,
        "",
        href,
        loss=[row["loss_low"], row["loss_high"]],
        lost=float(row["lost_weight"]) if row["lost_weight"] is not None else None,
    )
