"""What the loss of a unit means, in one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.words import count, listed, portion

WHAT = {
    "service": "the service {name} closes",
    "partner": "{name} leaves with all it runs",
    "site": "the site {name} closes",
    "pathway": "the referral from {name} lapses",
    "funder": "the money of {name} ends",
}


def describe_unit(unit: dict[str, Any], touchpoints: Sequence[str], needs: Sequence[str]) -> str:
    """One sentence on a unit of `compute_resilience`; the names are those of its lost cells."""
    what = WHAT[unit["kind"]].format(name=unit["name"])
    if not unit["lost_weight"]:
        return (
            f"If {what}, up to {count(unit['cells_possible'], 'covered cell')} may be lost: the "
            "shares of the money are not known."
        )
    cells, verb = count(unit["cells"], "covered cell"), "loses" if unit["cells"] == 1 else "lose"
    sentence = (
        f"If {what}, {cells} ({portion(unit['loss'])} of the weight now covered) {verb} the last "
        f"certain route: {listed(needs)} at {listed(touchpoints)}."
    )
    if unit["become_unknown"] and unit["become_gaps"]:
        sentence += (
            f" {unit['become_gaps']} become gaps; elsewhere a route not yet verified may remain."
        )
    elif unit["become_unknown"]:
        sentence += " A route not yet verified may remain."
    if unit["cells_possible"] > unit["cells"]:
        sentence += f" With shares that are not known, up to {unit['cells_possible']} cells."
    return sentence
