"""Rows that name no record that is there, kept as what they are: rows, joined to nothing.

They wait for the record that they name. No analysis uses them, and nothing says that the service
or place which they speak of exists. Addresses and telephone numbers stay out: nobody can tell
whether they belong to a shelter or to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from pyoxigraph import Literal, Quad

from loaders.hsds.cells import line, text
from loaders.hsds.writing.writer import DESCRIPTION, IDENTIFIER, TYPE, Writer
from loaders.literals import integer
from loaders.source import Record
from ontology.terms import nwd

WITHOUT_CONTENT = frozenset({"address", "postal_address", "phone"})
"""Tables of whose rows only the keys are kept."""


def unjoined_rows(apart: Iterable[tuple[Record, str]], writer: Writer) -> Iterator[Quad]:
    """Quads of the rows, each with the column that names no record that is there."""
    given: dict[str, int] = {}
    for record, column in apart:
        stem = f"{PurePosixPath(record.file).name}>{record.table}>{record.row}"
        given[stem] = number = given.get(stem, 0) + 1
        identifier = stem if number == 1 else f"{stem}>{number}"
        subject = writer.iri("unjoined-row", identifier)
        yield writer.quad(subject, TYPE, nwd("UnjoinedRow"))
        yield writer.quad(subject, IDENTIFIER, Literal(identifier))
        yield writer.quad(subject, nwd("row"), integer(record.row))
        texts = {
            nwd("file"): PurePosixPath(record.file).name,
            nwd("sheet"): record.table,
            nwd("column"): column,
            nwd("value"): line(record.values.get(column)),
            DESCRIPTION: _content(record),
        }
        yield from writer.texts(subject, texts)


def _content(record: Record) -> str | None:
    """The filled cells, one a line."""
    cells = record.values.items()
    if record.table in WITHOUT_CONTENT:
        cells = {name: cell for name, cell in cells if name == "id" or name.endswith("_id")}.items()
    said = (f"{name}: {found}" for name, cell in cells if (found := text(cell)))
    return "\n".join(said) or None
