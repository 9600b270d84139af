"""Whether a path looks like a directory that the loader reads, told from names and first bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from graph.errors import SourceError
from loaders.hsds.columns import snake, table_of
from loaders.hsds.dialects import find_dialect
from loaders.hsds.reading.decoding import decode
from loaders.hsds.reading.headers import header_dialect, header_names
from loaders.hsds.reading.members import JSON_SUFFIXES, TABLE_SUFFIXES, WIDE_TABLE, open_members

LOADED = ("organization", "service", "location", "taxonomy_term", "service_at_location")
_TELLING = (*LOADED, "taxonomy")
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
_DIALECT_SIGNS = (
    ('"contactDetails"', '"type"'),
    ('"ResourceAgencyNum"', '"ParentAgencyNum"'),
    ('"resources"', '"long_description"'),
    ('"Organization Name"', '"Areas Served"'),
    ('"Organization Name"', '"Resource Site ID"'),
)
"""Keys that together tell one of the other dialects in the front of a JSON file."""
_LOOKED_AT = 5
"""JSON files of a folder that are looked into."""


def recognises(path: Path) -> bool:
    """Whether the names of a folder or zip, or the front of a file, look like a directory."""
    try:
        if path.is_dir():
            return _folder_looks_right(path)
        suffix = path.suffix.lower()
        if suffix == ".zip":
            with open_members(path) as members:
                if any(member.table == WIDE_TABLE for member in members):
                    return True
                return _names_look_right([member.name for member in members])
        if suffix in JSON_SUFFIXES:
            return path.name == "datapackage.json" or _json_looks_right(path)
        return suffix in TABLE_SUFFIXES and _header_looks_right(path)
    except (OSError, SourceError):
        return False


def _folder_looks_right(folder: Path) -> bool:
    for place in (folder, *(child for child in folder.iterdir() if child.is_dir())):
        files = sorted(child for child in place.iterdir() if child.is_file())
        names = [file.name for file in files]
        if _names_look_right(names):
            return True
        if _workbook_names(names):
            continue
        found = [file for file in files if file.suffix.lower() in JSON_SUFFIXES]
        if any(_json_looks_right(file) for file in found[:_LOOKED_AT]):
            return True
        tables = [file for file in files if file.suffix.lower() in TABLE_SUFFIXES]
        if any(_is_wide(file) for file in tables[:_LOOKED_AT]):
            return True
    return False


def _names_look_right(names: Sequence[str]) -> bool:
    if _workbook_names(names):
        return False
    tables = {table_of(stem) for stem in _stems(names)}
    return (
        bool(tables & {"organization", "service_at_location"}) or {"service", "location"} <= tables
    )


def _workbook_names(names: Sequence[str]) -> bool:
    tables = [name for name in names if PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES]
    return any(snake(stem) in _WORKBOOK_ONLY for stem in _stems(tables))


def _stems(names: Sequence[str]) -> list[str]:
    return [
        PurePosixPath(name).stem
        for name in names
        if PurePosixPath(name).suffix.lower() in TABLE_SUFFIXES | JSON_SUFFIXES
    ]


def _json_looks_right(path: Path) -> bool:
    with path.open("rb") as stream:
        head, _ = decode(stream.read(_HEAD_BYTES))
    start = head.lstrip("\ufeff \t\r\n")
    if start[:1] not in ("{", "[") or '"@context"' in head or '"@id"' in head:
        return False
    if table_of(path.stem) in _TELLING and '"id"' in head:
        return True
    if any(all(sign in head for sign in signs) for signs in _DIALECT_SIGNS):
        return True
    return sum(sign in head for sign in _HEAD_SIGNS) >= 1 and '"name"' in head


def _header_looks_right(path: Path) -> bool:
    with path.open("rb") as stream:
        names = header_names(stream.read(_HEAD_BYTES))
    if find_dialect(names):
        return True
    return table_of(path.stem) in _TELLING and bool(set(map(snake, names)) & _HEADER_SIGNS)


def _is_wide(path: Path) -> bool:
    with path.open("rb") as stream:
        return header_dialect(stream) is not None
