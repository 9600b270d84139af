"""What differs from engine to engine behind the same protocol."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Sent = Literal["direct", "form"]
"""As the body of a POST under its own media type, or as a form field."""

Auth = Literal["basic", "digest", "bearer"]
"""How a user and a password are shown; with `bearer` the password is the token."""

Rewrite = Callable[[dict[str, Any]], dict[str, Any]]
"""From the results JSON of an engine to what the standard says."""


@dataclass(frozen=True)
class Paths:
    """Ends of an engine's addresses: what follows from the query address by its end."""

    query: str
    update: str
    graph: str | None = None
    update_with_user: str | None = None
    graph_with_user: str | None = None


@dataclass(frozen=True)
class TimeLimit:
    """The form field by which a query's time is limited in the engine itself."""

    field: str
    unit: Literal["s", "ms"]

    def render(self, seconds: float) -> str:
        """The field's value, a whole number of the unit.

        >>> TimeLimit("timeout", "ms").render(1.5)
        '1500'
        """
        return str(max(1, round(seconds * (1000 if self.unit == "ms" else 1))))


@dataclass(frozen=True)
class EngineProfile:
    """The ways of one engine."""

    name: str
    """As the setting names it."""
    title: str
    query_sent: Sent = "form"
    update_sent: Sent = "direct"
    auth: Auth = "basic"
    """Used only where a user or a password is set."""
    paths: tuple[Paths, ...] = ()
    """Tried in order; none fits: the addresses must be set."""
    union_fields: tuple[tuple[str, str], ...] = ()
    """Form fields that make the default graph the union of all graphs, for a query without FROM."""
    union_needs: str = ""
    """What must be set in the engine so that its default graph is the union; blank: nothing."""
    time_limit: TimeLimit | None = None
    cut_headers: tuple[str, ...] = ()
    """Headers of a table that was cut at the engine's row limit; their value is the limit."""
    cuts_triples: bool = False
    """Whether CONSTRUCT and DESCRIBE are cut at that limit, too, without a header."""
    partial_headers: tuple[tuple[str, str], ...] = ()
    """Headers, with what their value holds, of an answer that was cut when time was over."""
    timeout_statuses: frozenset[int] = frozenset((408, 504))
    timeout_words: tuple[str, ...] = ()
    """Words by which a failed or broken answer tells that time was over."""
    rewrite: Rewrite | None = None
    """Where results JSON is not as the standard says."""
    values_rows: int | None = None
    """Most rows of a VALUES block that the engine bears."""
    insert_rows: int = 2_000
    """Triples of one INSERT DATA, where there is no Graph Store Protocol."""
    keeps_literals: bool = True
    """Whether every literal is stored as written, so that triples can be counted after a load."""
