"""Outermost: names each request, counts it, logs it in one line, and answers faults."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import log_event, log_fault
from service.metrics import Metrics
from service.middleware.scopes import address_of, method_of, template_of
from service.middleware.tracing import Trace, accept_id, accept_trace
from service.problems import answer_fault

access_log = logging.getLogger("nwd.access")
fault_log = logging.getLogger("nwd.fault")
GONE = 499
"""Status in logs and numbers of a request that got no answer, since its client had gone."""


class Observing:
    """Sets `request_id`, `trace_id` and `trace` in the request's state; sends X-Request-Id.

    A line holds the route's template, never the path and its values; of SPARQL a hash of the query,
    where the route put one in the state as `query_hash`.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        state: dict[str, Any] = scope.setdefault("state", {})
        _name(scope, state)
        given_id = (b"x-request-id", state["request_id"].encode())
        status, sent = GONE, 0

        async def observed(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), given_id]
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, observed)
        except Exception as error:  # noqa: BLE001 - the outermost frame
            log_fault(fault_log, error, {"id": state["request_id"], "route": template_of(scope)})
            if status == GONE:
                await answer_fault(Request(scope))(scope, receive, observed)
        finally:
            self._tell(scope, state, status, sent, perf_counter() - began)

    def _tell(
        self, scope: Scope, state: dict[str, Any], status: int, sent: int, seconds: float
    ) -> None:
        route = template_of(scope)
        method = method_of(scope)
        self._metrics.count_request(route, method, status, seconds)
        if not access_log.isEnabledFor(logging.INFO):
            return
        trace: Trace | None = state.get("trace")
        key = state.get("key")
        fields = {
            "id": state["request_id"],
            "trace": trace.trace_id if trace else None,
            "span": trace.span_id if trace else None,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "bytes": sent,
            "client": address_of(scope),
            "key": key.name if key else None,
            "query": state.get("query_hash"),
        }
        log_event(access_log, logging.INFO, "request", fields)


def _name(scope: Scope, state: dict[str, Any]) -> None:
    sent_id = parent = None
    parents = 0
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            sent_id = value
        elif name == b"traceparent":
            parent, parents = value, parents + 1
    state["request_id"] = accept_id(sent_id)
    # Two of them contradict each other.
    trace = accept_trace(parent) if parents == 1 else None
    state["trace"] = trace
    state["trace_id"] = trace.trace_id if trace else None
