"""The languages of services and sites: the words as given, and the codes they name for certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from loaders.hsds.cells import line, listed
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.writer import LANGUAGE, Writer
from loaders.source import Record
from ontology.languages import Language, code_of, read_language, split_languages
from ontology.terms import nwd


def read_spoken(
    record: Record, rows: Sequence[Mapping[str, Any]], remarks: Remarks
) -> list[Language]:
    """The languages of a record's own cell and of its rows, each once, in order.

    A name and a code of one row that say different languages give the words and no code, told. A
    note of a row stands behind its name in brackets.
    """
    found = [read_language(name) for name in _parted(listed(record.values.get("languages")))]
    for row in rows:
        found += _of_row(row, record, remarks)
    return list(dict.fromkeys(found))


def spoken_quads(subject: NamedNode, spoken: Sequence[Language], writer: Writer) -> Iterator[Quad]:
    """The words, and each code once."""
    for text in dict.fromkeys(one.text for one in spoken):
        yield writer.quad(subject, LANGUAGE, Literal(text))
    for code in dict.fromkeys(one.code for one in spoken if one.code):
        yield writer.quad(subject, nwd("languageCode"), Literal(code))


def _of_row(row: Mapping[str, Any], record: Record, remarks: Remarks) -> Iterator[Language]:
    names, codes = _parted(listed(row.get("name"))), listed(row.get("code"))
    note = line(row.get("note"))
    alone = codes[0] if len(codes) == 1 else None
    if len(names) == 1:
        plain = read_language(names[0])
        said = f"{names[0]} ({note})" if note and not plain.note else names[0]
        found = read_language(said, alone)
        if plain.code and alone and code_of(alone) and found.code is None:
            remarks.tally(
                record,
                "language-differs",
                "the name and the code of a language differ; the words are kept without a code",
                column="code",
                value=f"{names[0]}, {alone}",
            )
        yield found
    elif names:
        yield from map(read_language, names)
    else:
        for code in codes:
            yield read_language(f"{code} ({note})" if note else code, code)


def _parted(names: Sequence[str]) -> list[str]:
    return [part for name in names for part in split_languages(name)]
