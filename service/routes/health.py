"""`/healthz`, `/readyz` and `/metrics`: for what keeps the service running."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from graph.errors import KnowledgeGraphError
from service.metrics import MEDIA_TYPE, Metrics
from service.problems import answer_problem, responses
from service.published import Published
from service.workers.pool import Workers

router = APIRouter(tags=["operations"])

PING_SECONDS = 5.0
"""Longest that a worker may take to answer that it is there."""
_NUMBERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Numbers in the text format of Prometheus",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


class Health(BaseModel):
    """What is served."""

    status: str = Field(description="`ok`")
    generation: int | None = Field(None, description="Its number; null while nothing is served")
    triples: int | None = Field(None, description="Triples in it, over all graphs")


@router.get("/healthz")
async def read_health(request: Request) -> Health:
    """That the process is alive, and the generation it serves; never waits for the data."""
    published: Published = request.app.state.published
    return _describe(published)


@router.get("/readyz", response_model=Health, responses=responses(503))
async def read_readiness(request: Request) -> Health | Response:
    """That queries can be answered: there is data, and a worker reads it; else 503 says why not."""
    workers: Workers = request.app.state.workers
    try:
        await workers.run("ping", {}, timeout=PING_SECONDS)
    except KnowledgeGraphError as error:
        return answer_problem(request, 503, "NotReady", str(error))
    return _describe(workers.published)


@router.get("/metrics", response_class=Response, responses=_NUMBERS)
def read_metrics(request: Request) -> Response:
    """Requests, times, workers, kept answers and the generation, for Prometheus."""
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.render(), media_type=MEDIA_TYPE)


def _describe(published: Published) -> Health:
    # Asked so that a newer generation is looked for, though it is not waited for.
    if published.number is None or published.served is None:
        return Health(status="ok")
    generation = published.served.generation
    return Health(status="ok", generation=generation.number, triples=generation.triples)
