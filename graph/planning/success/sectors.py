"""Sectors of the partners of a community, and what each does in a success model."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graph.planning.success.plan import Plan
from graph.planning.success.records import LEAD
from graph.register import Register
from ontology.terms import CODE, ORG

NO_SECTOR = ""
"""Of partners whose sector is not stated."""


class Sectors:
    """The sector of every partner of a store."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._partners = register.by_iri("Partner")

    def of(self, partner: str) -> str:
        """The notation of the partner's sector."""
        entry = self._partners.get(partner)
        return (entry.code(f"{ORG}classification") if entry else None) or NO_SECTOR

    def rows(self, plan: Plan) -> list[dict[str, Any]]:
        """One row a sector that some partner is of; first those that most roles are of."""
        live = [each for each in plan.records.activities if not each.stopped]
        roles = [role for each in live for role in plan.roles_of.get(each.iri, ())]
        listed = Counter(self.of(iri) for iri in self._partners)
        rows = []
        for sector in listed:
            held = [role for role in roles if self.of(role.partner) == sector]
            rows.append(
                {
                    "sector": sector or None,
                    "name": self._register.name(f"{CODE}sector/{sector}")
                    if sector
                    else "Not stated",
                    "partners_listed": listed[sector],
                    "partners": len({role.partner for role in held}),
                    "activities": len({role.activity for role in held}),
                    "leads": len({role.activity for role in held if role.role == LEAD}),
                    "roles": len(held),
                    "represented": bool(held),
                }
            )
        return sorted(rows, key=lambda row: (-row["roles"], row["sector"] or "~"))
