"""Findings by their names: what kind they are, and what they are about, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.language import N_

if TYPE_CHECKING:
    from service.pages.view import View

KINDS = {
    "budget": N_("Budget"),
    "capacity": N_("Capacity"),
    "cliffs": N_("Cliff"),
    "collaboratives": N_("Collaborative"),
    "completion": N_("Completion"),
    "equity": N_("Equity"),
    "freshness": N_("To verify"),
    "gaps": N_("Gap"),
    "improvement": N_("Improvement"),
    "journeys": N_("Journey"),
    "learning": N_("Learning"),
    "maturity": N_("Maturity"),
    "models": N_("Success model"),
    "network": N_("Network"),
    "overlaps": N_("Overlap"),
    "plan": N_("Plan"),
    "policy": N_("Policy"),
    "resilience": N_("Resilience"),
    "snapshot": N_("Snapshot"),
}
PAGES = {
    "budget": "/plan/budget", "capacity": "/capacity", "cliffs": "/cliffs",
    "collaboratives": "/plan/collaboratives", "improvement": "/plan/improvement",
    "journeys": "/plan/journeys", "learning": "/plan/learning", "maturity": "/plan/maturity",
    "models": "/plan/models", "overlaps": "/overlaps", "plan": "/plan/plans",
    "policy": "/plan/policy", "resilience": "/resilience", "snapshot": "/plan/snapshot",
}  # fmt: skip
"""Where findings of a kind are shown."""
GAP_PARTS = ("touchpoint", "need", "segment", "place")
NAMED = ("touchpoints", "needs", "segments", "places", "partners", "services")


def tell_kind(view: View, name: str) -> str:
    """The kind of a finding that is named `kind/key`."""
    kind = name.partition("/")[0]
    return view.gettext(KINDS[kind]) if kind in KINDS else kind


def tell_finding(view: View, name: str) -> str:
    """What a finding is about: the names of the records in its key."""
    kind, _, key = name.partition("/")
    parts = key.split(">")
    if kind == "gaps" and len(parts) == len(GAP_PARTS):
        told = dict(zip(GAP_PARTS, (_name(view, part) for part in parts), strict=True))
        return view.gettext("%(need)s at %(touchpoint)s, %(segment)s, %(place)s", **told)
    return " · ".join(_name(view, part) for part in parts)


def find_page(view: View, name: str) -> str | None:
    """The address of the page that shows the finding; None for a kind without one."""
    kind, _, key = name.partition("/")
    parts = key.split(">")
    if kind == "gaps":
        asked = dict(zip(GAP_PARTS, parts, strict=False))
        return view.link("/gaps", touchpoint=asked["touchpoint"], need=asked.get("need"))
    return view.link(PAGES[kind]) if kind in PAGES else None


def _name(view: View, id_: str) -> str:
    return _names(view).get(id_, id_)


def _names(view: View) -> dict[str, str]:
    """Names by id; of an id of several kinds the first, in the order of NAMED."""

    def make() -> dict[str, str]:
        found: dict[str, str] = {"all": view.gettext("any family")}
        for kind in NAMED:
            collection = getattr(view.net, kind)
            for id_, name in zip(collection.ids, collection.names, strict=True):
                told = view.code(name) if kind == "needs" else name
                found.setdefault(id_, told)
        return found

    return view.data.remember(("together", "names", view.language.code), make)
