"""JSON files as documents: one root, or one on every line (ndjson)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.errors import SourceError
from loaders.hsds.decoding import decode, looks_binary
from loaders.hsds.members import LINE_SUFFIXES, Member
from loaders.hsds.remarks import Remarks
from loaders.source import Issue


@dataclass(frozen=True)
class Document:
    """One parsed JSON value."""

    root: Any
    row: int
    """Line of an ndjson file, else 1."""
    of_lines: bool


class _Parser:
    """json.loads with repeated keys noted (the first kept) and NaN and Infinity read as null."""

    def __init__(self) -> None:
        self.repeated: set[str] = set()
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=lambda _: None, parse_int=_integer
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                self.repeated.add(name)
            else:
                found[name] = value
        return found

    def parse(self, content: str) -> Any:
        return self._decoder.decode(content)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= 300 else digits


def read_documents(member: Member, remarks: Remarks) -> Iterator[Document]:
    """The documents of a JSON or ndjson file.

    Raises SourceError when the file is not JSON, is cut short or is nested too deeply. In an
    ndjson file a bad line is an error issue and the others are read.
    """
    raw = member.read()
    if looks_binary(raw):
        raise SourceError("not JSON, whatever its name says", path=member.name)
    content, _ = decode(raw)
    start = content.lstrip("\ufeff \t\r\n")
    if not start:
        raise SourceError("the file is empty", path=member.name)
    if start[0] == "<":
        raise SourceError("this is HTML or XML, not JSON", path=member.name)
    parser = _Parser()
    if member.suffix in LINE_SUFFIXES or _is_lines(start):
        yield from _lines(content.lstrip("\ufeff"), member, parser, remarks)
    else:
        yield Document(_whole(start, member, parser), 1, False)
    if parser.repeated:
        names = ", ".join(sorted(parser.repeated)[:5])
        remarks.tell_file(
            member.name,
            "repeated-json-key",
            f"keys repeated within one object: {names}; first kept",
        )


def _is_lines(start: str) -> bool:
    """Whether the first two lines are each a whole JSON object or list."""
    lines = [line for line in start[: 4 * 1024**2].split("\n", 3)[:3] if line.strip()]
    if len(lines) < 2:
        return False
    try:
        return all(isinstance(json.loads(line), (dict, list)) for line in lines[:2])
    except (ValueError, RecursionError):
        return False


def _whole(content: str, member: Member, parser: _Parser) -> Any:
    try:
        return parser.parse(content)
    except json.JSONDecodeError as error:
        cut = " (the file may be cut short)" if error.pos >= len(content.rstrip()) else ""
        raise SourceError(
            f"not valid JSON: {error.msg}, column {error.colno}{cut}",
            path=member.name,
            row=error.lineno,
        ) from error
    except RecursionError as error:
        raise SourceError("JSON nested too deeply to be HSDS", path=member.name) from error
    except ValueError as error:
        raise SourceError(f"not valid JSON: {error}", path=member.name) from error


def _lines(content: str, member: Member, parser: _Parser, remarks: Remarks) -> Iterator[Document]:
    good, first_error = 0, None
    for row, found in enumerate(content.split("\n"), start=1):
        if not found.strip():
            continue
        try:
            root = parser.parse(found.strip())
        except (ValueError, RecursionError) as error:
            first_error = first_error or f"line {row}: {error or 'nested too deeply'}"
            remarks.issues.append(
                Issue("error", "not-json", f"not valid JSON: {error}", member.name, row=row)
            )
            continue
        good += 1
        yield Document(root, row, True)
    if not good:
        raise SourceError(f"no line is valid JSON; {first_error}", path=member.name)
