"""The first row of a text table: its delimiter, its names, and whether another dialect has them."""

from __future__ import annotations

import csv
from typing import IO

from loaders.hsds.dialects import Dialect, find_dialect
from loaders.hsds.reading.decoding import decode, looks_binary

_HEAD_BYTES = 65_536


def delimiter_of(first: str) -> str:
    """The delimiter that occurs most in the first line."""
    return max(",;\t|", key=first.count)


def header_names(head: bytes) -> list[str]:
    """Names of the first row of a table that begins with these bytes; none of a binary file."""
    if looks_binary(head):
        return []
    content, _ = decode(head[:_HEAD_BYTES])
    lines = content.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").split("\n", 1)
    try:
        return next(csv.reader(lines[:1], delimiter=delimiter_of(lines[0])), [])
    except csv.Error:
        return []


def header_dialect(stream: IO[bytes]) -> Dialect | None:
    """The dialect whose header a stream begins with."""
    return find_dialect(header_names(stream.read(_HEAD_BYTES)))
