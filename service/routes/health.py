"""`/healthz`: whether the service can read its store."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from service.asked import AskedWorkspace

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The generation being served."""

    status: str = Field(description="`ok`")
    generation: int
    triples: int


@router.get("/healthz")
def read_health(workspace: AskedWorkspace) -> Health:
    """The published generation; 503 while nothing is loaded."""
    generation = workspace.snapshot().generation
    return Health(status="ok", generation=generation.number, triples=generation.triples)
