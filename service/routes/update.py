"""`/update`: updates by the SPARQL 1.1 Protocol, for holders of a key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from service.access import Key, require_scope
from service.errors import ScopeRefused
from service.protocol.openapi import DONE, UPDATE_BODY, UPDATE_PARAMETERS
from service.protocol.operations import parse_update
from service.protocol.recording import answer_write, record
from service.protocol.requests import parse_sent, request_address

router = APIRouter(tags=["writing"])


@router.post(
    "/update",
    status_code=204,
    response_model=None,
    responses=DONE,
    openapi_extra={"parameters": UPDATE_PARAMETERS, "requestBody": UPDATE_BODY},
)
async def update(request: Request, key: Annotated[Key, Depends(require_scope("edit"))]) -> Response:
    """Change the data by a SPARQL update: all of its operations, or none.

    It needs a key of scope edit that is for every source, and a service started with --writable.
    The graphs of the ontology, of provenance, of decisions and of findings take scope admin.
    """
    if key.scope != "admin" and key.sources:
        await record(request, key, action="update", target="/update", outcome="ScopeRefused")
        raise ScopeRefused(
            "this key is for some sources only: write to their graphs by /rdf-graph-store",
            needed="edit",
        )
    asked = await parse_sent(request, parse_update)
    arguments = {
        "text": asked.text,
        "base": request_address(request),
        "all_graphs": key.scope == "admin",
        "using_graphs": asked.using_graphs,
        "using_named_graphs": asked.using_named_graphs,
    }
    return await answer_write(request, key, "update", arguments, action="update", target="/update")
