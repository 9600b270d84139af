"""Makes a community that shows a fault as small as it can be while it still shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from communities.community import SHIPPED
from communities.draws import Tables
from oracle.plain_records import Sources

REFERENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "places": {"part_of": ("places",)},
    "sites": {"partner": ("partners",), "place": ("places",)},
    "needs": {"broader": ("needs",)},
    "services": {
        "partner": ("partners",),
        "needs": ("needs",),
        "segments": ("segments",),
        "places": ("places",),
        "sites": ("sites",),
    },
    "touchpoints": {"required_needs": ("needs",)},
    "doors": {
        "touchpoint": ("touchpoints",),
        "at": ("partners", "services"),
        "places": ("places",),
    },
    "referrals": {
        "from": ("touchpoints", "partners", "services"),
        "to": ("partners", "services"),
        "needs": ("needs",),
        "segments": ("segments",),
    },
    "completeness": {"subject": ("partners", "services", "touchpoints")},
    "requirements": {
        "touchpoint": ("touchpoints",),
        "need": ("needs",),
        "segment": ("segments",),
        "place": ("places",),
    },
}
REQUIRED = {
    "sites": ("partner",),
    "services": ("partner",),
    "doors": ("touchpoint", "at"),
    "referrals": ("from", "to"),
    "completeness": ("subject",),
    "requirements": ("touchpoint", "need"),
}
KEPT = {"id", "name", "life_stage", "topic", "value"}
"""Cells never blanked; a required reference is kept with its row."""

Mutable = dict[str, Tables]


def shrink(sources: Sources, fails: Callable[[Sources], bool]) -> Sources:
    """Leaves out rows and cells, one after the other, for as long as `fails` stays true."""
    smallest = _copy(sources)
    shrunk = True
    while shrunk:
        shrunk = False
        for candidate in _smaller(smallest):
            if fails(candidate):
                smallest, shrunk = candidate, True
                break
    return smallest


def render_community(sources: Sources) -> str:
    """The tables as text, one line a row, without blank cells."""
    lines = []
    for source, tables in sources.items():
        for table, rows in tables.items():
            for row in rows:
                cells = ", ".join(f"{column}={cell!r}" for column, cell in row.items() if cell)
                lines.append(f"{source} {table}: {cells}")
    return "\n".join(lines)


def _smaller(sources: Mutable) -> Iterator[Mutable]:
    """Every community with one source, row or cell less."""
    for source in sources:
        if len(sources) > 1:
            yield _without_dangling({name: one for name, one in sources.items() if name != source})
    for source, tables in sources.items():
        for table, rows in tables.items():
            for position in range(len(rows)):
                fewer = _copy(sources)
                del fewer[source][table][position]
                yield _without_dangling(fewer)
    for source, tables in sources.items():
        for table, rows in tables.items():
            kept = KEPT | set(REQUIRED.get(table, ()))
            for position, row in enumerate(rows):
                for column, cell in row.items():
                    if cell and column not in kept:
                        fewer = _copy(sources)
                        fewer[source][table][position][column] = ""
                        yield fewer


def _without_dangling(sources: Mutable) -> Mutable:
    """Drops references that lead nowhere, and rows that needed one, until none is left."""
    while True:
        known = {
            (table, cell)
            for source, tables in sources.items()
            for table, rows in tables.items()
            for row in rows
            if "id" in row
            for cell in (f"{source} {row['id']}", f"{source}:{row['id']}")
        }
        dropped = False
        for source, tables in sources.items():
            for table, rows in tables.items():
                kept = [row for row in rows if _repair(source, table, row, known)]
                dropped = dropped or len(kept) < len(rows)
                tables[table] = kept
        if not dropped:
            return sources


def _repair(source: str, table: str, row: dict[str, str], known: set[tuple[str, str]]) -> bool:
    """Drops dangling parts of the row's cells; false where a required one dangles."""
    for column, targets in REFERENCES.get(table, {}).items():
        parts = row.get(column, "").split(";")
        found = [part for part in parts if _leads(source, part, targets, known)]
        row[column] = ";".join(found)
        if not row[column] and column in REQUIRED.get(table, ()):
            return False
    return True


def _leads(source: str, part: str, targets: Sequence[str], known: set[tuple[str, str]]) -> bool:
    if ":" in part:
        return any((table, part) in known for table in targets)
    if any((table, f"{source} {part}") in known for table in targets):
        return True
    return part in ("all", "everywhere", *SHIPPED)


def _copy(sources: Sources) -> Mutable:
    return {
        source: {table: [dict(row) for row in rows] for table, rows in tables.items()}
        for source, tables in sources.items()
    }
