"""Random choices for the generator of communities, and the tables they fill.

Every community draws how often each thing happens in it, so that some are all known and some full
of holes: a chance that were the same in all would leave most outcomes too rare to test.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

Tables = dict[str, list[dict[str, str]]]

CHANCES = (0.0, 0.0, 0.15, 0.5, 0.85)
SELDOM = (0.0, 0.0, 0.0, 0.1, 0.4)
FEW = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5)

MOODS = {
    "service status": (0.0, 0.0, 0.15, 0.4),
    "restates": (0.0, 0.6),
    "referral status": (0.0, 0.0, 0.15, 0.4),
    "door status": SELDOM,
    "service date stale": (0.0, 0.0, 0.1, 0.5),
    "referral date stale": (0.0, 0.0, 0.1, 0.5),
    "unknown life stage": (0.0, 0.0, 0.3),
    "from age": SELDOM,
    "to age": SELDOM,
    "needs by life stage": FEW,
    "no weight": FEW,
    "service needs": (0.5, 0.85, 0.85, 1.0),
    "referral needs": SELDOM,
    "referral segments": (0.0, 0.0, 0.2, 0.5),
    "second source": (0.45,),
    "apart": (0.0, 0.9),
    "mode": (0.0, 0.3, 0.85),
    "service places": (0.5, 0.85, 0.95),
    "service segments": (0.2, 0.5, 0.85, 1.0),
    "door places": SELDOM,
    "service door": (0.2, 0.5, 0.9),
    "touchpoint sends": SELDOM,
    "required place": (0.0, 0.5, 1.0),
    "part_of": (0.5, 0.85),
    "broader": (0.5, 0.85),
}
"""How the chance of a thing is drawn; `CHANCES` for those not named."""

SKIPPED = {
    "_write_place": 0.4,
    "_write_segment": 0.4,
    "_write_referral": 0.15,
    "_write_requirement": 0.4,
    "_write_door": 0.05,
    "_write_completeness": 0.3,
}
"""How often a table is left empty."""


@dataclass
class Draws:
    """The tables of one source as they are drawn."""

    rng: random.Random
    source: str
    prefix: str
    base: Draws | None = None
    """The other source, which this one may refer to."""
    tables: Tables = field(default_factory=dict)
    _chances: dict[str, float] = field(default_factory=dict)
    _keys: set[tuple[str, ...]] = field(default_factory=set)
    _ids: int = 0

    def likely(self, name: str) -> bool:
        """Whether a thing happens this time, at this community's chance for it."""
        if name not in self._chances:
            self._chances[name] = self.rng.choice(MOODS.get(name, CHANCES))
        return self.rng.random() < self._chances[name]

    def skips(self, writer: str) -> bool:
        return self.rng.random() < SKIPPED.get(writer, 0.0)

    def new_id(self, letter: str) -> str:
        self._ids += 1
        return f"{self.prefix}{letter}{self._ids}"

    def add(self, table: str, **cells: str) -> None:
        self.tables.setdefault(table, []).append(cells)

    def add_named(self, table: str, letter: str, **cells: str | None) -> None:
        """A row with a new id; none where a required reference has nothing to refer to."""
        given = {column: cell for column, cell in cells.items() if cell is not None}
        if len(given) == len(cells):
            identifier = self.new_id(letter)
            self.add(table, id=identifier, name=identifier.upper(), **given)

    def is_new(self, table: str, *key: str, anywhere: bool = False) -> bool:
        """Whether the key is not yet taken in this source (or the other), and takes it."""
        if anywhere and self.base is not None:
            prefix = self.base.source + ":"
            if (table, *(part.removeprefix(prefix) for part in key)) in self.base._keys:
                return False
        if (table, *key) in self._keys:
            return False
        self._keys.add((table, *key))
        return True

    def references(self, table: str) -> list[str]:
        """The cells that refer to a row of the table, in this source or the other."""
        own = [row["id"] for row in self.tables.get(table, ())]
        if self.base is None:
            return own
        return own + [f"{self.base.source}:{one}" for one in self.base.references(table)]

    def one(self, table: str) -> str | None:
        found = self.references(table)
        return self.rng.choice(found) if found else None

    def one_apart(self, table: str, *, early: bool) -> str | None:
        """One of the first or the last rows, where this community keeps doors and services apart,
        so that it takes handoffs to get from one to the other.
        """
        found = self.references(table)
        if found and self.likely("apart"):
            return found[0] if early else found[-1]
        return self.rng.choice(found) if found else None

    def restated(self, table: str, *columns: str) -> tuple[str, ...] | None:
        """Cells of a row of the other source that this one now has a row about too."""
        rows = self.base.tables.get(table, ()) if self.base else ()
        if self.base is None or not rows or not self.likely("restates"):
            return None
        row = self.rng.choice(rows)
        return tuple(f"{self.base.source}:{row[column]}" for column in columns)

    def some(self, values: Sequence[str], name: str, *, most: int) -> str:
        """A list cell, or blank at this community's chance for it."""
        return self.list_of(values, most=most) if values and self.likely(name) else ""

    def list_of(self, values: Sequence[str], *, most: int) -> str:
        count = self.rng.randint(1, most)
        return ";".join(dict.fromkeys(self.rng.choice(values) for _ in range(count)))

    def word(self, name: str, usual: str, others: Sequence[str], *, unlisted: str) -> str:
        """A status or mode: usually the usual one or blank, else another, unknown or unlisted."""
        if not self.likely(name):
            return self.rng.choice((usual, usual, ""))
        return self.rng.choice((*others, "unknown", "unknown", unlisted))
