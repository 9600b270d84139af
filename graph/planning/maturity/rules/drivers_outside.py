"""Is there a service outside child welfare for each driver of involvement?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import Judgement, Limit, Row, Setting, collect
from graph.planning.maturity.services import free_services
from graph.planning.maturity.truth import all_of, at_least, count

QUESTION = "Is there a service outside child welfare for each driver of involvement?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal(1), "Least number of services for each driver"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Services for each driver that are open, near, voluntary and not of the agency."""
    found = {driver: free_services(rows, (driver,)) for driver in setting.drivers}
    facts = {
        driver: at_least(
            count((fact for _, fact in pairs), complete=setting.services_listed),
            limits["services"],
        )
        for driver, pairs in found.items()
    }
    fact = all_of(*facts.values()) if facts else None
    parts = [
        _name("Served outside child welfare", [d for d, f in facts.items() if f]),
        _name("not served", [d for d, f in facts.items() if f is False]),
        _name("not known", [d for d, f in facts.items() if f is None]),
    ]
    told = "; ".join(part for part in parts if part) or "No driver is named"
    pairs = [pair for each in found.values() for pair in each]
    return Judgement(fact, told[0].upper() + told[1:] + ".", collect(pairs, "service"))


def _name(what: str, drivers: list[str]) -> str:
    return f"{what}: {', '.join(drivers)}" if drivers else ""
