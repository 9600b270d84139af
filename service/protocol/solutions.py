"""Solutions of a query in JSON, XML, CSV or TSV, cut at a number of rows or of bytes.

The engine has writers of its own, but they cannot stop; these give the same bytes, up to the row
where they stop.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, QuerySolutions

from service.protocol.terms import (
    Term,
    csv_cell,
    csv_term,
    json_term,
    quoted,
    tsv_term,
    xml_term,
    xml_text,
)

CHUNK = 1 << 18
TRUNCATED = "truncated"
"""Member of the head of JSON that was cut."""

Row = Iterable[Term | None]


@dataclass(frozen=True)
class Written:
    """An answer in pieces, and whether it was cut."""

    chunks: Iterator[bytes]
    rows: int
    truncated: bool


@dataclass(frozen=True)
class _Writer:
    """How one form is written."""

    head: Callable[[Sequence[str], str | None], str]
    """From the variables, and an address that tells of the cut where there was one."""
    row: Callable[[Sequence[str]], Callable[[Row], str]]
    between: str
    tail: str


def write_solutions(
    solutions: QuerySolutions,
    form: QueryResultsFormat,
    *,
    most_rows: int,
    most_bytes: int,
    about_cut: str,
) -> Written:
    """At most so many rows, and at most so many bytes in all; always whole rows.

    A cut answer says so in its head, where the form has one: JSON has `"truncated": true` and a
    link to `about_cut`, XML has the link. Raises what the engine raises while it answers.
    """
    writer = _WRITERS[form]
    names = [variable.value for variable in solutions.variables]
    encode, between = writer.row(names), writer.between
    chunks: deque[bytes] = deque()
    pending: list[bytes] = []
    # Room is kept for the longer head, that of a cut answer.
    size = len((writer.head(names, about_cut) + writer.tail).encode())
    rows, flushed, truncated = 0, size, False
    for row in solutions:
        line = ((between if rows else "") + encode(row)).encode()
        if rows == most_rows or size + len(line) > most_bytes:
            truncated = True
            break
        rows += 1
        size += len(line)
        pending.append(line)
        if size - flushed > CHUNK:
            chunks.append(b"".join(pending))
            pending, flushed = [], size
    chunks.append(b"".join(pending))
    chunks.appendleft(writer.head(names, about_cut if truncated else None).encode())
    chunks.append(writer.tail.encode())
    return Written(_passed_on(chunks), rows, truncated)


def _passed_on(chunks: deque[bytes]) -> Iterator[bytes]:
    """Each chunk, let go of as soon as it is passed on."""
    while chunks:
        yield chunks.popleft()


def _json_head(names: Sequence[str], about_cut: str | None) -> str:
    listed = ",".join(quoted(name) for name in names)
    cut = f',"link":[{quoted(about_cut)}],"{TRUNCATED}":true' if about_cut else ""
    return f'{{"head":{{"vars":[{listed}]{cut}}},"results":{{"bindings":['


def _json_row(names: Sequence[str]) -> Callable[[Row], str]:
    keys = [f"{quoted(name)}:" for name in names]

    def encode(row: Row) -> str:
        cells = [
            key + json_term(term) for key, term in zip(keys, row, strict=True) if term is not None
        ]
        return "{" + ",".join(cells) + "}"

    return encode


def _xml_head(names: Sequence[str], about_cut: str | None) -> str:
    variables = "".join(f'<variable name="{xml_text(name)}"/>' for name in names)
    link = f'<link href="{xml_text(about_cut)}"/>' if about_cut else ""
    return (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head>{variables}{link}</head><results>"
    )


def _xml_row(names: Sequence[str]) -> Callable[[Row], str]:
    opening = [f'<binding name="{xml_text(name)}">' for name in names]

    def encode(row: Row) -> str:
        cells = [
            f"{start}{xml_term(term)}</binding>"
            for start, term in zip(opening, row, strict=True)
            if term is not None
        ]
        return f"<result>{''.join(cells)}</result>"

    return encode


def _csv_head(names: Sequence[str], about_cut: str | None) -> str:
    return ",".join(csv_cell(name) for name in names) + "\r\n"


def _csv_row(names: Sequence[str]) -> Callable[[Row], str]:
    def encode(row: Row) -> str:
        return ",".join(["" if term is None else csv_term(term) for term in row]) + "\r\n"

    return encode


def _tsv_head(names: Sequence[str], about_cut: str | None) -> str:
    return "\t".join(f"?{name}" for name in names) + "\n"


def _tsv_row(names: Sequence[str]) -> Callable[[Row], str]:
    def encode(row: Row) -> str:
        return "\t".join(["" if term is None else tsv_term(term) for term in row]) + "\n"

    return encode


_WRITERS = {
    QueryResultsFormat.JSON: _Writer(_json_head, _json_row, ",", "]}}"),
    QueryResultsFormat.XML: _Writer(_xml_head, _xml_row, "", "</results></sparql>"),
    QueryResultsFormat.CSV: _Writer(_csv_head, _csv_row, "", ""),
    QueryResultsFormat.TSV: _Writer(_tsv_head, _tsv_row, "", ""),
}
