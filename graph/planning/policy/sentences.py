"""What the support of a recommendation means, in plain sentences made of the data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from graph.words import count

CENT = Decimal("0.01")
NOT_NAMED = "It names no need, touchpoint or type of gap that communities could be asked about."


def communities(number: int) -> str:
    """`1 community`, `2 communities`."""
    return f"{number} {'community' if number == 1 else 'communities'}"


def describe_shared(counts: Mapping[str, int]) -> str:
    """How many communities have a barrier, beginning with a number."""
    asked = counts["yes"] + counts["no"] + counts["unknown"]
    if not asked:
        return "No community is described."
    told = f"{counts['yes']} of {communities(asked)} {_has(counts['yes'])} it for certain"
    if counts["no"]:
        told += f", {counts['no']} for certain {'does' if counts['no'] == 1 else 'do'} not"
    if counts["unknown"]:
        told += f", and of {counts['unknown']} it is not known"
    return told + "."


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def describe_support(name: str, row: Mapping[str, object], shared: str) -> str:
    """One or more sentences on a recommendation: findings, families, communities.

    `shared` says how many communities share the barrier.
    """
    supported, matched = row["supported"], int(str(row["matched"]))
    cited, still = int(str(row["cited"])), int(str(row["cited_open"]))
    said = []
    if supported == "no":
        said.append("nothing that was found supports it")
    elif supported == "unknown":
        said.append("whether anything supports it is not known")
    if cited:
        of = "of which" if cited > 1 else "which"
        still_stand = f"{still} still {'stands' if still == 1 else 'stand'}"
        alone = "still stands" if still else "does not stand, as far as is known"
        said.append(
            f"it cites {count(cited, 'finding')}, {of} {still_stand if cited > 1 else alone}"
        )
    if matched:
        said.append(f"{count(matched, 'further finding')} {'fits' if matched == 1 else 'fit'} it")
    if row["families"] is not None and Decimal(str(row["families"])):
        said.append(f"{row['families']} families are expected to meet what it would mend")
    return f"{name}: {'; '.join(said)}. {shared}"


def describe_unaddressed(name: str, counts: Mapping[str, int], families: str | None) -> str:
    """That a barrier is shared and no recommendation is to take it away."""
    who = f" {families} families are expected to meet it." if families else ""
    return f"{name}: no recommendation is to take this away. {describe_shared(counts)}{who}"


def name_pair(need: str, gap_type: str) -> str:
    """A need and what is wrong with it.

    >>> name_pair("Diapers", "Out of reach")
    'Diapers: out of reach'
    """
    return f"{need}: {gap_type[:1].lower()}{gap_type[1:]}"


def plain(value: Decimal | None) -> str | None:
    """A number without an exponent or needless zeros.

    >>> plain(Decimal("120.0")), plain(Decimal("0.50")), plain(Decimal("1E+3")), plain(None)
    ('120', '0.5', '1000', None)
    """
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal | None) -> str | None:
    """An amount, with cents where it has any.

    >>> money(Decimal("120.0")), money(Decimal("0.5")), money(None)
    ('120', '0.50', None)
    """
    if value is None:
        return None
    whole = value == value.to_integral_value()
    return format(value.quantize(Decimal(1)) if whole else value.quantize(CENT, ROUND_HALF_UP), "f")
