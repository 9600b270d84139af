"""JSON files as documents: one root, or one on every line (ndjson)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.errors import SourceError
from loaders.hsds.reading.decoding import MAX_LINE, decode, looks_binary, open_lines, sound_encoding
from loaders.hsds.reading.members import LINE_SUFFIXES, Member
from loaders.hsds.remarks import Remarks
from loaders.source import Issue, Record


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
    """The documents of a JSON or ndjson file; of ndjson one line is held at a time.

    Raises SourceError when the file is not JSON, is cut short or is nested too deeply. In an
    ndjson file a bad line is an error issue and the others are read.
    """
    _check_front(member)
    parser = _Parser()
    if member.suffix in LINE_SUFFIXES:
        with member.open() as stream:
            encoding = sound_encoding(stream)
        remarks.encodings[member.name] = encoding.name
        with member.open() as stream, open_lines(stream, encoding) as lines:
            yield from _lines(lines, member, parser, remarks)
    else:
        content, name = decode(member.read())
        remarks.encodings[member.name] = name
        start = content.lstrip("\ufeff \t\r\n")
        if _is_lines(start):
            yield from _lines(io.StringIO(content, newline="\n"), member, parser, remarks)
        else:
            del content
            yield Document(_whole(start, member, parser), 1, False)
    if parser.repeated:
        names = ", ".join(sorted(parser.repeated)[:5])
        remarks.tell_file(
            member.name,
            "repeated-json-key",
            f"keys repeated within one object: {names}; first kept",
        )


def _check_front(member: Member) -> None:
    with member.open() as stream:
        front = stream.read(65_536)
    if looks_binary(front):
        raise SourceError("not JSON, whatever its name says", path=member.name)
    start = decode(front)[0].lstrip("\ufeff \t\r\n")
    if not start and member.size <= len(front):
        raise SourceError("the file is empty", path=member.name)
    if start[:1] == "<":
        raise SourceError("this is HTML or XML, not JSON", path=member.name)


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


def _lines(
    lines: Iterator[str], member: Member, parser: _Parser, remarks: Remarks
) -> Iterator[Document]:
    good, first_error, row, part = 0, None, 0, False
    for line in lines:
        # A line beyond the most characters comes in parts, none of which is read.
        whole = line[-1:] in ("\n", "\r") or len(line) < MAX_LINE
        row, within, part = row + (not part), part, not whole
        found = line.strip("\ufeff \t\r\n")
        if not found or within:
            continue
        try:
            if not whole:
                raise ValueError(f"the line is longer than {MAX_LINE:,} characters")
            root = parser.parse(found)
        except (ValueError, RecursionError) as error:
            said = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            first_error = first_error or f"line {row}: {said}"
            remarks.issues.append(
                Issue("error", "not-json", f"not valid JSON: {said}", member.name, row=row)
            )
            remarks.outcomes.end(Record("document", {}, member.name, row), "refused")
            continue
        good += 1
        yield Document(root, row, True)
    if not good:
        raise SourceError(f"no line is valid JSON; {first_error}", path=member.name)
