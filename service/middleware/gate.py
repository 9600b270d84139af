"""What a request must be before anything is done for it: short, of a known key, and not too often.

The address and the headers are looked at here, the body in `service.middleware.bodies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import KnowledgeGraphError
from service.audit import record_refusal
from service.errors import KeyRefused, RateExceeded
from service.keys import Key, KeyStore
from service.middleware.rate import RateLimiter, asked_rate, too_many_failures
from service.middleware.refusing import refuse, refuse_with
from service.middleware.scopes import LONGEST_ADDRESS, OPEN_PATHS, UNKNOWN, address_of, group_of
from service.settings import Settings

MOST_PARAMETERS = 1000
READING = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_BEARER = b"bearer "


class Gate:
    """Puts the key of a request in its state as `key` (None without one), or answers a problem."""

    def __init__(
        self, app: ASGIApp, *, settings: Settings, keys: KeyStore, failures: RateLimiter
    ) -> None:
        self.app = app
        self._keys = keys
        self._failures = failures
        self._needs_key = settings.require_key
        self._rate = asked_rate(settings)
        self._limiter = RateLimiter(self._rate) if self._rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS:
            await self.app(scope, receive, send)
            return
        query: bytes = scope["query_string"]
        if len(query) + len(scope["path"]) > LONGEST_ADDRESS:
            detail = f"the address is longer than {LONGEST_ADDRESS:,} bytes; send a form"
            await refuse_with(scope, receive, send, 414, "AddressTooLong", detail)
            return
        if query.count(b"&") >= MOST_PARAMETERS:
            detail = f"there are more than {MOST_PARAMETERS:,} parameters"
            await refuse_with(scope, receive, send, 400, "TooManyParameters", detail)
            return
        try:
            self._admit(scope)
        except KnowledgeGraphError as error:
            await refuse(scope, receive, send, error)
            return
        await self.app(scope, receive, send)

    def _admit(self, scope: Scope) -> None:
        """Set the key; raises KeyRefused, RateExceeded, or StoreError on a damaged file of keys."""
        key = None
        if sent := set(_sent_keys(scope)):
            key = self._check(scope, sent)
        elif self._needs_key:
            raise KeyRefused("every request needs a key here: Authorization: Bearer KEY")
        scope.setdefault("state", {})["key"] = key
        if self._limiter is None:
            return
        wait = self._limiter.take(f"key {key.name}" if key else group_of(address_of(scope)))
        if wait:
            raise RateExceeded(
                f"more than {self._rate:,} requests a minute: ask again in {wait} s",
                retry_after=wait,
            )

    def _check(self, scope: Scope, sent: set[bytes]) -> Key:
        """The key that was sent. Keys of whom sent too many wrong ones are not looked at."""
        client = group_of(address_of(scope))
        if wait := self._failures.look(client):
            raise too_many_failures(wait)
        key = self._keys.find(sent.pop().decode("latin-1")) if len(sent) == 1 else None
        if key is not None:
            return key
        self._failures.take(client)
        if scope["method"] not in READING:
            record_refusal(Request(scope), None, target=_name(scope))
        raise KeyRefused("that key is not known, or was revoked")


def _sent_keys(scope: Scope) -> Iterator[bytes]:
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            yield value.strip()
        elif name == b"authorization" and value[: len(_BEARER)].lower() == _BEARER:
            yield value[len(_BEARER) :].strip()


def _name(scope: Scope) -> str:
    """How the paths of routes begin where this was sent; the route itself is not known yet."""
    app: FastAPI = scope["app"]
    sent = _beginning(scope["path"])
    return sent if sent in map(_beginning, _paths(app.routes)) else UNKNOWN


def _paths(routes: Iterable[object]) -> Iterator[str]:
    for route in routes:
        path = getattr(route, "path", None)
        if path:
            yield path
        # Releases of FastAPI differ in whether routers that are included stay routers.
        yield from _paths(getattr(getattr(route, "original_router", None), "routes", ()))


def _beginning(path: str) -> str:
    return "/" + path.split("/")[1]
