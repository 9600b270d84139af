"""The planning tables of the demonstration, once for each county of another community.

Records of planning get ids of their own in each copy. What they say of the community (a place, a
partner, a need, a touchpoint ...) becomes a record of the other community: different ones stay
different in a copy wherever that community has enough of them. So the size and the texture are the
demonstration's; what the other community makes of it is another matter, and most steps of a
scenario name a service that does not do what is asked.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from loaders.workbook.definition import Column, Table, read_definition
from service.demo import demo_sources

Row = dict[str, str]
Tables = dict[str, list[Row]]
Pools = Mapping[str, Sequence[str]]
"""The ids there are in the other community, by kind of record."""

MONEY = ("funding_streams", "allocations")
"""What plans and budgets rest on, of the tables of a community."""
SHARED = ("fiscal_years",)
"""The same for all."""


def copy_planning(pools: Pools, copies: int, *, source: str) -> Tables:
    """The tables with `copies` of each row; records of `source` are written `source:id`.

    Copy number i is of the i-th place. KeyError where `pools` lacks a kind that is referred to.
    """
    definition = read_definition()
    chosen = [t for t in definition.tables if t.group != "community" or t.name in MONEY]
    rows = {table.name: _read(table.name) for table in chosen}
    own = {table.naming.kind: {row["id"] for row in rows[table.name]}
           for table in chosen if table.has_ids}  # fmt: skip
    tables: Tables = {}
    for number in range(copies):
        copy = _Copy(number, own, pools, source)
        for table in chosen:
            if table.name in SHARED and number:
                continue
            made = [copy.row(table, row) for row in rows[table.name]]
            tables.setdefault(table.name, []).extend(made)
    return {name: made for name, made in tables.items() if made}


@dataclass
class _Copy:
    number: int
    own: Mapping[str, set[str]]
    pools: Pools
    source: str
    taken: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def row(self, table: Table, row: Row) -> Row:
        made = {}
        for name, text in row.items():
            column = table.by_name[name]
            if name == "id" and table.name not in SHARED:
                text = self._copied(text)
            elif column.refers_to or column.finding:
                words = [word.strip() for word in text.split(";") if word.strip()]
                told = [self._cited(w) if column.finding else self._id(column, w) for w in words]
                text = "; ".join(dict.fromkeys(told))
            made[name] = text
        return made

    def _id(self, column: Column, word: str) -> str:
        """The record of this copy, or of the other community, that stands for a demonstration's."""
        if word in column.reserved:
            return word
        for kind in column.refers_to:
            if word in self.own.get(kind, ()):
                return self._copied(word)
        for kind in column.refers_to:
            if kind in SHIPPED:
                return word
            if word in _demonstration(kind):
                return f"{self.source}:{self._stand_in(kind, word)}"
        if "need" in column.refers_to:  # One of the list that comes with the ontology.
            return f"{self.source}:{self._stand_in('need', word)}"
        if column.or_named is None:
            raise AssertionError(f"{column.name}: {word}")
        return word

    def _stand_in(self, kind: str, word: str) -> str:
        pool, taken = self.pools[kind], self.taken[kind]
        step = 1 if kind == "place" else max(1, len(_demonstration(kind)))
        return taken.setdefault(word, pool[(self.number * step + len(taken)) % len(pool)])

    def _cited(self, cited: str) -> str:
        """`gaps/touchpoint>need>segment>place`, about the records that stand for those."""
        kind, _, key = cited.partition("/")
        parts = key.split(">")
        if kind != "gaps" or len(parts) != len(CELL):
            return cited
        told = [
            part if part == "all" else self._stand_in(of, part)
            for of, part in zip(CELL, parts, strict=True)
        ]
        return f"gaps/{'>'.join(told)}"

    def _copied(self, word: str) -> str:
        return f"{word}-{self.number}"


CELL = ("touchpoint", "need", "segment", "place")
SHIPPED = frozenset(
    {"maturity-model", "maturity-area", "maturity-stage", "maturity-goal", "dimension"}
)
"""Kinds whose records come with the ontology."""


@cache
def _demonstration(kind: str) -> set[str]:
    table = read_definition().by_kind[kind]
    return {row.get("id", "") for row in _read(table.name)}


def _read(table: str) -> list[Row]:
    path = demo_sources()[0][1] / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
