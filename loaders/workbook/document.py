"""The documentation page of the tables, made from their definition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.shipped import Shipped, read_shipped
from loaders.workbook.definition import Definition, Table, read_definition
from loaders.workbook.wording import describe_values
from ontology.terms import PREFIXES

_OPENING = """\
# The tables of the workbook

This page is made from the files in `loaders/workbook/tables/`; edit those, not this page.

A source is an `.xlsx` with one sheet for each table, a folder of `.csv` files with the same names,
or a zip of such files. Only the tables you use need be there, and only the columns with *.

## How cells are read

- **Headings** may differ in case, and have spaces for underscores. Other columns and sheets are
  not read, with a warning.
- **Blank** cells say nothing; they are never taken for no or zero. Rows that are blank, and rows
  that begin with `note:`, are skipped.
- **Several values** in a cell are separated by `;`.
- **Ids** are any text, compared exactly once spaces around them are gone. An id with `;` cannot be
  named in a list; there its IRI can. `all` and `everywhere` are reserved. Ids of partners,
  services and touchpoints differ from each other too.
- **References** are ids of the same source, `source:id` for one of another source that is loaded
  already, or IRIs. Needs may also be those of the shipped list.
- **Dates** are written `2026-03-14`. `3/14/2026` is read with a warning where only one reading is
  possible; `3/4/2026` is refused.
- **Ages** are days from birth, or words: `6 weeks`, `18 months`, `3 years`, or a life stage, which
  means its first day in `from_age` and its end in `to_age`. A week is 7 days, n months are
  floor(30.4375 n) days, n years floor(365.25 n). Pregnancy is from -280 to 0.
- **Yes or no**: `yes`, `no`, `y`, `n`, `true`, `false`, `t`, `f`, `1`, `0`, or `x` for yes.
- **Numbers** may have a `$` and commas between thousands, and a point before decimals.
- **Words of a list** may differ in case, and have spaces for hyphens; a label will do. Another word
  refuses the row, except in `status`, `mode` and `modes`, where it is a warning.
- **Text files** are UTF-8 or UTF-16, or Windows-1252 with a warning, separated by `,` `;` `|` or
  tabs.

A row loads whole or not at all. A row that points to a row that was not loaded is not loaded
either. `part_of` or `broader` that lead in a circle stop the whole load.
"""


def render_tables_page() -> str:
    """The page as Markdown: a section for each table, a row for each column."""
    definition, shipped = read_definition(), read_shipped()
    parts = [_OPENING]
    for group in definition.groups:
        parts.append(f"## {group.title}: `{group.name}`\n\n{group.note}\n")
        parts += ["\n".join(_section(table, definition, shipped)) for table in group.tables]
    return "\n".join(parts)


def write_tables_page(path: Path) -> None:
    """Write the page in place of the old one."""
    path.write_text(render_tables_page(), encoding="utf-8")


def _section(table: Table, definition: Definition, shipped: Shipped) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield f"{table.note} Class: `{_prefixed(table.type)}`. {_key(table)}"
    yield ""
    yield "| column | what it says | what to write | example | becomes |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        name = f"{column.name}*" if column.required else column.name
        cells = (
            f"`{name}`",
            column.note,
            describe_values(column, definition, shipped),
            f"`{column.example}`" if column.example else "",
            f"`{_prefixed(column.predicate)}`",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _key(table: Table) -> str:
    if not table.key:
        return "Rows may repeat."
    columns = " and ".join(f"`{name}`" for name in table.key)
    text = f"No two rows have the same {columns}."
    if table.key_when_blank:
        others = " and ".join(f"`{name}`" for name in table.key_when_blank)
        text += f" Rows with a blank {columns} are told apart by {others}."
    return text


def _prefixed(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
