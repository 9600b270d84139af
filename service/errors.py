"""What the service cannot do for a client, beside the errors of `graph.errors`.

KnowledgeGraphError
└── ServiceError
    ├── Overloaded         more is asked at once than can be done (retry_after)
    ├── RateExceeded       one client asks too much (retry_after)
    ├── KeyRefused         no key, or none that is known
    ├── ScopeRefused       the key does not give that right (needed)
    ├── PageGone           the row that a page begins after is no longer there
    ├── UnsupportedMedia   a request is in a media type that is not understood (understood)
    ├── ContentTooLarge    a request is too large (limit)
    └── WorkerLost         a process that was answering is gone
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import KnowledgeGraphError


class ServiceError(KnowledgeGraphError):
    """Base of what the service cannot do for a client."""


class Overloaded(ServiceError):
    """More is asked at once than can be done; ask again after a while."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class RateExceeded(ServiceError):
    """One client asks more often than it may."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class KeyRefused(ServiceError):
    """A key is needed, and none was sent, or none that is known."""


class ScopeRefused(ServiceError):
    """The key that was sent does not give the right that is needed."""

    def __init__(self, message: str, *, needed: str) -> None:
        self.needed = needed
        super().__init__(message)


class PageGone(ServiceError):
    """The row that a page begins after is no longer in the answer."""


class UnsupportedMedia(ServiceError):
    """A request is in a media type that is not understood."""

    def __init__(self, sought: str, understood: Sequence[str]) -> None:
        self.sought, self.understood = sought, tuple(understood)
        super().__init__(f"{sought or 'no media type'}: send {' or '.join(understood)}")


class ContentTooLarge(ServiceError):
    """A request is larger than is accepted."""

    def __init__(self, message: str, *, limit: int) -> None:
        self.limit = limit
        super().__init__(message)


class WorkerLost(ServiceError):
    """A process that was answering is gone, for no reason of the client's."""
