"""Writes over HTTP, each with its line in the audit log, whatever came of it."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Request, Response

from graph.errors import KnowledgeGraphError
from service.access import Key
from service.answering import GENERATION, answer
from service.audit import record_write


async def answer_write(
    request: Request, key: Key, job: str, arguments: dict[str, Any], *, action: str, target: str
) -> Response:
    """The answer of a job that writes; recorded as `done`, or with the kind of the error."""
    try:
        response = await answer(request, job, {**arguments, "by": key.name})
    except KnowledgeGraphError as error:
        await record(request, key, action=action, target=target, outcome=type(error).__name__)
        raise
    outcome = "done" if response.status_code < 300 else f"status {response.status_code}"
    generation = response.headers.get(GENERATION)
    number = int(generation) if generation else None
    await record(request, key, action=action, target=target, outcome=outcome, generation=number)
    return response


async def record(
    request: Request,
    key: Key,
    *,
    action: str,
    target: str,
    outcome: str,
    generation: int | None = None,
) -> None:
    """Append a line to the audit log; it is on disk when this returns."""
    await asyncio.to_thread(
        record_write,
        request,
        key,
        action=action,
        target=target,
        outcome=outcome,
        generation=generation,
    )
