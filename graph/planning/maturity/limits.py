"""The limits of all rules, with what is set otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from graph.errors import BadParameter
from graph.planning.maturity.rules import list_rules, select_rule


def read_limits(given: Sequence[str] = ()) -> dict[str, Decimal]:
    """Each limit as `rule.limit`; `given` are texts such as `no-wrong-door.every_door=0.7`.

    Raises BadParameter for a limit that there is not, one that is given twice, or a value that is
    no number of 0 or more.
    """
    limits = {
        f"{name}.{limit.name}": limit.default
        for name in list_rules()
        for limit in select_rule(name).LIMITS
    }
    seen: set[str] = set()
    for text in given:
        name, _, value = text.partition("=")
        if name not in limits:
            raise _refuse(text, f"no limit {name!r}", f"one of {', '.join(sorted(limits))}")
        if name in seen:
            raise _refuse(text, f"{name} is given twice", "one value")
        if not value.replace(".", "", 1).isdecimal() or not value.isascii():
            raise _refuse(text, f"{value!r} is no number", "a number of 0 or more")
        seen.add(name)
        limits[name] = Decimal(value)
    return limits


def _refuse(text: str, problem: str, expected: str) -> BadParameter:
    return BadParameter(
        f"limit: {problem}; expected {expected}",
        query="maturity",
        name="limit",
        value=text,
        expected=expected,
    )
