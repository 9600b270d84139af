"""What the loss of a unit means, in one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WHAT = {
    "service": "the service {name} closes",
    "partner": "{name} leaves with all it runs",
    "site": "the site {name} closes",
    "pathway": "the referral from {name} lapses",
    "funder": "the money of {name} ends",
}
NAMED = 3
"""Most names that a sentence lists."""


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


def portion(share: float) -> str:
    """A share in percent; one that would read as 0 is told as less than a tenth.

    >>> portion(0.1234), portion(0.0001)
    ('12.3%', 'under 0.1%')
    """
    return "under 0.1%" if 0 < share < 0.0005 else f"{share:.1%}"


def count(number: int, noun: str) -> str:
    """A number and its noun.

    >>> count(1, "cell"), count(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """A few names in words, and how many more there are.

    >>> listed(["a", "b"]), listed(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 more')
    """
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        return f"{', '.join(shown)} and {len(names) - NAMED} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
