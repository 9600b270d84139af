"""What a request asks: the workspace, and the parameters of coverage."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request

from graph.errors import BadParameter
from graph.parameters import MAX_HANDOFFS, CoverageParameters, Mode, UncodedServices
from service.workspace import Workspace


def only_known_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not describe: a misspelt one would go unnoticed."""
    app: FastAPI = request.app
    path = request.scope["route"].path
    described = app.openapi()["paths"][path]["get"].get("parameters", ())
    known = [parameter["name"] for parameter in described]
    for name, value in request.query_params.items():
        if name not in known:
            raise BadParameter(
                f"{path} has no parameter {name!r}; it has: {', '.join(known) or 'none'}",
                query=path,
                name=name,
                value=value,
                expected=", ".join(known),
            )


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


def _parameters(
    request: Request,
    handoffs: Annotated[
        int, Query(ge=0, le=MAX_HANDOFFS, description="Most referrals a family may be handed along")
    ] = 1,
    mode: Annotated[Mode, Query(description="Warm referrals only, or any")] = "warm",
    as_of: Annotated[
        date | None,
        Query(description="Day on which freshness is judged; default NWD_AS_OF or today"),
    ] = None,
    stale_after_days: Annotated[
        int, Query(ge=0, le=36_500, description="Age past which a dated fact is unknown; 0 never")
    ] = 365,
    uncoded_services: Annotated[
        UncodedServices, Query(description="Whether a service without coded needs may meet any")
    ] = "unknown",
) -> CoverageParameters:
    day = as_of or _workspace(request).settings.day()
    return CoverageParameters(handoffs, mode, day, stale_after_days, uncoded_services)


AskedWorkspace = Annotated[Workspace, Depends(_workspace)]
AskedParameters = Annotated[CoverageParameters, Depends(_parameters)]
