"""Communities in which some partners and services stand twice, told in parts.

`split(sources, rng)` undone by accepting the pairs it names gives the community again: what it
does is what a person would undo who merges the tables by hand.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from communities.draws import Tables

Sources = Mapping[str, Tables]
Row = dict[str, str]

MARK = "!"
"""Ends the id of a second record. It sorts before letters and digits, so the order stays."""
LISTS = ("needs", "segments", "places", "sites")
SINGLE = ("from_age", "to_age", "status", "verified_on")
REFERENCES = {
    "services": ("partner",),
    "doors": ("at",),
    "referrals": ("from", "to"),
    "completeness": ("subject",),
}
OTHER = "z"


@dataclass
class Split:
    """The same community with second records, and which records are of one thing."""

    sources: dict[str, Tables]
    pairs: list[tuple[tuple[str, str, str], tuple[str, str, str]]] = field(default_factory=list)
    """Each record as (source, table, id)."""


def split(sources: Sources, rng: random.Random, *, gently: bool = False) -> Split:
    """Second records in the same source; `gently` so that both state the same of everything
    that has one value, and none leaves a list blank that the other has."""
    made = Split({name: {t: [dict(r) for r in rows] for t, rows in tables.items()}
                  for name, tables in sources.items()})  # fmt: skip
    twice: set[tuple[str, str]] = set()
    for name, tables in made.sources.items():
        for table in ("partners", "services"):
            for row in list(tables.get(table, ())):
                if rng.random() < 0.6:
                    twice.add((name, row["id"]))
                    second = _take_part(row, rng, gently=gently)
                    tables[table].append(second)
                    made.pairs.append(((name, table, row["id"]), (name, table, second["id"])))
    for name, tables in made.sources.items():
        _redirect(name, tables, twice, rng)
    return made


def split_over_sources(sources: Sources, rng: random.Random) -> Split:
    """Second records in a source of their own, which takes doors, referrals and statements over.

    `sources` has one source.
    """
    (name,) = sources
    made = split(sources, rng)
    kept, moved = made.sources[name], {}
    seconds = {second[2] for _, second in made.pairs}
    for row in kept.get("services", ()):
        if row["id"] not in seconds:
            row["partner"] = row["partner"].removesuffix(MARK)
    for table in ("partners", "services", "doors", "referrals", "completeness"):
        names = REFERENCES.get(table, ())
        moving = [row for row in kept.get(table, ()) if row.get("id") in seconds
                  or any(row[c] in seconds for c in names)]  # fmt: skip
        kept[table] = [row for row in kept.get(table, ()) if row not in moving]
        # What stays may not refer to what is loaded later.
        moved[table] = [_qualified(table, row, name, seconds) for row in moving]
    made.sources[OTHER] = moved
    made.pairs = [(first, (OTHER, *second[1:])) for first, second in made.pairs]
    return made


def _take_part(row: Row, rng: random.Random, *, gently: bool) -> Row:
    """The second record; what it alone states is taken out of the first."""
    second = {**row, "id": row["id"] + MARK}
    for column in LISTS:
        items = [item for item in row.get(column, "").split(";") if item.strip()]
        if items:
            both = gently and len(items) == 1
            where: list[int] = [3 if both else rng.choice((1, 2, 3)) for _ in items]
            if gently and not both:
                where[0] |= 1
                where[-1] |= 2
            row[column] = ";".join(i for i, w in zip(items, where, strict=True) if w & 1)
            second[column] = ";".join(i for i, w in zip(items, where, strict=True) if w & 2)
    for column in SINGLE:
        if row.get(column) and not gently:
            side = rng.choice((1, 2, 3))
            second[column] = row[column] if side & 2 else ""
            row[column] = row[column] if side & 1 else ""
    return second


def _redirect(source: str, tables: Tables, twice: set[tuple[str, str]], rng: random.Random) -> None:
    """Let some references name the second record."""
    for table, columns in REFERENCES.items():
        for row in tables.get(table, ()):
            if row.get("id") == "":
                continue
            for column in columns:
                there, _, identifier = row[column].rpartition(":")
                if (there or source, identifier) in twice and rng.random() < 0.5:
                    row[column] += MARK


def _qualified(table: str, row: Row, source: str, seconds: set[str]) -> Row:
    """A row as another source writes it: what it refers to there has the source in front."""
    own: Callable[[str], bool] = lambda text: text in seconds  # noqa: E731
    columns = (*REFERENCES.get(table, ()), *LISTS, "touchpoint")
    made = dict(row)
    for column in columns:
        if column in made:
            items = [item.strip() for item in made[column].split(";") if item.strip()]
            made[column] = ";".join(
                item if own(item) or not _is_local(item) else f"{source}:{item}" for item in items
            )
    return made


def _is_local(item: str) -> bool:
    shipped = ("all", "everywhere", "basic-needs", "food", "diapers")
    return ":" not in item and item not in shipped
