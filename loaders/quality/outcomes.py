"""What becomes of every row: counted where it is decided, so that no row is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from loaders.quality.codes import EFFECTS
from loaders.source import Record

MOST_PLACES = 10_000
"""Rows of which the places are remembered, for issues that are counted and told once."""
_KEPT = ("marked", "repaired")

Slot = tuple[str, str]
"""(file, table)"""


@dataclass(frozen=True)
class RowCount:
    """What became of the rows of one table of one file; the counts of outcomes add up to `read`."""

    file: str
    table: str
    read: int
    loaded: int = 0
    repaired: int = 0
    marked: int = 0
    apart: int = 0
    merged: int = 0
    left_out: int = 0
    refused: int = 0


COUNTED = tuple(effect.replace("-", "_") for effect in EFFECTS)
"""Fields of a RowCount that add up to `read`."""


@dataclass
class Outcomes:
    """Outcomes of the rows of one reading.

    A row that is not kept ends with `end`; one that is kept may be touched by issues, of which the
    gravest counts. What was neither is loaded as it stands.
    """

    ended: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(file, table, outcome) -> rows."""
    touched: dict[tuple[str, str, int, str], str] = field(default_factory=dict)
    """(file, table, row, id) -> `marked` or `repaired`."""
    ended_later: set[int] = field(default_factory=set)
    aliases: dict[int, tuple[Record, str | None]] = field(default_factory=dict)
    """Identity of a record that a loader made -> the record, and the table of the row it was made
    of; None where it is a part of a row that has a record of its own."""
    places: dict[tuple[str, str, str | None], list[tuple[str, int]]] = field(default_factory=dict)
    """(code, table, column) of a counted issue -> the first (file, row) of it."""
    tallied: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)
    """The same -> how many there are."""

    def end(self, record: Record, outcome: str) -> None:
        """A row that has no record: merged, left out, refused, or loaded with another."""
        table = self._table(record)
        if table is not None:
            self.ended[record.file, table, outcome] += 1
            self.touched.pop(_slot(record, table), None)

    def made_of(self, made: Record, table: str | None) -> None:
        """Note that a record stands for a row of another table, or for a part of a row (None)."""
        self.aliases[id(made)] = (made, table)

    def parted(self, made: Record, record: Record, *, first: bool) -> None:
        """Note that a record is one of several into which another was parted."""
        table = self._table(record) if first else None
        if table != made.table:
            self.made_of(made, table)

    def _table(self, record: Record) -> str | None:
        alias = self.aliases.get(id(record))
        return record.table if alias is None else alias[1]

    def end_kept(self, record: Record, outcome: str) -> None:
        """The same for one of the reading's records, once."""
        if id(record) not in self.ended_later:
            self.ended_later.add(id(record))
            self.end(record, outcome)

    def touch(self, record: Record, effect: str) -> None:
        """A row that is kept although something is wrong with it."""
        if effect not in _KEPT or id(record) in self.ended_later:
            return
        table = self._table(record)
        if table is not None:
            slot = _slot(record, table)
            if self.touched.get(slot) != _KEPT[0]:
                self.touched[slot] = effect

    def place(self, code: str, record: Record, column: str | None) -> None:
        """Count one of many alike issues, and remember where it stands."""
        self.tallied[code, record.table, column] += 1
        held = self.places.setdefault((code, record.table, column), [])
        if len(held) < MOST_PLACES:
            held.append((record.file, record.row))

    def count(self, kept: Sequence[Record]) -> list[RowCount]:
        """The counts by file and table; `kept` are the records of the reading.

        Records that the loader makes itself stand in no file and are not among them.
        """
        met = Counter((record.file, record.table) for record in kept)
        for record in kept if self.aliases else ():
            if (table := self._table(record)) != record.table:
                met[record.file, record.table] -= 1
                if table is not None:
                    met[record.file, table] += 1
        met = +met
        ended: dict[Slot, Counter[str]] = {}
        for (file, table, outcome), number in self.ended.items():
            ended.setdefault((file, table), Counter())[outcome] += number
        later = Counter(
            (record.file, table)
            for record in kept
            if id(record) in self.ended_later and (table := self._table(record)) is not None
        )
        touched = Counter(
            (file, table, effect) for (file, table, _, _), effect in self.touched.items()
        )
        found = []
        for slot in sorted({*met, *ended}):
            gone = ended.get(slot, Counter())
            alive = met[slot] - later[slot]
            # Records that the loader made itself (a location of an address) are touched as well.
            with_another = gone.pop("loaded", 0)
            marked = min(touched[*slot, "marked"], alive)
            repaired = min(touched[*slot, "repaired"], alive - marked)
            counts: dict[str, Any] = {
                name.replace("-", "_"): number for name, number in gone.items()
            }
            read = alive + with_another + sum(gone.values())
            loaded = alive + with_another - marked - repaired
            row = RowCount(*slot, read=read, loaded=loaded, repaired=repaired, marked=marked)
            found.append(replace(row, **counts))
        return found


def _slot(record: Record, table: str) -> tuple[str, str, int, str]:
    return record.file, table, record.row, str(record.values.get("id"))
