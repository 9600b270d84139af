"""Answering a request with a problem before it reaches its route."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from graph.errors import KnowledgeGraphError
from service.problems import answer_error, answer_problem

CLOSE = {"Connection": "close"}


async def refuse(scope: Scope, receive: Receive, send: Send, error: KnowledgeGraphError) -> None:
    """Answer with the problem that a known error is."""
    await answer_error(Request(scope), error)(scope, receive, send)


async def refuse_with(
    scope: Scope, receive: Receive, send: Send, status: int, title: str, detail: str
) -> None:
    """Answer with a problem of this status, and end the connection."""
    response = answer_problem(Request(scope), status, title, detail, CLOSE)
    await response(scope, receive, send)
