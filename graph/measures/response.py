"""How many partners have said to whom they refer, without which no ranks are given."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graph.measures.options import NetworkOptions
from graph.projection import Projection


def compute_response(net: Projection, options: NetworkOptions) -> dict[str, Any]:
    """The response rate, and whether ranks are given.

    Keys: `declared`, `partners`, `rate` (None without partners), `least`, `ranked` and `reason`
    (why there are no ranks, else None).
    """
    overall = _rate(net.declared.tolist())
    reason = _reason(overall, options.least_response)
    least = options.least_response
    return {**overall, "least": least, "ranked": reason is None, "reason": reason}


def compute_response_by_sector(net: Projection) -> list[dict[str, Any]]:
    """One object a sector, in order of notation, the partners without one last: `sector`,
    `declared`, `partners`, `rate`.
    """
    by_sector: dict[str | None, list[bool]] = defaultdict(list)
    for sector, declared in zip(net.partner_sector, net.declared.tolist(), strict=True):
        by_sector[sector].append(declared)
    sectors = sorted(by_sector, key=lambda sector: (sector is None, sector or ""))
    return [{"sector": sector, **_rate(by_sector[sector])} for sector in sectors]


def _rate(declared: list[bool]) -> dict[str, Any]:
    share = sum(declared) / len(declared) if declared else None
    return {"declared": sum(declared), "partners": len(declared), "rate": share}


def _reason(overall: dict[str, Any], least: float) -> str | None:
    if overall["rate"] is None:
        return "There are no partners."
    if overall["rate"] >= least:
        return None
    return (
        f"{overall['declared']} of {overall['partners']} partners have declared their referrals "
        f"({overall['rate']:.0%}), fewer than the {least:.0%} asked before partners are ranked."
    )
