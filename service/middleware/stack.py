"""Which middlewares an application has, in their order."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from service.keys import KeyStore
from service.metrics import Metrics
from service.middleware.bodies import BodyLimit
from service.middleware.gate import Gate
from service.middleware.observing import Observing
from service.middleware.rate import FAILED_KEYS, RateLimiter
from service.responding import HeadLikeGet, SecurityHeaders
from service.settings import Settings

TOLD = ("ETag", "Link", "Nwd-Default-Graph", "Nwd-Generation", "Nwd-Truncated-At", "Retry-After")
"""Headers of answers that pages of other origins may read, beside those that they always may."""
SENT = ("Authorization", "If-None-Match", "Traceparent", "X-API-Key", "X-Request-Id")
"""Headers that such pages may send."""


def install(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Put the middlewares around an application, and what they share in its state.

    From the outside in: security headers; name, log and numbers of the request; HEAD; other
    origins; address, key and rate; body. What was added before is inside of them all, so it is
    only reached by requests that are let in.
    """
    failures = RateLimiter(FAILED_KEYS)
    app.state.metrics = metrics
    app.state.failures = failures
    app.add_middleware(BodyLimit, megabytes=settings.body_limit_mb)
    app.add_middleware(Gate, settings=settings, keys=KeyStore(settings.data_dir), failures=failures)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST", "QUERY"),
            allow_headers=SENT,
            expose_headers=(*TOLD, "X-Request-Id"),
        )
    app.add_middleware(HeadLikeGet)
    app.add_middleware(Observing, metrics=metrics)
    app.add_middleware(SecurityHeaders)
