"""What to write in a column, in plain words: for the template's notes and the documentation."""

from __future__ import annotations

from loaders.shipped import Shipped
from loaders.workbook.definition import Column, Definition

_TYPES = {
    "string": "text",
    "boolean": "yes or no",
    "date": "a date, such as 2026-03-14",
    "integer": "a whole number",
    "decimal": "a number",
}


def describe_values(column: Column, definition: Definition, shipped: Shipped) -> str:
    """What may stand in the column, without a full stop.

    Several values, a code list, references, an age or a plain type.
    """
    several = "one or more, separated by ;: " if column.many else ""
    return several + _one_value(column, definition, shipped)


def _one_value(column: Column, definition: Definition, shipped: Shipped) -> str:
    if column.codes:
        words = [*shipped.code_lists[column.codes].labels, *column.absent]
        if len(words) <= 8:
            return ", ".join(words)
        return f"a word of the list {column.codes}"
    if column.refers_to:
        tables = [definition.by_kind[kind] for kind in column.refers_to]
        targets = [f"an id of {table.name}" for table in tables]
        targets += [f"a {table.noun} of the shipped list" for table in tables if table.shipped_as]
        targets += list(column.reserved)
        targets += ["a name"] if column.or_named else []
        return " or ".join(targets)
    if column.finding:
        return "a finding as the analysis names it, such as gaps/wic>rent>all>linn"
    if column.age:
        return "an age: days from birth, 6 weeks, 18 months, 3 years, or a life stage"
    if column.suppressed:
        return "a whole number, or < and one"
    return _TYPES[column.datatype]
