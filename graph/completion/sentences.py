"""What a completion rate means, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASONS = {
    "follow-up": "too little time has gone by to tell",
    "no-denominator": "it is not told how many referrals were sent",
    "small": "too few referrals were sent to tell a share of them",
    "inconsistent": "the counts contradict each other",
    "not-counted": "nobody counted it",
}


def describe_rate(rate: Mapping[str, Any]) -> str:
    """One sentence that says which connection was made how often, or why that is not told."""
    who = {
        "pathway": f"Of the referrals by {rate['pathway']}",
        "partner": f"Of the referrals to {rate['partner']}",
        "all": "Of all referrals with figures",
    }[rate["by"]]
    when = f"from {rate['start']} to {rate['end']}"
    if rate["rate"] is None:
        return f"{who} {when}, no share is given for {rate['connection']}: {_why(rate)}."
    low, high = rate["rate"]
    share = f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
    return f"{who} {when}, {share} of {rate['sent']} ended with {rate['connection']}."


def _why(rate: Mapping[str, Any]) -> str:
    return REASONS[rate["reason"]]
