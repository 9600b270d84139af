"""Names by which one request is found in the logs, here and of others (W3C Trace Context)."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

_SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,127}")
_PARENT = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_random = random.Random()


@dataclass(frozen=True)
class Trace:
    """Where a request belongs in a trace."""

    trace_id: str
    span_id: str
    """Of this request."""
    parent_id: str
    """Of the request that led to it."""
    flags: str

    @property
    def traceparent(self) -> str:
        """The header for requests that this one leads to."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def make_id() -> str:
    """A new name: 16 hexadecimal digits, not all 0. It is no secret."""
    return f"{_random.getrandbits(64) or 1:016x}"


def accept_id(sent: bytes | None) -> str:
    """The request id that was sent, if it is a plain word of 8 to 128 letters, else a new one."""
    if sent is not None and _SANE_ID.fullmatch(sent):
        return sent.decode("ascii")
    return make_id()


def accept_trace(sent: bytes | None) -> Trace | None:
    """The trace that a request belongs to; None where the header does not fit its standard.

    >>> accept_trace(b"00-" + b"1" * 32 + b"-" + b"2" * 16 + b"-01").parent_id
    '2222222222222222'
    """
    found = _PARENT.fullmatch(sent) if sent is not None else None
    if found is None:
        return None
    version, trace_id, parent_id, flags, more = found.groups()
    if version == b"ff" or (version == b"00" and more is not None):
        return None
    if not trace_id.strip(b"0") or not parent_id.strip(b"0"):
        return None
    # A later version may have flags that are not known here.
    known = flags if version == b"00" else f"{int(flags, 16) & 1:02x}".encode()
    return Trace(trace_id.decode(), make_id(), parent_id.decode(), known.decode())
