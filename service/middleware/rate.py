"""How often a client may ask."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from service.errors import RateExceeded
from service.middleware.scopes import is_loopback
from service.settings import Settings

DEFAULT_RATE = 1200
"""Requests a minute where nothing is set and others than this machine can ask."""
FAILED_KEYS = 20
"""Refusals for want of a right key, a minute."""
MOST_CLIENTS = 100_000
MINUTE = 60.0
_SLACK = 1e-6


class RateLimiter:
    """A token bucket for each client, with room for one minute.

    Kept as one number a client, the moment at which its bucket is full again (the generic cell
    rate algorithm). Clients that asked longest ago are forgotten when there are too many.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        clients: int = MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gap = MINUTE / per_minute
        self._clients = clients
        self._clock = clock
        self._full: OrderedDict[str, float] = OrderedDict()

    def take(self, client: str) -> int:
        """Count one request: 0 where it is allowed, else the seconds to wait before the next."""
        now = self._clock()
        full = max(self._full.get(client, now), now) + self._gap
        wait = full - now - MINUTE
        if wait > _SLACK:
            return math.ceil(wait)
        self._full[client] = full
        self._full.move_to_end(client)
        if len(self._full) > self._clients:
            self._full.popitem(last=False)
        return 0

    def look(self, client: str) -> int:
        """What `take` would say, without counting."""
        now = self._clock()
        wait = max(self._full.get(client, now), now) + self._gap - now - MINUTE
        return math.ceil(wait) if wait > _SLACK else 0


def asked_rate(settings: Settings) -> int:
    """Requests a minute that one client may make; 0 is no limit."""
    if settings.rate_limit is not None:
        return settings.rate_limit
    return 0 if is_loopback(settings.host) else DEFAULT_RATE


def too_many_failures(wait: int) -> RateExceeded:
    """The error for a client that was refused too often."""
    return RateExceeded(f"refused too often: ask again in {wait} s", retry_after=wait)
