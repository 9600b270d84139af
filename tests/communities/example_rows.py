"""Short ways to write the rows of hand-made communities, and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Cell = dict[str, object]
"""Some keys of a cell as SEMANTICS 11 gives it."""
Made = tuple[str, dict[str, str]]
"""(table, row)."""

AS_OF = "2026-06-30"
STALE = "2025-06-29"
"""366 days before `AS_OF`."""
ON_THE_LIMIT = "2025-06-30"
FUTURE = "2026-12-24"


@dataclass(frozen=True)
class Example:
    """One sentence of SEMANTICS and the smallest community that shows it."""

    rule: str
    rows: tuple[Made, ...]
    cell: Mapping[str, Any] = field(default_factory=dict)
    """Expected in the only cell."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """Parameters other than handoffs 1, mode warm, stale after 365 days."""
    second: tuple[Made, ...] = ()
    """Rows of a second source, `b`."""
    result: Mapping[str, Any] = field(default_factory=dict)
    """Expected beside the cells."""
    cells: tuple[tuple[str, ...], ...] = ()
    """Expected (touchpoint, need, segment, place) of all the cells, in any order."""

    @property
    def sources(self) -> dict[str, dict[str, list[dict[str, str]]]]:
        """The tables of each source, rows in the order given."""
        found = {"a": _tables(self.rows)}
        return found | {"b": _tables(self.second)} if self.second else found


def _tables(rows: tuple[Made, ...]) -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    return tables


def _named(table: str, identifier: str, cells: dict[str, str]) -> Made:
    return table, {"id": identifier, "name": f"Name of {identifier}", **cells}


def place(identifier: str, **cells: str) -> Made:
    return _named("places", identifier, cells)


def segment(identifier: str) -> Made:
    return _named("segments", identifier, {})


def need(identifier: str, **cells: str) -> Made:
    return _named("needs", identifier, cells)


def partner(identifier: str) -> Made:
    return _named("partners", identifier, {})


def site(identifier: str, **cells: str) -> Made:
    return _named("sites", identifier, cells)


def service(identifier: str = "S", *, of: str = "P", **cells: str) -> Made:
    """A service for food, for all families, unless the cells say otherwise."""
    return _named(
        "services", identifier, {"partner": of, "needs": "food", "segments": "all"} | cells
    )


def touchpoint(identifier: str = "T", **cells: str) -> Made:
    """A touchpoint of infancy that requires food, unless the cells say otherwise."""
    usual = {"life_stage": "infant", "required_needs": "food"}
    return _named("touchpoints", identifier, usual | cells)


def door(at: str, *, of: str = "T", **cells: str) -> Made:
    return "doors", {"touchpoint": of, "at": at, **cells}


def referral(sender: str, receiver: str, mode: str = "warm", **cells: str) -> Made:
    """A referral without an id of its own, warm unless another mode is given."""
    return "referrals", {"id": "", "from": sender, "to": receiver, "mode": mode, **cells}


def complete(subject: str, value: str = "complete", **cells: str) -> Made:
    row = {"subject": subject, "topic": "referrals", "value": value, **cells}
    return "completeness", row


def requirement(**cells: str) -> Made:
    return "requirements", {"touchpoint": "T", "need": "food", **cells}


COVERED: Cell = {"any_door": "covered", "every_door": "covered", "gap_type": None, "verify": []}


def gap(rung: str) -> Cell:
    return {"any_door": "gap", "every_door": "gap", "gap_type": rung, "route": None}


def unknown(fact: str, subject: str, about: str | None, *, ask: str = "P") -> Cell:
    """Unknown for one fact alone."""
    verify = to_verify(fact, subject, about, ask=ask)
    return {"any_door": "unknown", "every_door": "unknown", "verify": verify}


def route(*nodes: str) -> Cell:
    return {"any_door": "covered", "route": list(nodes), "handoffs": len(nodes) - 1}


def maybe(*nodes: str, verify: list[Cell]) -> Cell:
    return {"any_door": "unknown", "possible_route": list(nodes), "verify": verify}


def to_verify(fact: str, subject: str, about: str | None, *, ask: str) -> list[Cell]:
    """The expected `verify` of a cell that relies on one unknown fact."""
    return [{"fact": fact, "subject": subject, "object": about, "with": ask}]


AT_P = (partner("P"), door("P"))
"""P is the door of T."""
START = (*AT_P, partner("Q"), touchpoint())
