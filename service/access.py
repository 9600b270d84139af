"""Who asks, and whether they may: what routes depend on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from service.audit import record_refusal
from service.errors import KeyRefused, ScopeRefused
from service.keys import Key, KeyScope, allows, may_write_source
from service.middleware.rate import RateLimiter, too_many_failures
from service.middleware.scopes import address_of, group_of
from service.settings import Settings

__all__ = ["AskedKey", "Key", "may_write_source", "require_scope", "require_source"]


def _asked_key(request: Request) -> Key | None:
    """The key that was sent, already checked; None where none was."""
    key: Key | None = getattr(request.state, "key", None)
    return key


async def _read_key(request: Request) -> Key | None:
    return _asked_key(request)


AskedKey = Annotated[Key | None, Depends(_read_key)]


def require_scope(
    scope: KeyScope, *, source: str | None = None
) -> Callable[[Request], Awaitable[Key]]:
    """A dependency that gives the key of the request, which has this scope.

    With `source`, it may also write to that source. Scopes above `read` are only to be had where
    the service was started writable. Raises KeyRefused where no key was sent, else ScopeRefused;
    refusals of writes are in the audit log, and RateExceeded follows on too many of them.
    """

    async def checked(request: Request) -> Key:
        try:
            return _check(request, scope, source)
        except (KeyRefused, ScopeRefused):
            if scope != "read":
                _tell_refusal(request)
            raise

    return checked


def require_source(request: Request, key: Key, source: str) -> None:
    """Raise ScopeRefused, and say so in the audit log, where a key may not write to a source."""
    if not may_write_source(key, source):
        _tell_refusal(request)
        raise _no_such_right(source)


def _tell_refusal(request: Request) -> None:
    failures: RateLimiter = request.app.state.failures
    if wait := failures.take(group_of(address_of(request.scope))):
        raise too_many_failures(wait)
    record_refusal(request, _asked_key(request))


def _check(request: Request, scope: KeyScope, source: str | None) -> Key:
    settings: Settings = request.app.state.workspace.settings
    if scope != "read" and not settings.writable:
        raise ScopeRefused(
            "this service only reads; whoever runs it may start it with --writable", needed=scope
        )
    key = _asked_key(request)
    if key is None:
        raise KeyRefused(f"send a key of scope {scope}: Authorization: Bearer KEY")
    if not allows(key, scope):
        raise ScopeRefused(f"this key is of scope {key.scope}; {scope} is needed", needed=scope)
    if source is not None and not may_write_source(key, source):
        raise _no_such_right(source)
    return key


def _no_such_right(source: str) -> ScopeRefused:
    return ScopeRefused(f"this key may not write to the source {source!r}", needed="edit")
