"""How much is fetched at most, and how long is waited."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one download; what meets one of them ends in an error that names it."""

    page_mib: float = 64
    """Of one answer, after decompression."""
    total_mib: float = 2048
    """Of all answers together."""
    pages: int = 20_000
    """Of one list."""
    items: int = 1_000_000
    """Of one list."""
    tries: int = 5
    """How often a request is made before it is given up."""
    wait: float = 1.0
    """Seconds before the second try, doubled before each later one."""
    longest_wait: float = 120.0
    """Seconds; an API that asks for a longer pause is left alone."""
    silence: float = 30.0
    """Seconds without a byte after which a try is given up."""
    page_seconds: float = 180.0
    """Seconds that one answer may take as a whole."""
    redirects: int = 5
    page_size: int = 100
    """Items that are asked for on one page."""
