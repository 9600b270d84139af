"""Every parser of outside data as one function of bytes; only our own errors may leave it.

`tests/loaders/test_fuzz.py` feeds them with hypothesis, `guided.py` here with atheris.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import zipfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl

from graph.errors import KnowledgeGraphError
from loaders import hsds, rdf, workbook
from loaders.crosswalk import words
from loaders.crosswalk.reading import read_crosswalk_file
from loaders.fetching.address import parse_address
from loaders.fetching.bodies import decoded
from loaders.fetching.pages import NotAPage, parse_lines, parse_object, parse_page
from loaders.hsds import cells
from loaders.hsds.dialects import level_cells
from loaders.hsds.parts import (
    addresses,
    ages_in_words,
    areas,
    extents,
    hours_in_words,
    income,
    schedules,
    states,
    times,
)
from loaders.hsds.parts.hours import hours_line
from loaders.hsds.reading import decoding
from loaders.hsds.remarks import Remarks
from loaders.hsds.writing.spoken import read_spoken
from loaders.source import LoadContext, Record
from loaders.workbook.ages import parse_age
from loaders.workbook.delimited import peek_headings

Target = Callable[[bytes], None]

AIRS_HEADER = (
    b"ResourceAgencyNum,TaxonomyLevelName,ParentAgencyNum,PublicName,PhysicalAddress1,PhysicalCity,"
    b"PhysicalAddressIsPrivate,Latitude,Phone1Number,Phone1IsPrivate,AgencyStatus,CoverageArea,"
    b"HoursOfOperation,ConnectsToSiteNum,ConnectsToProgramNum,TaxonomyCodes,TaxonomyTerms,"
    b"LastVerifiedOn,MainContactName,ServiceCapacity\r\n"
)
_MEMORY = Path("/dev/shm")
_CONTEXT = LoadContext(source="t")


def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one input; in memory where the system has such a place."""
    return tempfile.TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)


def load(loader: Any, path: Path) -> None:
    """Recognise, read and build a path; a known error must be one line."""
    loader.recognises(path)
    try:
        reading = loader.read(path, _CONTEXT)
        check = getattr(loader, "validate", None)
        if check is not None:
            check(reading, _CONTEXT)
        deque(loader.build(reading, _CONTEXT), maxlen=0)
    except KnowledgeGraphError as error:
        _check_told(error)


def _check_told(error: KnowledgeGraphError) -> None:
    if len(str(error).splitlines()) != 1:
        raise AssertionError(f"an error must be one line: {error}") from error


def _file(loader: Any, name: str, *, before: bytes = b"") -> Target:
    def target(data: bytes) -> None:
        with _folder() as folder:
            path = Path(folder) / name
            path.write_bytes(before + data)
            load(loader, path)

    return target


def _hsds_tables(data: bytes) -> None:
    """A folder of tables: the input is cut at NUL bytes into files."""
    names = ("organizations", "services", "locations", "services_at_location", "schedules")
    more = ("taxonomy_terms", "attributes", "addresses", "service_areas", "eligibility", "fees")
    with _folder() as folder:
        for name, part in zip((*names, *more), data.split(b"\x00"), strict=False):
            (Path(folder) / f"{name}.csv").write_bytes(part)
        load(hsds, Path(folder))


def _zipped(loader: Any, names: Sequence[str]) -> Target:
    def target(data: bytes) -> None:
        with _folder() as folder:
            path = Path(folder) / "given.zip"
            with zipfile.ZipFile(path, "w") as archive:
                for name, part in zip(names, data.split(b"\x00"), strict=False):
                    archive.writestr(name, part)
            load(loader, path)

    return target


@lru_cache(maxsize=1)
def _spreadsheet() -> Mapping[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "partners"
    sheet.append(["id", "name"])
    sheet.append(["p", "P"])
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sheet(entry: str) -> Target:
    """A spreadsheet of which one part is the input."""

    def target(data: bytes) -> None:
        with _folder() as folder:
            path = Path(folder) / "given.xlsx"
            with zipfile.ZipFile(path, "w") as archive:
                for name, content in _spreadsheet().items():
                    archive.writestr(name, data if name == entry else content)
            load(workbook, path)

    return target


def _crosswalk(data: bytes) -> None:
    with _folder() as folder:
        path = Path(folder) / "crosswalk.csv"
        path.write_bytes(data)
        _ours(read_crosswalk_file, path)


def _ours(parse: Callable[..., Any], *given: Any, **named: Any) -> None:
    """Call a parser that may refuse."""
    try:
        parse(*given, **named)
    except KnowledgeGraphError as error:
        _check_told(error)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")


def _cells(data: bytes) -> None:
    said = _text(data)
    for parse in (cells.text, cells.line, cells.key, cells.unpacked, cells.listed, cells.number):
        parse(said)
    for read in (cells.count, cells.truth, cells.day, cells.status, cells.wait_days):
        read(said)
    list(cells.words(cells.unpacked(said)))
    level_cells.codes_and_terms(said, said[::-1])
    list(level_cells.coverage(said))
    level_cells.level_of(said)
    states.state_named(said)
    words.split_words(said)


def _row(data: bytes) -> dict[str, Any]:
    """A row of a schedule, area or address: JSON, or text in each of its columns."""
    said = _text(data)
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return {str(name): value for name, value in found.items()}
    names = ("weekday", "opens_at", "closes_at", "freq", "byday", "name", "extent", "address")
    parts = said.split("\n")
    return {name: parts[place % len(parts)] for place, name in enumerate(names)}


def _hours(data: bytes) -> None:
    said, row = _text(data), _row(data)
    for parse in (times.clock, times.days, times.zone, times.iso_day, hours_in_words.parse_hours):
        parse(said)
    schedules.raw_hours([row])
    schedules.unreadable_time(row)
    hours_line([*schedules.read_schedules([row]), *schedules.read_holidays([row])])


def _areas(data: bytes) -> None:
    row = _row(data)
    areas.area_texts(row)
    list(areas.area_codes(row))
    extents.read_extent(row.get("extent"))
    extents.read_extent(_text(data))
    addresses.address_parts(row)


def _people(data: bytes) -> None:
    said = _text(data)
    ages_in_words.parse_ages(said)
    income.parse_income(said)
    record = Record("service", {"languages": said}, "t", 1)
    read_spoken(record, [{"name": said, "code": said, "note": said}], Remarks([]))
    for end in (False, True):
        try:
            parse_age(said, end=end, stages={"infancy": (0, 365)})
        except (KnowledgeGraphError, ValueError):
            # A cell that is no age is told by ValueError, which the row's reader turns into one.
            continue


def _pages(data: bytes) -> None:
    content, _ = decoded(data, None)
    decoding.decode(data)
    peek_headings(data)
    for parse in (parse_page, parse_object, parse_lines):
        with contextlib.suppress(NotAPage):
            parse(content)
    _ours(parse_address, content)


_TABLES = ("organizations.csv", "services.csv", "locations.csv", "schedules.csv", "taxonomy.csv")
_SHEETS = ("partners.csv", "services.csv", "touchpoints.csv", "doors.csv", "referrals.csv")

TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "hsds-csv": _file(hsds, "services.csv"),
        "hsds-tables": _hsds_tables,
        "hsds-json": _file(hsds, "services.json"),
        "hsds-ndjson": _file(hsds, "services.ndjson"),
        "hsds-zip": _file(hsds, "given.zip"),
        "hsds-zipped": _zipped(hsds, _TABLES),
        "icarol-json": _file(hsds, "agencies.json"),
        "airs-csv": _file(hsds, "211-export.csv", before=AIRS_HEADER),
        "workbook-csv": _file(workbook, "partners.csv"),
        "workbook-zip": _file(workbook, "given.zip"),
        "workbook-zipped": _zipped(workbook, _SHEETS),
        "workbook-xlsx": _file(workbook, "given.xlsx"),
        "workbook-sheet": _sheet("xl/worksheets/sheet1.xml"),
        "workbook-strings": _sheet("xl/sharedStrings.xml"),
        "workbook-book": _sheet("xl/workbook.xml"),
        "rdf-turtle": _file(rdf, "given.ttl"),
        "rdf-trig": _file(rdf, "given.trig"),
        "rdf-ntriples": _file(rdf, "given.nt"),
        "rdf-xml": _file(rdf, "given.rdf"),
        "rdf-jsonld": _file(rdf, "given.jsonld"),
        "rdf-packed": _file(rdf, "given.ttl.gz"),
        "crosswalk": _crosswalk,
        "cells": _cells,
        "hours": _hours,
        "areas": _areas,
        "people": _people,
        "pages": _pages,
    }
)
"""Name -> parser."""
