"""Nested HSDS objects as rows of tables: the tabular form is the nested one laid flat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from service.hsds.steps import NESTED, STEPS, Steps
from service.hsds.tables import TABLES, HsdsTable

Json = dict[str, Any]
Row = dict[str, Any]

NOT_KNOWN = "(not known)"
"""Stands in a required field of text of which nothing is known; tables take no empty ones."""
_RECORDS = frozenset(
    {"organization", "service", "location", "program", "taxonomy_term", "taxonomy", "unit"}
)
"""Tables whose rows others refer to; an object of them may be nested more than once."""
_OWNER = {
    "organization": "organization_id",
    "service": "service_id",
    "location": "location_id",
    "service_at_location": "service_at_location_id",
    "phone": "phone_id",
}


class Flattener:
    """Lays objects flat; a record that was laid flat before is not again."""

    def __init__(self, day: str) -> None:
        self._steps = Steps(day)
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._unique: dict[tuple[str, str], set[str]] = defaultdict(set)

    def lay(self, table: str, made: Json, **keys: Any) -> Iterator[tuple[str, Row]]:
        """(table, row) of an object and of all within it; `keys` are given by what it is in."""
        if table in _RECORDS:
            if made["id"] in self._seen[table]:
                return
            self._seen[table].add(made["id"])
        known = TABLES[table]
        row = {field.name: made.get(field.name) for field in known.fields} | keys
        within: list[tuple[str, Json, Json]] = []
        for key, inner in NESTED.get(table, {}).items():
            nested = made.get(key)
            for one in nested if isinstance(nested, list) else [nested] if nested else []:
                within.append((inner, one, self._keys(table, made, inner)))
                if not isinstance(nested, list):
                    row[f"{inner}_id"] = one["id"]
        yield from self._whole(known, row)
        for step in made.get(STEPS, ()):
            yield "metadata", {**step, "resource_id": made["id"], "resource_type": table}
        for inner, one, given in within:
            yield from self.lay(inner, one, **given)

    def _keys(self, table: str, made: Json, inner: str) -> Json:
        """What an object gives to one inside it."""
        if inner == "attribute":
            return {"link_id": made["id"]}
        if inner in ("taxonomy_term", "taxonomy", "unit", "organization"):
            return {}
        if table == "service" and inner == "program":
            organization = made.get("organization")
            return {"organization_id": organization["id"]} if organization else {}
        if table == "service_at_location":
            return {} if inner in ("location", "service") else {_OWNER[table]: made["id"]}
        return {_OWNER[table]: made["id"]}

    def _whole(self, table: HsdsTable, row: Row) -> Iterator[tuple[str, Row]]:
        """The row as tables want it, and what was changed for that."""
        before: Json = {}
        for field in table.fields:
            value = row.get(field.name)
            if field.required and field.kind == "text" and value in (None, ""):
                before[field.name], row[field.name] = None, NOT_KNOWN
            elif field.unique and field.name != "id" and value is not None:
                if value in self._unique[table.name, field.name]:
                    before[field.name], row[field.name] = value, None
                else:
                    self._unique[table.name, field.name].add(value)
            elif field.kind == "time" and isinstance(value, str) and len(value) == len("09:00"):
                row[field.name] = f"{value}:00"
        yield table.name, row
        for step in self._steps.rows(row, before):
            yield "metadata", {**step, "resource_id": row["id"], "resource_type": table.name}
