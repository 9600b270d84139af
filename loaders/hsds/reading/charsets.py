"""The character set an HSDS 1 or 2 export states for each table, in `meta_table_description`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from graph.errors import SourceError
from loaders.hsds.columns import snake, table_of
from loaders.hsds.reading.decoding import decode, known_codec
from loaders.hsds.reading.members import Member

META_TABLE = "meta_table_description"
_MOST_BYTES = 1024**2


def read_charsets(members: Sequence[Member]) -> Mapping[str, str]:
    """Table -> codec, for the tables whose stated character set is a known one-byte one."""
    found: dict[str, str] = {}
    for member in members:
        if member.table != META_TABLE or member.size > _MOST_BYTES or not member.is_table:
            continue
        try:
            content, _ = decode(member.read())
            rows = list(csv.reader(io.StringIO(content, newline="")))
        except (csv.Error, SourceError):
            # The table itself is read, and refused, where its turn comes.
            continue
        header = [snake(name) for name in rows[0]] if rows else []
        for cells in rows[1:]:
            row = dict(zip(header, cells, strict=False))
            table, codec = table_of(row.get("name", "")), known_codec(row.get("character_set"))
            if table and codec:
                found.setdefault(table, codec)
    return found
