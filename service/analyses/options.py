"""Values for the options of an analysis: read, checked, and described as JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from graph.errors import BadParameter
from service.analyses.contract import Analysis, Option


class Asked(Protocol):
    """The parameters of a request, of which one may be given several times."""

    def __contains__(self, name: object, /) -> bool: ...

    def getlist(self, key: Any) -> Sequence[str]: ...


class Optioned(Protocol):
    """An analysis or a page: a name, and its options."""

    NAME: str
    OPTIONS: tuple[Option, ...]


def read_options(analysis: Optioned, given: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The value of every option from the texts given for it.

    A number, a day or a word each; a tuple for an option that takes several. Raises BadParameter
    that says what would be right, also for an option that there is not.
    """
    known = [option.name for option in analysis.OPTIONS]
    for name, texts in given.items():
        if name not in known:
            expected = ", ".join(known) or "none"
            raise BadParameter(
                f"{analysis.NAME} has no option {name!r}; it has: {expected}",
                query=analysis.NAME,
                name=name,
                value=", ".join(texts),
                expected=expected,
            )
    return {
        option.name: _read(option, list(given.get(option.name, ()))) for option in analysis.OPTIONS
    }


def read_public_options(
    analysis: Optioned, given: Mapping[str, Iterable[str]], *, floor: int
) -> dict[str, Any]:
    """The same for what leaves the machine: what protects families is not below `floor`."""
    values = read_options(analysis, given)
    for option in analysis.OPTIONS:
        if option.protects and values[option.name] < floor:
            if option.name in given:
                raise _misfit(option, str(values[option.name]), f"a number of at least {floor}")
            values[option.name] = floor
    return values


def describe_option(option: Option) -> dict[str, Any]:
    """JSON Schema of the option's value."""
    types = {"whole": "integer", "number": "number"}
    schema: dict[str, Any] = {"type": types.get(option.kind, "string")}
    if option.kind == "day":
        schema["format"] = "date"
    if option.choices:
        schema["enum"] = list(option.choices)
    if option.least is not None:
        schema["minimum"] = option.least
    if option.most is not None:
        schema["maximum"] = option.most
    if option.kind == "text":
        schema |= {"minLength": 1, "maxLength": MOST_LETTERS}
    if option.pattern is not None:
        schema["pattern"] = f"^({option.pattern})$"
    if option.many:
        schema = {"type": "array", "items": schema, "maxItems": MOST_VALUES}
    if option.default not in (None, ()):
        schema["default"] = list(option.default) if option.many else option.default
    return schema


def describe_parameter(option: Option) -> dict[str, Any]:
    """The option as a parameter of OpenAPI."""
    return {
        "name": option.name,
        "in": "query",
        "description": option.meaning,
        "schema": describe_option(option),
    }


def given_options(analysis: Analysis, asked: Asked) -> dict[str, list[str]]:
    """The texts given for the options of an analysis among the parameters of a request."""
    return {
        option.name: list(asked.getlist(option.name))
        for option in analysis.OPTIONS
        if option.name in asked
    }


MOST_LETTERS = 2_000
MOST_VALUES = 200


def _read(option: Option, texts: list[str]) -> Any:
    if not texts:
        return option.default
    if option.many:
        if len(texts) > MOST_VALUES:
            raise _misfit(option, f"{len(texts)} values", f"at most {MOST_VALUES} values")
        return tuple(dict.fromkeys(_read_one(option, text) for text in texts))
    if len(texts) > 1:
        raise _misfit(option, ", ".join(texts), "one value")
    return _read_one(option, texts[0])


def _read_one(option: Option, text: str) -> Any:
    if option.kind in ("whole", "number"):
        return _read_number(option, text)
    if option.kind == "day":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _misfit(option, text, "a date such as 2027-06-30") from None
    if option.choices and text not in option.choices:
        raise _misfit(option, text, "one of " + ", ".join(option.choices))
    if not text or len(text) > MOST_LETTERS:
        raise _misfit(option, text[:80], f"1 to {MOST_LETTERS} letters")
    if option.pattern is not None and not re.fullmatch(option.pattern, text):
        raise _misfit(option, text[:80], option.written)
    return text


def _read_number(option: Option, text: str) -> float | int:
    what = "a whole number" if option.kind == "whole" else "a number"
    try:
        value: float | int = int(text) if option.kind == "whole" else float(text)
    except ValueError:
        raise _misfit(option, text, what) from None
    least = float("-inf") if option.least is None else option.least
    most = float("inf") if option.most is None else option.most
    if not least <= value <= most:
        bounds = [f"of at least {least:g}" if option.least is not None else ""]
        bounds.append(f"of at most {most:g}" if option.most is not None else "")
        raise _misfit(option, text, " ".join([what, " and ".join(filter(None, bounds))]))
    return value


def _misfit(option: Option, value: str, expected: str) -> BadParameter:
    return BadParameter(
        f"{option.name} = {value!r} does not fit: expected {expected}",
        query="",
        name=option.name,
        value=value,
        expected=expected,
    )
