"""What the capacity of a need means, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def describe_capacity(name: str, measured: Mapping[str, Any], target: float) -> str:
    """One sentence that says how many can be served and what that rests on."""
    if measured["reason"]:
        return f"{name}: no families are expected, so there is no share to tell."
    low, high = measured["served"]
    served = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    unknown = measured["services_slots_unknown"]
    rests = (
        f"{measured['slots'][0]} known slots at {measured['services']} "
        f"{'service' if measured['services'] == 1 else 'services'} that they surely get to"
    )
    if unknown:
        rests += f", {unknown} of them with slots unknown"
    sentence = f"{name}: {served} of {measured['demand']:g} families can be served, by {rests}."
    if measured["short"]:
        most = measured["possible_share"]
        sentence += (
            f" Even if every unknown fact were favourable, {most:.1%} could be, below the target "
            f"of {target:.0%}."
        )
    return sentence
