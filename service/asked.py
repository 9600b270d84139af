"""What a request asks: the parameters that its route has, and those of coverage."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from graph.errors import BadParameter
from graph.parameters import MAX_HANDOFFS, Mode, UncodedServices

MOST_DAYS = 36_500


def only_known_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not describe: a misspelt one would go unnoticed."""
    path = request.scope["route"].path
    described = request.app.openapi()["paths"][path][request.method.lower()]
    known = [each for each in described.get("parameters", ()) if each["in"] == "query"]
    several = [each["name"] for each in known if each["schema"].get("type") == "array"]
    check_parameters(request, [each["name"] for each in known], path=path, several=several)


def check_parameters(
    request: Request, known: Iterable[str], *, path: str, several: Collection[str] = ()
) -> None:
    """Raise BadParameter for a parameter that is not known, or sent twice; `several` may be."""
    names = list(known)
    for name, value in request.query_params.items():
        if name not in names:
            raise BadParameter(
                f"{path} has no parameter {name!r}; it has: {', '.join(names) or 'none'}",
                query=path,
                name=name,
                value=value,
                expected=", ".join(names),
            )
        if name not in several and len(request.query_params.getlist(name)) > 1:
            raise BadParameter(
                f"{path} takes one {name}", query=path, name=name, value=value, expected="one value"
            )


def as_written(pattern: str, expected: str) -> BeforeValidator:
    """Refuses other ways to write a value, which its description does not allow either."""
    allowed = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str) and not allowed.fullmatch(value):
            raise ValueError(f"expected {expected}")
        return value

    return BeforeValidator(check)


WHOLE = as_written(r"[0-9]{1,9}", "a whole number")
_Day = as_written(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-07-01")


def _parameters(
    handoffs: Annotated[
        int,
        Query(ge=0, le=MAX_HANDOFFS, description="Most referrals a family may be handed along"),
        WHOLE,
    ] = 1,
    mode: Annotated[Mode, Query(description="Warm referrals only, or any")] = "warm",
    as_of: Annotated[
        date | None,
        _Day,
        WithJsonSchema({"type": "string", "format": "date"}),
        Query(description="Day on which freshness is judged; default NWD_AS_OF or today"),
    ] = None,
    stale_after_days: Annotated[
        int,
        Query(ge=0, le=MOST_DAYS, description="Age past which a dated fact is unknown; 0 never"),
        WHOLE,
    ] = 365,
    uncoded_services: Annotated[
        UncodedServices, Query(description="Whether a service without coded needs may meet any")
    ] = "unknown",
) -> dict[str, Any]:
    return {
        "handoffs": handoffs,
        "mode": mode,
        "as_of": as_of.isoformat() if as_of else None,
        "stale_after_days": stale_after_days,
        "uncoded_services": uncoded_services,
    }


def read_whole(value: object) -> object:
    """JSON knows one kind of number: 278.0 is whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WholeNumber = Annotated[int, BeforeValidator(read_whole)]


class CoverageBody(BaseModel):
    """The parameters of coverage in a body."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    handoffs: WholeNumber = Field(
        1, ge=0, le=MAX_HANDOFFS, description="Most referrals a family may be handed along"
    )
    mode: Mode = Field("warm", description="Warm referrals only, or any")
    as_of: date | None = Field(
        None, description="Day on which freshness is judged; default NWD_AS_OF or today"
    )
    stale_after_days: WholeNumber = Field(
        365, ge=0, le=MOST_DAYS, description="Age past which a dated fact is unknown; 0 never"
    )
    uncoded_services: UncodedServices = Field(
        "unknown", description="Whether a service without coded needs may meet any"
    )

    def parameters(self) -> dict[str, Any]:
        """As JSON values, those of a route with the same parameters in its address."""
        return {
            name: value
            for name, value in self.model_dump(mode="json").items()
            if name in CoverageBody.model_fields
        }


AskedParameters = Annotated[dict[str, Any], Depends(_parameters)]
"""The parameters of coverage as JSON values; `as_of` is None where none was sent."""
