"""`/openapi.json`: the description of the service, with the values that the loaded data allow."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request, Response

from service.answering import GENERATION
from service.documents import Document, make_document, send_document
from service.openapi import describe
from service.workers.pool import Workers

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Described:
    version: str | None
    """Of the data whose values are in the document; None while nothing is loaded."""
    generation: int | None
    document: Document


@router.get("/openapi.json")
async def read_description(request: Request) -> Response:
    """The OpenAPI 3.1 document; made anew when other data are served."""
    described = await _describe(request.app)
    number = described.generation
    headers = {} if number is None else {GENERATION: str(number)}
    return send_document(request, described.document, headers)


async def _describe(app: FastAPI) -> _Described:
    workers: Workers = app.state.workers
    served = await workers.published.get()
    version = served.version if served else None
    kept: _Described | None = getattr(app.state, "described", None)
    if kept is None or kept.version != version:
        reply = await workers.run("openapi_values", {})
        document = make_document(describe(app, json.loads(reply.body)))
        kept = _Described(version, reply.generation, document)
        app.state.described = kept
    return kept
