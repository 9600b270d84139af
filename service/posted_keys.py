"""Keys that a page's form sends: the same rights and refusals as for a key in a header.

A form has no other way to say who asks: nothing is kept in the browser. The key is a field of the
body, so it is in no address and in no log.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from service.access import require_scope
from service.audit import record_refusal
from service.errors import KeyRefused, ScopeRefused
from service.keys import Key, KeyScope, KeyStore
from service.middleware.rate import RateLimiter, too_many_failures
from service.middleware.scopes import address_of, group_of


async def admit(request: Request, token: str, scope: KeyScope) -> Key:
    """The key of a form, which has this scope and is for every source.

    Raises KeyRefused, ScopeRefused (also where the service only reads), or RateExceeded for whom
    was refused too often; refusals are in the audit log.
    """
    check_origin(request)
    request.state.key = _find(request, token.strip()) if token.strip() else None
    key = await require_scope(scope)(request)
    if key.scope != "admin" and key.sources:
        record_refusal(request, key)
        raise ScopeRefused(
            "this key is for some sources only, and this is about all of them", needed=scope
        )
    return key


def check_origin(request: Request) -> None:
    """Raise ScopeRefused where a page of another site sent the form.

    Browsers say which site a form comes from; where one does not, its origin tells.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        origin = request.headers.get("origin")
        is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host", "")
    if not is_own:
        record_refusal(request, None)
        raise ScopeRefused("a form of another site is not taken", needed="edit")


def _find(request: Request, token: str) -> Key:
    """The key that was sent. Keys of whom sent too many wrong ones are not looked at."""
    failures: RateLimiter = request.app.state.failures
    client = group_of(address_of(request.scope))
    if wait := failures.look(client):
        raise too_many_failures(wait)
    key = KeyStore(request.app.state.workspace.settings.data_dir).find(token)
    if key is None:
        failures.take(client)
        record_refusal(request, None)
        raise KeyRefused("that key is not known, or was revoked")
    return key
