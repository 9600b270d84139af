"""Values back to cells: the text that reads as the same value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from loaders.workbook.cells import Suppressed
from loaders.workbook.definition import Column, Table


def render_row(table: Table, values: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row by column, in the table's order; columns without a value left out."""
    return {
        column.name: render_cell(column, values[column.name])
        for column in table.columns
        if values.get(column.name) is not None
    }


def render_cell(column: Column, value: Any) -> str:
    """One cell.

    ValueError when one of several values holds `;`, which cannot be written in a list.
    """
    if not column.many:
        return _render_one(value)
    items = [_render_one(one) for one in value]
    if any(";" in item for item in items):
        raise ValueError(f"{column.name}: a value with ; cannot stand in a list")
    return "; ".join(items)


def _render_one(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Suppressed):
        return f"<{value.below}"
    return str(value)
