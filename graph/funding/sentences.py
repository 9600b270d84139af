"""What a funding cliff, a voided match or a concentration means, in one plain sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.words import count, listed, portion


def describe_cliff(cliff: dict[str, Any], services: list[str], as_of: date) -> str:
    """One sentence on a cliff of `compute_cliffs`; `services` are names of those lost."""
    start = _what_ends(cliff, as_of)
    least, most = cliff["cells"]
    if not cliff["services_possible"]:
        return f"{start}, no service falls below {cliff['threshold']:.0%} of its money."
    if not services:
        return (
            f"{start}, up to {count(len(cliff['services_possible']), 'service')} may fall below "
            f"{cliff['threshold']:.0%} of their money, and up to {count(most, 'cell')} now covered "
            "lose the last certain route: the shares are not known."
        )
    verb, their = ("keeps", "its") if len(services) == 1 else ("keep", "their")
    short = f"less than {cliff['threshold']:.0%}" if cliff["threshold"] < 1 else "less than all"
    sentence = f"{start}, {listed(services)} {verb} {short} of {their} money"
    if least:
        share = "" if cliff["loss"] is None else f" ({portion(cliff['loss'][0])} of the weight)"
        lose = "loses its" if least == 1 else "lose their"
        sentence += f": {count(least, 'cell')} now covered{share} {lose} last certain route"
    else:
        sentence += "; no cell now covered is certain to lose its last route"
    sentence += f", up to {most} where shares are not known." if most > least else "."
    rests = count(len(cliff["streams"]), "stated end")
    return f"{sentence} This rests on {rests} of funding and the recorded amounts."


def _what_ends(cliff: dict[str, Any], as_of: date) -> str:
    if cliff["kind"] == "stream":
        ends = date.fromisoformat(cliff["first_end"])
        verb = "Since {} ended" if ends < as_of else "If {} ends"
        return f"{verb.format(cliff['name'])} on {_day(ends)}"
    by = _day(date.fromisoformat(cliff["ends_by"]))
    if cliff["kind"] == "funder":
        return f"If the money of {cliff['name']} that is to end by {by} ends"
    return f"If all money that is to end by {by} ends"


def describe_match(match: dict[str, Any]) -> str:
    """One sentence on a voided match of `compute_cliffs`."""
    names, day = match["names"], _day(date.fromisoformat(match["match_ends_on"]))
    money = " and ".join(f"{amount:,.0f} {code}" for code, amount in match["money"].items())
    at_risk = f"{money} for " if money else ""
    return (
        f"{names['stream']} runs on, but its match {names['match']} ends on {day}: "
        f"{at_risk}{count(len(match['services']), 'service')} may be at risk unless another match "
        "takes its place."
    )


def describe_concentration(found: dict[str, Any]) -> str:
    """One sentence on how much of the money for a need comes from few funders."""
    reasons = {
        "no-amounts": "no amount is recorded",
        "amount-unknown": "an amount is not known",
        "several-currencies": "the amounts are in several currencies",
        "currency-not-stated": "an amount has no currency",
        "funder-unknown": "the funder of a stream is not known",
    }
    services = count(found["services"], "service")
    if found["reason"] is not None:
        return (
            f"{found['name']}: how its money is spread over funders cannot be told for "
            f"{services}, since {reasons[found['reason']]}."
        )
    share = next(iter(found["funders"].values()))
    return (
        f"{found['name']}: the money of {found['services_with_money']} of {services} is spread as "
        f"if over {found['effective_funders']:.1f} equal funders; {found['main_funder']} gives "
        f"{share:.0%}."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
