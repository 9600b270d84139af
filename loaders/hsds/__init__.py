"""HSDS directories of every version: 1.0, 1.1, 2.0 and 3.x, tables or JSON, and their dialects.

All are folded into one inner shape (`columns`), joined by their keys (`directory`) and written as
partners, sites, services and directory terms (`quads`). Contact persons are never loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from pyoxigraph import Quad

from graph.errors import SourceError
from loaders.crosswalk import (
    ClassifiedService,
    Crosswalk,
    MappedQuads,
    read_crosswalk,
    shipped_crosswalk,
)
from loaders.hsds.bundles import read_json
from loaders.hsds.collect import Collector
from loaders.hsds.columns import snake, table_of
from loaders.hsds.decoding import decode
from loaders.hsds.dialect import name_dialect
from loaders.hsds.directory import join
from loaders.hsds.members import JSON_SUFFIXES, LINE_SUFFIXES, TABLE_SUFFIXES, Member, open_members
from loaders.hsds.quads import DirectoryQuads
from loaders.hsds.remarks import Remarks
from loaders.hsds.tabular import read_table
from loaders.hsds.terms import classify
from loaders.source import LoadContext, Reading

KIND = "hsds"
TITLE = "HSDS directory (1.0 to 3.x: CSV tables, zip, JSON, Ohana, Open Referral UK)"

_LOADED = ("organization", "service", "location", "taxonomy_term", "service_at_location")
_TELLING = (*_LOADED, "taxonomy")
_WORKBOOK_ONLY = frozenset(
    {"partners", "touchpoints", "doors", "referrals", "sites", "requirements"}
)
_HEADER_SIGNS = frozenset(
    {"organization_id", "service_id", "location_id", "organization_uuid", "legal_status"}
    | {"parent_id", "vocabulary", "tax_id"}
)
_HEAD_BYTES = 65_536
_HEAD_SIGNS = (
    '"service_at_locations"',
    '"organization"',
    '"organizations"',
    '"organization_id"',
    '"organizations.csv"',
    '"location_type"',
    '"taxonomy_detail"',
    '"total_items"',
    '"totalElements"',
    '"contents"',
    '"legal_status"',
    '"parent_name"',
)


def recognises(path: Path) -> bool:
    """Whether the names of a folder or zip, or the front of a file, look like HSDS."""
    try:
        if path.is_dir():
            return _folder_looks_right(path)
        suffix = path.suffix.lower()
        if suffix == ".zip":
            with open_members(path) as members:
                return _names_look_right([member.name for member in members])
        if suffix in JSON_SUFFIXES:
            return path.name == "datapackage.json" or _json_looks_right(path)
        return suffix in TABLE_SUFFIXES and _header_looks_right(path)
    except (OSError, SourceError):
        return False


def read(path: Path, context: LoadContext) -> Reading:
    """The rows of every table or object, copies merged; raises SourceError for what is not HSDS."""
    reading = Reading(records=(), files=_files(path))
    collector = Collector(Remarks(reading.issues))
    with open_members(path) as members:
        for done, member in enumerate(members):
            context.progress("read", done, len(members))
            try:
                _read_member(member, collector, alone=len(members) == 1)
            except SourceError as error:
                raise _at(path, member, error) from error
    collector.finish()
    if not any(record.table in _LOADED for record in collector.records):
        raise SourceError(
            "no organization, service, location or term of HSDS was found here", path=path
        )
    reading.records = collector.records
    reading.rows_read = collector.rows_read
    reading.details = {
        "dialect": name_dialect(members, collector.records),
        "contacts_dropped": collector.contacts,
    }
    return reading


def build(reading: Reading, context: LoadContext) -> Iterable[Quad]:
    """Quads of the directory and of what the crosswalks derive; adds issues to the reading."""
    remarks = Remarks(reading.issues)
    directory = join(reading.records, remarks)
    classification = classify(directory, remarks)
    writer = DirectoryQuads(directory, classification, context, remarks)
    yield from writer.build()
    remarks.flush()
    mapped = MappedQuads(_crosswalk(reading, context), classification.terms, context)
    for service, terms in classification.of_service.items():
        iri = context.mint("service", service)
        yield from mapped.of_service(ClassifiedService(service, iri, terms, writer.served(service)))
    reading.details = {**reading.details, "crosswalk": mapped.summary()}


def _crosswalk(reading: Reading, context: LoadContext) -> Crosswalk:
    """The user's crosswalks in the order given, then the shipped one."""
    given = []
    for path in context.crosswalks:
        rules, issues = read_crosswalk(path)
        given.append(rules)
        reading.issues += issues
    return Crosswalk([*given, shipped_crosswalk()])


def _read_member(member: Member, collector: Collector, *, alone: bool) -> None:
    if member.suffix in JSON_SUFFIXES:
        read_json(member, collector)
    elif member.table or alone:
        read_table(member, collector)


def _at(path: Path, member: Member, error: SourceError) -> SourceError:
    """The same error, placed at the path as the user named it."""
    where = path if path.name == member.name else f"{path}, {member.name}"
    message = str(error).split(": ", 1)[-1]
    return SourceError(message, path=where, row=error.row)


def _files(path: Path) -> Sequence[Path]:
    return sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]


def _folder_looks_right(folder: Path) -> bool:
    for place in (folder, *(child for child in folder.iterdir() if child.is_dir())):
        files = sorted(child for child in place.iterdir() if child.is_file())
        lines = [file for file in files if file.suffix.lower() in LINE_SUFFIXES]
        if _names_look_right([file.name for file in files]):
            return True
        if lines and _json_looks_right(lines[0]):
            return True
    return False


def _names_look_right(names: Sequence[str]) -> bool:
    stems = [
        PurePosixPath(name).stem
        for name in names
        if PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES | JSON_SUFFIXES
    ]
    if any(snake(stem) in _WORKBOOK_ONLY for stem in stems):
        return False
    tables = {table_of(stem) for stem in stems}
    return (
        bool(tables & {"organization", "service_at_location"}) or {"service", "location"} <= tables
    )


def _json_looks_right(path: Path) -> bool:
    with path.open("rb") as stream:
        head, _ = decode(stream.read(_HEAD_BYTES))
    start = head.lstrip("\ufeff \t\r\n")
    if start[:1] not in ("{", "[") or '"@context"' in head or '"@id"' in head:
        return False
    if table_of(path.stem) in _TELLING and '"id"' in head:
        return True
    return sum(sign in head for sign in _HEAD_SIGNS) >= 1 and '"name"' in head


def _header_looks_right(path: Path) -> bool:
    with path.open("rb") as stream:
        head, _ = decode(stream.read(_HEAD_BYTES))
    names = {snake(cell.strip('"\r')) for cell in head.split("\n", 1)[0].split(",")}
    return table_of(path.stem) in _TELLING and bool(names & _HEADER_SIGNS)
