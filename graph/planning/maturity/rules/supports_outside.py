"""Are there supports for material needs and for family life outside child welfare?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from graph.planning.maturity.judging import (
    MATERIAL,
    WELL_BEING,
    Judgement,
    Limit,
    Row,
    Setting,
    collect,
    number,
    say,
)
from graph.planning.maturity.services import free_services
from graph.planning.maturity.truth import all_of, at_least, count

QUESTION = "Are there supports for material needs and for family life outside child welfare?"
QUERY = "maturity/services"
LIMITS = (Limit("services", Decimal(1), "Least number of services of each of the two sorts"),)


def judge(rows: Sequence[Row], setting: Setting, limits: Mapping[str, Decimal]) -> Judgement:
    """Services of each sort that are open, near, voluntary and not of the agency."""
    least = limits["services"]
    material, family = free_services(rows, MATERIAL), free_services(rows, WELL_BEING)
    counts = [
        count((fact for _, fact in sort), complete=setting.services_listed)
        for sort in (material, family)
    ]
    fact = all_of(*(at_least(bounds, least) for bounds in counts))
    told = (
        f"Services that can be used outside child welfare: {number(counts[0])} for material "
        f"needs, {number(counts[1])} for family life."
    )
    return Judgement(
        fact,
        say(
            fact,
            told,
            f"Too few. {told}",
            f"{told} Others may exist that nobody recorded.",
        ),
        collect([*material, *family], "service"),
        {"services": min(counts, key=lambda bounds: bounds[0])},
    )
