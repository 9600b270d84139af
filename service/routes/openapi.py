"""`/openapi.json`: the description of the service, with the values that the loaded data allow."""

from __future__ import annotations

import json

from fastapi import APIRouter, FastAPI, Request, Response

from service.answering import GENERATION
from service.documents import Document, make_document, send_document
from service.openapi import describe
from service.workers.pool import Workers

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def read_description(request: Request) -> Response:
    """The OpenAPI 3.1 document; made anew when a new generation is served."""
    generation, document = await _described(request.app)
    headers = {} if generation is None else {GENERATION: str(generation)}
    return send_document(request, document, headers)


async def _described(app: FastAPI) -> tuple[int | None, Document]:
    """The number of the generation whose values are in the document, and the document."""
    workers: Workers = app.state.workers
    kept: tuple[int | None, Document] | None = getattr(app.state, "described", None)
    if kept is None or kept[0] != workers.published.number:
        reply = await workers.run("openapi_values", {})
        values = json.loads(reply.body)
        kept = (reply.generation, make_document(describe(app, values)))
        app.state.described = kept
    return kept
