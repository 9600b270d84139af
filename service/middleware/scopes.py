"""What a request's ASGI scope tells: its route, and who its client is."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from starlette.types import Scope

UNKNOWN = "unknown"
"""Name of the route of a request that fits none, so that there are not more names than routes."""
LONGEST_ADDRESS = 64_000
"""Bytes of path and query string together; the parser of HTTP ends at 65,535."""
OPEN_PATHS = frozenset({"/healthz", "/readyz"})
"""Asked by what keeps the service running: without a key, as often as it likes."""
_METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY", "TRACE", "CONNECT"}
)


def template_of(scope: Scope) -> str:
    """The path of the route that answered, with the names of its parameters in their places."""
    route: Any = scope.get("route")
    path = getattr(route, "path", None)
    if isinstance(path, str) and path:
        return path
    return UNKNOWN


def method_of(scope: Scope) -> str:
    """The method, where it is one that is known; a client may send any word."""
    method: str = scope["method"]
    return method if method in _METHODS else "other"


def address_of(scope: Scope) -> str:
    """The client's address; empty where the server does not know it."""
    client = scope.get("client")
    return client[0] if client and client[0] else ""


@lru_cache(maxsize=4096)
def group_of(address: str) -> str:
    """The address that stands for all that one client is likely to have: of IPv6 its /64.

    >>> group_of("203.0.113.7"), group_of("2001:db8:1:2:3:4:5:6"), group_of("::ffff:203.0.113.7")
    ('203.0.113.7', '2001:db8:1:2::', '203.0.113.7')
    """
    if ":" not in address:
        return address
    try:
        full = IPv6Address(address)
    except ValueError:
        return address
    if full.ipv4_mapped:
        return str(full.ipv4_mapped)
    return str(IPv6Address(int(full) >> 64 << 64))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on that address.

    >>> is_loopback("localhost"), is_loopback("127.0.0.9"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
